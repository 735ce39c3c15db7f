package insight

import (
	"math"
	"strconv"
	"strings"
	"time"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

const (
	minus   = "−"      // a real minus, not a hyphen
	noBreak = "\u00a0" // before %, so that it never starts a line
	dash    = "—"      // not reported
)

// whole writes a number of procedures or people: "8,142", "−3", "—".
func whole(v float64) string {
	if math.IsNaN(v) {
		return dash
	}
	return grouped(strconv.FormatFloat(math.Abs(series.Round(v, 0)), 'f', 0, 64), v)
}

// oneDecimal writes a rate, a ratio or FTE: "31.9", "1,204.0".
func oneDecimal(v float64) string { return decimals(v, 1) }

// decimals writes v with so many places. A number that rounds to nothing has no sign.
func decimals(v float64, places int) string {
	if math.IsNaN(v) {
		return dash
	}
	return grouped(strconv.FormatFloat(math.Abs(series.Round(v, places)), 'f', places, 64), v)
}

// decimalShort writes v with as many decimals as it needs, up to two: "6", "1.5", "0.33".
func decimalShort(v float64) string {
	text := decimals(v, 2)
	if strings.Contains(text, ".") {
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// grouped puts commas between thousands of the digits, and v's sign before them unless they are all zero.
func grouped(digits string, v float64) string {
	integer, fraction, _ := strings.Cut(digits, ".")
	var b strings.Builder
	if v < 0 && strings.Trim(digits, "0.") != "" {
		b.WriteString(minus)
	}
	for i, r := range integer {
		if i > 0 && (len(integer)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	if fraction != "" {
		b.WriteByte('.')
		b.WriteString(fraction)
	}
	return b.String()
}

// signed puts a plus before a text that stands for more than nothing: "+22", "−3", "0".
func signed(text string, v float64) string {
	if math.IsNaN(v) || v <= 0 || strings.Trim(text, "0.,") == "" {
		return text
	}
	return "+" + text
}

// signedWhole writes a difference in procedures or people: "+22", "−3", "0".
func signedWhole(v float64) string { return signed(whole(v), v) }

// percent writes a change in percent as a person would say it, one decimal below ten: "+3.2 %", "−12 %", "0 %".
func percent(v float64) string {
	if math.IsNaN(v) {
		return dash
	}
	text := decimals(v, 1)
	if math.Abs(v) >= 9.95 {
		text = whole(v)
	}
	if strings.Trim(text, "0.") == "" {
		text = "0"
	}
	return signed(text, v) + noBreak + "%"
}

// share writes a part of 1 in percent without a sign: "19 %", "0.4 %".
func share(v float64) string {
	if math.IsNaN(v) {
		return dash
	}
	v *= 100
	if v != 0 && math.Abs(v) < 0.95 {
		return decimals(v, 1) + noBreak + "%"
	}
	return whole(v) + noBreak + "%"
}

// baselineText writes a baseline: "680", or with a decimal where it has one.
func baselineText(v float64) string {
	if v == math.Round(v) {
		return whole(v)
	}
	return oneDecimal(v)
}

// comparedTo says how a rate stands against another, judged as both are shown: "2.2 % below", "level with".
func comparedTo(v, reference float64) string {
	if oneDecimal(v) == oneDecimal(reference) || reference == 0 {
		return "level with"
	}
	change := (v - reference) / reference * 100
	return strings.TrimPrefix(percent(math.Abs(change)), "+") + " " + aboveOrBelow(change)
}

func aboveOrBelow(v float64) string {
	if v < 0 {
		return "below"
	}
	return "above"
}

// moreOrFewer says a difference in procedures: "5 more than", "5 fewer than", "as many as".
func moreOrFewer(v float64) string {
	switch text := whole(math.Abs(v)); {
	case text == "0":
		return "as many as"
	case v < 0:
		return text + " fewer than"
	default:
		return text + " more than"
	}
}

// procedures counts in words: "1 procedure", "702 procedures".
func procedures(v float64) string {
	if whole(v) == "1" {
		return "1 procedure"
	}
	return whole(v) + " procedures"
}

// plural returns the noun in the number that n asks for.
func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// spelled writes a small number as prose does: "six", "14".
func spelled(n int) string {
	words := [...]string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	if n >= 0 && n < len(words) {
		return words[n]
	}
	return whole(float64(n))
}

// noneOr is spelled for a number that "of" follows: "none of four", "two of four".
func noneOr(n int) string {
	if n == 0 {
		return "none"
	}
	return spelled(n)
}

// capital returns the text with its first letter in upper case.
func capital(text string) string {
	return caseload.UpperFirst(text)
}

// list joins names as a sentence does: "a", "a and b", "a, b and c".
func list(names []string) string {
	switch n := len(names); n {
	case 0:
		return ""
	case 1:
		return names[0]
	default:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
}

// shortList is list with at most n names: "a, b, c and 9 more".
func shortList(names []string, n int) string {
	if len(names) <= n {
		return list(names)
	}
	return strings.Join(names[:n], ", ") + " and " + whole(float64(len(names)-n)) + " more"
}

// dayAndMonth writes "12 November", with the year where it is not the year of today.
func dayAndMonth(d, today calendar.Date) string {
	if d.Year() == today.Year() {
		return strings.TrimSuffix(d.Long(), " "+strconv.Itoa(d.Year()))
	}
	return d.Long()
}

// shortDay writes "9 Nov", with the year where it is not the year of today.
func shortDay(d, today calendar.Date) string {
	if d.Year() == today.Year() {
		return strings.TrimSuffix(d.Short(), " "+strconv.Itoa(d.Year()))
	}
	return d.Short()
}

// instant writes "12 Nov 2026, 08:14".
func instant(t time.Time) string { return t.Format("2 Jan 2006, 15:04") }

// monthsIn counts months in words: "one month", "93 months".
func monthsIn(n int) string { return spelled(n) + " " + plural(n, "month", "months") }
