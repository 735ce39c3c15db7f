package ingest

import (
	"fmt"
	"slices"
	"strings"
)

// A training year counts from the start of the trainee's path, a postgraduate year (PGY) from medical school. An
// intern year, PGY-1, comes before every path. The integrated residency is PGY-2 to PGY-6 (R1 to R5); ESIR is part of
// a diagnostic residency, PGY-2 to PGY-5 (R1 to R4); the independent residency follows a diagnostic one: of two
// years it is PGY-6 and PGY-7, of one year, after ESIR, PGY-6. No path counts otherwise, so that PGY-2 to PGY-5 is
// told without a path too, and PGY-6 is not: it is the fifth year of one path and the first of another.

// pathYears are the years of a path: year 1 is PGY before+1.
type pathYears struct {
	path         string
	before, last int
}

func postgraduateYears() []pathYears {
	return []pathYears{{"integrated", 1, 5}, {"ESIR", 1, 4}, {"independent 1-year", 5, 1}, {"independent 2-year", 5, 2}, {"", 1, 4}}
}

// words name the postgraduate years of a path: "PGY-2 to PGY-6".
func (y pathYears) words() string {
	if y.last == 1 {
		return fmt.Sprintf("PGY-%d", y.before+1)
	}
	return fmt.Sprintf("PGY-%d to PGY-%d", y.before+1, y.before+y.last)
}

// trainingYear reads "4", "4th" and "year 4" as they stand, and "PGY-5" and "R4" by the path. What a path has no
// such year for is a finding.
func (x *optionalRow) trainingYear(text, path string, into *int) {
	folded := strings.Join(strings.FieldsFunc(fold(text), func(c rune) bool { return strings.ContainsRune(" -‐–_.", c) }), "")
	year, isPostgraduate := strings.CutPrefix(folded, "pgy")
	residency, isResidency := strings.CutPrefix(folded, "r")
	number, isPlain := plainYear(text)
	switch {
	case isPlain && strings.Contains(foldHeader(x.section.headerCell(x.column)), "pgy"):
		x.postgraduateYear(number, path, into)
	case isPlain:
		*into = number
	case isPostgraduate && isDigit(year):
		x.postgraduateYear(atoi(year), path, into)
	case isResidency && isDigit(residency):
		x.residencyYear(atoi(residency), path, into)
	default:
		x.report(CodeInvalidYear, "")
	}
}

func (x *optionalRow) postgraduateYear(pgy int, path string, into *int) {
	all := postgraduateYears()
	at := slices.IndexFunc(all, func(y pathYears) bool { return y.path == path })
	switch {
	case at >= 0 && pgy > all[at].before && pgy <= all[at].before+all[at].last:
		*into = pgy - all[at].before
		x.reading.noteYear(pgy, *into, path)
		return
	case pgy == 1:
		x.expected = "a year of the path; PGY-1 is the intern year before it"
	case at < 0 || path == "":
		x.expected = "the path beside it (integrated, ESIR, independent 1-year or 2-year), or the year on the path as a number"
	default:
		x.expected = fmt.Sprintf("a year of the %s path, which is %s", path, all[at].words())
	}
	x.report(CodeInvalidYear, "")
}

// residencyYear reads R1 to R5, which count from the start of a residency that is integrated or diagnostic.
func (x *optionalRow) residencyYear(year int, path string, into *int) {
	last := map[string]int{"integrated": 5, "ESIR": 4, "": 5}[path]
	if year < 1 || year > last {
		x.expected = "the year on the trainee's path as a number; R1 to R5 count the years of an integrated or a diagnostic residency"
		x.report(CodeInvalidYear, "")
		return
	}
	*into = year
}

// noteYear notes how a postgraduate year was read, to be said once.
func (r *reading) noteYear(pgy, year int, path string) {
	note := fmt.Sprintf("PGY-%d as year %d", pgy, year)
	if path != "" {
		note += " (" + path + ")"
	}
	if !slices.Contains(r.years, note) {
		r.years = append(r.years, note)
	}
}

// yearSentence says how postgraduate years were read, "" where there were none.
func (r *reading) yearSentence() string {
	if len(r.years) == 0 {
		return ""
	}
	notes := slices.Clone(r.years)
	slices.Sort(notes)
	if more := len(notes) - 6; more > 0 {
		notes = append(notes[:6], fmt.Sprintf("%d more", more))
	}
	return "Years after medical school are read as years of the path: " + strings.Join(notes, ", ") + "."
}

// plainYear reads "4", "4th" and "year 4".
func plainYear(text string) (int, bool) {
	folded := strings.TrimSpace(strings.TrimPrefix(fold(text), "year"))
	for _, ending := range []string{"st", "nd", "rd", "th"} {
		folded = strings.TrimSuffix(folded, ending)
	}
	if !isDigit(folded) || folded == "0" {
		return 0, false
	}
	return atoi(folded), true
}

func isDigit(text string) bool { return len(text) == 1 && text[0] >= '0' && text[0] <= '9' }
