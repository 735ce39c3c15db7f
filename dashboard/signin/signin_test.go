package signin

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"caseload/store/fault"
)

func newHasher(t *testing.T) *Hasher {
	t.Helper()
	h, err := NewHasher()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestAPasswordIsRightForItsOwnHashOnly(t *testing.T) {
	h := newHasher(t)
	hash, err := h.Hash(t.Context(), "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("want argon2id at 19 MiB, two passes, one lane, got %s", hash)
	}
	again, err := h.Hash(t.Context(), "correct horse battery")
	if err != nil || again == hash {
		t.Errorf("two hashes of one password are the same (%v)", err)
	}
	for password, want := range map[string]bool{"correct horse battery": true, "correct horse batterY": false, "": false} {
		if got, err := h.Verify(t.Context(), password, hash); got != want || err != nil {
			t.Errorf("%q: want %v, got %v, %v", password, want, got, err)
		}
	}
}

func TestALetterWrittenInTwoWaysIsOneLetter(t *testing.T) {
	h := newHasher(t)
	hash, err := h.Hash(t.Context(), "caf\u00e9 caf\u00e9 caf\u00e9")
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := h.Verify(t.Context(), "cafe\u0301 cafe\u0301 cafe\u0301", hash); !ok || err != nil {
		t.Errorf("want the same password, got %v, %v", ok, err)
	}
}

func TestNobodyHasNoPassword(t *testing.T) {
	h := newHasher(t)
	if ok, err := h.Verify(t.Context(), "", ""); ok || err != nil {
		t.Errorf("want no, got %v, %v", ok, err)
	}
	if _, err := h.Verify(t.Context(), "x", "plain"); err == nil {
		t.Error("a stored password that is no hash passed for one")
	}
}

func TestNewPasswordsAreLongAndNotCommon(t *testing.T) {
	for password, want := range map[string]string{
		"elevenchars":            "short_password",
		"q1w2e3r4t5y6":           "common_password",
		"Q1W2e3r4T5Y6":           "common_password",
		"unchained melody":       "",
		"            ":           "", // twelve spaces: there is no other rule
		"éééééééééééé":           "", // characters, not bytes
		"ééééééééééé":            "short_password",
		strings.Repeat("x", 501): "long_password",
	} {
		f, _ := fault.As(CheckNew(password))
		if got := codeOf(f); got != want {
			t.Errorf("%.20q: want %q, got %q", password, want, got)
		}
	}
}

func codeOf(f *fault.Fault) string {
	if f == nil {
		return ""
	}
	return f.Code
}

func TestTheListOfCommonPasswordsHoldsNoneThatIsTooShortAnyway(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(commonPasswords), "\n")
	if len(lines) != 5000 {
		t.Errorf("want 5000 passwords, got %d", len(lines))
	}
	for _, line := range lines {
		if len(line) < MinPassword || line != strings.ToLower(line) {
			t.Errorf("%q does not belong there", line)
		}
	}
}

func TestAtMostTwoHashesAreMadeAtATime(t *testing.T) {
	h := newHasher(t)
	h.slots <- struct{}{}
	h.slots <- struct{}{} // two are under way
	ended := make(chan struct{})
	go func() {
		_, _ = h.Hash(t.Context(), "a third one")
		close(ended)
	}()
	select {
	case <-ended:
		t.Fatal("a third hash was made beside two others")
	case <-time.After(200 * time.Millisecond): // one hash takes about 30 ms
	}
	<-h.slots
	<-ended
}

func TestASecretIsRandomAndKeptAsItsHash(t *testing.T) {
	secret, hash, err := NewSecret()
	if err != nil || len(secret) != 43 || len(hash) != 64 || HashSecret(secret) != hash || strings.Contains(hash, secret) {
		t.Errorf("got %q, %q, %v", secret, hash, err)
	}
	other, _, _ := NewSecret()
	if other == secret {
		t.Error("two secrets are the same")
	}
}

