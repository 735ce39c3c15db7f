// Package ingest reads the files that coordinators send: monthly procedure counts and staff
// rosters. It says what a file means before anything changes, lists what is wrong with it row by
// row, asks where a guess would be needed, and commits and undoes through the store. It refuses
// files with patient identifiers before anything of them is kept. It draws no pages and keeps
// nothing of its own.
package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// Store is what the service needs of the store.
type Store interface {
	Revision(ctx context.Context) (caseload.Revision, error)
	Revisions(ctx context.Context, limit int) ([]caseload.RevisionInfo, error)
	CountChanges(ctx context.Context, revision caseload.Revision, limit int) ([]caseload.CountChange, error)
	Changes(ctx context.Context, revision caseload.Revision, limit int) ([]caseload.Change, error)
	Sites(ctx context.Context) ([]caseload.Site, error)
	Procedures(ctx context.Context) ([]caseload.Procedure, error)
	SiteMonths(ctx context.Context) ([]caseload.SiteMonth, error)
	EachCount(ctx context.Context, filter store.CountFilter, yield func(caseload.Count) error) error
	ProcedureMonths(ctx context.Context, filter store.CountFilter) ([]caseload.ProcedureMonth, error)
	Appointments(ctx context.Context) ([]caseload.Appointment, error)
	Users(ctx context.Context) ([]caseload.User, error)
	OptionalStore

	CreateUpload(ctx context.Context, upload caseload.Upload, raw []byte) (caseload.Upload, error)
	Upload(ctx context.Context, id caseload.UploadID) (caseload.Upload, error)
	UploadBytes(ctx context.Context, id caseload.UploadID) ([]byte, error)
	Uploads(ctx context.Context, limit int) ([]caseload.Upload, error)
	UploadsBySHA256(ctx context.Context, sha string) ([]caseload.Upload, error)
	UpdateDraft(ctx context.Context, upload caseload.Upload, seen json.RawMessage) error
	DiscardUpload(ctx context.Context, id caseload.UploadID, by caseload.UserID) error

	Answers(ctx context.Context, source string) (map[string]string, error)
	SaveAnswers(ctx context.Context, source string, answers map[string]string, by caseload.UserID) error

	Apply(ctx context.Context, batch caseload.Batch) (caseload.RevisionInfo, error)
	Undo(ctx context.Context, revision caseload.Revision, by caseload.UserID) (caseload.RevisionInfo, error)
	Purge(ctx context.Context, id caseload.UploadID, reason string, by caseload.UserID) (store.Purged, error)
}

// Service previews, commits and undoes uploads.
type Service struct {
	store Store
	now   func() time.Time

	// The newest analysis is kept between preview and commit, so that a large file is not read twice.
	mu     sync.Mutex
	latest *kept
	held   []heldFile // files whose rows must not be kept, newest last

	committing sync.Mutex // held from the last look at the data to the commit, so that people who commit at once need not look again

	large sync.Mutex    // held while a large file is worked on
	turns chan struct{} // files of some size that are read at the same time
}

type kept struct {
	upload   caseload.UploadID
	choices  string
	day      calendar.Date
	analysis *analysis
}

// New returns a service on the store. The clock decides which months can be reported.
func New(store Store, now func() time.Time) *Service {
	return &Service{store: store, now: now, turns: make(chan struct{}, turnsAtOnce)}
}

func (s *Service) today() calendar.Date { return calendar.DateAt(s.now()) }

// Preview reads a file, says what committing it would do, and keeps it as a draft, unless nothing
// of it can be used. Of a refused file not even the name is kept.
func (s *Service) Preview(ctx context.Context, file File, options Options, by caseload.UserID) (Preview, error) {
	defer s.frugal(len(file.Bytes))()
	options = options.mapped()
	done, err := s.takeTurn(ctx, len(file.Bytes))
	if err != nil {
		return Preview{}, err
	}
	a, err := s.analyse(ctx, file.Bytes, options)
	done()
	if err != nil {
		return Preview{}, err
	}
	if a.reading.refused != nil {
		return a.preview(caseload.Upload{}), nil
	}
	sum := sha256.Sum256(file.Bytes)
	draft := caseload.Upload{
		Kind: a.reading.kind, State: caseload.UploadDraft, FileName: file.Name,
		SHA256: hex.EncodeToString(sum[:]), Size: len(file.Bytes), By: by,
	}
	if err := a.describeDraft(&draft, options); err != nil {
		return Preview{}, err
	}
	raw := file.Bytes
	if a.reading.rowLevel {
		raw = nil
	}
	upload, err := s.store.CreateUpload(ctx, draft, raw)
	if err != nil {
		return Preview{}, fmt.Errorf("keep the draft: %w", err)
	}
	if a.reading.rowLevel {
		s.hold(upload.ID, file.Bytes)
	}
	s.keep(upload, a)
	return s.withTwins(ctx, a.preview(upload))
}

