package caseload

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// MaxNameLength is the greatest number of characters in the name of a site, procedure or group.
const MaxNameLength = 200

// CleanName returns a name as it is stored: composed characters, no invisible ones, single spaces.
func CleanName(name string) string {
	visible := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, norm.NFC.String(name))
	return strings.Join(strings.Fields(visible), " ")
}

// NameKey returns what makes two names the same: "PICC  placement" and "picc placement"
// are one procedure. It is made here and stored, because SQL collations fold ASCII only.
func NameKey(name string) string {
	return cases.Fold().String(norm.NFKC.String(CleanName(name)))
}
