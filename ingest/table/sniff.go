package table

import (
	"bytes"
	"encoding/json"
	"strings"
)

type sniffed int

const (
	sniffedText sniffed = iota
	sniffedEmpty
	sniffedZip
	sniffedOLE
	sniffedEncrypted
	sniffedMarkup
	sniffedJSON
	sniffedBinary
)

// binaryMagic are the first bytes of files that people rename by mistake.
func binaryMagic() [][]byte {
	return [][]byte{
		{0x1f, 0x8b}, // gzip
		{0x7f, 'E', 'L', 'F'},
		{'M', 'Z'}, // Windows program
		[]byte("SQLite format 3"),
		[]byte("%PDF"),
		{0x89, 'P', 'N', 'G'},
		{0xff, 0xd8, 0xff}, // JPEG
		[]byte("Rar!"),
		{'7', 'z', 0xbc, 0xaf},
		{'{', '\\', 'r', 't', 'f'},
	}
}

func sniffFormat(data []byte) sniffed {
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), " \t\r\n")
	switch {
	case len(trimmed) == 0:
		return sniffedEmpty
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return sniffedZip
	case bytes.HasPrefix(data, []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}):
		if bytes.Contains(data, utf16Text("EncryptedPackage")) {
			return sniffedEncrypted
		}
		return sniffedOLE
	}
	for _, magic := range binaryMagic() {
		if bytes.HasPrefix(data, magic) && !looksLikeText(data, magic) {
			return sniffedBinary
		}
	}
	if isMarkup(trimmed) {
		return sniffedMarkup
	}
	if (trimmed[0] == '{' || trimmed[0] == '[') && json.Valid(trimmed) {
		return sniffedJSON
	}
	return sniffedText
}

// looksLikeText keeps a text file whose first word happens to be a magic number, such as "MZ".
func looksLikeText(data, magic []byte) bool {
	if len(magic) > 2 || magic[0] < ' ' {
		return false
	}
	head := data[:min(len(data), 4096)]
	return bytes.IndexByte(head, 0) < 0
}

func isMarkup(trimmed []byte) bool {
	if trimmed[0] != '<' {
		return false
	}
	head := strings.ToLower(string(trimmed[:min(len(trimmed), 1024)]))
	for _, tag := range []string{"<!doctype", "<html", "<?xml", "<svg", "<table", "<head", "<body", "<div", "<meta", "<!--", "<workbook"} {
		if strings.HasPrefix(head, tag) {
			return true
		}
	}
	return false
}

// utf16Text writes ASCII as the names inside an OLE file are written.
func utf16Text(ascii string) []byte {
	out := make([]byte, 0, 2*len(ascii))
	for i := range len(ascii) {
		out = append(out, ascii[i], 0)
	}
	return out
}

func refuse(kind sniffed) *Problem {
	switch kind {
	case sniffedEmpty:
		return problem(ProblemEmpty, "The file is empty.")
	case sniffedOLE:
		return problem(ProblemFormat, "This is an old Excel file (.xls). Open it in Excel, save as .xlsx or CSV, and upload that.")
	case sniffedEncrypted:
		return problem(ProblemEncrypted, "The workbook is protected by a password. Remove the password in Excel, save as .xlsx, and upload that.")
	case sniffedMarkup:
		return problem(ProblemFormat, "This is a web page or XML, not a spreadsheet, whatever its name ends in. Open it in Excel, save as .xlsx or CSV, and upload that.")
	case sniffedJSON:
		return problem(ProblemFormat, "This is JSON, not a spreadsheet. Save the table as .xlsx or CSV, and upload that.")
	}
	return problem(ProblemFormat, "This is neither a text file nor a workbook. Save the table as .xlsx or CSV, and upload that.")
}

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

// sniffDelimiter chooses the delimiter under which most records have the same width, wider first.
func sniffDelimiter(text string) byte {
	head := text
	if len(head) > sniffBytes {
		head = head[:sniffBytes]
		if cut := strings.LastIndexAny(head, "\r\n"); cut > 0 {
			head = head[:cut]
		}
	}
	best, bestScore := byte(','), 0.0
	for _, delimiter := range []byte(delimiters) {
		if strings.IndexByte(head, delimiter) < 0 {
			continue
		}
		if score := delimiterScore(head, delimiter); score > bestScore {
			best, bestScore = delimiter, score
		}
	}
	return best
}

func delimiterScore(head string, delimiter byte) float64 {
	parser := csvParser{text: head, delimiter: delimiter}
	widths := map[int]int{}
	records, flawed := 0, 0
	var cells []string
	for records < sniffRecords {
		var more bool
		parser.flaws = parser.flaws[:0]
		if cells, more = parser.record(cells[:0]); !more {
			break
		}
		if len(cells) == 1 && isBlank(cells[0]) {
			continue
		}
		records++
		if len(parser.flaws) > 0 {
			flawed++
		}
		widths[len(cells)]++
	}
	width, rows := 0, 0
	for w, n := range widths {
		if w > 1 && (n > rows || n == rows && w > width) {
			width, rows = w, n
		}
	}
	if rows == 0 {
		return 0
	}
	consistency := float64(rows) / float64(records)
	clean := 1 - float64(flawed)/float64(records)
	// A width above four tells no more than four: a comma list inside one cell must not beat a real delimiter.
	return consistency * consistency * clean * (1 + 0.05*float64(min(width, 4)))
}
