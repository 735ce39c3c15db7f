package dashboard

import (
	"math"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// vaByHand returns the chart of the VA worked out by hand, and a way to set October's target.
func vaByHand(t *testing.T) (s *Server, l limits, set func(float64)) {
	t.Helper()
	s, db := sampleServer(t)
	n := countByHand(t, db)
	for m := calendar.MonthOf(2019, time.January); m <= october; m++ {
		v := math.NaN()
		if n.complete[caseload.SiteID(2)][m] {
			v = float64(n.counts[2][m])
		}
		l.values = append(l.values, v)
	}
	l.work()
	return s, l, func(target float64) {
		noError(t, db.SaveTargets(t.Context(), []caseload.Target{{Month: october, Site: 2, PerMonth: target}}, caseload.LocalUser))
	}
}

func TestATargetIsPlacedAgainstTheLimitsAndJudgedOnceADirectionIsBetter(t *testing.T) {
	s, l, set := vaByHand(t)
	above, below, within := math.Ceil(l.upper)+5, math.Max(1, math.Floor(l.lower)-5), math.Round(l.mean)
	for _, test := range []struct {
		target                  float64
		neutral, higher, lower_ string
	}{
		{above, "lies above the upper limit of " + formatDecimal(l.upper, 0), "Misses the target every month", "Reaches the target every month"},
		{below, "lies below the lower limit of " + formatDecimal(l.lower, 0), "Reaches the target every month", "Misses the target every month"},
		{within, "lies between the limits, " + formatDecimal(l.lower, 0) + " and " + formatDecimal(l.upper, 0), "in some months and misses it in others", "in some months and misses it in others"},
	} {
		set(test.target)
		for query, want := range map[string][]string{
			"":                   {"The target of " + formatDecimal(test.target, 0) + " " + test.neutral},
			"&improve=increase":  {test.neutral, test.higher},
			"&improve=decrease":  {test.neutral, test.lower_},
			"&target=1,000":      {"A target of 1,000 lies above the upper limit"},
			"&target=1000&site=": {"A target of 1,000 lies above the upper limit"},
		} {
			_, page := get(t, s, "/signals?series=site-va"+query)
			text := readText(page)
			for _, sentence := range want {
				if !strings.Contains(text, sentence) {
					t.Errorf("target %v, %q: the page does not say %q", test.target, query, sentence)
				}
			}
			if query == "" && strings.Contains(text, "every month unless something changes.") {
				t.Error("want no judgement while no direction is better")
			}
		}
	}
}

func TestATargetIsStoredWithAReasonForOneSiteAndTakenAway(t *testing.T) {
	s, db := sampleServer(t)
	form := url.Values{"series": {"site-va"}, "first_month": {"2026-11"}, "last_month": {"January 2027"}, "per_month": {"191"}, "reason": {"Agreed with the chair"}}
	status, location, body := postForm(t, s, "/signals/target", form)
	if status != http.StatusSeeOther || location != "/signals?series=site-va" {
		t.Fatalf("want 303 back to the series, got %d to %q: %.300s", status, location, readText(body))
	}
	stored := func() (months int) {
		targets, err := db.Targets(t.Context())
		noError(t, err)
		for _, target := range targets {
			if target.Site == 2 && target.Month > october && target.Month <= october+3 && target.PerMonth == 191 {
				months++
			}
		}
		return months
	}
	if got := stored(); got != 3 {
		t.Errorf("want three months of 191, got %d", got)
	}
	history, err := db.Revisions(t.Context(), 1)
	noError(t, err)
	if !strings.Contains(history[0].Reason, "Agreed with the chair") {
		t.Errorf("want the reason in the history, got %q", history[0].Reason)
	}
	_, err = db.Undo(t.Context(), history[0].Revision, caseload.LocalUser)
	noError(t, err)
	if got := stored(); got != 0 {
		t.Errorf("want it undone, got %d months", got)
	}
	form.Set("per_month", "")
	if status, _, body := postForm(t, s, "/signals/target", form); status != http.StatusSeeOther && !strings.Contains(body, "no change") {
		t.Errorf("want targets removed without a fuss, got %d: %.300s", status, readText(body))
	}
	for name, wrong := range map[string]url.Values{
		"no reason":       {"series": {"site-va"}, "first_month": {"2026-11"}, "last_month": {"2026-12"}, "per_month": {"191"}},
		"a century":       {"series": {"site-va"}, "first_month": {"2026-11"}, "last_month": {"2126-12"}, "per_month": {"191"}, "reason": {"x"}},
		"no site":         {"series": {"all"}, "first_month": {"2026-11"}, "last_month": {"2026-12"}, "per_month": {"191"}, "reason": {"x"}},
		"less than none":  {"series": {"site-va"}, "first_month": {"2026-11"}, "last_month": {"2026-12"}, "per_month": {"-1"}, "reason": {"x"}},
		"a group's chart": {"series": {"group-dialysis-access"}, "first_month": {"2026-11"}, "last_month": {"2026-12"}, "per_month": {"9"}, "reason": {"x"}},
	} {
		if status, _, _ := postForm(t, s, "/signals/target", wrong); status != http.StatusUnprocessableEntity {
			t.Errorf("%s: want 422, got %d", name, status)
		}
	}
}

func TestAMonthLeftOutIsInNoLimitAndComesBack(t *testing.T) {
	s, l, _ := vaByHand(t)
	form := url.Values{"series": {"site-va"}, "excluded_month": {"2020-04"}, "reason": {"Elective work paused"}, "scope": {"site"}}
	if status, location, body := postForm(t, s, "/signals/exclude", form); status != http.StatusSeeOther || location != "/signals?series=site-va" {
		t.Fatalf("want 303 back to the series, got %d to %q: %.300s", status, location, readText(body))
	}
	_, page := get(t, s, "/signals?series=site-va")
	without := limits{}
	april := int(calendar.MonthOf(2020, time.April) - calendar.MonthOf(2019, time.January))
	without.values = append(append(without.values, l.values[:april]...), l.values[april+1:]...) // its neighbours become adjacent
	without.work()
	for _, want := range []string{"left out of the limits: Elective work paused", "One month is left out of the limits by choice", "Left out of limits and forecasts, VA"} {
		if !strings.Contains(readText(page), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, want := range []float64{without.mean, without.range_, without.upper, without.lower} {
		if !strings.Contains(page, "<dd>"+formatDecimal(want, 1)+"</dd>") {
			t.Errorf("how the limits were made does not give %.1f", want)
		}
	}
	if !strings.Contains(page, `"id":"excluded"`) {
		t.Error("want the month drawn hollow")
	}
	if _, university := get(t, s, "/signals?series=site-university"); strings.Contains(readText(university), "Elective work paused, VA") {
		t.Error("want the other site's limits as they were")
	}
	back := url.Values{"series": {"site-va"}, "excluded_month": {"2020-04"}, "excluded_site": {"2"}}
	if status, _, _ := postForm(t, s, "/signals/exclude/delete", back); status != http.StatusSeeOther {
		t.Fatalf("want 303, got %d", status)
	}
	if _, page = get(t, s, "/signals?series=site-va"); !strings.Contains(page, "<dd>"+formatDecimal(l.upper, 1)+"</dd>") {
		t.Errorf("want the limits as they were, up to %.1f", l.upper)
	}
	if status, _, _ := postForm(t, s, "/signals/exclude", url.Values{"series": {"site-va"}, "excluded_month": {"2020-04"}}); status != http.StatusUnprocessableEntity {
		t.Errorf("want 422 without a reason, got %d", status)
	}
}
