package ingest

import (
	"strings"
	"time"
	"unicode"

	"caseload/store/calendar"
)

// monthMeant is the month that a slip of the finger was meant to be, and what the slip is: "2026-1O" is October
// 2026, and so is "Octobr 2026". It is only ever proposed; ok is false where the slip is not plain.
func monthMeant(text string, order dateOrder, last calendar.Month) (month calendar.Month, fix string, ok bool) {
	text = clean(text)
	mended, fix := strings.NewReplacer("O", "0", "o", "0", "l", "1", "I", "1").Replace(text), "letter O?"
	if !strings.ContainsAny(text, "Oo") {
		fix = "letter l?"
	}
	if letters(mended) {
		word := strings.FieldsFunc(text, func(c rune) bool { return !unicode.IsLetter(c) })
		if len(word) != 1 {
			return 0, "", false
		}
		name := nameMeant(word[0])
		if name == "" {
			return 0, "", false
		}
		mended, fix = strings.Replace(text, word[0], name, 1), name+"?"
	}
	read := parseMonth(mended, monthRules{order: order})
	if !read.ok || read.fiscal || read.month < calendar.MonthOf(2000, 1) || read.month > last {
		return 0, "", false
	}
	return read.month, fix, true
}

// meant adds to a month that cannot be read what it was meant to be, where that is plain.
func (m monthReading) meant(text string, order dateOrder, last calendar.Month) monthReading {
	if month, fix, ok := monthMeant(text, order, last); ok && !m.isTotal && !m.isQuarter {
		m.fix, m.use = fix, month.String()
	}
	return m
}

// nameMeant is the one month whose name is a slip away from the word, "" where there is none or more than one.
func nameMeant(word string) string {
	if len(word) < 4 { // "Jum" is June as well as July
		return ""
	}
	meant := ""
	for m := time.January; m <= time.December; m++ {
		if !slips(strings.ToLower(word), strings.ToLower(m.String())) {
			continue
		}
		if meant != "" {
			return ""
		}
		meant = m.String()
	}
	return meant
}
