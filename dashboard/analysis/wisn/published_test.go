package wisn_test

import (
	"math"
	"testing"

	"caseload/dashboard/analysis/wisn"
)

func near(t *testing.T, what string, want, got float64) {
	t.Helper()
	if !(math.Abs(want-got) <= 1e-6) {
		t.Errorf("%s: want %.7f, got %.7f", what, want, got)
	}
}

// days is working time: possible days, leave, holidays, absence, training, hours a day.
func days(a, b, c, d, e, f float64) wisn.WorkingTime {
	return wisn.WorkingTime{PossibleDays: a, AnnualLeaveDays: b, HolidayDays: c, AbsenceDays: d, TrainingDays: e, HoursPerDay: f}
}

// one is a kind of procedure that takes one person of the role.
func one(name string, perYear, minutes float64) wisn.Procedures {
	return wisn.Procedures{Name: name, PerYear: perYear, Activities: []wisn.Activity{{Phase: wisn.Room, Minutes: minutes, People: 1}}}
}

// technologists are the assumed inputs of the division (spec, staffing).
func technologists() wisn.Work {
	return wisn.Work{
		Time:       days(260, 11, 20, 8, 4, 7.5),
		Procedures: []wisn.Procedures{one("all procedures", 8160, 105)},
		Category: []wisn.CategoryAllowance{
			{Name: "quality checks", Amount: 15, Per: wisn.MinutesADay},
			{Name: "stock", Amount: 30, Per: wisn.MinutesADay},
			{Name: "meetings", Amount: 0.03, Per: wisn.ShareOfTime},
		},
		Individual: []wisn.IndividualAllowance{{Name: "lead", People: 1, HoursPerYear: 900}},
	}
}

func TestAvailableTimeMatchesPublishedExamples(t *testing.T) {
	for _, c := range []struct {
		name        string
		time        wisn.WorkingTime
		days, hours float64
	}{
		{"WHO 2010 manual, hospital worksheet", days(300, 12, 6, 19, 10, 7), 253, 1771},
		{"WHO 2010 form, radiographer", days(312, 12, 5, 15, 12, 7), 268, 1876},
		{"WHO 2010 form, radiation physicist", days(264, 12, 5, 15, 12, 9), 220, 1980},
		{"WHO 2010 form, radiologist", days(312, 12, 9, 15, 12, 7), 264, 1848},
		{"nurse, Nepal", days(260, 13, 18, 12, 5, 8), 212, 1696},
		{"textbook", days(260, 22, 10, 6, 5, 7), 217, 1519},
		{"technologists, assumed inputs", days(260, 11, 20, 8, 4, 7.5), 217, 1627.5},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.time.Available()
			if err != nil {
				t.Fatal(err)
			}
			near(t, "days", c.days, got.Days)
			near(t, "hours", c.hours, got.Hours)
		})
	}
}

func TestWorkloadMatchesPublishedExamples(t *testing.T) {
	for _, c := range []struct {
		name                           string
		work                           wisn.Work
		procedures, factor, individual float64
		required                       float64
	}{
		{"WHO 2010 manual, hospital worksheet", wisn.Work{
			Time:       days(300, 12, 6, 19, 10, 7),
			Procedures: []wisn.Procedures{one("a", 54000, 5), one("b", 10800, 10), one("c", 360, 15)},
			Category: []wisn.CategoryAllowance{
				{Name: "a", Amount: 3000, Per: wisn.MinutesAYear}, {Name: "b", Amount: 1000, Per: wisn.MinutesAYear}, {Name: "c", Amount: 1440, Per: wisn.MinutesAYear},
			},
		}, 3.6081310, 1.0539575, 0, 270.0 / 71},
		{"nurse, Nepal", wisn.Work{
			Time: days(260, 13, 18, 12, 5, 8), Procedures: []wisn.Procedures{one("a", 17520, 0.33*60)},
		}, 3.4089623, 1, 0, 3.4089623},
		{"textbook", wisn.Work{
			Time:       days(260, 22, 10, 6, 5, 7),
			Procedures: []wisn.Procedures{one("a", 8000, 10), one("b", 4000, 20)},
			Category:   []wisn.CategoryAllowance{{Name: "a", Amount: 0.15, Per: wisn.ShareOfTime}},
			Individual: []wisn.IndividualAllowance{{Name: "a", People: 1, HoursPerYear: 600}},
		}, 160000.0 / 60 / 1519, 1.1764706, 600.0 / 1519, 2.4603390},
		{"technologists, assumed inputs", technologists(), 8.7741935, 1.1494253, 0.5529954, 10.6382753},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.work.Required()
			if err != nil {
				t.Fatal(err)
			}
			near(t, "N₁", c.procedures, got.ProcedureFTE)
			near(t, "CAF", c.factor, got.Factor)
			near(t, "IAF", c.individual, got.IndividualFTE)
			near(t, "required", c.required, got.RequiredFTE)
		})
	}
}

