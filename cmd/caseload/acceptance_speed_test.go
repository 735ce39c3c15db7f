package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkStartToReady starts the built program again and again, and waits until /readyz says ok: promised are 300 ms.
func BenchmarkStartToReady(b *testing.B) {
	program := build(b)
	path := filepath.Join(b.TempDir(), "division.db")
	backUpSample(b, path)
	for _, c := range []struct {
		name string
		args []string
	}{
		{"serve the sample", []string{"serve", "--db", path}},
		{"serve a new database", []string{"serve", "--db", ""}},
		{"demo", []string{"demo"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				args := append(append([]string(nil), c.args...), "--listen", "127.0.0.1:0")
				if c.name == "serve a new database" {
					args[2] = filepath.Join(b.TempDir(), strconv.Itoa(i)+".db")
				}
				started := time.Now()
				p := launch(b, program, args...)
				p.ask(b, "/readyz")
				ready := time.Since(started)
				b.StopTimer()
				b.ReportMetric(float64(ready.Microseconds())/1000, "last-ms-to-ready")
				p.end(b)
				b.StartTimer()
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/1000, "ms-to-ready")
		})
	}
}

// BenchmarkMemory reports what a demo holds in memory after it has served every page, and after it has drawn
// every chart as SVG too: promised are 80 MB and 250 MB.
func BenchmarkMemory(b *testing.B) {
	program := build(b)
	for b.Loop() {
		p := launch(b, program, "demo", "--listen", "127.0.0.1:0")
		pages := p.askAll(b, 400)
		b.ReportMetric(float64(pages), "pages")
		b.ReportMetric(p.residentMegabytes(b), "MB-without-SVG")
		most := 0.0
		for _, theme := range []string{"light", "dark"} {
			for _, chart := range []string{"months", "volume", "brief"} {
				for _, site := range []string{"", "university", "va"} {
					p.ask(b, fmt.Sprintf("/charts/%s.svg?theme=%s&site=%s", chart, theme, site))
					most = max(most, p.residentMegabytes(b))
				}
			}
		}
		b.ReportMetric(most, "most-MB-with-SVG")
		b.ReportMetric(p.residentMegabytes(b), "MB-with-SVG")
		p.end(b)
	}
}

// build makes the program as it is shipped.
func build(b *testing.B) string {
	b.Helper()
	program := filepath.Join(b.TempDir(), "caseload")
	if out, err := exec.CommandContext(b.Context(), "go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	return program
}

func backUpSample(b *testing.B, path string) {
	b.Helper()
	if err := loadedSample(b).Backup(b.Context(), path); err != nil {
		b.Fatal(err)
	}
}

// launched is the built program while it serves.
type launched struct {
	cmd    *exec.Cmd
	url    string
	output io.ReadCloser
}

func launch(b *testing.B, program string, args ...string) launched {
	b.Helper()
	p := launched{cmd: exec.CommandContext(context.WithoutCancel(b.Context()), program, args...)}
	var err error
	if p.output, err = p.cmd.StdoutPipe(); err != nil {
		b.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	for lines := bufio.NewScanner(p.output); p.url == "" && lines.Scan(); {
		if at := strings.Index(lines.Text(), "http://"); at >= 0 {
			p.url = lines.Text()[at:]
		}
	}
	if p.url == "" {
		b.Fatalf("%v ended without an address", args)
	}
	return p
}

func (p launched) end(b *testing.B) {
	b.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		b.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, p.output)
	if err := p.cmd.Wait(); err != nil {
		b.Fatal(err)
	}
}

// ask returns an answer that must be 200, as a browser asks for it.
func (p launched) ask(b *testing.B, path string) string {
	b.Helper()
	response, err := http.Get(p.url + path)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		b.Fatalf("%s: status %d, %v", path, response.StatusCode, err)
	}
	return string(body)
}

// askAll follows the links of the pages, each once, up to a number of pages, and returns how many it met.
func (p launched) askAll(b *testing.B, limit int) int {
	b.Helper()
	link := regexp.MustCompile(`(?:href|src)="(/[^"#]*)`)
	seen := map[string]bool{}
	for queue := []string{"/", "/volume", "/data", "/settings"}; len(queue) > 0 && len(seen) < limit; queue = queue[1:] {
		if seen[queue[0]] {
			continue
		}
		seen[queue[0]] = true
		for _, found := range link.FindAllStringSubmatch(p.ask(b, queue[0]), -1) {
			if next := strings.ReplaceAll(found[1], "&amp;", "&"); !strings.HasPrefix(next, "/charts/") {
				queue = append(queue, next)
			}
		}
	}
	return len(seen)
}

func (p launched) residentMegabytes(b *testing.B) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		b.Skip("this system does not tell how much memory a process holds")
	}
	found := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(status)
	if found == nil {
		b.Fatalf("no VmRSS in\n%s", status)
	}
	kilobytes, err := strconv.Atoi(string(found[1]))
	if err != nil {
		b.Fatal(err)
	}
	return float64(kilobytes) / 1024
}
