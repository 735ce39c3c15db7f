package dashboard

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// click follows the first link of a page whose address matches, and returns where it leads.
func click(t *testing.T, s *Server, page, pattern string) (address, next string) {
	t.Helper()
	found := regexp.MustCompile(`href="(` + pattern + `)"`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("there is no link like %s", pattern)
	}
	address = html.UnescapeString(found[1])
	response, next := get(t, s, address)
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s: want 200, got %d", address, response.StatusCode)
	}
	return address, next
}

func TestFromTheOverviewToWhatChangedWhereSinceWhenAndWhetherItIsReal(t *testing.T) {
	s, _ := sampleServer(t)
	_, overview := get(t, s, "/")
	_, open, _ := strings.Cut(overview, `<ul class="signals">`)
	open, _, _ = strings.Cut(open, "</ul>")

	// One click: what changed, since when, by which rule, and how often chance alone would show as much.
	address, group := click(t, s, open, `/signals\?[^"]*series=group-chemoembolization[^"]*`)
	for question, answer := range map[string]string{
		"what changed": "Chemoembolization & Y-90: 8 months above the mean since March 2026",
		"since when":   "8 months above the mean of 26 since March 2026. 7 are enough.",
		"is it real":   "1.4" + noBreakSpace + "% of stable series would show one by chance.",
		"by how much":  "would move the mean from 26 to 33",
	} {
		if !strings.Contains(readText(group), answer) {
			t.Errorf("%s: %s does not say %q", question, address, answer)
		}
	}

	// A second: at which site, or in which procedure.
	address, atVA := click(t, s, group, `/signals\?[^"]*site=va[^"]*series=group-chemoembolization[^"]*`)
	if !strings.Contains(readText(atVA), "Procedures a month at VA") {
		t.Errorf("%s is not about the VA's own", address)
	}
	address, procedures := click(t, s, group, `/signals\?[^"]*group=chemoembolization[^"]*`)
	if !strings.Contains(readText(procedures), "Chemoembolization & Y-90 and its procedures") {
		t.Errorf("%s does not show its procedures", address)
	}

	// A third: one of them in depth.
	address, one := click(t, s, procedures, `/signals\?[^"]*series=procedure-[^"]*`)
	if !strings.Contains(readText(one), "How the limits were made") {
		t.Errorf("%s is not a series in depth", address)
	}
}
