package dashboard

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// How numbers are written on pages and in sentences: thousands with a comma, a
// real minus, a no-break space before the percent sign, "—" for what was not
// reported. A change that rounds to nothing is "0", never "+0".

const (
	missingText  = "—"
	minusSign    = "\u2212"
	noBreakSpace = "\u00a0"
)

// formatNumber writes a whole number: 1,234.
func formatNumber(n int) string {
	digits := strconv.FormatUint(magnitude(n), 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if n < 0 {
		return minusSign + digits
	}
	return digits
}

// magnitude also holds for the least int, whose negative is no int.
func magnitude(n int) uint64 {
	if n < 0 {
		return -uint64(n) //nolint:gosec // two's complement is the point
	}
	return uint64(n)
}

// formatSigned writes a difference with its sign: +22, −8, 0.
func formatSigned(n int) string {
	if n > 0 {
		return "+" + formatNumber(n)
	}
	return formatNumber(n)
}

// formatDecimal writes x with so many decimals: 1,234.5. NaN is missing.
func formatDecimal(x float64, decimals int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return missingText
	}
	text := strconv.FormatFloat(math.Abs(series.Round(x, decimals)), 'f', decimals, 64)
	whole, fraction, _ := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction != "" {
		whole += "." + fraction
	}
	if x < 0 && strings.Trim(text, "0.") != "" { // −0.04 to one decimal is 0.0, not −0.0
		return minusSign + whole
	}
	return whole
}

// formatSignedDecimal writes a difference with its sign: +0.4, −0.8, 0.0.
func formatSignedDecimal(x float64, decimals int) string {
	text := formatDecimal(x, decimals)
	if x > 0 && strings.Trim(text, "0.") != "" && text != missingText {
		return "+" + text
	}
	return text
}

// formatPercent writes a percentage of 0..100 scale with so many decimals: 3.2 %.
func formatPercent(x float64, decimals int) string {
	text := formatDecimal(x, decimals)
	if text == missingText {
		return text
	}
	return text + noBreakSpace + "%"
}

// formatSignedPercent writes a change in percent: +3.2 %, −4 %, 0 %.
func formatSignedPercent(x float64, decimals int) string {
	text := formatSignedDecimal(x, decimals)
	switch {
	case text == missingText:
		return text
	case strings.Trim(text, "0.") == "":
		return "0" + noBreakSpace + "%"
	}
	return text + noBreakSpace + "%"
}

// percentDecimals is one below ten, as sentences write percentages.
func percentDecimals(x float64) int {
	if math.Abs(x) < 9.95 {
		return 1
	}
	return 0
}

// megabytes writes a size as people say it: 8 MB, 1.5 MB, 12 KB.
func megabytes(bytes int64) string {
	const kilobyte, megabyte = 1 << 10, 1 << 20
	switch {
	case bytes < kilobyte:
		return fmt.Sprintf("%d%sbytes", bytes, noBreakSpace)
	case bytes < megabyte:
		return formatDecimal(math.Round(float64(bytes)/kilobyte), 0) + noBreakSpace + "KB"
	}
	text := strings.TrimSuffix(formatDecimal(float64(bytes)/megabyte, 1), ".0")
	return text + noBreakSpace + "MB"
}

// plural writes a count with its noun: 1 row, 2 rows.
func plural(n int, one, many string) string {
	if n == 1 || n == -1 {
		return formatNumber(n) + noBreakSpace + one
	}
	return formatNumber(n) + noBreakSpace + many
}

// The functions that templates call take whatever the page holds, and pointers
// to it: a nil pointer is a number that was not reported.

func templateNumber(value any) (string, error) {
	return formatAny(value, formatNumber, func(x float64) string { return formatDecimal(x, 0) })
}

func templateSigned(value any) (string, error) {
	return formatAny(value, formatSigned, func(x float64) string { return formatSignedDecimal(x, 0) })
}

func templateDecimal1(value any) (string, error) {
	return formatAny(value, formatNumber, func(x float64) string { return formatDecimal(x, 1) })
}

func templatePercent(value any) (string, error) {
	return formatAny(value, func(n int) string { return formatPercent(float64(n), 0) }, func(x float64) string { return formatPercent(x, 1) })
}

func templateSignedPercent(value any) (string, error) {
	return formatAny(value, func(n int) string { return formatSignedPercent(float64(n), 0) }, func(x float64) string { return formatSignedPercent(x, 1) })
}

func formatAny(value any, whole func(int) string, real func(float64) string) (string, error) {
	v := reflect.ValueOf(value)
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return missingText, nil
		}
		v = v.Elem()
	}
	switch {
	case !v.IsValid():
		return missingText, nil
	case v.CanInt():
		return whole(int(v.Int())), nil
	case v.CanFloat():
		return real(v.Float()), nil
	}
	return "", fmt.Errorf("%T is not a number", value)
}

func templateMonthLong(value any) (string, error) {
	return formatMonth(value, calendar.Month.Long)
}

func templateMonthShort(value any) (string, error) {
	return formatMonth(value, calendar.Month.Short)
}

func formatMonth(value any, write func(calendar.Month) string) (string, error) {
	switch month := value.(type) {
	case calendar.Month:
		return write(month), nil
	case *calendar.Month:
		if month == nil {
			return missingText, nil
		}
		return write(*month), nil
	}
	return "", fmt.Errorf("%T is not a month", value)
}
