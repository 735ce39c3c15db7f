package insight_test

import (
	"context"
	"slices"
	"testing"

	"caseload/dashboard/insight"
	"caseload/store/storetest"
)

func TestASiteThatHasNeverSentAnythingIsNamed(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-10", "VA", 135))
	const want = "University has sent nothing yet."
	if notes := overview(t, s, insight.View{}).Scope.Notes; !slices.Contains(notes, want) {
		t.Errorf("the notes beside a total without the University: %q", notes)
	}
	d, err := insight.New(s, storetest.Now).DataStatus(context.Background(), insight.View{})
	must(t, err)
	says(t, want, d.Silent)

	commit(t, s, row("2026-10", "University", 519))
	if notes := overview(t, s, insight.View{}).Scope.Notes; slices.Contains(notes, want) {
		t.Errorf("once it has sent: %q", notes)
	}
}
