package ingest

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
	"unicode/utf8"

	"caseload/ingest/table"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

func addFixtures(f *testing.F) {
	files, err := filepath.Glob("testdata/*.csv")
	if err != nil || len(files) == 0 {
		f.Fatalf("no fixtures: %v", err)
	}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
}

// FuzzProcedures holds that no file crashes the reader, and that whatever it accepts is within the rules.
func FuzzProcedures(f *testing.F) {
	addFixtures(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		got := Inspect(File{Bytes: data}, Options{Kind: caseload.KindProcedures, Limits: table.UploadLimits()}, corpusToday)
		for _, record := range got.Records {
			month, err := calendar.ParseMonth(record[0].(string))
			if err != nil || month < calendar.MonthOf(2000, time.January) || month > corpusToday.Month()+1 {
				t.Errorf("month %v is out of range", record[0])
			}
			if n := record[3].(int); n < 0 || n > countMax {
				t.Errorf("count %d is out of range", n)
			}
			if record[2] == "" {
				t.Error("a record without a procedure")
			}
		}
		if _, err := json.Marshal(got); err != nil {
			t.Error(err)
		}
	})
}

// FuzzRoster holds the same of rosters.
func FuzzRoster(f *testing.F) {
	addFixtures(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		got := Inspect(File{Bytes: data}, Options{Kind: caseload.KindRoster, Limits: table.UploadLimits()}, corpusToday)
		for _, record := range got.Records {
			if fte := record[4].(float64); math.IsNaN(fte) || fte < 0 || fte > fteMax {
				t.Errorf("FTE %g is out of range", fte)
			}
			if record[0] == "" {
				t.Error("a line without a staff number")
			}
		}
	})
}

// FuzzMapping holds that any mapping is either refused with a sentence or obeyed.
func FuzzMapping(f *testing.F) {
	f.Add("period=month,org_code=site,type=procedure,attendances=count")
	f.Add("a=b")
	f.Add("=,=")
	f.Add("count=ignore")
	f.Fuzz(func(t *testing.T, text string) {
		mapping, err := ParseMap(text)
		if err != nil {
			return
		}
		data := []byte("period,org_code,type,attendances\n2025-01,VA,Biopsy,3\n")
		got := Inspect(File{Bytes: data}, Options{Kind: caseload.KindProcedures, Map: mapping}, corpusToday)
		if got.Outcome == OutcomeReject && got.Message == "" {
			t.Error("refused without a sentence")
		}
	})
}

// FuzzMonth holds that a month is read the same from its own canonical form.
func FuzzMonth(f *testing.F) {
	for _, text := range []string{"2024-01", "Jan-24", "1/31/2024", "45292", "FY24 M03", "Sept 2024", "2024-01-31T00:00:00Z"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := parseMonth(text, monthRules{fiscalStart: time.July})
		if !got.ok || got.month < calendar.MonthOf(1000, 1) || got.month > calendar.MonthOf(9999, 12) {
			return
		}
		if again := parseMonth(got.month.String(), monthRules{}); !again.ok || again.month != got.month {
			t.Errorf("%q is %s, which reads as %v", text, got.month, again)
		}
	})
}

// FuzzCount holds that a count is read the same from its own digits.
func FuzzCount(f *testing.F) {
	for _, text := range []string{"12", "1,234", "(5)", "<11", "12.0", "1 234", "1e9", "-4", "٣"} {
		f.Add(text, true)
		f.Add(text, false)
	}
	f.Fuzz(func(t *testing.T, text string, semicolon bool) {
		got := parseCount(text, numberRules{dotGroups: semicolon, decimalComma: semicolon})
		if got.code != "" {
			return
		}
		if again := parseCount(commas(got.n), numberRules{}); got.n < 0 || got.n > countMax || again.n != got.n {
			t.Errorf("%q is %d, which reads as %+v", text, got.n, again)
		}
	})
}

// FuzzOptional holds that no optional file crashes its reader, and that whatever it accepts can be stored.
func FuzzOptional(f *testing.F) {
	addFixtures(f)
	for _, example := range optionalExamples() {
		f.Add([]byte(example.text))
	}
	for _, mistakes := range optionalMistakes() {
		f.Add([]byte(mistakes.text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, file := range optionalFiles() {
			got := Inspect(File{Bytes: data}, Options{Kind: file.name(), Limits: table.UploadLimits()}, corpusToday)
			for _, record := range got.Records {
				for i, value := range record {
					switch v := value.(type) {
					case float64:
						if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 || v > countMax {
							t.Errorf("%s: %v is out of range", file.name(), v)
						}
					case string:
						if utf8.RuneCountInString(v) > caseload.MaxNameLength && file.fieldOrder()[i] != FieldProcedure && file.fieldOrder()[i] != FieldSite {
							t.Errorf("%s: a text of %d characters", file.name(), utf8.RuneCountInString(v))
						}
					}
				}
			}
			if _, err := json.Marshal(got); err != nil {
				t.Error(err)
			}
		}
	})
}

// FuzzNumber holds that a decimal number is read the same from its own digits.
func FuzzNumber(f *testing.F) {
	for _, text := range []string{"12.5", "1,234.5", "1.234,5", ".5", "-3", "85%", "<11", "1e9", "4,6", "٣"} {
		f.Add(text, true)
		f.Add(text, false)
	}
	f.Fuzz(func(t *testing.T, text string, semicolon bool) {
		got := parseNumber(text, numberRules{decimalComma: semicolon})
		if got.code != "" {
			return
		}
		again := parseNumber(strconv.FormatFloat(got.value, 'f', -1, 64), numberRules{})
		if got.value < 0 || again.value != got.value {
			t.Errorf("%q is %v, which reads as %+v", text, got.value, again)
		}
	})
}
