package main

import (
	"bytes"
	"fmt"
	"io"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// runHere runs the program in this process with an environment of its own.
func runHere(t *testing.T, env map[string]string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), args, variables(env), stdio{strings.NewReader(""), &out, &errs})
	return code, out.String(), errs.String()
}

func variables(env map[string]string) lookup {
	return func(name string) (string, bool) { value, ok := env[name]; return value, ok }
}

func TestFlagBeatsVariableBeatsDefault(t *testing.T) {
	usual := signInFlags{Idle: 30 * time.Minute, OIDCClaim: "groups"}
	backups, kept := backupFlags{Keep: 14}, keepFlags{KeepFiles: 24, KeepAudit: 6}
	for _, c := range []struct {
		name string
		env  map[string]string
		args []string
		want serveCommand
	}{
		{"default", nil, []string{"serve"},
			serveCommand{databaseFlag: databaseFlag{"caseload.db"}, listenFlag: listenFlag{"127.0.0.1:8080", false}, signInFlags: usual, backupFlags: backups, keepFlags: kept}},
		{"variable", map[string]string{"CASELOAD_DB": "/data/ir.db", "CASELOAD_LISTEN": "[::1]:9000", "CASELOAD_DEV": "true", "CASELOAD_TRUSTED_PROXY": "10.0.0.1,10.0.0.2"}, []string{"serve"},
			serveCommand{databaseFlag: databaseFlag{"/data/ir.db"}, listenFlag: listenFlag{"[::1]:9000", true}, signInFlags: usual, backupFlags: backups, keepFlags: kept, TrustedProxy: []string{"10.0.0.1", "10.0.0.2"}}},
		{"empty variable", map[string]string{"CASELOAD_DB": ""}, []string{"serve"},
			serveCommand{databaseFlag: databaseFlag{"caseload.db"}, listenFlag: listenFlag{"127.0.0.1:8080", false}, signInFlags: usual, backupFlags: backups, keepFlags: kept}},
		{"flag", map[string]string{"CASELOAD_DB": "/data/ir.db"}, []string{"serve", "--db", "other.db"},
			serveCommand{databaseFlag: databaseFlag{"other.db"}, listenFlag: listenFlag{"127.0.0.1:8080", false}, signInFlags: usual, backupFlags: backups, keepFlags: kept}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _, err := parse(c.args, variables(c.env), io.Discard)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&c.want, got, cmp.AllowUnexported(serveCommand{}, signInFlags{})); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestTheProcessEnvironmentIsReadOnlyThroughRun(t *testing.T) {
	t.Setenv("CASELOAD_DB", "from-the-process.db")
	got, _, err := parse([]string{"serve"}, variables(nil), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if serve := got.(*serveCommand); serve.DB != "caseload.db" {
		t.Errorf("want the default, got %q", serve.DB)
	}
}

func TestClockIsReadFromTheEnvironment(t *testing.T) {
	_, settings, err := parse([]string{"version"}, variables(map[string]string{"CASELOAD_NOW": "2026-11-12T08:14:00-05:00"}), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	e := newEnvironment(settings, stdio{})
	if got := e.now().Format("2006-01-02 15:04"); got != "2026-11-12 08:14" || !e.fixedClock {
		t.Errorf("want 2026-11-12 08:14 and a fixed clock, got %s, %v", got, e.fixedClock)
	}
}

func TestHelpNamesEveryExitCodeAndVariable(t *testing.T) {
	for _, args := range [][]string{{}, {"--help"}, {"import", "--help"}, {"serve", "-h"}} {
		code, stdout, stderr := runHere(t, nil, args...)
		if code != exitOK || stderr != "" {
			t.Errorf("%v: want exit code 0 and nothing on standard error, got %d: %s", args, code, stderr)
		}
		for _, want := range []string{"0  done", "1  file: some rows", "2  file: rejected", "3  the program failed", "4  conflict", "CASELOAD_NOW"} {
			if !strings.Contains(stdout, want) {
				t.Errorf("%v: help lacks %q:\n%s", args, want, stdout)
			}
		}
	}
}

func TestWrongCommandLinesFailInOneLine(t *testing.T) {
	for _, args := range [][]string{
		{"serv"}, {"serve", "--listen"}, {"import"}, {"import", "a.csv", "b.csv"}, {"export", "people"}, {"inspect", "--kind", "songs", "a.csv"},
		{"inspect", "--fiscal-year-start", "13", "a.csv"}, {"version", "--now", "yesterday"}, {"undo"},
	} {
		code, stdout, stderr := runHere(t, nil, args...)
		if code != exitFailure || stdout != "" || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: want exit code 3 and one line on standard error, got %d, %q, %q", args, code, stdout, stderr)
		}
	}
}

func TestServeLeavesThisMachineOnlyWithTLSAProxyOrInSoManyWords(t *testing.T) {
	for _, address := range []string{"0.0.0.0:8080", ":8080", "192.0.2.7:8080", "[::]:8080", "division.example:80"} {
		code, _, stderr := runHere(t, nil, "serve", "--db", t.TempDir()+"/x.db", "--listen", address)
		if code != exitFailure || !strings.Contains(stderr, "nothing protects passwords") || !strings.Contains(stderr, "--unencrypted") {
			t.Errorf("%s: want a refusal that says why, got %d: %s", address, code, stderr)
		}
	}
	for name, c := range map[string]struct {
		command serveCommand
		want    reach
	}{
		"nothing":       {serveCommand{}, thisMachine},
		"TLS":           {serveCommand{tlsFlags: tlsFlags{TLSCert: "a", TLSKey: "b"}}, everywhere},
		"trusted proxy": {serveCommand{TrustedProxy: []string{"10.0.0.1"}}, everywhere},
		"in words":      {serveCommand{tlsFlags: tlsFlags{Unencrypted: true}}, everywhere},
	} {
		if got := c.command.reach(); got != c.want {
			t.Errorf("%s: want %d, got %d", name, c.want, got)
		}
	}
	code, _, stderr := runHere(t, nil, "demo", "--listen", "0.0.0.0:0")
	if code != exitFailure || !strings.Contains(stderr, "127.0.0.1") {
		t.Errorf("the demo, which is open, left this machine: %d: %s", code, stderr)
	}
}

func TestServeRefusesSignInThatCannotWork(t *testing.T) {
	for want, args := range map[string][]string{
		"says nothing":                   {"--trusted-header", "X-Remote-User"},
		"needs --oidc-issuer":            {"--password-only-for", "dana"},
		"needs --public-url":             {"--oidc-issuer", "https://id.example", "--oidc-client", "x", "--oidc-group", "a=viewer"},
		"is not an https address":        {"--oidc-issuer", "http://id.example", "--public-url", "https://c.example", "--oidc-client", "x", "--oidc-group", "a=viewer"},
		"nobody could sign in":           {"--oidc-issuer", "https://id.example", "--public-url", "https://c.example", "--oidc-client", "x"},
		"is not a role":                  {"--oidc-issuer", "https://id.example", "--public-url", "https://c.example", "--oidc-client", "x", "--oidc-group", "a=boss"},
		"no site called":                 {"--oidc-issuer", "https://id.example", "--public-url", "https://c.example", "--oidc-client", "x", "--oidc-group", "a=coordinator:Moon"},
		"would end every session":        {"--idle", "0s"},
		"belong together":                {"--tls-cert", "x.pem"},
		"The certificate cannot be used": {"--tls-cert", "x.pem", "--tls-key", "y.pem"},
	} {
		code, _, stderr := runHere(t, nil, append([]string{"serve", "--db", t.TempDir() + "/x.db", "--listen", "127.0.0.1:0"}, args...)...)
		if code != exitFailure || !strings.Contains(stderr, want) {
			t.Errorf("%v: want %q, got %d: %s", args, want, code, stderr)
		}
	}
}

func TestServeRefusesABreakGlassAccountThatCouldNotSignIn(t *testing.T) {
	db := filepath.Join(t.TempDir(), "division.db")
	addUser(t, db, "dana", caseload.Admin)
	addUser(t, db, "vic", caseload.Viewer)
	arguments := []string{"--db", db, "--listen", "127.0.0.1:0", "--trusted-proxy", "203.0.113.1", "--trusted-header", "X-Remote-User"}
	for _, name := range []string{"nobody", "vic"} {
		code, _, stderr := runHere(t, nil, append([]string{"serve", "--password-only-for", name}, arguments...)...)
		if code != exitFailure || !strings.Contains(stderr, "caseload user add "+name) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s: want exit code 3 and one line, got %d: %s", name, code, stderr)
		}
	}
	p := start(t, nil, append([]string{"serve", "--password-only-for", "Dana"}, arguments...)...)
	signIn(t, p.url, "dana")
	p.stop(t, syscall.SIGTERM)
}

func TestServeRefusesToBelieveEveryProxy(t *testing.T) {
	for proxy, want := range map[string]string{"0.0.0.0/0": "believe everyone", "::/0": "believe everyone", "proxy.example": "neither an address nor a range"} {
		code, _, stderr := runHere(t, nil, "serve", "--db", t.TempDir()+"/x.db", "--listen", "127.0.0.1:0", "--trusted-proxy", proxy)
		if code != exitFailure || !strings.Contains(stderr, want) {
			t.Errorf("%s: want %q, got %d: %s", proxy, want, code, stderr)
		}
	}
}

func TestErrorsStayOnOneLineWhateverTheyQuote(t *testing.T) {
	if got, want := oneLine("a\nb\x1b[31mc\u2028d\u009be"), "a b[31mcde"; got != want {
		t.Errorf("want %q, got %q", want, got)
	}
}

func TestWhatABrowserCannotOpenIsNotPrintedAsTheAddress(t *testing.T) {
	for _, c := range []struct {
		listen string
		isTLS  bool
		want   string
	}{
		{"127.0.0.1:0", false, "http://127.0.0.1:"},
		{"0.0.0.0:0", true, "https://localhost:"},
		{"[::]:0", true, "https://localhost:"},
	} {
		listener, err := listen(t.Context(), c.listen, everywhere)
		if err != nil {
			t.Fatal(err)
		}
		if got := ownAddress(listener, c.isTLS); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: want %s…, got %s", c.listen, c.want, got)
		}
		if err := listener.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAFaultIsReportedByItsSentenceAlone(t *testing.T) {
	var out strings.Builder
	code := report(&out, fmt.Errorf("keep the draft: %w", fault.New(fault.Unavailable, "The disk is full.")))
	if want := "caseload: The disk is full.\n"; code != exitFailure || out.String() != want {
		t.Errorf("want %q, got %d: %q", want, code, out.String())
	}
}

func TestTheAuditLogSaysWhichAccountOfTheMachineUsedTheCommandLine(t *testing.T) {
	db := filepath.Join(t.TempDir(), "division.db")
	addUser(t, db, "admin", caseload.Admin)
	if code, _, stderr := runHere(t, map[string]string{"SUDO_USER": "dana"}, "token", "create", "export", "--for", "admin", "--db", db); code != exitOK {
		t.Fatalf("want exit code 0, got %d: %s", code, stderr)
	}
	s, err := store.Open(t.Context(), db, store.Options{Now: time.Now, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	entries, err := s.Audit(t.Context(), 1)
	if err != nil || len(entries) != 1 {
		t.Fatalf("want an entry, got %+v, %v", entries, err)
	}
	here, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	if want := "command line, " + here.Username + " for dana"; entries[0].From != want {
		t.Errorf("want %q, got %q", want, entries[0].From)
	}
}
