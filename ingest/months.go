package ingest

import (
	"strconv"
	"strings"
	"time"

	"caseload/store/calendar"
)

// dateOrder is how a column's slash dates are read. Nothing in one cell tells; the column decides.
type dateOrder int

const (
	monthFirst dateOrder = iota // 03/31/2025, the usual reading here
	dayFirst                    // 31/03/2025, when only that fits
)

// monthRules are what a file or its sender fixes about reading months.
type monthRules struct {
	order       dateOrder
	fiscalStart time.Month // 0 when unknown: fiscal labels cannot be read
}

// civil is a date of which the day may be missing (0).
type civil struct{ year, month, day int }

func (c civil) exists() bool {
	if c.month < 1 || c.month > 12 || c.year < 1 {
		return false
	}
	if c.day == 0 {
		return true
	}
	return c.day >= 1 && c.day <= calendar.MonthOf(c.year, time.Month(c.month)).Days()
}

func (c civil) asMonth() calendar.Month { return calendar.MonthOf(c.year, time.Month(c.month)) }

// monthCell is what a month cell turned out to say.
type monthCell struct {
	month  calendar.Month
	ok     bool
	fiscal bool // a fiscal label that needs the fiscal start
}

// parseMonth reads a month in any form that coordinators use. The day, where there is one, must exist.
func parseMonth(text string, rules monthRules) monthCell {
	text = clean(text)
	if date, ok := parseCivil(text, rules.order, true); ok {
		return monthCell{month: date.asMonth(), ok: true}
	}
	if month, isLabel, ok := parseFiscal(text, rules.fiscalStart); isLabel {
		return monthCell{month: month, ok: ok, fiscal: true}
	}
	return monthCell{}
}

// parseDate reads a full date; a month alone is not one.
func parseDate(text string, order dateOrder) (calendar.Date, bool) {
	date, ok := parseCivil(clean(text), order, false)
	if !ok || date.day == 0 {
		return 0, false
	}
	return calendar.DateOf(date.year, time.Month(date.month), date.day), true
}

// parseCivil reads every form but fiscal labels. Digits other than 0-9 are no digits here.
func parseCivil(text string, order dateOrder, monthAlone bool) (civil, bool) {
	if len(text) < 5 || len(text) > 40 {
		return civil{}, false
	}
	if serial, ok := parseSerial(text); ok {
		return serial, true
	}
	text = withoutTime(text)
	var date civil
	var ok bool
	if letters(text) {
		date, ok = parseNamed(text)
	} else {
		date, ok = parseNumeric(text, order)
	}
	if !ok || !date.exists() || date.day == 0 && !monthAlone {
		return civil{}, false
	}
	return date, true
}

// Excel counts days from the last day of 1899, with 29 February 1900 counted though it never was;
// from March 1900 on the count is days since 1899-12-30. Accepted serials are 2000-01-01 to 2099-12-31.
const (
	firstSerial = 36526
	lastSerial  = 73050
)

func parseSerial(text string) (civil, bool) {
	whole, fraction, hasFraction := strings.Cut(text, ".")
	if len(whole) != 5 || !allDigits(whole) || hasFraction && (!allDigits(fraction) || fraction == "") {
		return civil{}, false
	}
	serial, _ := strconv.Atoi(whole)
	if serial < firstSerial || serial > lastSerial {
		return civil{}, false
	}
	day := calendar.DateOf(1899, time.December, 30) + calendar.Date(serial)
	return civil{day.Year(), int(day.Month().MonthOfYear()), day.Day()}, true
}

// withoutTime cuts "T00:00:00Z" or " 00:00:00.000" off a date. A month has no time zone, so nothing shifts.
func withoutTime(text string) string {
	cut := strings.IndexAny(text, "Tt ")
	if cut < 8 || cut+3 > len(text) || !allDigits(text[cut+1:cut+2]) {
		return text
	}
	clock := text[cut+1:]
	if !strings.Contains(clock, ":") {
		return text
	}
	for i := range len(clock) {
		if c := clock[i]; (c < '0' || c > '9') && !strings.ContainsRune(":.+-Zz APMapm", rune(c)) {
			return text
		}
	}
	return text[:cut]
}

func letters(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }) >= 0
}

func allDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}

// parseNumeric reads 2024-01, 2024/01/31, 202401, 1/2024, 1/31/2024 and 31.1.2024.
func parseNumeric(text string, order dateOrder) (civil, bool) {
	if allDigits(text) {
		if len(text) != 6 {
			return civil{}, false
		}
		return civil{year: atoi(text[:4]), month: atoi(text[4:])}, true
	}
	parts, ok := split(text)
	if !ok {
		return civil{}, false
	}
	for _, part := range parts {
		if part == "" || len(part) > 4 || !allDigits(part) {
			return civil{}, false
		}
	}
	switch {
	case len(parts) == 2 && len(parts[0]) == 4 && len(parts[1]) <= 2:
		return civil{year: atoi(parts[0]), month: atoi(parts[1])}, true
	case len(parts) == 2 && len(parts[0]) <= 2 && len(parts[1]) == 4:
		return civil{year: atoi(parts[1]), month: atoi(parts[0])}, true
	case len(parts) == 3 && len(parts[0]) == 4 && len(parts[1]) <= 2 && len(parts[2]) <= 2:
		return withDay(atoi(parts[0]), atoi(parts[1]), atoi(parts[2]))
	case len(parts) == 3 && len(parts[0]) <= 2 && len(parts[1]) <= 2 && (len(parts[2]) == 4 || len(parts[2]) == 2):
		year, first, second := fullYear(parts[2]), atoi(parts[0]), atoi(parts[1])
		if order == dayFirst {
			first, second = second, first
		}
		return withDay(year, first, second)
	}
	return civil{}, false
}

