package ingest

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store/caseload"
)

func TestABudgetAmongCountsBecomesTargetsInTheSameCommitWhenSaidSo(t *testing.T) {
	s, st := newService(t)
	ctx := context.Background()
	mustCommit(t, s, mustPreview(t, s, "month,site,procedure,target\n2025-01,VA,PICC,1\n2025-02,VA,PICC,9\n", Options{}), CommitOptions{})
	before := hashesOf(t, st)
	offered := mustPreview(t, s, stacked, Options{})
	if len(offered.Targets) != 9 || offered.TargetsChanged != 0 {
		t.Fatalf("want 9 targets offered, got %+v", offered.Targets)
	}
	p, err := s.Answer(ctx, offered.Upload, Options{Targets: yes()})
	if err != nil || p.TargetsChanged != 8 { // one of the nine is stored already
		t.Fatalf("want 8 targets to change, got %d, %v", p.TargetsChanged, err)
	}
	mustCommit(t, s, p, CommitOptions{})
	targets, err := st.Targets(ctx)
	if err != nil {
		t.Fatal(err)
	}
	a := analysis{}
	if a.sites, err = st.Sites(ctx); err != nil {
		t.Fatal(err)
	}
	if a.procedures, err = st.Procedures(ctx); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, target := range targets {
		lines = append(lines, fmt.Sprintf("%s %s %s %g row %d", target.Month, a.siteName(target.Site), a.procedureName(target.Procedure), target.PerMonth, target.Row))
	}
	want := []string{
		"2025-01 University PICC 11 row 4", "2025-01 University Port 5 row 6", "2025-02 University PICC 11.5 row 4", "2025-02 University Port 5 row 6",
		"2025-12 University PICC 12 row 4", "2025-12 University Port 5 row 6", "2025-01 VA PICC 1 row 2", "2025-02 VA PICC 1 row 12", "2025-12 VA PICC 1 row 12",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("targets (-want +got)\n%s", diff)
	}
	if done, err := s.Open(ctx, p.Upload); err != nil || done.TargetsChanged != 8 {
		t.Errorf("what was done: %d targets, %v", done.TargetsChanged, err)
	}
	if _, err := s.Undo(ctx, p.Upload, caseload.LocalUser); err != nil {
		t.Fatal(err)
	}
	after := hashesOf(t, st)
	for _, name := range []string{"targets", "counts", "procedures", "site_months"} {
		if before[name] != after[name] {
			t.Errorf("after undo the table %s is not as it was", name)
		}
	}
}

func TestABudgetThatStandsTwiceWithDifferentNumbersIsNotTakenOver(t *testing.T) {
	s, _ := newService(t)
	p := mustPreview(t, s, "month,site,procedure,setting,actual,budget\n2025-01,VA,PICC,inpatient,3,4\n2025-01,VA,PICC,outpatient,3,5\n2025-01,VA,Port,inpatient,3,6\n", Options{Targets: yes()})
	if p.TargetsChanged != 1 {
		t.Errorf("want only Port's budget, got %d of %+v", p.TargetsChanged, p.Targets)
	}
}
