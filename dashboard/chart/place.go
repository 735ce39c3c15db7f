package chart

import (
	"cmp"
	"math"
	"slices"
)

// gutterLabel is text beside the plot that wants to stand at the height of what it names.
type gutterLabel struct {
	wanted float64 // px from the top of the plot
	lines  int
	at     float64 // px from the top of the plot, set by spread
	words  string
	style  textStyle
}

const gutterLine = 15

// spread moves labels as little as it can so that none covers another and none leaves the plot.
func spread(labels []gutterLabel, height float64) {
	slices.SortStableFunc(labels, func(a, b gutterLabel) int { return cmp.Compare(a.wanted, b.wanted) })
	half := func(l gutterLabel) float64 { return float64(l.lines) * gutterLine / 2 }
	for i := range labels {
		labels[i].at = labels[i].wanted
	}
	// Pushed down from the top, then up from the bottom: what is left stands in order without overlap.
	floor := math.Inf(-1)
	for i := range labels {
		labels[i].at = math.Max(labels[i].at, floor+half(labels[i]))
		floor = labels[i].at + half(labels[i])
	}
	ceiling := height + gutterLine/2
	for i := len(labels) - 1; i >= 0; i-- {
		labels[i].at = math.Min(labels[i].at, ceiling-half(labels[i]))
		ceiling = labels[i].at - half(labels[i])
	}
}

// caption is a name above the plot, of a rule or of a note's leader.
type caption struct {
	x      float64 // px from the left of the plot, at the least width
	month  int     // whose rule or leader it names
	words  string
	centre bool // over its leader; otherwise left-aligned to its rule
	flip   bool // right-aligned to its rule, set by stagger where the right edge is near
	row    int  // counted from the plot upwards, set by stagger
	hidden bool // set by stagger where no row had room: the mark stays, the words go
}

const (
	captionRow  = 16 // px
	captionRows = 5
)

// stagger gives every caption a row in which it covers no other, and returns the number of rows used.
func stagger(captions []caption, width float64) int {
	type span struct{ from, to float64 }
	taken := make([][]span, captionRows)
	rows := 0
	order := make([]int, len(captions))
	for i := range order {
		order[i] = i
	}
	// From the right: a caption that has to go up then has its rule left of those below, not through them.
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(captions[b].x, captions[a].x) })
	for _, i := range order {
		c := &captions[i]
		w := textWidth(c.words)
		s := span{c.x, c.x + w}
		switch {
		case c.centre:
			s = span{c.x - w/2, c.x + w/2}
		case c.x+w > width+gutterSlack:
			c.flip = true
			s = span{c.x - w, c.x}
		}
		c.hidden = true
		for row := range taken {
			free := !slices.ContainsFunc(taken[row], func(t span) bool { return s.from < t.to+10 && t.from < s.to+10 })
			if free {
				taken[row] = append(taken[row], s)
				c.row, c.hidden = row, false
				rows = max(rows, row+1)
				break
			}
		}
	}
	return rows
}

// gutterSlack is how far a caption may run over the right gutter, whose own labels stand lower.
const gutterSlack = 40