// Open returns the preview of a draft against the store as it is now, or what a committed upload did.
func (s *Service) Open(ctx context.Context, id caseload.UploadID) (Preview, error) {
	upload, err := s.store.Upload(ctx, id)
	if err != nil {
		return Preview{}, err
	}
	if upload.State != caseload.UploadDraft {
		return s.done(ctx, upload)
	}
	a, err := s.draftAnalysis(ctx, upload)
	if err != nil {
		return Preview{}, err
	}
	// Whoever opens it sees that nothing is left to do; that the list does not say so yet does no harm.
	_ = s.markIdle(ctx, upload, a)
	preview := a.preview(upload)
	if preview.Moved, err = s.movedSince(ctx, upload.BaseRevision, a); err != nil {
		return Preview{}, err
	}
	return s.withTwins(ctx, preview)
}

// Answer records decisions about a draft and returns the new preview, against the store as it is
// now. Called without changes it only looks again, which is what a conflict asks for.
func (s *Service) Answer(ctx context.Context, id caseload.UploadID, changes Options) (Preview, error) {
	for range mostTries {
		preview, err := s.answer(ctx, id, changes)
		if !isDecidedMeanwhile(err) {
			return preview, err
		}
	}
	return s.answer(ctx, id, changes)
}

func isDecidedMeanwhile(err error) bool {
	f, ok := fault.As(err)
	return ok && f.Code == store.CodeDecidedMeanwhile
}

// mostTries is how often a decision is laid over those that somebody else made while the file was read for it.
const mostTries = 4

func (s *Service) answer(ctx context.Context, id caseload.UploadID, changes Options) (Preview, error) {
	upload, err := s.draft(ctx, id)
	if err != nil {
		return Preview{}, err
	}
	options, err := decodeOptions(upload.Choices)
	if err != nil {
		return Preview{}, err
	}
	seen := upload.Choices
	options = options.merged(changes)
	a, err := s.analyseDraft(ctx, upload, options)
	if err != nil {
		return Preview{}, err
	}
	if a.reading.refused != nil {
		// The choice itself made the file unusable; the draft keeps its earlier choices.
		return a.preview(upload), nil
	}
	if err := a.describeDraft(&upload, options); err != nil {
		return Preview{}, err
	}
	if err := s.store.UpdateDraft(ctx, upload, seen); err != nil {
		return Preview{}, fmt.Errorf("keep the choices: %w", err)
	}
	s.keep(upload, a)
	return s.withTwins(ctx, a.preview(upload))
}

// Discard gives a draft up; its bytes go.
func (s *Service) Discard(ctx context.Context, id caseload.UploadID, by caseload.UserID) error {
	s.letGo(id)
	return s.store.DiscardUpload(ctx, id, by)
}

// Undo takes back what an upload changed, as a new revision. The store refuses it, naming the cells,
// when a later change has touched any of them.
func (s *Service) Undo(ctx context.Context, id caseload.UploadID, by caseload.UserID) (caseload.RevisionInfo, error) {
	upload, err := s.store.Upload(ctx, id)
	if err != nil {
		return caseload.RevisionInfo{}, err
	}
	if upload.State != caseload.UploadCommitted {
		return caseload.RevisionInfo{}, fault.New(fault.Conflict, "This upload is %s; only a committed one can be undone.", upload.State).WithCode("not_committed")
	}
	return s.takeBack(ctx, upload, upload.Revision, by)
}

func (s *Service) takeBack(ctx context.Context, upload caseload.Upload, revision caseload.Revision, by caseload.UserID) (caseload.RevisionInfo, error) {
	info, err := s.store.Undo(ctx, revision, by)
	if err == nil {
		s.noteIdle(ctx, upload, true)
	}
	return info, err
}

