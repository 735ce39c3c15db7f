package insight_test

import (
	"fmt"
	"strings"
	"testing"

	"caseload/dashboard/insight"
	"caseload/ingest"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

func TestTheGridMarksMonthsOutsideTheirOwnLimitsAndThoseThatRepeatAnEarlierOne(t *testing.T) {
	st := storetest.New(t)
	service := ingest.New(st, storetest.Now)
	last := calendar.MonthAt(storetest.Now()) - 1
	var text strings.Builder
	text.WriteString("month,site,procedure,count\n")
	for i := range 24 {
		m := last - calendar.Month(23-i)
		for p := range 6 {
			n := 20 + p + (i*7+p*3)%5
			switch i {
			case 20:
				n = 20 + p + (15*7+p*3)%5 // as five months before
			case 22:
				n *= 4
			}
			fmt.Fprintf(&text, "%s,VA,Procedure %c,%d\n", m, 'A'+p, n)
		}
	}
	all := true
	p, err := service.Preview(t.Context(), ingest.File{Name: "va.csv", Bytes: []byte(text.String())}, ingest.Options{Everything: &all}, caseload.LocalUser)
	must(t, err)
	_, err = service.Commit(t.Context(), p.Upload, ingest.CommitOptions{})
	must(t, err)
	status, err := insight.New(st, storetest.Now).DataStatus(t.Context(), insight.View{})
	must(t, err)
	said := map[calendar.Month]string{}
	for _, row := range status.Rows {
		for _, cell := range row.Cells {
			if cell.Suspicious != "" {
				said[cell.Month] = cell.Suspicious
				if row.Kind != caseload.KindProcedures || !strings.Contains(cell.Text, cell.Suspicious) || cell.URL == "" {
					t.Errorf("%s: %+v", row.Name, cell)
				}
			}
		}
	}
	if got := said[last-1]; !strings.HasPrefix(got, "comes to ") || !strings.Contains(got, "outside its usual") {
		t.Errorf("four times the usual: %q", got)
	}
	if got := said[last-3]; got == "" {
		t.Error("a month that repeats an earlier one is not marked")
	}
	if !strings.Contains(status.Summary, "suspicious") {
		t.Errorf("the summary says nothing of it: %s", status.Summary)
	}
}
