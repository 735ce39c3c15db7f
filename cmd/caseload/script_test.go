package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test binary stand in for the program, so that scripts and other tests run real processes.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"caseload": main})
}
