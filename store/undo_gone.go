package store

import (
	"context"
	"encoding/json"
	"fmt"

	c "caseload/store/caseload"
	"caseload/store/fault"
)

// refuseGone refuses to put back counts of procedures that are not there any more: they came with
// another upload, and went with its undo.
func (w *work) refuseGone(ctx context.Context, sums []sumChange) error {
	procedures, err := readProcedures(ctx, w.tx, 0)
	if err != nil {
		return err
	}
	seen := make(map[int64]bool, len(procedures))
	for _, procedure := range procedures {
		seen[int64(procedure.ID)] = true
	}
	var details []string
	for _, sum := range sums {
		if seen[sum.procedure] || len(details) == maxDetails {
			continue
		}
		seen[sum.procedure] = true
		name, err := w.goneProcedure(ctx, c.ProcedureID(sum.procedure))
		if err != nil {
			return err
		}
		details = append(details, name)
	}
	if len(details) == 0 {
		return nil
	}
	return fault.New(fault.Conflict, "The upload that brought these procedures was undone since. Nothing was changed; redo that upload first.").
		WithCode("overtaken").WithDetails(details...)
}

// goneProcedure returns the last name of a procedure that was removed.
func (w *work) goneProcedure(ctx context.Context, id c.ProcedureID) (string, error) {
	rows, err := w.tx.QueryContext(ctx, `
		select before
		from changes
		where kind = $1
		and key = $2
		and after is null
		order by revision desc
		limit 1`, c.ChangeProcedure, idKey(id))
	removed, err := only(collect(rows, err, func(scan func(...any) error) (procedure c.Procedure, err error) {
		var raw string
		if err := scan(&raw); err != nil {
			return procedure, err
		}
		return procedure, json.Unmarshal([]byte(raw), &procedure)
	}))
	if err != nil {
		return "", fmt.Errorf("look for the name of procedure %d: %w", id, err)
	}
	if removed == nil {
		return names{}.procedure(id), nil
	}
	return removed.Name, nil
}
