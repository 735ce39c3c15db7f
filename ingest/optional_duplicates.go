package ingest

import (
	"fmt"
	"strings"

	"caseload/store/caseload"
)

// spellAlike gives each free word one spelling: the stored one, or else the file's first.
func (o *optionalReading[T]) spellAlike(stored []T) {
	if o.kind.words == nil {
		return
	}
	var spelled []map[string]string
	learn := func(words []*string) {
		for i, word := range words {
			if len(spelled) <= i {
				spelled = append(spelled, map[string]string{})
			}
			if folded := fold(*word); spelled[i][folded] == "" {
				spelled[i][folded] = *word
			}
		}
	}
	for i := range stored {
		learn(o.kind.words(&stored[i]))
	}
	for i := range o.lines {
		words := o.kind.words(&o.lines[i].row)
		learn(words)
		for j, word := range words {
			*word = strings.Clone(spelled[j][fold(*word)])
		}
	}
}

// findDuplicates flags the later of two equal rows and both of two that disagree, as in the other files.
func (o *optionalReading[T]) findDuplicates(r *reading) {
	first := map[T]int{}
	dropped := map[int]bool{}
	for i, line := range o.lines {
		key := o.kind.key(line.row)
		at, taken := first[key]
		if !taken {
			first[key] = i
			continue
		}
		other := o.lines[at]
		dropped[i] = true
		finding := Finding{
			Code: CodeDuplicateRow, Column: r.columnOf(line.sheet, line.line, o.kind.columns[0].field), Found: shorten(o.keyWords(line.row)),
			Expected: "each " + o.kind.one + " once", Fix: fmt.Sprintf("the same as row %d: delete one", other.line),
		}
		if !o.sameValues(line.row, other.row) {
			finding.Code = CodeConflictingDuplicate
			finding.Fix = fmt.Sprintf("row %d says otherwise: delete the wrong one", other.line)
			if !dropped[at] {
				dropped[at] = true
				mirrored := finding
				mirrored.Fix = fmt.Sprintf("row %d says otherwise: delete the wrong one", line.line)
				r.findings.row(other.sheet, other.line, mirrored)
			}
		}
		r.findings.row(line.sheet, line.line, finding)
	}
	if len(dropped) == 0 {
		return
	}
	kept := o.lines[:0]
	for i, line := range o.lines {
		if !dropped[i] {
			kept = append(kept, line)
		}
	}
	o.lines = kept
}

// sameValues compares what two rows say, not where they stand.
func (o *optionalReading[T]) sameValues(a, b T) bool {
	for _, column := range o.kind.columns {
		if !column.isKey && !sameValue(column.say(o, a), column.say(o, b)) {
			return false
		}
	}
	return true
}

func sameValue(a, b any) bool {
	x, isNumber := a.(float64)
	y, areNumbers := b.(float64)
	if isNumber && areNumbers {
		return x-y < 1e-9 && y-x < 1e-9
	}
	return a == b
}

// siteName and procedureName name what a row that is being read points at.
func (o *optionalReading[T]) siteName(id caseload.SiteID) string {
	if id < 1 || int(id) > len(o.sites) {
		return ""
	}
	return o.sites[id-1].Name
}

func (o *optionalReading[T]) procedureName(id caseload.ProcedureID) string {
	if id < 1 || int(id) > len(o.procedures) {
		return ""
	}
	return o.procedures[id-1]
}
