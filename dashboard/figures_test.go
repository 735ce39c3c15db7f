package dashboard

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"caseload/dashboard/analysis/series"
	"caseload/dashboard/chart"
	"caseload/dashboard/insight"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

const (
	august    = calendar.Month(2026*12 + 7)
	september = august + 1
	october   = august + 2
	november  = august + 3
)

func university() insight.SiteRef {
	return insight.SiteRef{ID: 1, Name: "University", Slug: "university", Slot: 1}
}

func va() insight.SiteRef { return insight.SiteRef{ID: 2, Name: "VA", Slug: "va", Slot: 2} }

func monthly(first calendar.Month, values ...float64) series.Monthly {
	return series.Monthly{First: first, Values: values}
}

// fourMonths has a month without the VA's file and a month that is not finished.
func fourMonths() insight.MonthlyChart {
	gap := math.NaN()
	return insight.MonthlyChart{
		Title: "One of the last two months was above 680", Summary: "Procedures a month by site.",
		First: august, Last: november,
		Series: []insight.SiteSeries{
			{Site: university(), Count: 1, Values: monthly(august, 510, 500, 519, gap)},
			{Site: va(), Count: 1, Values: monthly(august, gap, 170, 183, gap)},
		},
		Total:         monthly(august, gap, 670, 702, gap),
		Baseline:      monthly(august, 680, 680, 690, 690),
		BaselineLabel: "690 baseline",
		Partial: &insight.PartialMonth{Month: november, Total: 212, Sites: []insight.SiteValue{
			{Site: university(), Value: 212, Text: "212 so far"},
			{Site: va(), Value: insight.Number(gap), Text: "not received"},
		}},
		Gaps: []insight.Gap{{Month: august, Site: va(), Text: "VA not received"}},
		Annotations: []insight.AnnotationOnSite{
			{Label: "Suite 4 opens, University"},
		},
		Table: insight.MonthTable{
			Sites: []insight.SiteRef{university(), va()},
			Rows: []insight.MonthRow{
				{Month: august, State: insight.MonthIncomplete, PerDay: insight.Number(gap), Total: insight.Number(gap), Difference: insight.Number(gap),
					Sites: []insight.SiteValue{
						{Site: university(), Value: 510, Text: "510", TraceURL: "/trace?a"},
						{Site: va(), Value: insight.Number(gap), Text: "not received", TraceURL: "/trace?b"},
					}},
				{Month: september, State: insight.MonthComplete, PerDay: 31.9, Total: 670, Difference: -10, TraceURL: "/trace?c",
					Sites: []insight.SiteValue{{Site: university(), Value: 500, Text: "500"}, {Site: va(), Value: 170, Text: "170"}}},
			},
		},
	}
}

func TestMonthWithoutAFileIsAnExpectedGapAndNotAZero(t *testing.T) {
	in := monthsInput("months", fourMonths(), october, november.First()+11)
	want := []chart.Site{
		{Name: "University", Slot: 0, Values: []float64{510, 500, 519, 212}, Expected: []bool{true, true, true, true}},
		{Name: "VA", Slot: 1, Values: []float64{math.NaN(), 170, 183, math.NaN()}, Expected: []bool{true, true, true, false}},
	}
	if diff := cmp.Diff(want, in.Sites, cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("sites (−want +got):\n%s", diff)
	}
}

func TestMonthSentInPartIsAGapWithOtherWords(t *testing.T) {
	m := fourMonths()
	m.Gaps[0].InPart = true
	got := monthsInput("months", m, october, november.First()).Sites[1].Unsure
	if diff := cmp.Diff([]bool{true, false, false, false}, got); diff != "" {
		t.Errorf("unsure months (−want +got):\n%s", diff)
	}
}

func TestBaselineIsDrawnInStepsWhereItChanges(t *testing.T) {
	in := monthsInput("months", fourMonths(), october, november.First()+11)
	want := []chart.Baseline{{From: august, PerMonth: 680}, {From: october, PerMonth: 690}}
	if diff := cmp.Diff(want, in.Baselines); diff != "" {
		t.Errorf("baselines (−want +got):\n%s", diff)
	}
	if steps := baselineSteps(monthly(august, math.NaN(), math.NaN())); steps != nil {
		t.Errorf("a baseline that does not hold is drawn: %v", steps)
	}
}

