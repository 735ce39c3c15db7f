package insight

import (
	"strings"

	"caseload/dashboard/analysis/wisn"
	"caseload/store/caseload"
)

// AssumptionPart is a part of a role's assumptions that a lead confirms as a whole.
type AssumptionPart string

// The parts. Until all six are confirmed for a role, what it requires is illustrative.
const (
	PartRooms    AssumptionPart = "rooms"
	PartHours    AssumptionPart = "hours"
	PartMinutes  AssumptionPart = "minutes"
	PartAbsence  AssumptionPart = "absence"
	PartCall     AssumptionPart = "call"
	PartRecovery AssumptionPart = "recovery"
)

// AssumptionParts returns the parts in the order of the form.
func AssumptionParts() []AssumptionPart {
	return []AssumptionPart{PartRooms, PartHours, PartMinutes, PartAbsence, PartCall, PartRecovery}
}

// AssumptionName is the word for one kind of assumption, which the database and sample_data share.
type AssumptionName string

// The assumptions.
const (
	PossibleDays        AssumptionName = "possible_days"
	AnnualLeaveDays     AssumptionName = "annual_leave_days"
	HolidayDays         AssumptionName = "holiday_days"
	AbsenceDays         AssumptionName = "absence_days"
	TrainingDays        AssumptionName = "training_days"
	HoursPerDay         AssumptionName = "hours_per_day"
	HoursPerWeek        AssumptionName = "hours_per_week"
	CategoryAllowance   AssumptionName = "category_allowance"
	IndividualPeople    AssumptionName = "individual_allowance_people"
	IndividualHours     AssumptionName = "individual_allowance_hours"
	RoomCount           AssumptionName = "rooms"
	RoomHoursPerDay     AssumptionName = "room_hours_per_day"
	OpenDaysPerYear     AssumptionName = "open_days_per_year"
	PeoplePerRoom       AssumptionName = "people_per_room"
	RecoveryBayCount    AssumptionName = "recovery_bays"
	RecoveryHoursPerDay AssumptionName = "recovery_hours_per_day"
	PatientsPerNurse    AssumptionName = "patients_per_nurse"
	CallTeamSize        AssumptionName = "call_team_size"
	CallHoursCovered    AssumptionName = "call_hours_covered_per_week"
	CallBackHours       AssumptionName = "call_back_hours_per_week"
	CallRestHours       AssumptionName = "call_rest_hours_per_week"
	CallTakers          AssumptionName = "call_takers"
	CallStandbyCounts   AssumptionName = "call_standby_counts"
	RequirementRounding AssumptionName = "rounding"
	PaidTimeOffShare    AssumptionName = "paid_time_off_share"
	PaidTimeOffOfWorked AssumptionName = "paid_time_off_of_worked_hours"

	// MinutesByProcedure stands for the table of minutes, which is no single number.
	MinutesByProcedure AssumptionName = "minutes"
)

// Bounds that only a slip of the keyboard passes.
const (
	mostPeople       = 10_000
	mostHoursPerWeek = 168 * 100 // of a hundred people
)

// AssumptionKind says what an assumption means and what it may be.
type AssumptionKind struct {
	Name    AssumptionName
	Title   string
	Meaning string
	Unit    string
	Part    AssumptionPart // "" for what no verdict hangs on
	Min     float64
	Max     float64

	ByRole   bool          // each role has its own
	Role     caseload.Role // the one role it concerns, where it is not of each; "" else
	BySite   bool          // a site can have its own
	AtSite   bool          // each site must have its own: one for all sites would be counted at each
	Labelled bool          // one of several items of its kind, told apart by a label
	HasPer   bool          // stated by a period
	IsChoice bool          // the number stands for a word of Choices
	Default  string        // what holds while nothing is entered; "" when the number is needed
}

