package dashboard

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// limits is a control chart worked out by hand, for the newest month only: package spc has no part in it.
type limits struct {
	values            []float64 // NaN where the month is not complete
	mean, range_      float64
	lower, upper      float64
	side              int // of the mean, of the months in run
	run, rising, fell int // months that end with the newest one
	near              int // of the last three, beyond two thirds of the way to the limit, all on one side
}

// byHand works out the chart of counts from January 2019 to October 2026.
func byHand(n tally, counts map[calendar.Month]int) limits {
	var l limits
	for m := calendar.MonthOf(2019, time.January); m <= october; m++ {
		v := math.NaN()
		if _, isComplete := n.total(m); isComplete {
			v = float64(counts[m])
		}
		l.values = append(l.values, v)
	}
	l.work()
	return l
}

func (l *limits) work() {
	var sum, ranges, months, pairs float64
	for i, v := range l.values {
		if math.IsNaN(v) {
			continue
		}
		sum, months = sum+v, months+1
		if i > 0 && !math.IsNaN(l.values[i-1]) {
			ranges, pairs = ranges+math.Abs(v-l.values[i-1]), pairs+1
		}
	}
	l.mean, l.range_ = sum/months, ranges/pairs
	l.lower, l.upper = l.mean-2.66*l.range_, l.mean+2.66*l.range_
	last := len(l.values) - 1
	sideOf := func(v float64) int {
		switch {
		case v > l.mean:
			return 1
		case v < l.mean:
			return -1
		}
		return 0 // also for NaN
	}
	l.side = sideOf(l.values[last])
	for i := last; i >= 0 && l.side != 0 && sideOf(l.values[i]) == l.side; i-- {
		l.run++
	}
	l.rising, l.fell = 1, 1
	for i := last; i > 0 && l.values[i] > l.values[i-1]; i-- {
		l.rising++
	}
	for i := last; i > 0 && l.values[i] < l.values[i-1]; i-- {
		l.fell++
	}
	if l.run >= 3 && math.Abs(l.values[last]-l.mean) > 2.66*l.range_*2/3 {
		for _, v := range l.values[last-2:] {
			if math.Abs(v-l.mean) > 2.66*l.range_*2/3 {
				l.near++
			}
		}
	}
}

// words is the signal of the newest month by precedence: outside, trend, two of three, shift.
func (l limits) words() string {
	side, limit := "below", "lower limit"
	if l.side > 0 {
		side, limit = "above", "upper limit"
	}
	newest := l.values[len(l.values)-1]
	switch {
	case newest > l.upper, newest < l.lower:
		return strings.ToUpper(side[:1]) + side[1:] + " the " + limit
	case l.rising >= 7:
		return fmt.Sprintf("%d months rising", l.rising)
	case l.fell >= 7:
		return fmt.Sprintf("%d months falling", l.fell)
	case l.near >= 2:
		return "2 of 3 near the " + limit
	case l.run >= 7:
		return fmt.Sprintf("%d months %s the mean", l.run, side)
	}
	return "Normal"
}

// cells are the last three of a group's row: usual range, against the mean, variation.
func (l limits) cells() []string {
	newest := l.values[len(l.values)-1]
	return []string{
		formatDecimal(math.Max(0, l.lower), 0) + "–" + formatDecimal(l.upper, 0),
		formatSignedPercent((newest-l.mean)/l.mean*100, 0),
		l.words(),
	}
}

func TestTheSeriesInDepthIsThatOfTheDatabase(t *testing.T) {
	s, db := sampleServer(t)
	n := countByHand(t, db)
	for name, test := range map[string]struct {
		query string
		value func(calendar.Month) (int, bool)
	}{
		"all procedures": {"?series=all", n.total},
		"the VA":         {"?series=site-va", func(m calendar.Month) (int, bool) { return n.counts[2][m], n.complete[caseload.SiteID(2)][m] }},
	} {
		t.Run(name, func(t *testing.T) {
			var l limits
			for m := calendar.MonthOf(2019, time.January); m <= october; m++ {
				v := math.NaN()
				if count, isComplete := test.value(m); isComplete {
					v = float64(count)
				}
				l.values = append(l.values, v)
			}
			l.work()
			_, page := get(t, s, "/signals"+test.query)
			rows := rowsOf(t, page, "series")
			if len(rows) != len(l.values) {
				t.Fatalf("want %d months, got %d", len(l.values), len(rows))
			}
			for i, cells := range rows {
				at := len(l.values) - 1 - i
				change := math.NaN()
				if at > 0 {
					change = math.Abs(l.values[at] - l.values[at-1])
				}
				want := []string{(calendar.MonthOf(2019, time.January) + calendar.Month(at)).Long(), formatDecimal(l.values[at], 0), formatDecimal(l.mean, 1),
					formatDecimal(math.Max(0, l.lower), 0) + "–" + formatDecimal(l.upper, 0), formatDecimal(change, 0)}
				if diff := cmp.Diff(want, cells[:5]); diff != "" {
					t.Errorf("(−want +got):\n%s", diff)
				}
			}
			_, made, _ := strings.Cut(page, `<dl class="limits">`)
			made, _, _ = strings.Cut(made, "</dl>")
			for _, want := range []float64{l.mean, l.range_, l.upper, l.lower} {
				if !strings.Contains(made, "<dd>"+formatDecimal(want, 1)+"</dd>") {
					t.Errorf("how the limits were made does not give %.1f", want)
				}
			}
		})
	}
}

func TestTheGridOfSeriesIsThatOfTheDatabase(t *testing.T) {
	s, db := sampleServer(t)
	n := countByHand(t, db)
	_, page := get(t, s, "/signals?series=all")
	_, grid, _ := strings.Cut(page, `id="grid"`)
	text := readText(grid)
	flagged := 0
	for group, counts := range n.groups {
		l := byHand(n, counts)
		words := l.words()
		if words == "Normal" {
			words = fmt.Sprintf("Normal, usually %s to %s", formatDecimal(math.Max(0, l.lower), 0), formatDecimal(l.upper, 0))
		} else {
			flagged++
		}
		want := group + formatNumber(counts[october]) + " " + words
		if !strings.Contains(text, want) {
			t.Errorf("the grid does not say %q", want)
		}
	}
	if flagged == 0 {
		t.Error("want at least one group of the sample with a signal")
	}
}
