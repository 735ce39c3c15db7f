package store

import (
	"context"
	"fmt"
	"math"
	"strings"

	c "caseload/store/caseload"
	"caseload/store/fault"
)

// SetTargets stores targets for a reason, as one revision that can be undone.
func (s *Store) SetTargets(ctx context.Context, targets []c.Target, reason string, by c.UserID) error {
	return s.editTargets(ctx, targets, reason, by, "set targets", func(w *work, t c.Target) error {
		if !(t.PerMonth >= 0) || math.IsInf(t.PerMonth, 0) {
			return fault.New(fault.Invalid, "The target of %s is a number from 0 on.", t.Month.Long()).WithCode("target")
		}
		if t.Procedure != 0 {
			if err := w.mustExist(ctx, procedureRows(), idKey(t.Procedure), "procedure"); err != nil {
				return err
			}
		}
		t.Source, t.Row = 0, 0
		_, err := put(ctx, w, targetRows(), targetKey(t), t)
		return monthlyFault(err)
	})
}

// DropTargets removes targets for a reason, as one revision that can be undone. Months without one stay as they are.
func (s *Store) DropTargets(ctx context.Context, targets []c.Target, reason string, by c.UserID) error {
	return s.editTargets(ctx, targets, reason, by, "drop targets", func(w *work, t c.Target) error {
		_, err := drop(ctx, w, targetRows(), targetKey(t))
		return err
	})
}

func (s *Store) editTargets(ctx context.Context, targets []c.Target, reason string, by c.UserID, action string, each func(*work, c.Target) error) error {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return fault.New(fault.Invalid, "A target needs a reason, which the history will show.").WithCode("target_reason")
	}
	if err := atMost("The reason", reason, 2000); err != nil {
		return err
	}
	return s.edit(ctx, by, action, fmt.Sprintf("Targets of %d months: %s", len(targets), clip(reason, 200)), func(w *work) error {
		for _, t := range targets {
			if err := each(w, t); err != nil {
				return err
			}
		}
		return nil
	})
}
