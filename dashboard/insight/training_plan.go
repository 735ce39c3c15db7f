package insight

import (
	"cmp"
	"math"
	"slices"

	"caseload/dashboard/analysis/series"
	"caseload/dashboard/analysis/training"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// trainer answers one question about training. Volumes, exposure and projections are of all sites, whatever the
// view: a trainee's months are, and so is a minimum. The view's site only narrows what is shown.
type trainer struct {
	r        *reading // through the view
	all      *reading // all sites
	set      *outlookSet
	q        TrainingQuery
	year     calendar.FiscalYear
	places   map[training.Place]placeVolume
	plan     training.Plan
	wholes   []string // trainees whose log is of all cases together
	people   []training.Projection
	exposure training.Exposure
	siteMark map[caseload.SiteID]SiteRef
}

// placeVolume is what is known of a site's month.
type placeVolume struct {
	basis  Basis
	why    string
	groups map[caseload.GroupID]float64
}

func (p placeVolume) sum() float64 {
	if p.basis == BasisMissing {
		return series.Missing()
	}
	total := 0.0
	for _, id := range sortedGroups(p.groups) {
		total += p.groups[id]
	}
	return total
}

func sortedGroups(groups map[caseload.GroupID]float64) []caseload.GroupID {
	ids := make([]caseload.GroupID, 0, len(groups))
	for id := range groups {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// newTrainer reads the volumes and works out everybody's exposure and projection.
func newTrainer(r, all *reading, set *outlookSet, q TrainingQuery) (*trainer, error) {
	x := &trainer{r: r, all: all, set: set, q: q, places: map[training.Place]placeVolume{}, siteMark: map[caseload.SiteID]SiteRef{}}
	for _, s := range r.facts.sites {
		x.siteMark[s.ID] = s.ref
	}
	x.year = training.Year(x.chosenMonth())
	x.makePlan()
	return x, x.project()
}

// chosenMonth is a month of the year shown: the one asked for, else the month in focus, else the schedule's nearest.
func (x *trainer) chosenMonth() calendar.Month {
	if x.q.Year != nil {
		return *x.q.Year
	}
	m := x.r.month
	if !x.r.hasMonth {
		m = x.all.current
	}
	first, last, ok := x.scheduled()
	if !ok {
		return m
	}
	return min(max(m, first), last)
}

// scheduled returns the first and the last month on the schedule.
func (x *trainer) scheduled() (first, last calendar.Month, ok bool) {
	for i, a := range x.r.training.schedule {
		if i == 0 {
			first, last = a.Month, a.Month
		}
		first, last, ok = min(first, a.Month), max(last, a.Month), true
	}
	return first, last, ok
}

// makePlan turns the stored rows into what the arithmetic asks for.
func (x *trainer) makePlan() {
	kept := x.r.training
	first, last, _ := x.scheduled()
	first, last = min(cmp.Or(first, x.year.First), x.year.First), max(last, x.year.Last)
	x.plan = training.Plan{
		Service:    training.Service{Participation: map[caseload.GroupID]float64{}},
		Categories: map[caseload.GroupID]string{},
		Minimums:   minimumsOf(kept.minimums),
	}
	for _, a := range kept.schedule {
		x.plan.Schedule = append(x.plan.Schedule, training.Assignment{
			Trainee: string(a.Trainee), Month: a.Month, Site: a.Site, Rotation: training.Rotation(a.Rotation),
			Path: training.Path(a.Path), Year: a.Year, Share: a.Share,
		})
	}
	for _, g := range kept.groups {
		if g.Participation != nil {
			x.plan.Participation[g.Group] = *g.Participation
		}
		if g.Category != "" {
			x.plan.Categories[g.Group] = g.Category
		}
	}
	for _, s := range x.r.facts.sites {
		for m := first; m <= last; m++ {
			x.addVolumes(s, m)
		}
		x.addOthers(s.ID, first, last)
	}
	x.addLogs(kept.logged)
}

// addVolumes enters a site's month: counted where the site's file is complete, expected where it is to come.
func (x *trainer) addVolumes(s *siteFacts, m calendar.Month) {
	place := training.Place{Month: m, Site: s.ID}
	volume := placeVolume{basis: BasisMissing, groups: map[caseload.GroupID]float64{}}
	switch {
	case x.hidesVolume(s, m):
	case x.all.siteComplete(s, m):
		volume.basis = BasisCounted
		for id, group := range s.groups {
			if group.Has(m) {
				volume.groups[id] = group.At(m)
			}
		}
	case x.set != nil && m > x.set.origin && s.IsActive(m):
		x.expect(s, m, &volume)
	}
	if volume.basis == BasisMissing {
		volume.groups, volume.why = nil, x.whyMissing(s, m)
		x.plan.Volumes = append(x.plan.Volumes, training.Volume{Month: m, Site: s.ID, Procedures: math.NaN()})
	}
	x.places[place] = volume
	for _, id := range sortedGroups(volume.groups) {
		x.plan.Volumes = append(x.plan.Volumes, training.Volume{Month: m, Site: s.ID, Group: id, Procedures: volume.groups[id]})
	}
}

// expect fills in what the outlook holds of the month, group by group.
func (x *trainer) expect(s *siteFacts, m calendar.Month, volume *placeVolume) {
	site := s.ID
	if len(x.all.sites) < 2 { // of one site alone the division is the site
		site = 0
	}
	for _, g := range x.r.groups {
		i := x.set.index(subject{site: site, group: g.ID})
		if i < 0 {
			continue
		}
		f := x.set.forecasts[i]
		expected, ok := f.At(m)
		for k := range f.Implied {
			if !ok && f.Implied[k].Month == m {
				expected, ok = f.Implied[k], true
			}
		}
		if ok {
			volume.basis = BasisExpected
			volume.groups[g.ID] = math.Max(expected.Point, 0)
		}
	}
}

// hidesVolume reports whether an export must not show what the site offered in the month: it is a few, or beside the
// site's total it would tell two hidden groups apart in which trainees take part differently often.
func (x *trainer) hidesVolume(s *siteFacts, m calendar.Month) bool {
	if x.r.hidesSite(m, s.ID, 0, 0) {
		return true
	}
	hidden, shares := 0, map[float64]bool{}
	for id := range s.groups {
		if x.r.hidesSite(m, s.ID, id, 0) {
			hidden++
			shares[x.plan.Participation[id]] = true
		}
	}
	return hidden < 3 && len(shares) > 1
}

// whyMissing says why nothing is known of the site's month.
func (x *trainer) whyMissing(s *siteFacts, m calendar.Month) string {
	switch {
	case x.hidesVolume(s, m):
		return hiddenText
	case !x.all.hasReported(s):
		return "has sent no procedures"
	case !s.IsActive(m) && m < *s.FirstMonth:
		return "the data start in " + s.FirstMonth.Long()
	case !s.IsActive(m):
		return "not active"
	case x.set != nil && m > x.set.origin+outlookMonths:
		return "later than the forecast reaches"
	case x.set == nil || m > x.set.origin:
		return "too few months for a forecast"
	}
	return x.all.siteText(s, m)
}

// addOthers enters the other learners in force in each month.
func (x *trainer) addOthers(site caseload.SiteID, first, last calendar.Month) {
	for m := first; m <= last; m++ {
		if n := x.others(site, m); n > 0 {
			x.plan.Others = append(x.plan.Others, training.Learners{Month: m, Site: site, Learners: n})
		}
	}
}

// others returns the other learners at a site in a month: those of the newest statement.
func (x *trainer) others(site caseload.SiteID, m calendar.Month) float64 {
	var found *caseload.OtherLearners
	for i := range x.r.training.others {
		if o := &x.r.training.others[i]; o.Site == site && o.From <= m && (found == nil || o.From > found.From) {
			found = o
		}
	}
	if found == nil {
		return 0
	}
	return found.Learners
}

// addLogs enters the logged cases. A log by category says more than one of all cases together, which is used
// only for those who have no other.
func (x *trainer) addLogs(logged []caseload.LoggedCases) {
	byCategory := map[string]bool{}
	for _, l := range logged {
		byCategory[string(l.Trainee)] = byCategory[string(l.Trainee)] || l.Category != ""
	}
	for _, l := range logged {
		id := string(l.Trainee)
		if l.Category == "" && byCategory[id] {
			continue
		}
		if l.Category == "" && !slices.Contains(x.wholes, id) {
			x.wholes = append(x.wholes, id)
		}
		x.plan.Logged = append(x.plan.Logged, training.Logged{Trainee: id, AsOf: l.AsOf, Category: l.Category, Count: l.Count, Elsewhere: l.Elsewhere})
	}
}

// plans returns the plan by category, and the one in which every group counts toward all cases together.
func (x *trainer) plans() (byCategory, together training.Plan) {
	byCategory, together = x.plan, x.plan
	together.Categories = map[caseload.GroupID]string{}
	for id := range x.plan.Participation {
		together.Categories[id] = ""
	}
	byCategory.Logged, together.Logged = nil, nil
	for _, l := range x.plan.Logged {
		if slices.Contains(x.wholes, l.Trainee) {
			together.Logged = append(together.Logged, l)
		} else {
			byCategory.Logged = append(byCategory.Logged, l)
		}
	}
	return byCategory, together
}

func (x *trainer) project() error {
	byCategory, together := x.plans()
	people, exposure, err := byCategory.Project()
	if err != nil {
		return err
	}
	if len(x.wholes) > 0 {
		whole, _, err := together.Project()
		if err != nil {
			return err
		}
		for i := range people {
			if slices.Contains(x.wholes, people[i].Trainee) {
				people[i] = whole[i] // both list the schedule's trainees in order
			}
		}
	}
	for i := range people {
		if warning := x.lateStart(people[i].Trainee); warning != "" && people[i].Problem == "" {
			people[i].Warnings = append(people[i].Warnings, warning)
		}
	}
	x.people, x.exposure = people, exposure
	return nil
}

// lateStart says that cases may have been logged before the schedule begins, for which it knows no exposure: the
// rate learnt from them would be too high.
func (x *trainer) lateStart(id string) string {
	own := x.plan.Schedule.Of(id)
	if len(own) == 0 || own[0].Year == 0 {
		return ""
	}
	for _, c := range Curricula(x.r.training.curriculum) {
		if c.Path == own[0].Path && len(c.Years) > 0 && own[0].Year > c.Years[0].Year {
			return "The schedule of " + id + " begins in " + own[0].Month.Long() + ", in year " + whole(float64(own[0].Year)) +
				": cases logged before then would make the capture rate too high."
		}
	}
	return ""
}
