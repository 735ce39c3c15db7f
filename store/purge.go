package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	c "caseload/store/caseload"
	"caseload/store/fault"
)

// purgedText stands where a purge has destroyed a text. The schema lets nothing else be written over the audit log.
const purgedText = "[purged]"

// Purged says what became of a purge.
type Purged struct {
	Upload   c.Upload // as it was; its name is not to be repeated
	Revision c.Revision
	Kept     []string // names that came with the upload and stay, because something else uses them
	Again    bool     // the upload had been purged before: only the file was wiped again
}

// Purge destroys what should never have come in: it takes the upload's numbers and lines back as Undo does, with the
// same refusals, and then destroys its bytes, its name, the names and texts that it brought, and every trace of them
// in the history and the audit log, where a tombstone with the hash remains. The file is wiped: nothing of it is left
// in unused pages or in the write-ahead log. Backups are not touched.
func (s *Store) Purge(ctx context.Context, id c.UploadID, reason string, by c.UserID) (Purged, error) {
	if strings.TrimSpace(reason) == "" {
		return Purged{}, fault.New(fault.Invalid, "A purge needs a reason, which is kept.").WithCode("no_reason")
	}
	if err := atMost("The reason", reason, 1000); err != nil {
		return Purged{}, err
	}
	var done Purged
	info, err := s.wiping(ctx, "purge", by, func(w *work) (err error) {
		done, err = s.purge(ctx, w, id, reason)
		return err
	})
	if err != nil {
		return Purged{}, err
	}
	done.Revision = info.Revision
	s.forgetUploads()
	if err := s.wipe(ctx, true); err != nil {
		return done, fault.New(fault.Unavailable,
			"The upload is purged, but traces of it may be left in unused parts of %s, because it could not be rewritten (%v). Stop what else uses it or make room, and purge the upload again.",
			s.path, err).WithCode("not_wiped")
	}
	return done, nil
}

// wiping is write with freed parts of the file overwritten.
func (s *Store) wiping(ctx context.Context, doing string, by c.UserID, do func(*work) error) (info c.RevisionInfo, err error) {
	if s.writer != nil {
		if _, err := s.writer.ExecContext(ctx, `pragma secure_delete = on`); err != nil {
			return info, s.explain(doing, err)
		}
		defer func() {
			_, failure := s.writer.ExecContext(context.WithoutCancel(ctx), `pragma secure_delete = off`)
			err = errors.Join(err, failure)
		}()
	}
	return s.write(ctx, doing, by, do)
}

// wipe empties the write-ahead log and, when the whole is asked for, writes the file anew.
func (s *Store) wipe(ctx context.Context, whole bool) error {
	if whole {
		if err := s.emptyLog(ctx); err != nil {
			return err
		}
		if _, err := s.writer.ExecContext(ctx, `vacuum`); err != nil {
			return fmt.Errorf("write the file anew: %w", err)
		}
	}
	return s.emptyLog(ctx)
}

func (s *Store) emptyLog(ctx context.Context) error {
	var busy, frames, moved int
	if err := s.writer.QueryRowContext(ctx, `pragma wal_checkpoint(truncate)`).Scan(&busy, &frames, &moved); err != nil {
		return fmt.Errorf("empty the log: %w", err)
	}
	if busy != 0 {
		return errors.New("another program reads it")
	}
	return nil
}

func (s *Store) purge(ctx context.Context, w *work, id c.UploadID, reason string) (Purged, error) {
	upload, err := s.oneUpload(ctx, w.tx, `id = $1`, id)
	if err != nil {
		return Purged{}, err
	}
	done := Purged{Upload: upload, Again: upload.PurgedAt != 0}
	if done.Again {
		return done, nil
	}
	if upload.State == c.UploadCommitted {
		if err := s.undo(ctx, w, upload.Revision); err != nil {
			return done, err
		}
	} else {
		w.info.Reason = fmt.Sprintf("Purge of upload %d", upload.Seq)
		if err := w.revise(ctx); err != nil { // pages that show the file's name have to be drawn anew
			return done, err
		}
	}
	e := newErasure(w, upload)
	for _, step := range []func(context.Context) error{
		e.removeNames, e.eraseChanges, e.eraseCounts, e.keepWhatStands, e.eraseAnswers, e.strike, e.eraseUpload,
	} {
		if err := step(ctx); err != nil {
			return done, err
		}
	}
	done.Kept = e.kept
	tombstone := fmt.Sprintf("%s file of %s bytes, sha256 %s. %s", upload.Kind, grouped(int64(upload.Size)), upload.SHA256, reason)
	return done, w.audit(ctx, "purge", fmt.Sprintf(uploadWords, upload.Seq), tombstone)
}

// Purges returns how many uploads have been purged. Whoever keeps something of uploads in memory has to forget it when
// there are more; when the last one was says less, since a clock can be set back.
func (s *Store) Purges(ctx context.Context) (int64, error) {
	var n int64
	err := s.reader.QueryRowContext(ctx, `
		select count(*)
		from uploads
		where purged_at > 0`).Scan(&n)
	return n, s.explain("count purges", err)
}
