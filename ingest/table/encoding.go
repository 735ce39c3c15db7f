package table

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// decode returns the text of a file and the encoding it was in.
func decode(data []byte) (text, encoding string, err error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		return decodeUTF16(data[2:], false), "UTF-16LE", nil
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return decodeUTF16(data[2:], true), "UTF-16BE", nil
	}
	if little, big := zeroBytes(data); little || big {
		if big {
			return decodeUTF16(data, true), "UTF-16BE", nil
		}
		return decodeUTF16(data, false), "UTF-16LE", nil
	}
	if isBinary(data) {
		return "", "", refuse(sniffedBinary)
	}
	if utf8.Valid(data) {
		return withoutC1(string(data)), "UTF-8", nil
	}
	if hasUTF8Letters(data) {
		return "", "", problem(ProblemEncoding,
			"The file mixes two text encodings, so accented letters cannot be read with certainty. Open it in Excel, save as \"CSV UTF-8\" or .xlsx, and upload that.")
	}
	// Windows-1252 leaves five bytes without a meaning; a file that uses them is something else.
	if bytes.ContainsAny(data, "\x81\x8d\x8f\x90\x9d") {
		for _, b := range []byte{0x81, 0x8d, 0x8f, 0x90, 0x9d} {
			if bytes.IndexByte(data, b) >= 0 {
				return "", "", problem(ProblemEncoding,
					"The file's text encoding is unknown. Open it in Excel, save as \"CSV UTF-8\" or .xlsx, and upload that.")
			}
		}
	}
	decoded, decodeErr := charmap.Windows1252.NewDecoder().Bytes(data)
	if decodeErr != nil {
		return "", "", problem(ProblemEncoding,
			"The file's text encoding is unknown. Open it in Excel, save as \"CSV UTF-8\" or .xlsx, and upload that.")
	}
	return string(decoded), "Windows-1252", nil
}

// decodeUTF16 writes U+FFFD for half a surrogate pair; the row that holds it becomes a finding.
func decodeUTF16(data []byte, bigEndian bool) string {
	units := make([]uint16, len(data)/2)
	for i := range units {
		low, high := data[2*i], data[2*i+1]
		if bigEndian {
			low, high = high, low
		}
		units[i] = uint16(high)<<8 | uint16(low)
	}
	return strings.TrimPrefix(string(utf16.Decode(units)), "\ufeff")
}

// zeroBytes recognises UTF-16 without a byte order mark by the zero half of its ASCII letters.
func zeroBytes(data []byte) (little, big bool) {
	head := data[:min(len(data), 4096)&^1]
	if len(head) < 8 {
		return false, false
	}
	even, odd := 0, 0
	for i := 0; i < len(head); i += 2 {
		if head[i] == 0 {
			even++
		}
		if head[i+1] == 0 {
			odd++
		}
	}
	half := len(head) / 2
	return odd*10 >= half*7 && even*20 <= half, even*10 >= half*7 && odd*20 <= half
}

// isBinary reports control bytes that no text file holds in number.
func isBinary(data []byte) bool {
	head := data[:min(len(data), 8192)]
	control := 0
	for _, b := range head {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' {
			control++
		}
	}
	return control*50 > len(head)
}

// hasUTF8Letters reports a valid sequence of two or more bytes, which Windows-1252 text holds only by rare chance.
func hasUTF8Letters(data []byte) bool {
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		if r != utf8.RuneError && size > 1 {
			return true
		}
		i++
	}
	return false
}

// withoutC1 mends text that was Windows-1252 and became UTF-8 without being converted: its quotes and
// dashes turned into control characters that no table holds.
func withoutC1(text string) string {
	isC1 := func(r rune) bool { return r >= 0x80 && r <= 0x9f && r != 0x85 }
	run, most := 0, 0
	for _, r := range text {
		if run++; !isC1(r) {
			run = 0
		}
		most = max(most, run)
	}
	if most == 0 || most > 2 { // quotes and dashes stand alone; a run of such characters is something else
		return text
	}
	return strings.Map(func(r rune) rune {
		if isC1(r) {
			if meant := charmap.Windows1252.DecodeByte(byte(r)); meant != utf8.RuneError {
				return meant
			}
		}
		return r
	}, text)
}
