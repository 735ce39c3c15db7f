// Package training works out what a division's volume offers its trainees: who is on service when, how many
// procedures are there for each of them, and where their own logged cases lead. Available procedures are
// exposure and never cases: only what a trainee has logged is a case. It knows schedules, volumes and logs; it
// does not know names, files or pages.
//
// A trainee is not staff, and one procedure is never counted for two primary operators: what is credited to
// all learners of a site in a month never exceeds what was available there.
package training

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"caseload/store/calendar"
)

// Error says why there is no answer, in a sentence for the person who entered the schedule or the logs.
type Error string

// Error returns the sentence.
func (e Error) Error() string { return string(e) }

func sentence(format string, args ...any) error { return Error(fmt.Sprintf(format, args...)) }

// Path is a way of training, by the word that files and pages use.
type Path string

// The paths.
const (
	Integrated         Path = "integrated"
	IndependentOneYear Path = "independent 1-year"
	IndependentTwoYear Path = "independent 2-year"
	ESIR               Path = "ESIR" // early specialization in IR, in the last year of a diagnostic residency
)

// Paths returns the paths in the order the pages use.
func Paths() []Path { return []Path{Integrated, IndependentOneYear, IndependentTwoYear, ESIR} }

// Rotation is where a trainee spends a month, by the word that files and pages use.
type Rotation string

// The rotations. Only IR shares in the volume.
const (
	IR               Rotation = "IR"
	DR               Rotation = "DR"
	SICU             Rotation = "SICU"
	SurgicalOncology Rotation = "surgical oncology"
	Research         Rotation = "research"
	Clinic           Rotation = "clinic"
	Away             Rotation = "away"
)

// Rotations returns the rotations in the order the pages use.
func Rotations() []Rotation {
	return []Rotation{IR, DR, SICU, SurgicalOncology, Research, Clinic, Away}
}

// Year returns the training year that the month falls in: July to June.
func Year(m calendar.Month) calendar.FiscalYear {
	return calendar.Calendar{FiscalStart: time.July}.FiscalYear(m)
}

// isAmount reports whether x can stand for a quantity: a finite number that is not below 0.
func isAmount(x float64) bool { return x >= 0 && !math.IsInf(x, 1) }

func sortedKeys[K cmp.Ordered, V any](values map[K]V) []K { return slices.Sorted(maps.Keys(values)) }
