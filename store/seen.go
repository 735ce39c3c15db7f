package store

import (
	"context"
	"fmt"

	c "caseload/store/caseload"
	"caseload/store/fault"
)

type seenKey struct{}

// SeenAt returns a context for edits by somebody who looks at the data of a revision: with it an edit by hand is
// refused with a Conflict (code "changed_since") when a row that it would overwrite was changed after that revision.
// Commits and undos compare what they change themselves.
func SeenAt(ctx context.Context, revision c.Revision) context.Context {
	return context.WithValue(ctx, seenKey{}, revision)
}

// refuseUnseen refuses to overwrite a row that was changed since the editor looked.
func (w *work) refuseUnseen(ctx context.Context, change c.Change) error {
	seen, ok := ctx.Value(seenKey{}).(c.Revision)
	if !ok || !w.byHand || nullText(change.Before) == nil {
		return nil
	}
	since, err := readRevisions(ctx, w.tx, `
		where r.revision = (
		  select max(revision)
		  from changes
		  where revision > $1
		  and revision < $2
		  and kind = $3
		  and key = $4
		)`, seen, w.info.Revision, change.Kind, change.Key)
	if err != nil || len(since) == 0 {
		return err
	}
	names, err := readNames(ctx, w.tx)
	if err != nil {
		return err
	}
	what := string(change.Kind)
	for _, ledger := range ledgers() {
		if ledger.kind() == change.Kind {
			what = ledger.describe(change.Key, names)
		}
	}
	return fault.New(fault.Conflict, "This was changed after you opened the page. Nothing was stored; look at what it is now, then save again if it is still right.").
		WithCode("changed_since").WithDetails(fmt.Sprintf("%s: revision %d by %s: %s", what, since[0].Revision, w.userName(ctx, since[0].By), since[0].Reason))
}

// userName returns what people call a user, or the id where it is not known.
func (w *work) userName(ctx context.Context, id c.UserID) string {
	var name string
	if err := w.tx.QueryRowContext(ctx, `
		select name
		from users
		where id = $1`, id).Scan(&name); err != nil {
		return string(id)
	}
	return name
}
