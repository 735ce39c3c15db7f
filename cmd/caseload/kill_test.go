package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"caseload/dashboard/signin"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// rowsPerFile is how many cells each of these files fills; every one of them, or none, may be found afterwards.
const rowsPerFile = 40

// killed is a database whose program is killed again and again.
type killed struct {
	t      *testing.T
	folder string
	db     string
	token  string // of an administrator

	mu           sync.Mutex
	begun        int
	acknowledged map[int]bool // files whose commit was said to be done
}

// TestAKillAtAnyPointOfUploadAndCommitLosesNothingAcknowledgedAndLeavesNothingHalf ends the program by SIGKILL while it
// imports, and while it serves people who upload and commit. `make soak` does it at 200 points.
func TestAKillAtAnyPointOfUploadAndCommitLosesNothingAcknowledgedAndLeavesNothingHalf(t *testing.T) {
	points := 12
	if _, ok := soak(); ok {
		points = 200
	}
	folder := t.TempDir()
	k := &killed{t: t, folder: folder, db: filepath.Join(folder, "division.db"), acknowledged: map[int]bool{}}
	account := addUser(t, k.db, "admin", caseload.Admin)
	k.token = addToken(t, k.db, account)
	importTakes := k.undisturbed()
	chance := rand.New(rand.NewPCG(7, 412)) // the same points at each run; the scheduler moves them
	for i := range points {
		if i%2 == 0 {
			k.killImport(time.Duration(chance.Int64N(int64(importTakes + importTakes/10))))
		} else {
			k.killServer(time.Duration(chance.Int64N(int64(4 * importTakes))))
		}
		k.examine(i)
		if t.Failed() {
			return
		}
	}
	t.Logf("%d kills: %d files begun, %d commits acknowledged, none lost, none half", points, k.begun, len(k.acknowledged))
	if len(k.acknowledged) == 0 || len(k.acknowledged) == k.begun {
		t.Errorf("of %d files %d were acknowledged: the kills did not meet the work", k.begun, len(k.acknowledged))
	}
}

// addToken makes a token with all the rights of the account and returns its secret.
func addToken(t testing.TB, db string, account caseload.Account) string {
	t.Helper()
	s, err := store.Open(t.Context(), db, store.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	secret, hash, err := signin.NewSecret()
	if err != nil {
		t.Fatal(err)
	}
	token := caseload.Token{User: account.ID, Name: "test", Access: account.Access, ExpiresAt: time.Now().Add(24 * time.Hour).UnixMilli()}
	if _, err := s.CreateToken(t.Context(), token, hash, caseload.LocalUser); err != nil {
		t.Fatal(err)
	}
	return secret
}

// monthsOfFiles is how many files fill the same procedures, each in a month of its own.
const monthsOfFiles = 240

// fileOf is the n-th file. No other fills any of its cells.
func fileOf(n int) (name string, content []byte) {
	var text bytes.Buffer
	text.WriteString("month,site,procedure,count\n")
	for i := range rowsPerFile {
		fmt.Fprintf(&text, "%s,University,Procedure %d-%02d,%d\n", calendar.MonthOf(2001, time.January)+calendar.Month(n%monthsOfFiles), n/monthsOfFiles, i+1, 10+i)
	}
	return fmt.Sprintf("%d.csv", n), text.Bytes()
}

// fileWith is the number of the file that fills a procedure's cell.
func fileWith(month calendar.Month, procedure string) (n int, err error) {
	var family, row int
	_, err = fmt.Sscanf(procedure, "Procedure %d-%d", &family, &row)
	return family*monthsOfFiles + int(month-calendar.MonthOf(2001, time.January)), err
}

func (k *killed) take() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.begun++
	return k.begun - 1
}

func (k *killed) acknowledge(n int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.acknowledged[n] = true
}

// importing is the command that imports the n-th file.
func (k *killed) importing(n int) *exec.Cmd {
	k.t.Helper()
	self, err := os.Executable()
	if err != nil {
		k.t.Fatal(err)
	}
	name, content := fileOf(n)
	path := filepath.Join(k.folder, name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		k.t.Fatal(err)
	}
	return &exec.Cmd{Path: self, Args: []string{"caseload", "import", "--db", k.db, "--commit", path}, Env: os.Environ()}
}

// undisturbed returns how long an import takes that nobody kills.
func (k *killed) undisturbed() time.Duration {
	k.t.Helper()
	n := k.take()
	started := time.Now()
	out, err := k.importing(n).CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("Committed as revision")) {
		k.t.Fatalf("import: %v\n%s", err, out)
	}
	k.acknowledge(n)
	return time.Since(started)
}

