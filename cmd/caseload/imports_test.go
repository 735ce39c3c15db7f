package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "caseload"

// listed is what `go list -json` says of one package.
type listed struct {
	ImportPath   string
	Standard     bool
	Imports      []string
	TestImports  []string
	XTestImports []string
	Deps         []string
}

// layers from the ground up: a package may import its own layer's packages and those of the layers before it.
// The first prefix that matches decides, so the inner packages of dashboard stand before dashboard itself.
var layers = []struct {
	prefix string
	height int
}{
	{module + "/store", 1},
	{module + "/ingest", 2},
	{module + "/dashboard/analysis", 3},
	{module + "/dashboard/insight", 4},
	{module + "/dashboard/chart", 5},
	{module + "/dashboard/signin", 3},
	{module + "/dashboard", 6},
	{module + "/cmd", 7},
}

// leaves know nothing of the rest of the module but the other leaves named here.
var leaves = map[string][]string{
	module + "/store/calendar":     nil,
	module + "/store/fault":        nil,
	module + "/store/caseload":     {module + "/store/calendar"},
	module + "/ingest/table":       {module + "/store/fault"},
	module + "/dashboard/analysis": {module + "/store/calendar", module + "/store/caseload"},
	module + "/dashboard/signin":   {module + "/store/caseload", module + "/store/calendar", module + "/store/fault"},
	module + "/sample_data":        {module + "/store/calendar", module + "/store/caseload"},
}

// withoutModules are the leaves that import no module of other people's, but for the Go project's tables of Unicode.
var withoutModules = []string{
	module + "/store/calendar", module + "/store/fault", module + "/store/caseload", module + "/dashboard/analysis", module + "/sample_data",
}

// homes are the only packages that may import a library.
var homes = []struct {
	what   string
	home   string
	inside bool // whether packages below home may import it as well
}{
	{"github.com/gofiber/", module + "/dashboard", false},
	{"github.com/valyala/fasthttp", module + "/dashboard", false},
	{"database/sql", module + "/store", true},
	{"modernc.org/sqlite", module + "/store", true},
	{"github.com/go-echarts/", module + "/dashboard/chart", true},
	{"github.com/dop251/goja", module + "/dashboard/chart/svg", true},
	{"github.com/xuri/excelize", module + "/ingest/table", true},
	{"github.com/alecthomas/kong", module + "/cmd/caseload", false},
}

func TestImportsPointOneWay(t *testing.T) {
	for _, p := range ourPackages(t) {
		own, ok := height(p.ImportPath)
		if !ok {
			continue
		}
		for _, imported := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			if theirs, ok := height(imported); ok && theirs > own {
				t.Errorf("%s imports %s, which stands above it", p.ImportPath, imported)
			}
		}
	}
}

func TestLeavesImportOnlyLeaves(t *testing.T) {
	for _, p := range ourPackages(t) {
		leaf, allowed, ok := leafOf(p.ImportPath)
		if !ok {
			continue
		}
		for _, imported := range p.Imports {
			if within(imported, module) && !within(imported, leaf) && !slices.ContainsFunc(allowed, func(a string) bool { return within(imported, a) }) {
				t.Errorf("%s imports %s, but %s is a leaf", p.ImportPath, imported, leaf)
			}
			isOthers := strings.Contains(strings.Split(imported, "/")[0], ".")
			if isOthers && slices.Contains(withoutModules, leaf) && !within(imported, "golang.org/x/text") {
				t.Errorf("%s imports %s, but %s keeps to the standard library and golang.org/x/text", p.ImportPath, imported, leaf)
			}
		}
	}
}

func TestAnalysisIsArithmetic(t *testing.T) {
	for _, p := range ourPackages(t) {
		if !within(p.ImportPath, module+"/dashboard/analysis") {
			continue
		}
		for _, imported := range p.Imports {
			if slices.Contains([]string{"context", "log", "log/slog", "os", "net/http", "database/sql"}, imported) {
				t.Errorf("%s imports %s, but analysis takes values and returns values", p.ImportPath, imported)
			}
		}
	}
}

func TestLibrariesStayWhereTheyBelong(t *testing.T) {
	for _, p := range ourPackages(t) {
		for _, imported := range p.Imports {
			for _, h := range homes {
				if !strings.HasPrefix(imported, h.what) {
					continue
				}
				if p.ImportPath != h.home && (!h.inside || !within(p.ImportPath, h.home)) {
					t.Errorf("%s imports %s, which belongs in %s only", p.ImportPath, imported, h.home)
				}
			}
		}
	}
}

// TestOnlySignInThroughAnotherServiceCanAskOtherHosts holds that what asks the network is imported by one package of
// ours, whose one client is made only when --oidc-issuer is given. Pages that ask other hosts are a browser test's.
func TestOnlySignInThroughAnotherServiceCanAskOtherHosts(t *testing.T) {
	asks := []string{"net/http", "net/smtp", "net/rpc", "golang.org/x/oauth2", "github.com/coreos/go-oidc/v3/oidc", "golang.org/x/net/websocket"}
	var found []string
	for _, p := range ourPackages(t) {
		for _, imported := range p.Imports {
			if slices.Contains(asks, imported) && p.ImportPath != module+"/dashboard/signin" {
				t.Errorf("%s imports %s", p.ImportPath, imported)
			}
			if slices.Contains(asks, imported) {
				found = append(found, imported)
			}
		}
	}
	if !slices.Contains(found, "net/http") {
		t.Error("nothing imports net/http any more: the test looks in the wrong place")
	}
	// Package net can dial too, which an import does not show.
	dials := regexp.MustCompile(`\bnet\.(Dial|DialTCP|DialUDP|DialTimeout|DialUnix|Dialer|Lookup[A-Z]\w*)\b|\btls\.(Dial|Dialer|DialWithDialer)\b|fasthttp\.(Get|Post|Do|Client|HostClient)\b|fiber\.(Get|Post|AcquireClient|AcquireAgent)\b`)
	root := moduleFolder(t, module)
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if match := dials.Find(text); match != nil {
			t.Errorf("%s uses %s", path, match)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestReadingFilesNeedsNoDatabase(t *testing.T) {
	for _, p := range ourPackages(t) {
		if !within(p.ImportPath, module+"/ingest/table") && !within(p.ImportPath, module+"/dashboard/analysis") {
			continue
		}
		if slices.Contains(p.Deps, module+"/store") || slices.Contains(p.Deps, "modernc.org/sqlite") {
			t.Errorf("%s reaches the database through what it imports", p.ImportPath)
		}
	}
}

// ourPackages lists the module's packages as the go command sees them, so that build tags and generated files count.
func ourPackages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-deps", "-json=ImportPath,Standard,Imports,TestImports,XTestImports,Deps", module+"/...")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var ours []listed
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("read the answer of go list: %v", err)
		}
		if !p.Standard && within(p.ImportPath, module) {
			ours = append(ours, p)
		}
	}
	if len(ours) < 5 {
		t.Fatalf("go list names %d packages of the module: the test looks in the wrong place", len(ours))
	}
	return ours
}

func height(path string) (int, bool) {
	for _, l := range layers {
		if within(path, l.prefix) {
			return l.height, true
		}
	}
	return 0, false
}

func leafOf(path string) (leaf string, allowed []string, ok bool) {
	for prefix, others := range leaves {
		if within(path, prefix) {
			return prefix, others, true
		}
	}
	return "", nil, false
}

// within reports whether the import path is the folder's or below it.
func within(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, folder+"/")
}
