package ingest

import (
	"context"

	"caseload/store/caseload"
	"caseload/store/fault"
)

// A file with a row for each procedure can be counted, but its rows must not be kept. The store gets
// no bytes of it; the service holds them in memory until the draft is committed or given up.
type heldFile struct {
	upload caseload.UploadID
	bytes  []byte
}

// heldFiles bounds the memory; an upload is at most 8 MiB.
const heldFiles = 8

func (s *Service) hold(id caseload.UploadID, bytes []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = append(s.held, heldFile{id, bytes})
	if len(s.held) > heldFiles {
		s.held = append([]heldFile(nil), s.held[1:]...)
	}
}

func (s *Service) letGo(id caseload.UploadID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := make([]heldFile, 0, len(s.held))
	for _, held := range s.held {
		if held.upload != id {
			kept = append(kept, held)
		}
	}
	s.held = kept
}

// bytesOf returns the file of a draft, from memory where it is not kept.
func (s *Service) bytesOf(ctx context.Context, id caseload.UploadID) ([]byte, error) {
	s.mu.Lock()
	for _, held := range s.held {
		if held.upload == id {
			s.mu.Unlock()
			return held.bytes, nil
		}
	}
	s.mu.Unlock()
	raw, err := s.store.UploadBytes(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.NotFound, "The rows of this file are not kept, and it is no longer in memory. Upload it again.").WithCode("no_bytes")
	}
	return raw, err
}

const (
	judgedRows  = 5_000 // rows from which a file of single procedures is told
	fewestRows  = 3
	fewestDates = 3 // different days, more than there are months
)

// isCaseLevel reports a table whose rows are single procedures: rows repeat each other, or dates
// name days, which a monthly summary does not.
func (s *section) isCaseLevel(rules monthRules) bool {
	month, procedure := s.column(FieldMonth), s.column(FieldProcedure)
	if s.isWide() || month < 0 || procedure < 0 {
		return false
	}
	site := s.column(FieldSite)
	seen, months, days := map[[3]string]bool{}, map[string]bool{}, map[string]bool{}
	rows, repeated := 0, 0
	for _, row := range s.rows() {
		if rows == judgedRows {
			break
		}
		date := clean(row.Cell(month))
		read := parseMonth(date, rules)
		if !read.ok || clean(row.Cell(procedure)) == "" {
			continue
		}
		rows++
		key := [3]string{read.month.String(), fold(row.Cell(site)), fold(row.Cell(procedure))}
		if seen[key] {
			repeated++
		}
		seen[key], months[key[0]] = true, true
		if _, isDay := parseDate(date, rules.order); isDay {
			days[date] = true
		}
	}
	return rows >= fewestRows && (repeated*5 >= rows || len(days) >= fewestDates && len(days) > len(months))
}

// addUp makes one record of the rows that speak of the same cell.
func (c *countReading) addUp(first int) {
	index := map[uint64]int{}
	kept := c.records[:first]
	for _, rec := range c.records[first:] {
		key := rec.cellKey()
		if at, ok := index[key]; ok {
			kept[at].n += rec.n
			continue
		}
		index[key] = len(kept)
		kept = append(kept, rec)
	}
	c.records = kept
}
