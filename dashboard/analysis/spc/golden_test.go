package spc_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"caseload/dashboard/analysis/spc"
)

// The reference numbers were computed in R 4.2.2 with NHSRplotthedots 0.2.2 and qicharts2 0.8.1. They lie
// beside the repository, not in it.

type goldenFile struct {
	Dates       []string
	Values      []*float64
	Numerator   []*float64
	Denominator []*float64
	NHS         []nhsCase `json:"nhsrplotthedots"`
	QIC         []qicCase `json:"qicharts2"`
}

type nhsCase struct {
	ID      string
	Error   string
	Options struct {
		Screen  bool `json:"screen_outliers"`
		Rebase  []string
		Fix     int `json:"fix_after_n_points"`
		Target  *float64
		Improve string `json:"improvement_direction"`
	}
	Segments []struct {
		Mean, AMR, LPL, UPL *float64
		NearLPL             *float64 `json:"near_lpl"`
		NearUPL             *float64 `json:"near_upl"`
		Used                int      `json:"n_mr_used"`
		Total               int      `json:"n_mr_total"`
		Short               bool     `json:"short_group_warning"`
	}
	Package   []string `json:"special_cause_type"`
	MDC       []string `json:"special_cause_type_mdc2023"`
	Variation string   `json:"variation_icon"`
	Assurance *string  `json:"assurance_icon"`
}

type qicCase struct {
	ID      string
	Options struct {
		Chart    string
		Screened bool `json:"screened_mr"`
		Freeze   int
		After    []int `json:"part_after"`
		Exclude  []int
		Multiply float64
	}
	Parts []struct {
		CL, LCL, UCL *float64
		Useful       int  `json:"n_useful"`
		Longest      int  `json:"longest_run"`
		LongestMax   int  `json:"longest_run_max"`
		Crossings    int  `json:"n_crossings"`
		CrossingsMin int  `json:"n_crossings_min"`
		Signal       bool `json:"runs_signal"`
	}
	Y, CL, LCL, UCL []*float64
	Low             []*float64 `json:"lcl_95"`
	High            []*float64 `json:"ucl_95"`
	Outside         []*bool    `json:"sigma_signal"`
}

var goldenLabels = map[string]spc.Signal{
	"Common Cause": spc.None, "Above UCL": spc.AboveUpper, "Below LCL": spc.BelowLower,
	"7 Point Trend (Increasing)": spc.TrendIncreasing, "7 Point Trend (Decreasing)": spc.TrendDecreasing,
	"2 in 3 Above CL": spc.TwoInThreeAbove, "2 in 3 Below CL": spc.TwoInThreeBelow,
	"7 Points Above CL": spc.ShiftAbove, "7 Points Below CL": spc.ShiftBelow,
}

func TestTheNumbersAgreeWithThePublishedPackages(t *testing.T) {
	files := goldenFiles(t)
	cases := 0
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var f goldenFile
		if err := json.Unmarshal(text, &f); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		name := strings.TrimSuffix(filepath.Base(path), ".json")
		for _, c := range f.NHS {
			if !c.isSane() {
				continue
			}
			cases++
			t.Run(name+"/nhs/"+c.ID, func(t *testing.T) { c.compare(t, f) })
		}
		for _, c := range f.QIC {
			cases++
			t.Run(name+"/qic/"+c.ID, func(t *testing.T) { c.compare(t, f) })
		}
	}
	if cases < 1000 {
		t.Errorf("want 1,000 cases or more, found %d: the test looks in the wrong place", cases)
	}
}

// goldenFiles finds the reference cases beside the module, and skips the test where there are none.
func goldenFiles(t *testing.T) []string {
	t.Helper()
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			break
		}
		if filepath.Dir(root) == root {
			t.Fatal("no go.mod above the test")
		}
		root = filepath.Dir(root)
	}
	folder := filepath.Join(root, "..", "shared", "corpus", "spc", "dev")
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		fmt.Println("spc: the published reference cases are not beside this repository; they are not compared")
		t.Skip("no reference cases in ../shared/corpus/spc/dev")
	}
	return files
}

// isSane leaves out inputs on which the package fails, and baselines without variation, where it draws nonsense.
func (c nhsCase) isSane() bool {
	for _, s := range c.Segments {
		if s.AMR == nil || *s.AMR == 0 {
			return false
		}
	}
	return c.Error == "" && len(c.Segments) > 0
}

