package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"caseload/dashboard/analysis/forecast"
	"caseload/dashboard/analysis/series"
	"caseload/ingest/table"
	"caseload/store/calendar"
	"caseload/store/fault"
)

type forecastCommand struct {
	progressFlag
	Horizon int    `default:"12" placeholder:"MONTHS" help:"Months ahead, 1 to 120 (default: ${default})."`
	Point   string `enum:"median,mean" default:"median" help:"Point to give in the column mean: median (the default) or mean, which adds up over series."`
	JSON    bool   `name:"json" help:"Print JSON, with what each point is made of."`
}

// Validate is called by the command line's parser.
func (f *forecastCommand) Validate() error {
	if f.Horizon < 1 || f.Horizon > 120 {
		return fmt.Errorf("--horizon: %d is not a number of months from 1 to 120", f.Horizon)
	}
	return nil
}

func (f *forecastCommand) run(ctx context.Context, e environment) (int, error) {
	options := forecast.Options{Horizon: f.Horizon, Point: forecast.PointType(f.Point)}
	var all []namedSeries
	err := newProgress(e.std.err, f.Progress).during("Forecasting", func() (err error) {
		if all, err = readManySeries(e.std.in); err != nil {
			return err
		}
		if f.JSON {
			return writeForecastJSON(ctx, e.std.out, all, options)
		}
		return writeCSV(e.std.out, func(w *csv.Writer) error { return writeForecasts(ctx, w, all, options, e.std.err) })
	})
	return exitOK, err
}

// namedSeries is one series of the input, in the order in which each was first named.
type namedSeries struct {
	name   string
	months series.Monthly
}

// largestCount is beyond any count, and far from where sums of squares overflow.
const largestCount = 1e12

// longestHistory keeps a mistyped year from asking for centuries of gaps.
const longestHistory = 200 * 12

// readManySeries reads series,month,value in long form. Rows may come in any order; an empty value is a gap.
func readManySeries(in io.Reader) ([]namedSeries, error) {
	r := csv.NewReader(in)
	r.ReuseRecord = true
	columns, err := readSeriesHeader(r)
	if err != nil {
		return nil, err
	}
	var all []namedSeries
	position := map[string]int{}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, badCSV(err)
		}
		line, _ := r.FieldPos(0)
		name := record[columns.name]
		i, known := position[name]
		if !known {
			name = string([]byte(name)) // apart from the record's memory, which would keep the whole row
			i = len(all)
			position[name] = i
			all = append(all, namedSeries{name: name})
		}
		if err := all[i].add(record[columns.month], record[columns.value]); err != nil {
			return nil, fault.New(fault.Invalid, "Row %d: %s.", line, err)
		}
	}
}

// seriesColumns are the positions of the columns that count; others are left alone.
type seriesColumns struct{ name, month, value int }

func readSeriesHeader(r *csv.Reader) (seriesColumns, error) {
	found := seriesColumns{-1, -1, -1}
	header, err := r.Read()
	if errors.Is(err, io.EOF) {
		return found, fault.New(fault.Invalid, "Standard input is empty: it should begin with the line series,month,value.")
	}
	if err != nil {
		return found, badCSV(err)
	}
	for i, title := range header {
		switch title {
		case "series", "\ufeffseries":
			found.name = i
		case "month", "\ufeffmonth":
			found.month = i
		case "value", "count":
			found.value = i
		}
	}
	if found.name < 0 || found.month < 0 || found.value < 0 {
		return found, fault.New(fault.Invalid, "Standard input should begin with the line series,month,value (or count in place of value).")
	}
	return found, nil
}

func badCSV(err error) error {
	var wrong *csv.ParseError
	if errors.As(err, &wrong) {
		return fault.New(fault.Invalid, "Row %d is not CSV: %s.", wrong.Line, wrong.Err)
	}
	return fmt.Errorf("read standard input: %w", err)
}

// add enters one month, making room in whichever direction it lies.
func (n *namedSeries) add(monthText, valueText string) error {
	month, err := calendar.ParseMonth(monthText)
	if err != nil {
		return err
	}
	value, err := seriesNumber(valueText)
	if err != nil {
		return err
	}
	if value < 0 || value > largestCount {
		return fmt.Errorf("%s cannot be a count", valueText)
	}
	s := &n.months
	if s.Len() == 0 {
		s.First = month
	}
	switch {
	case month < s.First-longestHistory || month > s.First+longestHistory:
		return fmt.Errorf("%s lies more than 200 years from the other months of %q", month, n.name)
	case month < s.First:
		*s = s.Slice(month, s.Last())
	}
	for s.Last() < month {
		s.Values = append(s.Values, series.Missing())
	}
	if s.Has(month) {
		return fmt.Errorf("%q has %s twice", n.name, month)
	}
	s.Set(month, value)
	return nil
}

// writeForecasts writes a row a month. A series too short to forecast has a sentence on standard error instead.
func writeForecasts(ctx context.Context, w *csv.Writer, all []namedSeries, o forecast.Options, notes io.Writer) error {
	if err := w.Write([]string{"series", "month", "mean", "lo80", "hi80", "lo95", "hi95"}); err != nil {
		return err
	}
	record := make([]string, 7)
	for _, s := range all {
		if err := ctx.Err(); err != nil {
			return err
		}
		f := forecast.Of(s.months, o)
		if f.Reason != "" {
			fmt.Fprintf(notes, "%s: %s\n", oneLine(s.name), f.Reason)
		}
		for _, warning := range f.Warnings {
			fmt.Fprintf(notes, "%s: %s\n", oneLine(s.name), warning)
		}
		for _, m := range f.Months {
			record[0], record[1] = table.Neutral(s.name), m.Month.String()
			for i, v := range [...]float64{m.Point, m.Lo80, m.Hi80, m.Lo95, m.Hi95} {
				record[2+i] = decimal(v)
			}
			if err := w.Write(record); err != nil {
				return err
			}
		}
	}
	return nil
}

// forecastJSON is one series of the JSON that --json prints.
type forecastJSON struct {
	Series string `json:"series"`
	forecast.Forecast
}

// writeForecastJSON prints an array, a series a line, so that ten thousand are never held at once.
func writeForecastJSON(ctx context.Context, w io.Writer, all []namedSeries, o forecast.Options) error {
	separator := "[\n"
	for _, s := range all {
		if err := ctx.Err(); err != nil {
			return err
		}
		line, err := json.Marshal(forecastJSON{s.name, forecast.Of(s.months, o)})
		if err != nil {
			return fmt.Errorf("print the forecast of %q: %w", s.name, err)
		}
		if _, err := fmt.Fprintf(w, "%s%s", separator, line); err != nil {
			return fmt.Errorf("print the forecast: %w", err)
		}
		separator = ",\n"
	}
	end := "\n]\n"
	if len(all) == 0 {
		end = "[]\n"
	}
	if _, err := io.WriteString(w, end); err != nil {
		return fmt.Errorf("print the forecast: %w", err)
	}
	return nil
}
