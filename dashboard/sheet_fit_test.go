package dashboard

import (
	"strings"
	"testing"
)

func TestGroupsGiveWayToWordsOnTheSheet(t *testing.T) {
	words := func(n int) Sentence { return Sentence{{Text: strings.Repeat("x", n)}} }
	short := briefSheet{
		Headline: words(100), ChartTitle: "Five of the last eight months were above 680",
		Columns:     [][]briefWords{{{Text: words(120)}}, {{Text: words(150)}}, {{Text: words(45)}}},
		Lines:       []briefLine{{Detail: strings.Repeat("x", 70)}},
		Definitions: strings.Repeat("x", 560), Footer: strings.Repeat("x", 170),
	}
	if got := groupRowsThatFit(short); got != mostGroupRows {
		t.Errorf("a usual month: want %d groups, got %d", mostGroupRows, got)
	}
	long := short
	long.Columns = [][]briefWords{{{Text: words(350)}}, {{Text: words(150)}}, {{Text: words(150)}}}
	if got := groupRowsThatFit(long); got >= mostGroupRows || got < leastGroupRows {
		t.Errorf("a month with much to say: got %d groups", got)
	}
	stacked := short
	stacked.Columns = [][]briefWords{{{Text: words(120)}}, {{Text: words(150)}}, {{Text: words(130)}, {Text: words(130)}}}
	if got := groupRowsThatFit(stacked); got >= mostGroupRows || got < leastGroupRows {
		t.Errorf("two paragraphs in one column: got %d groups", got)
	}
	endless := short
	endless.Headline = words(5000)
	if got := groupRowsThatFit(endless); got != leastGroupRows {
		t.Errorf("more words than fit: want %d groups, got %d", leastGroupRows, got)
	}
}
