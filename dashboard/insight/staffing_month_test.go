package insight_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"caseload/dashboard/insight"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

// fteByDays is the FTE by the calendar alone: for each day of the month, everybody's FTE of that day, over the days.
func fteByDays(people []caseload.Appointment, year int, month time.Month) float64 {
	days, sum := 0, 0.0
	for day := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC); day.Month() == month; day = day.AddDate(0, 0, 1) {
		days++
		for _, a := range people {
			text := day.Format(time.DateOnly)
			if a.From.String() <= text && (a.To == nil || text <= a.To.String()) && a.Status != caseload.StatusVacant && a.Status != caseload.StatusAccepted {
				sum += a.FTE
			}
		}
	}
	return sum / float64(days)
}

func TestTheFTEOfAMonthIsThatOfItsDays(t *testing.T) {
	nurse := func(id string, options ...func(*caseload.Appointment)) caseload.Appointment {
		return person(id, caseload.Nurse, storetest.University, options...)
	}
	at := func(site caseload.SiteID, a caseload.Appointment) caseload.Appointment { a.Site = site; return a }
	for _, test := range []struct {
		name   string
		year   int
		month  time.Month
		people []caseload.Appointment
		want   float64
	}{
		{"a start in mid-month", 2026, time.October, []caseload.Appointment{nurse("N-1", since(2026, time.October, 12))}, 20.0 / 31},
		{"an end in mid-month", 2026, time.October, []caseload.Appointment{nurse("N-1", until(2026, time.October, 9), fte(0.8))}, 0.8 * 9 / 31},
		{"two appointments at two sites", 2026, time.October, []caseload.Appointment{nurse("N-1", fte(0.5)), at(storetest.VA, nurse("N-1", fte(0.4)))}, 0.9},
		{"a change of FTE", 2026, time.October, []caseload.Appointment{nurse("N-1", fte(1), until(2026, time.October, 15)), nurse("N-1", fte(0.6), since(2026, time.October, 16))}, 15.0/31 + 0.6*16/31},
		{"a leaver on the last day", 2026, time.September, []caseload.Appointment{nurse("N-1", until(2026, time.September, 30))}, 1},
		{"a leaver the day before", 2026, time.September, []caseload.Appointment{nurse("N-1", until(2026, time.September, 29))}, 29.0 / 30},
		{"a start on the 29th of a leap February", 2024, time.February, []caseload.Appointment{nurse("N-1", since(2024, time.February, 29))}, 1.0 / 29},
		{"an end on the 28th of a leap February", 2024, time.February, []caseload.Appointment{nurse("N-1", until(2024, time.February, 28))}, 28.0 / 29},
		{"a vacant line", 2026, time.October, []caseload.Appointment{nurse("V-1", status(caseload.StatusVacant)), nurse("N-2", fte(0.7))}, 0.7},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := storetest.New(t)
			m := fmt.Sprintf("%04d-%02d", test.year, test.month)
			commit(t, s, row(m, "University", 519), row(m, "VA", 183))
			storetest.SeedRoster(t, s, month("2026-11"), append(test.people, person("A-1", caseload.Attending, storetest.VA)))
			v, err := insight.ParseView(insight.QueryFunc(func(key string) string {
				if key == "month" {
					return m
				}
				return ""
			}))
			must(t, err)
			answer, err := insight.New(s, storetest.Now).Staffing(context.Background(), insight.StaffingView{View: v})
			must(t, err)
			for _, role := range answer.Roles {
				if role.Role != caseload.Nurse {
					continue
				}
				got := float64(role.Filled)
				if math.Abs(got-test.want) > 1e-9 || math.Abs(got-fteByDays(test.people, test.year, test.month)) > 1e-9 {
					t.Errorf("want %v, by days %v, got %v", test.want, fteByDays(test.people, test.year, test.month), got)
				}
			}
		})
	}
}

// needOf answers for a database of the sample with everything assumed and confirmed, after a change of it.
func needOf(t *testing.T, change func(s *store.Store), site string) map[caseload.Role]insight.RoleNeed {
	t.Helper()
	s := sample(t)
	assume(t, s, true)
	if change != nil {
		change(s)
	}
	v := insight.StaffingView{View: insight.View{Site: site}}
	answer, err := insight.New(s, storetest.Now).Staffing(context.Background(), v)
	must(t, err)
	needs := map[caseload.Role]insight.RoleNeed{}
	for _, n := range answer.Roles {
		needs[n.Role] = n
	}
	return needs
}

// scaleMinutes multiplies all minutes in force.
func scaleMinutes(t *testing.T, s *store.Store, by float64) {
	t.Helper()
	all, err := s.ProcedureMinutes(context.Background())
	must(t, err)
	for i := range all {
		all[i].Minutes *= by
	}
	must(t, s.SaveProcedureMinutes(context.Background(), all, caseload.LocalUser))
}

func TestHalvingMinutesHalvesTheProceduresPart(t *testing.T) {
	before := needOf(t, nil, "")
	after := needOf(t, func(s *store.Store) { scaleMinutes(t, s, 0.5) }, "")
	for role, n := range before {
		if half := after[role].Workload.ProcedureFTE; math.Abs(half-n.Workload.ProcedureFTE/2) > 1e-9 {
			t.Errorf("%s: want half of %v, got %v", role, n.Workload.ProcedureFTE, half)
		}
	}
}

