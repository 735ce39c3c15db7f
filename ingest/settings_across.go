package ingest

import (
	"strings"

	"caseload/store/caseload"
)

// settingsBelow reads a second header row of inpatient and outpatient under the months, as pivot tables have it. A month
// holds until the next header to its right; a column of both together is a sum and is not read.
func (r *reading) settingsBelow(s *section) {
	if len(s.values) == 0 || s.header+1 >= len(s.table.Rows) || s.column(FieldSetting) >= 0 {
		return
	}
	above, below := s.table.Rows[s.header], s.table.Rows[s.header+1]
	if below.Number != above.Number+1 || !isSettingsRow(above.Cells, below.Cells, s.values[0].column) {
		return
	}
	months := map[int]valueColumn{}
	for _, value := range s.values {
		months[value.column] = value
	}
	var values []valueColumn
	var month valueColumn
	within := false
	for column := s.values[0].column; column < len(below.Cells); column++ {
		if clean(above.Cell(column)) != "" {
			month, within = months[column]
		}
		if !within {
			continue
		}
		value := month
		value.column = column
		switch known, ok := setting(below.Cells[column]); {
		case ok:
			value.setting = known
			values = append(values, value)
		case clean(below.Cells[column]) == "" && month.column == column:
			values = append(values, value) // a month without settings among others
		}
	}
	s.values, s.below = values, 1
	s.width = max(s.width, len(below.Cells))
	for len(s.fields) < s.width {
		s.fields = append(s.fields, "")
	}
}

// isSettingsRow reports a row in which nothing but settings and sums of them stand under the months, and nothing new
// under the other headers: a label that is merged over both rows stands in both.
func isSettingsRow(above, below []string, first int) bool {
	found := 0
	for column, cell := range below {
		cell = clean(cell)
		_, isSetting := setting(cell)
		switch {
		case cell == "" || column < len(above) && foldHeader(cell) == foldHeader(above[column]):
		case column < first:
			return false
		case isSetting:
			found++
		case !isTotalLabel(cell):
			return false
		}
	}
	return found >= 2
}

// settingBelow names a column of one setting by its month, which stands over it only where it is the first of them.
func (s *section) settingBelow(column int) string {
	if s.below == 0 {
		return ""
	}
	for _, value := range s.values {
		if value.column == column && value.setting != caseload.SettingNotStated {
			return value.month.Short() + ", " + strings.ToLower(clean(s.table.Rows[s.header+1].Cell(column)))
		}
	}
	return ""
}