func (c nhsCase) compare(t *testing.T, f goldenFile) {
	o := spc.Defaults(spc.XmR)
	o.Screen, o.Freeze, o.Target = c.Options.Screen, c.Options.Fix, c.Options.Target
	o.Improvement, o.Rebases = spc.Improvement(c.Options.Improve), c.Options.Rebase
	in := spc.Input{Labels: f.Dates, Values: floats(f.Values)}
	if strings.Contains(c.ID, "not_in_data") {
		if _, err := spc.Analyse(in, o); err == nil {
			t.Error("a rebase outside the series was accepted")
		}
		return
	}
	for variant, want := range map[string][]string{"mdc": c.MDC, "package": c.Package} {
		o.Rules.OnlyWithinLimits = variant == "package"
		got := analyse(t, in, o)
		for i, w := range c.Segments {
			g := got.Segments[i]
			agree(t, "mean", w.Mean, g.Centre, 1)
			agree(t, "average moving range", w.AMR, g.Computation.Ranges.Mean, 1)
			agree(t, "lower", w.LPL, g.Lower, 1)
			agree(t, "upper", w.UPL, g.Upper, 1)
			agree(t, "near lower", w.NearLPL, g.NearLower, 1)
			agree(t, "near upper", w.NearUPL, g.NearUpper, 1)
			if r := g.Computation.Ranges; r.Used != w.Used || r.Total != w.Total || g.Provisional != w.Short {
				t.Errorf("segment %d: want %d of %d ranges, provisional %v; got %d of %d, %v", i, w.Used, w.Total, w.Short, r.Used, r.Total, g.Provisional)
			}
		}
		for i, p := range got.Points {
			if w := goldenLabels[want[i]]; p.Signal != w && !besideATie(got.Points, i) {
				t.Errorf("%s %s: want %s, got %s", variant, p.Label, w, p.Signal)
			}
		}
		if variant == "package" {
			assurance := ""
			if c.Assurance != nil {
				assurance = *c.Assurance
			}
			if string(got.Variation) != c.Variation || string(got.Assurance) != assurance {
				t.Errorf("want %s and %q, got %s and %q", c.Variation, assurance, got.Variation, got.Assurance)
			}
		}
	}
}

// besideATie reports whether the point ends one trend just before another of the same segment starts. The
// package looks at the step between them, which belongs to neither.
func besideATie(points []spc.Point, i int) bool {
	return points[i].Signal.Rule() == spc.TrendRule && i+1 < len(points) && points[i+1].Segment == points[i].Segment &&
		(points[i].Signal == spc.TrendIncreasing) != (points[i+1].Value > points[i].Value)
}

func (c qicCase) compare(t *testing.T, f goldenFile) {
	o := spc.Defaults(spc.Kind(c.Options.Chart))
	if o.Kind.Screens() {
		o.Screen = c.Options.Screened
	}
	o.Freeze = c.Options.Freeze
	for _, i := range c.Options.After {
		o.Rebases = append(o.Rebases, f.Dates[i])
	}
	for _, i := range c.Options.Exclude {
		o.Excluded = append(o.Excluded, f.Dates[i-1])
	}
	in := spc.Input{Labels: f.Dates, Values: floats(f.Values)}
	if f.Values == nil {
		in.Values, in.Denominators = floats(f.Numerator), floats(f.Denominator)
	}
	got, multiply := analyse(t, in, o), cmp.Or(c.Options.Multiply, 1)
	for i, w := range c.Parts {
		g := got.Segments[i]
		agree(t, "centre", w.CL, g.Centre, multiply)
		agree(t, "lower", w.LCL, g.Lower, multiply)
		agree(t, "upper", w.UCL, g.Upper, multiply)
		want := spc.Runs{Useful: w.Useful, Longest: w.Longest, LongestMax: w.LongestMax, Crossings: w.Crossings, CrossingsMin: w.CrossingsMin, Signal: w.Signal}
		if g.Runs != want {
			t.Errorf("part %d: want %+v, got %+v", i, want, g.Runs)
		}
	}
	at := func(numbers []*float64, i int) *float64 {
		if i < len(numbers) {
			return numbers[i]
		}
		return nil
	}
	for i, p := range got.Points {
		if !p.Excluded {
			agree(t, p.Label+" value", at(c.Y, i), p.Value, multiply)
		}
		agree(t, p.Label+" centre", at(c.CL, i), p.Centre, multiply)
		agree(t, p.Label+" lower", at(c.LCL, i), p.Lower, multiply)
		agree(t, p.Label+" upper", at(c.UCL, i), p.Upper, multiply)
		agree(t, p.Label+" near lower", at(c.Low, i), p.NearLower, multiply)
		agree(t, p.Label+" near upper", at(c.High, i), p.NearUpper, multiply)
		// The package also flags excluded points, and points beside limits that have collapsed onto the centre line.
		hasWidth := p.Lower < p.Upper
		if w := c.Outside[i]; w != nil && hasWidth && !p.Excluded && *w != (p.Signal.Rule() == spc.OutsideRule) {
			t.Errorf("%s: outside is %v in the package, got %s", p.Label, *w, p.Signal)
		}
	}
}

// agree compares with a reference number, which is multiplied and can be absent, to the ninth digit.
func agree(t *testing.T, what string, want *float64, got, multiply float64) {
	t.Helper()
	if want == nil {
		return
	}
	w := *want / multiply
	if !(math.Abs(w-got) <= 1e-9*math.Max(1, math.Abs(w))) {
		t.Errorf("%s: want %v, got %v", what, w, got)
	}
}

func floats(numbers []*float64) []float64 {
	all := make([]float64, len(numbers))
	for i, x := range numbers {
		all[i] = nan
		if x != nil {
			all[i] = *x
		}
	}
	return all
}
