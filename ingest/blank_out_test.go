package ingest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const acrossMonths = "Procedure,Site,Aug 2026,Sep 2026,Oct 2026,Total\nPICC,VA,3,4,1O,17\nBiopsy,VA,5,x,x,10\nTotal,,8,4,10,22\n"

// mistakes are a preview's findings about single rows and cells.
func mistakes(p Preview) []Finding {
	return slices.DeleteFunc(slices.Clone(p.Findings), func(f Finding) bool { return f.Severity != SeverityError })
}

func TestWhereMonthsStandAcrossOneNumberIsLeftOutAndTheRowsOthersStay(t *testing.T) {
	s, st := newService(t)
	p := mustPreview(t, s, acrossMonths, Options{})
	marks := map[string]bool{}
	for _, f := range mistakes(p) {
		want := []DecisionKind{BlankOut}
		if f.Use != "" {
			want = []DecisionKind{UseFix, BlankOut}
		}
		if diff := cmp.Diff(want, f.Ways()); diff != "" {
			t.Errorf("row %d, %s (-want +got)\n%s", f.Row, f.Column, diff)
		}
		marks[f.Mark()] = true
	}
	if len(marks) != 3 {
		t.Fatalf("want three findings with marks of their own, got %+v", p.Findings)
	}
	for len(mistakes(p)) > 0 {
		before := len(p.Findings)
		next, err := s.Decide(context.Background(), p.Upload, mistakes(p)[0].Mark(), BlankOut)
		if err != nil || len(next.Findings) >= before {
			t.Fatalf("want one finding fewer, and no total in doubt, got %v, %+v", err, next.Findings)
		}
		p = next
	}
	if p.BadRows != 0 || p.EverythingText != "" || p.Rows != 3 {
		t.Errorf("want three numbers and a file that is not everything, got %d, %d bad, %q", p.Rows, p.BadRows, p.EverythingText)
	}
	mustCommit(t, s, p, CommitOptions{})
	want := []string{"2026-08 VA PICC = 3", "2026-08 VA Biopsy = 5", "2026-09 VA PICC = 4"}
	if diff := cmp.Diff(want, stored(t, st)); diff != "" {
		t.Errorf("stored (-want +got)\n%s", diff)
	}
}

func TestOfTwoColumnsWithOneNameTheCellInQuestionIsLeftOut(t *testing.T) {
	s, _ := newService(t)
	p := mustPreview(t, s, ",University,,VA,\nProcedure,Aug 2026,Sep 2026,Aug 2026,Sep 2026\nPICC,x,3,x,4\n", Options{})
	wrong := mistakes(p)
	if len(wrong) != 2 || wrong[0].Mark() == wrong[1].Mark() {
		t.Fatalf("want two findings that can be told apart, got %+v", wrong)
	}
	p, err := s.Decide(context.Background(), p.Upload, wrong[1].Mark(), BlankOut)
	if left := mistakes(p); err != nil || len(left) != 1 || left[0].Cell != 2 {
		t.Errorf("want University's finding to stay, got %v %+v", err, left)
	}
}

func TestOneMonthOfAnOptionalFilesRowIsLeftOutAlone(t *testing.T) {
	s, _ := newService(t)
	p := mustPreview(t, s, "site,procedure,target\n", Options{})
	if p.Upload != "" {
		t.Fatal("a template without rows is kept")
	}
	p = mustPreview(t, s, "Site,Procedure,Budget type,Aug 2026,Sep 2026\nVA,PICC,target,4,five\n", Options{Kind: "targets"})
	if len(p.Findings) == 0 {
		t.Fatalf("no finding: %+v", p)
	}
	p, err := s.Decide(context.Background(), p.Upload, p.Findings[0].Mark(), BlankOut)
	if err != nil || p.Rows != 1 || p.BadRows != 0 || len(p.Decisions) != 1 || !strings.Contains(p.Decisions[0].Text, `"five" is left out, and nothing else of the row`) {
		t.Errorf("%v: %d rows, %d bad, %+v", err, p.Rows, p.BadRows, p.Decisions)
	}
}

func TestATotalOverARowThatIsLeftOutIsNotHeldAgainstTheRest(t *testing.T) {
	s, _ := newService(t)
	p := mustPreview(t, s, "month,site,procedure,count\n2026-09,VA,PICC,3\n2026-09,VA,Biopsy,x\nTotal,,,9\n", Options{})
	p = mustDecide(t, s, p, 3, LeaveOut)
	for _, f := range p.Findings {
		if f.Code == CodeTotalDiffers {
			t.Errorf("%+v", f)
		}
	}
}
