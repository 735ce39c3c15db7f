package dashboard

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// changeTable lists what a revision altered, old value beside new.
func (all settings) changeTable(counts []caseload.CountChange, changes []caseload.Change, clock func(int64) string) Table {
	table := Table{Caption: "What this revision altered", Columns: []Column{{Title: "What"}, {Title: "Before"}, {Title: "After"}}, Empty: "This revision altered nothing."}
	for _, change := range changes {
		table.Rows = append(table.Rows, TableRow{Cells: []Cell{
			{Text: all.changeName(change), Name: true},
			wordsOrMissing(all.changeWords(change.Before, change.After, clock)),
			wordsOrMissing(all.changeWords(change.After, change.Before, clock)),
		}})
	}
	for _, change := range counts {
		table.Rows = append(table.Rows, TableRow{Cells: []Cell{
			{Text: all.cellWords(change.Cell), Name: true}, countCell(change.Before), countCell(change.After),
		}})
	}
	return table
}

func wordsOrMissing(text string) Cell {
	if text == "" {
		return Cell{Text: missingText, Quiet: true}
	}
	return Cell{Text: text}
}

func countCell(value *caseload.CountValue) Cell {
	switch {
	case value == nil:
		return Cell{Text: missingText, Quiet: true}
	case value.Origin == caseload.DeclaredZero:
		return Cell{Text: "0, declared"}
	}
	return Cell{Text: formatNumber(value.N)}
}

// cellWords names a stored number: "VA, October 2026, Paracentesis, inpatient, GA".
func (all settings) cellWords(cell caseload.Cell) string {
	parts := []string{fmt.Sprintf("site %d", cell.Site), cell.Month.Long(), fmt.Sprintf("procedure %d", cell.Procedure)}
	for _, site := range all.sites {
		if site.ID == cell.Site {
			parts[0] = site.Name
		}
	}
	for _, procedure := range all.procedures {
		if procedure.ID == cell.Procedure {
			parts[2] = procedure.Name
		}
	}
	if cell.Setting != caseload.SettingNotStated {
		parts = append(parts, cell.Setting.String())
	}
	if cell.State != "" {
		parts = append(parts, cell.State)
	}
	return strings.Join(parts, ", ")
}

// changeName says what kind of row changed, and which one: by its name, else by its site and month,
// else by its key.
func (all settings) changeName(change caseload.Change) string {
	words := caseload.UpperFirst(strings.ReplaceAll(string(change.Kind), "_", " "))
	raw := change.After
	if len(raw) == 0 {
		raw = change.Before
	}
	var row struct {
		Name  string          `json:"name"`
		Key   string          `json:"key"`
		Staff string          `json:"staff"`
		Site  caseload.SiteID `json:"site"`
		Month *calendar.Month `json:"month"`
	}
	if json.Unmarshal(raw, &row) == nil {
		if name := cmp.Or(row.Name, row.Key, row.Staff); name != "" {
			return words + " " + name
		}
		if row.Month != nil {
			return words + " " + all.siteName(row.Site) + ", " + row.Month.Long()
		}
	}
	return words + " " + change.Key
}

// changeWords lists the values of a row that differ from its other version.
func (all settings) changeWords(row, other json.RawMessage, clock func(int64) string) string {
	var mine, theirs map[string]any
	if json.Unmarshal(row, &mine) != nil || mine == nil {
		return ""
	}
	_ = json.Unmarshal(other, &theirs) // a new row has no other version: then everything differs
	var words []string
	for key, value := range mine {
		text := all.valueWords(key, value, clock)
		if theirs != nil && all.valueWords(key, theirs[key], clock) == text || theirs == nil && (text == "" || key == "id") {
			continue
		}
		if text == "" {
			text = missingText
		}
		words = append(words, strings.ReplaceAll(key, "_", " ")+" "+text)
	}
	slices.Sort(words)
	return strings.Join(words, ", ")
}

// valueWords writes one value as people say it; "" is for none.
func (all settings) valueWords(key string, value any, clock func(int64) string) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		if key == "by" || key == "closed_by" {
			return cmp.Or(all.users[caseload.UserID(v)], v)
		}
		return v
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case float64:
		return all.numberWords(key, v, clock)
	case []any:
		var items []string
		for _, item := range v {
			items = append(items, all.valueWords(key, item, clock))
		}
		return strings.Join(items, "; ")
	case map[string]any: // a closed day is the only row within a row
		return strings.TrimSpace(fmt.Sprint(v["date"], " ", v["name"]))
	}
	return ""
}

// numberWords writes a number by what it stands for: an instant, an upload, a name, or an amount.
func (all settings) numberWords(key string, n float64, clock func(int64) string) string {
	switch key {
	case "at", "received_at", "closed_at":
		if n == 0 {
			return ""
		}
		return clock(int64(n))
	case "source":
		if n == 0 {
			return ""
		}
		return "upload " + typedNumber(n)
	case "group":
		for _, group := range all.groups {
			if float64(group.ID) == n {
				return group.Name
			}
		}
	case "site":
		return all.siteName(caseload.SiteID(n))
	}
	if n*100 != math.Trunc(n*100) {
		return typedNumber(n) // rounded, 5/8 of a position and 0.63 would look the same
	}
	return formatDecimalShort(n)
}