func TestUnfinishedMonthReachesToTodayButNotBeyondItsEnd(t *testing.T) {
	for name, test := range map[string]struct{ today, want calendar.Date }{
		"within the month": {november.First() + 11, november.First() + 11},
		"after the month":  {november.Last() + 5, november.Last()},
	} {
		in := monthsInput("months", fourMonths(), october, test.today)
		if diff := cmp.Diff(&chart.Partial{Through: test.want}, in.Partial); diff != "" {
			t.Errorf("%s (−want +got):\n%s", name, diff)
		}
	}
}

func TestOtherSitesShareTheGapsOfTheSitesWithinThem(t *testing.T) {
	m := fourMonths()
	m.Series[1] = insight.SiteSeries{Site: insight.SiteRef{Name: "Other (2)"}, Count: 2, Values: monthly(august, math.NaN(), 170, 183, math.NaN())}
	in := monthsInput("months", m, october, november.First())
	want := chart.Site{Name: "Other (2)", Slot: otherSlot, Values: []float64{math.NaN(), 170, 183, math.NaN()}, Expected: []bool{true, true, true, false}}
	if diff := cmp.Diff(want, in.Sites[1], cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("other sites (−want +got):\n%s", diff)
	}
}

func TestMonthsTableIsNewestFirstAndSaysWhatIsMissing(t *testing.T) {
	table := monthsTable(fourMonths())
	want := []TableRow{
		{Cells: []Cell{
			{Text: "September 2026", Narrow: "Sep 2026", Name: true}, {Text: "500"}, {Text: "170"},
			{Text: "670", Href: "/trace?c", Strong: true}, {Text: "31.9"}, {Text: "−10"}, // the event is of another month, so no column is for it
		}},
		{Cells: []Cell{
			{Text: "August 2026", Narrow: "Aug 2026", Name: true}, {Text: "510", Href: "/trace?a"},
			{Text: "not received", Href: "/trace?b", Quiet: true}, {Text: "—", Quiet: true}, {Text: "—"}, {Text: "—"},
		}},
	}
	if diff := cmp.Diff(want, table.Rows); diff != "" {
		t.Errorf("rows (−want +got):\n%s", diff)
	}
}

func TestMonthsTableSaysWhatTheChartMarks(t *testing.T) {
	m := fourMonths()
	september := october - 1
	m.Signals = []insight.SignalMark{{Month: september, Words: "Above the upper limit"}}
	m.Rebases = []caseload.Rebase{{Month: september, Reason: "Second room"}}
	m.Excluded = []insight.Exclusion{{Month: september - 1, Concerns: "VA", Reason: "Flood"}}
	table := monthsTable(m)
	var got []string
	for _, row := range table.Rows {
		got = append(got, row.Cells[len(row.Cells)-1].Text)
	}
	if diff := cmp.Diff([]string{"Above the upper limit; Rebased: Second room", "Left out of the limits, VA: Flood"}, got); diff != "" {
		t.Errorf("remarks (−want +got):\n%s", diff)
	}
}

func TestFileStatesKeepTheirShapesInTheSmallGrid(t *testing.T) {
	want := map[insight.FileState]chart.Receipt{
		insight.FileReceived: chart.Received, insight.FileLate: chart.Late,
		insight.FileIncomplete: chart.Suspicious, insight.FileSuppressed: chart.Suspicious,
		insight.FileMissing: chart.NotReceived, insight.FileUnfinished: chart.NotFinished,
		insight.FileInReview: chart.InReview, insight.FileNotDue: chart.NotDue, insight.FileNone: chart.NotDue,
	}
	got := make(map[insight.FileState]chart.Receipt, len(want))
	for state := range want {
		got[state] = receiptOf(state)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("receipts (−want +got):\n%s", diff)
	}
}
