package ingest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"caseload/ingest/table"
	"caseload/store/caseload"
)

func inspectText(text string, kind caseload.UploadKind) Inspection {
	return Inspect(File{Name: "f.csv", Bytes: []byte(text)}, Options{Kind: kind, Limits: table.UploadLimits()}, corpusToday)
}

// layouts writes one table in many ways: order of rows and columns, delimiter, line end, encoding, kind of file, long or wide.
func layouts(t *testing.T) map[string][]byte {
	t.Helper()
	header := []string{"month", "site", "procedure", "count"}
	rows := [][]string{
		{"2025-01", "University", "Chémoembolization", "31"}, {"2025-01", "University", "Biopsy, liver", "12"},
		{"2025-01", "VA", "Chémoembolization", "0"}, {"2025-02", "University", "Chémoembolization", "1028"}, {"2025-02", "VA", "Biopsy, liver", "4"},
	}
	files := manyWays(t, header, rows)
	plain := []int{0, 1, 2, 3}
	write := func(order []int, rows [][]string, delimiter, end string) []byte {
		return writeTable(header, order, rows, delimiter, end)
	}
	wide := "Procedure,Site,Jan-25,Feb-25,Total\nChémoembolization,University,31,\"1,028\",\"1,059\"\n\"Biopsy, liver\",University,12,,12\nChémoembolization,VA,0,-,0\n\"Biopsy, liver\",VA,N/A,4,4\nGrand Total,,43,\"1,032\",\"1,075\"\n"
	files["wide"] = []byte(wide)
	files["wide under titles"] = []byte("IR volume,,,,\nRun date,07/02/2025,,,\n\n" + wide + "\nSource: warehouse,,,,\n")
	files["two-level header"] = []byte(",University,,VA,\nProcedure,2025-01,2025-02,2025-01,2025-02\nChémoembolization,31,1028,0,\n\"Biopsy, liver\",12,,,4\n")
	files["spaces"] = []byte(strings.ReplaceAll(strings.ReplaceAll(string(write(plain, rows, ",", "\n")), "\"Biopsy, liver\"", "\"Biopsy_ liver\""), ",", " "))
	files["spaces"] = bytes.ReplaceAll(files["spaces"], []byte("Biopsy_ liver"), []byte("Biopsy, liver"))
	files["apostrophes"] = bytes.ReplaceAll(write(plain, rows, ",", "\n"), []byte(`"`), []byte("'"))
	files["sites across"] = []byte("Month,Procedure,University,VA,Total\n2025-01,Chémoembolization,31,0,31\n2025-01,\"Biopsy, liver\",12,,12\n2025-02,Chémoembolization,1028,,1028\n2025-02,\"Biopsy, liver\",,4,4\n")
	files["stacked under banners"] = []byte("University volumes 2025\nCategory,Description,Measurement,Jan,Feb,YTD\nA,Chémoembolization,Actual,31,1028,1059\n,,Budget,30,1000,1030\n,\"Biopsy, liver\",Actual,12,,12\n\nVA volumes 2025\nCategory,Description,Measurement,Jan,Feb,YTD\nA,Chémoembolization,Actual,0,,0\n,\"Biopsy, liver\",Actual,,4,4\n")
	files["with a column of notes"] = []byte("caseload_notes,month,site,procedure,count\nerror: x,2025-01,University,Chémoembolization,31\n,2025-01,University,\"Biopsy, liver\",12\n,2025-01,VA,Chémoembolization,0\n,2025-02,University,Chémoembolization,1028\n,2025-02,VA,\"Biopsy, liver\",4\n")
	return files
}

