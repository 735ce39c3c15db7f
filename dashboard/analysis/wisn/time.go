package wisn

// WorkingTime is what one full-time person of a role can give in a year, before the work is known.
type WorkingTime struct {
	PossibleDays    float64 `json:"possible_days"` // A: 52 weeks × days a week
	AnnualLeaveDays float64 `json:"annual_leave_days"`
	HolidayDays     float64 `json:"holiday_days"`
	AbsenceDays     float64 `json:"absence_days"` // sickness and other absence, without leave of over 30 days: the roster takes that off
	TrainingDays    float64 `json:"training_days"`
	HoursPerDay     float64 `json:"hours_per_day"`
	HoursPerWeek    float64 `json:"hours_per_week"` // needed only by allowances given in minutes a week
}

// Available is available working time (AWT), a year.
type Available struct {
	Days  float64 `json:"days"`
	Hours float64 `json:"hours"`
}

// Available returns (A − (B + C + D + E)) days, and the same × F hours.
func (t WorkingTime) Available() (Available, error) {
	if err := firstError(
		amount("Possible working days a year", t.PossibleDays),
		amount("Days of annual leave", t.AnnualLeaveDays),
		amount("Public holidays", t.HolidayDays),
		amount("Days of absence", t.AbsenceDays),
		amount("Days of training", t.TrainingDays),
		amount("Hours a day", t.HoursPerDay),
	); err != nil {
		return Available{}, err
	}
	away := t.AnnualLeaveDays + t.HolidayDays + t.AbsenceDays + t.TrainingDays
	switch {
	case t.PossibleDays > 366:
		return Available{}, sentence("A year has no %s working days.", number(t.PossibleDays))
	case t.HoursPerDay > 24:
		return Available{}, sentence("A day has no %s hours.", number(t.HoursPerDay))
	case t.HoursPerDay == 0:
		return Available{}, sentence("With 0 hours a day nobody has time to work: enter the hours of a working day.")
	case away >= t.PossibleDays:
		return Available{}, sentence("Leave, holidays, absence and training take %s of %s working days: no time is left to work.", number(away), number(t.PossibleDays))
	}
	days := t.PossibleDays - away
	return Available{Days: days, Hours: days * t.HoursPerDay}, nil
}

// Period is what an allowance is stated by.
type Period string

// The periods. ShareOfTime states the share of working time itself, 0 to 1.
const (
	MinutesADay   Period = "minutes_a_day"
	MinutesAWeek  Period = "minutes_a_week"
	MinutesAMonth Period = "minutes_a_month"
	MinutesAYear  Period = "minutes_a_year"
	ShareOfTime   Period = "share_of_time"
)

// CategoryAllowance is uncounted work that everybody of the role does: meetings, quality work, ordering.
type CategoryAllowance struct {
	Name   string  `json:"name"`
	Amount float64 `json:"amount"`
	Per    Period  `json:"per"`
}

// IndividualAllowance is uncounted work that some people of the role do: a lead's, an educator's.
type IndividualAllowance struct {
	Name         string  `json:"name"`
	People       float64 `json:"people"`
	HoursPerYear float64 `json:"hours_per_year"` // of each of them
}

// ShareOf returns the allowance as a share of working time, 0 to 1.
func (a CategoryAllowance) ShareOf(t WorkingTime) (float64, error) {
	available, err := t.Available()
	if err != nil {
		return 0, err
	}
	if err := amount("The allowance for "+a.Name, a.Amount); err != nil {
		return 0, err
	}
	minutesPerYear := 60 * available.Hours
	switch a.Per {
	case MinutesADay:
		return a.Amount / (60 * t.HoursPerDay), nil
	case MinutesAWeek:
		if !(t.HoursPerWeek > 0 && t.HoursPerWeek <= 168) {
			return 0, sentence("The allowance for %s is in minutes a week: enter the hours of a working week.", a.Name)
		}
		return a.Amount / (60 * t.HoursPerWeek), nil
	case MinutesAMonth:
		return a.Amount * 12 / minutesPerYear, nil
	case MinutesAYear:
		return a.Amount / minutesPerYear, nil
	case ShareOfTime:
		return a.Amount, nil
	}
	return 0, sentence("The allowance for %s does not say what it is counted by.", a.Name)
}

// CategoryFactor returns the share of working time that the allowances take together, and CAF = 1 ÷ (1 − share).
func CategoryFactor(t WorkingTime, allowances []CategoryAllowance) (share, factor float64, err error) {
	for _, a := range allowances {
		s, err := a.ShareOf(t)
		if err != nil {
			return 0, 0, err
		}
		share += s
	}
	if share >= 1 {
		return 0, 0, sentence("The allowances take %s of working time: none is left for procedures.", percent(share))
	}
	return share, 1 / (1 - share), nil
}

// IndividualFTE returns IAF = Σ (people × hours a year) ÷ AWT, which is full-time people already.
func IndividualFTE(t WorkingTime, allowances []IndividualAllowance) (float64, error) {
	available, err := t.Available()
	if err != nil {
		return 0, err
	}
	hours := 0.0
	for _, a := range allowances {
		if err := firstError(amount("The people for "+a.Name, a.People), amount("The hours for "+a.Name, a.HoursPerYear)); err != nil {
			return 0, err
		}
		hours += a.People * a.HoursPerYear
	}
	return hours / available.Hours, nil
}
