package chart

import (
	"fmt"
	"math"

	"caseload/store/calendar"
)

// RosterInput is who has worked when, for a timeline. Months after Focus are drawn paler: they are as known today.
type RosterInput struct {
	First, Last, Focus calendar.Month // the timeline's ends, and the month in focus
	Groups             []RosterGroup
	Title              string // for those who cannot see it
}

// RosterGroup is the people of one role.
type RosterGroup struct {
	Name, Note string // "Nurses", "14 now, 8 left"
	People     []RosterBar
}

// RosterBar is one person's row.
type RosterBar struct {
	ID, Note string // "N-10", "leaves 31 Jan"
	HasLeft  bool
	Spans    []RosterSpan
}

// RosterSpan is one appointment. Spans of one person that lie over each other, as at two sites, share the row.
type RosterSpan struct {
	Slot       int // the site's colour
	From       calendar.Date
	To         *calendar.Date // last day; nil while open
	IsPartTime bool
	IsAgency   bool // an outline
	IsAway     bool // leave: dotted
}

// The timeline's measures in px. Narrow ones are those of a phone, where the role stands above its people.
const (
	rosterRow         = 14.0
	rosterGroupGap    = 26.0
	rosterTop         = 24.0
	rosterBottom      = 26.0
	rosterPlotLeft    = 176.0
	rosterIDLeft      = 132.0
	rosterNoteRoom    = 92.0
	rosterNarrowLeft  = 52.0
	rosterNarrowBelow = 600.0 // a picture narrower than this is for a phone
	rosterFaint       = `opacity="0.42"`
)

// roster places the timeline in a picture.
type roster struct {
	RosterInput
	*picture
	isNarrow    bool
	left, right float64
}

// RosterTimeline draws a row for every person, University and VA in their colours.
func RosterTimeline(in RosterInput, width float64) SVG {
	r := roster{RosterInput: in, isNarrow: width < rosterNarrowBelow, left: rosterPlotLeft, right: width - rosterNoteRoom}
	if r.isNarrow {
		r.left, r.right = rosterNarrowLeft, width-8
		r.Groups = in.seen()
	}
	r.picture = newPicture("roster", width, r.height()).titled(in.Title)
	r.frame()
	y := rosterTop
	for _, g := range r.Groups {
		if len(g.People) > 0 {
			y = r.group(g, y)
		}
	}
	return r.svg()
}

// seen leaves out who left before the timeline begins: a phone's window is shorter.
func (in RosterInput) seen() []RosterGroup {
	groups := make([]RosterGroup, 0, len(in.Groups))
	for _, g := range in.Groups {
		kept := g
		kept.People = nil
		for _, person := range g.People {
			for _, span := range person.Spans {
				if span.From <= in.Last.Last() && (span.To == nil || *span.To >= in.First.First()) {
					kept.People = append(kept.People, person)
					break
				}
			}
		}
		groups = append(groups, kept)
	}
	return groups
}

func (r roster) height() float64 {
	h := rosterTop + rosterBottom
	isFirst := true
	for _, g := range r.Groups {
		if len(g.People) == 0 {
			continue
		}
		if !isFirst {
			h += rosterGroupGap
		}
		isFirst = false
		h += r.groupHeight(g)
	}
	return h
}

func (r roster) groupHeight(g RosterGroup) float64 {
	h := rosterRow * float64(len(g.People))
	if r.isNarrow {
		return h + 20
	}
	return math.Max(h, 34) // the role's two lines beside them
}

// x is where a day begins.
func (r roster) x(d calendar.Date) float64 {
	m := d.Month()
	at := float64(m-r.First) + float64(d.Day()-1)/float64(m.Days())
	return r.at(at)
}

// at maps months from the first to px, held inside the timeline.
func (r roster) at(months float64) float64 {
	all := float64(r.Last-r.First) + 1
	return r.left + math.Min(math.Max(months/all, 0), 1)*(r.right-r.left)
}

// frame draws years, and the month in focus with its name below.
func (r roster) frame() {
	bottom := r.picture.height - rosterBottom + 6
	focus := r.at(float64(r.Focus - r.First))
	after := r.at(float64(r.Focus-r.First) + 1)
	if r.First <= r.Focus && r.Focus <= r.Last {
		r.rect(focus, rosterTop-6, math.Max(after-focus, 2), bottom-rosterTop+6, AccentTint, "")
		r.text((focus+after)/2, bottom+14, r.Focus.Short(), "middle", 12, Accent, `font-weight="600"`)
	}
	free := 0.0
	for m := r.First; m <= r.Last; m++ {
		if int(m)%12 != 0 && m != r.First {
			continue
		}
		at := r.at(float64(m - r.First))
		if int(m)%12 == 0 {
			r.line(at, rosterTop-6, at, bottom, Rule, 1, "")
		}
		next := r.at(float64(m - r.First + 12 - m%12))
		if at >= free && next-at >= 34 {
			r.text(at, 12, fmt.Sprint(m.Year()), "start", 12, Ink3, `class="num"`)
			free = at + 34
		}
	}
}

// group draws one role's people from y on, and returns where the next role begins.
func (r roster) group(g RosterGroup, y float64) float64 {
	row := y
	if r.isNarrow {
		r.text(0, y+10, g.Name, "start", 13, Ink, `font-weight="600"`)
		r.text(r.picture.width, y+10, g.Note, "end", 12, Ink3, "")
		row += 20
	} else {
		r.text(0, y+11, shorten(g.Name, 20), "start", 13, Ink, `font-weight="600"`)
		r.text(0, y+27, g.Note, "start", 12, Ink3, `class="num"`)
	}
	for _, person := range g.People {
		r.person(person, row+rosterRow/2)
		row += rosterRow
	}
	return y + r.groupHeight(g) + rosterGroupGap
}

