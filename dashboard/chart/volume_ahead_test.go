package chart

import (
	"slices"
	"strings"
	"testing"

	"caseload/store/calendar"
)

// yearAhead continues threeYears from its unfinished month on.
func yearAhead() VolumeInput {
	in := threeYears()
	for i := range 12 {
		expected := 660 + float64(i)
		in.Ahead = append(in.Ahead, FanMonth{Month: in.First + 35 + calendar.Month(i), Expected: expected, Lo80: expected - 50, Hi80: expected + 60})
	}
	return in
}

func TestExpectedMonthsAreNoBars(t *testing.T) {
	in := yearAhead()
	spec := mustVolume(t, in)
	d := read(t, spec.Option)
	if want := 46.5; d.XAxis.Max != want {
		t.Errorf("want the axis to reach %v, got %v", want, d.XAxis.Max)
	}
	found := 0
	for _, s := range d.Series {
		switch {
		case strings.HasPrefix(s.ID, "site-"):
			if len(s.Data) != in.Months {
				t.Errorf("%s: want a bar for each of %d months, got %d", s.Name, in.Months, len(s.Data))
			}
		case s.ID == "expected":
			found = len(s.Data)
			if first := s.Data[0].Value; *first[0] != 35 || *first[1] != 660 {
				t.Errorf("want 660 in the month under way, got %v, %v", *first[0], *first[1])
			}
		}
	}
	if found != 12 || !slices.Contains(d.labels(), "Expected") {
		t.Errorf("want twelve points behind a rule that names them, got %d and %q", found, d.labels())
	}
}

func TestExpectedMonthsAreInTableKeyAndTooltips(t *testing.T) {
	spec := mustVolume(t, yearAhead())
	first, last := spec.Table.Rows[11], spec.Table.Rows[0]
	if got := first[len(first)-2:]; first[0] != "November 2026, to 12 November" || got[0] != "660" || got[1] != "610–720" {
		t.Errorf("want what is expected of the month under way beside what has come, got %q", first)
	}
	if last[0] != "October 2027" || last[1] != Missing || last[3] != Missing || last[len(last)-2] != "671" {
		t.Errorf("want nothing but what is expected, got %q", last)
	}
	if got := spec.Table.Rows[12]; got[len(got)-2] != Missing {
		t.Errorf("want nothing expected of a month that is over, got %q", got)
	}
	point := spec.Points[46]
	if len(spec.Points) != 47 || point.Title != "October 2027" || point.Lines[0] != (PointLine{Name: "Expected", Value: "671", Strong: true}) {
		t.Errorf("want a tooltip of the last month, got %d points and %+v", len(spec.Points), point)
	}
	for _, line := range point.Lines {
		if line.Name == "All sites" || line.Name == "VA" || line.Name == "University" {
			t.Errorf("a month to come speaks of counts: %+v", line)
		}
	}
	if !slices.ContainsFunc(spec.Key, func(e KeyEntry) bool { return strings.HasPrefix(e.Text, "expected") }) {
		t.Error("the key does not explain the marks")
	}
}
