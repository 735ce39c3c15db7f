package chart

import "math"

// StaffNeedsInput is the roles' staff on one axis, in FTE.
type StaffNeedsInput struct {
	Rows  []StaffNeedsRow
	Title string // for those who cannot see it
}

// StaffNeedsRow is one role: what is rostered as a bar, what is needed as marks on it.
type StaffNeedsRow struct {
	Name, People string // "Nurses", "14 people, 13.8 FTE rostered"
	Rostered     float64
	Workload     *float64 // a circle
	Coverage     *float64 // a square
	// IsIllustrative leaves both marks hollow and the shortfall undrawn: nothing may be read as a verdict.
	IsIllustrative bool
	Gap, Note      string // "−0.8 FTE", "coverage decides"
}

// The measures of the bars in px. Narrow ones are those of a phone, where the words stand above the bar.
const (
	needsPlotLeft    = 236.0
	needsPlotRoom    = 236.0 // beside the plot, for the gap
	needsRow         = 60.0
	needsNarrowRow   = 78.0
	needsTop         = 26.0
	needsThick       = 14.0
	needsNarrowBelow = 600.0
	needsPaperBelow  = 900.0 // a sheet's, between a phone's and a page's
	needsPaperRoom   = 118.0
	needsPaperRow    = 52.0
	needsInset       = 8.0
	needsLabelWidth  = 15.0 // half of a number under a mark, and some air
)

// staffNeeds places the bars in a picture.
type staffNeeds struct {
	StaffNeedsInput
	*picture
	isNarrow    bool
	left, right float64
	end         float64 // of the axis
	steps       []float64
}

// StaffNeeds draws rostered FTE by role with what workload and coverage need: the mark that decides is filled, a
// shortfall is a dashed box.
func StaffNeeds(in StaffNeedsInput, width float64) SVG {
	n := staffNeeds{StaffNeedsInput: in, isNarrow: width < needsNarrowBelow, left: needsPlotLeft, right: width - needsPlotRoom}
	row := needsRow
	switch {
	case n.isNarrow:
		n.left, n.right, row = needsInset, width-needsInset-14, needsNarrowRow
	case width < needsPaperBelow:
		n.right, row = width-needsPaperRoom, needsPaperRow
	}
	n.picture = newPicture("staff-needs", width, needsTop+row*float64(len(in.Rows))+2).titled(in.Title)
	most := 1.0
	for _, r := range in.Rows {
		for _, v := range []*float64{&r.Rostered, r.Workload, r.Coverage} {
			if v != nil && !math.IsNaN(*v) {
				most = math.Max(most, *v)
			}
		}
	}
	n.steps = ticksBy(most, []float64{1, 2, 5})
	n.end = n.steps[len(n.steps)-1]
	n.axis()
	for i, r := range in.Rows {
		n.row(r, needsTop+row*float64(i))
	}
	return n.svg()
}

func (n staffNeeds) x(v float64) float64 { return n.left + v/n.end*(n.right-n.left) }

func (n staffNeeds) axis() {
	for i, v := range n.steps {
		n.line(n.x(v), needsTop-6, n.x(v), n.picture.height-2, Rule, 1, "")
		text := number(v, 0)
		if i == len(n.steps)-1 {
			text += " FTE"
		}
		n.text(n.x(v), 12, text, "middle", 12, Ink3, `class="num"`)
	}
}

func (n staffNeeds) row(r StaffNeedsRow, top float64) {
	n.line(0, top, n.picture.width, top, Rule, 1, "")
	middle := top + 27
	if n.isNarrow {
		n.text(0, top+17, r.Name, "start", 13, Ink, `font-weight="600"`)
		n.text(n.picture.width, top+17, joined(r.Gap, r.Note), "end", 12, Ink, `font-weight="600" class="num"`)
		n.text(0, top+32, r.People, "start", 11, Ink3, `class="num"`)
		middle = top + 48
	} else {
		n.text(0, top+22, shorten(r.Name, 26), "start", 14, Ink, `font-weight="600"`)
		n.text(0, top+39, shorten(r.People, 42), "start", 12, Ink3, `class="num"`)
		n.text(n.picture.width, top+23, r.Gap, "end", 15, Ink, `font-weight="600" class="num"`)
		n.text(n.picture.width, top+40, r.Note, "end", 12, Ink3, "")
	}
	if !math.IsNaN(r.Rostered) {
		n.rect(n.x(0), middle-needsThick/2, n.x(r.Rostered)-n.x(0), needsThick, Control, `fill-opacity="0.5"`)
		n.rect(n.x(r.Rostered)-1, middle-needsThick/2-4, 2, needsThick+8, Ink, "")
	}
	need, decided := r.need()
	if decided && need > r.Rostered {
		n.rect(n.x(r.Rostered)+1, middle-needsThick/2+0.5, n.x(need)-n.x(r.Rostered)-1, needsThick-1, "", stroked(Ink, 1)+` stroke-dasharray="2 2"`)
	}
	n.marks(r, middle, need, decided)
}

