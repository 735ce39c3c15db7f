package insight_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"caseload/dashboard/insight"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

// randomSchedule gives up to nine trainees up to two stays a month on IR or elsewhere at either site.
func randomSchedule(random *rand.Rand) []caseload.Assignment {
	var lines []caseload.Assignment
	for i := range 1 + random.IntN(9) {
		for m := month("2026-07"); m <= month("2027-06"); m++ {
			left := 1.0
			for _, site := range random.Perm(2)[:1+random.IntN(2)] {
				share := left
				if random.IntN(3) == 0 {
					share = left * (0.1 + 0.8*random.Float64())
				}
				left -= share
				rotation := []string{"IR", "IR", "DR", "research"}[random.IntN(4)]
				if share > 0.01 {
					lines = append(lines, caseload.Assignment{Trainee: caseload.TraineeID(fmt.Sprintf("R-%d", i)), Month: m, Site: caseload.SiteID(site + 1),
						Rotation: rotation, Path: "integrated", Year: 4, Share: share, Row: len(lines) + 2})
				}
				if left < 0.02 {
					break
				}
			}
		}
	}
	return lines
}

func TestWhatIsCreditedToAllTraineesNeverExceedsWhatIsAvailable(t *testing.T) {
	for seed := range uint64(8) {
		random := rand.New(rand.NewPCG(seed, 11))
		p := newProgramme(t)
		p.share(t, random.Float64(), random.Float64())
		p.schedule(t, randomSchedule(random)...)
		for _, site := range []caseload.SiteID{storetest.University, storetest.VA} {
			if random.IntN(2) == 0 {
				o := caseload.OtherLearners{Site: site, From: month("2026-07") + calendar.Month(random.IntN(10)), Learners: 2 * random.Float64()}
				must(t, p.SaveOtherLearners(context.Background(), o, caseload.LocalUser))
			}
		}
		answer := p.training(t, named)
		type place struct {
			site caseload.SiteID
			m    calendar.Month
		}
		credited, onService := map[place]float64{}, 0
		for _, trainee := range answer.Trainees {
			sum := 0.0
			for _, m := range trainee.Months {
				if m.Exposure.Known() {
					credited[place{m.Site.ID, m.Month}] += float64(m.Exposure)
					sum += float64(m.Exposure)
					onService++
				}
			}
			if trainee.Exposure.Known() {
				sameNumber(t, trainee.ID+"’s year", sum, float64(trainee.Exposure))
			}
		}
		if onService == 0 {
			t.Fatalf("seed %d: nobody is on service", seed)
		}
		for _, site := range answer.Sites {
			for _, m := range site.Months {
				if got := credited[place{site.Site.ID, m.Month}]; got > float64(m.Available)+1e-9 {
					t.Errorf("seed %d, %s, %s: %v credited of %v", seed, site.Site.Name, m.Month, got, m.Available)
				} else if m.Trainees >= 1 && m.Others == 0 && float64(m.Available)-got > 1e-9 {
					t.Errorf("seed %d, %s, %s: %v of %v are nobody's, though somebody is there all month", seed, site.Site.Name, m.Month, float64(m.Available)-got, m.Available)
				}
			}
		}
		conservedWithOneMore(t, seed, answer)
	}
}

// conservedWithOneMore checks that one more trainee brings no procedure along.
func conservedWithOneMore(t *testing.T, seed uint64, answer insight.Training) {
	t.Helper()
	o := answer.OneMore
	if o.Problem != "" {
		return
	}
	available := 0.0
	for _, site := range answer.Sites {
		for _, m := range site.Months {
			if m.Month >= o.From && m.Available.Known() {
				available += float64(m.Available)
			}
		}
	}
	if o.After > o.Before+1e-9 || o.After+o.Own > available+1e-9 {
		t.Errorf("seed %d: %v and %v with one more, of %v before and %v available", seed, o.After, o.Own, o.Before, available)
	}
}
