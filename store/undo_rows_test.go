package store_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	c "caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

// A lead moved two months from IR to DR; since then the clinic was given what the old plan would take back.
func TestAnUndoNeverLeavesAYearWithMoreThanTwelveMonths(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	year := func(ir, clinic float64) []c.CurriculumMonths {
		rows := []c.CurriculumMonths{{Path: "integrated", Year: 5, Rotation: "IR", Months: &ir}}
		if clinic > 0 {
			rows = append(rows, c.CurriculumMonths{Path: "integrated", Year: 5, Rotation: "clinic", Months: &clinic})
		}
		return rows
	}
	noError(t, s.SaveCurriculum(ctx, year(10, 0), c.LocalUser))
	noError(t, s.SaveCurriculum(ctx, year(10, 2), c.LocalUser))
	want := hashes(t, s)
	_, err := s.Undo(ctx, 1, c.LocalUser)
	wantFault(t, err, fault.Conflict, "overtaken")
	if diff := cmp.Diff(want, hashes(t, s)); diff != "" {
		t.Errorf("the refusal left traces: %s", diff)
	}
}

func TestARowThatARevisionChangesTwiceIsUndoneOnce(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	undoneAndRedone(t, s, func() error {
		return s.SaveTargets(ctx, []c.Target{{Month: month("2026-09"), Site: 1, PerMonth: 500}, {Month: month("2026-09"), Site: 1, PerMonth: 510}}, c.LocalUser)
	})
	noProblems(t, s)
}

func TestLinesThatChangePlacesAreUndone(t *testing.T) {
	s := storetest.New(t)
	at := func(site c.SiteID, source c.UploadSeq, row int) c.Headcount {
		return c.Headcount{Month: month("2026-09"), Site: site, Role: c.Nurse, Heads: pointer(float64(row)), Source: source, Row: row}
	}
	storetest.CommitRows(t, s, c.KindHeadcounts, func(b *c.Batch) { b.Headcounts = storetest.Added(at(1, 0, 2), at(2, 0, 3)) })
	undoneAndRedone(t, s, func() error {
		storetest.CommitRows(t, s, c.KindHeadcounts, func(b *c.Batch) {
			b.Headcounts = []c.RowChange[c.Headcount]{
				{Before: pointer(at(1, 1, 2)), After: pointer(at(2, 0, 2))},
				{Before: pointer(at(2, 1, 3)), After: pointer(at(1, 0, 3))},
			}
		})
		return nil
	})
	noProblems(t, s)
}

func TestAFileThatGivesALineTwiceIsRefused(t *testing.T) {
	s := storetest.New(t)
	line := c.Headcount{Month: month("2026-09"), Site: 1, Role: c.Nurse, Heads: pointer(9.0)}
	_, err := s.Apply(context.Background(), c.Batch{Headcounts: storetest.Added(line, line)})
	if f := faultOf(t, err, fault.Invalid, "row_twice"); f.Message != "Nurses at University, September 2026 is given twice." {
		t.Errorf("want the line named, got %q", f.Message)
	}
	line.Heads = pointer(-1.0)
	_, err = s.Apply(context.Background(), c.Batch{Headcounts: storetest.Added(line)})
	wantFault(t, err, fault.Invalid, "headcount")
	if revision := latest(t, s); revision != 0 {
		t.Errorf("a refusal left revision %d", revision)
	}
}

func TestAnUploadOfMinutesTakesTheProcedureItBroughtWithIt(t *testing.T) {
	s := storetest.New(t)
	undoneAndRedone(t, s, func() error {
		storetest.CommitRows(t, s, c.KindMinutes, func(b *c.Batch) {
			b.NewProcedures = []string{"Biopsy"}
			minutes := minutesOf(c.Nurse, 60)
			minutes.Procedure = -1
			b.Minutes = storetest.Added(minutes)
		})
		return nil
	})
	noProblems(t, s)
}
