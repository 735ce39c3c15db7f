package insight

import (
	"context"
	"errors"
	"slices"

	"caseload/dashboard/analysis/series"
	"caseload/dashboard/analysis/training"
	"caseload/store/calendar"
	"caseload/store/fault"
)

// TrainingPath is the page about training, TrainingRowsPath what stands behind its figures, and TrainingPathAPI the
// answer for programs.
const (
	TrainingPath     = "/training"
	TrainingRowsPath = "/training/rows"
	TrainingPathAPI  = "/api/v1/training"
)

// Training answers what the volume offers the trainees in the training year of the view.
func (s *Service) Training(ctx context.Context, q TrainingQuery) (Training, error) {
	x, err := s.trainer(ctx, q)
	if err != nil {
		return Training{}, err
	}
	out := Training{Scope: x.r.scope(), IsNamed: q.Named, Years: []TrainingYear{}, Sites: []SiteExposure{}, Trainees: []Trainee{}, Shares: x.shares(),
		HasLogs: len(x.plan.Logged) > 0, Year: x.trainingYear(x.year), Sources: x.sources()}
	out.Empty = x.empty()
	if out.Empty != nil {
		return out, nil
	}
	out.Years = x.years()
	for _, site := range x.sitesShown() {
		out.Sites = append(out.Sites, x.siteExposure(site))
	}
	if q.Named {
		out.Trainees = x.trainees()
		if out.OneMore, err = x.oneMore(); err != nil {
			return Training{}, err
		}
		out.TraceURL = x.rowsURL(trainingFigureSchedule, nil, "", "")
	}
	x.words(&out)
	return out, nil
}

// trainer reads what a question about training needs.
func (s *Service) trainer(ctx context.Context, q TrainingQuery) (*trainer, error) {
	q.View = q.View.Shared()
	r, err := s.read(ctx, q.View)
	if err != nil {
		return nil, err
	}
	all, err := s.read(ctx, View{})
	if err != nil {
		return nil, err
	}
	var set *outlookSet
	if all.hasMonth {
		set = s.outlooks.newest(all)
	}
	x, err := newTrainer(r, all, set, q)
	var wrong training.Error
	if errors.As(err, &wrong) { // somebody entered it, and can correct it
		return nil, fault.New(fault.Invalid, "%s Correct it in the file or in Settings; nothing was changed.", wrong.Error()).WithCode("training")
	}
	return x, err
}

// empty says what to do while there is no schedule, or no volume.
func (x *trainer) empty() *EmptyState {
	if len(x.r.training.schedule) == 0 {
		return &EmptyState{
			Title: "No trainee schedule has come yet.",
			Text: "A schedule has a line for each trainee and month: trainee (an id, no name), month, site, rotation, path, year and share. " +
				"It brings who is on service when, the exposure that each site offers, and the months scheduled against the curriculum. " +
				"With logged cases loaded too, it brings projections against the minimums.",
			Action: "Upload a schedule", URL: "/data",
		}
	}
	return nil
}

func (x *trainer) trainingYear(year calendar.FiscalYear) TrainingYear {
	return TrainingYear{First: year.First, Last: year.Last, Label: year.Label(), Name: year.Long(),
		URL: x.q.WithYear(year.First).URL(TrainingPath)}
}

// years are those of which the schedule says something, and the one shown.
func (x *trainer) years() []TrainingYear {
	firsts := []calendar.Month{x.year.First}
	for _, a := range x.plan.Schedule {
		firsts = append(firsts, training.Year(a.Month).First)
	}
	slices.Sort(firsts)
	var years []TrainingYear
	for _, first := range slices.Compact(firsts) {
		years = append(years, x.trainingYear(training.Year(first)))
	}
	return years
}

// sitesShown are the view's site, or all that have volume or a trainee on service in the year.
func (x *trainer) sitesShown() []*siteFacts {
	var sites []*siteFacts
	for _, s := range x.r.facts.sites {
		isUsed := x.all.hasReported(s) || slices.ContainsFunc(x.plan.Schedule, func(a training.Assignment) bool {
			return a.Site == s.ID && a.Rotation == training.IR && x.year.Contains(a.Month)
		})
		if (x.r.chosen == nil && isUsed) || x.r.chosen == s {
			sites = append(sites, s)
		}
	}
	return sites
}

func (x *trainer) siteExposure(s *siteFacts) SiteExposure {
	out := SiteExposure{Site: s.ref}
	for m := x.year.First; m <= x.year.Last; m++ {
		month := x.exposureMonth(s, m)
		if month.Available.Known() {
			out.Available += float64(month.Available)
			out.Known++
		}
		out.Months = append(out.Months, month)
	}
	return out
}

func (x *trainer) exposureMonth(s *siteFacts, m calendar.Month) ExposureMonth {
	place := training.Place{Month: m, Site: s.ID}
	volume := x.places[place]
	month := ExposureMonth{Month: m, Basis: volume.basis, Why: volume.why, Procedures: Number(volume.sum()), Available: missing(),
		PerTrainee: missing(), Others: x.others(s.ID, m), URL: x.rowsURL(trainingFigureExposure, &m, s.ref.Slug, "")}
	month.Trainees = x.onService(place)
	if found := x.siteMonth(place); found != nil && x.hasShares() {
		month.Available = Number(found.Available)
		if month.Trainees > 0 {
			month.PerTrainee = Number(found.PerTrainee)
		}
	}
	return month
}

// hasShares reports whether anybody has said how often trainees take part: without it no exposure is known.
func (x *trainer) hasShares() bool { return len(x.plan.Participation) > 0 }

// siteMonth returns the exposure of a place; nil where its volume is not known.
func (x *trainer) siteMonth(p training.Place) *training.SiteMonth {
	for i := range x.exposure.SiteMonths {
		if m := &x.exposure.SiteMonths[i]; m.Place == p {
			return m
		}
	}
	return nil
}

// onService returns how many trainees are on IR at a place, in full months; somebody listed twice is one.
func (x *trainer) onService(p training.Place) float64 {
	shares := map[string]float64{}
	for _, a := range x.plan.Schedule {
		if a.Rotation == training.IR && a.Month == p.Month && a.Site == p.Site {
			shares[a.Trainee] += a.Share
		}
	}
	sum := 0.0
	for _, share := range shares {
		sum += min(share, 1)
	}
	return series.Round(sum, 6)
}

// shares lists every group, in the order of the pages.
func (x *trainer) shares() []GroupShare {
	out := []GroupShare{}
	for _, g := range x.r.groups {
		share := GroupShare{Group: g.ID, Name: g.Name, Participation: missing(), Category: x.plan.Categories[g.ID]}
		for _, entered := range x.r.training.groups {
			if entered.Group == g.ID {
				share.Source = entered.Source
			}
		}
		if p, ok := x.plan.Participation[g.ID]; ok {
			share.Participation = Number(p)
		}
		out = append(out, share)
	}
	return out
}

// unstated are the groups with procedures in the plan's months of which nobody has said how often trainees take part.
func (x *trainer) unstated() []string {
	var names []string
	for _, id := range x.exposure.Unstated {
		for _, g := range x.r.groups {
			if g.ID == id {
				names = append(names, g.Name)
			}
		}
	}
	return names
}
