package store

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	c "caseload/store/caseload"
)

func TestAnEventFromBeforeProceduresCouldBeNamedConcernsWhatItDid(t *testing.T) {
	path := filepath.Join(t.TempDir(), "caseload.db")
	db, err := connect(path, writerParameters, 1)
	must(t, err)
	must(t, migrate(t.Context(), db, path, migrations()[:5]))
	_, err = db.Exec(`
		insert into annotations (id, month, site, group_id, text, by_user, at)
		values
		  (1, '2026-03', null, null, 'New scheduler', 'local', 100),
		  (2, '2026-03', 2, null, 'Second room', 'local', 200),
		  (7, '2026-03', null, 1, 'Coding changed', 'local', 300)`)
	must(t, err)
	must(t, db.Close())

	s, err := Open(t.Context(), path, Options{Now: time.Now})
	must(t, err)
	defer func() { must(t, s.Close()) }()
	got, err := s.Annotations(t.Context())
	must(t, err)
	march := got[0].Month
	want := []c.Annotation{
		{ID: 1, Month: march, Text: "New scheduler", By: c.LocalUser, At: 100},
		{ID: 2, Month: march, Site: 2, Text: "Second room", By: c.LocalUser, At: 200},
		{ID: 7, Month: march, Group: 1, Text: "Coding changed", By: c.LocalUser, At: 300},
	}
	if diff := cmp.Diff(want, got); diff != "" || march.String() != "2026-03" {
		t.Errorf("-want +got\n%s", diff)
	}
	problems, err := s.Check(t.Context())
	must(t, err)
	for _, problem := range problems {
		t.Error(problem)
	}
}
