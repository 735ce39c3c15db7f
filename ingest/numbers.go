package ingest

import (
	"math"
	"strconv"
	"strings"
)

// countMax is the largest number taken as one month of one procedure.
const countMax = 1_000_000

// numberRules are what a file fixes about reading numbers.
type numberRules struct {
	dotGroups    bool // "1.234" is one thousand two hundred thirty-four: a semicolon file where every dot groups
	decimalComma bool // "12,0" is twelve: a semicolon file
}

// countCell is what a count cell turned out to say.
type countCell struct {
	n    int
	code Code // "" for a good count
	fix  string
}

// parseCount reads a count of procedures. Only a whole number from 0 on is one.
func parseCount(text string, rules numberRules) countCell {
	if n, ok := shortNumber(text); ok {
		return countCell{n: n}
	}
	text = clean(text)
	switch {
	case isMissing(text):
		return countCell{code: CodeMissingCount}
	case isSuppressed(text):
		return countCell{code: CodeSuppressedCount}
	}
	negative := false
	if inner, ok := strings.CutPrefix(text, "("); ok && strings.HasSuffix(inner, ")") {
		text, negative = strings.TrimSuffix(inner, ")"), true
	} else if rest, ok := strings.CutPrefix(strings.Replace(text, "−", "-", 1), "-"); ok {
		text, negative = rest, true
	}
	whole, fraction, ok := wholeAndFraction(text, rules)
	if !ok {
		return countCell{code: CodeInvalidCount, fix: countFix(text)}
	}
	switch {
	case strings.Trim(fraction, "0") != "":
		return countCell{code: CodeNonIntegerCount}
	case len(strings.TrimLeft(whole, "0")) > 7:
		return countCell{code: CodeCountOutOfRange}
	}
	n := atoi(whole)
	switch {
	case negative && n != 0:
		return countCell{code: CodeNegativeCount}
	case n > countMax:
		return countCell{code: CodeCountOutOfRange}
	}
	return countCell{n: n}
}

