package chart

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store/calendar"
)

var missing = math.NaN()

// threeYears is a division with everything that the bars can show: a missing file, an unfinished month, an
// event, a note, limits and signals.
func threeYears() VolumeInput {
	first := calendar.MonthOf(2023, time.December)
	const months = 36
	university, va, rate := make([]float64, months), make([]float64, months), make([]float64, months)
	for i := range months {
		university[i] = float64(480 + i%7*9)
		va[i] = float64(170 + i%5*6)
		rate[i] = (university[i] + va[i]) / 21
	}
	va[9], rate[9] = missing, missing
	university[34], va[34], rate[34] = 519, 183, 31.9
	university[35], va[35], rate[35] = 215, 60, missing
	return VolumeInput{
		ID: "volume", Title: "Six of the last eight months were above 680", Summary: "Procedures a month by site.",
		First: first, Months: months, Focus: first + 34,
		Sites:         []Site{{Name: "University", Values: university}, {Name: "VA", Slot: 1, Values: va}},
		PerWorkingDay: rate,
		Partial:       &Partial{Through: calendar.DateOf(2026, time.November, 12)},
		Baselines:     []Baseline{{From: calendar.MonthOf(2000, time.January), PerMonth: 680}},
		Annotations:   []Annotation{{Month: first + 4, Text: "Second VA room opens"}},
		Notes:         []Note{{Month: first + 20, Text: "Highest: 722"}},
		Bands:         []VolumeBand{{From: first, To: first + 34, Lower: 590, Upper: 773}},
		Signals:       []Signal{{Month: first + 20, Rule: OutsideLimit, Up: true, Words: "Above the upper limit"}},
	}
}

