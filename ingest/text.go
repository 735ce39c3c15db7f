package ingest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"caseload/ingest/table"
)

// clean returns a cell as a person reads it: no invisible characters, single spaces, composed accents.
func clean(text string) string {
	if isPlain(text) {
		return withoutGuard(text)
	}
	var b strings.Builder
	space := false
	for _, r := range norm.NFC.String(text) {
		switch {
		case unicode.IsSpace(r):
			space = true
			continue
		case unicode.Is(unicode.Cf, r), unicode.IsControl(r):
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return withoutGuard(b.String())
}

// withoutGuard drops the apostrophe by which an export keeps a spreadsheet program from taking a
// text for a formula, so that what was exported comes back as it was. A text in single quotes keeps both.
func withoutGuard(text string) string {
	if len(text) < 2 || text[0] != '\'' || text[len(text)-1] == '\'' {
		return text
	}
	if rest := text[1:]; strings.IndexByte("=+-@", rest[0]) >= 0 || table.Neutral(rest) != rest {
		return strings.TrimSpace(rest)
	}
	return text
}

// isPlain reports printable ASCII without leading, trailing or doubled spaces, which is nearly every cell.
func isPlain(text string) bool {
	space := true // a leading space is not plain
	for i := range len(text) {
		c := text[i]
		if c < ' ' || c >= utf8.RuneSelf || c == 0x7f {
			return false
		}
		if c == ' ' {
			if space {
				return false
			}
			space = true
			continue
		}
		space = false
	}
	return !space || text == ""
}

// fold returns the form by which names are compared: cleaned and in lower case.
func fold(text string) string { return strings.ToLower(clean(text)) }

// foldHeader folds a header further: underscores are spaces, and marks around the name are nothing.
func foldHeader(text string) string {
	folded := strings.ReplaceAll(fold(text), "_", " ")
	return strings.TrimSpace(strings.Trim(folded, "*: "))
}

// shorten keeps a quoted value readable in a sentence. It copies, since a finding must not keep the
// whole file in memory.
func shorten(text string) string {
	const longest = 40
	text = clean(text)
	if utf8.RuneCountInString(text) <= longest {
		return strings.Clone(text)
	}
	runes := []rune(text)
	return string(runes[:longest-1]) + "…"
}

// remembered computes a value once for each distinct text; columns repeat a few values many times.
type remembered[T any] struct {
	compute   func(string) T
	values    map[string]T
	last      string
	lastValue T
	hasLast   bool
}

// rememberedValues bounds the memory of a column in which every value differs.
const rememberedValues = 1 << 16

func remember[T any](compute func(string) T) *remembered[T] {
	return &remembered[T]{compute: compute, values: map[string]T{}}
}

func (r *remembered[T]) of(text string) T {
	if r.hasLast && text == r.last {
		return r.lastValue
	}
	value, ok := r.values[text]
	if !ok {
		value = r.compute(text)
		if len(r.values) < rememberedValues {
			r.values[text] = value
		}
	}
	r.last, r.lastValue, r.hasLast = text, value, true
	return value
}
