package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"caseload/ingest"
	"caseload/ingest/table"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
)

type inspectCommand struct {
	progressFlag
	Kind            string `enum:",procedures,roster,targets,measures,minutes,headcounts,schedule,cases,table" default:"" placeholder:"KIND" help:"What the file holds: procedures, roster, targets, measures, minutes, headcounts, schedule, cases, or table for the cells as read (default: told by its headers)."`
	FiscalYearStart int    `placeholder:"1..12" help:"Month in which the fiscal year starts, for labels such as \"FY24 M03\"."`
	JSON            bool   `name:"json" help:"Print everything that was understood as JSON."`
	File            string `arg:"" placeholder:"FILE" help:"CSV or XLSX file, within the limits of the browser; import has none."`
}

// Validate is called by the command line's parser.
func (i *inspectCommand) Validate() error { return checkFiscalStart(i.FiscalYearStart) }

func (i *inspectCommand) run(_ context.Context, e environment) (int, error) {
	limits := table.UploadLimits()
	file, err := readFile(i.File, limits.Bytes)
	if err != nil {
		return 0, err
	}
	options := ingest.Options{Kind: caseload.UploadKind(i.Kind), FiscalStart: time.Month(i.FiscalYearStart), Limits: limits}
	var got ingest.Inspection
	err = newProgress(e.std.err, i.Progress).during("Reading "+file.Name, func() error {
		got = ingest.Inspect(file, options, calendar.DateAt(e.now()))
		return nil
	})
	if err != nil {
		return 0, err
	}
	if i.JSON {
		err = printJSON(e.std.out, got)
	} else {
		printInspection(e.std.out, file.Name, got)
	}
	return exitOf(got.Outcome), err
}

func checkFiscalStart(month int) error {
	if month < 0 || month > 12 {
		return fmt.Errorf("--fiscal-year-start: %d is not a month from 1 to 12", month)
	}
	return nil
}

// exitOf maps what became of a file to the exit code that the help text promises.
func exitOf(outcome ingest.Outcome) int {
	switch outcome {
	case ingest.OutcomeAccept:
		return exitOK
	case ingest.OutcomePartial, ingest.OutcomeAsk:
		return exitPartial
	case ingest.OutcomeReject:
		return exitReject
	}
	return exitFailure
}

// readFile reads a file whole, or one byte more than the limit when there is one: enough to
// see that it is too large, whatever its size.
func readFile(path string, limit int) (ingest.File, error) {
	file := ingest.File{Name: filepath.Base(path)}
	opened, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return file, fault.New(fault.NotFound, "There is no file %s.", path)
	case errors.Is(err, fs.ErrPermission):
		return file, fault.New(fault.Unavailable, "%s may not be read by this account.", path)
	case err != nil:
		return file, fmt.Errorf("open %q: %w", path, err)
	}
	defer func() { _ = opened.Close() }() // only read: nothing can be lost
	if info, err := opened.Stat(); err == nil && info.IsDir() {
		return file, fault.New(fault.Invalid, "%s is a folder, not a file.", path)
	}
	var in io.Reader = opened
	if limit > 0 {
		in = io.LimitReader(opened, int64(limit)+1)
	}
	if file.Bytes, err = io.ReadAll(in); err != nil {
		return file, fmt.Errorf("read %q: %w", path, err)
	}
	return file, nil
}

func printJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return fmt.Errorf("print JSON: %w", err)
	}
	return nil
}
