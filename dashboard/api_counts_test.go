package dashboard

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"

	"caseload/dashboard/insight"
	"caseload/store"
	"caseload/store/caseload"
)

func countList(t *testing.T, s *Server, address string) insight.CountList {
	t.Helper()
	response, body := get(t, s, address)
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s: want 200, got %d: %.200s", address, response.StatusCode, body)
	}
	var list insight.CountList
	noError(t, json.Unmarshal([]byte(body), &list))
	return list
}

func TestTheCountsOfTheAPIArePagedWithoutLossAndNameTheirRows(t *testing.T) {
	s, db := sampleServer(t)
	n := countByHand(t, db)
	sum, cells := 0, 0
	first := countList(t, s, "/api/v1/counts?site=va&from=2026-10&to=2026-10&limit=7")
	for list := first; ; list = countList(t, s, list.Next) {
		for _, cell := range list.Counts {
			sum, cells = sum+*cell.N, cells+1
			if cell.Site.Slug != "va" || cell.Month != october || cell.Source == nil || cell.Source.File == "" || cell.Source.Row == 0 && !cell.DeclaredZero {
				t.Errorf("want a cell of the VA's October with its file and row, got %+v", cell)
			}
		}
		if list.Next == "" {
			break
		}
	}
	if sum != n.counts[2][october] || cells != first.Cells || sum != *first.Sum {
		t.Errorf("want %d procedures in %d cells, got %d in %d", n.counts[2][october], first.Cells, sum, cells)
	}
}

func TestTheCountsOfTheAPIAreChosenAsAsked(t *testing.T) {
	s, db := sampleServer(t)
	inpatient, georgia := caseload.Inpatient, "GA"
	want, _, err := db.CountTotals(context.Background(), store.CountFilter{Setting: &inpatient, State: &georgia})
	noError(t, err)
	if got := countList(t, s, "/api/v1/counts?setting=inpatient&state=ga&limit=1"); *got.Sum != want || want == 0 || len(got.Counts) != 1 {
		t.Errorf("want %d inpatients from Georgia and one cell, got %d and %d", want, *got.Sum, len(got.Counts))
	}
	for _, wrong := range []string{"setting=ward", "limit=0", "limit=5001", "offset=-1", "state=Georgia", "from=2026-10&to=2026-01"} {
		if response, body := get(t, s, "/api/v1/counts?"+wrong); response.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: want 400, got %d: %.100s", wrong, response.StatusCode, body)
		}
	}
}
