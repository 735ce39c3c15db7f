package chart

import "fmt"

// SVG is a finished picture in markup, safe to put into a page as it stands: text in it is
// escaped, and it has neither style attributes nor script, which the content policy forbids.
// Its colours are the page's own custom properties, so it follows theme and paper by itself.
type SVG string

// picture collects the marks of an SVG. A page has dozens, of hundreds of marks each: they are written straight into
// one buffer.
type picture struct {
	width, height float64
	class, title  string
	b             []byte
}

func newPicture(class string, width, height float64) *picture {
	return &picture{class: class, width: width, height: height}
}

// titled gives the picture a name for those who cannot see it. Without one it is
// hidden from assistive technology: the number beside it says the same.
func (p *picture) titled(words string) *picture {
	p.title = oneLine(words)
	return p
}

func (p *picture) svg() SVG {
	head := fmt.Sprintf(`<svg class="%s" xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %s %s"`,
		escape(p.class), px(p.width), px(p.height), px(p.width), px(p.height))
	if p.title == "" {
		return SVG(head + ` aria-hidden="true" focusable="false">` + string(p.b) + `</svg>`)
	}
	return SVG(head + ` role="img" focusable="false"><title>` + escape(p.title) + `</title>` + string(p.b) + `</svg>`)
}

// raw writes markup as it stands.
func (p *picture) raw(markup string) { p.b = append(p.b, markup...) }

// px writes what is before a length, and the length.
func (p *picture) px(before string, v float64) { p.b = appendPx(append(p.b, before...), v) }

// end writes the colour, more attributes and the end of an element's tag.
func (p *picture) end(before string, colour Token, more, tail string) {
	p.raw(before)
	if colour == "" {
		p.raw("none")
	} else {
		p.raw("var(--")
		p.raw(string(colour))
		p.raw(")")
	}
	p.raw(`"`)
	if more != "" {
		p.raw(" ")
		p.raw(more)
	}
	p.raw(tail)
}

func (p *picture) rect(x, y, w, h float64, fill Token, more string) {
	p.px(`<rect x="`, x)
	p.px(`" y="`, y)
	p.px(`" width="`, w)
	p.px(`" height="`, h)
	p.end(`" fill="`, fill, more, "/>")
}

func (p *picture) circle(x, y, r float64, fill Token, more string) {
	p.px(`<circle cx="`, x)
	p.px(`" cy="`, y)
	p.px(`" r="`, r)
	p.end(`" fill="`, fill, more, "/>")
}

func (p *picture) path(d string, fill Token, more string) {
	p.raw(`<path d="`)
	p.raw(d)
	p.end(`" fill="`, fill, more, "/>")
}

// signal draws a rule's shape around a centre, r being half its size.
func (p *picture) signal(rule SignalRule, up bool, x, y, r float64, more string) {
	p.raw(`<path d="`)
	p.b = appendSignal(p.b, rule, up, x, y, r)
	p.end(`" fill="`, Alert, more, "/>")
}

func (p *picture) line(x1, y1, x2, y2 float64, stroke Token, width float64, more string) {
	p.px(`<line x1="`, x1)
	p.px(`" y1="`, y1)
	p.px(`" x2="`, x2)
	p.px(`" y2="`, y2)
	p.end(`" stroke="`, stroke, "", ` stroke-width="`)
	p.px("", width)
	p.raw(`"`)
	if more != "" {
		p.raw(" ")
		p.raw(more)
	}
	p.raw("/>")
}

func (p *picture) text(x, y float64, words, anchor string, size float64, fill Token, more string) {
	p.px(`<text x="`, x)
	p.px(`" y="`, y)
	p.raw(`" text-anchor="`)
	p.raw(anchor)
	p.px(`" font-size="`, size)
	p.end(`" fill="`, fill, more, ">")
	p.raw(escape(oneLine(words)))
	p.raw("</text>")
}

// paint names a colour; "" is none.
func paint(t Token) string {
	if t == "" {
		return "none"
	}
	return t.css()
}

// stroked is the attributes of an outline.
func stroked(t Token, width float64) string {
	return fmt.Sprintf(`stroke="%s" stroke-width="%s"`, paint(t), px(width))
}

// appendSignal writes the outline of a rule's shape around a centre, r being half its size.
func appendSignal(b []byte, rule SignalRule, up bool, x, y, r float64) []byte {
	// Each % stands for the next length.
	form, lengths := "M% %a% % 0 1 0 % 0a% % 0 1 0 % 0Z", [8]float64{x - r, y, r, r, 2 * r, r, r, -2 * r}
	switch rule {
	case OutsideLimit:
		form, lengths = "M% %L% %L% %L% %Z", [8]float64{x, y - r, x + r, y, x, y + r, x - r, y}
	case Trend:
		if !up {
			r = -r
		}
		form, lengths = "M% %L% %L% %Z", [8]float64{x, y - r, x + r, y + r, x - r, y + r}
	case TwoOfThree:
		form, lengths = "M% %H%V%H%Z", [8]float64{x - r, y - r, x + r, y + r, x - r}
	}
	next := 0
	for i := range len(form) {
		if form[i] != '%' {
			b = append(b, form[i])
			continue
		}
		b, next = appendPx(b, lengths[next]), next+1
	}
	return b
}
