package caseload

import (
	"unicode"
	"unicode/utf8"
)

// UpperFirst lets a text begin a sentence. A first letter may be of several bytes, as in "écho", and a first character
// need not be a letter.
func UpperFirst(text string) string { return withFirst(text, unicode.ToUpper) }

// LowerFirst lets a title stand within a sentence.
func LowerFirst(text string) string { return withFirst(text, unicode.ToLower) }

func withFirst(text string, change func(rune) rune) string {
	first, size := utf8.DecodeRuneInString(text)
	if first == utf8.RuneError { // nothing, or bytes that are no text
		return text
	}
	return string(change(first)) + text[size:]
}
