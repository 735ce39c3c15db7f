package store_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store"
	c "caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

// named is a cell by names, since an undone upload takes its ids with it.
type named struct {
	month, site, procedure string
	setting                c.Setting
}

// worth is what a cell holds, nil for a cell that a file empties.
type worth struct {
	n      int
	source c.UploadSeq
}

// commitment is one upload of the model: what it set, and whether it stands.
type commitment struct {
	revision   c.Revision // whose undo turns it around
	at         int64
	seq        c.UploadSeq
	stands     bool
	cells      map[named]*worth
	everything bool
}

// replay says what a store holds that was only ever given the uploads that stand.
func replay(all []*commitment) (map[named]worth, map[[2]string]c.SiteMonth) {
	cells, lines := map[named]worth{}, map[[2]string]c.SiteMonth{}
	for _, one := range all {
		if !one.stands {
			continue
		}
		spoken := map[[2]string]bool{}
		for cell, value := range one.cells {
			spoken[[2]string{cell.month, cell.site}] = true
			if value == nil {
				delete(cells, cell)
				continue
			}
			cells[cell] = *value
		}
		for at := range spoken {
			line := lines[at]
			if line.ReceivedAt == 0 {
				line.ReceivedAt = one.at
			}
			line.Source, line.Complete = one.seq, line.Complete || one.everything
			lines[at] = line
		}
	}
	return cells, lines
}

// model drives a store and keeps what it was told.
type model struct {
	s       *store.Store
	at      time.Time
	random  *rand.Rand
	uploads []*commitment
	refused int
}

func (m *model) commit(t *testing.T) {
	t.Helper()
	m.at = m.at.Add(time.Hour)
	one := &commitment{at: m.at.UnixMilli(), stands: true, cells: map[named]*worth{}, everything: m.random.IntN(3) == 0}
	var rows []storetest.Row
	for range 1 + m.random.IntN(4) {
		cell := named{
			[]string{"2026-08", "2026-09"}[m.random.IntN(2)], []string{"University", "VA", "Riverside"}[m.random.IntN(3)],
			storetest.ProcedureName(m.random.IntN(6)), c.Setting(m.random.IntN(3)),
		}
		if _, given := one.cells[cell]; !given {
			one.cells[cell] = &worth{}
			rows = append(rows, storetest.Row{Month: cell.month, Site: cell.site, Procedure: cell.procedure, Setting: cell.setting, N: m.random.IntN(50)})
		}
	}
	batch := storetest.Batch(t, m.s, rows, one.everything)
	upload := storetest.Upload(t, m.s, c.KindProcedures, "random.csv")
	batch.Upload, one.seq = upload.ID, upload.Seq
	for i, row := range rows {
		cell := named{row.Month, row.Site, row.Procedure, row.Setting}
		if batch.Counts[i].Before != nil && m.random.IntN(4) == 0 {
			batch.Counts[i].After, one.cells[cell] = nil, nil
			continue
		}
		one.cells[cell] = &worth{row.N, upload.Seq}
	}
	lines := m.lines(t)
	for i, change := range batch.SiteMonths {
		// What a file does not declare stays as it is, as package ingest has it.
		for at, line := range lines {
			if line.Site == change.Site && at[0] == change.Month.String() {
				batch.SiteMonths[i].Complete = change.Complete || line.Complete
			}
		}
	}
	info, err := m.s.Apply(context.Background(), batch)
	noError(t, err)
	one.revision = info.Revision
	m.uploads = append(m.uploads, one)
}

// turn undoes or redoes an upload; a refusal leaves everything as it was.
func (m *model) turn(t *testing.T) {
	t.Helper()
	m.at = m.at.Add(time.Hour)
	one := m.uploads[m.random.IntN(len(m.uploads))]
	before := hashes(t, m.s)
	info, err := m.s.Undo(context.Background(), one.revision, c.LocalUser)
	if f, refused := fault.As(err); refused && f.Code == "overtaken" {
		m.refused++
		if diff := cmp.Diff(before, hashes(t, m.s)); diff != "" {
			t.Fatalf("a refusal left traces: %s", diff)
		}
		return
	}
	noError(t, err)
	one.revision, one.stands = info.Revision, !one.stands
}

func (m *model) siteNames(t *testing.T) map[c.SiteID]string {
	t.Helper()
	sites, err := m.s.Sites(context.Background())
	noError(t, err)
	names := map[c.SiteID]string{}
	for _, site := range sites {
		names[site.ID] = site.Name
	}
	return names
}

func (m *model) lines(t *testing.T) map[[2]string]c.SiteMonth {
	t.Helper()
	sites := m.siteNames(t)
	months, err := m.s.SiteMonths(context.Background())
	noError(t, err)
	lines := map[[2]string]c.SiteMonth{}
	for _, line := range months {
		lines[[2]string{line.Month.String(), sites[line.Site]}] = line
	}
	return lines
}

func (m *model) cells(t *testing.T) map[named]worth {
	t.Helper()
	sites, procedures := m.siteNames(t), map[c.ProcedureID]string{}
	all, err := m.s.Procedures(context.Background())
	noError(t, err)
	for _, procedure := range all {
		procedures[procedure.ID] = procedure.Name
	}
	cells := map[named]worth{}
	for _, count := range counts(t, m.s) {
		cells[named{count.Month.String(), sites[count.Site], procedures[count.Procedure], count.Setting}] = worth{count.N, count.Source}
	}
	return cells
}

// compare holds the store against the replay. Of completeness the store may claim less than the replay, never more.
func (m *model) compare(t *testing.T) {
	t.Helper()
	wantCells, wantLines := replay(m.uploads)
	if diff := cmp.Diff(wantCells, m.cells(t), cmp.AllowUnexported(named{}, worth{})); diff != "" {
		t.Fatalf("counts (-replay +store)\n%s", diff)
	}
	lines := m.lines(t)
	if diff := cmp.Diff(slices.SortedFunc(maps.Keys(wantLines), pairs), slices.SortedFunc(maps.Keys(lines), pairs)); diff != "" {
		t.Fatalf("months (-replay +store)\n%s", diff)
	}
	for at, line := range lines {
		want := wantLines[at]
		if line.Source != want.Source || line.ReceivedAt != want.ReceivedAt || line.Complete && !want.Complete {
			t.Fatalf("%v: want %+v, got %+v", at, want, line)
		}
	}
	wantSums(t, m.s)
	noProblems(t, m.s)
}

func pairs(a, b [2]string) int { return slices.Compare(a[:], b[:]) }

// Whatever is committed, undone and redone, in whatever order: what is stored is what the uploads that stand would
// have stored alone.
func TestCountsAndMonthsEqualAReplayOfTheUploadsThatStand(t *testing.T) {
	refused, turned := 0, 0
	for seed := range uint64(8) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			m := &model{at: storetest.Now(), random: rand.New(rand.NewPCG(seed, 9))}
			m.s = storetest.NewAt(t, func() time.Time { return m.at })
			for range 30 {
				if len(m.uploads) == 0 || m.random.IntN(5) < 2 {
					m.commit(t)
				} else {
					m.turn(t)
					turned++
				}
				m.compare(t)
			}
			refused += m.refused
		})
	}
	if refused == 0 || refused > turned/2 {
		t.Errorf("%d of %d undos were refused: the sequences try too little", refused, turned)
	}
}