func mustVolume(t *testing.T, in VolumeInput) Spec {
	t.Helper()
	spec, err := Volume(in)
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

// drawn is the part of an option that the tests ask about.
type drawn struct {
	Animation *bool
	XAxis     struct{ Min, Max float64 }
	YAxis     struct{ Min, Max *float64 }
	Tooltip   struct{ RenderMode string }
	Color     []string
	Series    []struct {
		ID, Type, Name string
		Data           []struct {
			Value []*float64
			Label struct{ Formatter string }
		}
		ItemStyle struct{ Decal map[string]any }
		MarkLine  struct{ Data [][]struct{ Coord []float64 } }
		MarkArea  struct {
			Data [][]struct{ XAxis, YAxis *float64 }
		}
	}
}

func read(t *testing.T, raw json.RawMessage) drawn {
	t.Helper()
	var d drawn
	if err := json.Unmarshal(raw, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d drawn) labels() []string {
	var all []string
	for _, s := range d.Series {
		if s.ID != "texts" {
			continue
		}
		for _, item := range s.Data {
			all = append(all, item.Label.Formatter)
		}
	}
	return all
}

func TestVolumeOptionsAreAsReviewed(t *testing.T) {
	spec := mustVolume(t, threeYears())
	golden(t, "volume.json", readable(t, spec.Option))
	golden(t, "volume_narrow.json", readable(t, spec.Narrow))
	golden(t, "volume_print.json", readable(t, spec.Print))
}

func TestTheSameVolumeGivesTheSameBytes(t *testing.T) {
	a, b := mustVolume(t, threeYears()), mustVolume(t, threeYears())
	if diff := cmp.Diff(string(a.Option), string(b.Option)); diff != "" {
		t.Error(diff)
	}
}

func TestAMissingMonthIsAGapAndNotZero(t *testing.T) {
	spec := mustVolume(t, threeYears())
	d := read(t, spec.Option)
	for _, s := range d.Series {
		if s.ID != "site-1" {
			continue
		}
		if len(s.Data) != 36 {
			t.Fatalf("want 36 places, so that the stack stays aligned, got %d", len(s.Data))
		}
		if got := s.Data[9].Value[1]; got != nil {
			t.Errorf("want null for the missing month, got %v", *got)
		}
	}
	const row = 35 - 9 // newest first
	want := []string{"September 2024", "498", "—", "—", "—", "—"}
	if diff := cmp.Diff(want, spec.Table.Rows[row]); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
	if !strings.Contains(strings.Join(d.labels(), "\n"), "VA: no file") {
		t.Errorf("want the missing file named, got %q", d.labels())
	}
}

func TestAMonthBeforeASiteBeganIsNotCalledMissing(t *testing.T) {
	in := threeYears()
	values, expected := make([]float64, in.Months), make([]bool, in.Months)
	for i := range values {
		values[i] = missing
		if i >= 30 {
			values[i], expected[i] = 12, true
		}
	}
	in.Sites = append(in.Sites, Site{Name: "Annex", Slot: 2, Values: values, Expected: expected})
	v := volume{in}
	if got := v.total(0); math.IsNaN(got) {
		t.Error("want a total of the two sites that were active, got none")
	}
	for _, words := range read(t, mustVolume(t, in).Option).labels() {
		if strings.HasPrefix(words, "Annex: no file") {
			t.Errorf("want no complaint about months before the site began, got %q", words)
		}
	}
}

func TestAnUnfinishedMonthIsSaidToBeAndComparedWithNothing(t *testing.T) {
	spec := mustVolume(t, threeYears())
	want := []string{"November 2026, to 12 November", "215", "60", "275", "—", "—"}
	if diff := cmp.Diff(want, spec.Table.Rows[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if labels := read(t, spec.Option).labels(); !contains(labels, "275 so far, to\n12 November") {
		t.Errorf("want the label of the unfinished month, got %q", labels)
	}
}

func contains(all []string, one string) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
}

func TestTheAxisStartsAtZeroAndCoversLimitsAndBaseline(t *testing.T) {
	cases := []struct {
		name   string
		change func(*VolumeInput)
		most   float64
	}{
		{"bars", func(*VolumeInput) {}, 773},
		{"a limit above every bar", func(in *VolumeInput) { in.Bands[0].Upper = 1500 }, 1500},
		{"a baseline above every bar", func(in *VolumeInput) { in.Baselines[0].PerMonth = 2000 }, 2000},
		{"a handful", func(in *VolumeInput) {
			in.Baselines, in.Bands = nil, nil
			for i := range in.Months {
				in.Sites[0].Values[i], in.Sites[1].Values[i] = 1, 2
			}
		}, 3},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			in := threeYears()
			c.change(&in)
			spec := mustVolume(t, in)
			for layout, raw := range map[string]json.RawMessage{"wide": spec.Option, "narrow": spec.Narrow, "print": spec.Print} {
				axis := read(t, raw).YAxis
				if axis.Min == nil || *axis.Min != 0 {
					t.Errorf("%s: want the axis from 0, got %v", layout, axis.Min)
				}
				if axis.Max == nil || *axis.Max < c.most {
					t.Errorf("%s: want the axis to reach %v, got %v", layout, c.most, axis.Max)
				}
			}
		})
	}
}

func TestEverythingDrawnLiesWithinTheAxes(t *testing.T) {
	// ECharts leaves out a mark line with an end outside the axes, without a word.
	in := threeYears()
	for i := range 6 {
		in.Annotations = append(in.Annotations, Annotation{Month: in.First + calendar.Month(4+i), Text: "An event with a rather long name"})
	}
	spec := mustVolume(t, in)
	for layout, raw := range map[string]json.RawMessage{"wide": spec.Option, "narrow": spec.Narrow, "print": spec.Print} {
		d := read(t, raw)
		for _, s := range d.Series {
			for _, pair := range s.MarkLine.Data {
				for _, end := range pair {
					x, y := end.Coord[0], end.Coord[1]
					if x < d.XAxis.Min || x > d.XAxis.Max || y < 0 || y > *d.YAxis.Max {
						t.Errorf("%s: line end (%v, %v) lies outside x %v…%v, y 0…%v", layout, x, y, d.XAxis.Min, d.XAxis.Max, *d.YAxis.Max)
					}
				}
			}
			for _, pair := range s.MarkArea.Data {
				for _, corner := range pair {
					if corner.XAxis == nil || corner.YAxis == nil {
						t.Errorf("%s: a corner of the band has no place: ECharts would ignore it", layout)
					}
				}
			}
		}
	}
}

func TestNoAnimationNoHTMLTooltipNoPalette(t *testing.T) {
	d := read(t, mustVolume(t, threeYears()).Option)
	if d.Animation == nil || *d.Animation {
		t.Error("want animation false")
	}
	if d.Tooltip.RenderMode != "richText" {
		t.Errorf("want richText tooltips, got %q", d.Tooltip.RenderMode)
	}
	if d.Color != nil {
		t.Errorf("want no palette of go-echarts, got %q", d.Color)
	}
}

func TestOneSiteAloneHasNoTotalColumn(t *testing.T) {
	in := threeYears()
	in.Sites, in.Baselines, in.Bands, in.Signals, in.PerWorkingDay = in.Sites[1:], nil, nil, nil, nil
	spec := mustVolume(t, in)
	want := []Column{{Title: "Month"}, {Title: "VA", Numeric: true}}
	if diff := cmp.Diff(want, spec.Table.Columns); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, words := range read(t, spec.Option).labels() {
		if strings.Contains(words, "baseline") {
			t.Errorf("want no baseline when none is given, got %q", words)
		}
	}
}

func TestSevenSitesFoldIntoSixAndOther(t *testing.T) {
	in := threeYears()
	for k := range 7 {
		values := make([]float64, in.Months)
		for i := range values {
			values[i] = float64(10 + k)
		}
		in.Sites = append(in.Sites, Site{Name: string(rune('A' + k)), Slot: 2 + k, Values: values})
	}
	in.Sites[2].Values[3] = missing // A, the smallest, is among the others
	folded := foldSites(in.Sites, in.Months)
	var names []string
	for _, s := range folded {
		names = append(names, s.Name)
	}
	if diff := cmp.Diff([]string{"University", "VA", "D", "E", "F", "G", "Other (3)"}, names); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	other := folded[6].Values
	if other[0] != 10+11+12 {
		t.Errorf("want the others' sum 33, got %v", other[0])
	}
	if !math.IsNaN(other[3]) {
		t.Errorf("want no sum where one of the others is missing, got %v", other[3])
	}
	d := read(t, mustVolume(t, in).Option)
	if d.Series[2].ItemStyle.Decal == nil || d.Series[1].ItemStyle.Decal != nil {
		t.Error("want a hatch on later sites and none on the first two")
	}
}

func TestNothingToDrawIsAnError(t *testing.T) {
	if _, err := Volume(VolumeInput{ID: "empty"}); err == nil {
		t.Error("want an error: the page has its own words for an empty division")
	}
}

func TestPointsSayWhatTheBarShows(t *testing.T) {
	spec := mustVolume(t, threeYears())
	want := Point{X: 34, Title: "October 2026", Lines: []PointLine{
		{Name: "VA", Value: "183", Mark: "va"},
		{Name: "University", Value: "519", Mark: "university"},
		{Name: "All sites", Value: "702", Strong: true},
		{Name: "Per working day", Value: "31.9"},
		{Name: "Against 680", Value: "+22"},
		{Name: "Usual range", Value: "590–773"},
	}}
	if diff := cmp.Diff(want, spec.Points[34]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMonthSentInPartIsNotSaidToHaveNoFile(t *testing.T) {
	nan := math.NaN()
	v := volume{VolumeInput{
		First: calendar.MonthOf(2026, 8), Months: 3, Focus: calendar.MonthOf(2026, 10),
		Sites: []Site{
			{Name: "University", Values: []float64{500, 510, 520}},
			{Name: "VA", Slot: 1, Values: []float64{nan, nan, 183}, Unsure: []bool{true, false, false}},
		},
	}}
	var words []string
	for _, g := range v.gaps(0, 2) {
		words = append(words, g.words())
	}
	if diff := cmp.Diff([]string{"VA: not complete", "VA: no file"}, words); diff != "" {
		t.Errorf("gaps (−want +got):\n%s", diff)
	}
	if diff := cmp.Diff("— not complete", v.points()[0].Lines[0].Value); diff != "" {
		t.Errorf("tooltip (−want +got):\n%s", diff)
	}
}

func TestRatesKeepTheirDecimalInEveryWord(t *testing.T) {
	in := VolumeInput{
		ID: "rate", First: calendar.MonthOf(2026, 9), Months: 2, Focus: calendar.MonthOf(2026, 10), Decimals: 1,
		Sites:     []Site{{Name: "University", Values: []float64{24.76, 25.1}}},
		Baselines: []Baseline{{From: calendar.MonthOf(2026, 1), PerMonth: 32.64}},
	}
	spec, err := Volume(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"32.6 baseline", "University\u00a025.1"} {
		if !strings.Contains(string(spec.Option), want) {
			t.Errorf("the drawing does not say %q", want)
		}
	}
	if diff := cmp.Diff([]string{"October 2026", "25.1", "−7.5"}, spec.Table.Rows[0]); diff != "" {
		t.Errorf("table (−want +got):\n%s", diff)
	}
}

func TestTheMarkOfTheMonthInFocusIsNoWiderThanItsBar(t *testing.T) {
	for months, widest := range map[int]float64{1: 0.1, 36: 1} {
		if got := focusWidth(836 / float64(months)); got > widest {
			t.Errorf("%d months: the mark is %.2f months wide", months, got)
		}
	}
}