func (k *killed) killImport(after time.Duration) {
	k.t.Helper()
	n := k.take()
	var out bytes.Buffer
	cmd := k.importing(n)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	time.Sleep(after) // the point of the kill is a point in time
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if strings.Contains(out.String(), "Committed as revision") {
		k.acknowledge(n)
	}
}

// killServer kills a server to which three people send files and commit them without a pause.
func (k *killed) killServer(after time.Duration) {
	k.t.Helper()
	p := start(k.t, nil, "serve", "--db", k.db, "--listen", "127.0.0.1:0")
	ctx, cancel := context.WithCancel(k.t.Context())
	var people sync.WaitGroup
	for range 3 {
		people.Go(func() {
			for {
				n := k.take()
				name, content := fileOf(n)
				if err := uploadAndCommit(ctx, p.url, k.token, name, content); err != nil {
					return // killed
				}
				k.acknowledge(n)
			}
		})
	}
	time.Sleep(after)
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	cancel()
	people.Wait()
}

// uploadAndCommit sends a file and commits it, as a program with a token. Nil means that the server said it was done.
func uploadAndCommit(ctx context.Context, base, token, name string, content []byte) error {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		return err
	}
	if _, err := part.Write(content); err != nil {
		return err
	}
	if err := form.Close(); err != nil {
		return err
	}
	draft, err := post(ctx, base+"/uploads", token, form.FormDataContentType(), &body)
	if err != nil {
		return fmt.Errorf("upload: %w", err)
	}
	if _, err := post(ctx, base+draft+"/commit", token, "application/x-www-form-urlencoded", http.NoBody); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// post returns where an answer leads, which has to be a redirection.
func post(ctx context.Context, address, token, kind string, body io.Reader) (location string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, body)
	if err != nil {
		return "", err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", kind)
	client := http.Client{Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return "", err
	}
	if response.StatusCode != http.StatusSeeOther {
		return "", refusedPost{response.StatusCode, plainText(text)}
	}
	return response.Header.Get("Location"), nil
}

// refusedPost is an answer other than a redirection.
type refusedPost struct {
	status int
	text   string
}

func (r refusedPost) Error() string { return fmt.Sprintf("status %d: %.1500s", r.status, r.text) }

// plainText is what stands in the main part of a page.
func plainText(page []byte) string {
	_, main, _ := strings.Cut(string(page), "<main")
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString("<main"+main, " ")), " ")
}

// examine opens what the kill left, as the next start would.
func (k *killed) examine(point int) {
	k.t.Helper()
	ctx := k.t.Context()
	s, err := store.Open(ctx, k.db, store.Options{Now: time.Now})
	if err != nil {
		k.t.Fatalf("after kill %d: %v", point, err)
	}
	defer func() { _ = s.Close() }()
	if problems, err := s.Check(ctx); err != nil || len(problems) > 0 {
		k.t.Fatalf("after kill %d: %v, %v", point, problems, err)
	}
	procedures, err := s.Procedures(ctx)
	if err != nil {
		k.t.Fatal(err)
	}
	names := map[caseload.ProcedureID]string{}
	for _, procedure := range procedures {
		names[procedure.ID] = procedure.Name
	}
	cells := map[int]int{}
	err = s.EachCount(ctx, store.CountFilter{}, func(count caseload.Count) error {
		n, err := fileWith(count.Month, names[count.Procedure])
		cells[n]++
		return err
	})
	if err != nil {
		k.t.Fatal(err)
	}
	for n, stored := range cells {
		if stored != rowsPerFile {
			k.t.Errorf("after kill %d: %d of %d cells of file %d are stored", point, stored, rowsPerFile, n)
		}
	}
	for n := range k.acknowledged {
		if cells[n] != rowsPerFile {
			k.t.Errorf("after kill %d: the commit of file %d was acknowledged and is lost", point, n)
		}
	}
	uploads, err := s.Uploads(ctx, 0)
	if err != nil {
		k.t.Fatal(err)
	}
	for _, upload := range uploads {
		raw, err := s.UploadBytes(ctx, upload.ID)
		isWhole := err == nil && len(raw) == upload.Size
		if upload.State != caseload.UploadDiscarded && !isWhole {
			k.t.Errorf("after kill %d: %d of %d bytes of %s (%s) are stored, %v", point, len(raw), upload.Size, upload.FileName, upload.State, err)
		}
	}
}
