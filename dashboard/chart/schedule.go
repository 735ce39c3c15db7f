package chart

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"caseload/store/calendar"
)

// ScheduleInput is who is where, month by month.
type ScheduleInput struct {
	ID, Title, Summary string

	First  calendar.Month
	Months int
	Focus  calendar.Month // outside the months for none
	Rows   []ScheduleRow
}

// ScheduleRow is one person.
type ScheduleRow struct {
	Name  string
	Under string // the second line of the name: "integrated, year 4"
	End   string // at the right: "5 of 5 IR"
	Short string // the same on a phone: "5/5"
	Parts []SchedulePart
}

// SchedulePart is a stay within one month. The parts of a month share it in their order.
type SchedulePart struct {
	Month   calendar.Month
	Share   float64 // of the month
	Letters string  // "IR", at most four letters; a phone shows the first two
	Words   string  // "IR, University"
	Slot    int     // of the site, where it draws on the site's volume
	IsOn    bool    // draws on the site's volume: a thick line in its colour
}

// Sizes of a schedule, in px.
const (
	scheduleRow       = 34
	scheduleRowNarrow = 30
	scheduleHead      = 24
	scheduleThick     = 8.0
	scheduleThin      = 2.0
)

// Schedule draws a line for each stay, thick and in the site's colour where it draws on its volume, with the
// letters of the rotation above it.
func Schedule(in ScheduleInput) (Spec, error) {
	if in.Months <= 0 || len(in.Rows) == 0 {
		return Spec{}, fmt.Errorf("chart %q: no months or nobody to draw", in.ID)
	}
	spec := Spec{ID: in.ID, Title: in.Title, Summary: in.Summary, Table: in.table(), Key: in.key(), Points: in.points()}
	var err error
	for _, size := range []struct {
		row, width int
		isNarrow   bool
		into       *json.RawMessage
		height     *int
	}{
		{scheduleRow, widthWide, false, &spec.Option, &spec.Height},
		{scheduleRowNarrow, widthNarrow, true, &spec.Narrow, &spec.NarrowHeight},
		{scheduleRowNarrow, widthPrint, false, &spec.Print, &spec.PrintHeight},
	} {
		f := frame{top: 2, bottom: 6, minWidth: size.width, height: 8 + scheduleHead + size.row*len(in.Rows)}
		*size.height = f.height
		if *size.into, err = in.option(f, size.row, size.isNarrow); err != nil {
			return Spec{}, err
		}
	}
	return spec, nil
}

// longest is how many characters of a name fit the left margin.
func (in ScheduleInput) longest(isNarrow bool) int {
	if isNarrow {
		return 6
	}
	return 27
}

func (in ScheduleInput) option(f frame, row int, isNarrow bool) (json.RawMessage, error) {
	most := in.longest(isNarrow)
	left, right := 0.0, 0.0
	for _, r := range in.Rows {
		left = math.Max(left, textWidth(shorten(oneLine(r.Name), most)))
		if !isNarrow {
			left = math.Max(left, textWidth(shorten(oneLine(r.Under), most)))
		}
		right = math.Max(right, textWidth(shorten(oneLine(r.end(isNarrow)), 14)))
	}
	f.left, f.right = int(left*1.1)+14, int(right*1.1)+12 // names are bold, and stand 6 px off
	head := float64(scheduleHead) / float64(row)
	n := float64(len(in.Rows))
	d := newDrawing(f, axes{xMin: -0.5, xMax: float64(in.Months) - 0.5, yMax: n + head})
	if i := int(in.Focus - in.First); i >= 0 && i < in.Months {
		d.area(coord{float64(i) - 0.5, 0}, coord{float64(i) + 0.5, n + head}, AccentTint)
	}
	px := 1 / float64(row)
	for k, r := range in.Rows {
		middle := n - float64(k) - 0.5
		if k > 0 {
			d.line(coord{-0.5, middle + 0.5}, coord{d.axes.xMax, middle + 0.5}, solid(Rule, 1))
		}
		in.drawName(d, r, middle, most, px, isNarrow)
		for _, s := range in.stays(r) {
			s.draw(d, middle, px, isNarrow)
		}
	}
	in.drawMonths(d, n+head/2, isNarrow)
	return d.option()
}

func (in ScheduleInput) drawName(d *drawing, r ScheduleRow, middle float64, most int, px float64, isNarrow bool) {
	name, under := label(shorten(oneLine(r.Name), most)), label(shorten(oneLine(r.Under), most))
	if isNarrow || under == "" {
		d.text(coord{-0.5, middle}, name, textStyle{colour: Ink, weight: "600", position: "left", align: "right"})
	} else {
		d.text(coord{-0.5, middle + 7*px}, name, textStyle{colour: Ink, weight: "600", position: "left", align: "right"})
		d.text(coord{-0.5, middle - 7*px}, under, textStyle{colour: Ink3, position: "left", align: "right"})
	}
	if end := r.end(isNarrow); end != "" {
		d.text(coord{d.axes.xMax, middle}, label(shorten(oneLine(end), 14)), textStyle{colour: Ink2, weight: "600", position: "right", align: "left"})
	}
}

func (r ScheduleRow) end(isNarrow bool) string {
	if isNarrow && r.Short != "" {
		return r.Short
	}
	return r.End
}

func (in ScheduleInput) drawMonths(d *drawing, y float64, isNarrow bool) {
	hasRoom := hasRoomForYear(d.frame, in.Months)
	for i := range in.Months {
		m := in.First + calendar.Month(i)
		words := m.MonthOfYear().String()[:3]
		if isNarrow {
			words = words[:1]
		} else if hasRoom && (i == 0 || int(m)%12 == 0) {
			words += " " + fmt.Sprint(m.Year())
		}
		s := textStyle{colour: Ink3, position: "inside"}
		if m == in.Focus {
			s.colour, s.weight = Accent, "600"
		}
		d.text(coord{float64(i), y}, words, s)
	}
}

