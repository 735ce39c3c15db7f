package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	c "caseload/store/caseload"
)

// ledger is one kind of row that revisions change: how it is read by its key, written and
// removed. Because every kind goes through it, every edit has its before and after, and every
// revision can be taken back in the same way.
type ledger interface {
	kind() c.ChangeKind
	read(ctx context.Context, tx *transaction, key string) (json.RawMessage, error) // nil for no row
	write(ctx context.Context, tx *transaction, row json.RawMessage) error
	remove(ctx context.Context, tx *transaction, key string) error
	// normalise rewrites JSON as today's program would, so that rows recorded before a field
	// was added still compare equal.
	normalise(row json.RawMessage) (json.RawMessage, error)
	describe(key string, names names) string
}

// rowsOf makes a ledger of one type of row. save with an id of 0 creates the row; it returns the key.
type rowsOf[T any] struct {
	name c.ChangeKind
	load func(ctx context.Context, tx *transaction, key string) (*T, error)
	save func(ctx context.Context, tx *transaction, row T) (key string, err error)
	drop func(ctx context.Context, tx *transaction, key string) error
	tell func(key string, names names) string
}

func (l rowsOf[T]) kind() c.ChangeKind { return l.name }

func (l rowsOf[T]) read(ctx context.Context, tx *transaction, key string) (json.RawMessage, error) {
	row, err := l.load(ctx, tx, key)
	if err != nil {
		return nil, fmt.Errorf("read %s %q: %w", l.name, key, err)
	}
	if row == nil {
		return nil, nil
	}
	return json.Marshal(row)
}

func (l rowsOf[T]) write(ctx context.Context, tx *transaction, raw json.RawMessage) error {
	var row T
	if err := json.Unmarshal(raw, &row); err != nil {
		return fmt.Errorf("read recorded %s: %w", l.name, err)
	}
	if _, err := l.save(ctx, tx, row); err != nil {
		return fmt.Errorf("write %s: %w", l.name, err)
	}
	return nil
}

func (l rowsOf[T]) remove(ctx context.Context, tx *transaction, key string) error {
	if err := l.drop(ctx, tx, key); err != nil {
		return fmt.Errorf("remove %s %q: %w", l.name, key, err)
	}
	return nil
}

func (l rowsOf[T]) normalise(raw json.RawMessage) (json.RawMessage, error) {
	if nullText(raw) == nil {
		return nil, nil
	}
	var row T
	if err := json.Unmarshal(raw, &row); err != nil {
		return nil, fmt.Errorf("read recorded %s: %w", l.name, err)
	}
	return json.Marshal(row)
}

func (l rowsOf[T]) describe(key string, names names) string { return l.tell(key, names) }

// put stores a row under its key and records what it was before. The empty key is for a row that
// is new and gets its id here. It returns the key.
func put[T any](ctx context.Context, w *work, l rowsOf[T], key string, row T) (string, error) {
	var before json.RawMessage
	if key != "" {
		var err error
		if before, err = l.read(ctx, w.tx, key); err != nil {
			return "", err
		}
		wanted, err := json.Marshal(row)
		if err != nil {
			return "", fmt.Errorf("write %s %q: %w", l.name, key, err)
		}
		if bytes.Equal(before, wanted) {
			return key, nil
		}
	}
	key, err := l.save(ctx, w.tx, row)
	if err != nil {
		return "", fmt.Errorf("write %s: %w", l.name, err)
	}
	after, err := l.read(ctx, w.tx, key)
	if err != nil {
		return "", err
	}
	return key, w.record(ctx, c.Change{Kind: l.name, Key: key, Before: before, After: after})
}

// putByHand is put for a row that files bring too: what is entered as it is stored already keeps the file that
// it came with, which unsourced takes out of a copy.
func putByHand[T any](ctx context.Context, w *work, l rowsOf[T], key string, row T, unsourced func(*T)) error {
	stored, err := l.load(ctx, w.tx, key)
	if err != nil {
		return err
	}
	if stored != nil {
		unsourced(stored)
		if same, err := equalJSON(*stored, row); err != nil || same {
			return err
		}
	}
	_, err = put(ctx, w, l, key, row)
	return err
}

// drop removes a row and records it; it reports whether there was one.
func drop(ctx context.Context, w *work, l ledger, key string) (bool, error) {
	before, err := l.read(ctx, w.tx, key)
	if err != nil || before == nil {
		return false, err
	}
	if err := l.remove(ctx, w.tx, key); err != nil {
		return false, err
	}
	return true, w.record(ctx, c.Change{Kind: l.kind(), Key: key, Before: before})
}

// ledgers returns every kind in the order in which rows can be written: what others refer to
// comes first. Removal goes the other way.
func ledgers() []ledger {
	return []ledger{
		groupRows(), siteRows(), procedureRows(),
		siteMonthRows(), rosterMonthRows(), appointmentRows(), authorisedRows(),
		baselineRows(), staffingBaselineRows(), annotationRows(), rebaseRows(),
		measureRows(), targetRows(), settingRows(),
		assignments().rows(), loggedCases().rows(), procedureMinutes().rows(), headcounts().rows(),
		assumptions().rows(), confirmations().rows(), excludedMonths().rows(),
		trainingGroups().rows(), caseMinimums().rows(), curriculum().rows(), otherLearners().rows(),
	}
}

// numericKey reads a key that is an id. Keys are written here too, so another text is a defect.
func numericKey(key string) (int64, error) {
	id, err := strconv.ParseInt(key, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("key %q is not a number", key)
	}
	return id, nil
}

// idKey is the key of a row with an id, and the empty key for a row that has none yet.
func idKey[T ~int | ~int64](id T) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(int64(id), 10)
}
