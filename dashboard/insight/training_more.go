package insight

import (
	"errors"
	"slices"

	"caseload/dashboard/analysis/training"
	"caseload/store/calendar"
)

// addedTrainee is the id of the one more; a trainee of that name gets another.
const addedTrainee = "one more"

// oneMoreChoices finds who can be followed and from when: the months after the last log, of which the schedule
// knows what somebody does.
func (x *trainer) oneMoreChoices() OneMoreTrainee {
	o := OneMoreTrainee{Likes: []string{}, Froms: []calendar.Month{}, Effects: []OneMoreEffect{}}
	first := x.all.current
	for _, l := range x.plan.Logged {
		first = max(first, l.AsOf.Month()+1)
	}
	last := x.lastScheduled()
	for m := first; m <= last; m++ {
		o.Froms = append(o.Froms, m)
	}
	if len(o.Froms) == 0 {
		o.Problem = "The schedule ends in " + last.Long() + ": one more trainee needs months to come. Upload the next schedule."
		return o
	}
	o.From = first
	if x.q.From != nil {
		o.From = min(max(*x.q.From, first), last)
	}
	most := 0.0
	for _, id := range x.plan.Schedule.Trainees() {
		onService := 0.0
		for _, a := range x.plan.Schedule.Of(id) {
			if a.Month >= o.From && a.Rotation == training.IR {
				onService += a.Share
			}
		}
		if onService == 0 {
			continue
		}
		o.Likes = append(o.Likes, id)
		if onService > most { // the first of those with the most months on service
			most, o.Like = onService, id
		}
	}
	if slices.Contains(o.Likes, x.q.Like) {
		o.Like = x.q.Like
	}
	if o.Like == "" {
		o.Problem = "Nobody is on IR from " + o.From.Long() + " on: one more trainee needs months to follow."
	}
	return o
}

// added is the one more trainee's schedule: the months of whom it follows.
func (x *trainer) added(o OneMoreTrainee) training.Schedule {
	id := addedTrainee
	for slices.Contains(x.plan.Schedule.Trainees(), id) {
		id += "+"
	}
	return x.plan.Schedule.Like(o.Like, id, o.From)
}

// oneMore works out what everybody's projection becomes.
func (x *trainer) oneMore() (*OneMoreTrainee, error) {
	o := x.oneMoreChoices()
	if o.Problem != "" {
		return &o, nil
	}
	byCategory, together := x.plans()
	answer, err := byCategory.OneMore(x.added(o))
	var wrong training.Error
	if errors.As(err, &wrong) {
		o.Problem = wrong.Error()
		return &o, nil
	}
	if err != nil {
		return nil, err
	}
	if len(x.wholes) > 0 {
		whole, err := together.OneMore(x.added(o))
		if err != nil {
			return nil, err
		}
		for i, e := range whole.Effects {
			if slices.Contains(x.wholes, e.Trainee) {
				answer.Effects[i] = e
			}
		}
	}
	o.Own = answer.Own
	for _, e := range answer.Effects {
		o.add(e)
	}
	return &o, nil
}

// add enters a trainee who is still on service from the month on; nobody else is touched.
func (o *OneMoreTrainee) add(e training.Effect) {
	o.Before += e.ExposureBefore
	o.After += e.ExposureAfter
	if e.ExposureBefore == 0 {
		return
	}
	effect := OneMoreEffect{Trainee: e.Trainee, ExposureBefore: e.ExposureBefore, ExposureAfter: e.ExposureAfter,
		Before: shownOf(e.Before), After: shownOf(e.After)}
	effect.StanceBefore, effect.StanceAfter = stanceOf(effect.Before), stanceOf(effect.After)
	o.Effects = append(o.Effects, effect)
}
