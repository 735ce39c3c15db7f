package wisn

// TimeOffBasis says what a share of paid time off is a share of. The two give different numbers, so the page asks.
type TimeOffBasis string

// The bases of a share of paid time off.
const (
	OfPaidHours   TimeOffBasis = "of_paid_hours"
	OfWorkedHours TimeOffBasis = "of_worked_hours"
)

// WorkedFTE returns the full-time people at work for a number of units of service, each taking some hours.
// Hours a FTE are those of a paid year: 2,080 for 52 weeks of 40.
func WorkedFTE(unitsPerYear, hoursPerUnit, hoursPerFTE float64) (float64, error) {
	if err := firstError(amount("Units a year", unitsPerYear), amount("Hours a unit", hoursPerUnit), amount("Hours a year of one FTE", hoursPerFTE)); err != nil {
		return 0, err
	}
	if hoursPerFTE == 0 {
		return 0, sentence("One FTE has to have more than 0 hours a year.")
	}
	worked := unitsPerYear * hoursPerUnit / hoursPerFTE
	return worked, amount("Worked FTE", worked)
}

// PaidFTE returns the full-time people paid for a number of them at work.
func PaidFTE(workedFTE, timeOffShare float64, basis TimeOffBasis) (float64, error) {
	factor, err := paidPerWorked(timeOffShare, basis)
	if err != nil {
		return 0, err
	}
	return workedFTE * factor, amount("Worked FTE", workedFTE)
}

// WorkedOfPaidFTE returns the full-time people at work of a number of them paid.
func WorkedOfPaidFTE(paidFTE, timeOffShare float64, basis TimeOffBasis) (float64, error) {
	factor, err := paidPerWorked(timeOffShare, basis)
	if err != nil {
		return 0, err
	}
	return paidFTE / factor, amount("Paid FTE", paidFTE)
}

// paidPerWorked returns how much is paid for one hour worked.
func paidPerWorked(timeOffShare float64, basis TimeOffBasis) (float64, error) {
	if err := amount("The share of paid time off", timeOffShare); err != nil {
		return 0, err
	}
	switch {
	case basis == OfPaidHours && timeOffShare >= 1:
		return 0, sentence("%s of paid hours are time off: nobody is at work.", percent(timeOffShare))
	case basis == OfPaidHours:
		return 1 / (1 - timeOffShare), nil
	case basis == OfWorkedHours:
		return 1 + timeOffShare, nil
	}
	return 0, sentence("Say whether the share of paid time off is of paid or of worked hours.")
}
