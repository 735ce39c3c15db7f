package dashboard

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"caseload/store/caseload"
)

// changeTable lists what a revision altered, old value beside new.
func (all settings) changeTable(counts []caseload.CountChange, changes []caseload.Change) Table {
	table := Table{Caption: "What this revision altered", Columns: []Column{{Title: "What"}, {Title: "Before"}, {Title: "After"}}, Empty: "This revision altered nothing."}
	for _, change := range changes {
		table.Rows = append(table.Rows, TableRow{Cells: []Cell{
			{Text: all.changeName(change), Name: true},
			wordsOrMissing(all.changeWords(change.Before, change.After)),
			wordsOrMissing(all.changeWords(change.After, change.Before)),
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

// changeName says what kind of row changed, and which one where it has a name.
func (all settings) changeName(change caseload.Change) string {
	words := strings.ReplaceAll(string(change.Kind), "_", " ")
	words = strings.ToUpper(words[:1]) + words[1:]
	raw := change.After
	if len(raw) == 0 {
		raw = change.Before
	}
	var named struct {
		Name string `json:"name"`
		Key  string `json:"key"`
	}
	if json.Unmarshal(raw, &named) == nil {
		if name := named.Name + named.Key; name != "" {
			return words + " " + name
		}
	}
	return words + " " + change.Key
}

// changeWords lists the values of a row that differ from its other version.
func (all settings) changeWords(row, other json.RawMessage) string {
	var mine, theirs map[string]any
	if json.Unmarshal(row, &mine) != nil || mine == nil {
		return ""
	}
	_ = json.Unmarshal(other, &theirs) // a new row has no other version: then everything differs
	var words []string
	for key, value := range mine {
		text := all.valueWords(key, value)
		if theirs != nil && all.valueWords(key, theirs[key]) == text || theirs == nil && (text == "" || key == "id") {
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

// valueWords writes one value; a site or group goes by its name.
func (all settings) valueWords(key string, value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case float64:
		if key == "group" {
			for _, group := range all.groups {
				if float64(group.ID) == v {
					return group.Name
				}
			}
		}
		if key == "site" {
			return all.siteName(caseload.SiteID(v))
		}
		return formatDecimalShort(v)
	}
	text, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return string(text)
}
