package dashboard

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"caseload/ingest"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// differencesShown is how many rows stand on the page before somebody asks for all.
const differencesShown = 60

// DifferencesPart is what a commit would change, or did.
type DifferencesPart struct {
	Title     string
	Summary   string
	Segments  Segments
	ShowSite  bool
	ByPerson  bool
	ByName    bool // rows of an optional file: what they are about, stored and file in words
	ShowMonth bool
	Rows      []DifferenceRow
	Empty     string
	More      *Link
	LeftOut   string
	CSV       string
}

// DifferenceRow is one number or roster line, stored beside the file's.
type DifferenceRow struct {
	Month, MonthShort     string
	Site                  string
	Name                  string
	Detail                string // setting and state, or what changes in a roster line
	Stored, File, Changed string
}

// differenceKinds are what the switch offers, in its order.
func differenceKinds() []struct {
	key, label string
	kinds      []ingest.DifferenceKind
} {
	return []struct {
		key, label string
		kinds      []ingest.DifferenceKind
	}{
		{"clash", "In conflict", []ingest.DifferenceKind{ingest.Clashing}},
		{"changed", "Changed", []ingest.DifferenceKind{ingest.Changed, ingest.Replaced}},
		{"new", "New", []ingest.DifferenceKind{ingest.Added}},
		{"gone", "Removed", []ingest.DifferenceKind{ingest.Removed}},
		{"zero", "Zeros", []ingest.DifferenceKind{ingest.Zeroed}},
		{"absent", "Not in the file", []ingest.DifferenceKind{ingest.Absent}},
		{"same", "Same", nil},
	}
}

func (v uploadView) countOf(key string) int {
	p := v.preview
	switch key {
	case "clash":
		return p.Clashing
	case "changed":
		return p.Changed + p.Replaced
	case "new":
		return p.Added
	case "gone":
		return p.Removed
	case "zero":
		return p.Zeroed
	case "absent":
		return p.Absent
	}
	return p.Same
}

func (v uploadView) differences() *DifferencesPart {
	p := v.preview
	if p.Rows == 0 || v.upload.State == caseload.UploadDiscarded || p.Added+p.Changed+p.Zeroed+p.Replaced+p.Removed+p.Clashing+p.Absent+p.Same == 0 {
		return nil
	}
	part := &DifferencesPart{
		Title: v.differencesTitle(), Summary: v.differencesSummary(), Segments: Segments{Label: "Which differences"},
		ByPerson: p.Kind == caseload.KindRoster, ByName: ingest.IsOptional(p.Kind), ShowMonth: len(p.Months) > 0, ShowSite: len(p.Sites) > 1, CSV: uploadPath(v.upload.ID) + "/changes.csv",
	}
	shown := ""
	for _, kind := range differenceKinds() {
		if v.countOf(kind.key) > 0 && (shown == "" || kind.key == v.show) {
			shown = kind.key
		}
	}
	for _, kind := range differenceKinds() {
		n := v.countOf(kind.key)
		if n == 0 {
			continue
		}
		part.Segments.Items = append(part.Segments.Items, Segment{
			Label: kind.label + " " + formatNumber(n), Current: kind.key == shown,
			Href: uploadPath(v.upload.ID) + "?show=" + url.QueryEscape(kind.key) + "#differences",
		})
	}
	v.fillDifferences(part, shown)
	return part
}

func (v uploadView) fillDifferences(part *DifferencesPart, shown string) {
	if shown == "same" {
		part.Empty = capitalised(plural(v.preview.Same, "number is stored as the file has it. It is", "numbers are stored as the file has them. They are")) + " not listed."
		return
	}
	var kinds []ingest.DifferenceKind
	for _, kind := range differenceKinds() {
		if kind.key == shown {
			kinds = kind.kinds
		}
	}
	listed := 0
	for _, d := range v.preview.Differences {
		if !slices.Contains(kinds, d.Kind) {
			continue
		}
		listed++
		if v.all || listed <= differencesShown {
			part.Rows = append(part.Rows, differenceRow(d))
		}
	}
	if listed > len(part.Rows) {
		part.More = &Link{Label: "Show all " + formatNumber(listed), Href: uploadPath(v.upload.ID) + "?show=" + shown + "&rows=all#differences"}
	}
	if total := v.countOf(shown); total > listed {
		part.LeftOut = fmt.Sprintf("The first %s of %s are listed.", formatNumber(listed), formatNumber(total))
	}
}

