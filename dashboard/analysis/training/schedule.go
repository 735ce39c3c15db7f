package training

import (
	"fmt"
	"slices"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// Assignment is a trainee's month, or part of one, on a rotation at a site.
type Assignment struct {
	Trainee  string          `json:"trainee"` // an id, never a name
	Month    calendar.Month  `json:"month"`
	Site     caseload.SiteID `json:"site"`
	Rotation Rotation        `json:"rotation"`
	Path     Path            `json:"path"`
	Year     int             `json:"year"`  // of training, by the path
	Share    float64         `json:"share"` // of the month, above 0 and up to 1
}

// Schedule is who is where when.
type Schedule []Assignment

// shareSlack lets thirds of a month add up to one.
const shareSlack = 1e-6

// Check refuses shares that are none.
func (s Schedule) Check() error {
	for _, a := range s {
		if !(a.Share > 0 && a.Share <= 1) {
			return sentence("The share of %s in %s is not above 0 and at most 1.", a.Trainee, a.Month.Long())
		}
	}
	return nil
}

// Overbooked names the trainees with more than a month in a month.
func (s Schedule) Overbooked() []string {
	type place struct {
		trainee string
		month   calendar.Month
	}
	shares := map[place]float64{}
	for _, a := range s {
		shares[place{a.Trainee, a.Month}] += a.Share
	}
	var found []string
	for _, a := range s.byTrainee() {
		p := place{a.Trainee, a.Month}
		if shares[p] > 1+shareSlack {
			found = append(found, fmt.Sprintf("%s is scheduled for %s months in %s.", a.Trainee, number(shares[p]), a.Month.Long()))
			delete(shares, p)
		}
	}
	return found
}

// Trainees returns the ids in order.
func (s Schedule) Trainees() []string {
	var ids []string
	for _, a := range s {
		ids = append(ids, a.Trainee)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Of returns one trainee's assignments by month.
func (s Schedule) Of(trainee string) Schedule {
	var own Schedule
	for _, a := range s.byTrainee() {
		if a.Trainee == trainee {
			own = append(own, a)
		}
	}
	return own
}

// byTrainee returns the assignments by trainee and month, those of one month in the order they came.
func (s Schedule) byTrainee() Schedule {
	ordered := slices.Clone(s)
	slices.SortStableFunc(ordered, func(a, b Assignment) int {
		if a.Trainee != b.Trainee {
			if a.Trainee < b.Trainee {
				return -1
			}
			return 1
		}
		return int(a.Month - b.Month)
	})
	return ordered
}

// Span is a run of months on one rotation, for the timeline.
type Span struct {
	First    calendar.Month  `json:"first"`
	Last     calendar.Month  `json:"last"`
	Site     caseload.SiteID `json:"site"`
	Rotation Rotation        `json:"rotation"`
	Path     Path            `json:"path"`
	Year     int             `json:"year"`
	Share    float64         `json:"share"`
}

// Timeline returns a trainee's spans by their first month: neighbouring months that are alike are one.
func (s Schedule) Timeline(trainee string) []Span {
	var spans []Span
	for _, a := range s.Of(trainee) {
		next := Span{a.Month, a.Month, a.Site, a.Rotation, a.Path, a.Year, a.Share}
		joined := false
		for i := range spans {
			grown := spans[i]
			if grown.Last != a.Month-1 {
				continue
			}
			next.First, next.Last = grown.First, grown.Last
			if joined = next == grown; joined {
				spans[i].Last = a.Month
				break
			}
			next.First, next.Last = a.Month, a.Month
		}
		if !joined {
			spans = append(spans, next)
		}
	}
	return spans
}

// YearMonths is how a trainee's training year is scheduled against the curriculum.
type YearMonths struct {
	Path      Path                `json:"path"`
	Year      int                 `json:"year"`
	Academic  calendar.FiscalYear `json:"academic"`
	Rotations []RotationMonths    `json:"rotations"`
}

// RotationMonths is a rotation's months in a year.
type RotationMonths struct {
	Rotation   Rotation `json:"rotation"`
	Scheduled  float64  `json:"scheduled"`
	Curriculum *float64 `json:"curriculum"` // nil where the curriculum does not state it
}

// Years returns a trainee's training years, with the months scheduled and those that the curriculum gives.
func (s Schedule) Years(trainee string, curricula []Curriculum) []YearMonths {
	var years []YearMonths
	for _, a := range s.Of(trainee) {
		academic := Year(a.Month)
		i := slices.IndexFunc(years, func(y YearMonths) bool {
			return y.Academic == academic && y.Path == a.Path && y.Year == a.Year
		})
		if i < 0 {
			i = len(years)
			years = append(years, YearMonths{Path: a.Path, Year: a.Year, Academic: academic, Rotations: allotted(curricula, a.Path, a.Year)})
		}
		y := &years[i]
		j := slices.IndexFunc(y.Rotations, func(r RotationMonths) bool { return r.Rotation == a.Rotation })
		if j < 0 {
			j = len(y.Rotations)
			y.Rotations = append(y.Rotations, RotationMonths{Rotation: a.Rotation, Curriculum: statedMonths(curricula, a.Path, a.Year, a.Rotation)})
		}
		y.Rotations[j].Scheduled += a.Share
	}
	return years
}

// allotted returns the rotations of a curriculum's year, none scheduled yet.
func allotted(curricula []Curriculum, path Path, year int) []RotationMonths {
	var months []RotationMonths
	for _, r := range Rotations() {
		if stated := statedMonths(curricula, path, year, r); stated != nil && *stated > 0 {
			months = append(months, RotationMonths{Rotation: r, Curriculum: stated})
		}
	}
	return months
}

func statedMonths(curricula []Curriculum, path Path, year int, rotation Rotation) *float64 {
	for _, c := range curricula {
		if c.Path == path {
			if months, stated := c.Months(year, rotation); stated {
				return &months
			}
		}
	}
	return nil
}
