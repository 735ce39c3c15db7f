package main

import (
	"bytes"
	"math"
	"testing"

	"caseload/store/fault"
)

// FuzzSeries gives standard input of any kind to the two commands that read series from it.
func FuzzSeries(f *testing.F) {
	for _, text := range []string{
		"month,value\n2026-09,12\n2026-10,\n", "month,value,denominator\n2026-09,3,21\n", "\ufeffmonth,value\r\n2026-09,-1e3\r\n",
		"series,month,value\nVA,2026-09,12\nVA,2026-11,14\n", "value,series,month\n3,\"a \"\"b\"\"\",1999-12\n",
		"series,month,value\n\"a\"b,2026-01,3\n", "month,value\n\"a\"b,3\n", "series,month,value\na,9999-99,1\n", "", "\n", "\"",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if one, err := readSeries(bytes.NewReader(text)); err == nil {
			if len(one.Labels) != len(one.Values) {
				t.Errorf("%d labels of %d values", len(one.Labels), len(one.Values))
			}
			for _, value := range one.Values {
				if math.IsInf(value, 0) {
					t.Errorf("%v was read as a number", value)
				}
			}
		} else if _, ok := fault.As(err); !ok {
			t.Errorf("one series: want a sentence, got %v", err)
		}
		many, err := readManySeries(bytes.NewReader(text))
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Errorf("many series: want a sentence, got %v", err)
			}
			return
		}
		for _, series := range many {
			if len(series.months.Values) == 0 || len(series.months.Values) > longestHistory {
				t.Errorf("%q has %d months", series.name, len(series.months.Values))
			}
			for _, value := range series.months.Values {
				if math.IsInf(value, 0) || math.Abs(value) > largestCount {
					t.Errorf("%v was read as a count", value)
				}
			}
		}
	})
}
