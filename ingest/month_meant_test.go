package ingest

import (
	"strings"
	"testing"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

func TestAMonthWithAPlainSlipIsProposedAndNeverTaken(t *testing.T) {
	last := calendar.MonthOf(2026, 12)
	for text, want := range map[string]string{
		"2026-1O": "2026-10", "2O26-09": "2026-09", "l0/2026": "2026-10", "Octobr 2026": "2026-10", "Sepember 2026": "2026-09",
		"Februry-26": "2026-02", "Novmber 3, 2026": "2026-11",

		"2026-13": "", "2027-1O": "", "Jum 2026": "", "Octobr": "", "some text": "", "Octobr or Novembr 2026": "", "1999-1O": "", "O": "", "Total": "",
	} {
		got := ""
		if month, fix, ok := monthMeant(text, monthFirst, last); ok {
			got = month.String()
			if fix == "" {
				t.Errorf("%q: the slip is not named", text)
			}
		}
		if got != want {
			t.Errorf("%q: want %q, got %q", text, want, got)
		}
	}
	for kind, file := range map[caseload.UploadKind]string{
		caseload.KindProcedures: "month,site,procedure,count\nOctobr 2026,VA,PICC,3\n",
		caseload.KindMeasures:   "month,site,measure,value\nOctobr 2026,VA,add-ons,3\n",
	} {
		got := inspectText(file, kind)
		if len(got.Records) != 0 || len(got.RowErrors) != 1 || got.RowErrors[0].Fix != "October?" {
			t.Errorf("%s: %v %+v", kind, got.Records, got.RowErrors)
		}
		s, _ := newService(t)
		p := mustDecide(t, s, mustPreview(t, s, file, Options{Kind: kind}), 2, UseFix)
		if p.Rows != 1 || p.BadRows != 0 || !strings.Contains(p.Decisions[0].Text, `2026-10 is used in place of "Octobr 2026"`) {
			t.Errorf("%s: %d rows, %+v", kind, p.Rows, p.Decisions)
		}
	}
}

func TestTheSummaryTellsRowsThatWaitFromRowsThatCannotBeTaken(t *testing.T) {
	s, _ := newService(t)
	p := mustPreview(t, s, "month,site,procedure,count\n2026-09,VA,PICC,3\n2026-09,Annex,PICC,3\n2026-09,VA,Biopsy,x\n2026-09,Annex,Biopsy,x\n", Options{})
	summary := strings.Join(p.Summary, " ")
	for _, want := range []string{"2 rows wait for an answer.", "1 row cannot be taken."} {
		if !strings.Contains(summary, want) {
			t.Errorf("want %q in %q", want, summary)
		}
	}
	text := p.Text(Letter{})
	if !strings.Contains(text, "Row 3, site: unknown site, not answered\n") || !strings.Contains(text, "Row 4, count: invalid count\n") {
		t.Errorf("the text says\n%s", text)
	}
}

func TestAColumnUnderASiteIsNamedWithIt(t *testing.T) {
	got := inspectText(",University,,VA,\nProcedure,Aug 2026,Sep 2026,Aug 2026,Sep 2026\nPICC,3,3,x,4\n", "")
	if len(got.RowErrors) != 1 || got.RowErrors[0].Column != "VA, Aug 2026" {
		t.Errorf("%+v", got.RowErrors)
	}
}
