package training_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/analysis/training"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

const (
	university caseload.SiteID  = 1
	va         caseload.SiteID  = 2
	drainage   caseload.GroupID = 2
	embolism   caseload.GroupID = 3
	july                        = calendar.Month(2026*12 + int(time.July) - 1)
)

func near(t *testing.T, what string, want, got float64) {
	t.Helper()
	if !(math.Abs(want-got) <= 1e-9) {
		t.Errorf("%s: want %.10f, got %.10f", what, want, got)
	}
}

func onIR(trainee string, m calendar.Month, site caseload.SiteID, share float64) training.Assignment {
	return training.Assignment{Trainee: trainee, Month: m, Site: site, Rotation: training.IR, Path: training.Integrated, Year: 5, Share: share}
}

func exposure(t *testing.T, s training.Service) training.Exposure {
	t.Helper()
	e, err := s.Exposure()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestExposureIsSharedByThoseOnService(t *testing.T) {
	s := training.Service{
		Schedule: training.Schedule{
			onIR("R-01", july, university, 1), onIR("R-02", july, university, 0.5), onIR("R-03", july, va, 0.5),
			{Trainee: "R-04", Month: july, Site: university, Rotation: training.DR, Path: training.Integrated, Year: 4, Share: 1},
		},
		Volumes: []training.Volume{
			{july, university, drainage, 100}, {july, university, embolism, 40}, {july, va, drainage, 60},
		},
		Participation: map[caseload.GroupID]float64{drainage: 0.5, embolism: 1},
		Others:        []training.Learners{{july, university, 0.5}},
	}
	e := exposure(t, s)
	if len(e.SiteMonths) != 2 || len(e.Warnings) != 0 {
		t.Fatalf("got %+v", e)
	}
	here := e.SiteMonths[0]
	near(t, "available", 100*0.5+40, here.Available)
	near(t, "learners", 2, here.Learners)
	near(t, "per trainee", 45, here.PerTrainee)
	near(t, "R-01", 45, here.Credits[0].Procedures)
	near(t, "R-02", 22.5, here.Credits[1].Procedures)
	near(t, "R-02, embolization", 40.0/2*0.5, here.Credits[1].ByGroup[embolism])
	if len(here.Credits) != 2 {
		t.Error("somebody who is not on IR is credited")
	}
	// Alone at the VA for half a month: half of what the VA has, and nothing of the University's.
	near(t, "R-03", 15, e.SiteMonths[1].Credits[0].Procedures)
	if d := cmp.Diff(map[calendar.Month]float64{july: 15}, e.Of("R-03")); d != "" {
		t.Error(d)
	}
}

func TestMissingVolumeIsNotNoExposure(t *testing.T) {
	s := training.Service{
		Schedule: training.Schedule{onIR("R-01", july, university, 1), onIR("R-01", july+1, university, 1), onIR("R-01", july+2, university, 1)},
		Volumes: []training.Volume{
			{july, university, drainage, 100}, {july, university, 9, 10},
			{july + 1, university, drainage, math.NaN()}, {july + 1, university, embolism, 40},
		},
		Participation: map[caseload.GroupID]float64{drainage: 1, embolism: 1},
	}
	e := exposure(t, s)
	if d := cmp.Diff([]training.Place{{Month: july + 1, Site: university}, {Month: july + 2, Site: university}}, e.Missing); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]caseload.GroupID{9}, e.Unstated); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{
		"2 months with a trainee on service have no known volume: they are not in the exposure.",
		"For 1 procedure group nobody has entered how often trainees take part: not in the exposure.",
	}, e.Warnings); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(map[calendar.Month]float64{july: 100}, e.Of("R-01")); d != "" {
		t.Error(d)
	}
}

func TestNeverMoreIsCreditedThanWasAvailable(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 3))
	for range 300 {
		s := training.Service{Participation: map[caseload.GroupID]float64{}}
		for g := caseload.GroupID(1); g <= 5; g++ {
			s.Participation[g] = r.Float64()
		}
		for m := july; m < july+6; m++ {
			for site := university; site <= va; site++ {
				for g := caseload.GroupID(1); g <= 5; g++ {
					s.Volumes = append(s.Volumes, training.Volume{Month: m, Site: site, Group: g, Procedures: float64(r.IntN(200))})
				}
				for range r.IntN(5) {
					id := string(rune('A' + r.IntN(6))) // the same trainee may be there twice
					s.Schedule = append(s.Schedule, onIR(id, m, site, 1-r.Float64()))
				}
				if r.IntN(2) == 0 {
					s.Others = append(s.Others, training.Learners{Month: m, Site: site, Learners: r.Float64() * 3})
				}
			}
		}
		for _, m := range exposure(t, s).SiteMonths {
			credited, byGroup := 0.0, map[caseload.GroupID]float64{}
			for _, c := range m.Credits {
				credited += c.Procedures
				for g, n := range c.ByGroup {
					byGroup[g] += n
				}
			}
			if credited > m.Available+1e-9 {
				t.Fatalf("%s: %v credited of %v", m.Month, credited, m.Available)
			}
			for g, n := range byGroup {
				if n > m.ByGroup[g]+1e-9 {
					t.Fatalf("%s, group %d: %v credited of %v", m.Month, g, n, m.ByGroup[g])
				}
			}
		}
	}
}