func differenceRow(d ingest.Difference) DifferenceRow {
	row := DifferenceRow{Site: d.Site, Name: d.Procedure, Detail: d.Detail, Stored: missingText, File: missingText}
	if d.Person != "" {
		row.Name = d.Person
	}
	if d.Name != "" {
		row.Name = d.Name
		if d.Before != "" {
			row.Stored = d.Before
		}
		if d.After != "" && d.Kind != ingest.Absent {
			row.File = d.After
		}
	}
	if d.Month != nil {
		row.Month, row.MonthShort = d.Month.Long(), tightMonth(*d.Month)
	}
	var details []string
	if d.Setting != "" {
		details = append(details, sentenceCase(d.Setting))
	}
	if d.State != "" {
		details = append(details, d.State)
	}
	if len(details) > 0 {
		row.Detail = strings.Join(details, ", ")
	}
	if d.Old != nil {
		row.Stored = formatNumber(*d.Old)
	}
	if d.New != nil && d.Kind != ingest.Absent {
		row.File = formatNumber(*d.New)
	}
	switch {
	case d.Kind == ingest.Absent:
		row.Changed = "stays"
	case d.Kind == ingest.Clashing:
		row.Changed = "in conflict"
	case d.Kind == ingest.Removed:
		row.Changed = "goes"
	case d.Name != "" && d.Kind == ingest.Changed:
		row.Changed = "changes"
	case d.Kind == ingest.Replaced && d.New == nil:
		row.Changed = "goes"
	case d.Old == nil:
		row.Changed = "new"
	case d.New != nil:
		row.Changed = formatSigned(*d.New - *d.Old)
	}
	return row
}

func sentenceCase(word string) string { return strings.TrimSuffix(asSentence(word), ".") }

// differencesTitle says the finding: "Six stored numbers would change, by +5 in all".
func (v uploadView) differencesTitle() string {
	p := v.preview
	if v.upload.State == caseload.UploadUndone {
		return v.undoneTitle()
	}
	isDone := !v.isDraft()
	changed := p.Changed + p.Replaced
	words := wordsOfKind(p.Kind)
	one, many := words.one, words.many
	thing, things := "stored "+one, "stored "+many
	if p.Kind == caseload.KindRoster {
		thing, things = one, many
	}
	switch {
	case p.Clashing > 0 && len(v.open()) > 0:
		return plainSpaces(capitalised(plural(p.Clashing, "number is", "numbers are")) + " in conflict with what is stored")
	case p.NoChanges && p.Clashing > 0:
		return plainSpaces(capitalised(plural(p.Clashing, "number", "numbers")) + " of the file gave way to what is stored")
	case p.NoChanges:
		return "Nothing differs from what is stored"
	case changed > 0:
		title := capitalised(plural(changed, thing, things)) + " would change"
		if isDone {
			title = capitalised(plural(changed, thing, things)) + " changed"
		}
		if sum, ok := v.changeSum(); ok {
			title += ", by " + formatSigned(sum) + " in all"
		}
		return plainSpaces(title)
	case p.Added > 1 && p.Same == 0:
		return plainSpaces(allOf(plural(p.Added, one+" is", many+" are")) + " new")
	case p.Removed > 0:
		return plainSpaces(capitalised(plural(p.Removed, thing+" goes", things+" go")) + ", and " + plural(p.Added, one+" is", many+" are") + " new")
	case p.Added > 0:
		return plainSpaces(capitalised(plural(p.Added, one+" is", many+" are")) + " new, and none that is stored changes")
	}
	return "No stored " + one + " changes"
}

func plainSpaces(text string) string { return strings.ReplaceAll(text, noBreakSpace, " ") }

// changeSum adds the changes up, when all of them are known.
func (v uploadView) changeSum() (int, bool) {
	if v.preview.Kind != caseload.KindProcedures {
		return 0, false
	}
	sum, seen := 0, 0
	for _, d := range v.preview.Differences {
		if d.Kind != ingest.Changed && d.Kind != ingest.Replaced {
			continue
		}
		seen++
		if d.New != nil {
			sum += *d.New
		}
		if d.Old != nil {
			sum -= *d.Old
		}
	}
	return sum, seen == v.preview.Changed+v.preview.Replaced
}

func (v uploadView) differencesSummary() string {
	p := v.preview
	if v.upload.State == caseload.UploadUndone {
		return undoneSummary
	}
	var parts []string
	say := func(n int, one, many string) {
		if n > 0 {
			parts = append(parts, plainSpaces(plural(n, one, many)))
		}
	}
	isOpen := len(v.open()) > 0
	switch {
	case p.Clashing > 0 && isOpen:
		say(p.Changed+p.Replaced, "would change", "would change")
	case p.Clashing > 0:
		say(p.Clashing, "stays as it is stored, split otherwise", "stay as they are stored, split otherwise")
	}
	if p.Replaced > 0 {
		say(p.Replaced, "takes another split", "take another split")
	}
	if p.Changed+p.Replaced > 0 || p.Clashing > 0 && isOpen {
		say(p.Added, "is new", "are new")
	}
	say(p.Same, "is the same as before", "are the same as before")
	say(p.Absent, "is stored and not in the file: it stays as it is", "are stored and not in the file: they stay as they are")
	if p.Changed > 0 {
		say(p.Removed, "goes", "go")
	}
	say(p.Zeroed, "was not listed and becomes 0", "were not listed and become 0")
	if len(parts) == 0 {
		return ""
	}
	return listed(parts) + "."
}

// tightMonth writes a month where every character counts: "Oct ’26".
func tightMonth(m calendar.Month) string {
	return m.MonthOfYear().String()[:3] + " ’" + m.String()[2:4]
}
