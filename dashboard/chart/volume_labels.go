package chart

import (
	"math"
)

// findCaptions gathers what stands above the plot: events, notes and missing files.
func (d *volumeDrawing) findCaptions() []caption {
	var all []caption
	at := func(x float64) float64 { return (x - float64(d.from) + 0.5) * d.slot }
	if len(d.Ahead) > 0 {
		i := d.index(d.Ahead[0].Month)
		all = append(all, caption{x: at(float64(i) - 0.5), words: "Expected", month: i})
	}
	for _, a := range d.Annotations {
		if i := d.index(a.Month); i >= d.from && i <= d.to {
			all = append(all, caption{x: at(float64(i) - 0.5), words: label(shorten(oneLine(a.Text), 34)), month: i})
		}
	}
	for _, n := range d.Notes {
		if i := d.index(n.Month); i >= d.from && i <= d.to {
			all = append(all, caption{x: at(float64(i)), words: label(shorten(oneLine(n.Text), 34)), month: i, centre: true})
		}
	}
	for _, g := range d.gaps(d.from, d.to) {
		middle := (g.from + g.to) / 2
		all = append(all, caption{x: at(float64(middle)), words: label(g.words()), month: middle, centre: true})
	}
	return all
}

func (d *volumeDrawing) drawCaptions() {
	const clearance = 8 // px between a leader and what it points to
	for _, c := range d.captions {
		bottom := d.top + d.units(float64(c.row)*captionRow+2)
		baseline := coord{float64(c.month), bottom + d.units(captionRow/2)}
		style := textStyle{colour: Ink2, position: "inside", align: "center", ground: true}
		if c.centre {
			sum, _ := d.reported(c.month)
			if c.hidden {
				continue
			}
			d.line(coord{float64(c.month), sum + d.units(clearance)}, coord{float64(c.month), bottom}, solid(Ink3, 1))
		} else {
			baseline.x = float64(c.month) - 0.5
			style.position, style.align = "right", "left"
			if c.flip {
				style.position, style.align = "left", "right"
			}
			end := d.axes.yMax
			if !c.hidden {
				end = bottom + d.units(captionRow)
			}
			d.line(coord{baseline.x, 0}, coord{baseline.x, end}, solid(Ink3, 1))
		}
		if !c.hidden {
			d.text(baseline, c.words, style)
		}
	}
}

// drawGutter names, at the right of the plot, the layers of the month in focus, the baseline and the unfinished month.
func (d *volumeDrawing) drawGutter() {
	fromTop := func(value float64) float64 { return d.frame.plotHeight() - value*d.pxPerUnit() }
	var labels []gutterLabel
	add := func(value float64, words string, colour Token, weight string) {
		labels = append(labels, gutterLabel{wanted: fromTop(value), lines: countLines(words), words: words,
			style: textStyle{colour: colour, weight: weight, position: "right", align: "left"}})
	}

	if n := len(d.Bands); n > 0 {
		last := d.Bands[n-1]
		usual := "Usual range\n" + d.number(last.Lower) + "–" + d.number(last.Upper)
		if d.layout.numbersOnly {
			usual = d.number(last.Lower) + "–\n" + d.number(last.Upper)
		}
		add(last.Upper, usual, Ink3, "")
	}
	if b, ok := d.lastBaseline(); ok {
		words := d.number(b.PerMonth)
		if !d.layout.numbersOnly {
			words += " baseline"
		}
		add(b.PerMonth, words, Ink, "600")
	}
	d.addSiteLabels(add)
	if n := len(d.Ahead); n > 0 {
		last := d.Ahead[n-1]
		words := d.number(last.Expected)
		if !d.layout.numbersOnly {
			words = last.Month.Short() + noBreakSpace + words + "\n80" + noBreakSpace + "% " + last.range80(d.number)
		}
		add(last.Expected, words, Ink2, "")
	}
	if words, ok := d.partialWords(d.layout.numbersOnly); ok {
		sum, _ := d.reported(d.Months - 1)
		add(sum, words, Ink3, "")
	}

	spread(labels, d.frame.plotHeight())
	for _, l := range labels {
		y := (d.frame.plotHeight() - l.at) / d.pxPerUnit()
		d.text(coord{d.axes.xMax, y}, l.words, l.style)
	}
}

// addSiteLabels adds each site's number in the month in focus, near the top of its layer.
func (d *volumeDrawing) addSiteLabels(add func(float64, string, Token, string)) {
	i := d.index(d.Focus)
	if i < d.from || i > d.to {
		return
	}
	belowTop := d.units(38)                     // of a tall layer: its label stands by the end of the newest bar, not halfway down
	room := int(float64(d.frame.right-8) / 6.2) // characters, bold
	bottom := 0.0
	for _, s := range d.Sites {
		if !s.isExpected(i) && math.IsNaN(s.value(i)) {
			continue
		}
		_, text := siteTokens(s.Slot)
		n := s.value(i)
		top := bottom
		if !math.IsNaN(n) {
			top += n
		}
		words := d.number(n)
		if !d.layout.numbersOnly {
			words = label(shorten(oneLine(s.Name), room-len([]rune(words))-1)) + noBreakSpace + words
		}
		add(math.Max((bottom+top)/2, top-belowTop), words, text, "600")
		bottom = top
	}
	if last := d.to; d.layout.numbersOnly || i == last || i == last-1 && d.isPartial(last) {
		return
	}
	// Away from the right edge the numbers need the name of their month.
	add(bottom+d.units(4), d.Focus.Short(), Ink3, "")
}
