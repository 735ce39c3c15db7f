package ingest

import (
	"fmt"

	"caseload/store/caseload"
)

// settleClashes finds procedures that the file splits where the store holds a total, or the reverse.
// The two must never add up, so somebody decides: replace or keep. A stored zero that was only
// declared yields to anything that is reported.
func (a *analysis) settleClashes(d *comparison, groups map[uint64]*storedGroup) {
	if len(groups) == 0 {
		return
	}
	c := a.reading.counts
	shapes := make(map[uint64]uint8, len(groups))
	for _, rec := range c.records {
		if key := rec.groupKey(); groups[key] != nil {
			shapes[key] |= shape(rec.setting != 0, rec.state != 0) | 1<<7
		}
	}
	clashing := map[uint64]bool{}
	var example *caseload.Count
	for key, group := range groups {
		inFile := shapes[key]
		switch {
		case inFile == 0 || inFile&^(1<<7) == group.shape || len(group.unequal) == 0:
			d.absent = append(d.absent, group.unequal...)
		case !group.reported:
			d.replaced = append(d.replaced, group.unequal...)
		default:
			clashing[key] = true
			if one := &group.unequal[0]; example == nil || one.Month < example.Month {
				example = one
			}
		}
	}
	if len(clashing) == 0 {
		return
	}
	question := Question{
		ID: "split_or_total", Code: "split_or_total", Value: commas(len(clashing)), Blocking: true,
		Text: fmt.Sprintf("For %s the file and the store differ in how a number is split by setting or state (first: %s, %s, %s). The two cannot both stand.",
			plural(len(clashing), "procedure and month", "procedures and months"), example.Month.Short(), a.siteName(example.Site), a.procedureName(example.Procedure)),
		Choices: []Choice{
			{ID: "replace", Label: "Replace what is stored by the file"},
			{ID: "keep", Label: "Keep what is stored and leave those rows out"},
		},
	}
	answer := a.reading.options.answer(question.ID)
	if answer == "replace" || answer == "keep" {
		question.Answer = answer
	}
	a.reading.ask(question)
	for key := range clashing {
		if answer == "replace" {
			d.replaced = append(d.replaced, groups[key].unequal...)
		}
	}
	if answer == "replace" {
		return
	}
	for i, rec := range c.records {
		if clashing[rec.groupKey()] {
			d.kept[i] = true
			delete(d.before, int32(i))
		}
	}
}
