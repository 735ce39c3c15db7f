package ingest

import (
	"fmt"
	"slices"
)

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
	shapes := map[uint64]uint8{}
	for i := range c.records {
		shapes[c.records[i].groupKey()] |= 1 << c.records[i].shape()
	}
	mixed := map[uint64][]int32{}
	for i := range c.records {
		key := c.records[i].groupKey()
		if s := shapes[key]; s&(s-1) != 0 {
			mixed[key] = append(mixed[key], int32(i))
		}
	}
	var agreeing, differing []splitTotal
	for i := range c.records {
		if total, ok := c.splitTotal(int32(i), mixed[c.records[i].groupKey()]); ok {
			if total.adds {
				agreeing = append(agreeing, total)
			} else {
				differing = append(differing, total)
			}
		}
	}
	drop := map[int32]bool{}
	if len(differing) == 0 && c.isCredible(agreeing) {
		for _, total := range agreeing {
			drop[total.record] = true
		}
		r.skipped.totals += len(agreeing)
		r.findings.warn(CodeTotalAndSplits, "%s beside their own splits by setting or state, add up, and were left out.",
			plural(len(agreeing), "total stands", "totals stand"))
	} else if all := slices.Concat(differing, agreeing); len(all) > 0 {
		answer := r.askSplits(all)
		for _, total := range all {
			switch {
			case answer == "splits", answer == "totals" && total.adds:
				drop[total.record] = true
			case answer == "totals":
				for _, part := range total.parts {
					drop[part] = true
				}
			}
		}
		if len(differing) > 0 && (answer == "splits" || answer == "totals") {
			first := differing[0]
			r.findings.warn(CodeTotalAndSplits, "%s, whose split rows do not add up to it: %s against %s. The first is %s.",
				plural(len(differing), "total stands in the file", "totals stand in the file"), commas(int(c.records[first.record].n)), commas(first.sum), r.describe(c.records[first.record]))
		}
	}
	if len(drop) > 0 {
		kept := c.records[:0]
		for i, rec := range c.records {
			if !drop[int32(i)] {
				kept = append(kept, rec)
			}
		}
		c.records = kept
	}
}

// isCredible reports that totals add up by more than chance: a 1 beside a 1 may be two procedures.
func (c *countReading) isCredible(agreeing []splitTotal) bool {
	for _, total := range agreeing {
		if len(total.parts) > 1 && c.records[total.record].n > 2 {
			return true
		}
	}
	return false
}

func (rec *record) shape() uint8 { return shape(rec.setting != 0, rec.state != 0) }

// contains reports that part splits what rec says in one number.
func (rec *record) contains(part *record) bool {
	return rec.shape() != part.shape() && (rec.setting == 0 || rec.setting == part.setting) && (rec.state == 0 || rec.state == part.state)
}

// splitTotal is a record beside the records that split it.
type splitTotal struct {
	record int32
	parts  []int32
	sum    int
	adds   bool
}

// splitTotal compares a record with those of its group that split it. Splits by setting and splits by
// state are two ways to say the same; one that adds up is enough.
func (c *countReading) splitTotal(at int32, group []int32) (total splitTotal, ok bool) {
	total.record = at
	var sums [4]int
	var shapes uint8
	for _, i := range group {
		part := &c.records[i]
		if c.records[at].contains(part) {
			total.parts = append(total.parts, i)
			sums[part.shape()] += int(part.n)
			shapes |= 1 << part.shape()
		}
	}
	for s := range sums {
		if shapes&(1<<s) != 0 {
			total.sum = sums[s]
			total.adds = total.adds || sums[s] == int(c.records[at].n)
		}
	}
	return total, len(total.parts) > 0
}

func (r *reading) askSplits(totals []splitTotal) string {
	example := r.counts.records[totals[0].record]
	question := Question{
		ID: "total_and_splits", Code: CodeTotalAndSplits, Value: commas(len(totals)), Blocking: true,
		Text: fmt.Sprintf("%s beside rows that split the same procedure and month by setting or state, such as row %d: it says %s, the split rows add up to %s. What is it?",
			plural(len(totals), "number stands", "numbers stand"), example.row, commas(int(example.n)), commas(totals[0].sum)),
		Choices: []Choice{
			{ID: "splits", Label: "A total of the split rows: count the split rows"},
			{ID: "totals", Label: "A total, and it is right: count it and leave the split rows out"},
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
