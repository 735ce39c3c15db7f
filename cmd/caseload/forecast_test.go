package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// randomSeries writes count series of 72 months, each its own rows.
func randomSeries(count int) [][]string {
	random := rand.New(rand.NewPCG(7, 7))
	all := make([][]string, count)
	for s := range all {
		level := 3 + random.Float64()*700
		for month := range 72 {
			all[s] = append(all[s], fmt.Sprintf("S%d,%d-%02d,%.0f", s, 2019+month/12, month%12+1, max(level+random.NormFloat64()*level/8, 0)))
		}
	}
	return all
}

// forecastRows runs the command on the rows and returns its rows by series.
func forecastRows(t testing.TB, rows []string) map[string][]string {
	t.Helper()
	var out, errs bytes.Buffer
	in := strings.NewReader("series,month,value\n" + strings.Join(rows, "\n"))
	if code := run(t.Context(), []string{"forecast"}, variables(nil), stdio{in, &out, &errs}); code != exitOK {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	found := map[string][]string{}
	for _, line := range strings.Split(strings.TrimSpace(out.String()), "\n")[1:] {
		name, _, _ := strings.Cut(line, ",")
		found[name] = append(found[name], line)
	}
	return found
}

func TestASeriesForecastNeverDependsOnWhatElseIsInTheFile(t *testing.T) {
	all := randomSeries(12)
	var rows, half []string
	for i, s := range all {
		rows = append(rows, s...)
		if i%2 == 0 {
			half = append(half, s...)
		}
	}
	want := forecastRows(t, rows)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	if diff := cmp.Diff(want, forecastRows(t, rows)); diff != "" {
		t.Errorf("shuffled: -want +got\n%s", diff)
	}
	subset := forecastRows(t, half)
	if len(subset) != 6 {
		t.Errorf("want 6 series, got %d", len(subset))
	}
	for name, got := range subset {
		if diff := cmp.Diff(want[name], got); diff != "" {
			t.Errorf("%s with half the others: -want +got\n%s", name, diff)
		}
	}
}
