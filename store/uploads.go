package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"

	c "caseload/store/caseload"
	"caseload/store/fault"
)

// uploadWords name an upload in the audit log, where its file's name may have to go.
const uploadWords = "upload %d"

// CreateUpload stores a new draft with the bytes of its file, and returns it with its ID, Seq and
// CreatedAt. u.SHA256 and u.Size must agree with raw. Nil bytes are for a file of which nothing
// but sums may be kept.
func (s *Store) CreateUpload(ctx context.Context, u c.Upload, raw []byte) (c.Upload, error) {
	if raw != nil {
		if sum := sha256.Sum256(raw); len(raw) != u.Size || hex.EncodeToString(sum[:]) != u.SHA256 {
			return c.Upload{}, fmt.Errorf("create upload: size %d and hash %q do not belong to the %d bytes given", u.Size, u.SHA256, len(raw))
		}
	}
	u.FileName, u.OnBehalfOf = clip(u.FileName, 1000), clip(c.CleanName(u.OnBehalfOf), 200)
	_, err := s.write(ctx, "create upload", u.By, func(w *work) error {
		id, err := newID(w.at)
		if err != nil {
			return err
		}
		u.ID, u.State, u.By, u.CreatedAt = c.UploadID(id), c.UploadDraft, w.info.By, w.at
		u.Changed, u.Revision, u.UndoneRevision, u.CommittedAt = 0, 0, 0, 0
		return w.insertUpload(ctx, &u, raw)
	})
	if err != nil {
		return c.Upload{}, err
	}
	return s.Upload(ctx, u.ID)
}

func (w *work) insertUpload(ctx context.Context, u *c.Upload, raw []byte) error {
	sites, err := sitesText(u.Sites)
	if err != nil {
		return err
	}
	err = w.tx.QueryRowContext(ctx, `
		insert into uploads (id, kind, state, file_name, sha256, size, choices, sites, first_month, last_month, rows_read,
		  base_revision, by_user, on_behalf_of, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		returning seq`,
		u.ID, u.Kind, u.State, u.FileName, u.SHA256, u.Size, string(u.Choices), sites,
		optionalText(u.FirstMonth), optionalText(u.LastMonth), u.Rows, u.BaseRevision, u.By, u.OnBehalfOf, u.CreatedAt).Scan(&u.Seq)
	if isForeignKeyViolation(err) {
		return fault.New(fault.Invalid, "There is no user %q.", u.By).WithCode("unknown_user")
	}
	if err != nil {
		return fmt.Errorf("write upload: %w", err)
	}
	if raw != nil {
		_, err = w.tx.ExecContext(ctx, `
			insert into upload_bytes (upload, raw)
			values ($1, $2)`, u.Seq, raw)
		if err != nil {
			return fmt.Errorf("write the bytes of upload %d: %w", u.Seq, err)
		}
	}
	return w.audit(ctx, "upload", u.FileName, fmt.Sprintf(uploadWords, u.Seq))
}

// newID returns a UUIDv7 of the instant, which sorts by time.
func newID(at int64) (string, error) {
	var id uuid.UUID
	if _, err := rand.Read(id[:]); err != nil {
		return "", fmt.Errorf("make an id: %w", err)
	}
	var instant [8]byte
	binary.BigEndian.PutUint64(instant[:], uint64(at))
	copy(id[:6], instant[2:])
	id[6] = id[6]&0x0f | 0x70 // version 7
	id[8] = id[8]&0x3f | 0x80 // RFC 9562 variant
	return id.String(), nil
}

// Upload returns the upload with the id.
func (s *Store) Upload(ctx context.Context, id c.UploadID) (c.Upload, error) {
	return s.oneUpload(ctx, s.reader, `id = $1`, id)
}

// UploadBySeq returns the upload with the short number by which counts name their source.
func (s *Store) UploadBySeq(ctx context.Context, seq c.UploadSeq) (c.Upload, error) {
	return s.oneUpload(ctx, s.reader, `seq = $1`, seq)
}

func (s *Store) oneUpload(ctx context.Context, db queryer, condition string, key any) (c.Upload, error) {
	upload, err := only(readUploads(ctx, db, `choices`, ` where `+condition, key))
	if err != nil {
		return c.Upload{}, s.explain("read upload", err)
	}
	if upload == nil {
		return c.Upload{}, fault.New(fault.NotFound, "There is no such upload.").WithCode("unknown_upload")
	}
	return *upload, nil
}

// UploadBytes returns the file of an upload as it was sent.
func (s *Store) UploadBytes(ctx context.Context, id c.UploadID) ([]byte, error) {
	rows, err := s.reader.QueryContext(ctx, `
		select b.raw
		from upload_bytes as b
		join uploads as u on u.seq = b.upload
		where u.id = $1`, id)
	raw, err := only(collect(rows, err, func(scan func(...any) error) (raw []byte, err error) {
		err = scan(&raw)
		return raw, err
	}))
	if err != nil {
		return nil, s.explain("read the bytes of an upload", err)
	}
	if raw == nil {
		return nil, fault.New(fault.NotFound, "The file of this upload is not kept.").WithCode("no_bytes")
	}
	return *raw, nil
}

// draftChoices leaves out what lists do not need and is long: how a file was read that is no draft any more.
const draftChoices = `case when state = 'draft' then choices else '' end`

