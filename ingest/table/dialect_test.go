package table

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTheDialectIsToldByWhatExplainsTheFileBest(t *testing.T) {
	want := [][]string{{"month", "procedure", "note"}, {"2026-01", `Drain, 8.5" tube`, "left side"}, {"2026-02", "Biopsy, liver", "the patient's right side"}}
	for _, test := range []struct{ name, text string }{
		{"comma", "month,procedure,note\n2026-01,\"Drain, 8.5\"\" tube\",left side\n2026-02,\"Biopsy, liver\",the patient's right side\n"},
		{"pipe", "month|procedure|note\n2026-01|\"Drain, 8.5\"\" tube\"|left side\n2026-02|Biopsy, liver|the patient's right side\n"},
		{"two pipes", "month||procedure||note\n2026-01||\"Drain, 8.5\"\" tube\"||left side\n2026-02||Biopsy, liver||the patient's right side\n"},
		{"backslash before quotes", "month,procedure,note\n2026-01,\"Drain, 8.5\\\" tube\",left side\n2026-02,\"Biopsy, liver\",the patient's right side\n"},
		{"nul before quotes", "month,procedure,note\n2026-01,\"Drain, 8.5\x00\" tube\",left side\n2026-02,\"Biopsy, liver\",the patient's right side\n"},
		{"apostrophes for quotes", "month,procedure,note\n2026-01,'Drain, 8.5\" tube','left side'\n2026-02,'Biopsy, liver','the patient's right side'\n"},
		{"space", "month procedure note\n2026-01 \"Drain, 8.5\"\" tube\" \"left side\"\n2026-02 \"Biopsy, liver\" \"the patient's right side\"\n"},
		{"comma and space", "month, procedure, note\n2026-01, \"Drain, 8.5\"\" tube\", \"left side\"\n2026-02, \"Biopsy, liver\", \"the patient's right side\"\n"},
	} {
		rows, flaws := rowsOf(t, []byte(test.text), Limits{})
		for _, row := range rows {
			for i := range row { // the blank behind a delimiter is the text's own
				row[i] = trimBlank(row[i])
			}
		}
		if diff := cmp.Diff(want, rows); diff != "" || len(flaws) > 0 {
			t.Errorf("%s: %v (-want +got)\n%s", test.name, flaws, diff)
		}
	}
}

func trimBlank(cell string) string {
	for len(cell) > 0 && cell[0] == ' ' {
		cell = cell[1:]
	}
	return cell
}

func TestAnApostropheInATextIsNoQuote(t *testing.T) {
	rows, flaws := rowsOf(t, []byte("name,site\n'Tis,VA\nO'Neil,VA\n"), Limits{})
	want := [][]string{{"name", "site"}, {"'Tis", "VA"}, {"O'Neil", "VA"}}
	if diff := cmp.Diff(want, rows); diff != "" || len(flaws) > 0 {
		t.Errorf("%v (-want +got)\n%s", flaws, diff)
	}
}

func TestAQuoteTooManyIsFlaggedAndCostsNoOtherCell(t *testing.T) {
	for _, test := range []struct {
		name, line string
		want       []string
	}{
		{"at the start", `1,""x, y",3`, []string{"1", `"x, y`, "3"}},
		{"in the middle", `1,"x" or y, z",3`, []string{"1", `x" or y, z`, "3"}},
		{"never closed", `1,"x,3`, []string{"1", `"x`, "3"}},
		{"before a quoted cell", `1,"x,"y, z"`, []string{"1", `"x`, "y, z"}},
	} {
		rows, flaws := rowsOf(t, []byte("a,b,c\n4,5,6\n"+test.line+"\n7,8,9\n"), Limits{})
		want := [][]string{{"a", "b", "c"}, {"4", "5", "6"}, test.want, {"7", "8", "9"}}
		if diff := cmp.Diff(want, rows); diff != "" {
			t.Errorf("%s (-want +got)\n%s", test.name, diff)
		}
		if len(flaws) != 1 || flaws[0].Row != 3 || flaws[0].Code != FlawQuoting {
			t.Errorf("%s: want one flaw in row 3, got %v", test.name, flaws)
		}
	}
}

func TestControlCharactersThatWereWindowsQuotesAreMended(t *testing.T) {
	rows, _ := rowsOf(t, []byte("a,b\n7 \u0096 8,\u0091x\u0092\n"), Limits{})
	want := [][]string{{"a", "b"}, {"7 – 8", "‘x’"}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
