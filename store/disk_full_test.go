//go:build linux

package store_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"caseload/store/fault"
	"caseload/store/storetest"
)

// smallDisk is a folder on a disk of its own that holds next to nothing.
func smallDisk(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=200k"); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() { noError(t, syscall.Unmount(folder, 0)) })
	return folder
}

func TestAFullDiskIsNamedByWhatDidNotFitOnIt(t *testing.T) {
	s := storetest.New(t)
	storetest.SeedMonths(t, s, month("2026-10"), 36, 40)
	backup := filepath.Join(t.TempDir(), "backup.db")
	noError(t, s.Backup(context.Background(), backup))
	small := smallDisk(t)
	for path, write := range map[string]func(path string) error{
		filepath.Join(small, "copy.db"):     func(path string) error { return s.Backup(context.Background(), path) },
		filepath.Join(small, "caseload.db"): func(path string) error { return restore(backup, path) },
	} {
		f := faultOf(t, write(path), fault.Unavailable, "disk_full")
		if !strings.Contains(f.Message, path) {
			t.Errorf("want %s named, got %q", path, f.Message)
		}
	}
	left, err := os.ReadDir(small)
	noError(t, err)
	if len(left) > 0 {
		t.Errorf("half a copy was left behind: %v", left)
	}
}
