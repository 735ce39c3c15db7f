//go:build unix

package main

import "syscall"

// freeSpace returns the bytes that this account may still write on the disk of a file.
func freeSpace(path string) (free int64, known bool) {
	var stat syscall.Statfs_t
	if err := syscall.Statfs(path, &stat); err != nil {
		return 0, false
	}
	return int64(stat.Bavail) * int64(stat.Bsize), true //nolint:unconvert // the types differ between systems
}
