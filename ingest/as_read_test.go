package ingest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store/caseload"
)

func TestACommittedUploadRemembersHowItWasReadAndWhatWasLeftOut(t *testing.T) {
	s, st := newService(t)
	ctx := context.Background()
	p := mustPreview(t, s, strings.ReplaceAll(mistyped, "count\n", "vol\n")+"2026-09,Annex,PICC,3\n",
		Options{Map: map[string]string{"vol": "count"}, Answers: map[string]string{"unknown_site:annex": "VA"}})
	p = mustDecide(t, s, p, 3, UseFix)
	p = mustDecide(t, s, p, 6, LeaveOut)
	mustCommit(t, s, p, CommitOptions{Partial: true})
	check := func(when string) Preview {
		t.Helper()
		done, err := s.Open(ctx, p.Upload)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(p.Mapping, done.Mapping); diff != "" {
			t.Errorf("%s: the columns (-want +got)\n%s", when, diff)
		}
		if diff := cmp.Diff(p.Decisions, done.Decisions); diff != "" || len(done.Decisions) != 2 {
			t.Errorf("%s: the decisions (-want +got)\n%s", when, diff)
		}
		if diff := cmp.Diff(p.LeftOut, done.LeftOut); diff != "" || !slices.Contains(done.LeftOut, "Row 5, vol: suppressed count") {
			t.Errorf("%s: left out %v (-want +got)\n%s", when, done.LeftOut, diff)
		}
		if len(done.Questions) != 1 || done.Questions[0].Answer != "VA" || done.Questions[0].Choices[0].Label != "The same as VA" {
			t.Errorf("%s: the answers are %+v", when, done.Questions)
		}
		text := done.Text(Letter{Revision: 1})
		for _, want := range []string{"Row 5, vol: suppressed count", "Row 6 is left out.", `10 is used in place of "1 O"`} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: want %q in\n%s", when, want, text)
			}
		}
		if summary := strings.Join(done.Summary, " "); !strings.Contains(summary, "1 row was left out by hand and 1 cell was corrected by hand.") {
			t.Errorf("%s: the summary says %q", when, summary)
		}
		return done
	}
	check("committed")

	// What is known and remembered by then must not alter how the file is said to have been read.
	if err := st.SaveAnswers(ctx, p.Source, map[string]string{"map:vol": "ignore", "unknown_site:annex": "skip"}, caseload.LocalUser); err != nil {
		t.Fatal(err)
	}
	check("after other answers")
	if _, err := s.Undo(ctx, p.Upload, caseload.LocalUser); err != nil {
		t.Fatal(err)
	}
	undone := check("undone")
	text := undone.Text(Letter{Revision: 1, Undone: 2, UndoneBy: "Kim L."})
	for _, want := range []string{"Undone in Caseload, as revision 2: everything is as it was before this file", "by Kim L.", "Taken back: 4 added"} {
		if !strings.Contains(text, want) {
			t.Errorf("undone: want %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "Changes:") {
		t.Errorf("undone, the text still says what it changes:\n%s", text)
	}
}

func TestAnUploadsRecordHoldsNoRowOfItsFile(t *testing.T) {
	s, st := newService(t)
	p := mustPreview(t, s, "month,site,procedure,count,remark\n2026-09,VA,PICC,3,seen twice\n2026-09,VA,Biopsy,x,tell the chief\n", Options{})
	mustCommit(t, s, p, CommitOptions{Partial: true})
	upload, err := st.Upload(context.Background(), p.Upload)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"seen twice", "tell the chief", "PICC"} {
		if strings.Contains(string(upload.Choices), text) {
			t.Errorf("%q is kept: %s", text, upload.Choices)
		}
	}
	if !strings.Contains(string(upload.Choices), `"remark"`) {
		t.Errorf("the columns are not kept: %s", upload.Choices)
	}
}

func TestWhatAnUndoneUploadHadAddedIsStillSaidByItsName(t *testing.T) {
	s, _ := newService(t)
	ctx := context.Background()
	p := mustPreview(t, s, "month,site,procedure,count\n2026-09,Annex,Rare thing,3\n", Options{AddSites: true})
	mustCommit(t, s, p, CommitOptions{})
	if _, err := s.Undo(ctx, p.Upload, caseload.LocalUser); err != nil {
		t.Fatal(err)
	}
	undone, err := s.Open(ctx, p.Upload)
	if err != nil {
		t.Fatal(err)
	}
	if len(undone.Differences) != 1 || undone.Differences[0].Procedure != "Rare thing" || undone.Differences[0].Site != "Annex" || !slices.Equal(undone.Sites, []string{"Annex"}) {
		t.Errorf("%v %+v", undone.Sites, undone.Differences)
	}
}
