package insight

import (
	"math"
	"slices"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// sharesMonths is how far back the shares of the mix are drawn.
const sharesMonths = 36

// added adds up what is stored of a part in the months that go into the window's number of m, and whether anything
// is. Unlike at it asks for no row in every month: the whole is complete, so what no file lists adds nothing to it.
func (w window) added(part volumeSlice, m calendar.Month) (v float64, isListed bool) {
	for _, s := range part.sites {
		values, ok := part.raw[s.ID]
		if !ok {
			continue
		}
		n, days := 0.0, 0.0
		for month := w.first(m); month <= m; month++ {
			if !s.IsActive(month) {
				continue
			}
			days += s.workingDays(month)
			if one := values.At(month); !series.IsMissing(one) {
				n += one
				isListed = true
			}
		}
		switch {
		case !w.perDay:
			v += n
		case days > 0:
			v += n / days
		}
	}
	return v, isListed
}

// span names the months that go into the number of m: "October 2026", "October 2025 to March 2026", "12 months to …".
func (w window) spanText(m calendar.Month) string {
	if w.span == SpanRolling12 {
		return "the 12 months to " + m.Long()
	}
	return period(w.first(m), m)
}

// spanShort is spanText for the head of a column: "Oct 2026", "to Oct 2026".
func (w window) spanShort(m calendar.Month) string {
	if w.first(m) < m {
		return "to " + m.Short()
	}
	return m.Short()
}

// change takes the change of the whole against the year before apart into its parts.
func (r *reading) change(w window, by Dimension, whole volumeSlice, columns []volumeSlice) VolumeChange {
	m := r.month
	c := VolumeChange{Now: w.spanText(m), Before: w.spanText(m - 12), NowShort: w.spanShort(m), BeforeShort: w.spanShort(m - 12), Parts: []ChangePart{}}
	now, before := w.at(whole, m), w.at(whole, m-12)
	switch {
	case series.IsMissing(now):
		c.Reason = capital(c.Now) + " has no total: " + orElse(r.missingBetween(w.first(m), m), w.lacking(whole, m)) + "."
	case series.IsMissing(before):
		c.Reason = capital(c.Before) + " has no total to compare with: " + orElse(r.missingBetween(w.first(m-12), m-12), w.lacking(whole, m-12)) + "."
	}
	if c.Reason != "" {
		c.Title, c.Total = "No comparison with the year before", ChangePart{Now: Number(now), Before: Number(before), Change: missing(), Percent: missing()}
		return c
	}
	base := w.traced()
	befores, nows := make([]float64, len(columns)), make([]float64, len(columns))
	listed := make([][2]bool, len(columns))
	for i, part := range columns {
		nows[i], listed[i][0] = w.added(part, m)
		befores[i], listed[i][1] = w.added(part, m-12)
	}
	c.Total = ChangePart{Name: whole.name, Now: Number(now), Before: Number(before), Change: Number(now - before), Percent: Number(series.PercentChange(before, now)),
		Points: Number(series.PercentChange(before, now)), WithWhole: Number(now - before), ShareNow: 1, ShareBefore: 1,
		NowURL: TraceURL(TraceQuery{Figure: w.figure(), View: base}), BeforeURL: TraceURL(TraceQuery{Figure: w.figure(), View: base.WithMonth(m - 12)}),
		TraceURL: TraceURL(TraceQuery{Figure: FigureShift, View: w.shifted()})}
	for i, shift := range series.ShiftShare(befores, nows) {
		if w.hides(columns[i], m) || w.hides(columns[i], m-12) {
			c.hides = true
			continue
		}
		if !listed[i][0] && !listed[i][1] {
			continue
		}
		c.Parts = append(c.Parts, r.changePart(w, by, columns[i], shift, listed[i], base))
	}
	slices.SortStableFunc(c.Parts, func(a, b ChangePart) int {
		if a.Change != b.Change {
			return larger(float64(a.Change), float64(b.Change))
		}
		return larger(float64(a.Now), float64(b.Now))
	})
	if r.view.Show == ShowChange || r.view.Show == ShowAll {
		r.fillShares(&c, w, whole, columns)
	}
	c.Unlike = unlike(by, c)
	if c.hides {
		c.Unlike = "Numbers from 1 to 10 are hidden, and others that would give them away, so the parts are not all there and are not compared"
	}
	c.Title, c.Summary = r.changeTitle(w, c), r.changeSummary(w, c)
	c.MixTitle, c.MixSummary = mixWords(c)
	return c
}

// unlikePoints is by how much the stated share of two periods may differ before their parts are no longer compared.
const unlikePoints = 5

// unlike says that settings or states were stated for another share of the procedures a year before: what looks like
// a change of a part is then mostly one of the files.
func unlike(by Dimension, c VolumeChange) string {
	if by != BySetting && by != ByState {
		return ""
	}
	now, before := 0.0, 0.0
	for _, p := range c.Parts {
		if p.Slug == NotStated {
			now, before = float64(p.ShareNow), float64(p.ShareBefore)
		}
	}
	if math.Abs(now-before)*100 < unlikePoints {
		return ""
	}
	what := map[Dimension]string{BySetting: "setting", ByState: "referring state"}[by]
	return "The " + what + " was stated for " + share(1-before) + " of " + c.Before + " and for " + share(1-now) + " of " + c.Now + ", so the parts are not compared"
}

// Mix returns the parts from the largest share to the smallest.
func (c VolumeChange) Mix() []ChangePart {
	parts := slices.Clone(c.Parts)
	slices.SortStableFunc(parts, func(a, b ChangePart) int { return larger(float64(a.ShareNow), float64(b.ShareNow)) })
	return parts
}

// mixWords say which share moved most.
func mixWords(c VolumeChange) (title, summary string) {
	parts := slices.Clone(c.Parts)
	slices.SortStableFunc(parts, func(a, b ChangePart) int {
		return larger(math.Abs(float64(a.ShareChange)), math.Abs(float64(b.ShareChange)))
	})
	title = "The mix stands as it stood"
	if c.Unlike != "" {
		return "The mix", sentence("Each part’s share of "+c.Now+" and of "+c.Before+", largest first", c.Unlike)
	}
	if len(parts) > 0 && oneDecimal(math.Abs(float64(parts[0].ShareChange))) != "0.0" {
		most := parts[0]
		verb := "grew"
		if most.ShareChange < 0 {
			verb = "shrank"
		}
		title = "Mix: the share of " + most.Name + " " + verb + " most, from " + oneDecimal(float64(most.ShareBefore)*100) + " to " +
			oneDecimal(float64(most.ShareNow)*100) + noBreak + "%"
	}
	return title, sentence("Each part’s share of "+c.Now+" and of "+c.Before+", largest first", "The line is its share of twelve months over time")
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// shifted is traced with the span and unit, which a change always needs.
func (w window) shifted() View {
	v := w.traced().WithSpan(w.span)
	v.PerDay, v.Hours = w.perDay, w.hours
	return v
}

func (r *reading) changePart(w window, by Dimension, column volumeSlice, s series.Shift, listed [2]bool, base View) ChangePart {
	p := ChangePart{
		Name: column.name, Slug: column.slug, URL: column.url, Now: Number(s.Now), Before: Number(s.Before), Change: Number(s.Change),
		Percent: Number(series.PercentChange(s.Before, s.Now)), Points: Number(s.Points), WithWhole: Number(s.WithWhole), Own: Number(s.Own),
		ShareNow: Number(s.ShareNow), ShareBefore: Number(s.ShareBefore), ShareChange: Number(s.ShareChange),
	}
	if column.site != nil {
		p.Site = &column.site.ref
	}
	if !listed[0] {
		p.Now = missing()
	}
	if !listed[1] {
		p.Before = missing()
	}
	view := base.narrowed(by, column.slug)
	p.NowURL = TraceURL(TraceQuery{Figure: w.figure(), View: view})
	p.BeforeURL = TraceURL(TraceQuery{Figure: w.figure(), View: view.WithMonth(r.month - 12)})
	p.TraceURL = TraceURL(TraceQuery{Figure: FigureShift, View: w.shifted().narrowed(by, column.slug).WithBy(by)})
	return p
}

// fillShares gives each part its share of twelve months over time: single months would mostly show chance.
func (r *reading) fillShares(c *VolumeChange, w window, whole volumeSlice, columns []volumeSlice) {
	twelve := w
	twelve.span, twelve.perDay = SpanRolling12, false
	first := max(r.month-sharesMonths+1, r.start)
	all := twelve.series(whole, first, r.month)
	c.SharesText = first.Short() + " – " + r.month.Short()
	for i, part := range c.Parts {
		at := slices.IndexFunc(columns, func(column volumeSlice) bool { return column.slug == part.Slug })
		shares := series.New(first, r.month)
		for m := first; m <= r.month; m++ {
			if total := all.At(m); total > 0 && !twelve.hides(columns[at], m) {
				v, _ := twelve.added(columns[at], m)
				shares.Set(m, v/total)
			}
		}
		c.Parts[i].Shares = shares
	}
}

// changeTitle is the finding: "+23 against October 2025: Drainage & tube exchange brought 14, Biopsy took 9".
func (r *reading) changeTitle(w window, c VolumeChange) string {
	text := w.signedText(float64(c.Total.Change)) + w.hoursWord() + " against " + c.Before
	if len(c.Parts) < 2 || c.Unlike != "" {
		return capital(text)
	}
	up, down := c.Parts[0], c.Parts[len(c.Parts)-1]
	for _, part := range slices.Backward(c.Parts) { // of parts that fell alike the first, as mostMoved names it
		if part.Change != down.Change {
			break
		}
		down = part
	}
	var said []string
	if up.Change > 0 {
		said = append(said, up.Name+" brought "+w.text(float64(up.Change))+" more")
	}
	if down.Change < 0 {
		said = append(said, down.Name+" "+w.text(-float64(down.Change))+" fewer")
	}
	if len(said) == 2 && float64(c.Total.Change) < 0 {
		said[0], said[1] = down.Name+" brought "+w.text(-float64(down.Change))+" fewer", up.Name+" "+w.text(float64(up.Change))+" more"
	} else if len(said) == 1 && up.Change <= 0 {
		said[0] = down.Name + " brought " + w.text(-float64(down.Change)) + " fewer"
	}
	if len(said) == 0 {
		return capital(text) + ": every part stands where it stood"
	}
	return capital(text) + ": " + list(said)
}

// hoursWord is the unit after a number, where it is not procedures.
func (w window) hoursWord() string {
	if w.hours {
		return " hours"
	}
	return ""
}

func (w window) signedText(v float64) string { return signed(w.text(v), v) }

func (r *reading) changeSummary(w window, c VolumeChange) string {
	rose, fell := 0, 0
	for _, p := range c.Parts {
		switch {
		case p.Change > 0:
			rose++
		case p.Change < 0:
			fell++
		}
	}
	what := capital(w.thing()) + " in " + c.Now + " against " + c.Before
	if w.perDay {
		what = capital(w.thing()) + " per working day, " + c.Now + " against " + c.Before
	}
	parts := capital(noneOr(rose)) + " of " + spelled(len(c.Parts)) + " parts rose and " + noneOr(fell) + " fell; together they make up the change exactly"
	if len(c.Parts) == 1 {
		parts = ""
	}
	meant := "“In step” is what a part would have changed by, had it kept its share; “its own” is the rest"
	if c.Unlike != "" || parts == "" {
		parts, meant = c.Unlike, ""
	}
	return sentence(what+": "+w.text(float64(c.Total.Now))+" and "+w.text(float64(c.Total.Before)), parts, meant)
}

// volumeSecond says which parts the change came from, and what hours did where they tell another story.
func (r *reading) volumeSecond(c VolumeChange, x *numbers, out Volume) Sentence {
	if c.Reason != "" || r.state(r.month) != MonthComplete {
		return nil
	}
	w := window{r: r, span: out.Span, perDay: out.PerDay, hours: out.Hours}
	link := r.pinnedTo(x.n)
	link.By, link.Span, link.PerDay, link.Hours = r.view.By, r.view.Span, r.view.PerDay, r.view.Hours
	url := link.WithShow(ShowChange).URL("/volume")
	unit := ""
	if out.Hours {
		unit = " procedure hours"
	}
	s := Sentence{{Text: capital(w.spanText(r.month)) + " against " + w.spanText(r.month-12) + ": "},
		{Text: w.signedText(float64(c.Total.Change)) + unit, URL: url}}
	if c.Total.Percent.Known() && c.Total.Change != 0 {
		s = append(s, Part{Text: " (" + percent(float64(c.Total.Percent)) + ")"})
	}
	if moved := w.mostMoved(c.Parts); moved != "" && len(c.Parts) > 1 && c.Unlike == "" {
		s = append(s, Part{Text: "; " + moved + " moved most"})
	}
	s = append(s, Part{Text: "."})
	if e := c.Effects; e != nil && math.Abs(float64(e.Percent)) >= 0.05 && sign(float64(e.Percent)) != sign(float64(e.Count)) && math.Abs(float64(e.Count)) >= 0.05 {
		kind := "shorter"
		if e.Percent > 0 {
			kind = "longer"
		}
		s = append(s, Part{Text: " Procedure hours "}, Part{Text: percent(float64(e.Percent)), URL: e.URL},
			Part{Text: " while the count " + percent(float64(e.Count)) + ": " + kind + " procedures."})
	}
	return s
}

// mostMoved names the two parts that moved most: "Drainage & tube exchange (+14) and Image-guided biopsy (−9)".
func (w window) mostMoved(parts []ChangePart) string {
	moved := slices.Clone(parts)
	slices.SortStableFunc(moved, func(a, b ChangePart) int { return larger(math.Abs(float64(a.Change)), math.Abs(float64(b.Change))) })
	var said []string
	for _, p := range moved[:min(len(moved), 2)] {
		if p.Change != 0 {
			said = append(said, p.Name+" ("+w.signedText(float64(p.Change))+")")
		}
	}
	return list(said)
}
