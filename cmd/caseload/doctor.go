package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/fault"
)

type doctorCommand struct {
	databaseFlag
	progressFlag
	BackupDir string `env:"CASELOAD_BACKUP_DIR" placeholder:"DIR" help:"Folder of the daily backups, whose age is looked at too."`
	JSON      bool   `name:"json" help:"Answer as JSON."`
}

// Help is shown by the command line's parser.
func (d *doctorCommand) Help() string {
	return "It changes nothing, and may run beside a server. Exit code 0: nothing found; 1: something to look at; 3: the database cannot be read."
}

// diagnosis is what doctor found.
type diagnosis struct {
	Database string            `json:"database"`
	Revision caseload.Revision `json:"revision"`
	Findings []symptom         `json:"findings"`
}

// symptom is something that is wrong, and what to do about it.
type symptom struct {
	Text string `json:"text"`
	Do   string `json:"do"`
}

func (d *doctorCommand) run(ctx context.Context, e environment) (code int, err error) {
	if _, err := os.Stat(d.DB); errors.Is(err, fs.ErrNotExist) {
		return 0, fault.New(fault.NotFound, "There is no database at %s; name it with --db.", d.DB)
	}
	found := diagnosis{Database: d.DB, Findings: []symptom{}}
	found.examineFile(d.DB) // first: reading it makes files beside it
	db, err := store.Open(ctx, d.DB, store.Options{Now: e.now, ReadOnly: true})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if found.Revision, err = db.Revision(ctx); err != nil {
		return 0, err
	}
	err = newProgress(e.std.err, d.Progress).during("Checking "+d.DB, func() error {
		problems, err := db.Check(ctx)
		for _, problem := range problems {
			found.add(problem, "Stop the server and put a backup in its place: caseload restore BACKUP --db "+d.DB+". The old file is kept beside it.")
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	if err := found.examineBackups(d.BackupDir, e); err != nil {
		return 0, err
	}
	if err := d.print(e, found); err != nil {
		return 0, err
	}
	if len(found.Findings) > 0 {
		return exitPartial, nil
	}
	return exitOK, nil
}

func (d *diagnosis) add(text, do string) {
	d.Findings = append(d.Findings, symptom{Text: text, Do: do})
}

// The room that a database should have left on its disk: for its log, a backup and a vacuum.
const (
	roomFactor = 2
	leastRoom  = 200 << 20
	longestLog = 256 << 20
)

// examineFile looks at who may read the file, what lies beside it, and the room on its disk.
func (d *diagnosis) examineFile(path string) {
	var size int64
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		info, err := os.Stat(name)
		if err != nil {
			continue
		}
		size += info.Size()
		if open := info.Mode().Perm() &^ 0o600; open != 0 {
			d.add(fmt.Sprintf("%s may be read or written by others (mode %04o).", name, info.Mode().Perm()), "chmod 600 "+name)
		}
		if name == path+"-wal" && info.Size() > longestLog {
			d.add(fmt.Sprintf("The log %s has grown to %d MiB.", name, info.Size()>>20), "Stop the server and start it again, which folds the log in; look for a program that keeps the database open.")
		}
	}
	if free, known := freeSpace(path); known && free < max(roomFactor*size, leastRoom) {
		d.add(fmt.Sprintf("%d MiB are left on the disk of %s, which takes %d MiB itself.", free>>20, path, size>>20),
			"Make room: commits, backups and the clean-up after a purge need space.")
	}
}

// examineBackups looks for a recent backup in the folder, if one was named.
func (d *diagnosis) examineBackups(folder string, e environment) error {
	if folder == "" {
		return nil
	}
	backups, err := dailyBackups(folder)
	if err != nil {
		return err
	}
	if len(backups) == 0 {
		d.add("There is no backup in "+folder+".", "Serve with --backup-dir "+folder+", or make one now: caseload backup "+folder+"/FILE")
		return nil
	}
	newest := backups[len(backups)-1]
	if age := e.now().Sub(newest.at); age > 2*backupEvery {
		d.add(fmt.Sprintf("The newest backup, %s, is %d days old.", newest.path, int(age.Hours()/24)),
			"Look into the server's log for why it makes no backups, and make one now: caseload backup "+folder+"/FILE")
	}
	return nil
}

func (d *doctorCommand) print(e environment, found diagnosis) error {
	if d.JSON {
		encoder := json.NewEncoder(e.std.out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(found)
	}
	if len(found.Findings) == 0 {
		_, err := fmt.Fprintf(e.std.out, "%s is sound at revision %d: structure, references, sums and history agree.\n", found.Database, found.Revision)
		if err == nil && d.BackupDir == "" {
			_, err = fmt.Fprintln(e.std.out, "Whether there are backups, --backup-dir would say.")
		}
		return err
	}
	for _, one := range found.Findings {
		if _, err := fmt.Fprintf(e.std.out, "%s\n  %s\n", oneLine(one.Text), oneLine(one.Do)); err != nil {
			return err
		}
	}
	return nil
}
