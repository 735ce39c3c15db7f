package ingest

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"caseload/store/caseload"
)

func annotated(t *testing.T, s *Service, p Preview) string {
	t.Helper()
	text, err := s.Annotated(context.Background(), p.Upload)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestACorrectedFileWithNotesIsAcceptedWhenUploadedAgain(t *testing.T) {
	for _, test := range []struct {
		name, text string
		fix        *strings.Replacer
		want       []string
	}{
		{"long", "month,site,procedure,count\n2026-01,VA,PICC,1O\n2026-01,VA,Port,1,234\n2026-13,VA,Drain,4\n2026-01,VA,Biopsy,7\n",
			strings.NewReplacer("PICC,1O", "PICC,10", "Port,1,234", "Port,1234", "2026-13", "2026-01"),
			[]string{"2026-01 VA PICC = 10", "2026-01 VA Port = 1,234", "2026-01 VA Drain = 4", "2026-01 VA Biopsy = 7"}},
		{"semicolons", "month;site;procedure;count\n2026-01;VA;\"PICC; long\";x\n",
			strings.NewReplacer(";x", ";3"), []string{"2026-01 VA PICC; long = 3"}},
		{"wide with a title and a total", "VA volumes 2026\n\nProcedure,Jan,Feb,Total\nPICC,1,x2,3\nPort,<11,4,4\nTotal,1,6,7\n",
			strings.NewReplacer("x2,3", "2,3", "<11,4", "12,4"),
			[]string{"2026-01 VA PICC = 1", "2026-01 VA Port = 12", "2026-02 VA PICC = 2", "2026-02 VA Port = 4"}},
	} {
		s, st := newService(t)
		p := mustPreview(t, s, test.text, Options{})
		text := annotated(t, s, p)
		for _, finding := range p.Findings {
			if finding.Row > 0 && !strings.Contains(strings.ReplaceAll(text, `""`, `"`), finding.Expected) {
				t.Errorf("%s: the notes lack %q:\n%s", test.name, finding.Expected, text)
			}
		}
		again := mustPreview(t, s, text, Options{})
		if again.BadRows != p.BadRows || again.Rows != p.Rows {
			t.Errorf("%s: uncorrected, want %d bad rows as before, got %d:\n%s", test.name, p.BadRows, again.BadRows, text)
		}
		fixed := mustPreview(t, s, test.fix.Replace(text), Options{})
		if fixed.Outcome != OutcomeAccept {
			t.Fatalf("%s: want accept, got %s %+v\n%s", test.name, fixed.Outcome, fixed.Findings, text)
		}
		mustCommit(t, s, fixed, CommitOptions{})
		if diff := cmp.Diff(test.want, stored(t, st)); diff != "" {
			t.Errorf("%s: stored (-want +got)\n%s", test.name, diff)
		}
	}
}

func TestAWorkbooksSheetsComeBackAsOneFile(t *testing.T) {
	book := excelize.NewFile()
	defer book.Close()
	for _, sheet := range []struct{ name, count string }{{"VA", "x"}, {"University", "5"}} {
		if _, err := book.NewSheet(sheet.name); err != nil {
			t.Fatal(err)
		}
		for cell, value := range map[string]string{"A1": "month", "B1": "procedure", "C1": "count", "A2": "2026-01", "B2": "PICC", "C2": sheet.count} {
			if err := book.SetCellValue(sheet.name, cell, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := book.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	s, st := newService(t)
	p, err := s.Preview(context.Background(), File{Name: "two.xlsx", Bytes: b.Bytes()}, Options{}, caseload.LocalUser)
	if err != nil || p.BadRows != 1 {
		t.Fatalf("%+v %v", p, err)
	}
	fixed := mustPreview(t, s, strings.Replace(annotated(t, s, p), "PICC,x", "PICC,4", 1), Options{})
	if fixed.Outcome != OutcomeAccept {
		t.Fatalf("want accept, got %s %+v", fixed.Outcome, fixed.Findings)
	}
	mustCommit(t, s, fixed, CommitOptions{})
	if diff := cmp.Diff([]string{"2026-01 University PICC = 5", "2026-01 VA PICC = 4"}, stored(t, st)); diff != "" {
		t.Errorf("stored (-want +got)\n%s", diff)
	}
}

func TestACellThatWouldRunAsAFormulaComesBackAsTextAndIsReadAsItWas(t *testing.T) {
	s, st := newService(t)
	text := "month,site,procedure,count\n2026-01,VA,=cmd|'/C calc'!A0,3\n2026-01,VA,@SUM(A1),-5\n2026-01,VA,PICC,-\n"
	p := mustPreview(t, s, text, Options{})
	back := annotated(t, s, p)
	if !strings.Contains(back, ",'=cmd") || !strings.Contains(back, ",'@SUM") || !strings.Contains(back, ",-5") {
		t.Errorf("want formulas marked as text and numbers left alone:\n%s", back)
	}
	again := mustPreview(t, s, back, Options{})
	mustCommit(t, s, again, CommitOptions{Partial: true})
	if diff := cmp.Diff([]string{"2026-01 VA =cmd|'/C calc'!A0 = 3"}, stored(t, st)); diff != "" || again.BadRows != 2 {
		t.Errorf("%d bad rows (-want +got)\n%s", again.BadRows, diff)
	}
}
