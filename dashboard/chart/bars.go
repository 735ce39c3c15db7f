package chart

import "math"

// ChangeBar draws one difference from a line in the middle, rising to the right and falling to the left, on a scale
// that the bars below each other share: most is the largest of them, without its sign.
func ChangeBar(change, most, width, height float64) SVG {
	p := newPicture("change-bar", width, height)
	middle := width / 2
	if most > 0 && !math.IsNaN(change) {
		length := math.Abs(change) / most * (middle - 1)
		left := middle
		if change < 0 {
			left -= length
		}
		if change != 0 {
			p.rect(left, height*0.2, math.Max(length, 1), height*0.6, Control, "")
		}
	}
	p.line(middle, 0, middle, height, Ink3, 1, "")
	return p.svg()
}

// RankBar draws one amount from the left, on a scale that the bars below each other share, with a tick where it stood
// before; NaN draws no tick.
func RankBar(value, before, most, width, height float64) SVG {
	p := newPicture("rank-bar", width, height)
	x := func(v float64) float64 { return v / most * (width - 2) }
	if most > 0 && !math.IsNaN(value) {
		p.rect(0, height*0.15, math.Max(x(value), 1), height*0.7, Control, "")
	}
	if most > 0 && !math.IsNaN(before) {
		p.rect(x(before), 0, 2, height, Ink, stroked(Ground, 1)+` paint-order="stroke"`)
	}
	return p.svg()
}
