package ingest

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAPlainTableIsGivenWithItsHeaderFirstAndNothingAroundIt(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       [][]string
	}{
		{"title and note", "Volumes 2026,,\n,,\nroom,use,hours\nA,first,10\nB,second,20\nC,third,30\nSource: schedule,,\n",
			[][]string{{"room", "use", "hours"}, {"A", "first", "10"}, {"B", "second", "20"}, {"C", "third", "30"}}},
		{"no header", "2026-01-05,A,10\n2026-01-06,B,20\n2026-01-07,C,25\n",
			[][]string{{"col_0", "col_1", "col_2"}, {"2026-01-05", "A", "10"}, {"2026-01-06", "B", "20"}, {"2026-01-07", "C", "25"}}},
		{"years are a header", "room,2024,2025\nA,10,12\nB,20,22\n",
			[][]string{{"room", "2024", "2025"}, {"A", "10", "12"}, {"B", "20", "22"}}},
		{"names above names", "first,,second,\nx,y,x,y\n1,2,3,4\n5,6,7,8\n",
			[][]string{{"first x", "first y", "second x", "second y"}, {"1", "2", "3", "4"}, {"5", "6", "7", "8"}}},
		{"header twice", "room,hours\nroom,hours\nA,10\nB,20\n",
			[][]string{{"room room", "hours hours"}, {"A", "10"}, {"B", "20"}}},
		{"a second table below", "room,use,hours\nA,x,10\nB,y,20\nroom,use,hours,note\nC,z,30,n\n",
			[][]string{{"room", "use", "hours"}, {"A", "x", "10"}, {"B", "y", "20"}}},
		{"one row typed with spaces", "room,use,hours\nA,x,10\nB,y,20\nC \"z, w\" 30\n",
			[][]string{{"room", "use", "hours"}, {"A", "x", "10"}, {"B", "y", "20"}, {"C", "z, w", "30"}}},
		{"one column", "room\n\nA\n", [][]string{{"room"}, {""}, {"A"}}},
		{"blank lines", "\n\n", [][]string{{""}, {""}}},
		{"nothing", "", [][]string{}},
	} {
		got := inspectText(test.text, KindTable)
		if got.Outcome != OutcomeAccept {
			t.Errorf("%s: want accept, got %s %s", test.name, got.Outcome, got.Message)
		}
		if diff := cmp.Diff(test.want, got.Table); diff != "" {
			t.Errorf("%s (-want +got)\n%s", test.name, diff)
		}
	}
}

func TestAPlainTableWithoutOneSoundRowIsRefused(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       Code
	}{
		{"more cells than the header", "a,b\n1,2,3\n", CodeRaggedRow},
		{"fewer cells than the header", "a,b,c\n1,2\n", CodeRaggedRow},
		{"a quote never closed", "a,b,c\n1,\"x,3\n", "malformed_quoting"},
		{"a quote inside", "a,b,c\n1,\"x \" y\",3\n", "malformed_quoting"},
	} {
		if got := inspectText(test.text, KindTable); got.Outcome != OutcomeReject || got.Code != test.want {
			t.Errorf("%s: want reject %s, got %s %s", test.name, test.want, got.Outcome, got.Code)
		}
	}
}
