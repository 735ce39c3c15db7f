package storetest

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// nobody is an account that owns nothing.
const nobody = 65534

// ReadOnlyFolder takes the right to write the folder of a file from the test until it ends, and from
// the superuser too: the goroutine then uses files as another account does.
func ReadOnlyFolder(t testing.TB, path string) {
	t.Helper()
	folder := filepath.Dir(path)
	must(t, "let others into the test's folder", os.Chmod(filepath.Dir(folder), 0o711))
	must(t, "let others read", os.Chmod(path, 0o644))
	must(t, "make the folder read-only", os.Chmod(folder, 0o555))
	if os.Geteuid() == 0 {
		runtime.LockOSThread() // file rights hang on the thread
		must(t, "become nobody", syscall.Setfsuid(nobody))
	}
	t.Cleanup(func() {
		if os.Geteuid() == 0 {
			must(t, "become oneself again", syscall.Setfsuid(0))
			runtime.UnlockOSThread()
		}
		must(t, "make the folder writable", os.Chmod(folder, 0o700))
	})
}
