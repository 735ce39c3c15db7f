package table

import (
	"regexp"
	"strings"
	"unicode"
)

// signedNumber is what a spreadsheet program reads as a number although it starts like a formula.
var signedNumber = regexp.MustCompile(`^[+-][0-9]+([.,][0-9]+)*%?$`)

// Neutral returns a cell so that no spreadsheet program runs it: text that starts like a formula gets an apostrophe
// before it. Programs look past white space and marks that nobody sees, and some take wide signs for narrow ones.
func Neutral(cell string) string {
	if cell == "" || cell[0] >= '0' && cell[0] <= '9' || cell[0] >= 'A' && cell[0] <= 'Z' || cell[0] >= 'a' && cell[0] <= 'z' {
		return cell // nearly every one
	}
	seen := strings.TrimLeftFunc(cell, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	})
	startsLikeOne := strings.IndexAny(seen, "=+-@＝＋－＠") == 0 && !signedNumber.MatchString(seen)
	if startsLikeOne || cell[0] == '\t' || cell[0] == '\r' {
		return "'" + cell
	}
	return cell
}
