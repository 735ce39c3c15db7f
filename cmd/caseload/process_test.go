package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"caseload/store"
	"caseload/store/caseload"
)

// process is a running caseload that serves.
type process struct {
	cmd    *exec.Cmd
	url    string        // with the session of whoever has signed in, for get and upload
	said   *bytes.Buffer // standard output up to and with the address
	later  <-chan string // lines of standard output after the address
	stderr *bytes.Buffer
}

// start runs the program as a process of its own and waits for the address it prints.
func start(t *testing.T, env []string, args ...string) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{said: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
	p.cmd = &exec.Cmd{Path: self, Args: append([]string{"caseload"}, args...), Env: append(os.Environ(), env...), Stderr: p.stderr}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	lines := bufio.NewScanner(out)
	for p.url == "" && lines.Scan() {
		p.said.WriteString(lines.Text() + "\n")
		if _, after, ok := strings.Cut(lines.Text(), "erving on http"); ok { // ours, or "so the demo serves on …"
			p.url = "http" + strings.TrimSuffix(after, ".")
		}
	}
	if p.url == "" {
		_ = p.cmd.Wait()
		t.Fatalf("caseload %s ended without an address:\n%s%s", strings.Join(args, " "), p.said, p.stderr)
	}
	later := make(chan string, 100)
	p.later = later
	go func() {
		defer close(later)
		for lines.Scan() {
			select {
			case later <- lines.Text():
			default: // nobody reads: the program must not wait for that
			}
		}
	}()
	return p
}

// stop sends the signal and returns the exit code.
func (p *process) stop(t *testing.T, signal os.Signal) int {
	t.Helper()
	if err := p.cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = p.cmd.Wait(); close(ended) }()
	select {
	case <-ended:
		return p.cmd.ProcessState.ExitCode()
	case <-time.After(15 * time.Second): // the limit that the division was promised
		t.Fatalf("still running 15 s after %v:\n%s", signal, p.stderr)
		return -1
	}
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(withSession(request))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

func TestServeAnswersAndStopsInOrder(t *testing.T) {
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			db := filepath.Join(t.TempDir(), "division.db")
			p := start(t, nil, "serve", "--db", db, "--listen", "127.0.0.1:0")
			if status, body := get(t, p.url+"/readyz"); status != http.StatusOK {
				t.Errorf("/readyz: want 200, got %d: %s", status, body)
			}
			if code := p.stop(t, signal); code != exitOK {
				t.Errorf("exit code: want 0, got %d\n%s", code, p.stderr)
			}
			if info, err := os.Stat(db); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("want a database that only its owner reads, got %v, %v", info, err)
			}
			if _, err := os.Stat(db + "-wal"); err == nil {
				t.Error("the write-ahead log was left behind: the database was not closed")
			}
		})
	}
}

// TestSIGTERMLetsAnUploadFinishBesideConnectionsThatNeverWill stops a server while a file is on its way, and while 40
// connections have sent half a request each and send no more.
func TestSIGTERMLetsAnUploadFinishBesideConnectionsThatNeverWill(t *testing.T) {
	db := filepath.Join(t.TempDir(), "division.db")
	token := addToken(t, db, addUser(t, db, "admin", caseload.Admin))
	p := start(t, nil, "serve", "--db", db, "--listen", "127.0.0.1:0")
	address := strings.TrimPrefix(p.url, "http://")
	for range 40 {
		connection, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = connection.Close() }()
		_, _ = io.WriteString(connection, "GET / HTTP/1.1\r\nHost: loc")
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "october.csv")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(part, "month,site,procedure,count\n2026-10,VA,Biopsy,7\n")
	_ = form.Close()
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = connection.Close() }()
	half := body.Len() / 2
	fmt.Fprintf(connection, "POST /uploads HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s",
		token, form.FormDataContentType(), body.Len(), body.Bytes()[:half])
	if status, _ := get(t, p.url+"/healthz"); status != http.StatusOK { // by now the half has arrived as well
		t.Errorf("/healthz: status %d", status)
	}
	answered := make(chan int, 1)
	go func() {
		time.Sleep(time.Second) // the server is stopping by then
		_, _ = connection.Write(body.Bytes()[half:])
		response, err := http.ReadResponse(bufio.NewReader(connection), nil)
		if err != nil {
			answered <- 0
			return
		}
		_ = response.Body.Close()
		answered <- response.StatusCode
	}()
	if code := p.stop(t, syscall.SIGTERM); code != exitOK {
		t.Errorf("exit code: want 0, got %d\n%s", code, p.stderr)
	}
	if status := <-answered; status != http.StatusSeeOther {
		t.Errorf("the upload: want 303, got %d\n%s", status, p.stderr)
	}
	if _, err := os.Stat(db + "-wal"); err == nil {
		t.Error("the write-ahead log was left behind: the database was not closed")
	}
	s, err := store.Open(t.Context(), db, store.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	uploads, err := s.Uploads(t.Context(), 0)
	if err != nil || len(uploads) != 1 || uploads[0].FileName != "october.csv" {
		t.Errorf("want the upload stored, got %+v, %v", uploads, err)
	}
}

func TestDemoServesTheSampleOnAFreePortAndLeavesNothingBehind(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	temporary := t.TempDir()
	p := start(t, []string{"TMPDIR=" + temporary}, "demo", "--listen", taken.Addr().String())
	if p.url == "http://"+taken.Addr().String() {
		t.Errorf("want another address than the one that is taken, got %s", p.url)
	}
	if !strings.Contains(p.said.String(), taken.Addr().String()+" is taken by another program, so the demo serves on another port.") {
		t.Errorf("want a line that says why it is another address, got:\n%s", p.said)
	}
	if !strings.Contains(p.said.String(), "synthetic") {
		t.Errorf("want the banner to say that the data are synthetic, got:\n%s", p.said)
	}
	status, body := get(t, p.url+"/")
	if status != http.StatusOK || !strings.Contains(body, "October 2026") {
		t.Errorf("want the overview of October 2026, got %d:\n%.2000s", status, body)
	}
	if code := p.stop(t, syscall.SIGTERM); code != exitOK {
		t.Errorf("exit code: want 0, got %d\n%s", code, p.stderr)
	}
	left, err := os.ReadDir(temporary)
	if err != nil || len(left) != 0 {
		t.Errorf("want an empty temporary folder, got %v, %v", left, err)
	}
}

func TestServeSaysWhichAddressIsTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	db := filepath.Join(t.TempDir(), "division.db")
	code, _, stderr := runHere(t, nil, "serve", "--db", db, "--listen", taken.Addr().String())
	if code != exitFailure || !strings.Contains(stderr, taken.Addr().String()+" is taken by another program") {
		t.Errorf("want exit code 3 and a sentence, got %d: %s", code, stderr)
	}
	if _, err := os.Stat(db); err == nil {
		t.Error("a database was left behind by a server that never served")
	}
}