// clock stands still until it is moved.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func newClock() *clock { return &clock{time.Date(2026, time.November, 12, 8, 14, 0, 0, time.UTC)} }

func TestTheEleventhTryInFiveMinutesWaitsAndNobodyIsLockedOut(t *testing.T) {
	clock := newClock()
	l := NewLimiter(clock.now)
	for i := range maxFailures {
		if wait := l.Attempt("account dana", "address 192.0.2.7"); wait != 0 {
			t.Fatalf("try %d has to wait %v", i+1, wait)
		}
		clock.at = clock.at.Add(time.Second)
	}
	for name, keys := range map[string][]string{
		"account from elsewhere":    {"account dana", "address 192.0.2.8"},
		"other account, same place": {"account kim", "address 192.0.2.7"},
	} {
		if wait := l.Attempt(keys...); wait != failureWindow-maxFailures*time.Second {
			t.Errorf("%s: want to wait 4m50s, got %v", name, wait)
		}
	}
	if wait := l.Attempt("account kim", "address 192.0.2.8"); wait != 0 {
		t.Errorf("an account and an address that did nothing wait %v", wait)
	}
	clock.at = clock.at.Add(failureWindow)
	if wait := l.Attempt("account dana", "address 192.0.2.7"); wait != 0 {
		t.Errorf("after five minutes dana waits %v", wait)
	}
}

func TestAClockSetBackLocksNobodyOut(t *testing.T) {
	clock := newClock()
	l := NewLimiter(clock.now)
	for range maxFailures {
		l.Attempt("account dana")
	}
	clock.at = clock.at.Add(-24 * time.Hour)
	if wait := l.Attempt("account dana"); wait != 0 {
		t.Errorf("dana waits %v", wait)
	}
	for range maxFailures - 1 {
		l.Attempt("account dana")
	}
	if wait := l.Attempt("account dana"); wait != failureWindow {
		t.Errorf("the eleventh try since waits %v, want %v", wait, failureWindow)
	}
}

func TestOnePasswordRightDoesNotEarnTriesAtAnothers(t *testing.T) {
	l := NewLimiter(newClock().now)
	for range maxFailures - 1 {
		l.Attempt("account dana", "address 192.0.2.7")
	}
	l.Attempt("account kim", "address 192.0.2.7")
	l.Forgive("account kim", "address 192.0.2.7")
	if wait := l.Attempt("account kim", "address 192.0.2.7"); wait != 0 {
		t.Errorf("kim has to wait %v after signing in", wait)
	}
	if wait := l.Attempt("account lee", "address 192.0.2.7"); wait == 0 {
		t.Error("the address has more tries because one password was right")
	}
}

func TestTheLimiterForgetsRatherThanGrow(t *testing.T) {
	l := NewLimiter(newClock().now)
	for i := range maxKept + 500 {
		l.Attempt(fmt.Sprintf("address %d", i))
	}
	if len(l.keys) != maxKept || l.order.Len() != maxKept {
		t.Errorf("want %d remembered, got %d and %d", maxKept, len(l.keys), l.order.Len())
	}
}

func TestAHundredTriesAtOnceAreNoMoreThanTen(t *testing.T) {
	l := NewLimiter(newClock().now)
	var mu sync.Mutex
	var passed int
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			if l.Attempt("account dana") == 0 {
				mu.Lock()
				passed++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if passed != maxFailures {
		t.Errorf("want %d tries, got %d", maxFailures, passed)
	}
}

func TestOneMachineIsOneAddress(t *testing.T) {
	if a, b := AddressKey("2001:db8::1"), AddressKey("2001:db8::ffff:2"); a != b {
		t.Errorf("%s and %s are one network", a, b)
	}
	if a, b := AddressKey("::ffff:192.0.2.7"), AddressKey("192.0.2.7"); a != b {
		t.Errorf("%s and %s are one address", a, b)
	}
	if a, b := AddressKey("192.0.2.7"), AddressKey("192.0.2.8"); a == b {
		t.Error("two addresses are one")
	}
}
