package store

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store/calendar"
	c "caseload/store/caseload"
)

func TestCheckNamesRowsThatNoChangeLeftAndFilesNotInForce(t *testing.T) {
	ctx := t.Context()
	s, err := Open(ctx, filepath.Join(t.TempDir(), "caseload.db"), Options{Now: time.Now})
	must(t, err)
	defer func() { must(t, s.Close()) }()
	september := calendar.MonthOf(2026, time.September)
	upload, err := s.CreateUpload(ctx, c.Upload{Kind: c.KindSchedule, SHA256: sum, Size: 3}, []byte("abc"))
	must(t, err)
	line := c.Assignment{Trainee: "R-01", Month: september, Site: 1, Rotation: "IR", Share: 1, Row: 2}
	_, err = s.Apply(ctx, c.Batch{Upload: upload.ID, Schedule: []c.RowChange[c.Assignment]{{After: &line}}})
	must(t, err)
	must(t, s.SaveTargets(ctx, []c.Target{{Month: september, Site: 2, PerMonth: 160}}, c.LocalUser))

	for _, test := range []struct {
		name, spoil string
		want        []string
	}{
		{name: "nothing is wrong", spoil: "select 1"},
		{name: "a row changed outside", spoil: "update targets set per_month = 161", want: []string{"What is stored of the target of VA, September 2026 is not what its newest change left."}},
		{name: "a row gone", spoil: "delete from schedule", want: []string{"What is stored of the schedule of R-01, September 2026 (University, IR) is not what its newest change left."}},
		{
			name: "a file not in force", spoil: "update uploads set state = 'undone', undone_revision = 1",
			want: []string{"1 lines of the schedule come from upload 1, which is undone."},
		},
		{name: "an overfull year", spoil: "insert into curriculum values ('ESIR', 4, 'clinic', 2, '')", want: []string{"Year 4 of ESIR holds more than 12 months."}},
	} {
		t.Run(test.name, func(t *testing.T) {
			copied := filepath.Join(t.TempDir(), "copy.db")
			must(t, s.Backup(ctx, copied))
			spoiled, err := Open(ctx, copied, Options{Now: time.Now})
			must(t, err)
			defer func() { must(t, spoiled.Close()) }()
			_, err = spoiled.writer.Exec(test.spoil)
			must(t, err)
			got, err := spoiled.Check(ctx)
			must(t, err)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
