package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store"
	c "caseload/store/caseload"
	"caseload/store/storetest"
)

func TestTheAuditLogForgetsTheDaysThatAreOlderThanItIsKeptAndSaysSo(t *testing.T) {
	now := time.Date(2020, time.November, 12, 23, 30, 0, 0, time.UTC)
	s := storetest.NewAt(t, func() time.Time { return now })
	note := func(at time.Time, action string) {
		t.Helper()
		now = at
		noError(t, s.Record(t.Context(), c.AuditEntry{By: c.LocalUser, Action: action}))
	}
	note(now, "old")
	note(now.Add(15*time.Minute), "old too")
	note(now.Add(30*time.Minute), "of the day that stays") // midnight in UTC
	note(now.AddDate(5, 0, 0), "young")
	now = time.Date(2026, time.November, 13, 20, 0, 0, 0, time.FixedZone("six hours behind", -6*3600)) // the 14th in UTC
	for range 2 {                                                                                      // the second finds nothing, and says nothing
		_, err := s.ExpireAudit(t.Context(), now.AddDate(-6, 0, -1))
		noError(t, err)
	}
	entries, err := s.Audit(t.Context(), 0)
	noError(t, err)
	var got []string
	for _, entry := range entries {
		got = append(got, entry.Action+" | "+entry.Subject+" | "+entry.Detail)
	}
	want := []string{"expire audit | 2 entries | up to and with 2020-11-12 (UTC)", "young |  | ", "of the day that stays |  | "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestAfterASweepTheAuditLogStillCanOnlyGrow(t *testing.T) {
	now := storetest.Now()
	s := storetest.NewAt(t, func() time.Time { return now })
	noError(t, s.Record(t.Context(), c.AuditEntry{Action: "old"}))
	now = now.AddDate(7, 0, 0)
	noError(t, s.Record(t.Context(), c.AuditEntry{Action: "young"}))
	gone, err := s.ExpireAudit(t.Context(), now.AddDate(-6, 0, 0))
	noError(t, err)
	if gone != 1 {
		t.Errorf("want one entry gone, got %d", gone)
	}
	refuseForgery(t, s, `delete from audit`, `delete from audit where action = 'young'`, `update audit set detail = ''`)
	if entries, err := s.AuditLog(t.Context(), store.AuditFilter{}); err != nil || !slices.ContainsFunc(entries, func(e c.AuditEntry) bool { return e.Action == "young" }) {
		t.Errorf("the young entry is gone: %+v, %v", entries, err)
	}
}
