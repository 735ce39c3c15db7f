package chart

import "testing"

func TestGutterLabelsNeverCoverEachOther(t *testing.T) {
	labels := []gutterLabel{
		{wanted: 100, lines: 1}, {wanted: 101, lines: 2}, {wanted: 99, lines: 1}, {wanted: 298, lines: 2}, {wanted: 300, lines: 1},
	}
	spread(labels, 300)
	for i := 1; i < len(labels); i++ {
		above, below := labels[i-1], labels[i]
		if room := below.at - above.at; room < float64(above.lines+below.lines)*gutterLine/2 {
			t.Errorf("want labels apart, got %v and %v", above, below)
		}
	}
	last := labels[len(labels)-1]
	if last.at+gutterLine/2 > 300+gutterLine/2+1 {
		t.Errorf("want the last label beside the plot, got %v", last.at)
	}
}

func TestCaptionsAtOnePlaceGetRowsOfTheirOwn(t *testing.T) {
	captions := []caption{{x: 100, words: "Suite 4 opens"}, {x: 100, words: "New scanner"}, {x: 150, words: "No file", centre: true}, {x: 690, words: "At the right edge, long"}}
	if rows := stagger(captions, 700); rows < 2 {
		t.Errorf("want at least two rows, got %d", rows)
	}
	if captions[0].row == captions[1].row {
		t.Errorf("want different rows for one place, got %d twice", captions[0].row)
	}
	if !captions[3].flip {
		t.Error("want the caption by the right edge to run to the left")
	}
}