// shortNumber reads up to six plain digits, which is nearly every count.
func shortNumber(text string) (int, bool) {
	if text == "" || len(text) > 6 {
		return 0, false
	}
	n := 0
	for i := range len(text) {
		c := text[i]
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// wholeAndFraction takes a number without a sign apart and its grouping out.
func wholeAndFraction(text string, rules numberRules) (whole, fraction string, ok bool) {
	text = strings.Map(func(r rune) rune {
		if r == ' ' || r == '\u00a0' || r == '\u202f' || r == '\u2009' {
			return ' '
		}
		return r
	}, text)
	point, group := ".", ","
	switch {
	case rules.dotGroups:
		point, group = ",", "."
	case rules.decimalComma && strings.Count(text, ",") == 1 && strings.Trim(text[strings.Index(text, ",")+1:], "0") == "":
		point, group = ",", "."
	}
	whole, fraction, hasPoint := strings.Cut(text, point)
	if hasPoint && (fraction == "" || !allDigits(fraction)) {
		return "", "", false
	}
	for _, mark := range []string{group, " "} {
		if strings.Contains(whole, mark) {
			if !isGrouped(whole, mark) {
				return "", "", false
			}
			whole = strings.ReplaceAll(whole, mark, "")
			break
		}
	}
	return whole, fraction, whole != "" && allDigits(whole)
}

// isGrouped reports groups of three behind a first group of one to three digits.
func isGrouped(text, mark string) bool {
	parts := strings.Split(text, mark)
	if len(parts[0]) < 1 || len(parts[0]) > 3 || !allDigits(parts[0]) {
		return false
	}
	for _, part := range parts[1:] {
		if len(part) != 3 || !allDigits(part) {
			return false
		}
	}
	return true
}

// use is what a cell with a plain slip was meant to say; "" where nothing is proposed.
func (c countCell) use(text string) string {
	if c.code != CodeInvalidCount || c.fix == "" {
		return ""
	}
	return digitsFor(text)
}

// countFix guesses at the slip behind a number that is none.
func countFix(text string) string {
	replaced := strings.NewReplacer("O", "0", "o", "0", "l", "1", "I", "1", " ", "").Replace(text)
	if strings.ContainsAny(text, "OolI") && allDigits(replaced) {
		if strings.ContainsAny(text, "Oo") {
			return "letter O?"
		}
		return "letter l?"
	}
	if trimmed := strings.TrimRight(text, "*†‡#"); trimmed != text && trimmed != "" && allDigits(trimmed) {
		return "footnote mark behind the number?"
	}
	return ""
}

// isMissing reports the marks by which files say that there is no number. Missing is never 0.
func isMissing(text string) bool {
	switch strings.ToLower(text) {
	case "", "-", "--", "—", "–", "n/a", "na", "null", ".":
		return true
	}
	return false
}

// isRange reports a range of small numbers, by which a source hides which of them it was: "1–10", "1-4".
func isRange(text string) bool {
	low, high, ok := strings.Cut(strings.Replace(text, "–", "-", 1), "-")
	low, high = strings.TrimSpace(low), strings.TrimSpace(high)
	return ok && low != "" && high != "" && len(high) <= 2 && allDigits(low) && allDigits(high) && atoi(low) < atoi(high)
}

// isSuppressed reports a number that the source hides because it is small.
func isSuppressed(text string) bool {
	switch strings.ToLower(text) {
	case "*", "hidden", "suppressed", "masked", "redacted":
		return true
	}
	if isRange(text) {
		return true
	}
	rest, ok := strings.CutPrefix(text, "<")
	if !ok {
		rest, ok = strings.CutPrefix(text, "≤")
	}
	rest = strings.TrimSpace(strings.TrimPrefix(rest, "="))
	return ok && rest != "" && allDigits(rest)
}

// dotsGroup reports that every dot in a column's numbers stands between groups of three, and that there is one.
func dotsGroup(values func(yield func(string) bool)) bool {
	found, all := false, true
	values(func(text string) bool {
		text = clean(text)
		if !strings.Contains(text, ".") || strings.Trim(text, "0123456789.,") != "" {
			return true
		}
		found = true
		all = all && isGrouped(text, ".")
		return all
	})
	return found && all
}

// fteMax is the most that one appointment may hold.
const fteMax = 1.5

// parseFTE reads 0.8, 80%, 5/8 (joint appointments are in eighths) and, under a percent header, 80.
func parseFTE(text string, percentHeader, decimalComma bool) (float64, Code) {
	text = strings.ReplaceAll(clean(text), " ", "")
	if text == "" {
		return 0, CodeMissingValue
	}
	if decimalComma {
		text = strings.Replace(text, ",", ".", 1)
	}
	value, ok := 0.0, false
	if above, below, isFraction := strings.Cut(text, "/"); isFraction {
		numerator, okAbove := decimal(above)
		denominator, okBelow := decimal(below)
		ok = okAbove && okBelow && (denominator == 8 || denominator == 10 || denominator == 40) // eighths, tenths, hours of a week
		value = numerator / max(denominator, 1)
	} else {
		number, isPercent := strings.CutSuffix(text, "%")
		value, ok = decimal(number)
		if isPercent || percentHeader && value > fteMax {
			value /= 100
		}
	}
	switch {
	case !ok && strings.HasPrefix(text, "-"):
		return 0, CodeFTEOutOfRange
	case !ok:
		return 0, CodeInvalidFTE
	case value > fteMax:
		return 0, CodeFTEOutOfRange
	}
	return math.Round(value*10_000) / 10_000, ""
}

// decimal reads plain digits with at most one point: no exponent, no sign, no NaN.
func decimal(text string) (float64, bool) {
	if text == "" || len(text) > 12 || strings.Trim(text, "0123456789.") != "" || text == "." {
		return 0, false
	}
	value, err := strconv.ParseFloat(text, 64)
	return value, err == nil
}
