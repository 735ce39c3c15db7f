package spc_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"caseload/dashboard/analysis/spc"
	"caseload/store/calendar"
)

var nan = math.NaN()

// monthly labels the values with months from January 2024 on.
func monthly(values ...float64) spc.Input {
	in := spc.Input{Values: values}
	for i := range values {
		in.Labels = append(in.Labels, (calendar.MonthOf(2024, 1) + calendar.Month(i)).String())
	}
	return in
}

// analyse judges the series, which has to be possible.
func analyse(t testing.TB, in spc.Input, o spc.Options) spc.Chart {
	t.Helper()
	c, err := spc.Analyse(in, o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// xmr judges the values with the division's own rules.
func xmr(t testing.TB, values ...float64) spc.Chart {
	t.Helper()
	return analyse(t, monthly(values...), spc.Defaults(spc.XmR))
}

// sawtooth is n stable points around 600.
func sawtooth(n int) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = 610 - 20*float64(i%2)
	}
	return values
}

// lines are what a published example prints of a chart.
type lines struct{ Centre, Lower, Upper float64 }

func linesOf(s spc.Segment) lines { return lines{s.Centre, s.Lower, s.Upper} }

// toDecimals compares numbers to so many decimals, as a book prints them.
func toDecimals(decimals int) cmp.Option {
	return cmpopts.EquateApprox(0, 0.5000001*math.Pow10(-decimals))
}

// nearly compares computed numbers; NaN equals NaN.
func nearly() cmp.Option {
	return cmp.Options{cmpopts.EquateApprox(1e-9, 1e-12), cmpopts.EquateNaNs()}
}

func constant(x float64, n int) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = x
	}
	return values
}

func plain(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// signals are the main signals of the chart's points.
func signals(c spc.Chart) []spc.Signal {
	all := make([]spc.Signal, len(c.Points))
	for i, p := range c.Points {
		all[i] = p.Signal
	}
	return all
}
