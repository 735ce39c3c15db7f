package dashboard

import (
	"regexp"
	"strings"
	"testing"

	"caseload/store/calendar"
	"caseload/store/storetest"
)

func TestOneMonthWithoutRosterIsToldInWholeSentences(t *testing.T) {
	s, _ := onlySeries(t, []int{42})
	for path, want := range map[string][]string{
		staffingPath: {"No roster has come. As of"},
		whatIfPath:   {"The workload needs 12 complete months: the data start in October 2026."},
	} {
		_, page := get(t, s, path)
		text := readText(page)
		for _, sentence := range want {
			if !strings.Contains(text, sentence) {
				t.Errorf("%s does not say %q", path, sentence)
			}
		}
		for _, nonsense := range []string{"rosters of .", "Counted are The", "..", ": needs all months"} {
			if strings.Contains(text, nonsense) {
				t.Errorf("%s says %q", path, nonsense)
			}
		}
	}
}

func TestTheUnfinishedFirstMonthIsSaidOnce(t *testing.T) {
	db := storetest.New(t)
	storetest.Commit(t, db, []storetest.Row{{Month: "2026-11", Site: "University", Procedure: "Biopsy", N: 12}}, true)
	_, page := get(t, serverOf(t, db), overviewPath)
	_, page, _ = strings.Cut(page, "<h1")
	page, _, _ = strings.Cut(page, `class="keyfigure`) // what follows on paper is not beside it
	if n := strings.Count(readText(page), "No month is complete yet."); n != 1 {
		t.Errorf("want it said once, got %d times", n)
	}
}

func TestSignalsCountSeriesInWordsAndOneWithoutANumber(t *testing.T) {
	spike := around(40, 60, 5)
	spike[39] = 400
	db := storetest.New(t)
	var rows []storetest.Row
	for i, n := range spike {
		month := (october - 39 + calendar.Month(i)).String()
		rows = append(rows, storetest.Row{Month: month, Site: "University", Procedure: "Biopsy", N: n}, storetest.Row{Month: month, Site: "VA", Procedure: "Biopsy", N: 30 + i%3})
	}
	storetest.Commit(t, db, rows, true)
	_, page := get(t, serverOf(t, db), "/signals")
	text := readText(page)
	for _, want := range []string{"Three of four series carry a signal in October 2026.", "The other series varies as it always has: nothing to explain."} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestALongNameDoesNotPileUpOverAColumnOfNumbers(t *testing.T) {
	long := "Percutaneous transhepatic cholangiography with internal-external biliary drainage catheter placement"
	db := storetest.New(t)
	storetest.Commit(t, db, []storetest.Row{{Month: "2026-10", Site: "University", Procedure: long, N: 12}, {Month: "2026-10", Site: "University", Procedure: "Biopsy", N: 30}}, true)
	_, page := get(t, serverOf(t, db), "/volume?by=procedure&show=table")
	head := regexp.MustCompile(`<th scope="col" class="num" title="([^"]*)">([^<]*)</th>`).FindStringSubmatch(page)
	if head == nil || head[1] != long || len([]rune(head[2])) > 44 || !strings.HasPrefix(long, strings.TrimSuffix(head[2], "…")) {
		t.Errorf("want the name cut, and whole in its title, got %q", head)
	}
	if _, file := get(t, serverOf(t, db), "/volume.csv?by=procedure"); !strings.Contains(file, long) {
		t.Error("want the whole name in the file")
	}
}
