//go:build !race

package dashboard

import (
	"math/rand/v2"
	"net/http"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"caseload/store/caseload"
)

func TestKnownAndUnknownUsersGetTheSameAnswerInTheSameTime(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Admin)
	disabled := h.add("gone", caseload.Viewer)
	disabled.DisabledAt = 1
	if err := h.store.SaveAccount(t.Context(), disabled, caseload.LocalUser); err != nil {
		t.Fatal(err)
	}
	b := h.browser()
	try := func(name string) (took, computed time.Duration, status int, page string) {
		h.now = h.now.Add(time.Minute) // the limiter's clock: ten tries in ten minutes hold nobody up
		runtime.GC()
		started, before := time.Now(), processorTime(t)
		response, page := b.post(signInPath, "name", name, "password", "a wrong password")
		return time.Since(started), processorTime(t) - before, response.StatusCode, strings.ReplaceAll(page, name, "NAME")
	}
	took, computed := map[string][]time.Duration{}, map[string][]time.Duration{}
	answers := map[string]bool{}
	// A hash takes so much memory that the collector runs at every second one, whoever's it is: medians of two
	// clouds would tell which name happened to come first. It runs before each try instead.
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	// In turns, so that whatever else the machine does weighs on both.
	const tries = 200
	order := rand.New(rand.NewPCG(1, 2))
	names := []string{"dana", "nobody"}
	for range tries {
		order.Shuffle(2, func(i, j int) { names[i], names[j] = names[j], names[i] })
		for _, name := range names {
			d, p, status, page := try(name)
			if status != http.StatusUnauthorized {
				t.Fatalf("%s: want 401, got %d", name, status)
			}
			took[name], computed[name] = append(took[name], d), append(computed[name], p)
			answers[page] = true
		}
	}
	_, _, _, page := try("gone")
	answers[page] = true
	if len(answers) != 1 {
		t.Errorf("want one and the same answer, got %d", len(answers))
	}
	compare := func(what string, of map[string][]time.Duration) (apart float64) {
		slices.Sort(of["dana"])
		slices.Sort(of["nobody"])
		known, unknown := of["dana"][tries/2], of["nobody"][tries/2]
		apart = 100 * (known - unknown).Abs().Seconds() / known.Seconds()
		t.Logf("%s, medians of %d tries: known %v, unknown %v, %.1f %% apart", what, tries, known, unknown, apart)
		return apart
	}
	// By the clock on the wall a busy machine tells nothing from nothing: two unknown names are then 20 % apart. What
	// was computed is the same on any.
	if wall, processor := compare("time", took), compare("processor time", computed); wall > 5 && processor > 5 {
		t.Errorf("known and unknown names are %.1f %% apart, %.1f %% in processor time; at most 5 %% were promised", wall, processor)
	}
}
