package store

import (
	"fmt"
	"strings"

	"caseload/store/calendar"
	c "caseload/store/caseload"
	"caseload/store/fault"
)

// CountFilter chooses counts. An empty list and a nil pointer choose everything.
type CountFilter struct {
	Sites       []c.SiteID
	Procedures  []c.ProcedureID
	Groups      []c.GroupID
	First, Last *calendar.Month // both included
	Setting     *c.Setting
	State       *string // "" chooses counts whose state is not stated
}

// conditions collects the clauses of a where and their arguments.
type conditions struct {
	clauses []string
	args    []any
}

// add takes a clause in which %s stands for the placeholder of the argument.
func (q *conditions) add(clause string, arg any) {
	q.args = append(q.args, arg)
	q.clauses = append(q.clauses, fmt.Sprintf(clause, fmt.Sprintf("$%d", len(q.args))))
}

// addIn takes a clause in which %s stands for the placeholders of the ids; an empty list adds nothing.
func addIn[T ~int](q *conditions, clause string, ids []T) {
	if len(ids) == 0 {
		return
	}
	places := make([]string, len(ids))
	for i, id := range ids {
		q.args = append(q.args, int64(id))
		places[i] = fmt.Sprintf("$%d", len(q.args))
	}
	q.clauses = append(q.clauses, fmt.Sprintf(clause, strings.Join(places, ", ")))
}

// where returns the clause, or nothing when every row is chosen.
func (q *conditions) where() string {
	if len(q.clauses) == 0 {
		return ""
	}
	return "\nwhere " + strings.Join(q.clauses, "\nand ")
}

// aggregate returns the conditions that procedure_months knows, in a query that calls it t.
func (f CountFilter) aggregate() *conditions {
	q := &conditions{}
	if f.First != nil {
		q.add("t.month >= %s", f.First.String())
	}
	if f.Last != nil {
		q.add("t.month <= %s", f.Last.String())
	}
	addIn(q, "t.site in (%s)", f.Sites)
	addIn(q, "t.procedure in (%s)", f.Procedures)
	addIn(q, "t.procedure in (select id from procedures where group_id in (%s))", f.Groups)
	return q
}

// cells returns all conditions, in a query that calls counts t.
func (f CountFilter) cells() (*conditions, error) {
	q := f.aggregate()
	if f.Setting != nil {
		q.add("t.setting = %s", int64(*f.Setting))
	}
	if f.State != nil {
		id, err := stateID(*f.State)
		if err != nil {
			return nil, err
		}
		q.add("t.state = %s", id)
	}
	return q, nil
}

// splits reports whether the filter asks for more than the aggregate knows.
func (f CountFilter) splits() bool { return f.Setting != nil || f.State != nil }

// stateID returns the id of a postal code as the table states has it.
func stateID(code string) (int64, error) {
	if code == "" {
		return 0, nil
	}
	if len(code) != 2 || !isLetter(code[0]) || !isLetter(code[1]) {
		return 0, fault.New(fault.Invalid, "%q is not a postal code of two capital letters.", clip(code, 20)).WithCode("unknown_state")
	}
	return int64(code[0]-'A')*26 + int64(code[1]-'A') + 1, nil
}

func isLetter(b byte) bool { return 'A' <= b && b <= 'Z' }

// stateCode is the inverse of stateID.
func stateCode(id int64) string {
	if id == 0 {
		return ""
	}
	return string([]byte{'A' + byte((id-1)/26), 'A' + byte((id-1)%26)})
}
