package ingest

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAnUnquotedNameThatSpacesPartIsJoinedWhereItsNeighboursTellTheOnlyWay(t *testing.T) {
	got := inspectText("Code Made Kind Minutes\nA-1 2026-01-02 Liver biopsy 30\nA-2 2026-01-03 PICC 20\nA-3 2026-01-04 Drain exchange left side 45\nA-4 2026-01-05 Stage 2 ablation 90\n", KindTable)
	want := [][]string{
		{"Code", "Made", "Kind", "Minutes"}, {"A-1", "2026-01-02", "Liver biopsy", "30"}, {"A-2", "2026-01-03", "PICC", "20"},
		{"A-3", "2026-01-04", "Drain exchange left side", "45"}, {"A-4", "2026-01-05", "Stage 2 ablation", "90"},
	}
	if diff := cmp.Diff(want, got.Table); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAnUnquotedNameIsNotJoinedWhereItCouldBelongToEitherOfTwoColumns(t *testing.T) {
	got := inspectText("Made Site Kind Minutes\n2026-01-02 VA PICC 30\n2026-01-03 VA Liver biopsy 20\n2026-01-04 VA Drain 45\n2026-01-05 VA Filter 45\n", KindTable)
	if diff := cmp.Diff([]string{"2026-01-03", "VA", "Liver", "biopsy", "20"}, got.Table[2]); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestARowTypedWithSpacesIsMendedWithTheNameInIt(t *testing.T) {
	got := inspectText("Code,Made,Kind,Text,Minutes\nA-1,2026-01-02,Biopsy,\"one, two\",30\nA-2,2026-01-03,PICC,\"three, four\",20\nA-3,2026-01-04,Drain,\"five, six\",45\nA-4 2026-01-05 Liver biopsy \"seven and eight\" 90\n", KindTable)
	if diff := cmp.Diff([]string{"A-4", "2026-01-05", "Liver biopsy", "seven and eight", "90"}, got.Table[4]); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
