package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"caseload/store"
	"caseload/store/calendar"
	c "caseload/store/caseload"
	"caseload/store/storetest"
)

// cells is a batch of new counts: 120 months, two sites, 40 procedures and as many splits as asked.
func cells(b *testing.B, s *store.Store, splits int) c.Batch {
	b.Helper()
	rows := make([]storetest.Row, 0, 120*2*40)
	last := calendar.MonthOf(2026, time.October)
	for i := range 120 {
		for _, site := range []string{"University", "VA"} {
			for p := range 40 {
				rows = append(rows, storetest.Row{
					Month: (last - calendar.Month(119-i)).String(), Site: site, Procedure: storetest.ProcedureName(p), N: storetest.SeedCount(site, i, p),
				})
			}
		}
	}
	batch := storetest.Batch(b, s, rows, true)
	batch.Counts = split(batch.Counts, splits)
	return batch
}

// split gives every cell a number of settings and states.
func split(whole []c.CountChange, splits int) []c.CountChange {
	if splits == 1 {
		return whole
	}
	parts := make([]c.CountChange, 0, len(whole)*splits)
	for _, change := range whole {
		for i := range splits {
			part := change
			part.Setting = c.Setting(i%2 + 1)
			part.State = fmt.Sprintf("%c%c", 'A'+i/2/8, 'A'+i/2%8)
			parts = append(parts, part)
		}
	}
	return parts
}

func benchmarkApply(b *testing.B, splits int) {
	ctx := context.Background()
	for b.Loop() {
		b.StopTimer()
		s := storetest.New(b)
		batch := cells(b, s, splits)
		b.StartTimer()
		if _, err := s.Apply(ctx, batch); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(batch.Counts)), "cells")
	}
}

func BenchmarkApply38400Counts(b *testing.B) { benchmarkApply(b, 4) }

// 120 months × 2 sites × 40 procedures × 2 settings × 53 states.
func BenchmarkApply1017600Counts(b *testing.B) { benchmarkApply(b, 106) }

func seeded(b *testing.B, splits int) *store.Store {
	b.Helper()
	s := storetest.New(b)
	if _, err := s.Apply(context.Background(), cells(b, s, splits)); err != nil {
		b.Fatal(err)
	}
	storetest.SeedGroups(b, s, 18)
	return s
}

// As the first page after the program starts.
func BenchmarkGroupMonthsAtFirst(b *testing.B) {
	path := seeded(b, 1).Path()
	for b.Loop() {
		b.StopTimer()
		s := storetest.Open(b, path, storetest.Now)
		b.StartTimer()
		if _, err := s.GroupMonths(context.Background(), store.CountFilter{}); err != nil {
			b.Fatal(err)
		}
	}
}

// As the first page after a commit.
func BenchmarkGroupMonthsAfterACommit(b *testing.B) {
	s := seeded(b, 1)
	for b.Loop() {
		b.StopTimer()
		storetest.Commit(b, s, []storetest.Row{{Month: "2026-10", Site: "VA", Procedure: storetest.ProcedureName(3), N: b.N}}, false)
		b.StartTimer()
		if _, err := s.GroupMonths(context.Background(), store.CountFilter{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkProcedureMonths(b *testing.B) {
	s := seeded(b, 1)
	for b.Loop() {
		if _, err := s.ProcedureMonths(context.Background(), store.CountFilter{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenNew(b *testing.B) {
	for b.Loop() {
		s, err := store.Open(context.Background(), filepath.Join(b.TempDir(), "caseload.db"), store.Options{Now: storetest.Now})
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		_ = s.Close()
		b.StartTimer()
	}
}

func BenchmarkOpenExisting(b *testing.B) {
	path := seeded(b, 1).Path()
	for b.Loop() {
		s, err := store.Open(context.Background(), path, store.Options{Now: storetest.Now})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Revision(context.Background()); err != nil {
			b.Fatal(err)
		}
		_ = s.Close()
	}
}

func BenchmarkUndo1017600Counts(b *testing.B) {
	ctx := context.Background()
	for b.Loop() {
		b.StopTimer()
		s := storetest.New(b)
		info, err := s.Apply(ctx, cells(b, s, 106))
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if _, err := s.Undo(ctx, info.Revision, c.LocalUser); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkUploads lists 600 files, ten years of five a month, which every page reads after a commit.
func BenchmarkUploads(b *testing.B) {
	s := storetest.New(b)
	for i := range 600 {
		commitFile(b, s, i)
	}
	for b.Loop() {
		if _, err := s.Uploads(b.Context(), 0); err != nil {
			b.Fatal(err)
		}
	}
}

// commitFile commits a file of one cell, with as much said about it as an ordinary file has.
func commitFile(tb testing.TB, s *store.Store, i int) c.Upload {
	tb.Helper()
	upload := storetest.Upload(tb, s, c.KindProcedures, "october.csv")
	batch := storetest.Batch(tb, s, []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "PICC", N: i + 1}}, false)
	batch.Upload, batch.Choices = upload.ID, fmt.Appendf(nil, `{"answers":{"map:vol":"count"},"as_read":{"columns":%q}}`, strings.Repeat("x", 900))
	if _, err := s.Apply(tb.Context(), batch); err != nil {
		tb.Fatal(err)
	}
	return upload
}
