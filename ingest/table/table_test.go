package table

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

func rowsOf(t *testing.T, data []byte, limits Limits) (rows [][]string, flaws []Flaw) {
	t.Helper()
	file, err := Read(data, limits)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	for _, row := range file.Tables[0].Rows {
		rows = append(rows, row.Cells)
	}
	return rows, file.Tables[0].Flaws
}

func codeOf(t *testing.T, data []byte, limits Limits) ProblemCode {
	t.Helper()
	_, err := Read(data, limits)
	var p *Problem
	if err == nil {
		return ""
	}
	if !errors.As(err, &p) || p.Message == "" {
		t.Fatalf("want a problem with a sentence, got %v", err)
	}
	return p.Code
}

func TestQuotesAreReadStrictlyAndStrayOnesKeptAsTheyAre(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       [][]string
	}{
		{"comma inside", "a,b\n1,\"x, y\"\n", [][]string{{"a", "b"}, {"1", "x, y"}}},
		{"line end inside", "a,b\n1,\"x\ny\"\n2,z\n", [][]string{{"a", "b"}, {"1", "x\ny"}, {"2", "z"}}},
		{"doubled", "a,b\n1,\"8.5\"\" drain\"\n", [][]string{{"a", "b"}, {"1", `8.5" drain`}}},
		{"stray inside a plain cell", "a,b\n1,8.5\" drain\n", [][]string{{"a", "b"}, {"1", `8.5" drain`}}},
		{"spaces around", "a,b\n1, \"x, y\" \n", [][]string{{"a", "b"}, {"1", "x, y"}}},
		{"empty", "a,b,c\n1,\"\",3\n", [][]string{{"a", "b", "c"}, {"1", "", "3"}}},
		{"last cell empty, no line end", "a,b\n1,", [][]string{{"a", "b"}, {"1", ""}}},
	} {
		rows, flaws := rowsOf(t, []byte(test.text), Limits{})
		if diff := cmp.Diff(test.want, rows); diff != "" || len(flaws) > 0 {
			t.Errorf("%s: %v (-want +got)\n%s", test.name, flaws, diff)
		}
	}
}

