package ingest

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store/caseload"
)

func TestANameIsAskedForWhoseWordsAllStandInAFewKnownOnes(t *testing.T) {
	known := []string{"Tunneled central venous line", "Liver biopsy, percutaneous", "Lung biopsy, CT-guided", "PICC placement",
		"Stent A", "Stent B", "Stent C", "Stent D", "Stent E"}
	for _, test := range []struct {
		name, is string
		want     []string
	}{
		{"words left out between", "Tunneled line", []string{"Tunneled central venous line"}},
		{"only its beginning", "PICC", []string{"PICC placement"}},
		{"two may be meant", "Biopsy", []string{"Liver biopsy, percutaneous", "Lung biopsy, CT-guided"}},
		{"too many may be meant", "Stent", nil},
		{"a word that no known name has", "Liver stent", nil},
		{"words too short to tell", "CT", nil},
		{"the same words", "Percutaneous liver biopsy", nil},
	} {
		if diff := cmp.Diff(test.want, longerNames(test.is, known)); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

func TestAShortFormIsCountedAsTheKnownProcedureOnceSomebodySaysSo(t *testing.T) {
	s, st := newService(t)
	o := uploadOptions(caseload.KindProcedures)
	everything := CommitOptions{Everything: yes()}
	mustCommit(t, s, mustPreview(t, s, "month,site,procedure,count\n2026-08,VA,PICC placement,4\n", o), everything)

	const text = "month,site,procedure,count\n2026-09,VA,PICC,5\n"
	p := mustPreview(t, s, text, o)
	if len(p.Questions) != 1 || p.Questions[0].Blocking || p.Questions[0].Choices[0].ID != "PICC placement" {
		t.Fatalf("want one question that stops nothing and offers the known procedure, got %+v", p.Questions)
	}
	const said = `"PICC" is a new procedure; unless it is said to be a known one, the commit adds it, in the group Ungrouped.`
	if !slices.ContainsFunc(p.Findings, func(f Finding) bool { return f.Message == said }) {
		t.Errorf("want %q among %+v", said, p.Findings)
	}
	o.Answers = map[string]string{p.Questions[0].ID: "PICC placement"}
	mustCommit(t, s, mustPreview(t, s, text, o), everything)
	if diff := cmp.Diff([]string{"2026-08 VA PICC placement = 4", "2026-09 VA PICC placement = 5"}, stored(t, st)); diff != "" {
		t.Error(diff)
	}
}
