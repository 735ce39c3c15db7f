package table

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCellsThatASpreadsheetWouldRunAreNeutral(t *testing.T) {
	want := map[string]string{
		"":                   "",
		"University":         "University",
		"=HYPERLINK(\"x\")":  "'=HYPERLINK(\"x\")",
		"+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0",
		"-2+3":               "'-2+3",
		"+1+1":               "'+1+1",
		"@SUM(A1)":           "'@SUM(A1)",
		"\tindented":         "'\tindented",
		"\rcarriage":         "'\rcarriage",
		"  =1+1":             "'  =1+1",
		"\u00a0=1+1":         "'\u00a0=1+1",
		"\n=1+1":             "'\n=1+1",
		"\x00=1+1":           "'\x00=1+1",
		"\ufeff=1+1":         "'\ufeff=1+1",
		"\u202e=1+1":         "'\u202e=1+1",
		"＝1+1":               "'＝1+1",
		"＠SUM(A1)":           "'＠SUM(A1)",
		"-12":                "-12",
		"+3.5":               "+3.5",
		"-1,234.5":           "-1,234.5",
		"-5%":                "-5%",
		"-12.":               "'-12.",
		"702":                "702",
		"Ablation = thermal": "Ablation = thermal",
		"–":                  "–", // a dash for no number, not a minus
		"'=1+1":              "'=1+1",
	}
	got := make(map[string]string, len(want))
	for cell := range want {
		got[cell] = Neutral(cell)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cells (-want +got)\n%s", diff)
	}
}