func TestTheSitesWorkloadsAddUpToThatOfAll(t *testing.T) {
	all, university, va := needOf(t, nil, ""), needOf(t, nil, "university"), needOf(t, nil, "va")
	for role, n := range all {
		if sum := university[role].Workload.RequiredFTE + va[role].Workload.RequiredFTE; math.Abs(sum-n.Workload.RequiredFTE) > 1e-9 {
			t.Errorf("%s: want %v, got %v", role, n.Workload.RequiredFTE, sum)
		}
		if sum := university[role].Coverage.RequiredFTE + va[role].Coverage.RequiredFTE; math.Abs(sum-n.Coverage.RequiredFTE) > 1e-9 {
			t.Errorf("%s, coverage: want %v, got %v", role, n.Coverage.RequiredFTE, sum)
		}
	}
}

func TestMoreVolumeNeverNeedsFewerPeople(t *testing.T) {
	s := sample(t)
	assume(t, s, true)
	service := insight.New(s, storetest.Now)
	var last []insight.RoleNeed
	for _, m := range []string{"2019-12", "2021-06", "2022-06", "2026-10"} { // by their yearly volumes, as asserted below
		v := at(m)
		answer, err := service.Staffing(context.Background(), insight.StaffingView{View: v})
		must(t, err)
		if answer.Year.Problem != "" {
			continue
		}
		for i, n := range last {
			more, before := answer.Roles[i], n
			if more.Workload.PerYear >= before.Workload.PerYear && more.Workload.ProcedureFTE < before.Workload.ProcedureFTE-1e-9 {
				t.Errorf("%s, %s: %v procedures need %v, %v needed %v", m, n.Role, more.Workload.PerYear, more.Workload.ProcedureFTE, before.Workload.PerYear, before.Workload.ProcedureFTE)
			}
		}
		last = answer.Roles
	}
	if last == nil {
		t.Error("no year was compared")
	}
}

func TestWhatCannotBeWorkedOutIsASentence(t *testing.T) {
	ctx := context.Background()
	set := func(name insight.AssumptionName, role caseload.Role, label string, value float64, per string) func(*store.Store) {
		return func(s *store.Store) {
			rows := []caseload.Assumption{{Name: string(name), Role: role, Label: label, From: caseload.AlwaysFrom, Value: &value, Per: per, Source: "test"}}
			if err := s.SaveAssumptions(ctx, rows, caseload.LocalUser, nil); err != nil {
				panic(err)
			}
		}
	}
	for _, test := range []struct {
		name   string
		change func(*store.Store)
		says   string
	}{
		{"an allowance of all the time", set(insight.CategoryAllowance, caseload.Nurse, "Everything", 1, "share_of_time"), "none is left for procedures"},
		{"no hours a day", set(insight.HoursPerDay, caseload.Nurse, "", 0, ""), "With 0 hours a day nobody has time to work"},
		{"leave of the whole year", set(insight.AnnualLeaveDays, caseload.Nurse, "", 260, ""), "no time is left to work"},
	} {
		t.Run(test.name, func(t *testing.T) {
			n := needOf(t, test.change, "")[caseload.Nurse]
			if n.Workload != nil || n.Required.Known() || !strings.Contains(n.WorkloadProblem, test.says) {
				t.Errorf("want the sentence %q and no number, got %v and %q", test.says, n.Required, n.WorkloadProblem)
			}
		})
	}
	t.Run("an empty roster", func(t *testing.T) {
		s := storetest.New(t)
		commit(t, s, row("2026-10", "University", 519), row("2026-10", "VA", 183))
		assume(t, s, true)
		answer, err := insight.New(s, storetest.Now).Staffing(ctx, insight.StaffingView{})
		must(t, err)
		for _, n := range answer.Roles {
			if n.Gap.Known() || n.Available.Known() || n.People != "no roster of October 2026" {
				t.Errorf("%s: %v, %v, %q", n.Role, n.Gap, n.Available, n.People)
			}
		}
	})
	t.Run("no minutes", func(t *testing.T) {
		s := storetest.New(t)
		for i := range 12 {
			m := (month("2025-11") + calendar.Month(i)).String()
			commit(t, s, row(m, "University", 519), row(m, "VA", 183))
		}
		answer, err := insight.New(s, storetest.Now).Staffing(ctx, insight.StaffingView{})
		must(t, err)
		for _, n := range answer.Roles {
			if n.Workload != nil || n.WorkloadProblem == "" || n.CoverageProblem == "" {
				t.Errorf("%s: %v, %q, %q", n.Role, n.Workload, n.WorkloadProblem, n.CoverageProblem)
			}
		}
	})
}

func TestWhatIsFilledIsAvailableNotClinicalOrOnLongLeave(t *testing.T) {
	s := storetest.New(t)
	commit(t, s, row("2026-10", "University", 519), row("2026-10", "VA", 183))
	storetest.SeedRoster(t, s, month("2026-11"), []caseload.Appointment{
		person("A-1", caseload.Attending, storetest.University, clinical(0.8)),
		person("A-2", caseload.Attending, storetest.VA, fte(0.5), clinical(0.6)),
		person("A-3", caseload.Attending, storetest.University, fte(0.9), clinical(0.5), status(caseload.StatusLeave)),
	})
	answer, err := insight.New(s, storetest.Now).Staffing(context.Background(), insight.StaffingView{MaySeeNames: true})
	must(t, err)
	for _, n := range answer.Roles {
		if n.Role != caseload.Attending {
			continue
		}
		for name, pair := range map[string][2]float64{
			"filled": {2.4, float64(n.Filled)}, "available": {1.1, float64(n.Available)}, "not clinical": {0.4, float64(n.NonClinical)}, "on long leave": {0.9, float64(n.OnLeave)},
		} {
			if math.Abs(pair[0]-pair[1]) > 1e-9 {
				t.Errorf("%s: want %v FTE, got %v", name, pair[0], pair[1])
			}
		}
	}
}
