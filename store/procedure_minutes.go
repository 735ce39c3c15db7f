package store

import (
	"context"
	"fmt"

	c "caseload/store/caseload"
	"caseload/store/fault"
)

// ProcedureMinutes returns how long procedures take, by procedure, role, phase and first month.
func (s *Store) ProcedureMinutes(ctx context.Context) ([]c.ProcedureMinutes, error) {
	minutes, err := procedureMinutes().all(ctx, s.reader)
	return minutes, s.explain("read procedure minutes", err)
}

// SaveProcedureMinutes stores minutes beside those already there, as one revision. The confirmations of the
// minutes of every role that they change are withdrawn with it.
func (s *Store) SaveProcedureMinutes(ctx context.Context, minutes []c.ProcedureMinutes, by c.UserID) error {
	return s.edit(ctx, by, "save procedure minutes", fmt.Sprintf("%d procedure minutes", len(minutes)), func(w *work) error {
		changed := map[c.Role]bool{}
		for _, m := range minutes {
			if err := checkMinutes(m); err != nil {
				return err
			}
			m.Source, m.Row = 0, 0
			before := w.info.Changes
			err := putByHand(ctx, w, procedureMinutes().rows(), procedureMinutes().keyOf(m), m, func(stored *c.ProcedureMinutes) { stored.Source, stored.Row = 0, 0 })
			if err != nil {
				return minutesFault(err)
			}
			if w.info.Changes > before {
				changed[m.Role] = true
			}
		}
		return w.lapseMinutes(ctx, changed)
	})
}

// DeleteProcedureMinutes removes the minutes that m's key fields name; the history keeps them.
func (s *Store) DeleteProcedureMinutes(ctx context.Context, m c.ProcedureMinutes, by c.UserID) error {
	return s.edit(ctx, by, "delete procedure minutes", "Procedure minutes removed", func(w *work) error {
		found, err := drop(ctx, w, procedureMinutes().rows(), procedureMinutes().keyOf(m))
		if err != nil {
			return err
		}
		if !found {
			return fault.New(fault.NotFound, "There are no such minutes of a procedure.").WithCode("unknown_minutes")
		}
		return w.lapseMinutes(ctx, map[c.Role]bool{m.Role: true})
	})
}

func checkMinutes(m c.ProcedureMinutes) error {
	if !(m.Minutes >= 0 && m.Minutes <= 100000) || !(m.People >= 0 && m.People <= 1000) {
		return fault.New(fault.Invalid, "Minutes of a procedure are a number from 0 to 100,000, and people one from 0 to 1,000.").WithCode("minutes")
	}
	return atMost("The source of minutes", m.Stated, 1000)
}

func minutesFault(err error) error {
	switch {
	case isForeignKeyViolation(err):
		return fault.New(fault.NotFound, "There is no such procedure.").WithCode("unknown_procedure")
	case isConstraintViolation(err):
		return fault.New(fault.Invalid, "The role or phase of the minutes is not one that is known, or their month is out of range.").WithCode("minutes")
	}
	return err
}

func procedureMinutes() table[c.ProcedureMinutes] {
	return table[c.ProcedureMinutes]{
		kind: c.ChangeMinutes,
		name: "procedure_minutes",
		key:  []string{"procedure", "role", "phase", "from_month"},
		rest: []string{"minutes", "people", "stated", "source", "row"},
		scan: func(scan func(...any) error) (m c.ProcedureMinutes, err error) {
			err = scan(&m.Procedure, &m.Role, &m.Phase, scanMonth(&m.From), &m.Minutes, &m.People, &m.Stated, scanZero(&m.Source), &m.Row)
			return m, err
		},
		values: func(m c.ProcedureMinutes) []any {
			return []any{m.Procedure, m.Role, m.Phase, m.From.String(), m.Minutes, m.People, m.Stated, nullZero(m.Source), m.Row}
		},
		tell: func(key []string, names names) string {
			procedure := key[0]
			if id, err := numericKey(procedure); err == nil {
				procedure = names.procedure(c.ProcedureID(id))
			}
			return fmt.Sprintf("the minutes of %s (%s, %s, from %s)", procedure, c.Role(key[1]).Singular(), key[2], longMonth(key[3]))
		},
	}
}