// hasRoomForYear reports whether "Jan 2027" fits between its neighbours.
func hasRoomForYear(f frame, months int) bool {
	return f.minPlotWidth()/float64(months) > textWidth("Jan 2027")
}

// stay is a run of like parts, in months from the left edge of the first.
type stay struct {
	SchedulePart
	from, to float64
}

// stays joins neighbouring parts that are alike.
func (in ScheduleInput) stays(r ScheduleRow) []stay {
	var stays []stay
	used := map[calendar.Month]float64{}
	for _, p := range r.Parts {
		i := float64(p.Month - in.First)
		if i < 0 || i >= float64(in.Months) || !(p.Share > 0) {
			continue
		}
		from := math.Min(used[p.Month], 1)
		to := math.Min(from+p.Share, 1)
		used[p.Month] = to
		if to <= from { // booked beyond the month: said in words
			continue
		}
		s := stay{p, i + from, i + to}
		if k := len(stays) - 1; k >= 0 && stays[k].isLike(p) && math.Abs(stays[k].to-s.from) < 1e-9 {
			stays[k].to = s.to
			continue
		}
		stays = append(stays, s)
	}
	return stays
}

func (s stay) isLike(p SchedulePart) bool {
	return s.Letters == p.Letters && s.Words == p.Words && s.Slot == p.Slot && s.IsOn == p.IsOn
}

func (s stay) draw(d *drawing, middle, px float64, isNarrow bool) {
	const gap = 0.035 // of a month, so that neighbours stay apart
	left, right := s.from-0.5+gap, s.to-0.5-gap
	colour, thick, style := Rule2, scheduleThin, textStyle{colour: Ink3, position: "inside"}
	if s.IsOn {
		mark, words := siteTokens(s.Slot)
		colour, thick, style = mark, scheduleThick, textStyle{colour: words, weight: "600", position: "inside"}
	}
	centre := middle - 8*px
	d.area(coord{left, centre - thick/2*px}, coord{right, centre + thick/2*px}, colour)
	letters := []rune(oneLine(s.Letters))
	most := 4
	if isNarrow {
		most = 2
		if s.to-s.from < 0.8 { // part of a month has no room
			most = 0
		}
	}
	if most = min(most, len(letters)); most > 0 {
		d.text(coord{(left + right) / 2, middle + 6*px}, label(string(letters[:most])), style)
	}
}

func (in ScheduleInput) key() []KeyEntry {
	var entries []KeyEntry
	on, off := map[int]string{}, []string{}
	for _, r := range in.Rows {
		for _, p := range r.Parts {
			words := oneLine(p.Words)
			if letters := oneLine(p.Letters); !strings.EqualFold(letters, words) {
				words = letters + " " + words
			}
			if p.IsOn {
				on[p.Slot] = oneLine(p.Words)
			} else if !slices.Contains(off, words) {
				off = append(off, words)
			}
		}
	}
	for _, slot := range slices.Sorted(maps.Keys(on)) {
		entries = append(entries, KeyEntry{Mark: stayMark(slot, true), Text: on[slot]})
	}
	if len(off) > 0 {
		slices.Sort(off)
		entries = append(entries, KeyEntry{Mark: stayMark(0, false), Text: "elsewhere: " + strings.Join(off, ", ")})
	}
	if i := int(in.Focus - in.First); i >= 0 && i < in.Months {
		entries = append(entries, KeyEntry{Mark: focusMark(), Text: in.Focus.Long()})
	}
	return entries
}

func stayMark(slot int, isOn bool) SVG {
	p := newPicture("key-mark", 20, keySize)
	if isOn {
		mark, _ := siteTokens(slot)
		p.rect(0, 2, 20, scheduleThick, mark, "")
	} else {
		p.rect(0, 5, 20, scheduleThin, Rule2, "")
	}
	return p.svg()
}

// words says where somebody is in a month.
func (r ScheduleRow) words(m calendar.Month) string {
	text := ""
	for _, p := range r.Parts {
		if p.Month != m {
			continue
		}
		if text != "" {
			text += "; "
		}
		text += oneLine(p.Words)
		if p.Share < 1 {
			text += " (" + number(p.Share*100, 0) + noBreakSpace + "%)"
		}
	}
	if text == "" {
		return Missing
	}
	return text
}

func (in ScheduleInput) table() Table {
	t := Table{Columns: []Column{{Title: ""}}}
	for i := range in.Months {
		t.Columns = append(t.Columns, Column{Title: (in.First + calendar.Month(i)).Short()})
	}
	for _, r := range in.Rows {
		row := []string{oneLine(r.Name)}
		for i := range in.Months {
			row = append(row, r.words(in.First+calendar.Month(i)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (in ScheduleInput) points() []Point {
	points := make([]Point, in.Months)
	for i := range points {
		m := in.First + calendar.Month(i)
		points[i] = Point{X: float64(i), Title: m.Long()}
		for _, r := range in.Rows {
			line := PointLine{Name: shorten(oneLine(r.Name), 24), Value: shorten(r.words(m), 60)}
			for _, p := range r.Parts {
				if p.Month == m && p.IsOn {
					mark, _ := siteTokens(p.Slot)
					line.Mark, line.Strong = string(mark), true
				}
			}
			points[i].Lines = append(points[i].Lines, line)
		}
	}
	return points
}
