package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	c "caseload/store/caseload"
)

// erasure destroys one upload's traces, once its numbers and lines are taken back.
type erasure struct {
	w      *work
	upload c.Upload
	words  map[string]bool // texts that came with the upload and may stand in sentences elsewhere
	called []string        // the file's name and whose it is, which other uploads may share
	kept   []string
}

func newErasure(w *work, upload c.Upload) *erasure {
	e := &erasure{w: w, upload: upload, words: map[string]bool{}}
	for _, text := range []string{upload.FileName, upload.OnBehalfOf} {
		if isTelling(text) {
			e.called = append(e.called, text)
		}
	}
	return e
}

// ofUpload chooses the revisions that committed, undid and redid the upload.
const ofUpload = `(select revision from revisions where upload = $1)`

// removeNames removes the sites, procedures and groups that came with the upload, unless something else uses them:
// an undo leaves those that somebody has edited. What they were called goes with them, whoever wrote it.
func (e *erasure) removeNames(ctx context.Context) error {
	for _, l := range ledgers() {
		if !isName(c.Change{Kind: l.kind()}) {
			continue
		}
		rows, err := e.w.tx.QueryContext(ctx, `
			select distinct key
			from changes
			where revision in `+ofUpload+`
			and kind = $2
			and before is null`, e.upload.Seq, l.kind())
		keys, err := collect(rows, err, func(scan func(...any) error) (key string, err error) { return key, scan(&key) })
		if err != nil {
			return fmt.Errorf("read the names that came with upload %d: %w", e.upload.Seq, err)
		}
		for _, key := range keys {
			if err := e.removeName(ctx, l, key); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *erasure) removeName(ctx context.Context, l ledger, key string) error {
	now, err := l.read(ctx, e.w.tx, key)
	if err != nil {
		return err
	}
	if now != nil {
		removed, err := e.w.removeUnused(ctx, inversion{ledger: l, key: key, now: now})
		if err != nil {
			return err
		}
		if !removed {
			names, err := readNames(ctx, e.w.tx)
			e.kept = append(e.kept, l.describe(key, names))
			return err
		}
	}
	return e.eraseWhere(ctx, `kind = $1 and key = $2`, l.kind(), key)
}

// eraseChanges destroys what the history says of the upload's lines. From a commit to its undo, and from a redo to the
// next undo, a line went from what it was to the same again, so without that stretch the history still leads to what
// is stored. The lines of months hold no text and stay.
func (e *erasure) eraseChanges(ctx context.Context) error {
	rows, err := e.w.tx.QueryContext(ctx, `
		select revision
		from revisions
		where upload = $1
		order by revision`, e.upload.Seq)
	revisions, err := collect(rows, err, func(scan func(...any) error) (revision c.Revision, err error) { return revision, scan(&revision) })
	if err != nil {
		return fmt.Errorf("read the revisions of upload %d: %w", e.upload.Seq, err)
	}
	for pair := range slices.Chunk(revisions, 2) { // a commit or redo, and its undo
		err := e.eraseWhere(ctx, `
			revision between $1 and $2
			and kind not in ('site_month', 'roster_month', 'site', 'procedure', 'group')
			and (kind, key) in (select kind, key from changes where revision in ($1, $2))`, pair[0], pair[len(pair)-1])
		if err != nil {
			return err
		}
	}
	return nil
}

// eraseWhere destroys recorded changes and remembers the texts in them.
func (e *erasure) eraseWhere(ctx context.Context, condition string, args ...any) error {
	rows, err := e.w.tx.QueryContext(ctx, `
		delete from changes
		where `+condition+`
		returning coalesce(before, ''), coalesce(after, '')`, args...)
	_, err = collect(rows, err, func(scan func(...any) error) (struct{}, error) {
		var before, after string
		err := scan(&before, &after)
		e.note(textsOf(before)...)
		e.note(textsOf(after)...)
		return struct{}{}, err
	})
	if err != nil {
		return fmt.Errorf("erase the history of upload %d: %w", e.upload.Seq, err)
	}
	return nil
}

// isTelling reports that a text is long enough to be told from other words.
func isTelling(text string) bool { return utf8.RuneCountInString(text) >= 3 }

// note remembers the telling ones of the texts.
func (e *erasure) note(texts ...string) {
	for _, text := range texts {
		if isTelling(text) {
			e.words[text] = true
		}
	}
}

// textsOf returns what a recorded row calls things and people.
func textsOf(row string) []string {
	var fields map[string]any
	if json.Unmarshal([]byte(row), &fields) != nil {
		return nil
	}
	var texts []string
	for _, field := range []string{"name", "staff", "trainee", "stated"} {
		if text, ok := fields[field].(string); ok {
			texts = append(texts, text)
		}
	}
	return texts
}

// eraseCounts destroys the numbers in the history: what came with the upload was taken back, so it adds up to nothing.
func (e *erasure) eraseCounts(ctx context.Context) error {
	_, err := e.w.tx.ExecContext(ctx, `
		delete from count_changes
		where revision in `+ofUpload+`
		or before_source = $1
		or after_source = $1`, e.upload.Seq)
	if err != nil {
		return fmt.Errorf("erase the numbers of upload %d: %w", e.upload.Seq, err)
	}
	return nil
}

// keepWhatStands forgets the texts that the division uses beside the upload too.
func (e *erasure) keepWhatStands(ctx context.Context) error {
	rows, err := e.w.tx.QueryContext(ctx, `
		select coalesce(before, ''), coalesce(after, '')
		from changes`)
	_, err = collect(rows, err, func(scan func(...any) error) (struct{}, error) {
		var before, after string
		err := scan(&before, &after)
		for _, text := range append(textsOf(before), textsOf(after)...) {
			delete(e.words, text)
		}
		return struct{}{}, err
	})
	if err != nil {
		return fmt.Errorf("read the history: %w", err)
	}
	return nil
}

// eraseAnswers forgets what its sender answered about the upload, because questions quote the file. Whoever loses an
// answer by it is asked again. The log calls such answers by the headings of the file.
func (e *erasure) eraseAnswers(ctx context.Context) error {
	until := e.upload.CommittedAt
	if until == 0 {
		until = e.w.at
	}
	_, err := e.w.tx.ExecContext(ctx, `
		delete from answers
		where by_user = $1
		and at between $2 and $3`, e.upload.By, e.upload.CreatedAt, until)
	if err != nil {
		return fmt.Errorf("forget the answers about upload %d: %w", e.upload.Seq, err)
	}
	rows, err := e.w.tx.QueryContext(ctx, `
		select distinct subject
		from audit
		where action = 'save answers'
		and by_user = $1
		and at between $2 and $3`, e.upload.By, e.upload.CreatedAt, until)
	sources, err := collect(rows, err, func(scan func(...any) error) (source string, err error) { return source, scan(&source) })
	if err != nil {
		return fmt.Errorf("read which answers were given about upload %d: %w", e.upload.Seq, err)
	}
	e.note(sources...)
	return nil
}

// eraseUpload destroys the file and what it was called. What was worked out from the data is worked out again.
func (e *erasure) eraseUpload(ctx context.Context) error {
	for _, statement := range []string{`
		delete from upload_bytes
		where upload = $1`, `
		update uploads
		set file_name = '` + purgedText + `', choices = '', on_behalf_of = '',
		    state = case when state = 'draft' then 'discarded' else state end
		where seq = $1`} {
		if _, err := e.w.tx.ExecContext(ctx, statement, e.upload.Seq); err != nil {
			return fmt.Errorf("erase upload %d: %w", e.upload.Seq, err)
		}
	}
	if _, err := e.w.tx.ExecContext(ctx, `
		update uploads
		set purged_at = $1
		where seq = $2`, e.w.at, e.upload.Seq); err != nil {
		return fmt.Errorf("mark upload %d: %w", e.upload.Seq, err)
	}
	if _, err := e.w.tx.ExecContext(ctx, `
		delete from derived`); err != nil {
		return fmt.Errorf("forget what was worked out: %w", err)
	}
	return nil
}