func (r roster) person(person RosterBar, middle float64) {
	idLeft := rosterIDLeft
	if r.isNarrow {
		idLeft = 0
	}
	r.text(idLeft, middle+4, shorten(oneLine(person.ID), 7), "start", 11, Ink3, `class="num"`)
	lanes := person.lanes()
	end := r.left
	for i, span := range person.Spans {
		offset, thick := 0.0, 6.0
		switch {
		case lanes > 1:
			thick = 2.6
			offset = (float64(i%lanes) - float64(lanes-1)/2) * 3.6
		case span.IsPartTime:
			thick = 4
		}
		end = math.Max(end, r.span(span, middle+offset, thick, person.HasLeft))
	}
	if person.Note == "" {
		return
	}
	if r.isNarrow { // no room beside the bar: the note stands over its end
		r.text(r.right, middle-4, person.Note, "end", 11, Ink, `font-weight="600" paint-order="stroke" `+stroked(Ground, 3))
		return
	}
	r.text(end+6, middle+4, person.Note, "start", 11, Ink, `font-weight="600"`)
}

// lanes is how many of the person's appointments run side by side: two at most are told apart.
func (b RosterBar) lanes() int {
	for i, one := range b.Spans {
		for _, other := range b.Spans[i+1:] {
			if (one.To == nil || *one.To >= other.From) && (other.To == nil || *other.To >= one.From) {
				return 2
			}
		}
	}
	return 1
}

// span draws one appointment and returns where it ends.
func (r roster) span(s RosterSpan, middle, thick float64, hasLeft bool) float64 {
	last := r.Last.Last()
	if s.To != nil && *s.To < last {
		last = *s.To
	}
	if s.From > r.Last.Last() || last < r.First.First() {
		return r.left
	}
	from, to := r.x(s.From), r.x(last+1)
	if last == r.Last.Last() {
		to = r.right
	}
	now := r.at(float64(r.Focus-r.First) + 1) // beyond it lies what is known today, and may change
	switch {
	case hasLeft || from >= now:
		r.piece(s, from, to, middle, thick, rosterFaint)
	case to > now:
		r.piece(s, from, now, middle, thick, "")
		r.piece(s, now, to, middle, thick, rosterFaint)
	default:
		r.piece(s, from, to, middle, thick, "")
	}
	if s.From >= r.First.First() {
		r.line(from, middle-4.5, from, middle+4.5, Ink2, 1.5, "")
	}
	if s.To != nil && *s.To <= r.Last.Last() {
		r.line(to, middle-4.5, to, middle+4.5, Ink2, 1.5, "")
	}
	return to
}

func (r roster) piece(s RosterSpan, from, to, middle, thick float64, more string) {
	mark, _ := siteTokens(s.Slot)
	if to <= from {
		return
	}
	switch {
	case s.IsAgency:
		r.rect(from+0.5, middle-thick/2+0.5, math.Max(to-from-1, 0.5), math.Max(thick-1, 1), "", stroked(mark, 1)+" "+more)
	case s.IsAway:
		r.line(from, middle, to, middle, mark, thick, `stroke-dasharray="2 3" `+more)
	default:
		r.rect(from, middle-thick/2, to-from, thick, mark, more)
	}
}

// RosterKey explains the marks that the timeline has.
func RosterKey(in RosterInput, siteNames map[int]string) []KeyEntry {
	var key []KeyEntry
	slots := map[int]bool{}
	var hasTwo, hasPart, hasAgency, hasAway, hasLeft bool
	for _, g := range in.Groups {
		for _, person := range g.People {
			hasTwo = hasTwo || person.lanes() > 1
			hasLeft = hasLeft || person.HasLeft
			for _, s := range person.Spans {
				slots[s.Slot] = true
				hasPart, hasAgency, hasAway = hasPart || s.IsPartTime, hasAgency || s.IsAgency, hasAway || s.IsAway
			}
		}
	}
	for slot := range len(siteNames) + 8 {
		if name, ok := siteNames[slot]; ok && slots[slot] {
			key = append(key, KeyEntry{Mark: swatch(slot), Text: oneLine(name)})
		}
	}
	for _, kind := range []struct {
		isThere bool
		mark    func(p *picture)
		words   string
	}{
		{hasTwo, func(p *picture) {
			p.rect(0, 2.6, 24, 2.6, University, "")
			p.rect(0, 6.8, 24, 2.6, VA, "")
		}, "two appointments at once"},
		{hasPart, func(p *picture) { p.rect(0, 4, 24, 4, Control, "") }, "part time"},
		{hasAgency, func(p *picture) { p.rect(0.5, 3.5, 23, 5, "", stroked(Control, 1)) }, "agency"},
		{hasAway, func(p *picture) { p.line(0, 6, 24, 6, Control, 6, `stroke-dasharray="2 3"`) }, "on leave"},
		{hasLeft, func(p *picture) { p.rect(0, 3, 24, 6, Control, rosterFaint) }, "has left, or as known today"},
		{true, func(p *picture) { p.line(12, 1, 12, 11, Ink2, 1.5, "") }, "first or last day"},
	} {
		if kind.isThere {
			p := newPicture("key-mark", 24, keySize)
			kind.mark(p)
			key = append(key, KeyEntry{Mark: p.svg(), Text: kind.words})
		}
	}
	return key
}
