package dashboard

import (
	"strings"
	"testing"
)

func TestADifferenceAgainstLastYearOpensTheRowsOfBothMonths(t *testing.T) {
	s, _ := sampleServer(t)
	_, page := get(t, s, "/trace?figure=last_year&month=2026-10")
	for _, want := range []string{
		`href="/trace?figure=count&amp;month=2026-10"`, `href="/trace?figure=count&amp;month=2025-10"`,
		"The rows behind October 2026",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
}
