package main

import (
	"context"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"caseload/dashboard"
	"caseload/store"
	"caseload/store/fault"
)

// keptBackups are the backups of a server: a day's own, and those that an administrator asks for.
type keptBackups struct {
	flags backupFlags
	db    *store.Store
	now   func() time.Time
	log   *slog.Logger

	making sync.Mutex // one copy at a time

	mu      sync.Mutex
	trouble string // why the last try failed
}

// Folder returns where they lie.
func (k *keptBackups) Folder() string { return k.flags.BackupDir }

// Keep returns how many are kept.
func (k *keptBackups) Keep() int { return k.flags.Keep }

// List returns them, newest first.
func (k *keptBackups) List() ([]dashboard.Backup, error) {
	found, err := dailyBackups(k.flags.BackupDir)
	if err != nil {
		return nil, err
	}
	var listed []dashboard.Backup
	for _, backup := range slices.Backward(found) {
		if info, err := os.Stat(backup.path); err == nil { // else it has gone since
			listed = append(listed, dashboard.Backup{File: backup.path, At: backup.at, Bytes: info.Size()})
		}
	}
	return listed, nil
}

// Make makes one now.
func (k *keptBackups) Make(ctx context.Context) (string, error) {
	k.making.Lock()
	defer k.making.Unlock()
	made, err := k.flags.copyNow(ctx, k.db, k.now())
	k.note(made, err)
	return made, err
}

// Trouble returns why the last try failed, or "".
func (k *keptBackups) Trouble() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.trouble
}

// note logs how a try ended and remembers what went wrong.
func (k *keptBackups) note(made string, err error) {
	switch {
	case err != nil:
		k.log.Error("backup failed", "folder", k.flags.BackupDir, "error", err)
	case made != "":
		k.log.Info("backed up", "file", made)
	default:
		return // none was due
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.trouble = ""
	if f, ok := fault.As(err); ok {
		k.trouble = f.Message
	} else if err != nil {
		k.trouble = "The log of the server says why."
	}
}

// keepGoing makes the daily backups until ctx ends. A failure is logged and tried again; it stops nobody's work.
func (k *keptBackups) keepGoing(ctx context.Context) {
	for {
		k.making.Lock()
		made, next, err := k.flags.backUp(ctx, k.db, k.now())
		k.making.Unlock()
		if ctx.Err() != nil {
			return
		}
		k.note(made, err)
		timer := time.NewTimer(max(next.Sub(k.now()), time.Second))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}
