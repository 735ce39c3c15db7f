package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

// release is set by a release build: go build -ldflags "-X main.release=1.0.0".
// The linker can only set a variable, so this is one; nothing assigns to it.
var release string

type versionCommand struct{}

func (versionCommand) run(_ context.Context, e environment) (int, error) {
	fmt.Fprintln(e.std.out, version())
	return exitOK, nil
}

// version says which build this is: "caseload 1.0.0 (commit 3f2a91c, go1.26.8, linux/amd64)".
func version() string {
	var notes []string
	if info, ok := debug.ReadBuildInfo(); ok {
		notes = commitNotes(info.Settings)
	}
	notes = append(notes, runtime.Version(), runtime.GOOS+"/"+runtime.GOARCH)
	return fmt.Sprintf("caseload %s (%s)", buildName(), strings.Join(notes, ", "))
}

// buildName is the short form that pages show: "1.0.0".
func buildName() string {
	if release != "" {
		return release
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return strings.TrimPrefix(info.Main.Version, "v")
	}
	return "development build"
}

func commitNotes(settings []debug.BuildSetting) []string {
	values := map[string]string{}
	for _, s := range settings {
		values[s.Key] = s.Value
	}
	commit := values["vcs.revision"]
	if commit == "" {
		return nil
	}
	note := "commit " + commit[:min(12, len(commit))]
	if values["vcs.modified"] == "true" {
		note += " with changes"
	}
	return []string{note}
}
