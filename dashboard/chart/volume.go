package chart

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"caseload/store/calendar"
)

// VolumeInput is what the bars of months stacked by site need to know.
type VolumeInput struct {
	ID, Title, Summary string
	For                Medium

	First    calendar.Month // of every Values below
	Months   int
	Decimals int    // of values in words: 0 for counts, 1 for rates
	Sites    []Site // bottom to top: University, VA, later sites; one alone is fine
	Focus    calendar.Month

	// PerWorkingDay is the rate of all sites shown together, one a month, NaN where unknown; nil leaves it out.
	PerWorkingDay []float64

	Partial     *Partial   // set when the last month is not finished
	Baselines   []Baseline // in order of From; empty draws none
	Targets     []Baseline // the same of a target or budget; NaN ends one
	Annotations []Annotation
	Notes       []Note

	// Ahead are the months expected after the known ones, consecutive; the first may be one that is not finished or
	// not complete. They are never bars.
	Ahead []FanMonth

	// Bands and Signals come from statistics; without them nothing is drawn.
	Bands   []VolumeBand
	Signals []Signal
}

// Medium is where a chart is shown: drawing for one that nobody looks at is work for nothing.
type Medium int

// The media.
const (
	EveryMedium Medium = iota
	Screen             // no Print
	Paper              // Print only
)

// Site is one layer of the stack.
type Site struct {
	Name   string
	Slot   int       // 0 takes the University's colours, 1 the VA's, 2 and more a neutral with a hatch
	Values []float64 // NaN where not reported
	// Expected tells the months in which the site was active. A month that is expected and not
	// reported is announced as missing and has no total; nil expects every month.
	Expected []bool
	// Unsure tells the months of which something has come that is not everything. They are gaps with
	// other words; nil when there are none.
	Unsure []bool
}

func (s Site) value(i int) float64 {
	if i < 0 || i >= len(s.Values) {
		return math.NaN()
	}
	return s.Values[i]
}

func (s Site) isExpected(i int) bool {
	return s.Expected == nil || i < len(s.Expected) && s.Expected[i]
}

func (s Site) isUnsure(i int) bool { return i < len(s.Unsure) && s.Unsure[i] }

func (s Site) isMissing(i int) bool { return s.isExpected(i) && math.IsNaN(s.value(i)) }

// Partial says how far the unfinished last month reaches.
type Partial struct{ Through calendar.Date }

// Baseline is the reference from a month until the next one starts.
type Baseline struct {
	From     calendar.Month
	PerMonth float64
}

// Annotation is an event that begins with a month: a vertical rule, named above the plot.
type Annotation struct {
	Month calendar.Month
	Text  string
}

// Note is a remark on one month, with a leader down to its bar.
type Note struct {
	Month calendar.Month
	Text  string
}

// VolumeBand is the usual range of the total over some months.
type VolumeBand struct {
	From, To     calendar.Month // both included
	Lower, Upper float64
}

// SignalRule is the reason of a signal.
type SignalRule int

// The rules, each with a shape of its own.
const (
	OutsideLimit SignalRule = iota // diamond
	Trend                          // triangle
	TwoOfThree                     // square
	Shift                          // circle

	numberOfRules = iota
)

// maxNamedSites is how many layers a bar can have and still be read.
const maxNamedSites = 6

// How many of the newest months the smaller sizes show, and up to how many are named one by one.
const (
	windowNarrow = 24
	windowPrint  = 36
	fewMonths    = 14
)

// The three sizes, in px.
const (
	heightWide      = 372
	heightNarrow    = 300
	heightPrint     = 214
	gutterWide      = 124
	gutterNarrow    = 54
	gutterPrint     = 96
	widthWide       = 836 // the least content width above the breakpoint of 900
	widthNarrow     = 288 // a phone of 320
	widthPrint      = 704 // a Letter page inside its margins
	axisRoom        = 30
	smallestBaseGap = 14 // between the month's total in words and the baseline
)

const (
	barShare     = 0.8 // of a month's slot
	widestBar    = 56  // px, where months are few
	bandOverhang = 0.4 // months beyond a segment, so that neighbours show a gap
)

// Signal marks one month's total as a statistical signal.
type Signal struct {
	Month calendar.Month
	Rule  SignalRule
	Up    bool // the side, which a trend's triangle points to
	Words string
}

// Volume draws months stacked by site against the baseline. There is nothing to draw without a month and
// a site: the page has its own words for that.
func Volume(in VolumeInput) (Spec, error) {
	if in.Months < 1 || len(in.Sites) == 0 {
		return Spec{}, fmt.Errorf("chart %q: no months or no sites to draw", in.ID)
	}
	v := volume{VolumeInput: in}
	v.Sites = foldSites(in.Sites, in.Months)
	spec := Spec{
		ID: in.ID, Title: in.Title, Summary: in.Summary,
		Table: v.table(), Key: v.key(), Points: v.points(),
		Height: heightWide, NarrowHeight: heightNarrow, PrintHeight: heightPrint,
	}
	for _, size := range []struct {
		option *json.RawMessage
		medium Medium
		layout volumeLayout
	}{
		{&spec.Option, Screen, volumeLayout{months: v.end() + 1, frame: frame{
			height: heightWide, bottom: axisRoom, right: gutterWide, minWidth: widthWide}}},
		{&spec.Narrow, Screen, volumeLayout{months: windowNarrow, numbersOnly: true, frame: frame{
			height: heightNarrow, bottom: axisRoom, right: gutterNarrow, minWidth: widthNarrow}}},
		{&spec.Print, Paper, volumeLayout{months: windowPrint, frame: frame{
			height: heightPrint, bottom: axisRoom, right: gutterPrint, minWidth: widthPrint}}},
	} {
		if in.For != EveryMedium && in.For != size.medium {
			continue
		}
		var err error
		if *size.option, err = v.option(size.layout); err != nil {
			return Spec{}, err
		}
	}
	return spec, nil
}

