package chart

import (
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store/calendar"
)

func TestPicturesAreAsReviewed(t *testing.T) {
	baseline, workload, coverage, profile := 20.0, 11.9, 14.6, 14.0
	pictures := []struct {
		name string
		svg  SVG
	}{
		{"sparkline", Sparkline([]float64{18, 22, missing, 19, missing, 21, 25}, 188, 32, SparkOptions{Baseline: &baseline, Title: "24 months"})},
		{"sparkline_signal", Sparkline([]float64{18, 22, 19, 25, 26}, 168, 20, SparkOptions{Band: &Range{15, 24}, Run: 2, Rule: Trend, Up: true})},
		{"differences", DifferenceBars([]float64{12, -8, missing, 0, 22}, 168, 32, "")},
		{"completeness", CompletenessMini([][]Receipt{{Received, Late, Suspicious, NotReceived, NotFinished, InReview, NotDue}}, 70, 12, "")},
		{"staff", StaffBar(StaffBarInput{Rostered: 13.8, Profile: &profile, Workload: &workload, Coverage: &coverage, Max: 16}, 280)},
		{"headcount", HeadcountLine([]float64{13, 14, missing, 15}, &profile, 280, 60, "")},
		{"multiple", Multiple(MultipleInput{First: calendar.MonthOf(2025, time.November), Values: []float64{18, 22, missing, 19, 21, 25}, Mean: &baseline, Band: &Range{15, 24}}, 280, 72)},
		{"cell", ReceiptCell(NotReceived, 18)},
	}
	var all strings.Builder
	for _, p := range pictures {
		checkPicture(t, p.svg)
		all.WriteString("<!-- " + p.name + " -->\n" + strings.ReplaceAll(string(p.svg), "><", ">\n<") + "\n")
	}
	golden(t, "pictures.svg.txt", []byte(all.String()))
}

func TestSparklineNeverBridgesAGap(t *testing.T) {
	svg := string(Sparkline([]float64{1, 2, missing, 3, 4}, 100, 20, SparkOptions{}))
	path := regexp.MustCompile(`class="spark-line"`).FindStringIndex(svg)
	if path == nil {
		t.Fatal("no line")
	}
	d := regexp.MustCompile(`<path d="([^"]*)"`).FindStringSubmatch(svg)[1]
	if got := strings.Count(d, "M"); got != 2 {
		t.Errorf("want two pieces, got %d: %s", got, d)
	}
}

func TestSparklineHasNoEndPointWhenTheNewestMonthIsMissing(t *testing.T) {
	if svg := Sparkline([]float64{1, 2, missing}, 100, 20, SparkOptions{}); strings.Contains(string(svg), `r="3"`) {
		t.Errorf("want no end point, got %s", svg)
	}
}

func TestPicturesSurviveEveryShapeOfInput(t *testing.T) {
	for name, values := range map[string][]float64{
		"none": nil, "one": {5}, "only gaps": {missing, missing}, "all equal": {4, 4, 4}, "infinite": {1, math.Inf(1)},
	} {
		t.Run(name, func(t *testing.T) {
			for _, p := range []SVG{
				Sparkline(values, 100, 20, SparkOptions{}), DifferenceBars(values, 100, 20, ""),
				HeadcountLine(values, nil, 100, 40, ""), Multiple(MultipleInput{First: 24000, Values: values}, 200, 72),
				StaffBar(StaffBarInput{Rostered: missing}, 200), CompletenessMini(nil, 100, 20, ""),
			} {
				checkPicture(t, p)
				if name != "infinite" && strings.Contains(string(p), "NaN") {
					t.Errorf("want coordinates, got NaN in %s", p)
				}
			}
		})
	}
}

func TestTicksAreNumbersAPersonWouldChoose(t *testing.T) {
	for _, c := range []struct {
		most float64
		want []float64
	}{
		{773, []float64{0, 200, 400, 600, 800}},
		{706, []float64{0, 250, 500, 750}},
		{3, []float64{0, 1, 2, 3}},
		{1, []float64{0, 1}},
		{36, []float64{0, 10, 20, 30, 40}},
		{18234, []float64{0, 5000, 10000, 15000, 20000}},
		{0, []float64{0, 1}},
		{missing, []float64{0, 1}},
	} {
		if diff := cmp.Diff(c.want, niceTicks(c.most)); diff != "" {
			t.Errorf("%v (-want +got):\n%s", c.most, diff)
		}
	}
}

func TestNumbersAreWrittenAsThePageWritesThem(t *testing.T) {
	for _, c := range []struct {
		v        float64
		decimals int
		plain    string
		signed   string
	}{
		{702, 0, "702", "+702"}, {1234567, 0, "1,234,567", "+1,234,567"}, {-22, 0, "−22", "−22"},
		{0, 0, "0", "0"}, {-0.04, 1, "0.0", "0.0"}, {0.04, 1, "0.0", "0.0"}, {31.94, 1, "31.9", "+31.9"}, {missing, 0, "—", "—"},
	} {
		if got := number(c.v, c.decimals); got != c.plain {
			t.Errorf("want %q, got %q", c.plain, got)
		}
		if got := signed(c.v, c.decimals); got != c.signed {
			t.Errorf("want %q, got %q", c.signed, got)
		}
	}
}