func workbook(t *testing.T, rows [][]string, firstRow, firstColumn int) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for r, row := range rows {
		for c, cell := range row {
			name, err := excelize.CoordinatesToCellName(firstColumn+c, firstRow+r)
			if err != nil {
				t.Fatal(err)
			}
			var value any = cell
			if n, ok := shortNumber(cell); ok {
				value = n
			}
			if err := book.SetCellValue("Sheet1", name, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestOneTableWrittenManyWaysGivesTheSameRecords(t *testing.T) {
	want := []string{
		"2025-01 University Biopsy, liver 12 <nil> <nil>", "2025-01 University Chémoembolization 31 <nil> <nil>",
		"2025-01 VA Chémoembolization 0 <nil> <nil>", "2025-02 University Chémoembolization 1028 <nil> <nil>", "2025-02 VA Biopsy, liver 4 <nil> <nil>",
	}
	files := layouts(t)
	if len(files) < 24 {
		t.Fatalf("want the table written in 24 ways or more, got %d", len(files))
	}
	for name, data := range files {
		got := Inspect(File{Bytes: data}, Options{Limits: table.UploadLimits()}, corpusToday)
		var lines []string
		for _, record := range got.Records {
			var words []string
			for _, value := range record {
				words = append(words, fmt.Sprint(value))
			}
			lines = append(lines, strings.Join(words, " "))
		}
		sort.Strings(lines)
		if diff := cmp.Diff(want, lines); diff != "" || got.Outcome != OutcomeAccept {
			t.Errorf("%s: %s %s %v (-want +got)\n%s", name, got.Outcome, got.Message, got.RowErrors, diff)
		}
	}
}

func TestEveryRowFindingNamesRowColumnFoundAndExpected(t *testing.T) {
	data, err := os.ReadFile("testdata/bad.csv")
	if err != nil {
		t.Fatal(err)
	}
	got := inspectText(string(data), caseload.KindProcedures)
	want := map[int]Code{2: CodeInvalidCount, 3: CodeInvalidMonth, 4: Code(table.FlawQuoting), 5: CodeRaggedRow, 6: CodeSuppressedCount}
	have := map[int]Code{}
	for _, e := range got.RowErrors {
		have[e.Row] = e.Code
		if e.Column == "" || e.Found == "" || e.Expected == "" || e.Message == "" {
			t.Errorf("row %d lacks a part: %+v", e.Row, e)
		}
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("rows (-want +got)\n%s", diff)
	}
}

func TestTheContractsFieldNamesAreExact(t *testing.T) {
	text, err := json.Marshal(inspectText("month,site,procedure,count\n2025-01,VA,Biopsy,3\n2025-01,Mars,Biopsy,x\n", ""))
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(`[["2025-01","VA","Biopsy",3,null,null]]`, string(fields["records"])); diff != "" {
		t.Errorf("records (-want +got)\n%s", diff)
	}
	for _, name := range []string{"outcome", "kind", "records", "row_errors", "question", "questions", "warnings"} {
		if _, ok := fields[name]; !ok {
			t.Errorf("no field %q in %s", name, text)
		}
	}
}

func TestAFileWithNothingToReadIsRefusedWithTheReason(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       Code
	}{
		{"empty", "", Code(table.ProblemEmpty)},
		{"header only", "month,site,procedure,count\n", CodeNoDataRows},
		{"totals only", "month,site,procedure,count\nTotal,,,500\n", CodeNoDataRows},
		{"no header", "2024-01,University,PICC,15\n2024-01,VA,PICC,27\n", CodeHeaderNotFound},
		{"no count column", "month,site,procedure\n2024-01,VA,PICC\n", CodeMissingColumn},
		{"web page", "<html><table><tr><td>x</td></tr></table></html>", Code(table.ProblemFormat)},
		{"JSON", `[{"month":"2024-01"}]`, Code(table.ProblemFormat)},
		{"mixed encodings", "month,site,procedure,count\n2024-01,VA,Ch\xc3\xa9mo,5\n2024-02,VA,Ch\xe9mo,6\n", Code(table.ProblemEncoding)},
	} {
		got := inspectText(test.text, caseload.KindProcedures)
		if got.Outcome != OutcomeReject || got.Code != test.want || got.Message == "" {
			t.Errorf("%s: want reject %s with a sentence, got %s %s %q", test.name, test.want, got.Outcome, got.Code, got.Message)
		}
	}
}

func TestTwoCandidateColumnsAreAQuestionThatAnAnswerSettles(t *testing.T) {
	text := "month,site,procedure,count,Count\n2024-01,VA,PICC,49,50\n"
	got := inspectText(text, "")
	if got.Outcome != OutcomeAsk || len(got.Records) != 0 || len(got.Questions) != 1 || len(got.Questions[0].Choices) != 2 {
		t.Fatalf("want one question with two choices and no record, got %+v", got)
	}
	answered := Inspect(File{Bytes: []byte(text)}, Options{Answers: map[string]string{got.Questions[0].ID: "E"}}, corpusToday)
	if diff := cmp.Diff([][]any{{"2024-01", "VA", "PICC", 50, nil, nil}}, answered.Records); diff != "" {
		t.Errorf("answered (-want +got)\n%s", diff)
	}
}

func TestATotalThatDoesNotAddUpIsAWarningWithBothNumbers(t *testing.T) {
	got := inspectText("month,site,procedure,count\n2024-01,VA,PICC,40\n2024-01,VA,Port,2\nTotal,,,43\n", "")
	if got.Outcome != OutcomeAccept || len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0].Message, "43") || !strings.Contains(got.Warnings[0].Message, "42") {
		t.Errorf("want a warning with 43 and 42, got %+v", got)
	}
}

