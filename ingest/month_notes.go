package ingest

import (
	"fmt"
	"slices"
	"strings"
)

// longestMonthHeader is the longest header that can be a month with a note: "September 2026 (preliminary)".
const longestMonthHeader = 40

// harmlessNotes are what coordinators write behind a month that is still its count of procedures. A note that is not
// here may name another measure, such as a budget, and its column is not taken for the count.
var harmlessNotes = []string{
	"partial", "part", "incomplete", "preliminary", "prelim", "provisional", "draft", "final", "actual", "actuals",
	"revised", "corrected", "updated", "to date", "so far", "mtd", "note",
}

// monthNote is a header that is a month but for what is written behind it.
type monthNote struct {
	month    string // "Nov 26" of "Nov 26 (partial)"
	harmless bool
}

// noted takes marks of a footnote and a remark in brackets off a header; ok is false where there are none.
func noted(header string) (note monthNote, ok bool) {
	header = clean(header)
	if len(header) > longestMonthHeader {
		return monthNote{}, false
	}
	month := strings.TrimRight(header, " *†‡§#^¹²³")
	note.harmless = true
	if open := strings.IndexAny(month, "(["); open > 0 && strings.ContainsAny(month[len(month)-1:], ")]") {
		remark := strings.Trim(fold(month[open:]), "()[] *.")
		note.harmless = slices.Contains(harmlessNotes, remark) || strings.Trim(remark, "0123456789") == ""
		month = strings.TrimRight(month[:open], " *†‡§#^¹²³")
	}
	note.month = month
	return note, month != header && month != ""
}

// sayNotedMonths says which columns were read as a month in spite of a note, and which were not because of one.
func (r *reading) sayNotedMonths(s *section) {
	if !s.monthsAcross() {
		return
	}
	var read, left []string
	for column := range s.width {
		header := s.headerCell(column)
		note, ok := noted(header)
		if !ok {
			continue
		}
		month := parseMonth(note.month, r.monthRules())
		switch {
		case !month.ok:
		case s.isRead(column):
			read = append(read, fmt.Sprintf("%q as %s", shorten(header), month.month.Long()))
		case !note.harmless:
			left = append(left, fmt.Sprintf("%q", shorten(header)))
		}
	}
	if len(read) > 0 {
		r.findings.warn(CodeMonthWithNote, "Read in spite of the note: %s.", listed(read))
	}
	if len(left) > 0 {
		r.findings.warn(CodeLeftOut, "Not read, because the note may name something else than the count: %s. Where it is the count, leave the month alone in the header.", listed(left))
	}
}