func TestImpossibleInputIsASentence(t *testing.T) {
	for name, c := range map[string]struct {
		service training.Service
		want    string
	}{
		"share of nothing":       {training.Service{Schedule: training.Schedule{onIR("R-01", july, va, 0)}}, "The share of R-01 in July 2026 is not above 0 and at most 1."},
		"share beyond the month": {training.Service{Schedule: training.Schedule{onIR("R-01", july, va, 1.5)}}, "The share of R-01 in July 2026 is not above 0 and at most 1."},
		"negative volume":        {training.Service{Volumes: []training.Volume{{july, va, drainage, -1}}}, "The volume of July 2026 is not a number of 0 or more."},
		"participation":          {training.Service{Participation: map[caseload.GroupID]float64{drainage: 1.2}}, "The share of procedures with a trainee has to be between 0 and 100\u00a0%."},
		"learners":               {training.Service{Others: []training.Learners{{july, va, math.NaN()}}}, "The number of other learners in July 2026 is not a number of 0 or more."},
	} {
		_, err := c.service.Exposure()
		if err == nil {
			t.Errorf("%s: accepted", name)
			continue
		}
		if d := cmp.Diff(c.want, err.Error()); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestTheTimelineJoinsMonthsThatAreAlike(t *testing.T) {
	s := training.Schedule{
		onIR("R-01", july+1, university, 1), onIR("R-01", july, university, 1), onIR("R-01", july+2, va, 0.5),
		{Trainee: "R-01", Month: july + 2, Site: university, Rotation: training.Clinic, Path: training.Integrated, Year: 5, Share: 0.5},
		onIR("R-01", july+3, va, 0.5), onIR("R-01", july+5, va, 0.5), onIR("R-02", july+4, va, 0.5),
	}
	span := func(first, last calendar.Month, site caseload.SiteID, r training.Rotation, share float64) training.Span {
		return training.Span{First: first, Last: last, Site: site, Rotation: r, Path: training.Integrated, Year: 5, Share: share}
	}
	if d := cmp.Diff([]training.Span{
		span(july, july+1, university, training.IR, 1), span(july+2, july+3, va, training.IR, 0.5),
		span(july+2, july+2, university, training.Clinic, 0.5), span(july+5, july+5, va, training.IR, 0.5),
	}, s.Timeline("R-01")); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"R-01", "R-02"}, s.Trainees()); d != "" {
		t.Error(d)
	}
}

func TestAnOverbookedMonthIsNamed(t *testing.T) {
	s := training.Schedule{onIR("R-01", july, university, 1), onIR("R-01", july, va, 0.5), onIR("R-02", july, va, 1)}
	if d := cmp.Diff([]string{"R-01 is scheduled for 1.5 months in July 2026."}, s.Overbooked()); d != "" {
		t.Error(d)
	}
}

func TestAScheduledYearStandsBesideTheCurriculum(t *testing.T) {
	var s training.Schedule
	for i, r := range []training.Rotation{training.IR, training.IR, training.IR, training.IR, training.DR, training.Clinic} {
		s = append(s, training.Assignment{Trainee: "R-01", Month: july + calendar.Month(i), Site: university, Rotation: r, Path: training.Integrated, Year: 4, Share: 1})
	}
	s = append(s, onIR("R-01", july+12, university, 1))
	got := s.Years("R-01", training.Templates())
	if len(got) != 2 || got[0].Academic.Label() != "AY2026-27" || got[1].Year != 5 {
		t.Fatalf("got %+v", got)
	}
	months := func(x float64) *float64 { return &x }
	if d := cmp.Diff([]training.RotationMonths{
		{Rotation: training.IR, Scheduled: 4, Curriculum: months(5)}, {Rotation: training.DR, Scheduled: 1, Curriculum: months(4)},
		{Rotation: training.SICU, Curriculum: months(1)}, {Rotation: training.SurgicalOncology, Curriculum: months(1)},
		{Rotation: training.Research, Curriculum: months(1)}, {Rotation: training.Clinic, Scheduled: 1, Curriculum: months(0)},
	}, got[0].Rotations); d != "" {
		t.Error(d)
	}
}
