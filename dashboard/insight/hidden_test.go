package insight

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// randomMonth is one month of procedures in groups at sites, many of them few.
func randomMonth(random *rand.Rand) ([]caseload.ProcedureMonth, []caseload.Procedure) {
	var months []caseload.ProcedureMonth
	var kinds []caseload.Procedure
	sites, procedures := 1+random.IntN(4), 1+random.IntN(12)
	for p := range procedures {
		kinds = append(kinds, caseload.Procedure{ID: caseload.ProcedureID(p + 1), Group: caseload.GroupID(1 + random.IntN(4))})
		for s := range sites {
			if random.IntN(5) > 0 {
				months = append(months, caseload.ProcedureMonth{Month: 24000, Site: caseload.SiteID(s + 1), Procedure: caseload.ProcedureID(p + 1), N: random.IntN(1 + random.IntN(80)), Cells: 1})
			}
		}
	}
	return months, kinds
}

func TestNoSumGivesAHiddenNumberAway(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		months, kinds := randomMonth(random)
		hidden := chooseHidden(months, kinds)[24000]
		table := &sums{values: map[content]float64{}}
		groups := map[caseload.ProcedureID]caseload.GroupID{}
		for _, p := range kinds {
			groups[p.ID] = p.Group
		}
		for _, m := range months {
			table.add(content{m.Site, groups[m.Procedure], m.Procedure}, float64(m.N))
		}
		for of, v := range table.values {
			if isSmall(v) && !hidden[of] {
				t.Fatalf("%v is %v and shown", of, v)
			}
		}
		for _, e := range table.equations() {
			unknown, sum := 0, 0.0
			for _, part := range e.parts {
				if hidden[part] {
					unknown, sum = unknown+1, sum+table.values[part]
				}
			}
			switch {
			case hidden[e.whole] && unknown == 0 && table.values[e.whole] > 0:
				t.Fatalf("%v can be added up", e.whole)
			case !hidden[e.whole] && (unknown == 1 || unknown > 0 && sum <= mostHidden):
				t.Fatalf("the sum %v gives away %d that come to %v", e.whole, unknown, sum)
			}
		}
	}
}

func TestSeveralSumsTogetherGiveNoHiddenNumberAway(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 1500 {
		months, kinds := randomMonth(random)
		hidden := chooseHidden(months, kinds)[24000]
		table := &sums{values: map[content]float64{}}
		groups := map[caseload.ProcedureID]caseload.GroupID{}
		for _, p := range kinds {
			groups[p.ID] = p.Group
		}
		for _, m := range months {
			table.add(content{m.Site, groups[m.Procedure], m.Procedure}, float64(m.N))
		}
		at := map[content]int{}
		var unknowns []content
		for of := range hidden {
			at[of], unknowns = len(unknowns), append(unknowns, of)
		}
		var rows [][]*big.Rat
		for _, e := range table.equations() {
			row := make([]*big.Rat, len(unknowns))
			for i := range row {
				row[i] = new(big.Rat)
			}
			if i, ok := at[e.whole]; ok {
				row[i].SetInt64(-1)
			}
			for _, part := range e.parts {
				if i, ok := at[part]; ok {
					row[i].SetInt64(1)
				}
			}
			rows = append(rows, row)
		}
		for _, i := range onlyOneValue(rows, len(unknowns)) {
			if table.values[unknowns[i]] > 0 {
				t.Fatalf("%v, which is %v, can be worked out from all sums", unknowns[i], table.values[unknowns[i]])
			}
		}
	}
}

// onlyOneValue solves equations in fractions, otherwise than the code under test, and returns the unknowns that are settled.
func onlyOneValue(rows [][]*big.Rat, unknowns int) (settled []int) {
	done := 0
	for column := range unknowns {
		at := slices.IndexFunc(rows[done:], func(row []*big.Rat) bool { return row[column].Sign() != 0 })
		if at < 0 {
			continue
		}
		rows[done], rows[done+at] = rows[done+at], rows[done]
		pivot := rows[done]
		for i, row := range rows {
			if i == done || row[column].Sign() == 0 {
				continue
			}
			factor := new(big.Rat).Quo(row[column], pivot[column])
			for j := range row {
				row[j].Sub(row[j], new(big.Rat).Mul(factor, pivot[j]))
			}
		}
		done++
	}
	for _, row := range rows[:done] {
		var held []int
		for i, coefficient := range row {
			if coefficient.Sign() != 0 {
				held = append(held, i)
			}
		}
		if len(held) == 1 {
			settled = append(settled, held[0])
		}
	}
	return settled
}

func BenchmarkChoosingTenYearsOfHiddenNumbers(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	var months []caseload.ProcedureMonth
	var kinds []caseload.Procedure
	for p := range 40 {
		kinds = append(kinds, caseload.Procedure{ID: caseload.ProcedureID(p + 1), Group: caseload.GroupID(1 + p%8)})
		for s := range 4 {
			for m := range 120 {
				months = append(months, caseload.ProcedureMonth{Month: calendar.Month(24000 + m), Site: caseload.SiteID(s + 1), Procedure: caseload.ProcedureID(p + 1), N: random.IntN(1 + random.IntN(80)), Cells: 1})
			}
		}
	}
	for b.Loop() {
		chooseHidden(months, kinds)
	}
}

func TestWhereNothingIsSmallNothingIsHidden(t *testing.T) {
	var months []caseload.ProcedureMonth
	for site := range caseload.SiteID(2) {
		months = append(months, caseload.ProcedureMonth{Month: 24000, Site: site + 1, Procedure: 1, N: 11, Cells: 1}, caseload.ProcedureMonth{Month: 24000, Site: site + 1, Procedure: 2, N: 0, Cells: 1})
	}
	if hidden := chooseHidden(months, []caseload.Procedure{{ID: 1, Group: 1}, {ID: 2, Group: 1}})[24000]; len(hidden) > 0 {
		t.Errorf("got %v hidden", hidden)
	}
}

func TestOneSmallCellTakesAnotherOfItsProcedureAndOfItsState(t *testing.T) {
	cell := func(procedure caseload.ProcedureID, state string) caseload.Cell {
		return caseload.Cell{Month: calendar.Month(24000), Site: 1, Procedure: procedure, State: state}
	}
	values := map[caseload.Cell]float64{
		cell(1, "GA"): 41, cell(1, "AL"): 3, cell(1, "FL"): 20,
		cell(2, "GA"): 60, cell(2, "AL"): 30, cell(2, "FL"): 25,
	}
	hidden := hideCells(values, map[caseload.ProcedureID]caseload.GroupID{1: 1, 2: 1}, nil)
	want := HiddenCells{cell(1, "AL"): true, cell(1, "FL"): true, cell(2, "AL"): true, cell(2, "FL"): true}
	if diff := cmp.Diff(want, hidden); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
