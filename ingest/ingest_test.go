package ingest

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/ingest/table"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

func newService(t testing.TB) (*Service, *store.Store) {
	t.Helper()
	st := storetest.New(t)
	return New(st, storetest.Now), st
}

func uploadOptions(kind caseload.UploadKind) Options {
	return Options{Kind: kind, Limits: table.UploadLimits()}
}

func mustPreview(t testing.TB, s *Service, text string, o Options) Preview {
	t.Helper()
	p, err := s.Preview(context.Background(), File{Name: "counts.csv", Bytes: []byte(text)}, o, caseload.LocalUser)
	if err != nil {
		t.Fatalf("preview: %v", err)
	}
	return p
}

func mustCommit(t testing.TB, s *Service, p Preview, o CommitOptions) caseload.RevisionInfo {
	t.Helper()
	info, err := s.Commit(context.Background(), p.Upload, o)
	if err != nil {
		t.Fatalf("commit: %v", err)
	}
	return info
}

// stored lists every stored cell as "2026-09 University Paracentesis inpatient UT = 3", with a mark for declared zeros.
func stored(t testing.TB, st *store.Store) []string {
	t.Helper()
	ctx := context.Background()
	procedures, err := st.Procedures(ctx)
	if err != nil {
		t.Fatal(err)
	}
	sites, err := st.Sites(ctx)
	if err != nil {
		t.Fatal(err)
	}
	a := analysis{sites: sites, procedures: procedures}
	counts, err := st.Counts(ctx, store.CountFilter{}, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	lines := []string{}
	for _, count := range counts {
		line := strings.Join(strings.Fields(strings.Join([]string{count.Month.String(), a.siteName(count.Site), a.procedureName(count.Procedure), count.Setting.String(), count.State, "="}, " ")), " ") + " " + commas(count.N)
		if count.Origin == caseload.DeclaredZero {
			line += " (declared)"
		}
		lines = append(lines, line)
	}
	return lines
}

func yes() *bool { v := true; return &v }

const september = "month,site,procedure,count\n2026-09,University,Paracentesis,64\n2026-09,University,Biopsy,12\n2026-09,VA,Paracentesis,5\n"

func TestPreviewSaysInWordsWhatWasUnderstoodAndStoresNoNumber(t *testing.T) {
	s, st := newService(t)
	p := mustPreview(t, s, september, uploadOptions(caseload.KindProcedures))
	if want := "Sep 2026, University, Paracentesis = 64."; !strings.Contains(strings.Join(p.Summary, " "), want) {
		t.Errorf("want %q in the summary, got %q", want, p.Summary)
	}
	if diff := cmp.Diff([]int{3, 0, 0, 0}, []int{p.Added, p.Changed, p.Same, p.Absent}); diff != "" {
		t.Errorf("added, changed, same, absent (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff("Is this file everything for University and VA, September 2026?", p.EverythingText); diff != "" {
		t.Errorf("question (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{}, stored(t, st)); diff != "" {
		t.Errorf("stored before commit (-want +got)\n%s", diff)
	}
}

func TestCommitStoresEachNumberUnderItsCell(t *testing.T) {
	s, st := newService(t)
	mustCommit(t, s, mustPreview(t, s, september, uploadOptions("")), CommitOptions{By: caseload.LocalUser})
	want := []string{"2026-09 University Paracentesis = 64", "2026-09 University Biopsy = 12", "2026-09 VA Paracentesis = 5"}
	if diff := cmp.Diff(want, stored(t, st)); diff != "" {
		t.Errorf("stored (-want +got)\n%s", diff)
	}
}

func TestTheSameFileAgainChangesNothingAndSaysSo(t *testing.T) {
	s, _ := newService(t)
	first := mustPreview(t, s, september, uploadOptions(""))
	mustCommit(t, s, first, CommitOptions{Everything: yes()})
	again := mustPreview(t, s, september, uploadOptions(""))
	if !again.NoChanges || again.SameAs != first.Upload {
		t.Errorf("want no changes, the same as %s; got %v, %s", first.Upload, again.NoChanges, again.SameAs)
	}
	if text := strings.Join(again.Summary, " "); !strings.Contains(text, "No changes") {
		t.Errorf("want a sentence that says so, got %q", text)
	}
	_, err := s.Commit(context.Background(), again.Upload, CommitOptions{Everything: yes()})
	if f, ok := fault.As(err); !ok || f.Code != "no_changes" {
		t.Errorf("want fault no_changes, got %v", err)
	}
}

func TestADifferenceShowsOldAndNew(t *testing.T) {
	s, _ := newService(t)
	mustCommit(t, s, mustPreview(t, s, september, uploadOptions("")), CommitOptions{})
	p := mustPreview(t, s, "month,site,procedure,count\n2026-09,University,Paracentesis,60\n", uploadOptions(""))
	var got []string
	for _, d := range p.Differences {
		got = append(got, strings.Join([]string{string(d.Kind), d.Month.String(), d.Site, d.Procedure, commas(*d.Old), commas(*d.New)}, " "))
	}
	want := []string{"changed 2026-09 University Paracentesis 64 60", "absent 2026-09 University Biopsy 12 12"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("differences (-want +got)\n%s", diff)
	}
}

func TestEverythingDeclaresZeroOnlyForWhatIsActiveThere(t *testing.T) {
	s, st := newService(t)
	seed := "month,site,procedure,count\n" +
		"2025-01,University,Old thing,9\n" + // last reported more than twelve months before
		"2026-08,University,Paracentesis,50\n2026-08,University,Biopsy,10\n2026-08,VA,Thoracentesis,3\n"
	mustCommit(t, s, mustPreview(t, s, seed, uploadOptions("")), CommitOptions{})
	file := "month,site,procedure,count\n2026-09,University,Paracentesis,64\n"
	p := mustPreview(t, s, file, uploadOptions(""))
	mustCommit(t, s, p, CommitOptions{Everything: yes()})
	var got []string
	for _, line := range stored(t, st) {
		if strings.HasPrefix(line, "2026-09") {
			got = append(got, line)
		}
	}
	want := []string{"2026-09 University Paracentesis = 64", "2026-09 University Biopsy = 0 (declared)"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("September (-want +got)\n%s", diff)
	}
	months, err := st.SiteMonths(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range months {
		if want := m.Month.String() == "2026-09"; m.Complete != want {
			t.Errorf("%s of site %d: want complete %v, got %v", m.Month, m.Site, want, m.Complete)
		}
	}
	again := mustPreview(t, s, file, Options{Everything: yes()})
	if !again.NoChanges {
		t.Errorf("want no changes for the same declaration again, got %d zeroed, %d added", again.Zeroed, again.Added)
	}
}

func TestAbsentNumbersBecomeZeroWhenTheFileIsEverythingAndStayOtherwise(t *testing.T) {
	for _, test := range []struct {
		name       string
		everything *bool
		want       []string
	}{
		{"part", nil, []string{"2026-09 University Paracentesis = 60", "2026-09 University Biopsy = 12", "2026-09 VA Paracentesis = 5"}},
		{"everything", yes(), []string{"2026-09 University Paracentesis = 60", "2026-09 University Biopsy = 0 (declared)", "2026-09 VA Paracentesis = 5"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, st := newService(t)
			mustCommit(t, s, mustPreview(t, s, september, uploadOptions("")), CommitOptions{})
			p := mustPreview(t, s, "month,site,procedure,count\n2026-09,University,Paracentesis,60\n", uploadOptions(""))
			mustCommit(t, s, p, CommitOptions{Everything: test.everything})
			if diff := cmp.Diff(test.want, stored(t, st)); diff != "" {
				t.Errorf("stored (-want +got)\n%s", diff)
			}
		})
	}
}

func TestBadRowsStoreNothingUnlessTheGoodOnesAreWanted(t *testing.T) {
	s, st := newService(t)
	text := september + "2026-09,VA,Biopsy,12O\n"
	p := mustPreview(t, s, text, Options{Everything: yes()})
	if p.Outcome != OutcomePartial || p.BadRows != 1 {
		t.Fatalf("want partial with 1 bad row, got %s with %d", p.Outcome, p.BadRows)
	}
	f := p.Findings[0]
	want := Finding{Severity: SeverityError, Code: CodeInvalidCount, Row: 5, Column: "count", Found: "12O", Expected: "a whole number from 0 on", Fix: "letter O?", Use: "120",
		Message: `row 5, "count": "12O", expected a whole number from 0 on (letter O?)`,
		Shown:   &ShownRow{Header: []string{"month", "site", "procedure", "count"}, Cells: []string{"2026-09", "VA", "Biopsy", "12O"}, Bad: 3, Cell: 4}}
	if diff := cmp.Diff(want, f); diff != "" {
		t.Errorf("finding (-want +got)\n%s", diff)
	}
	if _, err := s.Commit(context.Background(), p.Upload, CommitOptions{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("want a fault, got %v", err)
	}
	if got := stored(t, st); len(got) != 0 {
		t.Errorf("want nothing stored, got %v", got)
	}
	mustCommit(t, s, p, CommitOptions{Partial: true})
	for _, line := range stored(t, st) {
		if strings.Contains(line, "declared") {
			t.Errorf("a file with bad rows declared a zero: %s", line)
		}
	}
	months, err := st.SiteMonths(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range months {
		if m.Complete {
			t.Errorf("a file with bad rows made %s complete", m.Month)
		}
	}
}

func TestUndoRestoresEveryTableThatTheUploadTouched(t *testing.T) {
	ctx := context.Background()
	s, st := newService(t)
	mustCommit(t, s, mustPreview(t, s, september, uploadOptions("")), CommitOptions{})
	before, err := st.TableHashes(ctx)
	if err != nil {
		t.Fatal(err)
	}
	p := mustPreview(t, s, "month,site,procedure,count\n2026-09,University,Paracentesis,1\n2026-09,Clinic,Drainage,3\n", Options{AddSites: true})
	mustCommit(t, s, p, CommitOptions{Everything: yes()})
	if _, err := s.Undo(ctx, p.Upload, caseload.LocalUser); err != nil {
		t.Fatalf("undo: %v", err)
	}
	after, err := st.TableHashes(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"counts", "site_months", "sites", "procedures", "procedure_months", "appointments"} {
		if before[name] != after[name] {
			t.Errorf("%s differs after undo", name)
		}
	}
	if p, err = s.Open(ctx, p.Upload); err != nil || p.State != caseload.UploadUndone {
		t.Errorf("want undone, got %s, %v", p.State, err)
	}
	if _, err := s.Redo(ctx, p.Upload, caseload.LocalUser); err != nil {
		t.Fatalf("redo: %v", err)
	}
	if p, err = s.Open(ctx, p.Upload); err != nil || p.State != caseload.UploadCommitted || p.Changed+p.Added == 0 {
		t.Errorf("want committed with what it did, got %s, %d changed, %d added, %v", p.State, p.Changed, p.Added, err)
	}
}

func TestTheSecondOfTwoUploadsIsToldWhatChangedMeanwhile(t *testing.T) {
	ctx := context.Background()
	s, _ := newService(t)
	one := mustPreview(t, s, september, uploadOptions(""))
	two := mustPreview(t, s, strings.Replace(september, "64", "65", 1), uploadOptions(""))
	mustCommit(t, s, one, CommitOptions{})
	_, err := s.Commit(ctx, two.Upload, CommitOptions{})
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Conflict || len(f.Details) != 1 || !strings.Contains(f.Details[0], "counts.csv") {
		t.Fatalf("want a conflict that names counts.csv, got %v %+v", err, f)
	}
	opened, err := s.Open(ctx, two.Upload)
	if err != nil || len(opened.Moved) != 1 || opened.Changed != 1 || opened.CanCommit() {
		t.Errorf("want 1 revision since and 1 change, not to be committed yet; got %v, %d, %v, %v", opened.Moved, opened.Changed, opened.CanCommit(), err)
	}
	if looked, err := s.Answer(ctx, two.Upload, Options{}); err != nil || !looked.CanCommit() {
		t.Errorf("want it ready to commit after another look, got %v, %v", looked.CanCommit(), err)
	}
	mustCommit(t, s, two, CommitOptions{})
}

func TestAnUnknownSiteIsAskedAndItsAnswerTaken(t *testing.T) {
	ctx := context.Background()
	text := september + "2026-09,Univrsity,Drainage,7\n2026-09,North Clinic,Drainage,8\n"
	s, st := newService(t)
	p := mustPreview(t, s, text, uploadOptions(""))
	if p.Outcome != OutcomePartial || len(p.Questions) != 2 {
		t.Fatalf("want partial with 2 questions, got %s with %d", p.Outcome, len(p.Questions))
	}
	p, err := s.Answer(ctx, p.Upload, Options{Answers: map[string]string{"unknown_site:univrsity": "University", "unknown_site:north clinic": "add"}})
	if err != nil {
		t.Fatal(err)
	}
	if p.Outcome != OutcomeAccept || p.Added != 5 {
		t.Errorf("want 5 added, accepted; got %d, %s, %v", p.Added, p.Outcome, p.Findings)
	}
	mustCommit(t, s, p, CommitOptions{})
	got := stored(t, st)
	for _, want := range []string{"2026-09 University Drainage = 7", "2026-09 North Clinic Drainage = 8"} {
		if !strings.Contains(strings.Join(got, "\n"), want) {
			t.Errorf("want %q stored, got %v", want, got)
		}
	}
}

func TestASplitAgainstAStoredTotalIsAQuestionAndNeverAddsUpTwice(t *testing.T) {
	ctx := context.Background()
	split := "month,site,procedure,count,setting\n2026-09,University,Paracentesis,40,inpatient\n2026-09,University,Paracentesis,24,outpatient\n"
	for _, test := range []struct {
		answer string
		want   []string
	}{
		{"replace", []string{"2026-09 University Paracentesis inpatient = 40", "2026-09 University Paracentesis outpatient = 24", "2026-09 University Biopsy = 12", "2026-09 VA Paracentesis = 5"}},
		{"keep", []string{"2026-09 University Paracentesis = 64", "2026-09 University Biopsy = 12", "2026-09 VA Paracentesis = 5"}},
	} {
		t.Run(test.answer, func(t *testing.T) {
			s, st := newService(t)
			mustCommit(t, s, mustPreview(t, s, september, uploadOptions("")), CommitOptions{})
			p := mustPreview(t, s, split, uploadOptions(""))
			if p.Outcome != OutcomeAsk {
				t.Fatalf("want a question, got %s", p.Outcome)
			}
			if _, err := s.Commit(ctx, p.Upload, CommitOptions{}); !fault.Is(err, fault.Invalid) {
				t.Errorf("want a refusal while it is open, got %v", err)
			}
			p, err := s.Answer(ctx, p.Upload, Options{Answers: map[string]string{"split_or_total": test.answer}})
			if err != nil {
				t.Fatal(err)
			}
			if !p.NoChanges {
				mustCommit(t, s, p, CommitOptions{})
			}
			if diff := cmp.Diff(test.want, stored(t, st)); diff != "" {
				t.Errorf("stored (-want +got)\n%s", diff)
			}
		})
	}
}

func TestAReportedZeroIsTheSameNumberAsADeclaredOne(t *testing.T) {
	s, st := newService(t)
	mustCommit(t, s, mustPreview(t, s, "month,site,procedure,count\n2026-08,VA,Biopsy,4\n2026-08,VA,Drainage,2\n", uploadOptions("")), CommitOptions{})
	mustCommit(t, s, mustPreview(t, s, "month,site,procedure,count\n2026-09,VA,Biopsy,4\n", uploadOptions("")), CommitOptions{Everything: yes()})
	before := stored(t, st)
	if p := mustPreview(t, s, "month,site,procedure,count\n2026-09,VA,Biopsy,4\n2026-09,VA,Drainage,0\n", uploadOptions("")); !p.NoChanges {
		t.Errorf("want no changes, got %v", p.Differences)
	}
	p := mustPreview(t, s, "month,site,procedure,count\n2026-09,VA,Drainage,1\n", uploadOptions(""))
	if p.NoChanges || len(p.Differences) == 0 || *p.Differences[0].Old != 0 || *p.Differences[0].New != 1 {
		t.Errorf("want 0 → 1, got %v", p.Differences)
	}
	if diff := cmp.Diff(before, stored(t, st)); diff != "" {
		t.Errorf("stored (-before +after)\n%s", diff)
	}
}

func TestASplitReplacesAZeroThatWasOnlyDeclared(t *testing.T) {
	s, st := newService(t)
	mustCommit(t, s, mustPreview(t, s, "month,site,procedure,count\n2026-08,VA,Biopsy,4\n2026-08,VA,Drainage,2\n", uploadOptions("")), CommitOptions{})
	mustCommit(t, s, mustPreview(t, s, "month,site,procedure,count\n2026-09,VA,Biopsy,4\n", uploadOptions("")), CommitOptions{Everything: yes()})
	mustCommit(t, s, mustPreview(t, s, "month,site,procedure,count,setting\n2026-09,VA,Drainage,3,IP\n", uploadOptions("")), CommitOptions{})
	want := []string{"2026-08 VA Biopsy = 4", "2026-08 VA Drainage = 2", "2026-09 VA Biopsy = 4", "2026-09 VA Drainage inpatient = 3"}
	if diff := cmp.Diff(want, stored(t, st)); diff != "" {
		t.Errorf("stored (-want +got)\n%s", diff)
	}
}

func TestAClosedMonthTakesNoSilentChange(t *testing.T) {
	ctx := context.Background()
	s, st := newService(t)
	mustCommit(t, s, mustPreview(t, s, september, uploadOptions("")), CommitOptions{Everything: yes()})
	if err := st.CloseMonth(ctx, storetest.VA, month("2026-09"), caseload.LocalUser); err != nil {
		t.Fatal(err)
	}
	p := mustPreview(t, s, "month,site,procedure,count\n2026-09,VA,Paracentesis,6\n", uploadOptions(""))
	if !hasCode(p.Findings, CodeClosedMonth) {
		t.Errorf("want the preview to warn, got %v", p.Findings)
	}
	if _, err := s.Commit(ctx, p.Upload, CommitOptions{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("want a conflict, got %v", err)
	}
}

func hasCode(findings []Finding, code Code) bool {
	for _, finding := range findings {
		if finding.Code == code {
			return true
		}
	}
	return false
}

func TestNothingOfAFileWithIdentifiersIsKept(t *testing.T) {
	ctx := context.Background()
	s, st := newService(t)
	text := "month,site,procedure,count,MRN\n2026-09,VA,Biopsy,1,7654321\n"
	p, err := s.Preview(ctx, File{Name: "Smith Maria.csv", Bytes: []byte(text)}, uploadOptions(""), caseload.LocalUser)
	if err != nil {
		t.Fatal(err)
	}
	if p.Outcome != OutcomeReject || p.Code != CodePatientIdentifier || p.Upload != "" || p.FileName != "" {
		t.Errorf("want a refusal that keeps nothing, got %+v", p)
	}
	if strings.Contains(p.Message, "7654321") {
		t.Errorf("the refusal repeats the value: %s", p.Message)
	}
	uploads, err := st.Uploads(ctx, 0)
	if err != nil || len(uploads) != 0 {
		t.Errorf("want no upload, got %v, %v", uploads, err)
	}
}

func TestARosterIsPreviewedCommittedAndUndone(t *testing.T) {
	ctx := context.Background()
	s, st := newService(t)
	text := "Employee ID,Full Name,Title,Location,FTE %,Hire Date,Term Date\n100,\"Lee, Ann\",attending,VA,80%,2020-01-05,\n101,\"Kowalski, Tom\",RN,UH,5/8,7/1/2021,Present\n"
	p := mustPreview(t, s, text, uploadOptions(""))
	if p.Kind != caseload.KindRoster || p.Outcome != OutcomeAccept || p.Added != 2 {
		t.Fatalf("want a roster with 2 lines, got %s, %s, %d, %v", p.Kind, p.Outcome, p.Added, p.Findings)
	}
	mustCommit(t, s, p, CommitOptions{})
	again := mustPreview(t, s, text, uploadOptions(""))
	if !again.NoChanges {
		t.Errorf("want no changes, got %+v", again.Differences)
	}
	changed := mustPreview(t, s, strings.Replace(text, "80%", "60%", 1), uploadOptions(""))
	if len(changed.Differences) != 1 || changed.Differences[0].Detail != "FTE 0.8 → 0.6" {
		t.Errorf("want FTE 0.8 → 0.6, got %+v", changed.Differences)
	}
	mustCommit(t, s, changed, CommitOptions{})
	if _, err := s.Undo(ctx, changed.Upload, caseload.LocalUser); err != nil {
		t.Fatal(err)
	}
	lines, err := st.Appointments(ctx)
	if err != nil || len(lines) != 2 || lines[0].FTE != 0.8 {
		t.Errorf("want the 0.8 back, got %+v, %v", lines, err)
	}
}

func TestAProcedureSpelledNearlyLikeAKnownOneIsAskedAndCanBeMapped(t *testing.T) {
	ctx := context.Background()
	s, st := newService(t)
	mustCommit(t, s, mustPreview(t, s, september, uploadOptions("")), CommitOptions{})
	p := mustPreview(t, s, "month,site,procedure,count\n2026-10,VA,Paracentisis,6\n", uploadOptions(""))
	if !hasCode(p.Findings, CodeNearProcedure) || len(p.Questions) != 1 {
		t.Fatalf("want a question about the name, got %+v", p.Questions)
	}
	p, err := s.Answer(ctx, p.Upload, Options{Answers: map[string]string{p.Questions[0].ID: "Paracentesis"}})
	if err != nil {
		t.Fatal(err)
	}
	mustCommit(t, s, p, CommitOptions{})
	if got := stored(t, st); got[len(got)-1] != "2026-10 VA Paracentesis = 6" {
		t.Errorf("want it counted as Paracentesis, got %v", got)
	}
}

func TestUnlikelyMonthsAreWarnedOf(t *testing.T) {
	s, st := newService(t)
	storetest.SeedMonths(t, st, month("2026-08"), 12, 6)
	copied := "month,site,procedure,count\n"
	high := copied
	for i := range 6 {
		copied += "2026-09,University," + storetest.ProcedureName(i) + "," + commas(storetest.SeedCount("University", 11, i)) + "\n"
		high += "2026-09,University," + storetest.ProcedureName(i) + ",900\n"
	}
	if p := mustPreview(t, s, copied, uploadOptions("")); !hasCode(p.Findings, CodeSameAsLastMonth) {
		t.Errorf("want a warning about the same numbers, got %v", p.Findings)
	}
	if p := mustPreview(t, s, high, uploadOptions("")); !hasCode(p.Findings, CodeOutsideUsual) {
		t.Errorf("want a warning about unusual numbers, got %v", p.Findings)
	}
}

func TestAMonthThatIsNotOverIsWarnedOfOnlyWhereItIsTooHigh(t *testing.T) {
	s, st := newService(t)
	storetest.SeedMonths(t, st, month("2026-10"), 12, 6)
	for count, want := range map[string]bool{"1": false, "90000": true} { // November is the current month
		p := mustPreview(t, s, "month,site,procedure,count\n2026-11,University,"+storetest.ProcedureName(0)+","+count+"\n", uploadOptions(""))
		if got := hasCode(p.Findings, CodeOutsideUsual); got != want {
			t.Errorf("a count of %s: want a warning %v, got %v", count, want, got)
		}
	}
}

func TestRealFileUnderForeignNamesLoadsExactly(t *testing.T) {
	path := sharedFolder(t, "data/nhs_ae_attendances.csv")
	data := readFile(t, path)
	s, st := newService(t)
	mapping, err := ParseMap("period=month,org_code=site,type=procedure,attendances=count")
	if err != nil {
		t.Fatal(err)
	}
	p := mustPreview(t, s, string(data), Options{Map: mapping, AddSites: true, Everything: yes()})
	mustCommit(t, s, p, CommitOptions{})
	sum, want := 0, 0
	for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n")[1:] {
		cells := strings.Split(strings.TrimSpace(line), ",")
		want += atoi(cells[3])
	}
	if sum, _, err = st.CountTotals(context.Background(), store.CountFilter{}); err != nil || sum != want {
		t.Errorf("want %d in all, got %d, %v", want, sum, err)
	}
	if problems, err := st.Check(context.Background()); err != nil || len(problems) > 0 {
		t.Errorf("check: %v, %v", problems, err)
	}
}

func month(text string) calendar.Month {
	m, err := calendar.ParseMonth(text)
	if err != nil {
		panic(err)
	}
	return m
}
