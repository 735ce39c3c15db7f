package store

import (
	"context"
	"fmt"

	"caseload/store/calendar"
	c "caseload/store/caseload"
	"caseload/store/fault"
)

// TrainingGroups returns what training knows of procedure groups, by group.
func (s *Store) TrainingGroups(ctx context.Context) ([]c.TrainingGroup, error) {
	all, err := trainingGroups().all(ctx, s.reader)
	return all, s.explain("read training groups", err)
}

// SaveTrainingGroups stores what training knows of groups beside what is known of others, as one revision.
func (s *Store) SaveTrainingGroups(ctx context.Context, groups []c.TrainingGroup, by c.UserID) error {
	return s.edit(ctx, by, "save training groups", fmt.Sprintf("Training: %d procedure groups", len(groups)), func(w *work) error {
		for _, g := range groups {
			if g.Participation != nil && !(*g.Participation >= 0 && *g.Participation <= 1) {
				return fault.New(fault.Invalid, "Participation is a share from 0 to 1.").WithCode("participation")
			}
			g.Category = c.CleanName(g.Category)
			if err := atMost("A category", g.Category, 200); err != nil {
				return err
			}
			if err := atMost("The source", g.Source, 1000); err != nil {
				return err
			}
			_, err := put(ctx, w, trainingGroups().rows(), trainingGroups().keyOf(g), g)
			if isForeignKeyViolation(err) {
				return fault.New(fault.NotFound, "There is no group with the number %d.", g.Group).WithCode("unknown_group")
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func trainingGroups() table[c.TrainingGroup] {
	return table[c.TrainingGroup]{
		kind: c.ChangeTrainingGroup,
		name: "training_groups",
		key:  []string{"group_id"},
		rest: []string{"participation", "category", "source"},
		scan: func(scan func(...any) error) (g c.TrainingGroup, err error) {
			err = scan(&g.Group, &g.Participation, &g.Category, &g.Source)
			return g, err
		},
		values: func(g c.TrainingGroup) []any { return []any{g.Group, g.Participation, g.Category, g.Source} },
		tell:   func(key []string, _ names) string { return "training in the procedure group " + key[0] },
	}
}

// CaseMinimums returns how many cases the paths ask for, by path and category.
func (s *Store) CaseMinimums(ctx context.Context) ([]c.CaseMinimum, error) {
	all, err := caseMinimums().all(ctx, s.reader)
	return all, s.explain("read case minimums", err)
}

// SaveCaseMinimum stores how many cases of a category a path asks for.
func (s *Store) SaveCaseMinimum(ctx context.Context, m c.CaseMinimum, by c.UserID) error {
	m.Path, m.Category = c.CleanName(m.Path), c.CleanName(m.Category)
	if m.Path == "" || !(m.Cases >= 0 && m.Cases <= 1e9) {
		return fault.New(fault.Invalid, "A minimum has a path, and a number of cases from 0 on.").WithCode("case_minimum")
	}
	if err := checkTrainingTexts(m.Path, m.Category, m.Source); err != nil {
		return err
	}
	return s.edit(ctx, by, "save case minimum", "Minimum of "+m.Path, func(w *work) error {
		_, err := put(ctx, w, caseMinimums().rows(), caseMinimums().keyOf(m), m)
		return err
	})
}

// DeleteCaseMinimum removes the minimum of a path's category; the history keeps it.
func (s *Store) DeleteCaseMinimum(ctx context.Context, path, category string, by c.UserID) error {
	return s.edit(ctx, by, "delete case minimum", "Minimum of "+clip(path, 100)+" removed", func(w *work) error {
		found, err := drop(ctx, w, caseMinimums().rows(), caseMinimums().keyOf(c.CaseMinimum{Path: path, Category: category}))
		if err == nil && !found {
			return fault.New(fault.NotFound, "There is no such minimum.").WithCode("unknown_case_minimum")
		}
		return err
	})
}

func checkTrainingTexts(path, category, source string) error {
	if err := atMost("A path", path, 100); err != nil {
		return err
	}
	if err := atMost("A category", category, 200); err != nil {
		return err
	}
	return atMost("The source", source, 1000)
}

func caseMinimums() table[c.CaseMinimum] {
	return table[c.CaseMinimum]{
		kind: c.ChangeCaseMinimum,
		name: "case_minimums",
		key:  []string{"path", "category"},
		rest: []string{"cases", "source", "is_set"},
		scan: func(scan func(...any) error) (m c.CaseMinimum, err error) {
			err = scan(&m.Path, &m.Category, &m.Cases, &m.Source, &m.IsSet)
			return m, err
		},
		values: func(m c.CaseMinimum) []any { return []any{m.Path, m.Category, m.Cases, m.Source, flag(m.IsSet)} },
		tell: func(key []string, _ names) string {
			if key[1] == "" {
				return fmt.Sprintf("the minimum of %s for all cases", key[0])
			}
			return fmt.Sprintf("the minimum of %s for %s", key[0], key[1])
		},
	}
}

// OtherLearners returns who else learns at the sites, by site and first month.
func (s *Store) OtherLearners(ctx context.Context) ([]c.OtherLearners, error) {
	all, err := otherLearners().all(ctx, s.reader)
	return all, s.explain("read other learners", err)
}

// SaveOtherLearners stores how many others learn at a site from a month on.
func (s *Store) SaveOtherLearners(ctx context.Context, o c.OtherLearners, by c.UserID) error {
	if !(o.Learners >= 0 && o.Learners <= 100000) {
		return fault.New(fault.Invalid, "Other learners are a number from 0 to 100,000.").WithCode("other_learners")
	}
	if err := atMost("The source", o.Source, 1000); err != nil {
		return err
	}
	return s.edit(ctx, by, "save other learners", "Other learners from "+o.From.Long(), func(w *work) error {
		_, err := put(ctx, w, otherLearners().rows(), otherLearners().keyOf(o), o)
		switch {
		case isForeignKeyViolation(err):
			return fault.New(fault.NotFound, "There is no site with the number %d.", o.Site).WithCode("unknown_site")
		case isConstraintViolation(err):
			return fault.New(fault.Invalid, "%s is out of range.", o.From.Long()).WithCode("other_learners")
		}
		return err
	})
}

// DeleteOtherLearners removes what was stated from the month on; the history keeps it.
func (s *Store) DeleteOtherLearners(ctx context.Context, site c.SiteID, from calendar.Month, by c.UserID) error {
	return s.edit(ctx, by, "delete other learners", "Other learners from "+from.Long()+" removed", func(w *work) error {
		found, err := drop(ctx, w, otherLearners().rows(), otherLearners().keyOf(c.OtherLearners{Site: site, From: from}))
		if err == nil && !found {
			return fault.New(fault.NotFound, "No other learners are stated from %s.", from.Long()).WithCode("unknown_other_learners")
		}
		return err
	})
}

func otherLearners() table[c.OtherLearners] {
	return table[c.OtherLearners]{
		kind: c.ChangeOtherLearners,
		name: "other_learners",
		key:  []string{"site", "from_month"},
		rest: []string{"learners", "source"},
		scan: func(scan func(...any) error) (o c.OtherLearners, err error) {
			err = scan(&o.Site, scanMonth(&o.From), &o.Learners, &o.Source)
			return o, err
		},
		values: func(o c.OtherLearners) []any { return []any{o.Site, o.From.String(), o.Learners, o.Source} },
		tell: func(key []string, names names) string {
			return fmt.Sprintf("the other learners at %s from %s", names.siteCalled(key[0]), longMonth(key[1]))
		},
	}
}
