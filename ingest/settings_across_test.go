package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store/caseload"
)

const settingsAcross = `IR workload VA,,,,,,
,,,,,,
Procedure,Jul 2026,,Aug 2026,,,Grand total
,Inpatient,Outpatient,Inpatient,Outpatient,Total,
Paracentesis,6,8,3,4,7,21
Thoracentesis,5,4,,2,2,11
Total,11,12,3,6,9,32
`

func TestSettingsUnderMonthsAreReadAndNoneOfThemIsLost(t *testing.T) {
	want := []string{
		"2026-07 VA Paracentesis 6 inpatient", "2026-07 VA Paracentesis 8 outpatient",
		"2026-08 VA Paracentesis 3 inpatient", "2026-08 VA Paracentesis 4 outpatient",
		"2026-07 VA Thoracentesis 5 inpatient", "2026-07 VA Thoracentesis 4 outpatient",
		"2026-08 VA Thoracentesis 2 outpatient",
	}
	for _, test := range []struct{ name, text string }{
		{"as exported", settingsAcross},
		{"a label merged over both rows", strings.Replace(settingsAcross, "\n,Inpatient", "\nProcedure,Inpatient", 1)},
	} {
		got := inspectText(test.text, caseload.KindProcedures)
		if diff := cmp.Diff(want, said(got)); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
		if totals := warningsOf(got, CodeTotalDiffers); len(totals) > 0 {
			t.Errorf("%s: want totals that agree, got %q", test.name, totals)
		}
	}
}

func TestOneMonthOverBothSettingsIsReadAsMonthsAcross(t *testing.T) {
	got := inspectText("site,procedure,Aug 2026,\n,,Inpatient,Outpatient\nVA,Paracentesis,3,4\n", caseload.KindProcedures)
	if diff := cmp.Diff([]string{"2026-08 VA Paracentesis 3 inpatient", "2026-08 VA Paracentesis 4 outpatient"}, said(got)); diff != "" {
		t.Error(diff)
	}
}

func TestATotalUnderASettingIsAddedUpForThatSettingAlone(t *testing.T) {
	got := inspectText(strings.Replace(settingsAcross, "Total,11,12", "Total,11,13", 1), caseload.KindProcedures)
	want := []string{`row 7, "Grand total": the total says 32, the months beside it add up to 33.`,
		`row 7, "Jul 2026, outpatient": the total says 13, the rows above add up to 12.`}
	if diff := cmp.Diff(want, warningsOf(got, CodeTotalDiffers)); diff != "" {
		t.Error(diff)
	}
}

func TestARowUnderMonthsThatIsNoRowOfSettingsStaysARow(t *testing.T) {
	got := inspectText("site,procedure,Jul 2026,Aug 2026\nVA,Paracentesis,3,4\n", caseload.KindProcedures)
	if diff := cmp.Diff([]string{"2026-07 VA Paracentesis 3", "2026-08 VA Paracentesis 4"}, said(got)); diff != "" {
		t.Error(diff)
	}
}