func TestALostQuoteCostsOneRowAndNotTheRestOfTheFile(t *testing.T) {
	rows, flaws := rowsOf(t, []byte("a,b\n1,\"x\n2,y\n3,\"p, q\"\n4,\"z\n5,w\n"), Limits{})
	want := [][]string{{"a", "b"}, {"1", `"x`}, {"2", "y"}, {"3", "p, q"}, {"4", `"z`}, {"5", "w"}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("rows (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]Flaw{{2, 1, FlawQuoting}, {5, 1, FlawQuoting}}, flaws); diff != "" {
		t.Errorf("flaws (-want +got)\n%s", diff)
	}
}

func TestRowsAreNumberedAsExcelNumbersThem(t *testing.T) {
	file, err := Read([]byte("title\r\n\r\na,b\r1,2\n\n\n3,\"x\ny\"\n4,5"), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var numbers []int
	for _, row := range file.Tables[0].Rows {
		if !row.IsBlank() {
			numbers = append(numbers, row.Number)
		}
	}
	if diff := cmp.Diff([]int{1, 3, 4, 7, 8}, numbers); diff != "" {
		t.Errorf("rows (-want +got)\n%s", diff)
	}
}

func TestLimitsRefuseWithTheirOwnReason(t *testing.T) {
	for _, test := range []struct {
		name, text string
		limits     Limits
		want       ProblemCode
	}{
		{"bytes", strings.Repeat("a", 11), Limits{Bytes: 10}, ProblemTooLarge},
		{"rows", "a,b\n1,2\n1,2\n1,2\n", Limits{Rows: 2}, ProblemTooManyRows},
		{"as many rows as allowed", "a,b\n1,2\n1,2\n", Limits{Rows: 2}, ""},
		{"columns", "a,b,c\n", Limits{Columns: 2}, ProblemTooManyCols},
		{"none", strings.Repeat("a,", 1000) + "\n", Limits{}, ""},
	} {
		if got := codeOf(t, []byte(test.text), test.limits); got != test.want {
			t.Errorf("%s: want %q, got %q", test.name, test.want, got)
		}
	}
	rows, flaws := rowsOf(t, []byte("a,b\n1,éééé\n"), Limits{CellChars: 3})
	if diff := cmp.Diff([]Flaw{{2, 1, FlawTooLong}}, flaws); diff != "" || rows[1][1] != "ééé" {
		t.Errorf("long cell: %q (-want +got)\n%s", rows[1][1], diff)
	}
}

func TestFilesThatAreNoTablesAreRefusedByTheirBytes(t *testing.T) {
	for _, test := range []struct {
		name, data string
		want       ProblemCode
	}{
		{"empty", "", ProblemEmpty}, {"byte order mark alone", "\xef\xbb\xbf", ProblemEmpty},
		{"old Excel", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", ProblemFormat},
		{"password", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + string(utf16Text("EncryptedPackage")), ProblemEncrypted},
		{"gzip", "\x1f\x8b\x08\x00", ProblemFormat}, {"program", "\x7fELF\x02\x01", ProblemFormat}, {"SQLite", "SQLite format 3\x00", ProblemFormat},
		{"web page", "<html>", ProblemFormat}, {"XML", "<?xml version='1.0'?><a/>", ProblemFormat}, {"JSON", `{"a": 1}`, ProblemFormat},
		{"broken zip", "PK\x03\x04rest", ProblemCorrupt},
		{"undefined bytes", "a,b\n1,\x81\n", ProblemEncoding},
	} {
		if got := codeOf(t, []byte(test.data), UploadLimits()); got != test.want {
			t.Errorf("%s: want %q, got %q", test.name, test.want, got)
		}
	}
}

func book(t *testing.T, fill func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func set(t *testing.T, f *excelize.File, cell string, value any) {
	t.Helper()
	if err := f.SetCellValue("Sheet1", cell, value); err != nil {
		t.Fatal(err)
	}
}

func TestMergedLabelsFillDownAndMergedNumbersDoNot(t *testing.T) {
	data := book(t, func(f *excelize.File) {
		set(t, f, "A1", "VA")
		set(t, f, "B1", 7)
		set(t, f, "C1", "x")
		set(t, f, "C2", "y")
		for _, merge := range [][2]string{{"A1", "A2"}, {"B1", "B2"}} {
			if err := f.MergeCell("Sheet1", merge[0], merge[1]); err != nil {
				t.Fatal(err)
			}
		}
	})
	rows, _ := rowsOf(t, data, UploadLimits())
	if diff := cmp.Diff([][]string{{"VA", "7", "x"}, {"VA", "", "y"}}, rows); diff != "" {
		t.Errorf("rows (-want +got)\n%s", diff)
	}
}

// rewrite changes one part of a workbook, as somebody hostile or a broken program would.
func rewrite(t *testing.T, data []byte, part string, change func(string) string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, file := range in.File {
		r, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		if _, err := text.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		w, err := out.Create(file.Name)
		if err != nil {
			t.Fatal(err)
		}
		body := text.String()
		if file.Name == part {
			body = change(body)
		}
		if _, err := w.Write([]byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWorkbooksThatLieAreRefused(t *testing.T) {
	const sheet = "xl/worksheets/sheet1.xml"
	good := book(t, func(f *excelize.File) {
		set(t, f, "A1", "month")
		set(t, f, "A2", 1)
		set(t, f, "A3", 2)
	})
	for _, test := range []struct {
		name   string
		part   string
		change func(string) string
		want   ProblemCode
	}{
		{"nothing changed", sheet, func(s string) string { return s }, ""},
		{"cut off half way", sheet, func(s string) string { return s[:len(s)*3/4] }, ProblemCorrupt},
		{"entities", sheet, func(s string) string { return "<!DOCTYPE x [<!ENTITY a 'b'>]>" + s }, ProblemCorrupt},
		{"tags that do not match", sheet, func(s string) string { return strings.Replace(s, "</row>", "</wor>", 1) }, ProblemCorrupt},
		{"rows beyond Excel's last", sheet, func(s string) string { return strings.Replace(s, `<row r="3"`, `<row r="99999999"`, 1) }, ProblemCorrupt},
		{"macros", "[Content_Types].xml", func(s string) string {
			return strings.Replace(s, "spreadsheetml.sheet.main+xml", "ms-excel.sheet.macroEnabled.main+xml", 1)
		}, ProblemFormat},
		{"unpacks to too much", sheet, func(s string) string { return s + strings.Repeat(" ", 2<<20) }, ProblemUnpacked},
	} {
		limits := UploadLimits()
		limits.Unpacked = 1 << 20
		if got := codeOf(t, rewrite(t, good, test.part, test.change), limits); got != test.want {
			t.Errorf("%s: want %q, got %q", test.name, test.want, got)
		}
	}
}

func TestFormulasWithoutAValueAndErrorCellsAreFlawsOfTheirCells(t *testing.T) {
	data := book(t, func(f *excelize.File) {
		set(t, f, "A1", "count")
		set(t, f, "A2", 1)
		set(t, f, "A3", 2)
		set(t, f, "B3", "x")
	})
	data = rewrite(t, data, "xl/worksheets/sheet1.xml", func(s string) string {
		s = strings.Replace(s, "<v>1</v>", "<f>SUM(A9)</f>", 1)
		return strings.Replace(s, `<c r="A3"><v>2</v>`, `<c r="A3" t="e"><v>#N/A</v>`, 1)
	})
	_, flaws := rowsOf(t, data, UploadLimits())
	if diff := cmp.Diff([]Flaw{{2, 0, FlawFormulaNoValue}, {3, 0, FlawCellError}}, flaws); diff != "" {
		t.Errorf("flaws (-want +got)\n%s", diff)
	}
}

func TestDatesOfThe1904SystemAreShifted(t *testing.T) {
	data := book(t, func(f *excelize.File) {
		style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		if err != nil {
			t.Fatal(err)
		}
		set(t, f, "A1", 43830) // 2024-01-01 in the 1904 system
		set(t, f, "B1", 43830) // a number
		if err := f.SetCellStyle("Sheet1", "A1", "A1", style); err != nil {
			t.Fatal(err)
		}
		yes := true
		if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}); err != nil {
			t.Fatal(err)
		}
	})
	rows, _ := rowsOf(t, data, UploadLimits())
	if diff := cmp.Diff([][]string{{"45292", "43830"}}, rows); diff != "" {
		t.Errorf("rows (-want +got)\n%s", diff)
	}
}

func TestColumnsAreNamedAsInExcel(t *testing.T) {
	for column, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA", -1: ""} {
		if got := ColumnName(column); got != want {
			t.Errorf("%d: want %s, got %s", column, want, got)
		}
	}
}

// FuzzRead holds that no bytes crash the reader or make it lose track of rows.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{"a,b\n1,2\n", "sep=;\na;b\n", "a\t\"b\nc\"\n", "\"", "a,\"b", "\xff\xfea\x00,\x00", "PK\x03\x04", "<html>"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Read(data, UploadLimits())
		if err != nil {
			return
		}
		for _, sheet := range file.Tables {
			last := 0
			for _, row := range sheet.Rows {
				if row.Number <= last {
					t.Fatalf("row %d after row %d", row.Number, last)
				}
				last = row.Number
			}
		}
	})
}
