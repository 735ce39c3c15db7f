package wisn

import (
	"strconv"
	"strings"

	"caseload/dashboard/analysis/series"
)

// number writes a number with as many decimals as it needs, up to two, with thousands commas and a real minus.
func number(x float64) string {
	return grouped(strings.TrimSuffix(strings.TrimRight(fixed(x, 2), "0"), "."))
}

// CountText writes a number of procedures.
func CountText(x float64) string { return grouped(fixed(x, 0)) }

// FTEText writes full-time people with one decimal and without the unit, as everywhere in the product.
func FTEText(x float64) string { return grouped(fixed(x, 1)) }

// percent writes a share with the no-break space before the sign.
func percent(share float64) string { return number(share*100) + "\u00a0%" }

// fixed is a number without the sign of a zero, rounded as on the pages: 7.15 is 7.2, whatever its last digit in binary.
func fixed(x float64, decimals int) string {
	text := strconv.FormatFloat(series.Round(x, decimals), 'f', decimals, 64)
	if strings.Trim(text, "-0.") == "" {
		return strings.TrimPrefix(text, "-")
	}
	return text
}

func grouped(text string) string {
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "−", text[1:]
	}
	digits, fraction, _ := strings.Cut(text, ".")
	if strings.Trim(digits, "0123456789") != "" { // an infinity has no thousands
		return sign + text
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if fraction != "" {
		digits += "." + fraction
	}
	return sign + digits
}
