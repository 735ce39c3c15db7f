package ingest

import (
	"slices"

	"caseload/store/caseload"
)

// candidate is one reading of a file's headers: as which kind, with which tables.
type candidate struct {
	headers headerReader
	list    []section
	score   int // recognised columns; -1 before anything was tried
}

// isWhole reports that no required column is missing but those that a title may stand in for.
func (c candidate) isWhole() bool {
	if c.score < 0 || len(c.list) == 0 {
		return false
	}
	s := &c.list[0]
	return !slices.ContainsFunc(requiredFields(c.headers.kind), func(field Field) bool {
		return field != FieldSite && field != FieldMonth && !s.has(field) && !(field == FieldCount && len(s.bare) > 0)
	})
}

// mayBe reports whether it is worth reading the file's headers as those of an optional kind. A file that is
// whole as counts or as a roster is that, unless a column names trainees: what each of them did must never be
// taken for what the division did.
func (c candidate) mayBe(headers headerReader) bool {
	if IsOptional(c.headers.kind) || !c.isWhole() {
		return true
	}
	fields, _ := headers.fields(c.list[0].table.Rows[c.list[0].header])
	return slices.Contains(fields, FieldTrainee)
}

// isBetter reports whether an optional kind fits the file better than what was found before it.
func (c candidate) isBetter(file optionalFile, than candidate) bool {
	if len(c.list) == 0 || !c.list[0].has(file.signatureField()) {
		return false
	}
	switch whole := c.isWhole(); {
	case whole && !IsOptional(than.headers.kind):
		return true
	case whole != than.isWhole():
		return whole
	}
	return c.score > than.score
}

// locate decides the kind of the file, unless the sender did, and finds the sections of its visible sheets.
func (r *reading) locate() (headerReader, error) {
	kinds := []caseload.UploadKind{r.kind}
	if r.kind == "" {
		kinds = Kinds()
	}
	best := candidate{score: -1}
	var firstError error
	for _, kind := range kinds {
		r.kind = kind
		headers, err := newHeaderReader(kind, r.options.Map)
		if err != nil {
			if firstError == nil {
				firstError = err
			}
			continue
		}
		file := optionalFileOf(kind)
		if file != nil && len(kinds) > 1 && !best.mayBe(headers) {
			continue
		}
		next := candidate{headers: headers}
		for i := range r.file.Tables {
			if t := &r.file.Tables[i]; !t.Hidden {
				next.list = append(next.list, r.sections(t, int16(i), headers)...)
			}
		}
		for i := range next.list {
			r.bareMonths(&next.list[i])
			next.score = max(next.score, next.list[i].recognised+min(len(next.list[i].values)+len(next.list[i].bare), 2))
		}
		if file != nil && len(kinds) > 1 && next.isBetter(file, best) || (file == nil || len(kinds) == 1) && next.score > best.score {
			best = next
		}
	}
	if best.score < 0 {
		r.kind = kinds[0]
		return headerReader{}, firstError
	}
	r.list, r.kind = best.list, best.headers.kind
	if file := optionalFileOf(r.kind); file != nil {
		r.optionalAhead = file.monthsAhead()
	}
	return best.headers, nil
}
