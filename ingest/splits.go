package ingest

import "fmt"

// splitGroup is what a file says of one procedure, month and site in several ways at once.
type splitGroup struct {
	sums   [4]int // by shape
	shapes uint8  // one bit a shape
	first  int32  // the first record without a setting or state
}

// settleSplits finds totals that stand beside their own splits by setting or state: counted together
// they would count every procedure twice. A total that adds up is left out; for another somebody decides.
func (r *reading) settleSplits() {
	c := r.counts
	var present uint8
	for i := range c.records {
		present |= 1 << c.records[i].shape()
	}
	if present&(present-1) == 0 {
		return // all rows are of one shape
	}
	groups := map[uint64]*splitGroup{}
	for i := range c.records {
		rec := &c.records[i]
		group := groups[rec.groupKey()]
		if group == nil {
			group = &splitGroup{}
			groups[rec.groupKey()] = group
		}
		group.sums[rec.shape()] += int(rec.n)
		group.shapes |= 1 << rec.shape()
	}
	agreeing, differing := 0, 0
	var example *record
	for i := range c.records {
		rec := &c.records[i]
		group := groups[rec.groupKey()]
		if group.shapes&(group.shapes-1) == 0 || group.finest() == rec.shape() {
			continue
		}
		if group.agrees() {
			agreeing++
			continue
		}
		if differing++; example == nil {
			example = rec
		}
	}
	answer := ""
	if differing > 0 {
		answer = r.askSplits(*example, groups[example.groupKey()], differing)
	}
	kept := c.records[:0]
	for _, rec := range c.records {
		group := groups[rec.groupKey()]
		drop := false
		if group.shapes&(group.shapes-1) != 0 {
			isFinest := group.finest() == rec.shape()
			switch {
			case group.agrees(), answer == "splits":
				drop = !isFinest
			case answer == "totals":
				drop = isFinest
			}
		}
		if !drop {
			kept = append(kept, rec)
		}
	}
	c.records = kept
	if agreeing > 0 {
		r.skipped.totals += agreeing
		r.findings.warn(CodeTotalAndSplits, "%s beside their own splits by setting or state, add up, and were left out.",
			plural(agreeing, "total stands", "totals stand"))
	}
}

func (rec *record) shape() uint8 { return shape(rec.setting != 0, rec.state != 0) }

// finest is the shape that splits most.
func (g *splitGroup) finest() uint8 {
	for s := uint8(3); s > 0; s-- {
		if g.shapes&(1<<s) != 0 {
			return s
		}
	}
	return 0
}

// agrees reports that every way of stating the number comes to the same.
func (g *splitGroup) agrees() bool {
	for s := range uint8(4) {
		if g.shapes&(1<<s) != 0 && g.sums[s] != g.sums[g.finest()] {
			return false
		}
	}
	return true
}

func (r *reading) askSplits(example record, group *splitGroup, differing int) string {
	question := Question{
		ID: "total_and_splits", Code: CodeTotalAndSplits, Value: commas(differing), Blocking: true,
		Text: fmt.Sprintf("%s beside rows of the same procedure and month that are split by setting or state, and the two differ: row %d says %s, the split rows add up to %s. What are those rows?",
			plural(differing, "row without a split stands", "rows without a split stand"), example.row, commas(group.sums[example.shape()]), commas(group.sums[group.finest()])),
		Choices: []Choice{
			{ID: "splits", Label: "Totals of the split rows: count the split rows"},
			{ID: "totals", Label: "Totals, and they are right: count them and leave the split rows out"},
			{ID: "both", Label: "Further procedures of which the split is not known: count both"},
		},
	}
	switch answer := r.options.answer(question.ID); answer {
	case "splits", "totals", "both":
		question.Answer = answer
	}
	r.ask(question)
	return question.Answer
}
