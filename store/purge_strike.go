package store

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	c "caseload/store/caseload"
)

// subject is the upload that a line of the log or a revision is about, where that is known.
type subject struct {
	id     c.UploadID
	called []string // its file's name and whose it is
}

// subjects knows them by their numbers, and by the revisions that committed, undid and redid them.
type subjects struct {
	uploads    map[c.UploadSeq]subject
	byRevision map[c.Revision]c.UploadSeq
}

func readSubjects(ctx context.Context, db queryer) (subjects, error) {
	known := subjects{uploads: map[c.UploadSeq]subject{}, byRevision: map[c.Revision]c.UploadSeq{}}
	rows, err := db.QueryContext(ctx, `
		select u.seq, u.id, u.file_name, u.on_behalf_of, coalesce(r.revision, 0)
		from uploads as u
		left join revisions as r on r.upload = u.seq
		order by u.seq, r.revision`)
	_, err = collect(rows, err, func(scan func(...any) error) (struct{}, error) {
		var seq c.UploadSeq
		var revision c.Revision
		one := subject{called: make([]string, 2)}
		err := scan(&seq, &one.id, &one.called[0], &one.called[1], &revision)
		known.uploads[seq] = one
		if revision != 0 {
			known.byRevision[revision] = seq
		}
		return struct{}{}, err
	})
	if err != nil {
		return known, fmt.Errorf("read which upload is called what: %w", err)
	}
	return known, nil
}

// of returns what a line of the log is about: its revision or, before there is one, its own words tell.
func (s subjects) of(line c.AuditEntry) subject {
	seq := s.byRevision[line.Revision]
	if line.Action == "upload" || line.Action == "discard" {
		if _, err := fmt.Sscanf(line.Detail, uploadWords, &seq); err != nil {
			return subject{}
		}
	}
	return s.uploads[seq]
}

// mentions reports whether a sentence holds a text that came with the upload as words of its own. What the upload was
// called does not count where the sentence is about another upload that is called so too: "october.csv" comes every
// year, and of that upload the name stays anyway.
func (e *erasure) mentions(sentence string, about subject) bool {
	for text := range e.words {
		if holdsWords(sentence, text) {
			return true
		}
	}
	for _, text := range e.called {
		isShared := about.id != "" && about.id != e.upload.ID && (holdsWords(about.called[0], text) || holdsWords(about.called[1], text))
		if !isShared && holdsWords(sentence, text) {
			return true
		}
	}
	return false
}

// holdsWords reports whether a sentence holds a text that no letter or digit continues.
func holdsWords(sentence, text string) bool {
	for rest := sentence; ; {
		at := strings.Index(rest, text)
		if at < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(rest[:at])
		after, _ := utf8.DecodeRuneInString(rest[at+len(text):])
		if !isWordy(before) && !isWordy(after) {
			return true
		}
		rest = rest[at+len(text):]
	}
}

func isWordy(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// strike strikes the texts out of what the revisions say of themselves, and out of the audit log; who did what and
// when stays.
func (e *erasure) strike(ctx context.Context) error {
	known, err := readSubjects(ctx, e.w.tx)
	if err != nil {
		return err
	}
	if err := e.strikeReasons(ctx, known); err != nil {
		return err
	}
	return e.strikeAudit(ctx, known)
}

func (e *erasure) strikeReasons(ctx context.Context, known subjects) error {
	revisions, err := readRevisions(ctx, e.w.tx, "")
	if err != nil {
		return err
	}
	for _, revision := range revisions {
		isOwn := revision.Upload == e.upload.ID
		if !isOwn && !e.mentions(revision.Reason, known.uploads[known.byRevision[revision.Revision]]) {
			continue
		}
		reason := purgedText
		if isOwn {
			reason = fmt.Sprintf("Upload %d, which was purged", e.upload.Seq)
		}
		_, err := e.w.tx.ExecContext(ctx, `
			update revisions
			set reason = $1
			where revision = $2`, reason, revision.Revision)
		if err != nil {
			return fmt.Errorf("strike the reason of revision %d: %w", revision.Revision, err)
		}
	}
	return nil
}

func (e *erasure) strikeAudit(ctx context.Context, known subjects) error {
	rows, err := e.w.tx.QueryContext(ctx, `
		select id, action, subject, detail, coalesce(revision, 0)
		from audit
		order by id`)
	lines, err := collect(rows, err, func(scan func(...any) error) (one c.AuditEntry, err error) {
		err = scan(&one.ID, &one.Action, &one.Subject, &one.Detail, &one.Revision)
		return one, err
	})
	if err != nil {
		return fmt.Errorf("read audit: %w", err)
	}
	for _, one := range lines {
		text, detail, about := one.Subject, one.Detail, known.of(one)
		if e.mentions(text, about) {
			text = purgedText
		}
		if e.mentions(detail, about) {
			detail = purgedText
		}
		if text == one.Subject && detail == one.Detail {
			continue
		}
		_, err := e.w.tx.ExecContext(ctx, `
			update audit
			set subject = $1, detail = $2
			where id = $3`, text, detail, one.ID)
		if err != nil {
			return fmt.Errorf("strike line %d of the audit log: %w", one.ID, err)
		}
	}
	return nil
}
