package store

import (
	"context"
	"database/sql"
	"fmt"
)

// transaction is a sql.Tx that compiles each statement once. A commit writes thousands of rows
// by the same few statements, and compiling one takes longer than running it.
type transaction struct {
	*sql.Tx
	compiled map[string]*sql.Stmt // closed by the end of the transaction
}

func newTransaction(tx *sql.Tx) *transaction {
	return &transaction{Tx: tx, compiled: map[string]*sql.Stmt{}}
}

func (t *transaction) compile(ctx context.Context, query string) (*sql.Stmt, error) {
	if statement, ok := t.compiled[query]; ok {
		return statement, nil
	}
	statement, err := t.PrepareContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("compile %q: %w", query, err)
	}
	t.compiled[query] = statement
	return statement, nil
}

// ExecContext shadows sql.Tx's.
func (t *transaction) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	statement, err := t.compile(ctx, query)
	if err != nil {
		return nil, err
	}
	return statement.ExecContext(ctx, args...)
}

// QueryContext shadows sql.Tx's.
func (t *transaction) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	statement, err := t.compile(ctx, query)
	if err != nil {
		return nil, err
	}
	return statement.QueryContext(ctx, args...)
}

// QueryRowContext shadows sql.Tx's. A statement that does not compile is run uncompiled, whose
// row carries the error.
func (t *transaction) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	statement, err := t.compile(ctx, query)
	if err != nil {
		return t.Tx.QueryRowContext(ctx, query, args...)
	}
	return statement.QueryRowContext(ctx, args...)
}
