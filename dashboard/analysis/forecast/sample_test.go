package forecast

import (
	"bytes"
	"encoding/csv"
	"math"
	"strconv"
	"testing"
	"time"

	"caseload/dashboard/analysis/series"
	sampledata "caseload/sample_data"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// sampleDivision is the synthetic sample's total, two sites and eighteen groups up to October 2026, with what its
// annotations say: spring 2020 teaches nothing, and rooms that open shift their site and the total.
func sampleDivision(t testing.TB) (members []Member, sums []Sum) {
	t.Helper()
	type cell struct{ month, site, procedure, setting, state string }
	counts := map[cell]float64{}
	for _, load := range sampledata.Loads() {
		if load.Kind != caseload.KindProcedures {
			continue
		}
		content, err := sampledata.Read(load.File)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		column := map[string]int{}
		for i, title := range rows[0] {
			column[title] = i
		}
		at := func(row []string, title string) string {
			if i, ok := column[title]; ok {
				return row[i]
			}
			return ""
		}
		for _, row := range rows[1:] {
			n, err := strconv.ParseFloat(at(row, "count"), 64)
			if err != nil {
				t.Fatal(err)
			}
			counts[cell{at(row, "month"), at(row, "site"), at(row, "procedure"), at(row, "setting"), at(row, "referral_state")}] = n
		}
	}
	position := map[string]int{"University": 1, "VA": 2}
	groups := map[string]int{}
	for _, g := range sampledata.ProcedureGroups() {
		if _, known := position[g.Group]; !known {
			position[g.Group] = len(position) + 1
		}
		groups[g.Procedure] = position[g.Group]
	}
	first, last := january2019, calendar.MonthOf(2026, time.October)
	spring := []calendar.Month{calendar.MonthOf(2020, time.March), calendar.MonthOf(2020, time.April), calendar.MonthOf(2020, time.May)}
	members = make([]Member, len(position)+1)
	for i := range members {
		values := make([]float64, int(last-first)+1)
		members[i] = Member{series.Monthly{First: first, Values: values}, Options{Excluded: spring}}
	}
	for _, shift := range []struct {
		month calendar.Month
		site  int
	}{{calendar.MonthOf(2022, time.August), 1}, {calendar.MonthOf(2024, time.March), 2}} {
		for _, i := range []int{0, shift.site} {
			members[i].Options.Shifts = append(members[i].Options.Shifts, shift.month)
		}
	}
	for c, n := range counts {
		month, err := calendar.ParseMonth(c.month)
		if err != nil {
			t.Fatal(err)
		}
		if month > last {
			continue
		}
		for _, i := range []int{0, position[c.site], groups[c.procedure]} {
			members[i].Series.Values[month-first] += n
		}
	}
	unreported := calendar.MonthOf(2023, time.August) // by the VA
	sums = []Sum{{0, []int{1, 2}}, {0, nil}}
	for i := range members {
		if i != 1 {
			members[i].Series.Set(unreported, series.Missing())
		}
		if i > 2 {
			sums[1].Parts = append(sums[1].Parts, i)
		}
	}
	return members, sums
}

func TestTheSampleAddsUpAtEveryLevel(t *testing.T) {
	members, sums := sampleDivision(t)
	forecasts := Reconcile(forecastAll(members, Options{}), sums)
	assertSumsHold(t, forecasts, sums)
	if total, ok := forecasts[0].At(calendar.MonthOf(2023, time.August)); !ok || math.Abs(total.Point-680) > 150 {
		t.Errorf("want the VA's missing August estimated in the total, got %+v", total)
	}
}

func TestReconcilingTheSampleRaisesNoError(t *testing.T) {
	members, sums := sampleDivision(t)
	alone, together := BacktestTogether(members, sums, Plan{})
	var before, after, naive float64
	for i := range members {
		before, after, naive = before+alone[i].MASE, after+together[i].MASE, naive+alone[i].NaiveMASE
	}
	n := float64(len(members))
	t.Logf("mean MASE: %.4f alone, %.4f reconciled, %.4f seasonal naive; total: %+v", before/n, after/n, naive/n, together[0])
	if after > before {
		t.Errorf("want a mean MASE of %.4f at most, got %.4f", before/n, after/n)
	}
	if together[0].MASE > alone[0].MASE*1.02 {
		t.Errorf("total: want %.4f at most, got %.4f", alone[0].MASE, together[0].MASE)
	}
	if after > naive {
		t.Errorf("want less than seasonal naive's %.4f, got %.4f", naive/n, after/n)
	}
}
