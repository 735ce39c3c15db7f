package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	c "caseload/store/caseload"
	"caseload/store/fault"
)

// Curriculum returns how long the years of the paths give to rotations, by path, year and rotation.
func (s *Store) Curriculum(ctx context.Context) ([]c.CurriculumMonths, error) {
	all, err := curriculum().all(ctx, s.reader)
	return all, s.explain("read the curriculum", err)
}

// pathYear is one year of a path.
type pathYear struct {
	path string
	year int
}

// SaveCurriculum replaces the rows of the path-years that the given rows name, as one revision. A year holds at
// most twelve months.
func (s *Store) SaveCurriculum(ctx context.Context, rows []c.CurriculumMonths, by c.UserID) error {
	wanted := map[string]c.CurriculumMonths{}
	months := map[pathYear]float64{}
	var named []string
	for _, row := range rows {
		row.Path, row.Rotation = c.CleanName(row.Path), c.CleanName(row.Rotation)
		if err := checkCurriculum(row); err != nil {
			return err
		}
		key := curriculum().keyOf(row)
		if _, ok := wanted[key]; ok {
			return fault.New(fault.Invalid, "Year %d of %s lists %s twice.", row.Year, row.Path, row.Rotation).WithCode("curriculum")
		}
		wanted[key] = row
		year := pathYear{row.Path, row.Year}
		if _, ok := months[year]; !ok {
			named = append(named, fmt.Sprintf("%s year %d", row.Path, row.Year))
		}
		months[year] += valueOr(row.Months, 0)
		if months[year] > 12+1e-9 { // thirds of a month add up to 12 only nearly
			return fault.New(fault.Invalid, "Year %d of %s would hold more than 12 months.", row.Year, row.Path).WithCode("curriculum")
		}
	}
	return s.edit(ctx, by, "save curriculum", clip("Curriculum of "+strings.Join(named, ", "), 1000), func(w *work) error {
		return w.replaceCurriculum(ctx, wanted, months)
	})
}

func (w *work) replaceCurriculum(ctx context.Context, wanted map[string]c.CurriculumMonths, years map[pathYear]float64) error {
	stored, err := curriculum().all(ctx, w.tx)
	if err != nil {
		return err
	}
	for _, row := range stored {
		if _, ok := years[pathYear{row.Path, row.Year}]; !ok {
			continue
		}
		key := curriculum().keyOf(row)
		if _, ok := wanted[key]; ok {
			continue
		}
		if _, err := drop(ctx, w, curriculum().rows(), key); err != nil {
			return err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(wanted)) {
		if _, err := put(ctx, w, curriculum().rows(), key, wanted[key]); err != nil {
			return err
		}
	}
	return nil
}

// refuseOverfull refuses an undo after which a year would hold more than a year: rows that were saved since need
// the months that it would give back.
func refuseOverfull(ctx context.Context, db queryer) error {
	overfull, err := checkCurriculumYears(ctx, db)
	if err != nil || len(overfull) == 0 {
		return err
	}
	return wasOvertaken(overfull)
}

func valueOr(value *float64, none float64) float64 {
	if value == nil {
		return none
	}
	return *value
}

func checkCurriculum(row c.CurriculumMonths) error {
	switch {
	case row.Path == "" || row.Rotation == "" || row.Year < 1 || row.Year > 20:
		return fault.New(fault.Invalid, "A line of a curriculum has a path, a year from 1 to 20 and a rotation.").WithCode("curriculum")
	case row.Months != nil && !(*row.Months >= 0 && *row.Months <= 12):
		return fault.New(fault.Invalid, "Year %d of %s gives %s from 0 to 12 months.", row.Year, row.Path, row.Rotation).WithCode("curriculum")
	}
	if err := atMost("A rotation", row.Rotation, 100); err != nil {
		return err
	}
	return checkTrainingTexts(row.Path, "", row.Source)
}

func curriculum() table[c.CurriculumMonths] {
	return table[c.CurriculumMonths]{
		kind: c.ChangeCurriculum,
		name: "curriculum",
		key:  []string{"path", "year", "rotation"},
		rest: []string{"months", "source"},
		scan: func(scan func(...any) error) (m c.CurriculumMonths, err error) {
			err = scan(&m.Path, &m.Year, &m.Rotation, &m.Months, &m.Source)
			return m, err
		},
		values: func(m c.CurriculumMonths) []any { return []any{m.Path, m.Year, m.Rotation, m.Months, m.Source} },
		tell: func(key []string, _ names) string {
			return fmt.Sprintf("the curriculum of %s, year %s, %s", key[0], key[1], key[2])
		},
	}
}
