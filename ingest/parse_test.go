package ingest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

func TestMonthsAreReadInEveryFormThatCoordinatorsUse(t *testing.T) {
	january := calendar.MonthOf(2024, time.January)
	for _, text := range []string{
		"2024-01", "2024-1", "2024/01/01", "202401", "1/2024", "01/15/2024", "2024-01-31", "2024-01-31T23:59:59Z", "2024-01-01 00:00:00",
		"Jan-24", "JAN 2024", "Jan'24", "January 2024", "01-Jan-2024", "Jan 5, 2024", "5 Jan 2024", "Jan24", "45292", "45322.5", " 2024-01 ", "2024\u00a0Jan",
	} {
		if got := parseMonth(text, monthRules{}); !got.ok || got.month != january {
			t.Errorf("%q: want January 2024, got %v %v", text, got.month, got.ok)
		}
	}
	if got := parseMonth("Sept-24", monthRules{}); got.month != calendar.MonthOf(2024, time.September) {
		t.Errorf("Sept-24: got %v", got.month)
	}
}

func TestWhatIsNoMonthIsNotGuessedAt(t *testing.T) {
	for _, text := range []string{
		"", "2024", "24", "Q1 2024", "2024-13", "2024-00", "Feb 30 2024", "02/30/2024", "13/13/2024", "1/1/0", "1/224", "1/24", "2024-1-1-1",
		"-2024-01", "1e5", "45292.9e9", "Janvember 2024", "2024-W05", "TBD", "٢٠٢٤-٠١", "99999999", "36525", "73051", "FY24 M03", "2024-01-32", "Jan", "Jan-1",
	} {
		if got := parseMonth(text, monthRules{}); got.ok {
			t.Errorf("%q: want no month, got %s", text, got.month)
		}
	}
}

func TestFiscalLabelsFollowTheStatedStart(t *testing.T) {
	for _, test := range []struct {
		start time.Month
		text  string
		want  string
	}{
		{time.July, "FY24 M03", "2023-09"},
		{time.October, "FY24 M01", "2023-10"},
		{time.October, "FY2024-P12", "2024-09"},
		{time.January, "FY24 M03", "2024-03"},
	} {
		got := parseMonth(test.text, monthRules{fiscalStart: test.start})
		if diff := cmp.Diff(test.want, got.month.String()); diff != "" || !got.ok {
			t.Errorf("%s from %s (-want +got)\n%s", test.text, test.start, diff)
		}
	}
}

func TestCountsAreWholeNumbersAndMissingIsNeverZero(t *testing.T) {
	for _, test := range []struct {
		text string
		want countCell
	}{
		{"0", countCell{}}, {"12", countCell{n: 12}}, {"1,234", countCell{n: 1234}}, {"1\u00a0234", countCell{n: 1234}}, {"12.0", countCell{n: 12}},
		{"1000000", countCell{n: 1_000_000}}, {"0000000012", countCell{n: 12}},
		{"", countCell{code: CodeMissingCount}}, {"-", countCell{code: CodeMissingCount}}, {"N/A", countCell{code: CodeMissingCount}}, {"—", countCell{code: CodeMissingCount}},
		{"1–10", countCell{code: CodeSuppressedCount}}, {"1-4", countCell{code: CodeSuppressedCount}}, {"hidden", countCell{code: CodeSuppressedCount}}, {"Suppressed", countCell{code: CodeSuppressedCount}}, {"masked", countCell{code: CodeSuppressedCount}}, {"10-1", countCell{code: CodeInvalidCount}},
		{"<11", countCell{code: CodeSuppressedCount}}, {"*", countCell{code: CodeSuppressedCount}},
		{"-4", countCell{code: CodeNegativeCount}}, {"−4", countCell{code: CodeNegativeCount}}, {"(5)", countCell{code: CodeNegativeCount}},
		{"12.5", countCell{code: CodeNonIntegerCount}}, {"1.234", countCell{code: CodeNonIntegerCount}},
		{"12O", countCell{code: CodeInvalidCount, fix: "letter O?"}}, {"12*", countCell{code: CodeInvalidCount, fix: "footnote mark behind the number?"}},
		{"twelve", countCell{code: CodeInvalidCount}}, {"1e308", countCell{code: CodeInvalidCount}}, {"NaN", countCell{code: CodeInvalidCount}},
		{"1,23", countCell{code: CodeInvalidCount}}, {"٣", countCell{code: CodeInvalidCount}},
		{"9223372036854775808", countCell{code: CodeCountOutOfRange}}, {"1000001", countCell{code: CodeCountOutOfRange}},
	} {
		if diff := cmp.Diff(test.want, parseCount(test.text, numberRules{}), cmp.AllowUnexported(countCell{})); diff != "" {
			t.Errorf("%q (-want +got)\n%s", test.text, diff)
		}
	}
	if got := parseCount("1.234", numberRules{dotGroups: true}); got.n != 1234 {
		t.Errorf("1.234 in a semicolon file whose dots all group: want 1234, got %+v", got)
	}
}

