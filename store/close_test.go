package store_test

import (
	"context"
	"testing"

	c "caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

func TestAMonthIsClosedOnlyOnceItIsOverAndHoldsNumbers(t *testing.T) {
	ctx := context.Background()
	s := storetest.New(t) // whose clock stands in November 2026
	storetest.Commit(t, s, []storetest.Row{
		{Month: "2026-10", Site: "VA", Procedure: "Biopsy", N: 0}, {Month: "2026-11", Site: "VA", Procedure: "Biopsy", N: 12},
	}, true)
	storetest.Commit(t, s, []storetest.Row{{Month: "2026-09", Site: "VA", Procedure: "Biopsy", N: 12}}, false)
	wantFault(t, s.CloseMonth(ctx, storetest.VA, month("2026-11"), c.LocalUser), fault.Conflict, "unfinished_month")
	wantFault(t, s.CloseMonth(ctx, storetest.VA, month("2026-09"), c.LocalUser), fault.Conflict, "incomplete_month")
	wantFault(t, s.CloseMonth(ctx, storetest.University, month("2026-10"), c.LocalUser), fault.NotFound, "not_received")
	noError(t, s.CloseMonth(ctx, storetest.VA, month("2026-10"), c.LocalUser)) // a zero is a number
}
