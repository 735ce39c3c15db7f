// Command generate writes the sample data: a synthetic division from January 2019 to November 2026.
// The same seed writes the same bytes, so a change to the sample is a change to this program.
//
//	go run ./generate        (in sample_data; also: go generate ./sample_data)
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	folder := "."
	if len(os.Args) > 1 {
		folder = os.Args[1]
	}
	if err := write(folder); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func write(folder string) error {
	all, err := files(seed)
	if err != nil {
		return err
	}
	for name, content := range all {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			return fmt.Errorf("write %q: %w", name, err)
		}
	}
	return nil
}
