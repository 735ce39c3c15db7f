package dashboard

import (
	"math"
	"testing"
)

func TestCSVNumbersAreBareAndMissingOnesEmpty(t *testing.T) {
	for _, test := range []struct {
		number   float64
		decimals int
		want     string
	}{
		{702, 4, "702"}, {1234.5, 4, "1234.5"}, {31.90909, 2, "31.91"}, {-0.00001, 2, "0"}, {0, 0, "0"}, {10, 0, "10"}, {math.NaN(), 2, ""},
	} {
		if got := bare(test.number, test.decimals); got != test.want {
			t.Errorf("bare(%v, %d): want %q, got %q", test.number, test.decimals, test.want, got)
		}
	}
}
