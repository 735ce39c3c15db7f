package ingest

import (
	"context"
	"fmt"

	"caseload/store/caseload"
)

// analysis is a file read and laid beside the store at one revision.
type analysis struct {
	reading    *reading
	base       caseload.Revision
	sites      []caseload.Site
	procedures []caseload.Procedure
	mapping    Mapping
	firstRows  [][]string
	options    Options           // what the sender decided, without what is remembered
	applied    map[string]string // remembered answers that were used

	counts *comparison
	roster *rosterComparison
}

// analyse reads a file with what the store knows of sites and procedures, and compares. Whoever calls it has
// taken a turn for the file.
func (s *Service) analyse(ctx context.Context, data []byte, options Options) (a *analysis, err error) {
	a = &analysis{options: options}
	if a.base, err = s.store.Revision(ctx); err != nil {
		return nil, fmt.Errorf("read revision: %w", err)
	}
	if a.sites, err = s.store.Sites(ctx); err != nil {
		return nil, fmt.Errorf("read sites: %w", err)
	}
	if a.procedures, err = s.store.Procedures(ctx); err != nil {
		return nil, fmt.Errorf("read procedures: %w", err)
	}
	known := Known{Sites: a.sites}
	for _, procedure := range a.procedures {
		known.Procedures = append(known.Procedures, procedure.Name)
	}
	if a.reading, a.applied, err = s.readWithAnswers(ctx, data, options, known); err != nil {
		return nil, err
	}
	a.reading.place()
	a.mapping, a.firstRows = a.reading.mapping(), a.reading.firstRows()
	a.reading.release()
	if a.reading.refused != nil {
		return a, nil
	}
	switch {
	case a.reading.counts != nil:
		if err := a.compareCounts(ctx, s.store); err != nil {
			return nil, fmt.Errorf("compare with what is stored: %w", err)
		}
		if err := a.suspect(ctx, s.store); err != nil {
			return nil, fmt.Errorf("compare with earlier months: %w", err)
		}
	case a.reading.optional != nil:
		if err := a.reading.optional.compare(ctx, a, s.store); err != nil {
			return nil, fmt.Errorf("compare with the stored %s: %w", a.reading.kind, err)
		}
	case a.reading.roster != nil:
		if err := a.compareRoster(ctx, s.store); err != nil {
			return nil, fmt.Errorf("compare with the stored roster: %w", err)
		}
	}
	return a, nil
}

// isEmpty reports that a commit would change nothing.
func (a *analysis) isEmpty() bool {
	switch {
	case a.counts != nil:
		return a.counts.tally.changes() == 0 && len(a.counts.siteMonths) == 0 && len(a.counts.newSites) == 0 && a.counts.targetsChanged() == 0
	case a.reading.optional != nil:
		return a.reading.optional.isEmpty()
	case a.roster != nil:
		return len(a.roster.changes) == 0
	}
	return true
}

func (a *analysis) siteName(id caseload.SiteID) string {
	for _, site := range a.sites {
		if site.ID == id {
			return site.Name
		}
	}
	if a.counts != nil && id < 0 && int(-id) <= len(a.counts.newSites) {
		return a.counts.newSites[-id-1]
	}
	if a.roster != nil && id < 0 && int(-id) <= len(a.roster.newSites) {
		return a.roster.newSites[-id-1]
	}
	if o := a.optional(); o != nil && id < 0 && int(-id) <= len(o.newSiteNames()) {
		return o.newSiteNames()[-id-1]
	}
	return fmt.Sprintf("site %d", id)
}

func (a *analysis) procedureName(id caseload.ProcedureID) string {
	if id < 0 && a.counts != nil && int(-id) <= len(a.counts.newProcedures) {
		return a.counts.newProcedures[-id-1]
	}
	for _, procedure := range a.procedures {
		if procedure.ID == id {
			return procedure.Name
		}
	}
	if o := a.optional(); o != nil && id < 0 && int(-id) <= len(o.newProcedureNames()) {
		return o.newProcedureNames()[-id-1]
	}
	return fmt.Sprintf("procedure %d", id)
}

// optional is the reading of an optional file, or nil.
func (a *analysis) optional() optionalRows {
	if a.reading == nil {
		return nil
	}
	return a.reading.optional
}

// shownRows is how many rows of a file a preview shows.
const shownRows = 8

// firstRows returns the header and the first rows below it, as they stand in the file.
func (r *reading) firstRows() [][]string {
	if len(r.list) == 0 || r.refused != nil {
		return nil
	}
	s := &r.list[0]
	var rows [][]string
	for i := s.header; i < s.end && len(rows) <= shownRows; i++ {
		row := s.table.Rows[i]
		if row.IsBlank() {
			continue
		}
		cells := make([]string, 0, min(len(row.Cells), 20))
		for column, cell := range row.Cells[:min(len(row.Cells), 20)] {
			if i > s.header {
				cell = s.dateAsRead(column, cell)
			} else {
				cell = s.headingAsRead(column, cell)
			}
			cells = append(cells, shorten(cell))
		}
		rows = append(rows, cells)
	}
	return rows
}

// dateAsRead writes the day number that a workbook holds for a date as the date that it is read as.
func (s *section) dateAsRead(column int, cell string) string {
	if serial, ok := parseSerial(clean(cell)); ok && isDateField(s.field(column)) {
		return fmt.Sprintf("%04d-%02d-%02d", serial.year, serial.month, serial.day)
	}
	return cell
}

// headingAsRead writes a column heading that is a day number as the month that it is read as.
func (s *section) headingAsRead(column int, cell string) string {
	if _, isSerial := parseSerial(clean(cell)); !isSerial {
		return cell
	}
	for _, value := range s.values {
		if value.column == column && value.hasMonth {
			return value.month.Short()
		}
	}
	return cell
}

// field is what a column was taken for.
func (s *section) field(column int) Field {
	if column < 0 || column >= len(s.fields) {
		return ""
	}
	return s.fields[column]
}

// release lets go of the cells, which weigh most; everything that is needed later was taken from them.
func (r *reading) release() {
	r.list = nil
	if r.file != nil {
		r.file.Tables = nil
	}
}
