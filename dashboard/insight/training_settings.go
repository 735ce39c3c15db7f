package insight

import (
	"slices"

	"caseload/dashboard/analysis/training"
	"caseload/store/caseload"
)

// trainingFacts is what a revision says of training.
type trainingFacts struct {
	schedule   []caseload.Assignment
	logged     []caseload.LoggedCases
	groups     []caseload.TrainingGroup
	minimums   []caseload.CaseMinimum
	curriculum []caseload.CurriculumMonths
	others     []caseload.OtherLearners
}

// readTraining reads it.
func readTraining(r *reader, source Source) trainingFacts {
	return trainingFacts{
		schedule:   read(r, "schedule", source.Schedule),
		logged:     read(r, "logged cases", source.LoggedCases),
		groups:     read(r, "training groups", source.TrainingGroups),
		minimums:   read(r, "case minimums", source.CaseMinimums),
		curriculum: read(r, "curriculum", source.Curriculum),
		others:     read(r, "other learners", source.OtherLearners),
	}
}

// notVerified is the source of a curriculum that nobody has checked.
const notVerified = "not verified"

// Curricula groups the stored months by path and year, in the order of the pages.
func Curricula(rows []caseload.CurriculumMonths) []training.Curriculum {
	var curricula []training.Curriculum
	for _, row := range rows {
		path := training.Path(row.Path)
		i := slices.IndexFunc(curricula, func(c training.Curriculum) bool { return c.Path == path })
		if i < 0 {
			i = len(curricula)
			curricula = append(curricula, training.Curriculum{Path: path, Verified: true, Source: row.Source})
		}
		c := &curricula[i]
		c.Verified = c.Verified && row.Source != notVerified
		k := slices.IndexFunc(c.Years, func(y training.CurriculumYear) bool { return y.Year == row.Year })
		if k < 0 {
			k = len(c.Years)
			c.Years = append(c.Years, training.CurriculumYear{Year: row.Year})
		}
		c.Years[k].Allotments = append(c.Years[k].Allotments, training.Allotment{Rotation: training.Rotation(row.Rotation), Months: row.Months})
	}
	for _, c := range curricula {
		slices.SortFunc(c.Years, func(a, b training.CurriculumYear) int { return a.Year - b.Year })
		for _, y := range c.Years {
			slices.SortStableFunc(y.Allotments, func(a, b training.Allotment) int {
				return placeOf(training.Rotations(), a.Rotation) - placeOf(training.Rotations(), b.Rotation)
			})
		}
	}
	slices.SortStableFunc(curricula, func(a, b training.Curriculum) int {
		return placeOf(training.Paths(), a.Path) - placeOf(training.Paths(), b.Path)
	})
	return curricula
}

// placeOf puts what a list does not name after what it does.
func placeOf[T comparable](known []T, one T) int {
	if i := slices.Index(known, one); i >= 0 {
		return i
	}
	return len(known)
}

// minimumsOf are the stored minimums and hints.
func minimumsOf(rows []caseload.CaseMinimum) []training.Minimum {
	var minimums []training.Minimum
	for _, row := range rows {
		minimums = append(minimums, training.Minimum{Path: training.Path(row.Path), Category: row.Category, Cases: row.Cases, Source: row.Source, Set: row.IsSet})
	}
	return minimums
}
