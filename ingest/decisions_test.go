package ingest

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

const mistyped = "month,site,procedure,count\n2026-09,VA,PICC,12O\n2026-09,VA,Port,1 O\n2026-09,VA,Drain,7\n2026-09,VA,Biopsy,<11\n2026-09,VA,Filter,3\n2026-09,VA,Filter,4\n"

// find returns the finding about a row.
func find(t *testing.T, p Preview, row int) Finding {
	t.Helper()
	for _, f := range p.Findings {
		if f.Row == row {
			return f
		}
	}
	t.Fatalf("no finding about row %d in %+v", row, p.Findings)
	return Finding{}
}

func mustDecide(t *testing.T, s *Service, p Preview, row int, do DecisionKind) Preview {
	t.Helper()
	decided, err := s.Decide(context.Background(), p.Upload, find(t, p, row).Mark(), do)
	if err != nil {
		t.Fatalf("row %d, %s: %v", row, do, err)
	}
	return decided
}

func TestAFixIsUsedOnlyWhereTheReaderProposesOneAndSomebodySaysSo(t *testing.T) {
	s, st := newService(t)
	p := mustPreview(t, s, mistyped, Options{})
	want := map[int][]DecisionKind{2: {UseFix, LeaveOut}, 3: {UseFix, LeaveOut}, 5: {LeaveOut}, 6: {LeaveOut}, 7: {LeaveOut}}
	for row, ways := range want {
		if diff := cmp.Diff(ways, find(t, p, row).Ways()); diff != "" {
			t.Errorf("row %d (-want +got)\n%s", row, diff)
		}
	}
	shown := find(t, p, 2).Shown
	if diff := cmp.Diff(&ShownRow{Header: []string{"month", "site", "procedure", "count"}, Cells: []string{"2026-09", "VA", "PICC", "12O"}, Bad: 3, Cell: 4}, shown); diff != "" {
		t.Errorf("the row in place (-want +got)\n%s", diff)
	}
	p = mustDecide(t, s, p, 2, UseFix)
	p = mustDecide(t, s, p, 3, UseFix)
	p = mustDecide(t, s, p, 6, LeaveOut)
	if p.BadRows != 1 || p.Rows != 4 || len(p.Decisions) != 3 {
		t.Fatalf("want one bad row left and three decisions, got %d, %d rows, %+v", p.BadRows, p.Rows, p.Decisions)
	}
	if want := `Row 2, "count": 120 is used in place of "12O".`; p.Decisions[0].Text != want {
		t.Errorf("want %q, got %q", want, p.Decisions[0].Text)
	}
	p = mustDecide(t, s, p, 5, LeaveOut)
	mustCommit(t, s, p, CommitOptions{})
	cells := []string{"2026-09 VA PICC = 120", "2026-09 VA Port = 10", "2026-09 VA Drain = 7", "2026-09 VA Filter = 4"}
	if diff := cmp.Diff(cells, stored(t, st)); diff != "" {
		t.Errorf("stored (-want +got)\n%s", diff)
	}
}

func TestADecisionThatIsTakenBackLeavesNoTrace(t *testing.T) {
	s, _ := newService(t)
	first := mustPreview(t, s, mistyped, Options{})
	decided := mustDecide(t, s, first, 2, UseFix)
	back, err := s.Answer(context.Background(), first.Upload, Options{TakeBack: []string{decided.Decisions[0].Mark}})
	if err != nil || len(back.Decisions) != 0 || back.BadRows != first.BadRows || find(t, back, 2).Found != "12O" {
		t.Errorf("%v %+v", err, back.Decisions)
	}
}

func TestAFileOfWhichARowIsLeftOutIsNotEverything(t *testing.T) {
	s, st := newService(t)
	mustCommit(t, s, mustPreview(t, s, "month,site,procedure,count\n2026-08,VA,Biopsy,5\n2026-08,VA,Drain,5\n", Options{}), CommitOptions{})
	p := mustPreview(t, s, "month,site,procedure,count\n2026-09,VA,Drain,7\n2026-09,VA,Biopsy,x\n", Options{Everything: yes()})
	p = mustDecide(t, s, p, 3, LeaveOut)
	if p.EverythingText != "" || p.Zeroed != 0 || !strings.Contains(strings.Join(p.Summary, " "), "not taken as everything") {
		t.Errorf("want no declared zero for a row that was left out, got %q", p.Summary)
	}
	mustCommit(t, s, p, CommitOptions{})
	if got := strings.Join(stored(t, st), "; "); strings.Contains(got, "declared") {
		t.Errorf("stored %s", got)
	}
}

