package table

import (
	"strings"
)

// dialect is how a text file marks where its cells end.
type dialect struct {
	delimiter byte
	quote     byte // `"`, or an apostrophe in exports of some databases

	// escape is the character that precedes a quote inside a quoted cell, where hasEscape;
	// otherwise such a quote is doubled.
	escape    byte
	hasEscape bool

	// lenient closes a quoted cell only where a cell can end. Files quoted by apostrophes need
	// it, since they leave the apostrophes of the text as they are.
	lenient bool
}

func plainDialect(delimiter byte) dialect { return dialect{delimiter: delimiter, quote: '"'} }

// delimiters are tried in this order; the earlier wins when two explain the file equally well.
const delimiters = ",;\t|"

const (
	sniffBytes   = 64 << 10
	sniffRecords = 200
)

// separatorLine reads Excel's own "sep=;" first line and returns the delimiter and the length of the line with its end.
func separatorLine(text string) (delimiter byte, length int, ok bool) {
	if len(text) < 5 || !strings.EqualFold(text[:4], "sep=") {
		return 0, 0, false
	}
	length = 5
	for length < len(text) && (text[length] == '\r' || text[length] == '\n') {
		length++
		if text[length-1] == '\n' {
			break
		}
	}
	if length == 5 && len(text) > 5 {
		return 0, 0, false
	}
	return text[4], length, true
}

// sniffDialect chooses how a file is read: by the delimiter first, then by the way it quotes. The
// usual way wins unless another explains the file better.
func sniffDialect(text string) dialect {
	head := text
	if len(head) > sniffBytes {
		head = head[:sniffBytes]
		if cut := strings.LastIndexAny(head, "\r\n"); cut > 0 {
			head = head[:cut]
		}
	}
	best, bestFit := plainDialect(','), fit{}
	for _, delimiter := range []byte(delimiters) {
		if strings.IndexByte(head, delimiter) < 0 {
			continue
		}
		d := plainDialect(delimiter)
		if f := d.fits(head); f.score() > bestFit.score() {
			best, bestFit = d, f
		}
	}
	// Words of a sentence are no columns: spaces delimit only what nothing else comes near to.
	if d := plainDialect(' '); bestFit.score() < 0.5 && strings.IndexByte(head, ' ') >= 0 {
		if f := d.fits(head); f.records > 1 && f.firstWidth == f.width && f.score() > 3*bestFit.score() {
			best, bestFit = d, f
		}
	}
	for _, other := range best.variants(head) {
		f := other.fits(head)
		better := f.score() > bestFit.score()
		if other.quote != best.quote {
			// An apostrophe is more often a letter than a quote.
			better = f.quoted > 1 && bestFit.quoted == 0 && f.flawed == 0 && f.score() >= bestFit.score()
		}
		if better {
			best, bestFit = other, f
		}
	}
	return best
}

// variants are the rarer ways to quote that the text gives reason to try.
func (d dialect) variants(head string) []dialect {
	var list []dialect
	for _, escape := range []byte{'\\', 0} {
		if strings.Contains(head, string([]byte{escape, '"'})) {
			other := d
			other.escape, other.hasEscape = escape, true
			list = append(list, other)
		}
	}
	if strings.Contains(head, string([]byte{d.delimiter, '\''})) {
		list = append(list, dialect{delimiter: d.delimiter, quote: '\'', lenient: true})
	}
	return list
}

// fit is how well a dialect explains the first records of a file.
type fit struct {
	records, flawed, quoted int
	width, agreeing         int // the usual width above one, and how many records have it
	firstWidth              int
}

func (d dialect) fits(head string) fit {
	parser := csvParser{text: head, dialect: d, judging: true}
	widths := map[int]int{}
	var f fit
	var cells []string
	for f.records < sniffRecords {
		var more bool
		parser.flaws = parser.flaws[:0]
		if cells, more = parser.record(cells[:0]); !more {
			break
		}
		if len(cells) == 1 && isBlank(cells[0]) {
			continue
		}
		if f.records == 0 {
			f.firstWidth = len(cells)
		}
		f.records++
		if len(parser.flaws) > 0 {
			f.flawed++
		}
		widths[len(cells)]++
	}
	f.quoted = parser.quoted
	for w, n := range widths {
		if w > 1 && (n > f.agreeing || n == f.agreeing && w > f.width) {
			f.width, f.agreeing = w, n
		}
	}
	return f
}

// score is highest where every record has the same width and no quote is out of place.
func (f fit) score() float64 {
	if f.agreeing == 0 {
		return 0
	}
	consistency := float64(f.agreeing) / float64(f.records)
	clean := 1 - float64(f.flawed)/float64(f.records)
	// A width above four tells no more than four: a comma list inside one cell must not beat a real delimiter.
	return consistency * consistency * clean * (1 + 0.05*float64(min(f.width, 4)))
}