func TestRatioAndDifferenceMatchPublishedExamples(t *testing.T) {
	for _, c := range []struct {
		name                                  string
		rostered, required, ratio, difference float64
		slack                                 float64
	}{
		// Cross River State, Human Resources for Health 2021, prints four digits.
		{"Cross River State, 79 of 209", 79, 209, 0.3780, -130, 5e-5},
		{"Cross River State, 808 of 1,258", 808, 1258, 0.6423, -450, 5e-5},
		{"Cross River State, 258 of 203", 258, 203, 1.2709, 55, 5e-5},
		{"technologists, assumed inputs", 15, 10.638275262, 1.4100030, 4.3617247, 1e-6},
	} {
		t.Run(c.name, func(t *testing.T) {
			need := wisn.Need{Workload: &wisn.Estimate{RequiredFTE: c.required}, Coverage: &wisn.Estimate{}, RosteredFTE: c.rostered, Confirmed: true}
			ratio, err := need.Ratio()
			if err != nil || math.Abs(ratio-c.ratio) > c.slack {
				t.Errorf("ratio: want %v, got %v (%v)", c.ratio, ratio, err)
			}
			gap, err := need.FTEGap()
			if err != nil {
				t.Fatal(err)
			}
			near(t, "difference", c.difference, gap)
		})
	}
}

func TestPaidAndWorkedMatchTheWorkedExample(t *testing.T) { // spec, staffing: 10,950 units × 8 h, 10 % paid time off
	worked, err := wisn.WorkedFTE(10950, 8, 2080)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "worked", 42.1153846, worked)
	for basis, want := range map[wisn.TimeOffBasis]float64{wisn.OfPaidHours: 46.7948718, wisn.OfWorkedHours: 46.3269231} {
		paid, err := wisn.PaidFTE(worked, 0.1, basis)
		if err != nil {
			t.Fatal(err)
		}
		near(t, string(basis), want, paid)
		back, err := wisn.WorkedOfPaidFTE(paid, 0.1, basis)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "and back", worked, back)
	}
}

func TestCoverageMatchesTheWorkedExamples(t *testing.T) { // spec, staffing, Coverage
	nurses, err := wisn.Cover{
		Time:     technologists().Time,
		Recovery: []wisn.RecoveryBays{{Name: "University", Bays: 6, PatientsPerNurse: 3, HoursPerDay: 10, OpenDaysPerYear: 250}},
	}.Required()
	if err != nil {
		t.Fatal(err)
	}
	near(t, "recovery nurses", 3.0721966, nurses.RequiredFTE)
	techs, err := sixRooms().Required()
	if err != nil {
		t.Fatal(err)
	}
	near(t, "technologists", 13.8248848, techs.RequiredFTE)
	near(t, "one room less", 13.8248848*5/6, techs.Range.LoFTE)
	near(t, "one room more", 13.8248848*7/6, techs.Range.HiFTE)
}

func sixRooms() wisn.Cover {
	return wisn.Cover{
		Time:  technologists().Time,
		Rooms: []wisn.Rooms{{Name: "University", Rooms: 6, PeoplePerRoom: 1.5, HoursPerDay: 10, OpenDaysPerYear: 250}},
	}
}

func TestCallBurdenMatchesTheWorkedExamples(t *testing.T) { // spec, staffing, Coverage
	for _, c := range []struct{ team, takers, want float64 }{{1, 14, 2.2}, {2, 15, 4.1}, {1, 9, 3.4}} {
		got, err := wisn.Call{TeamSize: c.team, Takers: c.takers}.NightsPerTaker()
		if err != nil || math.Round(got*10)/10 != c.want {
			t.Errorf("%v of %v: want %v, got %v (%v)", c.team, c.takers, c.want, got, err)
		}
	}
}
