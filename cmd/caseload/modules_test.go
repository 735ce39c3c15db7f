package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestModulesAreOfTheVersionsThatWereJudgedSafe is the check that needs no network; what each version mended stands
// in the design's facts about libraries.
func TestModulesAreOfTheVersionsThatWereJudgedSafe(t *testing.T) {
	uses := map[string]string{}
	for path, version := range required(t, filepath.Join(moduleFolder(t, "caseload"), "go.mod")) {
		uses[path] = version
	}
	for _, problem := range tooOld(t, uses) {
		t.Error(problem)
	}
	// The two move together, or SQLite runs on a C library that it was not tested with.
	theirs := required(t, filepath.Join(moduleFolder(t, "modernc.org/sqlite"), "go.mod"))
	if diff := cmp.Diff(theirs["modernc.org/libc"], uses["modernc.org/libc"]); diff != "" {
		t.Errorf("modernc.org/libc (-want +got)\n%s", diff)
	}
}

// judgedSafe are the versions from which on each module holds what the design relies on.
func judgedSafe() map[string]string {
	return map[string]string{
		"github.com/valyala/fasthttp":         "v1.70.0",
		"github.com/gofiber/fiber/v2":         "v2.52.15",
		"github.com/xuri/excelize/v2":         "v2.11.1",
		"github.com/go-echarts/go-echarts/v2": "v2.6.7",
		"github.com/chromedp/chromedp":        "v0.20.0",
		"modernc.org/sqlite":                  "v1.61.1",
	}
}

func tooOld(t *testing.T, uses map[string]string) (problems []string) {
	t.Helper()
	for path, least := range judgedSafe() {
		if isOlder(t, uses[path], least) {
			problems = append(problems, fmt.Sprintf("%s: want %s or newer, got %q", path, least, uses[path]))
		}
	}
	slices.Sort(problems)
	return problems
}

func TestAModuleThatIsOlderOrMissingIsNoticed(t *testing.T) {
	uses := judgedSafe()
	uses["github.com/valyala/fasthttp"] = "v1.69.9"
	uses["github.com/gofiber/fiber/v2"] = "v2.52.14"
	uses["modernc.org/sqlite"] = "v1.100.0" // newer, though not by its letters
	delete(uses, "github.com/xuri/excelize/v2")
	want := []string{`github.com/gofiber/fiber/v2: want v2.52.15 or newer, got "v2.52.14"`, `github.com/valyala/fasthttp: want v1.70.0 or newer, got "v1.69.9"`,
		`github.com/xuri/excelize/v2: want v2.11.1 or newer, got ""`}
	if diff := cmp.Diff(want, tooOld(t, uses)); diff != "" {
		t.Errorf("problems (-want +got)\n%s", diff)
	}
}

func moduleFolder(t *testing.T, path string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", path).Output()
	if err != nil {
		t.Fatalf("go list -m %s: %v", path, err)
	}
	return strings.TrimSpace(string(out))
}

// required are the modules that a go.mod asks for.
func required(t *testing.T, path string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	modules := map[string]string{}
	for _, found := range regexp.MustCompile(`(?m)^(?:require )?\s*(\S+\.\S+/\S+) (v\S+)`).FindAllStringSubmatch(string(text), -1) {
		modules[found[1]] = found[2]
	}
	return modules
}

// isOlder compares versions such as v1.70.0; one that is not there is older than any.
func isOlder(t *testing.T, version, least string) bool {
	t.Helper()
	parts := func(text string) (n [3]int) {
		if _, err := fmt.Sscanf(text, "v%d.%d.%d", &n[0], &n[1], &n[2]); err != nil && text != "" {
			t.Errorf("%q is not a version: %v", text, err)
		}
		return n
	}
	have, want := parts(version), parts(least)
	for i := range have {
		if have[i] != want[i] {
			return have[i] < want[i]
		}
	}
	return false
}
