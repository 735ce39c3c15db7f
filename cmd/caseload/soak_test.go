package main

import (
	"os"
	"time"
)

// soak reports whether the long tests were asked for, by `make soak`, and how long each is to run.
func soak() (time.Duration, bool) {
	lasts, err := time.ParseDuration(os.Getenv("CASELOAD_SOAK"))
	return lasts, err == nil && lasts > 0
}
