// Command summary reads the events of `go test -json`, shows each package and the
// whole output of what failed, and ends with the line "N passed, N failed, N skipped".
// It exits 1 when anything failed or nothing ran.
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// event is one line of `go test -json`; see `go doc test2json`.
type event struct {
	Action      string
	Package     string
	ImportPath  string // of a package that does not build
	Test        string
	Output      string
	Elapsed     float64
	FailedBuild string
}

type key struct{ pkg, test string }

type summary struct {
	passed, failed, skipped int
	output                  map[key]*strings.Builder
	build                   map[string]*strings.Builder
	failedIn                map[string]bool // packages with a failed test of their own
	skips                   []string
	slowest                 []timed
}

type timed struct {
	name    string
	seconds float64
}

func main() {
	s := summary{output: map[key]*strings.Builder{}, build: map[string]*strings.Builder{}, failedIn: map[string]bool{}}
	if err := s.read(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "read the events of go test:", err)
		os.Exit(1)
	}
	s.close(os.Stdout)
	if s.failed > 0 || s.passed == 0 {
		os.Exit(1)
	}
}

func (s *summary) read(in io.Reader, out io.Writer) error {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var e event
			if json.Unmarshal(line, &e) == nil && e.Action != "" {
				s.take(e, out)
			} else {
				fmt.Fprint(out, string(line)) // a message of the go command itself
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (s *summary) take(e event, out io.Writer) {
	k := key{e.Package, e.Test}
	switch e.Action {
	case "build-output":
		text(s.build, e.ImportPath).WriteString(e.Output)
	case "output":
		text(s.output, k).WriteString(e.Output)
	case "pass", "fail", "skip":
		if e.Test == "" {
			s.takePackage(e, out)
		} else {
			s.takeTest(e, k, out)
		}
		delete(s.output, k)
	}
}

func (s *summary) takeTest(e event, k key, out io.Writer) {
	name := e.Package + " " + e.Test
	switch e.Action {
	case "pass":
		s.passed++
	case "skip":
		s.skipped++
		s.skips = append(s.skips, name+": "+reason(text(s.output, k).String()))
	case "fail":
		s.failed++
		s.failedIn[e.Package] = true
		fmt.Fprintf(out, "--- FAIL %s (%.1f s)\n%s", name, e.Elapsed, text(s.output, k))
	}
	if !strings.Contains(e.Test, "/") {
		s.slowest = append(s.slowest, timed{name, e.Elapsed})
	}
}

func (s *summary) takePackage(e event, out io.Writer) {
	switch e.Action {
	case "pass":
		fmt.Fprintf(out, "ok   %-40s %6.1f s\n", e.Package, e.Elapsed)
	case "fail":
		fmt.Fprintf(out, "FAIL %-40s %6.1f s\n", e.Package, e.Elapsed)
		if !s.failedIn[e.Package] { // did not build, timed out, or died
			s.failed++
			fmt.Fprintf(out, "%s%s", text(s.build, e.FailedBuild), text(s.output, key{e.Package, ""}))
			s.unfinished(e.Package, out)
		}
	}
}

// unfinished shows the tests that a panic or a time limit cut short.
func (s *summary) unfinished(pkg string, out io.Writer) {
	for k, output := range s.output {
		if k.pkg == pkg && k.test != "" {
			fmt.Fprintf(out, "--- UNFINISHED %s %s\n%s", k.pkg, k.test, output)
		}
	}
}

func (s *summary) close(out io.Writer) {
	slices.SortFunc(s.slowest, func(a, b timed) int { return cmp.Compare(b.seconds, a.seconds) })
	fmt.Fprintln(out, "\nSlowest:")
	for _, t := range s.slowest[:min(12, len(s.slowest))] {
		fmt.Fprintf(out, "  %6.1f s  %s\n", t.seconds, t.name)
	}
	if len(s.skips) > 0 {
		fmt.Fprintln(out, "Skipped:")
		for _, skip := range s.skips {
			fmt.Fprintln(out, "  "+skip)
		}
	}
	fmt.Fprintf(out, "\n%d passed, %d failed, %d skipped\n", s.passed, s.failed, s.skipped)
}

// reason returns what a skipped test said, without the lines that go test adds.
func reason(output string) string {
	var said []string
	for _, line := range strings.Split(output, "\n") {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "=== ") && !strings.HasPrefix(line, "--- ") {
			said = append(said, line)
		}
	}
	return strings.Join(said, " ")
}

func text[K comparable](of map[K]*strings.Builder, k K) *strings.Builder {
	if of[k] == nil {
		of[k] = &strings.Builder{}
	}
	return of[k]
}
