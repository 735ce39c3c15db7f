package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"caseload/store"
	"caseload/store/fault"
)

// backupFlags are of a server that backs itself up.
type backupFlags struct {
	BackupDir string `env:"CASELOAD_BACKUP_DIR" placeholder:"DIR" help:"Folder for a verified backup a day, the first at the start when the newest is older than a day."`
	Keep      int    `env:"CASELOAD_KEEP" default:"14" placeholder:"N" help:"How many of these backups to keep (default: ${default}). Other files in the folder are left alone."`
}

const (
	backupEvery  = 24 * time.Hour
	backupRetry  = 15 * time.Minute // after a failure
	backupPrefix = "caseload-"
	backupLayout = "20060102T150405Z"
	backupSuffix = ".db"
)

func (b backupFlags) check() error {
	if b.BackupDir == "" {
		return nil
	}
	if b.Keep < 1 {
		return fault.New(fault.Invalid, "--keep %d would keep no backup at all; give 1 or more.", b.Keep)
	}
	info, err := os.Stat(b.BackupDir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return fault.New(fault.NotFound, "--backup-dir %s is not a folder; make it first, on another disk if there is one.", b.BackupDir)
	}
	return err
}

// dailyBackup is one backup that a server made by itself.
type dailyBackup struct {
	path string
	at   time.Time
}

// dailyBackups lists them, oldest first. Files that are called otherwise are somebody else's.
func dailyBackups(folder string) ([]dailyBackup, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "The folder of backups, %s, cannot be read (%v). Look whether its disk is there and who may read it.", folder, errors.Unwrap(err)).WithCode("no_backups")
	}
	var backups []dailyBackup
	for _, entry := range entries {
		stamp, isOurs := strings.CutPrefix(entry.Name(), backupPrefix)
		stamp, hasSuffix := strings.CutSuffix(stamp, backupSuffix)
		at, err := time.Parse(backupLayout, stamp)
		if isOurs && hasSuffix && err == nil && entry.Type().IsRegular() {
			backups = append(backups, dailyBackup{path: filepath.Join(folder, entry.Name()), at: at})
		}
	}
	slices.SortFunc(backups, func(a, b dailyBackup) int { return a.at.Compare(b.at) })
	return backups, nil
}

// backUp makes a backup when one is due, and returns when the next one is.
func (b backupFlags) backUp(ctx context.Context, db *store.Store, now time.Time) (made string, next time.Time, err error) {
	backups, err := dailyBackups(b.BackupDir)
	if err != nil {
		return "", now.Add(backupRetry), err
	}
	if n := len(backups); n > 0 && now.Before(backups[n-1].at.Add(backupEvery)) && !backups[n-1].at.After(now) {
		return "", backups[n-1].at.Add(backupEvery), nil
	}
	if made, err = b.copyNow(ctx, db, now); made == "" {
		return "", now.Add(backupRetry), err
	}
	return made, now.Add(backupEvery), err
}

// copyNow makes a backup and removes the oldest beyond those to keep. The old ones go only after the new one was
// written and checked.
func (b backupFlags) copyNow(ctx context.Context, db *store.Store, now time.Time) (made string, err error) {
	backups, err := dailyBackups(b.BackupDir)
	if err != nil {
		return "", err
	}
	made = filepath.Join(b.BackupDir, backupPrefix+now.UTC().Format(backupLayout)+backupSuffix)
	if err := db.Backup(ctx, made); err != nil {
		return "", err
	}
	if err := removeDraftBackups(b.BackupDir); err != nil {
		return made, err
	}
	// What seems to be of a later day was made while the clock was wrong: it goes before what is known to be new.
	slices.SortStableFunc(backups, func(a, b dailyBackup) int {
		switch aLater, bLater := a.at.After(now), b.at.After(now); {
		case aLater == bLater:
			return 0
		case aLater:
			return -1
		}
		return 1
	})
	backups = append(backups, dailyBackup{path: made, at: now})
	for len(backups) > b.Keep {
		if err := os.Remove(backups[0].path); err != nil {
			return made, fmt.Errorf("remove an old backup: %w", err)
		}
		backups = backups[1:]
	}
	return made, nil
}

// removeDraftBackups removes what daily backups left that were killed on the way.
func removeDraftBackups(folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("look for unfinished backups: %w", err)
	}
	var failures []error
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), backupPrefix) || !strings.Contains(entry.Name(), backupSuffix+"."+store.DraftBackup+"-") {
			continue
		}
		// By the clock of the disk, whatever this program's says. No backup takes an hour.
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() && time.Since(info.ModTime()) > time.Hour {
			failures = append(failures, os.Remove(filepath.Join(folder, entry.Name())))
		}
	}
	return errors.Join(failures...)
}
