package chart

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store/calendar"
)

func scheduleOf(name string) ScheduleInput {
	july := calendar.MonthOf(2026, 7)
	in := ScheduleInput{ID: "schedule", Title: name, Summary: name, First: july, Months: 12, Focus: july + 3}
	row := ScheduleRow{Name: name, Under: name, End: "5 of 5 IR", Short: "5/5"}
	for i := range 12 {
		part := SchedulePart{Month: july + calendar.Month(i), Share: 1, Letters: "DR", Words: "DR"}
		if i >= 4 && i < 7 {
			part = SchedulePart{Month: part.Month, Share: 1, Letters: "IR", Words: "IR, " + name, Slot: 1, IsOn: true}
		}
		row.Parts = append(row.Parts, part)
	}
	in.Rows = append(in.Rows, row)
	return in
}

func exposureOf(name string) ExposureInput {
	in := ExposureInput{ID: "exposure", Title: name, Summary: name, First: calendar.MonthOf(2026, 7), Focus: calendar.MonthOf(2026, 8)}
	for slot := range 3 {
		in.Sites = append(in.Sites, ExposureSite{Name: name, Slot: slot, Months: []ExposureMonth{
			{Available: 300, Each: 60, Learners: 5}, {Available: missing, Each: missing, Learners: 1, Why: name}, {Available: 280, Each: missing, IsExpected: true},
		}})
	}
	return in
}

func TestNeighbouringMonthsThatAreAlikeAreOneStay(t *testing.T) {
	in := scheduleOf("R-01")
	var got [][2]float64
	for _, s := range in.stays(in.Rows[0]) {
		got = append(got, [2]float64{s.from, s.to})
	}
	if diff := cmp.Diff([][2]float64{{0, 4}, {4, 7}, {7, 12}}, got); diff != "" {
		t.Error(diff)
	}
}

func TestHalvesOfAMonthStandBesideEachOtherAndNothingLeavesIt(t *testing.T) {
	july := calendar.MonthOf(2026, 7)
	in := ScheduleInput{First: july, Months: 2, Rows: []ScheduleRow{{Parts: []SchedulePart{
		{Month: july, Share: 0.5, Letters: "DR", Words: "DR"}, {Month: july, Share: 0.5, Letters: "IR", Words: "IR, VA", IsOn: true},
		{Month: july + 1, Share: 0.7, Letters: "DR", Words: "DR"}, {Month: july + 1, Share: 0.7, Letters: "IR", Words: "IR, VA", IsOn: true}, // booked twice over
		{Month: july + 1, Share: 0.2, Letters: "DR", Words: "DR"}, {Month: july + 5, Share: 1, Letters: "DR", Words: "DR"},
	}}}}
	var got []float64
	for _, s := range in.stays(in.Rows[0]) {
		got = append(got, math.Round(s.from*10)/10, math.Round(s.to*10)/10)
	}
	if diff := cmp.Diff([]float64{0, 0.5, 0.5, 1, 1, 1.7, 1.7, 2}, got); diff != "" {
		t.Error(diff)
	}
}

func TestAScheduleTellsEveryMonthOfEverybodyToTheKeyboard(t *testing.T) {
	spec, err := Schedule(scheduleOf("R-01"))
	if err != nil {
		t.Fatal(err)
	}
	if len(spec.Points) != 12 {
		t.Fatalf("%d points", len(spec.Points))
	}
	want := Point{X: 4, Title: "November 2026", Lines: []PointLine{{Name: "R-01", Value: "IR, R-01", Mark: string(VA), Strong: true}}}
	if diff := cmp.Diff(want, spec.Points[4]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(13, len(spec.Table.Columns)); diff != "" {
		t.Error(diff)
	}
}

func TestAMonthWithoutVolumeIsNoBarOfNought(t *testing.T) {
	spec, err := Exposure(exposureOf("University"))
	if err != nil {
		t.Fatal(err)
	}
	var option struct {
		Series []struct {
			ID   string
			Data []struct{ Value []*float64 }
		}
	}
	if err := json.Unmarshal(spec.Option, &option); err != nil {
		t.Fatal(err)
	}
	bars := 0
	for _, s := range option.Series {
		if !strings.HasPrefix(s.ID, "site-") {
			continue
		}
		bars++
		if s.Data[1].Value[1] != nil {
			t.Errorf("%s: a missing month has the value %v", s.ID, *s.Data[1].Value[1])
		}
		if s.Data[0].Value[1] == nil || *s.Data[0].Value[1] != 300 {
			t.Errorf("%s: a counted month is not drawn", s.ID)
		}
	}
	if bars != 3 {
		t.Errorf("%d sites are drawn", bars)
	}
	if !strings.Contains(string(spec.Option), `"borderColor":"token:university"`) {
		t.Error("an expected month is not hollow in the site's colour")
	}
}

func TestTrainingChartsKeepHostileNamesAsText(t *testing.T) {
	minimum := 500.0
	for _, name := range hostile {
		schedule, err := Schedule(scheduleOf(name))
		if err != nil {
			t.Fatal(err)
		}
		exposure, err := Exposure(exposureOf(name))
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range []Spec{schedule, exposure} {
			for _, option := range []json.RawMessage{spec.Option, spec.Narrow, spec.Print} {
				for _, words := range read(t, option).labels() {
					if strings.Contains(words, "{a") || strings.Contains(words, "{b") || len([]rune(words)) > 60 {
						t.Errorf("a label that ECharts would read, or too long: %q", words)
					}
				}
			}
			for _, entry := range spec.Key {
				checkPicture(t, entry.Mark)
			}
		}
		row := ProjectionRow{Name: name, Under: name, Value: name, Words: name, Logged: 10, Projected: 40, Lo80: 30, Hi80: 50, Minimum: &minimum}
		for _, size := range []ProjectionSize{ProjectionsWide, ProjectionsNarrow, ProjectionsPrint} {
			checkPicture(t, Projections([]ProjectionRow{row}, size, name))
		}
	}
	for _, entry := range ProjectionKey() {
		checkPicture(t, entry.Mark)
	}
}

func TestProjectionsShareOneAxis(t *testing.T) {
	minimum := 500.0
	rows := []ProjectionRow{
		{Name: "a", Logged: 100, Projected: 200, Lo80: 180, Hi80: 220, Minimum: &minimum},
		{Name: "b", Logged: 0, Projected: math.NaN(), Lo80: math.NaN(), Hi80: math.NaN()},
	}
	picture := string(Projections(rows, ProjectionsWide, "t"))
	if strings.Contains(picture, "NaN") {
		t.Error("a number that is missing is drawn")
	}
	if !strings.Contains(picture, ">500 cases<") && !strings.Contains(picture, ">600 cases<") {
		t.Error("the axis does not reach the minimum")
	}
}
