package caseload_test

import (
	"testing"

	c "caseload/store/caseload"
)

func TestTheFirstLetterChangesWholeWhateverItsAlphabet(t *testing.T) {
	for name, test := range map[string]struct{ text, upper, lower string }{
		"ascii":                    {"biopsy VA", "Biopsy VA", "biopsy VA"},
		"of two bytes":             {"écho", "Écho", "écho"},
		"large, of two bytes":      {"Ösophagus", "Ösophagus", "ösophagus"},
		"of another alphabet":      {"ангиография", "Ангиография", "ангиография"},
		"no letter":                {"−3 a month", "−3 a month", "−3 a month"},
		"nothing":                  {"", "", ""},
		"bytes that are no text":   {"\xffx", "\xffx", "\xffx"},
		"one letter":               {"é", "É", "é"},
		"a letter without a large": {"ßx", "ßx", "ßx"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.UpperFirst(test.text); got != test.upper {
				t.Errorf("large: want %q, got %q", test.upper, got)
			}
			if got := c.LowerFirst(test.text); got != test.lower {
				t.Errorf("small: want %q, got %q", test.lower, got)
			}
		})
	}
}
