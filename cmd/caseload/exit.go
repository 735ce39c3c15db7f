package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"caseload/store/fault"
)

// The exit codes, which the help text explains.
const (
	exitOK       = 0 // done; a file was accepted
	exitPartial  = 1 // some rows are bad, or a question stands open
	exitReject   = 2 // nothing of the file is kept
	exitFailure  = 3 // the program failed or was called wrongly
	exitConflict = 4 // another change stands in the way
)

// detailsShown keeps a message about a large file readable; the rest is counted.
const detailsShown = 20

// report prints the error as one line, with the items a fault speaks of below it, and returns its exit code.
func report(w io.Writer, err error) int {
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(w, "caseload: stopped before it was done; nothing was changed")
		return exitFailure
	}
	f, ok := fault.As(err)
	if !ok {
		fmt.Fprintln(w, "caseload:", oneLine(err.Error()))
	} else {
		fmt.Fprintln(w, "caseload:", oneLine(f.Message)) // what was being done when it happened is for a log
		for i, detail := range f.Details {
			if i == detailsShown {
				fmt.Fprintf(w, "  and %d more\n", len(f.Details)-i)
				break
			}
			fmt.Fprintln(w, " ", oneLine(detail))
		}
	}
	return exitCode(err)
}

// exitCode tells a conflict from every other failure. What a file's contents deserve is decided by its outcome, not here.
func exitCode(err error) int {
	if fault.Is(err, fault.Conflict) {
		return exitConflict
	}
	return exitFailure
}

// oneLine keeps text that may come from a file from adding lines or steering the terminal.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return ' '
		}
		if r < ' ' || (r >= 0x7f && r < 0xa0) || r == '\u2028' || r == '\u2029' {
			return -1
		}
		return r
	}, text)
}
