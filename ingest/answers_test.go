package ingest

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store/caseload"
	"caseload/store/fault"
)

func TestAnAnswerIsRememberedForTheSourceAppliedListedAndChangeable(t *testing.T) {
	s, st := newService(t)
	file := func(month string, n string) string {
		return "month,site,procedure,setting,vol\n" + month + ",VA,PICC,obs," + n + "\n" + month + ",VA,Port,inpatient,2\n"
	}
	first := mustPreview(t, s, file("2026-01", "3"), Options{Map: map[string]string{"vol": "count"}})
	if len(first.Remembered) > 0 || len(first.Questions) != 1 {
		t.Fatalf("want one question and nothing remembered, got %+v", first)
	}
	id := first.Questions[0].ID
	ctx := context.Background()
	answered, err := s.Answer(ctx, first.Upload, Options{Answers: map[string]string{id: "outpatient"}})
	if err != nil {
		t.Fatal(err)
	}
	mustCommit(t, s, answered, CommitOptions{})

	second := mustPreview(t, s, file("2026-02", "4"), Options{})
	var texts []string
	for _, one := range second.Remembered {
		texts = append(texts, one.Text+" "+one.Label)
	}
	want := []string{`The column "vol" is read as the count. count`, `Is "obs" inpatient or outpatient? Outpatient`}
	if diff := cmp.Diff(want, texts); diff != "" || second.Rows != 2 || second.BadRows != 0 || len(second.Choices.Answers) > 0 {
		t.Fatalf("%+v (-want +got)\n%s", second, diff)
	}
	changed, err := s.Answer(ctx, second.Upload, Options{Answers: map[string]string{id: "inpatient"}})
	if err != nil {
		t.Fatal(err)
	}
	mustCommit(t, s, changed, CommitOptions{})
	cells := []string{"2026-01 VA PICC outpatient = 3", "2026-01 VA Port inpatient = 2", "2026-02 VA PICC inpatient = 4", "2026-02 VA Port inpatient = 2"}
	if diff := cmp.Diff(cells, stored(t, st)); diff != "" {
		t.Errorf("stored (-want +got)\n%s", diff)
	}
	asked := mustPreview(t, s, file("2026-03", "5"), Options{Answers: map[string]string{id: AskAgain}})
	if len(asked.Remembered) != 1 || asked.BadRows != 1 {
		t.Errorf("want the setting asked again, got %+v %+v", asked.Remembered, asked.Findings)
	}
}

func TestAnswersOfOneSiteAreNotAppliedToAnother(t *testing.T) {
	s, _ := newService(t)
	text := "month,site,procedure,setting,count\n2026-01,VA,PICC,obs,3\n"
	p := mustPreview(t, s, text, Options{Answers: map[string]string{"unknown_setting:obs": "outpatient"}})
	mustCommit(t, s, p, CommitOptions{})
	other := mustPreview(t, s, strings.ReplaceAll(text, "VA", "University"), Options{})
	if len(other.Remembered) > 0 || other.BadRows != 1 {
		t.Errorf("want the question asked of the other site, got %+v", other)
	}
}

func TestWhichSiteOrMonthAFileIsAboutIsNeverRemembered(t *testing.T) {
	s, _ := newService(t)
	text := "procedure,University,VA\nPICC,1,2\n"
	p := mustPreview(t, s, text, Options{})
	answered, err := s.Answer(context.Background(), p.Upload, Options{Answers: map[string]string{p.Questions[0].ID: "2026-01"}})
	if err != nil {
		t.Fatal(err)
	}
	mustCommit(t, s, answered, CommitOptions{})
	again := mustPreview(t, s, text, Options{})
	if again.Outcome != OutcomeAsk || len(again.Remembered) > 0 {
		t.Errorf("want the month asked again, got %s %+v", again.Outcome, again.Remembered)
	}
}

const cases = "date,site,procedure,room\n01/02/2026,VA,PICC,R1\n01/02/2026,VA,PICC,R2\n01/15/2026,VA,Port,R1\n01/20/2026,VA,PICC,R1\n02/03/2026,VA,Port,Zq7Room\n"

func TestRowsOfSingleProceduresAreCountedWhenSaidSoAndNeverKept(t *testing.T) {
	s, st := newService(t)
	ctx := context.Background()
	p := mustPreview(t, s, cases, Options{})
	if p.Outcome != OutcomeAsk || !p.RowLevel || len(p.Questions) != 1 || p.Questions[0].Choices[0].ID != "rows" {
		t.Fatalf("want the offer to count the rows, got %+v", p)
	}
	answered, err := s.Answer(ctx, p.Upload, Options{Answers: map[string]string{p.Questions[0].ID: "rows"}})
	if err != nil {
		t.Fatal(err)
	}
	mustCommit(t, s, answered, CommitOptions{})
	want := []string{"2026-01 VA PICC = 3", "2026-01 VA Port = 1", "2026-02 VA Port = 1"}
	if diff := cmp.Diff(want, stored(t, st)); diff != "" {
		t.Errorf("stored (-want +got)\n%s", diff)
	}
	if _, err := st.UploadBytes(ctx, p.Upload); !fault.Is(err, fault.NotFound) {
		t.Errorf("want no bytes kept, got %v", err)
	}
	if _, err := s.Annotated(ctx, p.Upload); err == nil {
		t.Error("want no annotated copy of a committed file of single procedures")
	}
	entries, err := filepath.Glob(st.Path() + "*")
	if err != nil || len(entries) == 0 {
		t.Fatal(entries, err)
	}
	for _, path := range entries {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte("Zq7Room")) {
			t.Errorf("%s holds a row of the file", filepath.Base(path))
		}
	}
}

func TestASummaryWithoutACountColumnIsNotTakenForSingleProcedures(t *testing.T) {
	got := inspectText("month,site,procedure\n2026-01,VA,PICC\n2026-01,VA,Port\n2026-02,VA,PICC\n", caseload.KindProcedures)
	if got.Outcome != OutcomeReject || got.Code != CodeMissingColumn {
		t.Errorf("want reject, got %s %+v", got.Outcome, got.Questions)
	}
}