// UploadsBySHA256 returns the uploads of a file with the same bytes, newest first, with choices as Uploads does.
func (s *Store) UploadsBySHA256(ctx context.Context, sha string) ([]c.Upload, error) {
	uploads, err := readUploads(ctx, s.reader, draftChoices, ` where sha256 = $1 order by seq desc`, sha)
	return uploads, s.explain("read uploads", err)
}

// UpdateDraft stores a draft's kind, choices, sites, months, rows, base revision and whose file it is; the rest stays.
// It refuses, with the code CodeDecidedMeanwhile, if the draft's choices are not those that its author has seen.
func (s *Store) UpdateDraft(ctx context.Context, u c.Upload, seen json.RawMessage) error {
	_, err := s.write(ctx, "update draft", u.By, func(w *work) error {
		now, err := s.draft(ctx, w.tx, u.ID)
		if err != nil {
			return err
		}
		if !bytes.Equal(now.Choices, seen) {
			return decidedMeanwhile()
		}
		sites, err := sitesText(u.Sites)
		if err != nil {
			return err
		}
		_, err = w.tx.ExecContext(ctx, `
			update uploads
			set kind = $1, choices = $2, sites = $3, first_month = $4, last_month = $5, rows_read = $6, base_revision = $7,
			    on_behalf_of = $8
			where id = $9`,
			u.Kind, string(u.Choices), sites, optionalText(u.FirstMonth), optionalText(u.LastMonth), u.Rows, u.BaseRevision, clip(c.CleanName(u.OnBehalfOf), 200), u.ID)
		return err
	})
	return err
}

// CodeDecidedMeanwhile marks the refusal of a decision about a draft beside which another was made.
const CodeDecidedMeanwhile = "decided_meanwhile"

func decidedMeanwhile() error {
	return fault.New(fault.Conflict, "Something else was decided about this file at the same time. Look at it again; this was not kept.").WithCode(CodeDecidedMeanwhile)
}

// DiscardUpload gives up a draft. Its bytes go; that it was sent stays on record.
func (s *Store) DiscardUpload(ctx context.Context, id c.UploadID, by c.UserID) error {
	_, err := s.write(ctx, "discard upload", by, func(w *work) error {
		upload, err := s.draft(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if _, err := w.tx.ExecContext(ctx, `
			delete from upload_bytes
			where upload = $1`, upload.Seq); err != nil {
			return err
		}
		if _, err := w.tx.ExecContext(ctx, `
			update uploads
			set state = 'discarded'
			where seq = $1`, upload.Seq); err != nil {
			return err
		}
		return w.audit(ctx, "discard", upload.FileName, fmt.Sprintf(uploadWords, upload.Seq))
	})
	return err
}

// draft returns the upload, which must still be a draft.
func (s *Store) draft(ctx context.Context, tx *transaction, id c.UploadID) (c.Upload, error) {
	upload, err := s.oneUpload(ctx, tx, `id = $1`, id)
	if err != nil {
		return upload, err
	}
	if upload.State != c.UploadDraft {
		return upload, fault.New(fault.Conflict, "This upload is %s already.", upload.State).WithCode("not_a_draft")
	}
	return upload, nil
}

func readUploads(ctx context.Context, db queryer, choices, rest string, args ...any) ([]c.Upload, error) {
	rows, err := db.QueryContext(ctx, `
		select seq, id, kind, state, file_name, sha256, size, `+choices+`, sites, first_month, last_month, rows_read, changed,
		  base_revision, revision, undone_revision, by_user, on_behalf_of, created_at, committed_at, purged_at
		from uploads`+rest, args...)
	uploads, err := collect(rows, err, func(scan func(...any) error) (u c.Upload, err error) {
		var choices, sites string
		err = scan(&u.Seq, &u.ID, &u.Kind, &u.State, &u.FileName, &u.SHA256, &u.Size, &choices, &sites,
			scanOptionalMonth(&u.FirstMonth), scanOptionalMonth(&u.LastMonth), &u.Rows, &u.Changed,
			&u.BaseRevision, &u.Revision, &u.UndoneRevision, &u.By, &u.OnBehalfOf, &u.CreatedAt, &u.CommittedAt, &u.PurgedAt)
		if err != nil {
			return u, err
		}
		if choices != "" {
			u.Choices = json.RawMessage(choices)
		}
		u.Sites, err = siteList(sites)
		return u, err
	})
	if err != nil {
		return nil, fmt.Errorf("read uploads: %w", err)
	}
	return uploads, nil
}

// siteList reads what sitesText wrote.
func siteList(text string) ([]c.SiteID, error) {
	if inner := strings.Trim(text, "[]"); inner != "" && !strings.Contains(inner, ",") { // nearly every file is of one site
		site, err := strconv.ParseInt(inner, 10, 64)
		if err == nil {
			return []c.SiteID{c.SiteID(site)}, nil
		}
	}
	var sites []c.SiteID
	if err := json.Unmarshal([]byte(text), &sites); err != nil {
		return nil, fmt.Errorf("read the sites %q of an upload: %w", text, err)
	}
	return sites, nil
}

// sitesText is a list of sites as the database keeps it. The list describes a file, so it may
// name a site that undoing the file removed again.
func sitesText(sites []c.SiteID) (string, error) {
	text, err := json.Marshal(sites)
	if err != nil {
		return "", fmt.Errorf("write sites: %w", err)
	}
	return string(text), nil
}