// volume is the input with the questions that drawing, table and tooltip all ask of it.
type volume struct{ VolumeInput }

func (v volume) month(i int) calendar.Month { return v.First + calendar.Month(i) }
func (v volume) index(m calendar.Month) int { return int(m - v.First) }
func (v volume) number(x float64) string    { return number(x, v.Decimals) }

// end is the last month drawn: the last known one, or the last that is expected.
func (v volume) end() int {
	if n := len(v.Ahead); n > 0 {
		return max(v.Months-1, v.index(v.Ahead[n-1].Month))
	}
	return v.Months - 1
}

// aheadAt returns what is expected of a month, if anything is.
func (v volume) aheadAt(i int) (FanMonth, bool) {
	if len(v.Ahead) == 0 {
		return FanMonth{}, false
	}
	if k := i - v.index(v.Ahead[0].Month); k >= 0 && k < len(v.Ahead) {
		return v.Ahead[k], true
	}
	return FanMonth{}, false
}
func (v volume) isPartial(i int) bool { return v.Partial != nil && i == v.Months-1 }

// reported is the sum over the sites that reported, and whether any did.
func (v volume) reported(i int) (sum float64, anyReported bool) {
	for _, s := range v.Sites {
		if n := s.value(i); !math.IsNaN(n) {
			sum += n
			anyReported = true
		}
	}
	return sum, anyReported
}

// total is the sum over all sites, NaN unless every expected site reported: a part is not a total.
func (v volume) total(i int) float64 {
	sum, anyReported := v.reported(i)
	if !anyReported || slices.ContainsFunc(v.Sites, func(s Site) bool { return s.isMissing(i) }) {
		return math.NaN()
	}
	return sum
}

func (v volume) baseline(m calendar.Month) (Baseline, bool) {
	for _, b := range slices.Backward(v.Baselines) {
		if b.From <= m {
			return b, true
		}
	}
	return Baseline{}, false
}

// lastBaseline is the one in force at the end, which the label names.
func (v volume) lastBaseline() (Baseline, bool) { return v.baseline(v.month(v.end())) }

func (v volume) rate(i int) float64 {
	if i < 0 || i >= len(v.PerWorkingDay) {
		return math.NaN()
	}
	return v.PerWorkingDay[i]
}

// foldSites keeps six sites by name, those with the most procedures, and adds the others up. A month in
// which an expected one of the others is missing has no sum: "Other" must not quietly shrink.
func foldSites(sites []Site, months int) []Site {
	if len(sites) <= maxNamedSites+1 { // one more is no harder to read than "Other (1)", or is an "Other" already
		return sites
	}
	order, sums := make([]int, len(sites)), make([]float64, len(sites))
	for i, s := range sites {
		order[i] = i
		for _, n := range s.Values {
			if !math.IsNaN(n) {
				sums[i] += n
			}
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sums[b], sums[a]) })
	named := order[:maxNamedSites]
	slices.Sort(named)
	folded := make([]Site, 0, maxNamedSites+1)
	for _, i := range named {
		folded = append(folded, sites[i])
	}
	others := order[maxNamedSites:]
	other := Site{
		Name: fmt.Sprintf("Other (%d)", len(others)), Slot: maxNamedSites + 2,
		Values: make([]float64, months), Expected: make([]bool, months),
	}
	for m := range months {
		n, anyReported := 0.0, false
		for _, i := range others {
			if value := sites[i].value(m); !math.IsNaN(value) {
				n += value
				anyReported = true
			} else if sites[i].isExpected(m) {
				n = math.NaN()
			}
			other.Expected[m] = other.Expected[m] || sites[i].isExpected(m)
		}
		if !anyReported {
			n = math.NaN()
		}
		other.Values[m] = n
	}
	return append(folded, other)
}

// gap is a run of months that a site did not report, or not in full.
type gap struct {
	site     Site
	from, to int
	isUnsure bool
}

func (v volume) gaps(from, to int) []gap {
	var all []gap
	for _, s := range v.Sites {
		for i := from; i <= to; i++ {
			if !s.isMissing(i) || v.isPartial(i) {
				continue
			}
			if n := len(all); n > 0 && all[n-1].to == i-1 && all[n-1].site.Name == s.Name && all[n-1].isUnsure == s.isUnsure(i) {
				all[n-1].to = i
				continue
			}
			all = append(all, gap{site: s, from: i, to: i, isUnsure: s.isUnsure(i)})
		}
	}
	return all
}

func (g gap) words() string {
	name := shorten(oneLine(g.site.Name), 24)
	if g.isUnsure {
		return name + ": not complete"
	}
	if n := g.to - g.from + 1; n > 1 {
		return fmt.Sprintf("%s: no files, %d months", name, n)
	}
	return name + ": no file"
}

// so far, in the words of the gutter.
func (v volume) partialWords(numbersOnly bool) (string, bool) {
	if v.Partial == nil {
		return "", false
	}
	sum, anyReported := v.reported(v.Months - 1)
	if !anyReported {
		return "", false
	}
	day := v.Partial.Through
	if numbersOnly {
		return fmt.Sprintf("%s to\n%d %s", v.number(sum), day.Day(), day.Month().MonthOfYear().String()[:3]), true
	}
	return fmt.Sprintf("%s so far, to\n%d %s", v.number(sum), day.Day(), day.Month().MonthOfYear()), true
}

func countLines(words string) int { return strings.Count(words, "\n") + 1 }
