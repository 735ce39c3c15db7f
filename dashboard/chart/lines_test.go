package chart

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func mustLines(t *testing.T) Spec {
	t.Helper()
	spec, err := Lines(LinesInput{
		ID: "year", Title: "Year to date", Summary: "Procedures added up.", Place: "Month",
		Places: []string{"October", "November", "December"}, Short: []string{"Oct", "Nov", "Dec"},
		Lines: []Line{
			{Name: "FFY2027", Values: []float64{702, missing, missing}},
			{Name: "FFY2026", Values: []float64{684, 1361, 2008}, Kind: EarlierLine},
			{Name: "680 a month", Values: []float64{680, 1360, 2040}, Kind: ReferenceLine},
			{Name: "VA", Values: []float64{183}, Kind: SiteLine, Slot: 1},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

func TestLinesOptionIsAsReviewed(t *testing.T) {
	golden(t, "lines.json", readable(t, mustLines(t).Option))
}

func TestLinesBreakAtGapsAndTheTableSaysMissing(t *testing.T) {
	spec := mustLines(t)
	if got := read(t, spec.Option).Series[0].Data[1].Value[1]; got != nil {
		t.Errorf("want null, got %v", *got)
	}
	want := [][]string{{"October", "702", "684", "680", "183"}, {"November", "—", "1,361", "1,360", "—"}, {"December", "—", "2,008", "2,040", "—"}}
	if diff := cmp.Diff(want, spec.Table.Rows); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
