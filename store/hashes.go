package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"math"
	"strings"
)

// TableHashes returns a SHA-256 of every table's rows in key order. Equal hashes mean equal
// content, wherever the rows lie in the file. What is derived from the data is left out.
func (s *Store) TableHashes(ctx context.Context) (map[string]string, error) {
	tx, err := s.reader.BeginTx(ctx, nil) // one snapshot for all tables
	if err != nil {
		return nil, s.explain("hash tables", err)
	}
	defer rollback(tx)
	tables, err := tableNames(ctx, tx)
	if err != nil {
		return nil, s.explain("list tables", err)
	}
	hashes := make(map[string]string, len(tables))
	for _, table := range tables {
		if hashes[table], err = hashTable(ctx, tx, table); err != nil {
			return nil, s.explain("hash table "+table, err)
		}
	}
	return hashes, nil
}

func tableNames(ctx context.Context, db queryer) ([]string, error) {
	rows, err := db.QueryContext(ctx, `
		select name
		from sqlite_schema
		where type = 'table'
		and substr(name, 1, 7) <> 'sqlite_'
		and name <> 'derived'
		order by name`)
	return collect(rows, err, func(scan func(...any) error) (name string, err error) {
		err = scan(&name)
		return name, err
	})
}

func hashTable(ctx context.Context, db queryer, table string) (string, error) {
	rows, err := db.QueryContext(ctx, `
		select name
		from pragma_table_info($1)
		where pk > 0
		order by pk`, table)
	key, err := collect(rows, err, func(scan func(...any) error) (name string, err error) {
		err = scan(&name)
		return name, err
	})
	if err != nil {
		return "", err
	}
	// The names come from the schema, which is ours.
	content, err := db.QueryContext(ctx, `
		select *
		from `+table+`
		order by `+strings.Join(key, ", "))
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	if err := errors.Join(hashRows(content, sum), content.Close()); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

func hashRows(rows *sql.Rows, sum hash.Hash) error {
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values := make([]any, len(columns))
	into := make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	var buffer []byte
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		buffer = buffer[:0]
		for _, value := range values {
			if buffer, err = appendHashed(buffer, value); err != nil {
				return err
			}
		}
		_, _ = sum.Write(buffer) // a hash never fails
	}
	return rows.Err()
}

// appendHashed writes a type letter and, for texts, the length, so that no two rows read alike.
func appendHashed(buffer []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case nil:
		return append(buffer, 'n'), nil
	case int64:
		return binary.BigEndian.AppendUint64(append(buffer, 'i'), uint64(v)), nil
	case float64:
		return binary.BigEndian.AppendUint64(append(buffer, 'f'), math.Float64bits(v)), nil
	case string:
		return append(binary.BigEndian.AppendUint64(append(buffer, 't'), uint64(len(v))), v...), nil
	case []byte:
		return append(binary.BigEndian.AppendUint64(append(buffer, 'b'), uint64(len(v))), v...), nil
	}
	return nil, fmt.Errorf("column holds %T", value)
}
