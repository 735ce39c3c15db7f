package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"caseload/store/calendar"
	c "caseload/store/caseload"
)

// table describes rows with a key of several columns, from which their statements follow.
type table[T any] struct {
	kind   c.ChangeKind
	name   string
	key    []string // the columns of the primary key
	rest   []string // the other columns
	scan   func(scan func(...any) error) (T, error)
	values func(T) []any // of key and rest, in this order
	tell   func(key []string, names names) string
}

// keyOf returns the key of a row as the history keeps it.
func (t table[T]) keyOf(row T) string { return joinKey(t.values(row)[:len(t.key)]) }

func (t table[T]) selection() string {
	return "select " + strings.Join(t.key, ", ") + ", " + strings.Join(t.rest, ", ") + "\nfrom " + t.name
}

// all reads every row in the order of its key, or of the columns given.
func (t table[T]) all(ctx context.Context, db queryer, order ...string) ([]T, error) {
	if len(order) == 0 {
		order = t.key
	}
	rows, err := db.QueryContext(ctx, t.selection()+"\norder by "+strings.Join(order, ", "))
	all, err := collect(rows, err, t.scan)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", t.name, err)
	}
	return all, nil
}

// rows is the ledger of the table.
func (t table[T]) rows() rowsOf[T] {
	return rowsOf[T]{
		name: t.kind,
		load: func(ctx context.Context, tx *transaction, key string) (*T, error) {
			parts, err := t.split(key)
			if err != nil {
				return nil, err
			}
			rows, err := tx.QueryContext(ctx, t.selection()+t.where(), parts...)
			return only(collect(rows, err, t.scan))
		},
		save: func(ctx context.Context, tx *transaction, row T) (string, error) {
			_, err := tx.ExecContext(ctx, t.upsert(), t.values(row)...)
			return t.keyOf(row), err
		},
		drop: func(ctx context.Context, tx *transaction, key string) error {
			parts, err := t.split(key)
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, "delete from "+t.name+t.where(), parts...)
			return err
		},
		tell: func(key string, names names) string {
			parts, err := splitKey(key, len(t.key))
			if err != nil {
				return key
			}
			return t.tell(parts, names)
		},
	}
}

func (t table[T]) where() string {
	clauses := make([]string, len(t.key))
	for i, column := range t.key {
		clauses[i] = fmt.Sprintf("%s = $%d", column, i+1)
	}
	return "\nwhere " + strings.Join(clauses, "\nand ")
}

func (t table[T]) upsert() string {
	columns := append(append([]string{}, t.key...), t.rest...)
	places, updates := make([]string, len(columns)), make([]string, len(t.rest))
	for i := range columns {
		places[i] = fmt.Sprintf("$%d", i+1)
	}
	for i, column := range t.rest {
		updates[i] = column + " = excluded." + column
	}
	return "insert into " + t.name + " (" + strings.Join(columns, ", ") + ")\nvalues (" + strings.Join(places, ", ") +
		")\non conflict (" + strings.Join(t.key, ", ") + ") do update\nset " + strings.Join(updates, ", ")
}

// split returns the parts of a key as the database compares them: a column of numbers takes the text of one.
func (t table[T]) split(key string) ([]any, error) {
	parts, err := splitKey(key, len(t.key))
	if err != nil {
		return nil, err
	}
	values := make([]any, len(parts))
	for i, part := range parts {
		values[i] = part
	}
	return values, nil
}

// Several parts of a key may hold any character, so a slash in one is written as JSON pointers do.
const (
	escapedTilde = "~0"
	escapedSlash = "~1"
)

func joinKey(parts []any) string {
	escape := strings.NewReplacer("~", escapedTilde, "/", escapedSlash)
	texts := make([]string, len(parts))
	for i, part := range parts {
		texts[i] = escape.Replace(fmt.Sprint(part))
	}
	return strings.Join(texts, "/")
}

func splitKey(key string, n int) ([]string, error) {
	parts := strings.Split(key, "/")
	if len(parts) != n {
		return nil, fmt.Errorf("key %q has not %d parts", key, n)
	}
	for i, part := range parts {
		parts[i] = strings.ReplaceAll(strings.ReplaceAll(part, escapedSlash, "/"), escapedTilde, "~")
	}
	return parts, nil
}

// siteCalled returns the name of a site that a key names by its number, and "all sites" for 0.
func (n names) siteCalled(id string) string {
	number, err := numericKey(id)
	switch {
	case err != nil:
		return id
	case number == 0:
		return "all sites"
	}
	return n.site(c.SiteID(number))
}

// longMonth returns "September 2026" for the month of a key.
func longMonth(text string) string {
	month, err := calendar.ParseMonth(text)
	if err != nil {
		return text
	}
	return month.Long()
}

// longDate returns "30 September 2026" for the day of a key.
func longDate(text string) string {
	day, err := calendar.ParseDate(text)
	if err != nil {
		return text
	}
	return day.Long()
}

// nullZero gives a number to the database, and null for 0.
func nullZero[T ~int | ~int64](n T) any {
	if n == 0 {
		return nil
	}
	return int64(n)
}

// zeroScanner reads a number that is null for 0.
type zeroScanner[T ~int | ~int64] struct{ into *T }

func scanZero[T ~int | ~int64](into *T) sql.Scanner { return zeroScanner[T]{into} }

// Scan implements sql.Scanner.
func (s zeroScanner[T]) Scan(value any) error {
	switch n := value.(type) {
	case nil:
		*s.into = 0
	case int64:
		*s.into = T(n)
	default:
		return fmt.Errorf("number column holds %T", value)
	}
	return nil
}
