package training

import (
	"slices"

	"caseload/store/calendar"
)

// OneMore is what becomes of everybody when one more trainee shares the volume.
type OneMore struct {
	Trainee string         `json:"trainee"`
	From    calendar.Month `json:"from"`
	Effects []Effect       `json:"effects"` // of the trainees already there
	Added   Projection     `json:"added"`   // has no projection: nothing is logged yet
	Own     float64        `json:"own"`     // the exposure that the added trainee would have
}

// Effect is one trainee without and with the one more.
type Effect struct {
	Trainee        string     `json:"trainee"`
	ExposureBefore float64    `json:"exposure_before"` // from the month on
	ExposureAfter  float64    `json:"exposure_after"`
	Before         Projection `json:"before"`
	After          Projection `json:"after"`
	// FallsShort is true when every minimum would have been reached, and one no longer is.
	FallsShort bool `json:"falls_short"`
}

// Like returns a trainee's months from a month on as the schedule of somebody else: the usual guess at what
// one more trainee would do.
func (s Schedule) Like(trainee, other string, from calendar.Month) Schedule {
	var copied Schedule
	for _, a := range s.Of(trainee) {
		if a.Month >= from {
			a.Trainee = other
			copied = append(copied, a)
		}
	}
	return copied
}

// OneMore works out what everybody's projection becomes when the extra schedule, of one further trainee, is
// added. It starts after the last log, for nobody can share the past.
func (p Plan) OneMore(extra Schedule) (OneMore, error) {
	ids := extra.Trainees()
	if len(ids) != 1 {
		return OneMore{}, sentence("One more trainee needs a schedule of one trainee.")
	}
	o := OneMore{Trainee: ids[0], From: extra.Of(ids[0])[0].Month}
	if slices.Contains(p.Schedule.Trainees(), o.Trainee) {
		return OneMore{}, sentence("%s is on the schedule already.", o.Trainee)
	}
	for _, l := range p.Logged {
		if o.From <= l.AsOf.Month() {
			return OneMore{}, sentence("Cases are logged up to %s: one more trainee can start the month after.", l.AsOf.Long())
		}
	}
	before, exposureBefore, err := p.Project()
	if err != nil {
		return OneMore{}, err
	}
	with := p
	with.Schedule = append(slices.Clone(p.Schedule), extra...)
	after, exposureAfter, err := with.Project()
	if err != nil {
		return OneMore{}, err
	}
	for _, projection := range after {
		i := slices.IndexFunc(before, func(b Projection) bool { return b.Trainee == projection.Trainee })
		if i < 0 {
			o.Added, o.Own = projection, exposureAfter.from(o.Trainee, o.From)
			continue
		}
		e := Effect{
			Trainee: projection.Trainee, Before: before[i], After: projection,
			ExposureBefore: exposureBefore.from(projection.Trainee, o.From),
			ExposureAfter:  exposureAfter.from(projection.Trainee, o.From),
		}
		reached, _ := e.Before.Reaches()
		reaches, known := e.After.Reaches()
		e.FallsShort = reached && known && !reaches
		o.Effects = append(o.Effects, e)
	}
	return o, nil
}

// from adds a trainee's exposure from a month on.
func (e Exposure) from(trainee string, first calendar.Month) float64 {
	sum := 0.0
	for _, m := range e.SiteMonths {
		for _, c := range m.Credits {
			if c.Trainee == trainee && m.Month >= first {
				sum += c.Procedures
			}
		}
	}
	return sum
}

// Words says whether the volume carries one more trainee.
func (o OneMore) Words() string {
	var short []string
	known := 0
	before, after := 0.0, 0.0
	for _, e := range o.Effects {
		if _, ok := e.After.Reaches(); ok {
			known++
		}
		if e.FallsShort {
			short = append(short, e.Trainee)
		}
		before += e.ExposureBefore
		after += e.ExposureAfter
	}
	text := "From " + o.From.Long() + " on the other trainees would have an exposure of " + cases(after) + " procedures instead of " + cases(before) + "."
	switch {
	case known == 0:
		return text + " Nothing is said about a minimum: that needs logged cases and a minimum."
	case len(short) == 0:
		return text + " Nobody who was projected to reach the minimums would fall short."
	}
	return text + " Projected below a minimum then, and not before: " + list(short) + "."
}
