package dashboard

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStaffingLeadsFromAuthorisedToRequiredAndSaysWhereFTEWent(t *testing.T) {
	s, db := sampleServer(t)
	assumeSample(t, db)
	confirmSample(t, db)
	_, page := get(t, s, staffingPath)
	_, chain, _ := strings.Cut(page, `id="chain"`)
	chain, _, _ = strings.Cut(chain, "</figure>")
	head, _, _ := strings.Cut(chain, "<tbody>")
	at := -1
	for _, title := range []string{"Authorised", "Filled", "Available", "Required"} {
		next := strings.Index(head, ">"+title+"<")
		if next <= at {
			t.Errorf("%s does not stand after what comes before it", title)
		}
		at = next
	}
	text := readText(chain)
	explained := 0
	for _, cells := range rowsOf(t, page, "chain") {
		filled, errFilled := strconv.ParseFloat(cells[2], 64)
		available, errAvailable := strconv.ParseFloat(cells[4], 64)
		if errFilled != nil || errAvailable != nil {
			t.Fatalf("%q has no numbers", cells)
		}
		words := formatDecimal(filled-available, 1) + " of " + strings.ToLower(cells[0])
		if want := filled-available > 0.05; want != strings.Contains(text, words) {
			t.Errorf("%s: %v filled, %v available; the page says %q: %v", cells[0], filled, available, words, !want)
		} else if want {
			explained++
		}
	}
	if explained != 2 { // attendings and advanced practice of the sample have time that is not clinical
		t.Errorf("want two roles explained, got %d", explained)
	}
}

func TestThePrintedStaffingSheetPromisesNothingBelow(t *testing.T) {
	s, db := sampleServer(t)
	assumeSample(t, db)
	confirmSample(t, db)
	_, page := get(t, s, staffingPath)
	_, foot, _ := strings.Cut(page, "<p data-source>")
	foot, _, _ = strings.Cut(foot, "</p>")
	screen, paper := partsOf(foot, "screen-only"), partsOf(foot, "print-only")
	want := []string{"Every assumption stands below with its source. "}
	if diff := cmp.Diff(want, screen); diff != "" {
		t.Errorf("on a screen (-want +got)\n%s", diff)
	}
	if len(paper) != 1 || !strings.Contains(paper[0], "The assumptions are not on this sheet") {
		t.Errorf("on paper: %q", paper)
	}
	for _, part := range screen {
		foot = strings.ReplaceAll(foot, part, "")
	}
	if strings.Contains(foot, "below") {
		t.Errorf("on paper it still says %q", readText(foot))
	}
}

// partsOf returns the texts of the spans of a class.
func partsOf(page, class string) []string {
	var texts []string
	for _, rest := range strings.Split(page, `<span class="`+class+`">`)[1:] {
		text, _, _ := strings.Cut(rest, "</span>")
		texts = append(texts, text)
	}
	return texts
}