func TestBothOfTwoRowsThatDisagreeAreFlagged(t *testing.T) {
	got := inspectText("month,site,procedure,count\n2024-01,VA,PICC,40\n2024-01,va,picc,41\n2024-01,VA,Port,3\n2024-01,VA,Port,3\n", "")
	var rows []string
	for _, e := range got.RowErrors {
		rows = append(rows, fmt.Sprint(e.Row, " ", e.Code))
	}
	want := []string{"2 conflicting_duplicate", "3 conflicting_duplicate", "5 duplicate_row"}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("rows (-want +got)\n%s", diff)
	}
}

func TestNextMonthIsReadWithAWarningAndTheOneAfterIsNot(t *testing.T) {
	got := inspectText("month,site,procedure,count\n2026-09,VA,PICC,1\n2026-10,VA,PICC,2\n2026-11,VA,PICC,3\n1999-12,VA,PICC,4\n", "")
	if len(got.Records) != 2 || len(got.RowErrors) != 2 || got.Warnings[0].Code != CodeFutureMonth {
		t.Errorf("want 2 records, 2 rows out of range and a warning, got %+v", got)
	}
}

func TestFindingsOfEveryKindNameRowColumnFoundAndExpected(t *testing.T) {
	const long = "month,site,procedure,count,setting,referral_state\n"
	const roster = "staff_id,name,role,site,fte,start_date,end_date,clinical_share,employment\n"
	seen := map[Code]bool{}
	for _, test := range []struct {
		kind caseload.UploadKind
		text string
	}{
		{caseload.KindProcedures, long + "2025-13,VA,PICC,1,,\n2035-01,VA,PICC,1,,\n,VA,PICC,1,,\n2025-01,VA,PICC,,,\n2025-01,VA,Port,x,,\n2025-01,VA,Drain,-3,,\n" +
			"2025-01,VA,TIPS,2.5,,\n2025-01,VA,Biopsy,9999999,,\n2025-01,VA,Stent,<11,,\n2025-01,Mars,Port,1,,\n2025-01,VA,Lavage,1,obs,\n2025-01,VA,Filter,1,,ZZ\n" +
			"2025-02,VA,PICC,1,,\n2025-02,VA,PICC,1,,\n2025-03,VA,PICC,1,,\n2025-03,VA,PICC,2,,\n2025-04,VA,PICC,1,234,,9\n2025-05,VA,\"PICC,1,,\n2025-06,,PICC,4,,\n2025-06,VA,,4,,\n"},
		{caseload.KindProcedures, "Procedure,Site,Measurement,Jan-25,Feb-25\nPICC,VA,Actual,x,1\nPort,VA,Wibble,1,2\nDrain,VA,,1,2\n"},
		{caseload.KindRoster, roster + ",A,nurse,VA,1,2025-01-01,,,\n2,B,wizard,VA,1,2025-01-01,,,\n3,C,nurse,Mars,1,2025-01-01,,,\n4,D,nurse,VA,x,2025-01-01,,,\n5,E,nurse,VA,9,2025-01-01,,,\n" +
			"6,F,nurse,VA,1,never,,,\n7,G,nurse,VA,1,2025-02-01,2025-01-01,,\n8,H,nurse,VA,1,2025-01-01,,some,\n9,I,nurse,VA,1,2025-01-01,,,odd\n10,J,nurse,VA,1,2025-01-01,,,\n10,J,nurse,VA,1,2025-01-01,,,\n"},
	} {
		got := inspectText(test.text, test.kind)
		lines := strings.Count(test.text, "\n")
		for _, e := range got.RowErrors {
			seen[e.Code] = true
			if e.Row < 2 || e.Row > lines || e.Column == "" || e.Found == "" || e.Expected == "" || !strings.Contains(e.Message, fmt.Sprintf("row %d", e.Row)) {
				t.Errorf("a part is missing: %+v", e)
			}
		}
	}
	var missed []Code
	for _, code := range []Code{CodeInvalidMonth, CodeMonthOutOfRange, CodeMissingValue, CodeMissingCount, CodeInvalidCount, CodeNegativeCount,
		CodeNonIntegerCount, CodeCountOutOfRange, CodeSuppressedCount, CodeUnknownSite, CodeUnknownSetting, CodeInvalidState, CodeDuplicateRow,
		CodeConflictingDuplicate, CodeRaggedRow, CodeUnknownRole, CodeInvalidFTE, CodeFTEOutOfRange, CodeInvalidDate, CodeEndBeforeStart,
		CodeMissingStaffID, CodeUnknownEmployment, CodeInvalidShare, CodeUnknownMeasurement, Code(table.FlawQuoting)} {
		if !seen[code] {
			missed = append(missed, code)
		}
	}
	if len(missed) > 0 {
		t.Errorf("the fixtures bring about no finding of %v", missed)
	}
}
