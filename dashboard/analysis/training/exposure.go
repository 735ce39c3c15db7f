package training

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// Volume is a group's procedures at a site in a month: counted, or forecast for months to come.
type Volume struct {
	Month      calendar.Month
	Site       caseload.SiteID
	Group      caseload.GroupID
	Procedures float64 // NaN when the site has not reported the group
}

// Learners are other learners on IR at a site in a month, who share its volume. Their number counts full months.
type Learners struct {
	Month    calendar.Month
	Site     caseload.SiteID
	Learners float64
}

// Service is what exposure is worked out from.
type Service struct {
	Schedule Schedule
	Volumes  []Volume
	// Participation is the share of a group's procedures in which a trainee takes part, 0 to 1.
	Participation map[caseload.GroupID]float64
	Others        []Learners
}

// Place is a site in a month.
type Place struct {
	Month calendar.Month  `json:"month"`
	Site  caseload.SiteID `json:"site"`
}

// SiteMonth is the exposure available at a site in a month, and who shares it.
type SiteMonth struct {
	Place
	Available float64                      `json:"available"`
	ByGroup   map[caseload.GroupID]float64 `json:"by_group"`
	Learners  float64                      `json:"learners"` // on IR there, in full months, others included
	// PerTrainee is what a trainee on service for the whole month shares in: Available ÷ Learners.
	PerTrainee float64  `json:"per_trainee"`
	Credits    []Credit `json:"credits"`
}

// Credit is a trainee's part of the exposure.
type Credit struct {
	Trainee    string                       `json:"trainee"`
	Share      float64                      `json:"share"` // of the month
	Procedures float64                      `json:"procedures"`
	ByGroup    map[caseload.GroupID]float64 `json:"by_group"`
}

// Exposure is what the volume offers the trainees.
type Exposure struct {
	SiteMonths []SiteMonth `json:"site_months"` // by month and site
	// Missing are the places where a trainee is on service but the volume is not known. They are in no sum.
	Missing []Place `json:"missing,omitempty"`
	// Unstated are the groups for which nobody has entered how often trainees take part. They are in no sum either.
	Unstated []caseload.GroupID `json:"unstated,omitempty"`
	Warnings []string           `json:"warnings,omitempty"`
}

// Exposure works out what is available and divides it among those on service.
func (s Service) Exposure() (Exposure, error) {
	if err := s.check(); err != nil {
		return Exposure{}, err
	}
	var e Exposure
	available, unknown := s.available(&e)
	shares, learners := s.onService()
	places := slices.Collect(maps.Keys(shares))
	for p := range available {
		if _, ok := shares[p]; !ok {
			places = append(places, p)
		}
	}
	slices.SortFunc(places, before)
	for _, p := range places {
		groups, known := available[p]
		if !known || unknown[p] {
			if len(shares[p]) > 0 {
				e.Missing = append(e.Missing, p)
			}
			continue
		}
		e.SiteMonths = append(e.SiteMonths, divide(p, groups, shares[p], learners[p]))
	}
	e.warn(s.Schedule)
	return e, nil
}

// divide shares a site's month. Someone alone for half a month takes half of it: nobody takes what happens
// while they are away, so that fewer than one learner still count as one.
func divide(p Place, groups map[caseload.GroupID]float64, shares map[string]float64, learners float64) SiteMonth {
	m := SiteMonth{Place: p, ByGroup: groups, Learners: learners}
	for _, group := range slices.Sorted(maps.Keys(groups)) {
		m.Available += groups[group]
	}
	divisor := math.Max(learners, 1)
	m.PerTrainee = m.Available / divisor
	for _, trainee := range slices.Sorted(maps.Keys(shares)) {
		part := math.Min(shares[trainee], 1)
		c := Credit{Trainee: trainee, Share: part, Procedures: m.PerTrainee * part, ByGroup: map[caseload.GroupID]float64{}}
		for group, procedures := range groups {
			c.ByGroup[group] = procedures / divisor * part
		}
		m.Credits = append(m.Credits, c)
	}
	return m
}

// available returns Σ volume × participation by place and group, and the places with a group not reported.
func (s Service) available(e *Exposure) (map[Place]map[caseload.GroupID]float64, map[Place]bool) {
	available, unknown := map[Place]map[caseload.GroupID]float64{}, map[Place]bool{}
	for _, v := range s.Volumes {
		p := Place{v.Month, v.Site}
		if available[p] == nil {
			available[p] = map[caseload.GroupID]float64{}
		}
		share, stated := s.Participation[v.Group]
		switch {
		case math.IsNaN(v.Procedures):
			unknown[p] = true
		case !stated:
			e.Unstated = append(e.Unstated, v.Group)
		default:
			available[p][v.Group] += v.Procedures * share
		}
	}
	slices.Sort(e.Unstated)
	e.Unstated = slices.Compact(e.Unstated)
	return available, unknown
}

// onService returns every trainee's share of the month by place, and how many learners that makes.
func (s Service) onService() (map[Place]map[string]float64, map[Place]float64) {
	shares, learners := map[Place]map[string]float64{}, map[Place]float64{}
	for _, a := range s.Schedule {
		if a.Rotation != IR {
			continue
		}
		p := Place{a.Month, a.Site}
		if shares[p] == nil {
			shares[p] = map[string]float64{}
		}
		shares[p][a.Trainee] += a.Share
	}
	for p, here := range shares {
		for _, trainee := range slices.Sorted(maps.Keys(here)) {
			learners[p] += math.Min(here[trainee], 1)
		}
	}
	for _, o := range s.Others {
		learners[Place{o.Month, o.Site}] += o.Learners
	}
	return shares, learners
}

func (s Service) check() error {
	if err := s.Schedule.Check(); err != nil {
		return err
	}
	for _, v := range s.Volumes {
		if !math.IsNaN(v.Procedures) && !isAmount(v.Procedures) {
			return sentence("The volume of %s is not a number of 0 or more.", v.Month.Long())
		}
	}
	for _, group := range slices.Sorted(maps.Keys(s.Participation)) {
		if share := s.Participation[group]; !(share >= 0 && share <= 1) {
			return sentence("The share of procedures with a trainee has to be between 0 and 100\u00a0%%.")
		}
	}
	for _, o := range s.Others {
		if !isAmount(o.Learners) {
			return sentence("The number of other learners in %s is not a number of 0 or more.", o.Month.Long())
		}
	}
	return nil
}

func (e *Exposure) warn(s Schedule) {
	if n := len(e.Missing); n == 1 {
		e.Warnings = append(e.Warnings, "In "+e.Missing[0].Month.Long()+" a trainee is on service where the volume is not known: it is not in the exposure.")
	} else if n > 1 {
		e.Warnings = append(e.Warnings, number(float64(n))+" months with a trainee on service have no known volume: they are not in the exposure.")
	}
	if n := len(e.Unstated); n > 0 {
		e.Warnings = append(e.Warnings, "For "+many(n, "procedure group")+" nobody has entered how often trainees take part: not in the exposure.")
	}
	e.Warnings = append(e.Warnings, s.Overbooked()...)
}

// before orders places by month, then by site.
func before(a, b Place) int {
	return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Site, b.Site))
}

// Of returns a trainee's exposure by month, over all sites.
func (e Exposure) Of(trainee string) map[calendar.Month]float64 {
	months := map[calendar.Month]float64{}
	for _, m := range e.SiteMonths {
		for _, c := range m.Credits {
			if c.Trainee == trainee {
				months[m.Month] += c.Procedures
			}
		}
	}
	return months
}