func TestAWarningThatIsRightGoesFromTheListAndStandsAmongTheDecisions(t *testing.T) {
	s, _ := newService(t)
	p := mustPreview(t, s, "month,site,procedure,count\n2026-09,VA,PICC,3\nTotal,,,9\n", Options{})
	var warning Finding
	for _, f := range p.Findings {
		if f.Code == CodeTotalDiffers {
			warning = f
		}
	}
	after, err := s.Decide(context.Background(), p.Upload, warning.Mark(), ItIsRight)
	if err != nil || len(after.Findings) != len(p.Findings)-1 || len(after.Decisions) != 1 {
		t.Errorf("%v: %d findings, %+v", err, len(after.Findings), after.Decisions)
	}
	if _, err := s.Decide(context.Background(), p.Upload, warning.Mark(), UseFix); !fault.Is(err, fault.Conflict) {
		t.Errorf("want a decision about what is not there refused, got %v", err)
	}
}

func TestAnAnswerAboutAColumnCanBeChangedOrAskedAgain(t *testing.T) {
	s, _ := newService(t)
	file := func(month string) string { return "month,site,procedure,vol,other\n" + month + ",VA,PICC,3,8\n" }
	mustCommit(t, s, mustPreview(t, s, file("2026-07"), Options{Map: map[string]string{"vol": "count"}}), CommitOptions{})
	next := mustPreview(t, s, file("2026-08"), Options{})
	if len(next.Remembered) != 1 || next.Remembered[0].ID != "map:vol" || len(next.Remembered[0].Choices) < 5 {
		t.Fatalf("remembered: %+v", next.Remembered)
	}
	asked, err := s.Answer(context.Background(), next.Upload, Options{Answers: map[string]string{"map:vol": AskAgain}})
	if err != nil || asked.Outcome != OutcomeAsk || len(asked.Remembered) != 0 {
		t.Errorf("asked again: %v %s %+v", err, asked.Outcome, asked.Remembered)
	}
	changed, err := s.Answer(context.Background(), next.Upload, Options{Answers: map[string]string{"map:vol": "ignore", "map:other": "count"}})
	if err != nil || changed.Rows != 1 || *changed.Differences[0].New != 8 {
		t.Fatalf("changed: %v %+v", err, changed.Differences)
	}
	mustCommit(t, s, changed, CommitOptions{})
	if third := mustPreview(t, s, file("2026-09"), Options{}); third.Rows != 1 || *third.Differences[0].New != 8 {
		t.Errorf("the next file: %+v", third.Differences)
	}
}

func TestAnAdministratorsHarmlessColumnLetsTheNextFileOfItsSourceIn(t *testing.T) {
	s, st := newService(t)
	ctx := context.Background()
	file := func(site string) string {
		return "month,site,procedure,count,case no\n2026-09," + site + ",PICC,3,1\n"
	}
	refused := mustPreview(t, s, file("VA"), Options{Answers: map[string]string{"harmless:case no": "yes"}})
	if refused.Outcome != OutcomeReject || refused.Harmless == nil || refused.Upload != "" {
		t.Fatalf("want the file refused whatever the sender answers, got %s %+v", refused.Outcome, refused.Harmless)
	}
	if err := s.DeclareHarmless(ctx, *refused.Harmless, caseload.LocalUser); err != nil {
		t.Fatal(err)
	}
	if p := mustPreview(t, s, file("VA"), Options{}); p.Outcome != OutcomeAccept || len(p.Remembered) != 1 || p.Rows != 1 {
		t.Errorf("want it read and the record listed, got %s %s %+v", p.Outcome, p.Message, p.Remembered)
	}
	if p := mustPreview(t, s, file("University"), Options{}); p.Outcome != OutcomeReject {
		t.Error("another source is let in too")
	}
	if p := mustPreview(t, s, strings.ReplaceAll(file("VA"), "case no", "mrn"), Options{}); p.Outcome != OutcomeReject {
		t.Error("another column is let in too")
	}
	if err := s.WithdrawHarmless(ctx, *refused.Harmless, caseload.LocalUser); err != nil {
		t.Fatal(err)
	}
	if p := mustPreview(t, s, file("VA"), Options{}); p.Outcome != OutcomeReject {
		t.Error("the record was taken back and the file is let in still")
	}
	if uploads, err := st.Uploads(ctx, 0); err != nil || len(uploads) != 1 {
		t.Errorf("want the one draft, got %d, %v", len(uploads), err)
	}
}

func TestADraftWhoseNumbersAnotherFileHasStoredWaitsNoMore(t *testing.T) {
	s, st := newService(t)
	no := false
	waiting := mustPreview(t, s, september, Options{Everything: &no})
	other := mustPreview(t, s, september+"2026-09,VA,Biopsy,4\n", Options{Everything: &no})
	mustCommit(t, s, other, CommitOptions{})
	upload, err := st.Upload(context.Background(), waiting.Upload)
	if err != nil || !IsIdle(upload) {
		t.Errorf("want the draft marked as changing nothing, got %s, %v", upload.Choices, err)
	}
}

