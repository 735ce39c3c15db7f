package ingest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

// writeTable writes a table with its columns in an order, quoting where it must.
func writeTable(header []string, order []int, rows [][]string, delimiter, end string) []byte {
	var b strings.Builder
	for _, row := range append([][]string{header}, rows...) {
		var cells []string
		for _, column := range order {
			cell := row[column]
			if strings.ContainsAny(cell, delimiter+`"`) {
				cell = `"` + cell + `"`
			}
			cells = append(cells, cell)
		}
		b.WriteString(strings.Join(cells, delimiter) + end)
	}
	return []byte(b.String())
}

// manyWays writes one table in many ways: order of rows and columns, delimiter, line end, encoding, kind of file.
func manyWays(t *testing.T, header []string, rows [][]string) map[string][]byte {
	t.Helper()
	var plain []int
	for i := range header {
		plain = append(plain, i)
	}
	files := map[string][]byte{}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 9 {
		shuffled := slices.Clone(rows)
		random.Shuffle(len(shuffled), func(a, b int) { shuffled[a], shuffled[b] = shuffled[b], shuffled[a] })
		files[fmt.Sprintf("shuffled %d", i)] = writeTable(header, random.Perm(len(header)), shuffled, ",", "\n")
	}
	for name, delimiter := range map[string]string{"semicolon": ";", "tab": "\t", "pipe": "|"} {
		files[name] = writeTable(header, plain, rows, delimiter, "\r\n")
	}
	files["sep line"] = append([]byte("sep=;\r\n"), writeTable(header, plain, rows, ";", "\r\n")...)
	files["CR"] = writeTable(header, plain, rows, ",", "\r")
	files["CRLF"] = writeTable(header, plain, rows, ",", "\r\n")
	files["BOM"] = append([]byte("\xef\xbb\xbf"), files["CRLF"]...)
	files["blank lines"] = bytes.ReplaceAll(files["CRLF"], []byte("\r\n"), []byte("\r\n\r\n"))
	files["under a title"] = append([]byte("Sent by the division"+strings.Repeat(",", len(header)-1)+"\r\n\r\n"), files["CRLF"]...)
	text := string(files["CRLF"])
	windows, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	files["Windows-1252"] = []byte(windows)
	for name, big := range map[string]bool{"UTF-16LE": false, "UTF-16BE": true} {
		var b []byte
		for _, unit := range utf16.Encode([]rune(text)) {
			if big {
				b = append(b, byte(unit>>8), byte(unit))
			} else {
				b = append(b, byte(unit), byte(unit>>8))
			}
		}
		files[name+" without BOM"] = b
		mark := []byte{0xff, 0xfe}
		if big {
			mark = []byte{0xfe, 0xff}
		}
		files[name] = append(mark, b...)
	}
	files["workbook"] = workbook(t, append([][]string{header}, rows...), 1, 1)
	files["workbook, table at C5"] = workbook(t, append([][]string{header}, rows...), 5, 3)
	return files
}
