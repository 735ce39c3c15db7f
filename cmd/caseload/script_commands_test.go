//go:build !race

package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestCommandLine(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			// Months up to October 2026 are past and November is under way, whenever the test runs.
			env.Setenv("CASELOAD_NOW", "2026-11-12T08:14:00Z")
			env.Setenv("TMPDIR", env.WorkDir)
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){"exits": exits, "lengthen": lengthen},
	})
}

// lengthen adds 9 MB of blank lines to a file, which is more than the browser's limit: "lengthen counts.csv".
func lengthen(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: lengthen FILE")
	}
	content := append([]byte(ts.ReadFile(args[0])), bytes.Repeat([]byte("\n"), 9<<20)...)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), content, 0o600))
}

// exits runs a command and compares its exit code: "exits 2 caseload import bad.csv".
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARGUMENT …]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Check(err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code: want %d, got %d", want, got)
	}
}
