package chart

import (
	"fmt"
	"strings"
)

// SVG is a finished picture in markup, safe to put into a page as it stands: text in it is
// escaped, and it has neither style attributes nor script, which the content policy forbids.
// Its colours are the page's own custom properties, so it follows theme and paper by itself.
type SVG string

// picture collects the marks of an SVG.
type picture struct {
	width, height float64
	class, title  string
	b             strings.Builder
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
		return SVG(head + ` aria-hidden="true" focusable="false">` + p.b.String() + `</svg>`)
	}
	return SVG(head + ` role="img" focusable="false"><title>` + escape(p.title) + `</title>` + p.b.String() + `</svg>`)
}

func (p *picture) rect(x, y, w, h float64, fill Token, more string) {
	fmt.Fprintf(&p.b, `<rect x="%s" y="%s" width="%s" height="%s" fill="%s"%s/>`, px(x), px(y), px(w), px(h), paint(fill), attributes(more))
}

func (p *picture) circle(x, y, r float64, fill Token, more string) {
	fmt.Fprintf(&p.b, `<circle cx="%s" cy="%s" r="%s" fill="%s"%s/>`, px(x), px(y), px(r), paint(fill), attributes(more))
}

func (p *picture) path(d string, fill Token, more string) {
	fmt.Fprintf(&p.b, `<path d="%s" fill="%s"%s/>`, d, paint(fill), attributes(more))
}

func (p *picture) line(x1, y1, x2, y2 float64, stroke Token, width float64, more string) {
	fmt.Fprintf(&p.b, `<line x1="%s" y1="%s" x2="%s" y2="%s" stroke="%s" stroke-width="%s"%s/>`,
		px(x1), px(y1), px(x2), px(y2), paint(stroke), px(width), attributes(more))
}

func (p *picture) text(x, y float64, words, anchor string, size float64, fill Token, more string) {
	fmt.Fprintf(&p.b, `<text x="%s" y="%s" text-anchor="%s" font-size="%s" fill="%s"%s>%s</text>`,
		px(x), px(y), anchor, px(size), paint(fill), attributes(more), escape(oneLine(words)))
}

// paint names a colour; "" is none.
func paint(t Token) string {
	if t == "" {
		return "none"
	}
	return t.css()
}

func attributes(more string) string {
	if more == "" {
		return ""
	}
	return " " + more
}

// stroked is the attributes of an outline.
func stroked(t Token, width float64) string {
	return fmt.Sprintf(`stroke="%s" stroke-width="%s"`, paint(t), px(width))
}

// signalPath is the outline of a rule's shape around a centre, r being half its size.
func signalPath(rule SignalRule, up bool, x, y, r float64) string {
	switch rule {
	case OutsideLimit:
		return fmt.Sprintf("M%s %sL%s %sL%s %sL%s %sZ", px(x), px(y-r), px(x+r), px(y), px(x), px(y+r), px(x-r), px(y))
	case Trend:
		if !up {
			r = -r
		}
		return fmt.Sprintf("M%s %sL%s %sL%s %sZ", px(x), px(y-r), px(x+r), px(y+r), px(x-r), px(y+r))
	case TwoOfThree:
		return fmt.Sprintf("M%s %sH%sV%sH%sZ", px(x-r), px(y-r), px(x+r), px(y+r), px(x-r))
	}
	return fmt.Sprintf("M%s %sa%s %s 0 1 0 %s 0a%s %s 0 1 0 %s 0Z", px(x-r), px(y), px(r), px(r), px(2*r), px(r), px(r), px(-2*r))
}