// need is the number that decides; there is none until both are there and neither is illustrative.
func (r StaffNeedsRow) need() (float64, bool) {
	if r.IsIllustrative || r.Workload == nil || r.Coverage == nil {
		return math.NaN(), false
	}
	return math.Max(*r.Workload, *r.Coverage), true
}

func (n staffNeeds) marks(r StaffNeedsRow, middle, need float64, decided bool) {
	look := func(v float64) (fill Token, weight string, ink Token) {
		if decided && v == need {
			return Ink, `class="num" font-weight="600"`, Ink
		}
		return Ground, `class="num"`, Ink2
	}
	apart := math.Inf(1)
	if r.Workload != nil && r.Coverage != nil {
		apart = n.x(*r.Coverage) - n.x(*r.Workload)
	}
	label := func(v, other float64, isFirst bool) {
		_, weight, ink := look(v)
		shift := 0.0
		if gap := math.Abs(apart); gap < 2*needsLabelWidth { // side by side instead of over each other
			shift = needsLabelWidth - gap/2
			if v < other || v == other && isFirst {
				shift = -shift
			}
		}
		n.text(n.x(v)+shift, middle+needsThick/2+16, number(v, 1), "middle", 12, ink, weight)
	}
	if r.Workload != nil {
		fill, _, _ := look(*r.Workload)
		n.circle(n.x(*r.Workload), middle, 5, fill, stroked(Ink, 1.5))
		label(*r.Workload, n.x0(r.Coverage), true)
	}
	if r.Coverage != nil {
		fill, _, _ := look(*r.Coverage)
		n.rect(n.x(*r.Coverage)-5, middle-5, 10, 10, fill, stroked(Ink, 1.5))
		label(*r.Coverage, n.x0(r.Workload), false)
	}
}

// x0 is a value, or beyond all others where there is none.
func (n staffNeeds) x0(v *float64) float64 {
	if v == nil {
		return math.Inf(1)
	}
	return *v
}

// joined puts two short texts on one line.
func joined(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "":
		return a
	}
	return a + ", " + b
}

// StaffNeedsKey explains the bars' marks.
func StaffNeedsKey(in StaffNeedsInput) []KeyEntry {
	mark := func(draw func(p *picture)) SVG {
		p := newPicture("key-mark", 18, 12)
		draw(p)
		return p.svg()
	}
	entries := []KeyEntry{
		{Mark: mark(func(p *picture) {
			p.rect(0, 2, 16, 8, Control, `fill-opacity="0.5"`)
			p.rect(15, 0, 2, 12, Ink, "")
		}), Text: "FTE on hand"},
		{Mark: mark(func(p *picture) { p.circle(9, 6, 4.5, Ground, stroked(Ink, 1.5)) }), Text: "workload"},
		{Mark: mark(func(p *picture) { p.rect(5, 2, 8, 8, Ground, stroked(Ink, 1.5)) }), Text: "coverage"},
	}
	decided, short := false, false
	for _, r := range in.Rows {
		need, ok := r.need()
		decided = decided || ok
		short = short || ok && need > r.Rostered
	}
	if decided {
		entries = append(entries, KeyEntry{Mark: mark(func(p *picture) { p.rect(5, 2, 8, 8, Ink, "") }), Text: "filled: decides"})
	}
	if short {
		entries = append(entries, KeyEntry{Mark: mark(func(p *picture) {
			p.rect(0.5, 2.5, 17, 7, "", stroked(Ink, 1)+` stroke-dasharray="2 2"`)
		}), Text: "short"})
	}
	return entries
}

// StaffMini is one role's staff beside what decides, for a key figure: a circle for workload, a square for coverage.
func StaffMini(rostered, required float64, byCoverage bool, width, height float64) SVG {
	p := newPicture("staff-mini", width, height)
	const inset, thick = 6.0, 10.0
	most := math.Max(math.Max(rostered, required), 1)
	x := func(v float64) float64 { return inset + v/most*(width-2*inset) }
	middle := height / 2
	p.rect(x(0), middle-thick/2, x(rostered)-x(0), thick, Control, `fill-opacity="0.5"`)
	p.rect(x(rostered)-1, middle-thick/2-3, 2, thick+6, Ink, "")
	if required > rostered {
		p.rect(x(rostered)+1, middle-thick/2+0.5, math.Max(x(required)-x(rostered)-1, 0), thick-1, "", stroked(Ink, 1)+` stroke-dasharray="2 2"`)
	}
	if byCoverage {
		p.rect(x(required)-4, middle-4, 8, 8, Ink, "")
	} else {
		p.circle(x(required), middle, 4.5, Ink, "")
	}
	return p.svg()
}
