package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"caseload/dashboard/analysis/spc"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// seriesLimit bounds what is read from standard input: a century of months is about 30 kB.
const seriesLimit = 8 << 20

type signalsCommand struct {
	Chart      string   `enum:"xmr,run,i,mr,c,p,u,pp,up,ip" default:"xmr" placeholder:"CHART" help:"Chart: xmr (the default), run, i, mr, c, p, u, pp and up (Laney), or ip."`
	Screen     *bool    `placeholder:"true|false" help:"Leave very large moving ranges out of the limits, --screen=false to use all (default: false for xmr, true for i, mr, pp, up and ip)."`
	TwoInThree string   `enum:"mdc,package" default:"mdc" placeholder:"RULE" help:"Whether points outside the limits count in the two-in-three rule: mdc for yes (the default), package for no."`
	Rebase     []string `sep:"none" placeholder:"LABEL" help:"Month from which limits are computed anew; may be given several times."`
	Exclude    []string `sep:"none" placeholder:"LABEL" help:"Month to leave out of limits and rules; may be given several times."`
	Freeze     int      `placeholder:"K" help:"Compute limits from the first K months of every segment only, 12 or more."`
	Target     *float64 `placeholder:"X" help:"Target to judge the limits against; needs --improve."`
	Improve    string   `enum:"increase,decrease,neutral" default:"neutral" placeholder:"SIDE" help:"Which way is better: increase, decrease or neutral (the default)."`
	JSON       bool     `name:"json" help:"Print segments, points and signals as JSON."`
}

func (s *signalsCommand) run(_ context.Context, e environment) (int, error) {
	in, err := readSeries(e.std.in)
	if err != nil {
		return 0, err
	}
	chart, err := spc.Analyse(in, s.options())
	if bad := spc.InputError(""); errors.As(err, &bad) {
		return 0, fault.New(fault.Invalid, "%s", string(bad))
	}
	if err != nil {
		return 0, err
	}
	if s.JSON {
		return exitOK, printJSON(e.std.out, chart)
	}
	printChart(e.std.out, chart)
	return exitOK, nil
}

func (s *signalsCommand) options() spc.Options {
	o := spc.Defaults(spc.Kind(s.Chart))
	if s.Screen != nil {
		o.Screen = *s.Screen
	}
	o.Rules.OnlyWithinLimits = s.TwoInThree == "package"
	o.Rebases, o.Excluded, o.Freeze = s.Rebase, s.Exclude, s.Freeze
	o.Target, o.Improvement = s.Target, spc.Improvement(s.Improve)
	return o
}

// readSeries reads "month,value" or "month,value,denominator", oldest first. An empty cell is a month not reported.
func readSeries(in io.Reader) (spc.Input, error) {
	var series spc.Input
	text, err := io.ReadAll(io.LimitReader(in, seriesLimit+1))
	if err != nil {
		return series, fmt.Errorf("read standard input: %w", err)
	}
	if len(text) > seriesLimit {
		return series, fault.New(fault.TooLarge, "The series on standard input is longer than %d MB.", seriesLimit>>20)
	}
	reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	header, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return series, fault.New(fault.Invalid, "Standard input is empty: give a CSV file with the columns month,value or month,value,denominator.")
	}
	if err != nil {
		return series, unreadable(err)
	}
	if err := checkSeriesHeader(header); err != nil {
		return series, err
	}
	if len(header) == 3 {
		series.Denominators = []float64{}
	}
	for {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return series, nil
		}
		if err != nil {
			return series, unreadable(err)
		}
		line, _ := reader.FieldPos(0)
		numbers := make([]float64, len(row))
		for i := 1; i < len(row); i++ {
			if numbers[i], err = seriesNumber(row[i]); err != nil {
				return series, fault.New(fault.Invalid, "Line %d, %q: %s.", line, header[i], err)
			}
		}
		series.Labels, series.Values = append(series.Labels, strings.TrimSpace(row[0])), append(series.Values, numbers[1])
		if len(row) == 3 {
			series.Denominators = append(series.Denominators, numbers[2])
		}
	}
}

