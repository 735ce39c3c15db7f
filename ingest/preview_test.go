package ingest

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store/caseload"
)

func TestARowWithOtherMistakesAsksNothing(t *testing.T) {
	s, _ := newService(t)
	p := mustPreview(t, s, "month,site,procedure,count\n2026-09,VA,Biopsy,12\n2026-09,Biopsy,1,234,5\n1876-09,Annex,Biopsy,3\n", uploadOptions(caseload.KindProcedures))
	if len(p.Questions) != 0 || p.BadRows != 2 {
		t.Errorf("want no question about 2 bad rows, got %v about %d", p.Questions, p.BadRows)
	}
	if p = mustPreview(t, s, "month,site,procedure,count\n2026-09,VA,Biopsy,12\n1876-09,Annex,Biopsy,3\n2026-09,Annex,Biopsy,3\n", uploadOptions("")); len(p.Questions) != 1 {
		t.Errorf("want the question of the row that an answer makes good, got %v", p.Questions)
	}
}

func TestLinesWithAnUnknownRoleCanBeLeftOut(t *testing.T) {
	s, _ := newService(t)
	roster := "staff_id,name,role,site,fte,start_date\nA1,Ann,attending,VA,1,2026-01-01\nB2,Bo,Zookeeper,VA,1,2026-01-01\n"
	p := mustPreview(t, s, roster, uploadOptions(caseload.KindRoster))
	last := p.Questions[0].Choices[len(p.Questions[0].Choices)-1]
	if diff := cmp.Diff(Choice{ID: "skip", Label: "Leave its lines out"}, last); diff != "" {
		t.Errorf("last choice (-want +got)\n%s", diff)
	}
	p, err := s.Answer(context.Background(), p.Upload, Options{Answers: map[string]string{p.Questions[0].ID: "skip"}})
	if err != nil || p.BadRows != 0 || p.Rows != 1 || p.Questions[0].Answer != "skip" {
		t.Errorf("want 1 line, none bad and the answer kept; got %d, %d, %+v, %v", p.Rows, p.BadRows, p.Questions, err)
	}
}

func TestFindingsStandInTheOrderOfTheirRows(t *testing.T) {
	s, _ := newService(t)
	p := mustPreview(t, s, "month,site,procedure,count\n2026-09,VA,Biopsy,1\n2026-09,VA,Drainage,x\n2026-09,VA,Biopsy,2\n2028-09,VA,Drainage,1\n1998-09,VA,Drainage,1\n", uploadOptions(""))
	var rows []int
	for _, finding := range p.Findings {
		if finding.Severity == SeverityError {
			rows = append(rows, finding.Row)
		}
		if finding.Code == CodeMonthOutOfRange && finding.Early != (finding.Row == 6) {
			t.Errorf("row %d: early is %v", finding.Row, finding.Early)
		}
	}
	if diff := cmp.Diff([]int{2, 3, 4, 5, 6}, rows); diff != "" {
		t.Errorf("rows (-want +got)\n%s", diff)
	}
}

func TestTheFirstRowsShowADayNumberAsItsDate(t *testing.T) {
	s, _ := newService(t)
	p := mustPreview(t, s, "month,site,procedure,count\n46266,VA,Biopsy,46266\n", uploadOptions(""))
	if diff := cmp.Diff([]string{"2026-09-01", "VA", "Biopsy", "46266"}, p.FirstRows[1]); diff != "" {
		t.Errorf("first row (-want +got)\n%s", diff)
	}
}

func TestTheSummarySaysThatItsRowsAreExamples(t *testing.T) {
	s, _ := newService(t)
	text := strings.Join(mustPreview(t, s, september+"2026-09,VA,Biopsy,3\n", uploadOptions("")).Summary, " ")
	if !strings.Contains(text, "For example: Sep 2026, University, Paracentesis = 64.") {
		t.Errorf("want an example called one, got %q", text)
	}
}

func TestAChangeElsewhereLeavesAPreviewAsItWas(t *testing.T) {
	ctx := context.Background()
	s, _ := newService(t)
	mine := mustPreview(t, s, "month,site,procedure,count\n2026-09,VA,Biopsy,12\n", uploadOptions(""))
	mustCommit(t, s, mustPreview(t, s, "month,site,procedure,count\n2026-09,University,Biopsy,3\n2026-08,VA,Biopsy,3\n", uploadOptions("")), CommitOptions{})
	opened, err := s.Open(ctx, mine.Upload)
	if err != nil || len(opened.Moved) != 0 || !opened.CanCommit() {
		t.Errorf("want nothing said of another site and month, got %v, %v", opened.Moved, err)
	}
	mustCommit(t, s, mine, CommitOptions{})
}

func TestAChangeOfTheSameMonthIsToldWithItsAuthorsName(t *testing.T) {
	ctx := context.Background()
	s, st := newService(t)
	mine := mustPreview(t, s, "month,site,procedure,count\n2026-09,VA,Biopsy,12\n", uploadOptions(""))
	mustCommit(t, s, mustPreview(t, s, "month,site,procedure,count\n2026-09,VA,Drainage,3\n", uploadOptions("")), CommitOptions{By: caseload.LocalUser})
	opened, err := s.Open(ctx, mine.Upload)
	if err != nil || len(opened.Moved) != 1 {
		t.Fatalf("want 1 revision since, got %v, %v", opened.Moved, err)
	}
	users, err := st.Users(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if name := nameOf(users, caseload.LocalUser); name == "" || !strings.Contains(opened.Moved[0], "by "+name+",") {
		t.Errorf("want %q named, got %q", name, opened.Moved[0])
	}
}