func withDay(year, month, day int) (civil, bool) {
	if day < 1 {
		return civil{}, false
	}
	return civil{year, month, day}, true
}

// split takes a date apart at one kind of separator.
func split(text string) ([]string, bool) {
	for _, separator := range []string{"/", "-", "."} {
		if strings.Contains(text, separator) {
			parts := strings.Split(text, separator)
			return parts, len(parts) == 2 && separator != "." || len(parts) == 3
		}
	}
	return nil, false
}

func atoi(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return -1
	}
	return n
}

// fullYear reads two digits as a year of this century.
func fullYear(digits string) int {
	if len(digits) == 2 {
		return 2000 + atoi(digits)
	}
	return atoi(digits)
}

// parseNamed reads Jan-24, JAN 2024, Nov'24, January 2024, 01-Jan-2024 and Jan 31, 2024.
func parseNamed(text string) (civil, bool) {
	words := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" -/.,'’_", r) })
	if len(words) == 1 { // Jan24
		if cut := strings.IndexAny(text, "0123456789"); cut > 0 {
			words = []string{text[:cut], text[cut:]}
		}
	}
	var date civil
	name := -1
	for i, word := range words {
		if month, ok := monthName(word); ok {
			if name >= 0 {
				return civil{}, false
			}
			name, date.month = i, month
			continue
		}
		if !allDigits(word) {
			return civil{}, false
		}
	}
	if name < 0 {
		return civil{}, false
	}
	year := ""
	switch {
	case len(words) == 2 && name == 0: // Jan 2024
		year = words[1]
	case len(words) == 2 && len(words[0]) == 4: // 2024 Jan
		year = words[0]
	case len(words) == 3 && name < 2: // Jan 31 2024, 31 Jan 2024
		year = words[2]
		day := words[1-name]
		if len(day) > 2 {
			return civil{}, false
		}
		if date.day = atoi(day); date.day < 1 {
			return civil{}, false
		}
	default:
		return civil{}, false
	}
	if len(year) != 2 && len(year) != 4 {
		return civil{}, false
	}
	date.year = fullYear(year)
	return date, true
}

// monthName reads an English month name or its usual short form.
func monthName(word string) (int, bool) {
	word = strings.TrimSuffix(strings.ToLower(word), ".")
	if word == "sept" {
		return int(time.September), true
	}
	for month := time.January; month <= time.December; month++ {
		full := strings.ToLower(month.String())
		if word == full || word == full[:3] {
			return int(month), true
		}
	}
	return 0, false
}

// parseFiscal reads FY24 M03. A fiscal year is named for the year in which it ends.
func parseFiscal(text string, start time.Month) (month calendar.Month, isLabel, ok bool) {
	words := strings.FieldsFunc(strings.ToUpper(text), func(r rune) bool { return strings.ContainsRune(" -/_,.", r) })
	if len(words) == 3 && words[0] == "FY" {
		words = []string{"FY" + words[1], words[2]}
	}
	if len(words) != 2 || len(words[0]) < 4 {
		return 0, false, false
	}
	year := strings.TrimPrefix(strings.TrimPrefix(words[0], "F"), "Y")
	number := strings.TrimLeft(words[1], "MP")
	if words[0][0] != 'F' || len(year) != 2 && len(year) != 4 || !allDigits(year) ||
		number == words[1] || number == "" || len(number) > 2 || !allDigits(number) {
		return 0, false, false
	}
	period := atoi(number)
	if period < 1 || period > 12 || start < time.January || start > time.December {
		return 0, true, false
	}
	first := calendar.MonthOf(fullYear(year), start)
	if start > time.January {
		first -= 12
	}
	return first + calendar.Month(period-1), true, true
}

// orderVerdict is what a whole column says about its slash dates.
type orderVerdict int

const (
	orderMonthFirst orderVerdict = iota
	orderDayFirst
	orderByDots  // day first, because dots stand between the numbers
	orderUnclear // both readings fit, or some cells fit only one and some only the other
)

// slashOrder decides how a column's slash dates are read. Month first is the reading unless only the
// other fits, or dots stand between the numbers: who writes 01.10.2026 means October. Where both fit
// and the days differ from row to row, nobody can tell.
func slashOrder(values func(yield func(string) bool)) orderVerdict {
	onlyMonthFirst, onlyDayFirst, both, dotted := 0, 0, 0, 0
	seconds := map[string]bool{}
	values(func(text string) bool {
		text = withoutTime(clean(text))
		parts := strings.FieldsFunc(text, func(r rune) bool { return r == '/' || r == '.' || r == '-' })
		if len(parts) != 3 || len(parts[0]) > 2 || letters(text) {
			return true
		}
		_, first := parseCivil(text, monthFirst, false)
		_, second := parseCivil(text, dayFirst, false)
		switch {
		case first && second && strings.Contains(text, "."):
			dotted++
		case first && second:
			both++
			seconds[parts[1]] = true
		case first:
			onlyMonthFirst++
		case second:
			onlyDayFirst++
		}
		return true
	})
	switch {
	case onlyMonthFirst > 0 && onlyDayFirst > 0:
		return orderUnclear
	case onlyDayFirst > 0:
		return orderDayFirst
	case dotted > 0 && onlyMonthFirst == 0 && both == 0:
		return orderByDots
	case onlyMonthFirst == 0 && both > 1 && len(seconds) > 1:
		return orderUnclear
	}
	return orderMonthFirst
}