// readsFiles counts how often the files of uploads are read again.
type readsFiles struct {
	*store.Store
	read int
}

func (r *readsFiles) UploadBytes(ctx context.Context, id caseload.UploadID) ([]byte, error) {
	r.read++
	return r.Store.UploadBytes(ctx, id)
}

func TestACommitReadsOnlyTheWaitingFilesOfItsKindAndMonthsAgain(t *testing.T) {
	_, st := newService(t)
	counted := &readsFiles{Store: st}
	s := New(counted, storetest.Now)
	mustPreview(t, s, "month,site,procedure,count\n2026-07,VA,PICC,3\n", Options{})
	mustPreview(t, s, "staff_id,role,site,fte,start_date\nN-1,nurse,VA,1,2026-01-01\n", Options{})
	mustPreview(t, s, "month,site,procedure,count\n2026-09,University,PICC,3\n", Options{})
	spanning := "month,site,procedure,count\n2026-08,VA,PICC,3\n2026-09,VA,PICC,3\n"
	mustPreview(t, s, spanning+"2026-10,VA,PICC,3\n", Options{})
	last := mustPreview(t, s, spanning, Options{})
	counted.read = 0
	mustCommit(t, s, last, CommitOptions{})
	if counted.read != 2 {
		t.Errorf("want the two files read that speak of August or September, got %d", counted.read)
	}
}

func TestTwoPeopleWhoAnswerAtTheSameMomentAreBothHeard(t *testing.T) {
	s, st := newService(t)
	ctx := context.Background()
	p := mustPreview(t, s, "month,site,procedure,count\n2026-09,Northside,PICC,3\n2026-09,Southside,PICC,4\n", Options{})
	if len(p.Questions) < 2 {
		t.Fatalf("want a question for each site, got %+v", p.Questions)
	}
	var people sync.WaitGroup
	for i, q := range p.Questions[:2] {
		people.Go(func() {
			if _, err := New(st, storetest.Now).Answer(ctx, p.Upload, Options{Answers: map[string]string{q.ID: q.Choices[0].ID}}); err != nil {
				t.Errorf("answer %d: %v", i, err)
			}
		})
	}
	people.Wait()
	after, err := s.Open(ctx, p.Upload)
	if err != nil {
		t.Fatal(err)
	}
	for i, q := range after.Questions[:2] {
		if q.Answer == "" {
			t.Errorf("the answer to question %d, %q, is lost", i, q.Text)
		}
	}
}

func TestDayNumbersAsHeadingsAreShownAsMonths(t *testing.T) {
	s, _ := newService(t)
	p := mustPreview(t, s, "Procedure,Site,45931,45962\nPICC,VA,3,4\n", Options{})
	if diff := cmp.Diff([]string{"Procedure", "Site", "Oct 2025", "Nov 2025"}, p.FirstRows[0]); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTheSummaryToSendOnSaysTotalsOldAndNewWhoWhenAndWhatWasLeftOut(t *testing.T) {
	s, _ := newService(t)
	mustCommit(t, s, mustPreview(t, s, "month,site,procedure,count\n2026-09,VA,PICC,100\n", Options{}), CommitOptions{})
	whose := "Dana C."
	p := mustPreview(t, s, mistyped, Options{OnBehalfOf: &whose})
	p = mustDecide(t, s, p, 2, UseFix)
	info := mustCommit(t, s, p, CommitOptions{Partial: true})
	done, err := s.Open(context.Background(), p.Upload)
	if err != nil {
		t.Fatal(err)
	}
	text := done.Text(Letter{Sender: "Kim L.", Revision: info.Revision, DoneBy: "Kim L."})
	for _, want := range []string{"Committed to Caseload as revision 2", "counts.csv", "by Kim L. on behalf of Dana C.", "VA, September 2026: 100 → 127", "Sep 2026, VA, PICC: 100 → 120"} {
		if !strings.Contains(text, want) {
			t.Errorf("want %q in\n%s", want, text)
		}
	}
	if draft := p.Text(Letter{}); !strings.Contains(draft, "nothing is saved yet") || !strings.Contains(draft, "Row 5, count: suppressed count") || !strings.Contains(draft, "is used in place of") {
		t.Errorf("of the draft:\n%s", draft)
	}
	if !strings.HasSuffix(info.Reason, "on behalf of Dana C.") {
		t.Errorf("the history says %q", info.Reason)
	}
}
