//go:build !race

package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

// largeEnough is the size from which a start is promised within two seconds.
const largeEnough = 100 << 20

// What a copy of the test program is told that fills a database and is killed then.
const (
	fillVariable = "CASELOAD_TEST_FILL"    // the database
	fillTo       = "CASELOAD_TEST_FILL_TO" // bytes
)

// fill is what the copy does: it stores so much while somebody reads, and waits for its end.
func fill(t *testing.T, path string) {
	t.Helper()
	size, err := strconv.ParseInt(os.Getenv(fillTo), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	s := storetest.Open(t, path, storetest.Now)
	storetest.SeedMonths(t, s, calendar.MonthOf(2026, time.October), 1, 1) // something to read
	// Nothing moves from the log into the database while somebody reads what was there before.
	err = s.EachCount(t.Context(), store.CountFilter{}, func(caseload.Count) error {
		for sizeOf(path)+sizeOf(path+"-wal") < size {
			if _, err := s.Apply(t.Context(), manyCounts(t, s)); err != nil {
				return err
			}
		}
		revision, err := s.Revision(t.Context())
		if err != nil {
			return err
		}
		fmt.Printf("filled to revision %d\n", revision)
		_, err = io.Copy(io.Discard, os.Stdin) // until the kill
		return errors.Join(err, errors.New("nobody killed this"))
	})
	t.Fatal(err)
}

// manyCounts are new counts of one more procedure in 120 months of both sites, by setting and state.
func manyCounts(t testing.TB, s *store.Store) caseload.Batch {
	t.Helper()
	revision, err := s.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var rows []storetest.Row
	for i := range 120 {
		for _, site := range []string{"University", "VA"} {
			for p := range 4 {
				rows = append(rows, storetest.Row{Month: (calendar.MonthOf(2026, time.October) - calendar.Month(i)).String(), Site: site, Procedure: fmt.Sprintf("Procedure %d-%d", revision, p), N: 1 + i})
			}
		}
	}
	batch := storetest.Batch(t, s, rows, false)
	whole := batch.Counts
	batch.Counts = nil
	for _, change := range whole {
		for i := range 100 {
			part := change
			part.Setting, part.State = caseload.Setting(i%2+1), fmt.Sprintf("%c%c", 'A'+i/2/8, 'A'+i/2%8)
			batch.Counts = append(batch.Counts, part)
		}
	}
	return batch
}

func sizeOf(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

// killedWhileLarge leaves a database as a kill -9 leaves it, of which most stands in the log alone, and returns its
// newest revision.
func killedWhileLarge(t testing.TB, path string, size int64) caseload.Revision {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^TestAfterAKillOneHundredMegabytesComeUpReadyAndWhole$", "-test.timeout=5m")
	cmd.Env = append(os.Environ(), fillVariable+"="+path, fillTo+"="+strconv.FormatInt(size, 10))
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stdin.Close() }()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var revision caseload.Revision
	var said strings.Builder
	for lines := bufio.NewScanner(out); revision == 0 && lines.Scan(); {
		said.WriteString(lines.Text() + "\n")
		_, _ = fmt.Sscanf(lines.Text(), "filled to revision %d", &revision) // or another line
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if revision == 0 {
		t.Fatalf("the database was not filled:\n%s", said.String())
	}
	if log := sizeOf(path + "-wal"); log < size*9/10 {
		t.Fatalf("want a log of about %d bytes beside the database, got %d", size, log)
	}
	return revision
}

func TestAfterAKillOneHundredMegabytesComeUpReadyAndWhole(t *testing.T) {
	if path := os.Getenv(fillVariable); path != "" { // this is the copy that killedWhileLarge started
		fill(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "division.db")
	revision := killedWhileLarge(t, path, largeEnough)
	p := start(t, nil, "serve", "--db", path, "--listen", "127.0.0.1:0")
	if status, body := get(t, p.url+"/healthz"); status != http.StatusOK {
		t.Errorf("/healthz: want 200, got %d: %s", status, body)
	}
	if status, body := get(t, p.url+"/readyz"); status != http.StatusOK || body != fmt.Sprintf("ready, revision %d\n", revision) {
		t.Errorf("/readyz: want revision %d, got %d: %s", revision, status, body)
	}
	if code := p.stop(t, syscall.SIGTERM); code != exitOK {
		t.Errorf("exit code %d\n%s", code, p.stderr)
	}
	s := storetest.Open(t, path, storetest.Now)
	if problems, err := s.Check(t.Context()); err != nil || len(problems) > 0 {
		t.Errorf("want it whole, got %v, %v", problems, err)
	}
	_, cells, err := s.CountTotals(t.Context(), store.CountFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if want := 2 + int(revision-1)*120*2*4*100; cells != want { // of the first revision, and of each commit after it
		t.Errorf("want every acknowledged cell, %d, got %d", want, cells)
	}
}

// BenchmarkRestartOfOneHundredMegabytes starts the built program on 100 MB and waits until /healthz and /readyz say
// ok: promised are 2 s, after a kill too.
func BenchmarkRestartOfOneHundredMegabytes(b *testing.B) {
	program, folder := build(b), b.TempDir()
	killed := filepath.Join(folder, "killed.db")
	killedWhileLarge(b, killed, largeEnough*3/2) // the log holds some pages more than once
	closed := filepath.Join(folder, "closed.db")
	copyFile(b, killed, closed)
	copyFile(b, killed+"-wal", closed+"-wal")
	if err := storetest.Open(b, closed, storetest.Now).Close(); err != nil { // moves the log into the database
		b.Fatal(err)
	}
	for _, left := range []string{killed, closed} {
		b.Run("after it was "+strings.TrimSuffix(filepath.Base(left), ".db"), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				b.StopTimer()
				path := filepath.Join(b.TempDir(), fmt.Sprintf("%d.db", i))
				copyFile(b, left, path)
				if sizeOf(left+"-wal") > 0 {
					copyFile(b, left+"-wal", path+"-wal")
				}
				b.StartTimer()
				p := launch(b, program, "serve", "--db", path, "--listen", "127.0.0.1:0")
				p.ask(b, "/healthz")
				p.ask(b, "/readyz")
				b.StopTimer()
				p.end(b)
				b.StartTimer()
			}
			b.ReportMetric(float64(sizeOf(left)+sizeOf(left+"-wal"))/(1<<20), "MB")
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/1000, "ms-to-ready")
		})
	}
}

func copyFile(b *testing.B, from, to string) {
	b.Helper()
	content, err := os.ReadFile(from)
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(to, content, 0o600); err != nil {
		b.Fatal(err)
	}
}
