package ingest

import (
	"fmt"
	"strconv"

	"caseload/store/calendar"
)

// cellKey packs a record's address into one word: month 14 bits from 2000 on, site 16, procedure 22, state 8, setting 2.
func (rec record) cellKey() uint64 {
	month := uint64(rec.month - calendar.MonthOf(2000, 1))
	return month<<48 | uint64(uint16(rec.site))<<32 | uint64(rec.procedure)<<10 | uint64(rec.state)<<2 | uint64(rec.setting)
}

// findDuplicates flags the later of two equal rows and both of two rows that disagree: no number wins in silence.
func (r *reading) findDuplicates() {
	c := r.counts
	first := make(map[uint64]int32, len(c.records))
	conflicts := 0
	for i := range c.records {
		rec := &c.records[i]
		key := rec.cellKey()
		earlier, taken := first[key]
		if !taken {
			first[key] = int32(i)
			continue
		}
		other := &c.records[earlier]
		rec.dropped = true
		conflicts++
		finding := Finding{
			Code: CodeDuplicateRow, Column: r.procedureColumn(*rec), Found: r.describe(*rec),
			Expected: "each month, site and procedure once",
			Fix:      fmt.Sprintf("the same as row %d: delete one", other.row),
		}
		if other.n != rec.n {
			finding.Code = CodeConflictingDuplicate
			finding.Fix = fmt.Sprintf("row %d says %s, this row says %s: delete the wrong one", other.row, commas(int(other.n)), commas(int(rec.n)))
			if !other.dropped {
				other.dropped = true
				r.findings.row(other.sheet, int(other.row), Finding{
					Code: CodeConflictingDuplicate, Column: r.procedureColumn(*other), Found: r.describe(*other), Expected: finding.Expected,
					Fix: fmt.Sprintf("this row says %s, row %d says %s: delete the wrong one", commas(int(other.n)), rec.row, commas(int(rec.n))),
				})
			}
		}
		r.findings.row(rec.sheet, int(rec.row), finding)
	}
	if conflicts == 0 {
		c.index = first
		return
	}
	kept := c.records[:0]
	for _, rec := range c.records {
		if !rec.dropped {
			kept = append(kept, rec)
		}
	}
	c.records = kept
}

// procedureColumn labels the column that names a record's procedure.
func (r *reading) procedureColumn(rec record) string {
	return r.columnOf(rec.sheet, int(rec.row), FieldProcedure)
}

// columnOf labels the column that holds a field of a row.
func (r *reading) columnOf(sheet int16, row int, field Field) string {
	for i := range r.list {
		s := &r.list[i]
		if s.sheet == sheet && s.headerRow() < row {
			if column := s.column(field); column >= 0 {
				return s.columnLabel(column)
			}
		}
	}
	return string(field)
}

// describe names a record as people do: "Sep 2025, University, Paracentesis = 64".
func (r *reading) describe(rec record) string {
	text := rec.month.Short() + ", " + r.counts.sites[rec.site].Name + ", " + shorten(r.counts.procedures[rec.procedure])
	if word := settingName(rec.setting); word != "" {
		text += ", " + word
	}
	if state := r.counts.states[rec.state]; state != "" {
		text += ", " + state
	}
	return text + " = " + strconv.Itoa(int(rec.n))
}
