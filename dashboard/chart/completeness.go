package chart

import "fmt"

// Receipt is what became of one file of one month.
type Receipt int

// The states of a file.
const (
	NotDue Receipt = iota
	Received
	Late
	Suspicious
	NotReceived
	NotFinished // the month still runs
	InReview
)

// String returns the word that the key and the screen reader use.
func (r Receipt) String() string {
	switch r {
	case Received:
		return "received"
	case Late:
		return "received late"
	case Suspicious:
		return "suspicious"
	case NotReceived:
		return "missing"
	case NotFinished:
		return "month not finished"
	case InReview:
		return "in review"
	}
	return "not due yet"
}

// ReceiptCell draws one cell of the completeness grid, size px square (18 on the page).
func ReceiptCell(r Receipt, size float64) SVG {
	p := newPicture("cell", size, size).titled(r.String())
	p.receipt(r, 0, 0, size)
	return p.svg()
}

// CompletenessMini draws rows of files (one a site and file kind) by months (24 in a key figure) in a small space.
func CompletenessMini(rows [][]Receipt, width, height float64, title string) SVG {
	p := newPicture("spark spark-grid", width, height).titled(title)
	months := 1
	for _, row := range rows {
		months = max(months, len(row))
	}
	slotX, slotY := width/float64(months), height/float64(max(1, len(rows)))
	size := min(slotX, slotY) - 1.5
	size = max(2, min(size, 6))
	for k, row := range rows {
		for i, r := range row {
			p.receipt(r, float64(i)*slotX+(slotX-size)/2, float64(k)*slotY+(slotY-size)/2, size)
		}
	}
	return p.svg()
}

// receipt draws one cell; shape carries every state without colour.
func (p *picture) receipt(r Receipt, x, y, size float64) {
	isSmall := size < 10
	radius := `rx="2"`
	if isSmall {
		radius = `rx="0.5"`
	}
	outline := func(t Token, width float64, dash string) {
		more := radius + " " + stroked(t, width)
		if dash != "" {
			more += fmt.Sprintf(` stroke-dasharray="%s"`, dash)
		}
		p.rect(x+width/2, y+width/2, size-width, size-width, "", more)
	}
	switch r {
	case Received:
		p.rect(x, y, size, size, Control, radius)
	case Late:
		outline(Control, 1, "")
		p.path(fmt.Sprintf("M%s %sV%sH%sZ", px(x+size), px(y), px(y+size), px(x)), Control, "")
	case Suspicious:
		p.rect(x, y, size, size, Control, radius)
		w := size / 9
		p.rect(x+size/2-w/2, y+size*0.22, w, size*0.34, Ground, "")
		p.rect(x+size/2-w/2, y+size*0.66, w, w, Ground, "")
	case NotReceived:
		if isSmall {
			outline(Ink, 1, "1 1")
		} else {
			outline(Ink, 1.5, "3 2")
		}
	case NotFinished:
		outline(Control, 1, "")
	case InReview:
		p.rect(x+0.75, y+0.75, size-1.5, size-1.5, AccentTint, radius+" "+stroked(Accent, 1.5))
	default:
		p.circle(x+size/2, y+size/2, min(1, size/4), Ink3, "")
	}
}
