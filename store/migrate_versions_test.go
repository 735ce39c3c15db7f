package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	c "caseload/store/caseload"
)

// written is what people had stored with each version of the program that was ever released, in the schema of that
// version, with rows in every table that it brought. A version without any brought no table.
func written() map[int]string {
	return map[int]string{1: `
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
insert into closed_days (site, day, name) values (1, '2026-12-24', 'Eve');
insert into answers (source, question, answer, by_user, at) values ('va', 'site:x', 'VA', 'local', 100);
insert into audit (at, by_user, action, subject, detail, revision) values (200, 'local', 'commit', 'va.csv', '', 1);
insert into changes (revision, seq, kind, key, before, after) values
  (1, 1, 'procedure', '1', null, '{"id":1,"name":"Biopsy","group":1}'),
  (4, 1, 'target', '1/2026-09/0', null, '{"month":"2026-09","site":1,"procedure":0,"per_month":500}'),
  (4, 2, 'measure', '1/2026-09//Cancellations', null, '{"month":"2026-09","site":1,"name":"Cancellations","role":"","value":12}'),
  (4, 4, 'annotation', '1', null, '{"id":1,"month":"2026-09","site":0,"group":0,"text":"New room","by":"local","at":460}');`, 2: `
insert into rebases (month, site, reason, by_user, at) values ('2026-09', 2, 'New room', 'local', 460);
insert into changes (revision, seq, kind, key, before, after) values
  (4, 3, 'rebase', '1', null, '{"id":1,"month":"2026-09","site":2,"group":0,"reason":"New room","by":"local","at":460}');`, 3: `
insert into schedule (trainee, month, site, rotation, path, year, share, source, row) values ('R-03', '2026-09', 2, 'IR', 'integrated', 5, 0.5, 1, 4);
insert into logged_cases (trainee, as_of, category, count, elsewhere, source, row) values ('R-03', '2026-09-30', 'Drainage', 41, 3, 1, 5);
insert into procedure_minutes (procedure, role, phase, from_month, minutes, people, stated, source, row) values (1, 'nurse', 'room', '2026-01', 45, 1, 'Study', 1, 6);
insert into headcounts (month, site, role, heads, fte, source, row) values ('2026-09', 2, 'nurse', 6, null, 1, 7);
insert into assumptions (name, role, site, label, from_month, value, per, source, by_user, at)
values ('rooms', '', 2, 'night', '2026-01', 1, 'month', 'Chief', 'local', 470), ('rooms', '', 0, '', '2026-07', null, '', 'closed', 'local', 471);
insert into confirmations (role, part, by_user, at) values ('nurse', 'rooms', '018f3c5e-0000-7000-8000-000000000001', 480);
insert into excluded_months (month, site, reason, by_user, at) values ('2020-04', 0, 'Pandemic', 'local', 490);
insert into scenarios (name, name_key, query, owner, shared, at) values ('One more room', 'one more room', 'rooms=4', '018f3c5e-0000-7000-8000-000000000001', 1, 495);
insert into training_groups (group_id, participation, category, source) values (1, 0.8, 'Drainage', 'Program director');
insert into other_learners (site, from_month, learners, source) values (2, '2026-07', 1.5, 'Chief');
insert into derived (key, revision, value) values ('outlook', 4, x'00ff');
insert into targets (site, month, procedure, per_month, source, row) values (2, '2026-10', 1, 20, 1, 8);
update uploads set on_behalf_of = 'VA office' where seq = 1;`, 4: `
update users
set login = 'Dana', login_key = 'dana', access = 'coordinator', sites = '[2]', password = '$argon2id$', subject = 'https://sso.example|17', disabled_at = 0, created_at = 90, signed_in_at = 510
where id <> 'local';
insert into sessions (hash, user_id, created_at, seen_at, expires_at) values ('` + sum + `', '018f3c5e-0000-7000-8000-000000000001', 510, 520, 9000000000000);
insert into tokens (id, user_id, name, hash, access, created_at, expires_at, revoked_at, used_at)
values ('018f3c5e-0000-7000-8000-000000000002', '018f3c5e-0000-7000-8000-000000000001', 'export', '` + sum + `', 'viewer', 530, 9000000000000, 540, 535);
insert into links (hash, user_id, created_at, expires_at) values ('` + sum + `', '018f3c5e-0000-7000-8000-000000000001', 550, 9000000000000);
insert into audit (at, by_user, action, subject, detail, origin, revision) values (560, null, 'sign-in failed', '', 'unknown name', '192.0.2.7', null);`, 5: `
update uploads set purged_at = 700 where seq = 2;`, 6: `
insert into annotations (month, text, by_user, at, procedure) values ('2026-09', 'New needle', 'local', 800, 1);
insert into annotations (month, text, by_user, at, measure, role) values ('2026-09', 'New rota', 'local', 810, 'Cancellations', 'nurse');`}
}

const sum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

// atVersion is a database that every version up to n was used on, each for a while.
func atVersion(t *testing.T, n int) (path string, db *sql.DB) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "caseload.db")
	db, err := connect(path, writerParameters, 1)
	must(t, err)
	for version := 1; version <= n; version++ {
		must(t, migrate(t.Context(), db, path, migrations()[:version]))
		_, err = db.Exec(written()[version])
		must(t, err)
	}
	return path, db
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// content returns every row of the columns named.
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

func TestADatabaseOfEveryVersionKeepsEveryRowWhenItIsBroughtUpToDate(t *testing.T) {
	for version := 1; version <= len(migrations()); version++ {
		t.Run(fmt.Sprintf("from %d", version), func(t *testing.T) { keepsEveryRow(t, version) })
	}
}

func keepsEveryRow(t *testing.T, version int) {
	t.Helper()
	ctx := context.Background()
	path, db := atVersion(t, version)
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
	if _, err := s.writer.Exec("delete from audit"); err == nil {
		t.Error("the audit log can be emptied")
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
			path, db := atVersion(t, 2)
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
