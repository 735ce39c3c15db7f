package dashboard

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCSVCellsThatASpreadsheetWouldRunAreNeutral(t *testing.T) {
	want := map[string]string{
		"":                   "",
		"University":         "University",
		"=HYPERLINK(\"x\")":  "'=HYPERLINK(\"x\")",
		"+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0",
		"-2+3":               "'-2+3",
		"@SUM(A1)":           "'@SUM(A1)",
		"\tindented":         "'\tindented",
		"\rcarriage":         "'\rcarriage",
		"-12":                "-12",
		"+3.5":               "+3.5",
		"-12.":               "'-12.",
		"702":                "702",
		"Ablation = thermal": "Ablation = thermal",
	}
	got := make(map[string]string, len(want))
	for cell := range want {
		got[cell] = neutral(cell)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cells (−want +got):\n%s", diff)
	}
}

func TestCSVNumbersAreBareAndMissingOnesEmpty(t *testing.T) {
	for _, test := range []struct {
		number   float64
		decimals int
		want     string
	}{
		{702, 4, "702"}, {1234.5, 4, "1234.5"}, {31.90909, 2, "31.91"}, {-0.00001, 2, "0"}, {0, 0, "0"}, {10, 0, "10"}, {math.NaN(), 2, ""},
	} {
		if got := bare(test.number, test.decimals); got != test.want {
			t.Errorf("bare(%v, %d): want %q, got %q", test.number, test.decimals, test.want, got)
		}
	}
}
