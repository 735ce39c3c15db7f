package chart

import (
	"html"
	"math"
	"strconv"
	"strings"
	"unicode"

	"caseload/dashboard/analysis/series"
)

// Missing is shown where nothing was reported. It is not zero.
const Missing = "—"

const (
	realMinus    = "−"
	noBreakSpace = "\u00a0"
	zeroWidth    = "\u200b"
)

// number writes v with thousands commas, a real minus and a fixed number of decimals.
// What rounds to zero has no sign.
func number(v float64, decimals int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return Missing
	}
	digits := strconv.FormatFloat(math.Abs(series.Round(v, decimals)), 'f', decimals, 64)
	whole, fraction, hasFraction := strings.Cut(digits, ".")
	var b strings.Builder
	if v < 0 && strings.Trim(digits, "0.") != "" {
		b.WriteString(realMinus)
	}
	for i, d := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	if hasFraction {
		b.WriteByte('.')
		b.WriteString(fraction)
	}
	return b.String()
}

// signed is number with a plus before what is above zero.
func signed(v float64, decimals int) string {
	text := number(v, decimals)
	if v > 0 && strings.Trim(text, "0.,") != "" {
		return "+" + text
	}
	return text
}

// label makes text from a file fit to stand in a chart: on one line, of bounded length,
// and with no brace that ECharts could read as a template ("{c}") or a style ("{a|b}").
func label(text string) string {
	return strings.ReplaceAll(shorten(oneLine(text), 40), "{", "{"+zeroWidth)
}

// oneLine turns control characters and runs of space into single spaces.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

func shorten(text string, most int) string {
	runes := []rune(text)
	most = max(most, 2)
	if len(runes) <= most {
		return text
	}
	return strings.TrimRight(string(runes[:most-1]), " ") + "…"
}

// textWidth estimates px at size 12 in Inter, generously: labels placed by it may stand
// too far apart, never on each other.
func textWidth(text string) float64 { return 6.4 * float64(len([]rune(text))) }

func escape(text string) string { return html.EscapeString(text) }

// px writes a coordinate with at most two decimals, so that drawings do not differ in the
// last bit between machines.
func px(v float64) string { return string(appendPx(nil, v)) }

func appendPx(b []byte, v float64) []byte {
	return strconv.AppendFloat(b, math.Round(v*100)/100+0, 'f', -1, 64)
}
