// Package sampledata holds a synthetic interventional radiology division: monthly procedure files of two
// sites from January 2019 to November 2026, their rosters and a trainee schedule, in the canonical layouts.
// Nobody and nothing in it is real. Program generate wrote it; README.md says what is in it.
//
// The package hands out files and the order in which they arrived. It reads no counts: that is the business
// of package ingest, which the demo sends them through.
package sampledata

import (
	"bytes"
	"embed"
	"encoding/csv"
	"fmt"
	"io/fs"
	"strconv"
	"time"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

//go:generate go run ./generate .

//go:embed *.csv malformed/*.csv
var files embed.FS

// Load is a file that a coordinator of the sample sent.
type Load struct {
	File       string
	Kind       caseload.UploadKind
	ReceivedAt time.Time // UTC, to be read as the clock on the wall
	Everything bool      // the coordinator declared the file complete for its site and months
}

// Annotation is an event of the sample's history.
type Annotation struct {
	Month calendar.Month
	Site  string // "" for the whole division
	Group string // "" for all procedures
	Text  string
}

// ProcedureGroup says which group a procedure belongs to.
type ProcedureGroup struct {
	Procedure, Group string
}

// Now is the moment at which the sample stands still: its November is not over yet.
func Now() time.Time { return time.Date(2026, time.November, 12, 8, 14, 0, 0, time.UTC) }

// FS returns the sample's files by name, and the broken ones under "malformed".
func FS() fs.FS { return files }

// Read returns one file's bytes.
func Read(name string) ([]byte, error) {
	content, err := files.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read sample file: %w", err)
	}
	return content, nil
}

// Loads returns the files to import, in the order in which they arrived; a later file corrects an earlier one.
func Loads() []Load {
	var loads []Load
	for _, row := range table("manifest.csv") {
		received, err := time.Parse(time.RFC3339, row[2])
		if err != nil {
			panic(fmt.Sprintf("manifest.csv: %v", err))
		}
		loads = append(loads, Load{row[0], caseload.UploadKind(row[1]), received, row[3] == "yes"})
	}
	return loads
}

// Annotations returns the events that the charts mark, oldest first.
func Annotations() []Annotation {
	var annotations []Annotation
	for _, row := range table("annotations.csv") {
		month, err := calendar.ParseMonth(row[0])
		if err != nil {
			panic(fmt.Sprintf("annotations.csv: %v", err))
		}
		annotations = append(annotations, Annotation{month, row[1], row[2], row[3]})
	}
	return annotations
}

// ProcedureGroups returns every procedure of the sample with its group. Groups stand in the order in
// which the pages list them.
func ProcedureGroups() []ProcedureGroup {
	var groups []ProcedureGroup
	for _, row := range table("procedure_groups.csv") {
		groups = append(groups, ProcedureGroup{row[0], row[1]})
	}
	return groups
}

// TrainingGroup is how far the sample's trainees take part in a group's procedures, and what their log calls it.
type TrainingGroup struct {
	Group         string
	Participation float64 // share of the procedures, 0..1
	Category      string
	Source        string
}

// TrainingGroups returns what training knows of every group of the sample.
func TrainingGroups() []TrainingGroup {
	var groups []TrainingGroup
	for _, row := range table("training_groups.csv") {
		participation, err := strconv.ParseFloat(row[1], 64)
		if err != nil {
			panic(fmt.Sprintf("training_groups.csv: %v", err))
		}
		groups = append(groups, TrainingGroup{row[0], participation, row[2], row[3]})
	}
	return groups
}

// OtherLearners are learners of the sample who are on no schedule and share a site's volume from a month on.
type OtherLearners struct {
	Site     string
	From     calendar.Month
	Learners float64 // in full months
	Source   string
}

// OtherLearnersHere returns them.
func OtherLearnersHere() []OtherLearners {
	var others []OtherLearners
	for _, row := range table("other_learners.csv") {
		from, err := calendar.ParseMonth(row[1])
		if err != nil {
			panic(fmt.Sprintf("other_learners.csv: %v", err))
		}
		learners, err := strconv.ParseFloat(row[2], 64)
		if err != nil {
			panic(fmt.Sprintf("other_learners.csv: %v", err))
		}
		others = append(others, OtherLearners{row[0], from, learners, row[3]})
	}
	return others
}

// table returns the rows under a file's header. A sample that cannot be read is a broken program.
func table(name string) [][]string {
	content, err := files.ReadFile(name)
	if err != nil {
		panic(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("%s: %v", name, err))
	}
	return rows[1:]
}
