package store

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	c "caseload/store/caseload"
)

// versionTwo is a database as the program before optional files left it, with rows in every table that it knows.
const versionTwo = `
insert into users (id, name) values ('018f3c5e-0000-7000-8000-000000000001', 'Second user');
insert into uploads (id, kind, state, file_name, sha256, size, choices, sites, first_month, last_month, rows_read, changed, base_revision, revision, undone_revision, by_user, created_at, committed_at)
values
  ('00000000-0000-7000-8000-000000000001', 'procedures', 'committed', 'va.csv', '` + sum + `', 3, '{"everything":true}', '[2]', '2026-08', '2026-09', 2, 2, 0, 1, 0, 'local', 100, 200),
  ('00000000-0000-7000-8000-000000000002', 'roster', 'undone', 'roster.xlsx', '` + sum + `', 0, '', '[1]', null, null, 1, 1, 1, 2, 3, '018f3c5e-0000-7000-8000-000000000001', 300, 400),
  ('00000000-0000-7000-8000-000000000003', 'procedures', 'draft', 'later.csv', '` + sum + `', 1, '', 'null', null, null, 0, 0, 3, 0, 0, 'local', 500, 0),
  ('00000000-0000-7000-8000-000000000004', 'procedures', 'discarded', 'gone.csv', '` + sum + `', 1, '', 'null', null, null, 0, 0, 3, 0, 0, 'local', 600, 0);
delete from uploads where seq = 4;
insert into upload_bytes (upload, raw) values (1, x'616263'), (3, x'64');
insert into revisions (revision, at, by_user, upload, undoes, reason, changes)
values (1, 200, 'local', 1, null, 'va.csv', 2), (2, 400, 'local', 2, null, 'roster.xlsx', 2), (3, 450, 'local', 2, 2, 'Undo', 2), (4, 460, 'local', null, null, 'By hand', 6);
insert into procedures (name, name_key) values ('Biopsy', 'biopsy');
insert into site_months (site, month, complete, suppressed, received_at, source) values (2, '2026-09', 1, 0, 200, 1);
insert into roster_months (site, month, received_at, source) values (1, '2026-09', 400, 1);
insert into procedure_months (month, site, procedure, n, cells) values ('2026-09', 2, 1, 12, 2);
insert into counts (month, site, procedure, setting, state, n, origin, source, row)
values ('2026-09', 2, 1, 1, 0, 7, 0, 1, 2), ('2026-09', 2, 1, 2, 0, 5, 0, 1, 3);
insert into count_changes (revision, month, site, procedure, setting, state, after_n, after_origin, after_source, after_row)
values (1, '2026-09', 2, 1, 1, 0, 7, 0, 1, 2), (1, '2026-09', 2, 1, 2, 0, 5, 0, 1, 3);
insert into appointments (staff, site, role, from_day, name, fte, status, clinical_share, employment, source, row)
values ('N-07', 1, 'nurse', '2021-03-01', 'K. L.', 0.8, 'active', 1, 'staff', 1, 2);
insert into authorised_positions (role, site, from_day, fte, source) values ('nurse', 1, '2026-01-01', 12, 'Chief');
insert into measures (site, month, name, role, value) values (1, '2026-09', 'Cancellations', '', 12);
insert into targets (site, month, procedure, per_month) values (1, '2026-09', 0, 500);
insert into annotations (month, text, by_user, at) values ('2026-09', 'New room', 'local', 460);
insert into rebases (month, site, reason, by_user, at) values ('2026-09', 2, 'New room', 'local', 460);
insert into closed_days (site, day, name) values (1, '2026-12-24', 'Eve');
insert into answers (source, question, answer, by_user, at) values ('va', 'site:x', 'VA', 'local', 100);
insert into audit (at, by_user, action, subject, detail, revision) values (200, 'local', 'commit', 'va.csv', '', 1);
insert into changes (revision, seq, kind, key, before, after) values
  (1, 1, 'procedure', '1', null, '{"id":1,"name":"Biopsy","group":1}'),
  (4, 1, 'target', '1/2026-09/0', null, '{"month":"2026-09","site":1,"procedure":0,"per_month":500}'),
  (4, 2, 'measure', '1/2026-09//Cancellations', null, '{"month":"2026-09","site":1,"name":"Cancellations","role":"","value":12}'),
  (4, 3, 'rebase', '1', null, '{"id":1,"month":"2026-09","site":2,"group":0,"reason":"New room","by":"local","at":460}'),
  (4, 4, 'annotation', '1', null, '{"id":1,"month":"2026-09","site":0,"group":0,"text":"New room","by":"local","at":460}');`

const sum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

