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