// Redo takes an undo back.
func (s *Service) Redo(ctx context.Context, id caseload.UploadID, by caseload.UserID) (caseload.RevisionInfo, error) {
	upload, err := s.store.Upload(ctx, id)
	if err != nil {
		return caseload.RevisionInfo{}, err
	}
	if upload.State != caseload.UploadUndone {
		return caseload.RevisionInfo{}, fault.New(fault.Conflict, "This upload is %s; only an undone one can be redone.", upload.State).WithCode("not_undone")
	}
	return s.takeBack(ctx, upload, upload.UndoneRevision, by)
}

func (s *Service) draft(ctx context.Context, id caseload.UploadID) (caseload.Upload, error) {
	upload, err := s.store.Upload(ctx, id)
	if err != nil {
		return upload, err
	}
	if upload.State != caseload.UploadDraft {
		return upload, fault.New(fault.Conflict, "This upload is %s already.", upload.State).WithCode("not_a_draft")
	}
	return upload, nil
}

// draftAnalysis reads a draft again, unless the newest analysis is of it and of the store as it is. Of many who
// open one large file at once the first reads it, and the others take what came of that.
func (s *Service) draftAnalysis(ctx context.Context, upload caseload.Upload) (*analysis, error) {
	if a, err := s.latestOf(ctx, upload); a != nil || err != nil {
		return a, err
	}
	done, err := s.takeTurn(ctx, upload.Size)
	if err != nil {
		return nil, err
	}
	defer done()
	if a, err := s.latestOf(ctx, upload); a != nil || err != nil {
		return a, err
	}
	options, err := decodeOptions(upload.Choices)
	if err != nil {
		return nil, err
	}
	a, err := s.analyseInTurn(ctx, upload, options)
	if err == nil && upload.Size >= turnBytes {
		s.keep(upload, a)
	}
	return a, err
}

// latestOf returns the newest analysis where it is of this draft, its choices, this day and the store as it is.
func (s *Service) latestOf(ctx context.Context, upload caseload.Upload) (*analysis, error) {
	s.mu.Lock()
	latest := s.latest
	s.mu.Unlock()
	if latest == nil || latest.upload != upload.ID || latest.choices != string(upload.Choices) || latest.day != s.today() {
		return nil, nil
	}
	current, err := s.store.Revision(ctx)
	if err != nil {
		return nil, fmt.Errorf("read revision: %w", err)
	}
	if latest.analysis.base != current {
		return nil, nil
	}
	return latest.analysis, nil
}

// analyseDraft reads a draft's bytes, and what they say, when its turn comes: those who wait hold nothing.
func (s *Service) analyseDraft(ctx context.Context, upload caseload.Upload, options Options) (*analysis, error) {
	done, err := s.takeTurn(ctx, upload.Size)
	if err != nil {
		return nil, err
	}
	defer done()
	return s.analyseInTurn(ctx, upload, options)
}

func (s *Service) analyseInTurn(ctx context.Context, upload caseload.Upload, options Options) (*analysis, error) {
	raw, err := s.bytesOf(ctx, upload.ID)
	if err != nil {
		return nil, err
	}
	return s.analyse(ctx, raw, options)
}

func (s *Service) keep(upload caseload.Upload, a *analysis) {
	s.mu.Lock()
	s.latest = &kept{upload: upload.ID, choices: string(upload.Choices), day: s.today(), analysis: a}
	s.mu.Unlock()
}

func (s *Service) forget(id caseload.UploadID) {
	s.mu.Lock()
	if s.latest != nil && s.latest.upload == id {
		s.latest = nil
	}
	s.mu.Unlock()
}

// withTwins says when the same bytes were committed before.
func (s *Service) withTwins(ctx context.Context, preview Preview) (Preview, error) {
	uploads, err := s.store.UploadsBySHA256(ctx, preview.SHA256)
	if err != nil {
		return preview, fmt.Errorf("look for the same file: %w", err)
	}
	for _, upload := range uploads {
		if upload.ID != preview.Upload && upload.State == caseload.UploadCommitted {
			preview.SameAs = upload.ID
			break
		}
	}
	return preview, nil
}