func atVersionTwo(t *testing.T) (path string, db *sql.DB) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "caseload.db")
	db, err := connect(path, writerParameters, 1)
	must(t, err)
	must(t, migrate(t.Context(), db, path, migrations()[:2]))
	_, err = db.Exec(versionTwo)
	must(t, err)
	return path, db
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// content returns every row of the columns that each table of version 2 has.
func content(t *testing.T, db *sql.DB, columns map[string]string) map[string][]map[string]any {
	t.Helper()
	all := map[string][]map[string]any{}
	for table, names := range columns {
		rows, err := db.Query("select " + names + " from " + table + " order by " + names)
		must(t, err)
		all[table] = readAny(t, rows)
	}
	return all
}

func readAny(t *testing.T, rows *sql.Rows) []map[string]any {
	t.Helper()
	columns, err := rows.Columns()
	must(t, err)
	list := []map[string]any{}
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		must(t, rows.Scan(into...))
		row := map[string]any{}
		for i, name := range columns {
			row[name] = values[i]
		}
		list = append(list, row)
	}
	must(t, errors.Join(rows.Err(), rows.Close()))
	return list
}

func columnsOf(t *testing.T, db *sql.DB) map[string]string {
	t.Helper()
	tables, err := tableNames(t.Context(), db)
	must(t, err)
	columns := map[string]string{}
	for _, table := range tables {
		var names string
		must(t, db.QueryRow(`select group_concat(name, ', ') from pragma_table_info($1)`, table).Scan(&names))
		columns[table] = names
	}
	columns["sqlite_sequence"] = "name, seq"
	return columns
}

func TestADatabaseOfVersionTwoKeepsEveryRowWhenItIsBroughtUpToDate(t *testing.T) {
	ctx := context.Background()
	path, db := atVersionTwo(t)
	columns := columnsOf(t, db)
	want := content(t, db, columns)
	for table, rows := range want {
		if len(rows) == 0 {
			t.Errorf("nothing in %s would show a loss", table)
		}
	}
	must(t, db.Close())

	s, err := Open(ctx, path, Options{Now: time.Now})
	must(t, err)
	defer func() { must(t, s.Close()) }()
	got := content(t, s.writer, columns)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("content (-before +after)\n%s", diff)
	}
	problems, err := s.Check(ctx)
	must(t, err)
	for _, problem := range problems {
		t.Error(problem)
	}
	var isOn bool
	must(t, s.writer.QueryRow("pragma foreign_keys").Scan(&isOn))
	if !isOn {
		t.Error("foreign keys are off after the migration")
	}
	if _, err := s.writer.Exec("delete from uploads where seq = 1"); !isForeignKeyViolation(err) {
		t.Errorf("want the upload kept for what refers to it, got %v", err)
	}
	upload, err := s.CreateUpload(ctx, c.Upload{Kind: c.KindSchedule, FileName: "schedule.csv", SHA256: sum, Size: 3, OnBehalfOf: "VA office"}, []byte("abc"))
	must(t, err)
	if upload.Seq != 5 || upload.OnBehalfOf != "VA office" {
		t.Errorf("want upload 5, since 4 was given once, for somebody else; got %+v", upload)
	}
	if _, err := s.Undo(ctx, 4, c.LocalUser); err != nil {
		t.Errorf("what was done before the migration cannot be undone: %v", err)
	}
}

func TestAMigrationThatLeavesOrphansOrFailsLeavesTheOldSchema(t *testing.T) {
	for name, spoil := range map[string]func(*testing.T, *sql.DB) []migration{
		"an orphan in the data": func(t *testing.T, db *sql.DB) []migration {
			t.Helper()
			_, err := db.Exec("pragma foreign_keys = off; insert into upload_bytes (upload, raw) values (99, x'00'); pragma foreign_keys = on")
			must(t, err)
			return migrations()
		},
		"a mistake at its end": func(*testing.T, *sql.DB) []migration {
			steps := migrations()
			steps[2].text += "\ninsert into nowhere values (1);"
			return steps
		},
	} {
		t.Run(name, func(t *testing.T) {
			path, db := atVersionTwo(t)
			defer func() { must(t, db.Close()) }()
			steps := spoil(t, db)
			columns := columnsOf(t, db)
			want := content(t, db, columns)
			if err := migrate(t.Context(), db, path, steps); err == nil {
				t.Fatal("want the step refused")
			}
			version, err := schemaVersion(t.Context(), db, path)
			must(t, err)
			after := columnsOf(t, db)
			if version != 2 || !maps.Equal(columns, after) {
				t.Errorf("want version 2 with its tables, got %d with %v", version, after)
			}
			if diff := cmp.Diff(want, content(t, db, columns)); diff != "" {
				t.Errorf("content (-before +after)\n%s", diff)
			}
			if _, err := db.Exec("insert into upload_bytes (upload, raw) values (98, x'00')"); !isForeignKeyViolation(err) {
				t.Errorf("want foreign keys checked after the refusal, got %v", err)
			}
		})
	}
}