// AssumptionKinds returns the assumptions in the order of the form.
func AssumptionKinds() []AssumptionKind {
	role := func(name AssumptionName, part AssumptionPart, title, unit string, most float64, meaning string) AssumptionKind {
		return AssumptionKind{Name: name, Title: title, Meaning: meaning, Unit: unit, Part: part, Max: most, ByRole: true}
	}
	call := func(name AssumptionName, title, unit string, most float64, meaning string) AssumptionKind {
		return AssumptionKind{Name: name, Title: title, Meaning: meaning, Unit: unit, Part: PartCall, Max: most, ByRole: true, BySite: true, AtSite: true, Labelled: true}
	}
	site := func(name AssumptionName, part AssumptionPart, title, unit string, most float64, meaning string) AssumptionKind {
		return AssumptionKind{Name: name, Title: title, Meaning: meaning, Unit: unit, Part: part, Max: most, BySite: true, AtSite: true}
	}
	leave := role(AnnualLeaveDays, PartAbsence, "Annual leave", "days a year", 366, "Days of annual leave that one full-time person takes.")
	perRoom := role(PeoplePerRoom, PartRooms, "People per room", "people", 50, "People of the role in each room while it is open; 0 where the role is not in the room.")
	perRoom.BySite = true
	allowance := role(CategoryAllowance, PartMinutes, "Allowance for everybody", "", 100_000, "Uncounted work that everybody of the role does, such as meetings or quality work.")
	allowance.Labelled, allowance.HasPer = true, true
	people := role(IndividualPeople, PartMinutes, "Allowance for some: people", "people", mostPeople, "How many people of the role do this uncounted work.")
	hours := role(IndividualHours, PartMinutes, "Allowance for some: hours", "hours a year each", 8784, "Hours a year that each of them gives to it.")
	people.BySite, people.AtSite, people.Labelled = true, true, true
	hours.BySite, hours.AtSite, hours.Labelled = true, true, true
	open := site(OpenDaysPerYear, PartHours, "Open days", "days a year", 366, "Days on which the rooms are open.")
	open.Default = "the site’s own working days of the year"
	bays := site(RecoveryBayCount, PartRecovery, "Occupied recovery bays", "bays", 500, "Recovery bays that are occupied at the same time.")
	bays.Role, bays.Default = caseload.Nurse, "none"
	bayHours := site(RecoveryHoursPerDay, PartRecovery, "Recovery hours", "hours a day", 24, "Hours a day for which the bays are occupied.")
	bayHours.Role, bayHours.Default = caseload.Nurse, "none"
	patients := AssumptionKind{Name: PatientsPerNurse, Title: "Recovery patients per nurse", Unit: "patients", Part: PartRecovery, Max: 50, Role: caseload.Nurse, BySite: true,
		Meaning: "How many recovery patients one nurse looks after.", Default: "none"}
	standby := call(CallStandbyCounts, "Standby counts as work", "", 1, "Whether standby at home is working time.")
	standby.IsChoice, standby.Default = true, "no"
	rest := call(CallRestHours, "Paid rest after call-back", "hours of people a week", mostHoursPerWeek, "Hours of rest that are paid after call-back.")
	rest.Default = "none"
	rounding := role(RequirementRounding, noPart, "Rounding", "", 4, "How the requirement is rounded where it is read as posts; the exact number stands beside it.")
	rounding.IsChoice, rounding.Default = true, "not rounded"
	off := role(PaidTimeOffShare, noPart, "Paid time off", "share", 0.95, "Paid time off as a share of hours. It turns FTE paid into FTE at work; what is required does not change.")
	off.Default = "not stated"
	of := role(PaidTimeOffOfWorked, noPart, "Paid time off is a share of", "", 1, "Of paid hours or of worked hours: the two give different numbers.")
	of.IsChoice, of.Default = true, "not stated"
	return []AssumptionKind{
		site(RoomCount, PartRooms, "Rooms", "rooms", 500, "Procedure rooms that are open at the same hours."),
		perRoom,
		site(RoomHoursPerDay, PartHours, "Room hours", "hours a day", 24, "Hours a day for which the rooms are staffed."),
		open,
		role(HoursPerDay, PartHours, "Hours of a working day", "hours a day", 24, "Hours that one full-time person works a day."),
		role(HoursPerWeek, PartHours, "Hours of a working week", "hours a week", 168, "Needed for allowances that are stated in minutes a week."),
		role(PossibleDays, PartAbsence, "Possible working days", "days a year", 366, "52 weeks × days a week, before leave and absence."),
		leave,
		role(HolidayDays, PartAbsence, "Public holidays", "days a year", 366, "Public holidays on which one person does not work."),
		role(AbsenceDays, PartAbsence, "Sickness and other absence", "days a year", 366, "Without leave of over 30 days, which the roster takes off."),
		role(TrainingDays, PartAbsence, "Training", "days a year", 366, "Days of training and education."),
		allowance, people, hours,
		call(CallTeamSize, "On call at the same time", "people", mostPeople, "People of the role on call together."),
		call(CallHoursCovered, "Hours of call", "hours a week", 168, "Hours a week that the rota covers."),
		call(CallBackHours, "Call-back", "hours of people a week", mostHoursPerWeek, "Hours worked on call: two people called back for three hours are six."),
		rest,
		call(CallTakers, "People who take call", "people", mostPeople, "Among whom the rota goes round."),
		standby,
		bays, bayHours, patients,
		rounding, off, of,
	}
}

// noPart marks an assumption that no verdict hangs on.
const noPart AssumptionPart = ""

// KindOfAssumption returns what is known of an assumption by its name.
func KindOfAssumption(name AssumptionName) (AssumptionKind, bool) {
	for _, kind := range AssumptionKinds() {
		if kind.Name == name {
			return kind, true
		}
	}
	return AssumptionKind{}, false
}

// Concerns reports whether the assumption is one of the role's.
func (k AssumptionKind) Concerns(role caseload.Role) bool { return k.Role == "" || k.Role == role }

// AssumptionChoice is a word that a number stands for.
type AssumptionChoice struct {
	Value float64
	Word  string
}

// Choices returns the words of an assumption that is a choice.
func (k AssumptionKind) Choices() []AssumptionChoice {
	switch k.Name {
	case CallStandbyCounts:
		return []AssumptionChoice{{0, "no"}, {1, "yes"}}
	case PaidTimeOffOfWorked:
		return []AssumptionChoice{{0, "paid hours"}, {1, "worked hours"}}
	case RequirementRounding:
		var choices []AssumptionChoice
		for i, r := range wisn.Roundings() {
			word := strings.ReplaceAll(string(r), "_", " ")
			if r == wisn.Unrounded {
				word = "not rounded"
			}
			choices = append(choices, AssumptionChoice{float64(i), word})
		}
		return choices
	}
	return nil
}

// Periods returns the periods of an allowance with the words of a form.
func Periods() []NamedPeriod {
	return []NamedPeriod{
		{wisn.MinutesADay, "minutes a day"}, {wisn.MinutesAWeek, "minutes a week"}, {wisn.MinutesAMonth, "minutes a month"},
		{wisn.MinutesAYear, "minutes a year"}, {wisn.ShareOfTime, "share of working time, 0 to 1"},
	}
}

// NamedPeriod is a period of an allowance in words.
type NamedPeriod struct {
	Period wisn.Period
	Words  string
}
