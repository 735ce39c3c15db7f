package ingest

import (
	"slices"
	"strings"
	"testing"

	"caseload/store/caseload"
)

func TestAPostgraduateYearIsReadByThePathAndNeverGuessed(t *testing.T) {
	for _, test := range []struct {
		path, year string
		want       int // 0 for a finding
	}{
		{"integrated", "PGY-2", 1}, {"integrated", "PGY-6", 5}, {"integrated", "pgy 5", 4}, {"integrated", "PGY5", 4},
		{"ESIR", "PGY-5", 4}, {"independent 2-year", "PGY-6", 1}, {"independent 2-year", "PGY-7", 2}, {"independent 1-year", "PGY-6", 1},
		{"integrated", "R4", 4}, {"ESIR", "R-4", 4}, {"", "R4", 4}, {"", "PGY-5", 4},
		{"integrated", "4", 4}, {"integrated", "4th", 4}, {"", "year 4", 4},

		{"", "PGY-6", 0},                   // the fifth integrated year or the first independent one
		{"", "PGY-7", 0},                   //
		{"integrated", "PGY-1", 0},         // the intern year
		{"integrated", "PGY-7", 0},         //
		{"ESIR", "PGY-6", 0},               //
		{"independent 1-year", "PGY-5", 0}, //
		{"independent 1-year", "PGY-7", 0}, //
		{"independent 2-year", "R1", 0},    // of which residency?
		{"our own path", "PGY-3", 0},       //
		{"integrated", "R6", 0}, {"integrated", "PGY", 0}, {"integrated", "0", 0}, {"integrated", "PGY-12", 0},
	} {
		name := test.path + " " + test.year
		got := inspectText("trainee,month,site,rotation,path,year\nR-01,2026-10,VA,IR,"+test.path+","+test.year+"\n", caseload.KindSchedule)
		switch {
		case test.want == 0 && (len(got.RowErrors) != 1 || got.RowErrors[0].Code != CodeInvalidYear || len(got.Records) != 0):
			t.Errorf("%s: want a finding, got %v %v", name, got.Records, got.RowErrors)
		case test.want > 0 && (len(got.Records) != 1 || got.Records[0][5] != test.want):
			t.Errorf("%s: want year %d, got %v %v", name, test.want, got.Records, got.RowErrors)
		}
	}
}

func TestANumberUnderPGYIsAPostgraduateYear(t *testing.T) {
	got := inspectText("Resident,Month,Site,Rotation,Path,PGY\nR-01,2026-10,VA,IR,integrated,5\nR-02,2026-10,VA,IR,integrated,1\n", caseload.KindSchedule)
	if len(got.Records) != 1 || got.Records[0][5] != 4 || len(got.RowErrors) != 1 || !strings.Contains(got.RowErrors[0].Message, "intern year") {
		t.Errorf("%v %v", got.Records, got.RowErrors)
	}
}

func TestThePreviewSaysHowPostgraduateYearsWereRead(t *testing.T) {
	s, _ := newService(t)
	p := mustPreview(t, s, "trainee,month,site,rotation,path,year\nR-01,2026-10,VA,IR,integrated,PGY-6\nR-02,2026-10,VA,IR,independent 2-year,PGY-6\n", Options{})
	want := "Years after medical school are read as years of the path: PGY-6 as year 1 (independent 2-year), PGY-6 as year 5 (integrated)."
	if !slices.Contains(p.Summary, want) {
		t.Errorf("want %q in %q", want, p.Summary)
	}
}
