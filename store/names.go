package store

import (
	"context"
	"fmt"
	"unicode/utf8"

	c "caseload/store/caseload"
	"caseload/store/fault"
)

// names are what sentences call sites and procedures.
type names struct {
	sites      map[c.SiteID]string
	procedures map[c.ProcedureID]string
}

func readNames(ctx context.Context, db queryer) (names, error) {
	all := names{sites: map[c.SiteID]string{}, procedures: map[c.ProcedureID]string{}}
	sites, err := readSites(ctx, db, 0)
	if err != nil {
		return all, err
	}
	for _, site := range sites {
		all.sites[site.ID] = site.Name
	}
	procedures, err := readProcedures(ctx, db, 0)
	if err != nil {
		return all, err
	}
	for _, procedure := range procedures {
		all.procedures[procedure.ID] = procedure.Name
	}
	return all, nil
}

func (n names) site(id c.SiteID) string {
	if name, ok := n.sites[id]; ok {
		return name
	}
	return fmt.Sprintf("site %d", id)
}

func (n names) procedure(id c.ProcedureID) string {
	if name, ok := n.procedures[id]; ok {
		return name
	}
	return fmt.Sprintf("procedure %d", id)
}

// cell says which number a cell holds: "University, September 2026, Biopsy (inpatient, GA)".
func (n names) cell(cell c.Cell) string {
	text := fmt.Sprintf("%s, %s, %s", n.site(cell.Site), cell.Month.Long(), n.procedure(cell.Procedure))
	switch {
	case cell.Setting != c.SettingNotStated && cell.State != "":
		return fmt.Sprintf("%s (%s, %s)", text, cell.Setting, cell.State)
	case cell.Setting != c.SettingNotStated:
		return fmt.Sprintf("%s (%s)", text, cell.Setting)
	case cell.State != "":
		return fmt.Sprintf("%s (%s)", text, cell.State)
	}
	return text
}

// cleanName returns the name as it is stored, or a fault that says what is wrong with it.
func cleanName(what, name string) (string, error) {
	clean := c.CleanName(name)
	switch {
	case clean == "":
		return "", fault.New(fault.Invalid, "A %s needs a name.", what).WithCode("empty_name")
	case utf8.RuneCountInString(clean) > c.MaxNameLength:
		return "", fault.New(fault.Invalid, "The name of a %s has at most %d characters; this one has %d.",
			what, c.MaxNameLength, utf8.RuneCountInString(clean)).WithCode("long_name")
	}
	return clean, nil
}

// nameTaken says so when err is the database's refusal of a second row with the same name.
func nameTaken(what, name string, err error) error {
	if isUniqueViolation(err) {
		return fault.New(fault.Conflict, "There is already a %s called %q.", what, name).WithCode("name_taken")
	}
	return err
}

// atMost refuses a text that is longer than the database would take.
func atMost(what, text string, limit int) error {
	if utf8.RuneCountInString(text) > limit {
		return fault.New(fault.Invalid, "%s has at most %d characters.", what, limit).WithCode("long_text")
	}
	return nil
}