func TestFTEIsReadAsShareEighthsAndPercent(t *testing.T) {
	for _, test := range []struct {
		text    string
		percent bool
		want    float64
		code    Code
	}{
		{"0.8", false, 0.8, ""}, {"1", false, 1, ""}, {".5", false, 0.5, ""}, {"80%", false, 0.8, ""}, {"80", true, 0.8, ""}, {"5/8", false, 0.625, ""},
		{"1.8", false, 0, CodeFTEOutOfRange}, {"-0.5", false, 0, CodeFTEOutOfRange}, {"80", false, 0, CodeFTEOutOfRange},
		{"full-time", false, 0, CodeInvalidFTE}, {"1/0", false, 0, CodeInvalidFTE}, {"NaN", false, 0, CodeInvalidFTE}, {"1e0", false, 0, CodeInvalidFTE},
		{"", false, 0, CodeMissingValue},
	} {
		got, code := parseFTE(test.text, test.percent, false)
		if got != test.want || code != test.code {
			t.Errorf("%q: want %g %q, got %g %q", test.text, test.want, test.code, got, code)
		}
	}
}

func TestRolesAreReadByEveryUsualTitle(t *testing.T) {
	for text, want := range map[string]caseload.Role{
		"Attending Physician": caseload.Attending, "faculty": caseload.Attending, "PA-C": caseload.APP, "nurse  practitioner": caseload.APP,
		"RT(R)": caseload.Technologist, "Registered Nurse": caseload.Nurse, "PGY-4 Resident": caseload.Resident, "pgy 2": caseload.Resident, "Fellow": caseload.Fellow,
	} {
		if got, _, ok := role(text); !ok || got != want {
			t.Errorf("%q: want %s, got %s", text, want, got)
		}
	}
	if _, _, ok := role("Janitor?"); ok {
		t.Error("an unknown title was taken for a role")
	}
	if _, ambiguous, _ := role("MD"); !ambiguous {
		t.Error("MD: want a warning, since residents are MDs too")
	}
}

func TestSlashDatesThatFitBothReadingsAreAskedNotGuessed(t *testing.T) {
	values := func(list ...string) func(func(string) bool) {
		return func(yield func(string) bool) {
			for _, text := range list {
				if !yield(text) {
					return
				}
			}
		}
	}
	for _, test := range []struct {
		name string
		list []string
		want orderVerdict
	}{
		{"only month first fits", []string{"01/15/2024", "02/03/2024"}, orderMonthFirst},
		{"only day first fits", []string{"15/01/2024", "03/02/2024"}, orderDayFirst},
		{"always the first of the month", []string{"1/1/2024", "2/1/2024"}, orderMonthFirst},
		{"both fit and days differ", []string{"03/04/2025", "05/06/2025"}, orderUnclear},
		{"they contradict each other", []string{"15/01/2024", "01/15/2024"}, orderUnclear},
		{"no slash dates", []string{"2024-01", "Jan 2024"}, orderMonthFirst},
		{"dots between the numbers", []string{"01.10.2026", "01.11.2026"}, orderByDots},
		{"dots, and only month first fits", []string{"01.10.2026", "01.15.2026"}, orderMonthFirst},
	} {
		if got := slashOrder(values(test.list...)); got != test.want {
			t.Errorf("%s: want %d, got %d", test.name, test.want, got)
		}
	}
}

func TestDatesThatCanBeReadInTwoWaysAreAskedAndTheFileIsNotTakenForEmpty(t *testing.T) {
	const text = "month,site,procedure,count\n01/10/2026,VA,Paracentesis,14\n01/11/2026,VA,PICC placement,12\n"
	got := inspectText(text, caseload.KindProcedures)
	if got.Outcome != OutcomeAsk || len(got.Questions) != 1 || got.Questions[0].Code != "date_order" {
		t.Errorf("want one question for the order of the dates, got %s with %+v", got.Outcome, got.Questions)
	}
}

func TestDatesWithDotsAreReadWithTheDayFirstAndThatIsSaid(t *testing.T) {
	got := inspectText("month;site;procedure;count\n01.08.2026;VA;Paracentesis;14,0\n01.09.2026;VA;PICC placement;1.012,00\n", caseload.KindProcedures)
	want := []string{"2026-08 VA Paracentesis 14", "2026-09 VA PICC placement 1012"}
	if diff := cmp.Diff(want, said(got)); diff != "" {
		t.Error(diff)
	}
	wantSaid := []string{`The dates in "month" are read with the day first, because dots stand between the numbers: 03.04.2025 is 3 April 2025.`}
	if diff := cmp.Diff(wantSaid, warningsOf(got, CodeDayFirst)); diff != "" {
		t.Error(diff)
	}
}

func TestMonthsAcrossWithDotsAreReadWithTheDayFirst(t *testing.T) {
	got := inspectText("site,procedure,01.08.2026,01.09.2026\nVA,Paracentesis,14,12\n", caseload.KindProcedures)
	if diff := cmp.Diff([]string{"2026-08 VA Paracentesis 14", "2026-09 VA Paracentesis 12"}, said(got)); diff != "" {
		t.Error(diff)
	}
}
