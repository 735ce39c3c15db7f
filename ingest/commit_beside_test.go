package ingest

import (
	"context"
	"testing"

	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

// interrupted lets somebody else do something between the last look at a draft and its commit.
type interrupted struct {
	*store.Store
	meanwhile func()
}

func (i *interrupted) Apply(ctx context.Context, batch caseload.Batch) (caseload.RevisionInfo, error) {
	if do := i.meanwhile; do != nil {
		i.meanwhile = nil
		do()
	}
	return i.Store.Apply(ctx, batch)
}

func TestACommitDoesNotOverrunWhatIsDecidedAboutTheFileMeanwhile(t *testing.T) {
	_, st := newService(t)
	beside := &interrupted{Store: st}
	s, ctx, yes := New(beside, storetest.Now), context.Background(), true
	p := mustPreview(t, s, september, Options{})
	beside.meanwhile = func() {
		if _, err := New(st, storetest.Now).Answer(ctx, p.Upload, Options{Everything: &yes}); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Commit(ctx, p.Upload, CommitOptions{}); !isDecidedMeanwhile(err) || !fault.Is(err, fault.Conflict) {
		t.Errorf("want a conflict, got %v", err)
	}
	upload, err := st.Upload(ctx, p.Upload)
	if err != nil || upload.State != caseload.UploadDraft {
		t.Fatalf("want a draft still, got %s, %v", upload.State, err)
	}
	if options, err := decodeOptions(upload.Choices); err != nil || options.Everything == nil || !*options.Everything {
		t.Errorf("the answer is lost: %s, %v", upload.Choices, err)
	}
}

func TestACommitIsNotRefusedBecauseTheDraftWasMarkedMeanwhile(t *testing.T) {
	_, st := newService(t)
	beside := &interrupted{Store: st}
	s, ctx := New(beside, storetest.Now), context.Background()
	p := mustPreview(t, s, september, Options{})
	beside.meanwhile = func() {
		upload, err := st.Upload(ctx, p.Upload)
		if err != nil {
			t.Fatal(err)
		}
		options, err := decodeOptions(upload.Choices)
		if err != nil {
			t.Fatal(err)
		}
		seen := upload.Choices
		options.Idle = true
		if upload.Choices, err = options.encode(); err != nil {
			t.Fatal(err)
		}
		if err := st.UpdateDraft(ctx, upload, seen); err != nil {
			t.Fatal(err)
		}
	}
	mustCommit(t, s, p, CommitOptions{})
}

func TestACommitOfWhatNobodyHasSeenIsRefused(t *testing.T) {
	s, st := newService(t)
	ctx, yes := context.Background(), true
	p := mustPreview(t, s, september, Options{})
	upload, err := st.Upload(ctx, p.Upload)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Answer(ctx, p.Upload, Options{Everything: &yes}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Commit(ctx, p.Upload, CommitOptions{Seen: Decided(upload)}); !isDecidedMeanwhile(err) {
		t.Errorf("want a conflict, got %v", err)
	}
}
