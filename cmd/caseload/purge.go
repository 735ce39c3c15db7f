package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/fault"
)

type purgeCommand struct {
	databaseFlag
	progressFlag
	Reason    string `required:"" placeholder:"TEXT" help:"Why it should never have come in. It is kept in the audit log, so name nobody."`
	BackupDir string `env:"CASELOAD_BACKUP_DIR" placeholder:"DIR" help:"Folder of the daily backups, to say which of them still hold it."`
	Upload    string `arg:"" placeholder:"UPLOAD" help:"Number of the upload, its id as in the address of its page, or the SHA-256 of its file."`
}

// Help is shown by the command line's parser.
func (p *purgeCommand) Help() string {
	return `Takes the upload's numbers and lines back, as undo does, and destroys its file, its name, and the names and texts ` +
		`that it brought, in the history and the audit log too; a line with the hash remains. The database is then written ` +
		`anew, so that nothing is left in unused parts of it. It cannot be undone, and it does not reach backups. It is ` +
		`refused (exit code 4) while later changes stand on the same numbers. It may run beside a server, which forgets what ` +
		`it keeps of the upload in memory before it answers the next request. Administrators purge on the upload's page too.`
}

func (p *purgeCommand) run(ctx context.Context, e environment) (int, error) {
	return exitOK, withStore(ctx, p.DB, e, func(db *store.Store) error {
		upload, err := uploadNamed(ctx, db, p.Upload)
		if err != nil {
			return err
		}
		var done store.Purged
		err = newProgress(e.std.err, p.Progress).during(fmt.Sprintf("Purging upload %d", upload.Seq), func() error {
			done, err = db.Purge(ctx, upload.ID, p.Reason, caseload.LocalUser)
			return err
		})
		if err != nil {
			return err
		}
		if done.Again {
			fmt.Fprintf(e.std.out, "Upload %d was purged before; %s was written anew.\n", upload.Seq, p.DB)
		} else {
			fmt.Fprintf(e.std.out, "Purged upload %d (sha256 %s) as revision %d: its numbers and lines, file, names and texts are gone from %s.\n", upload.Seq, upload.SHA256, done.Revision, p.DB)
		}
		for _, kept := range done.Kept {
			fmt.Fprintf(e.std.out, "Kept, because something else uses it: %s.\n", oneLine(kept))
		}
		return p.printCopies(ctx, e, db, upload)
	})
}

// printCopies names the files that may still hold the upload, and the uploads of the very same file.
func (p *purgeCommand) printCopies(ctx context.Context, e environment, db *store.Store, upload caseload.Upload) error {
	twins, err := db.UploadsBySHA256(ctx, upload.SHA256)
	if err != nil {
		return err
	}
	for _, twin := range twins {
		if twin.ID != upload.ID && twin.PurgedAt == 0 {
			fmt.Fprintf(e.std.out, "The very same file came as upload %d too; purge that as well.\n", twin.Seq)
		}
	}
	copies, err := copiesOf(p.DB, p.BackupDir, upload)
	if err != nil {
		return err
	}
	if len(copies.Files) > 0 {
		fmt.Fprintln(e.std.out, "These copies may still hold it; delete them once there is a new backup:")
		for _, path := range copies.Files {
			fmt.Fprintln(e.std.out, " ", oneLine(path))
		}
	}
	if !copies.KnowsBackups {
		fmt.Fprintln(e.std.out, "Which daily backups may still hold it, --backup-dir would say.")
	}
	fmt.Fprintln(e.std.out, "Copies made by hand, or of the disk, are not known here.")
	return nil
}

// uploadNamed finds an upload by its number, its id or its file's hash, of which the newest counts.
func uploadNamed(ctx context.Context, db *store.Store, name string) (caseload.Upload, error) {
	if seq, err := strconv.ParseInt(name, 10, 64); err == nil && len(name) < 19 {
		return db.UploadBySeq(ctx, caseload.UploadSeq(seq))
	}
	if len(name) == 64 {
		same, err := db.UploadsBySHA256(ctx, strings.ToLower(name))
		if err != nil {
			return caseload.Upload{}, err
		}
		at := slices.IndexFunc(same, func(u caseload.Upload) bool { return u.PurgedAt == 0 })
		switch {
		case at >= 0:
			return same[at], nil
		case len(same) > 0:
			return same[0], nil
		}
		return caseload.Upload{}, fault.New(fault.NotFound, "No upload has a file with this SHA-256.")
	}
	return db.Upload(ctx, caseload.UploadID(name))
}
