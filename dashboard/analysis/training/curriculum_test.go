package training_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/analysis/training"
)

func curriculum(t *testing.T, path training.Path) training.Curriculum {
	t.Helper()
	for _, c := range training.Templates() {
		if c.Path == path {
			return c
		}
	}
	t.Fatalf("no template for %s", path)
	return training.Curriculum{}
}

func TestTheTemplatesGiveTheStatedMonths(t *testing.T) { // spec, staffing, Training
	for _, c := range []struct {
		path     training.Path
		year     int
		rotation training.Rotation
		months   float64
		stated   bool
	}{
		{training.Integrated, 1, training.IR, 0, false},
		{training.Integrated, 2, training.DR, 0, false},
		{training.Integrated, 3, training.SICU, 0, false},
		{training.Integrated, 4, training.IR, 5, true},
		{training.Integrated, 4, training.SICU, 1, true},
		{training.Integrated, 4, training.SurgicalOncology, 1, true},
		{training.Integrated, 4, training.Research, 1, true},
		{training.Integrated, 4, training.DR, 4, true},
		{training.Integrated, 4, training.Clinic, 0, true},
		{training.Integrated, 5, training.IR, 12, true},
		{training.Integrated, 5, training.DR, 0, true},
		{training.Integrated, 6, training.IR, 0, false},
		{training.IndependentOneYear, 1, training.IR, 0, false},
		{training.IndependentTwoYear, 2, training.IR, 0, false},
		{training.ESIR, 4, training.IR, 5, true},
	} {
		months, stated := curriculum(t, c.path).Months(c.year, c.rotation)
		if months != c.months || stated != c.stated {
			t.Errorf("%s, year %d, %s: want %v %v, got %v %v", c.path, c.year, c.rotation, c.months, c.stated, months, stated)
		}
	}
}

func TestOnlyTheESIRTemplateIsUnverified(t *testing.T) {
	for _, c := range training.Templates() {
		if c.Verified == (c.Path == training.ESIR) {
			t.Errorf("%s: verified is %v", c.Path, c.Verified)
		}
		if err := c.Check(); err != nil {
			t.Errorf("%s: %v", c.Path, err)
		}
		if c.Source == "" {
			t.Errorf("%s has no source", c.Path)
		}
	}
}

func TestACurriculumThatNoYearHoldsIsRefusedInASentence(t *testing.T) {
	thirteen, negative := 13.0, -1.0
	one := func(allotments ...training.Allotment) training.Curriculum {
		return training.Curriculum{Path: training.Integrated, Years: []training.CurriculumYear{{Year: 1, Allotments: allotments}}}
	}
	for _, c := range []struct {
		name       string
		curriculum training.Curriculum
		want       string
	}{
		{"too many months", one(training.Allotment{Rotation: training.IR, Months: &thirteen}), "Year 1 of the integrated path has 13 months; a year has 12."},
		{"negative", one(training.Allotment{Rotation: training.IR, Months: &negative}), "The months of IR in year 1 of the integrated path are not a number of 0 or more."},
		{"listed twice", one(training.Allotment{Rotation: training.IR}, training.Allotment{Rotation: training.IR}), "Year 1 of the integrated path lists IR twice."},
		{"two first years", training.Curriculum{Path: training.ESIR, Years: []training.CurriculumYear{{Year: 1}, {Year: 1}}}, "Year 1 of the ESIR path is there twice, or no year at all."},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.curriculum.Check()
			if err == nil {
				t.Fatal("accepted")
			}
			if d := cmp.Diff(c.want, err.Error()); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestTrainingYearsRunFromJulyToJune(t *testing.T) {
	if got := training.Year(july - 1).Label(); got != "AY2025-26" {
		t.Errorf("June 2026 is in %s", got)
	}
	if got := training.Year(july).Label(); got != "AY2026-27" {
		t.Errorf("July 2026 is in %s", got)
	}
}
