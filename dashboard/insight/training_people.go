package insight

import (
	"slices"
	"strings"

	"caseload/dashboard/analysis/training"
	"caseload/store/calendar"
)

// trainees lists everybody who is on the schedule in the year shown, by id.
func (x *trainer) trainees() []Trainee {
	out := []Trainee{}
	curricula := Curricula(x.r.training.curriculum)
	for _, id := range x.plan.Schedule.Trainees() {
		var own training.Schedule
		for _, a := range x.plan.Schedule.Of(id) {
			if x.year.Contains(a.Month) {
				own = append(own, a)
			}
		}
		if len(own) > 0 {
			out = append(out, x.trainee(id, own, curricula))
		}
	}
	return out
}

// trainee is one trainee in the year, whose assignments own are.
func (x *trainer) trainee(id string, own training.Schedule, curricula []training.Curriculum) Trainee {
	last := own[len(own)-1]
	t := Trainee{ID: id, Path: last.Path, Year: last.Year, PathText: pathText(last.Path, last.Year),
		Exposure: missing(), PerMonth: missing(), URL: x.rowsURL(trainingFigureTrainee, nil, "", id)}
	sum, known := 0.0, 0.0
	seen := map[training.Place]bool{}
	for _, a := range own {
		month := TraineeMonth{Month: a.Month, Site: x.siteMark[a.Site], Rotation: a.Rotation, Share: a.Share, Exposure: missing()}
		if a.Rotation == training.IR && (x.r.chosen == nil || x.r.chosen.ID == a.Site) {
			place := training.Place{Month: a.Month, Site: a.Site}
			t.OnService += a.Share
			month.Basis = x.places[place].basis
			credit, ok := x.credit(place, id)
			switch {
			case ok && x.hasShares():
				// A month in two lines at one place has one credit, which its lines divide.
				part := a.Share / x.sharesAt(own, place)
				month.Exposure = Number(credit * part)
				sum += credit * part
				known += a.Share
			case !ok && !seen[place]:
				t.Missing = append(t.Missing, place)
			}
			seen[place] = true
		}
		t.Months = append(t.Months, month)
	}
	if known > 0 {
		t.Exposure, t.PerMonth = Number(sum), Number(sum/known)
	}
	t.MissingWords = x.missingWords(t.Missing)
	x.conform(&t, own, curricula)
	for _, p := range x.people {
		if p.Trainee == id {
			t.Projection = x.projection(p)
		}
	}
	return t
}

// credit returns what a trainee is credited at a place.
func (x *trainer) credit(p training.Place, id string) (float64, bool) {
	found := x.siteMonth(p)
	if found == nil {
		return 0, false
	}
	for _, c := range found.Credits {
		if c.Trainee == id {
			return c.Procedures, true
		}
	}
	return 0, false
}

// sharesAt adds up the shares of the month that the lines give to IR at the place.
func (x *trainer) sharesAt(own training.Schedule, p training.Place) float64 {
	sum := 0.0
	for _, a := range own {
		if a.Rotation == training.IR && a.Month == p.Month && a.Site == p.Site {
			sum += a.Share
		}
	}
	return sum
}

// missingWords names the places of which nothing is known: "August 2026 at the VA: not received".
func (x *trainer) missingWords(places []training.Place) string {
	var said []string
	for _, p := range places {
		said = append(said, p.Month.Long()+" at "+x.siteMark[p.Site].Name+": "+x.places[p].why)
	}
	return strings.Join(said, "; ")
}

// pathText names a path and its year: "integrated, year 4".
func pathText(path training.Path, year int) string {
	switch {
	case path == "" && year == 0:
		return "path not stated"
	case path == "":
		return "year " + whole(float64(year))
	case year == 0:
		return string(path)
	}
	return string(path) + ", year " + whole(float64(year))
}

// ordinal writes a year of training: "fourth".
func ordinal(n int) string {
	words := [...]string{"", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"}
	if n > 0 && n < len(words) {
		return words[n]
	}
	return whole(float64(n)) + "th"
}

// conform holds the year's months against the curriculum.
func (x *trainer) conform(t *Trainee, own training.Schedule, curricula []training.Curriculum) {
	for _, y := range own.Years(t.ID, curricula) {
		for _, r := range y.Rotations {
			i := slices.IndexFunc(t.Rotations, func(known training.RotationMonths) bool { return known.Rotation == r.Rotation })
			if i < 0 {
				t.Rotations = append(t.Rotations, r)
				continue
			}
			t.Rotations[i].Scheduled += r.Scheduled // a path that changes within the year
			t.Rotations[i].Curriculum = nil
		}
	}
	t.Conforms = "The curriculum does not state the months of this year."
	for _, r := range t.Rotations {
		if r.Curriculum == nil {
			continue
		}
		t.Differs = t.Differs || !sameMonths(r.Scheduled, *r.Curriculum)
		if r.Rotation == training.IR {
			t.Conforms = months(*r.Curriculum, "IR ") + " in the " + ordinal(t.Year) + " year: " + monthCount(r.Scheduled) + " scheduled"
		}
	}
}

func sameMonths(a, b float64) bool { return a-b < 1e-6 && b-a < 1e-6 }

// monthCount writes a number of months, with a decimal where it is not whole: "5", "2.5".
func monthCount(n float64) string {
	if sameMonths(n, float64(int(n+0.5))) {
		return whole(n)
	}
	return oneDecimal(n)
}

// months counts months with a word before them: "5 IR months", "1 month".
func months(n float64, what string) string {
	if sameMonths(n, 1) {
		return "1 " + what + "month"
	}
	return monthCount(n) + " " + what + "months"
}

// projection puts a stance beside a projection.
func (x *trainer) projection(p training.Projection) *TraineeProjection {
	out := &TraineeProjection{Projection: p, Words: p.Words(), URL: x.rowsURL(trainingFigureProjection, nil, "", p.Trainee)}
	out.Shown = shownOf(p)
	out.Stance = stanceOf(out.Shown)
	out.Ended = p.Through < x.all.current
	return out
}

// shownOf returns the category to look at first: the binding one, else all cases together.
func shownOf(p training.Projection) *training.CategoryProjection {
	if p.Binding == nil {
		if p.Total == nil && len(p.Categories) == 1 && p.Categories[0].Projected != nil {
			return &p.Categories[0]
		}
		return p.Total
	}
	if p.Total != nil && p.Binding.Category == "" {
		return p.Total
	}
	for i := range p.Categories {
		if p.Categories[i].Category == p.Binding.Category {
			return &p.Categories[i]
		}
	}
	return p.Total
}

// stanceOf holds the whole range against the minimum: a minimum within the range is open.
func stanceOf(c *training.CategoryProjection) Stance {
	switch {
	case c == nil || c.Minimum == nil || c.Projected == nil:
		return StanceNone
	case *c.Lo80 >= c.Minimum.Cases:
		return StanceOver
	case *c.Hi80 < c.Minimum.Cases:
		return StanceBelow
	}
	return StanceOpen
}

// lastScheduled is the newest month that anybody is on the schedule.
func (x *trainer) lastScheduled() calendar.Month {
	_, last, _ := x.scheduled()
	return last
}