func unreadable(err error) error {
	return fault.New(fault.Invalid, "Standard input cannot be read as CSV: %s.", err)
}

func checkSeriesHeader(header []string) error {
	for i := range header {
		header[i] = strings.ToLower(strings.TrimSpace(header[i]))
	}
	text := strings.Join(header, ",")
	if text != "month,value" && text != "month,value,denominator" {
		return fault.New(fault.Invalid, "The header is %q; it has to be month,value or month,value,denominator.", text)
	}
	return nil
}

// seriesNumber reads a plain decimal number; nothing is NaN, a month not reported.
func seriesNumber(cell string) (float64, error) {
	cell = strings.TrimSpace(cell)
	if cell == "" {
		return math.NaN(), nil
	}
	x, err := strconv.ParseFloat(cell, 64)
	// ParseFloat also takes words, hexadecimal and underscores, which no count is written in.
	if err != nil || strings.Trim(cell, "0123456789+-.eE") != "" {
		return 0, fmt.Errorf("%q is not a number; leave the cell empty for a month not reported", cell)
	}
	return x, nil
}

// printChart says how the newest month stands, then each segment with its computation, the signals and the warnings.
func printChart(w io.Writer, c spc.Chart) {
	if n := len(c.Points); n > 0 {
		newest := c.Points[n-1]
		verdict := "within normal variation"
		switch {
		case math.IsNaN(newest.Value):
			verdict = "not reported"
		case newest.Excluded:
			verdict = "left out"
		case newest.Signal.Fired():
			verdict = "a signal"
		}
		fmt.Fprintf(w, "%s of %s. The newest, %s: %s, %s.\n", caseload.UpperFirst(c.Kind.Title()), many(n, "point"), oneLine(newest.Label), seriesText(newest.Value), verdict)
	}
	if c.Assurance != spc.NoAssurance {
		fmt.Fprintf(w, "%s.\n", c.Assurance.Words())
	}
	for i, s := range c.Segments {
		fmt.Fprintf(w, "%s to %s:\n", oneLine(c.Points[s.First].Label), oneLine(c.Points[s.Last()].Label))
		for _, step := range c.Explain(i, seriesText) {
			fmt.Fprintln(w, " ", oneLine(step))
		}
		if s.Runs.Signal {
			fmt.Fprintf(w, "  Runs tell of a change: the longest is %d (at most %d expected), with %s of the centre line (at least %d expected).\n",
				s.Runs.Longest, s.Runs.LongestMax, many(s.Runs.Crossings, "crossing"), s.Runs.CrossingsMin)
		}
	}
	episodes := c.Episodes()
	lines := make([]string, len(episodes))
	for i, e := range episodes {
		lines[i] = e.WordsWith(seriesText)
	}
	printList(w, "Signals, newest first", lines, findingsShown)
	if suggestion, ok := c.SuggestRebase(); ok {
		fmt.Fprintln(w, oneLine(suggestion.Words()))
	}
	printList(w, "To look at", c.Warnings, findingsShown)
}

// seriesText writes a number for reading, to about four digits, a large one to the unit: 4,205; 28.31; 0.02314.
func seriesText(x float64) string {
	if math.IsNaN(x) {
		return "\u2014"
	}
	size := math.Abs(x)
	if size >= 1e12 || size != 0 && size < 1e-6 {
		return strconv.FormatFloat(x, 'g', 4, 64)
	}
	decimals := 0
	if size != 0 {
		decimals = max(0, 3-int(math.Floor(math.Log10(size))))
	}
	text := strconv.FormatFloat(size, 'f', decimals, 64)
	whole, fraction, _ := strings.Cut(text, ".")
	if n, err := strconv.Atoi(whole); err == nil {
		whole = thousands(n)
	}
	if fraction = strings.TrimRight(fraction, "0"); fraction != "" {
		whole += "." + fraction
	}
	if x < 0 && strings.Trim(whole, "0.,") != "" {
		whole = "\u2212" + whole
	}
	return whole
}
