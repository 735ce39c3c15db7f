package insight

import (
	"slices"
	"strings"

	"caseload/dashboard/analysis/scenario"
	"caseload/dashboard/analysis/wisn"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// need explains what a role requires and what it has, down to minutes, volumes, assumptions and roster lines.
func (x *tracer) need() error {
	r, role := x.r, x.q.Role
	if !slices.Contains(caseload.StaffRoles(), role) {
		return fault.New(fault.Invalid, "Name a role: attending, app, technologist or nurse.")
	}
	x.people = true
	x.t.BackURL = r.view.Shared().URL("/staffing")
	x.t.Title = role.Plural() + ", " + r.sitesText() + ", " + r.month.Long()
	x.t.Summary = "Each number and assumption below opens what it was made of."
	if x.q.Figure == FigureAvailable {
		x.available()
		return nil
	}
	year := x.year
	today := r.staffToday(year)
	answer, err := scenario.Scenario{}.Answer(today)
	if err != nil {
		return err
	}
	need, _ := answer.Role(role)
	if year.Problem != "" {
		need.WorkloadProblem = year.Problem
	}
	if !need.Need.Confirmed {
		x.t.Notes = append(x.t.Notes, "Illustrative: "+wisn.NotConfirmed+". Open: "+list(need.Unconfirmed)+".")
	}
	switch x.q.Figure {
	case FigureWorkload:
		x.t.Title += ", required by workload"
		x.workload(need, today, year)
	case FigureCoverage:
		x.t.Title += ", required by coverage"
		x.coverage(need, today)
	case FigureGap:
		x.t.Title += ", available less required"
		x.required(need)
		x.t.Number, x.t.Value = missing(), dash
		if gap, err := need.Need.FTEGap(); err == nil {
			x.set(gap, signed(oneDecimal(gap), gap))
		}
	default:
		x.t.Title += ", required"
		x.required(need)
	}
	return nil
}

// required sets both lenses side by side and, once confirmed, the roster beside the one that decides.
func (x *tracer) required(need scenario.RoleAnswer) {
	r, role := x.r, x.q.Role
	link := func(figure Figure) string {
		return TraceURL(TraceQuery{Figure: figure, View: r.pinned(), Role: role, Year: x.q.Year})
	}
	lens := func(name string, estimate *wisn.Estimate, problem string, figure Figure) {
		input := TraceInput{Name: name, Value: dash, URL: link(figure)}
		if estimate != nil {
			input.Value = decimals(estimate.RequiredFTE, 2) + " FTE (" + estimate.Range.Words() + ")"
		} else if problem != "" {
			x.t.Notes = append(x.t.Notes, name+": "+problem)
		}
		x.t.Inputs = append(x.t.Inputs, input)
	}
	lens("Required by workload", need.Need.Workload, need.WorkloadProblem, FigureWorkload)
	lens("Required by coverage", need.Need.Coverage, need.CoverageProblem, FigureCoverage)
	rostered := r.rosteredAt(role, r.month)
	available := TraceInput{Name: "Available", Value: dash, URL: link(FigureAvailable)}
	if rostered.known {
		available.Value = decimals(rostered.available, 2) + " FTE"
	}
	x.t.Inputs = append(x.t.Inputs, available)
	x.t.Formula = []string{need.Need.Sentence()}
	decides, estimate, err := need.Need.Deciding()
	if err != nil {
		if need.Need.Confirmed {
			x.t.Notes = append(x.t.Notes, err.Error())
		}
		return
	}
	x.set(estimate.RequiredFTE, oneDecimal(estimate.RequiredFTE))
	x.t.Formula = append(x.t.Formula, "The higher of the two decides: "+string(decides)+", "+decimals(estimate.RequiredFTE, 2)+" FTE, between "+estimate.Range.Words())
	if posts, err := r.assumed.rounding(role, r.month).Round(estimate.RequiredFTE); err == nil && r.assumed.rounding(role, r.month) != wisn.Unrounded {
		x.t.Formula = append(x.t.Formula, "Rounded as chosen in Settings: "+decimalShort(posts))
	}
	gap, err := need.Need.FTEGap()
	if err != nil {
		x.t.Notes = append(x.t.Notes, err.Error())
		return
	}
	x.t.Formula = append(x.t.Formula, "Available "+decimals(rostered.available, 2)+" − required "+decimals(estimate.RequiredFTE, 2)+" = "+signed(decimals(gap, 2), gap)+" FTE")
	if few := r.chosen != nil && rostered.heads < fewPeople; !few {
		if ratio, err := need.Need.Ratio(); err == nil {
			x.t.Formula = append(x.t.Formula, "Available ÷ required = "+decimals(ratio, 2))
		}
	}
}

// workingTime writes AWT with its numbers, and lists the assumptions in it.
func (x *tracer) workingTime(role caseload.Role, t wisn.WorkingTime, available wisn.Available) {
	x.t.Formula = append(x.t.Formula, "Working time: ("+decimalShort(t.PossibleDays)+" − ("+decimalShort(t.AnnualLeaveDays)+" + "+decimalShort(t.HolidayDays)+" + "+
		decimalShort(t.AbsenceDays)+" + "+decimalShort(t.TrainingDays)+")) days × "+decimalShort(t.HoursPerDay)+" h = "+decimals(available.Hours, 1)+" h a year (AWT)")
	for _, name := range []AssumptionName{PossibleDays, AnnualLeaveDays, HolidayDays, AbsenceDays, TrainingDays, HoursPerDay} {
		x.assumption(name, assumptionKey{name: name, role: role})
	}
}

// assumption lists one assumption with its source and where it is edited.
func (x *tracer) assumption(name AssumptionName, key assumptionKey) {
	kind, ok := KindOfAssumption(name)
	if !ok {
		return
	}
	line := x.r.assumedLine(kind, key, StaffYear{First: x.r.month - yearMonths + 1, Last: x.r.month})
	x.t.Inputs = append(x.t.Inputs, TraceInput{Name: line.Title, Value: line.Value, URL: line.URL, Note: line.Source})
}

func (x *tracer) workload(need scenario.RoleAnswer, today scenario.Today, year staffYear) {
	role := x.q.Role
	w := need.Workload
	if w == nil {
		x.t.Notes = append(x.t.Notes, need.WorkloadProblem)
		return
	}
	x.set(w.RequiredFTE, oneDecimal(w.RequiredFTE))
	inputs := roleInputs(today, role)
	x.workingTime(role, inputs.Time, w.Available)
	x.t.Formula = append(x.t.Formula,
		"N₁ = Σ (procedures a year × minutes × people) ÷ (60 × AWT) = "+decimals(staffHours(w), 1)+" h ÷ "+decimals(w.Available.Hours, 1)+" h = "+decimals(w.ProcedureFTE, 4),
		"Allowances for everybody: "+shareSum(inputs, w)+"; CAF = 1 ÷ (1 − "+decimals(w.CategoryShare, 4)+") = "+decimals(w.Factor, 4),
		"Allowances for some: IAF = "+individualSum(inputs)+" ÷ "+decimals(w.Available.Hours, 1)+" h = "+decimals(w.IndividualFTE, 4),
		"Required = N₁ × CAF + IAF = "+decimals(w.ProcedureFTE, 4)+" × "+decimals(w.Factor, 4)+" + "+decimals(w.IndividualFTE, 4)+" = "+decimals(w.RequiredFTE, 2)+" FTE",
		"With minutes 20\u00a0% off either way: "+w.ByMinutes.Words())
	x.t.Notes = append(x.t.Notes, "The year is "+year.Words+".")
	x.t.Notes = append(x.t.Notes, w.Warnings...)
	for i, line := range w.Lines {
		p := today.Procedures[i]
		x.t.Inputs = append(x.t.Inputs, TraceInput{
			Name:  line.Name,
			Note:  decimalShort(line.PerYear) + " a year × " + x.minutesWords(p.ID, inputs.Minutes[p.ID]),
			Value: decimals(line.StaffHours, 1) + " h, " + decimals(line.FTE, 3) + " FTE",
			URL:   TraceURL(TraceQuery{Figure: FigureRolling12, View: x.r.pinned().WithMonth(year.Last).WithProcedure(x.r.kindSlug[p.ID])}),
		})
	}
}

// minutesWords writes "(15 pre + 60 room × 2 + 90 recovery × 0.33) min" with where the minutes come from.
func (x *tracer) minutesWords(procedure caseload.ProcedureID, activities []wisn.Activity) string {
	if activities == nil {
		return "no minutes entered"
	}
	var parts []string
	var sources []string
	for _, a := range activities {
		text := decimalShort(a.Minutes) + " " + string(a.Phase)
		if a.People != 1 {
			text += " × " + decimalShort(a.People)
		}
		parts = append(parts, text)
		if m, ok := x.r.assumed.minutesAt(minutesKey{procedure, x.q.Role, a.Phase}, x.r.month); ok {
			if from := x.minutesSource(m); !slices.Contains(sources, from) {
				sources = append(sources, from)
			}
		}
	}
	return "(" + strings.Join(parts, " + ") + ") min, " + strings.Join(sources, "; ")
}

// minutesSource is the file and row that minutes came from, and by whom they are stated.
func (x *tracer) minutesSource(m caseload.ProcedureMinutes) string {
	text := m.Stated
	if m.Source != 0 {
		text = joinList(text, x.r.origin(x.r.uploadsBySeq(), m.Source, m.Row, false).Text)
	}
	if text == "" {
		return "source not stated"
	}
	return text
}

func staffHours(w *wisn.Workload) float64 {
	hours := 0.0
	for _, line := range w.Lines {
		hours += line.StaffHours
	}
	return hours
}

func roleInputs(today scenario.Today, role caseload.Role) scenario.Role {
	for _, r := range today.Roles {
		if r.Role == role {
			return r
		}
	}
	return scenario.Role{}
}

func shareSum(role scenario.Role, w *wisn.Workload) string {
	var parts []string
	for _, a := range role.Category {
		share, err := a.ShareOf(role.Time)
		if err != nil {
			continue
		}
		parts = append(parts, a.Name+" "+decimals(share, 4))
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, " + ") + " = " + decimals(w.CategoryShare, 4)
}

func individualSum(role scenario.Role) string {
	var parts []string
	for _, a := range role.Individual {
		parts = append(parts, decimalShort(a.People)+" × "+decimalShort(a.HoursPerYear)+" h ("+a.Name+")")
	}
	if len(parts) == 0 {
		return "0 h"
	}
	return "(" + strings.Join(parts, " + ") + ")"
}

func (x *tracer) coverage(need scenario.RoleAnswer, today scenario.Today) {
	role := x.q.Role
	c := need.Coverage
	if c == nil {
		x.t.Notes = append(x.t.Notes, need.CoverageProblem)
		return
	}
	x.set(c.RequiredFTE, oneDecimal(c.RequiredFTE))
	inputs := roleInputs(today, role)
	x.workingTime(role, inputs.Time, c.Available)
	awt := " ÷ " + decimals(c.Available.Hours, 1) + " h = "
	for i, site := range today.Sites {
		x.t.Formula = append(x.t.Formula, "Rooms, "+site.Name+": "+decimalShort(site.Rooms)+" rooms × "+decimalShort(inputs.PeoplePerRoom[site.ID])+" people × "+
			decimalShort(site.HoursPerDay)+" h × "+decimalShort(site.OpenDaysPerYear)+" d"+awt+decimals(c.Rooms[i].FTE, 2))
		for _, name := range []AssumptionName{RoomCount, RoomHoursPerDay, OpenDaysPerYear} {
			x.assumption(name, assumptionKey{name: name, site: site.ID})
		}
		x.assumption(PeoplePerRoom, assumptionKey{name: PeoplePerRoom, role: role, site: site.ID})
	}
	for i, bays := range inputs.Recovery {
		x.t.Formula = append(x.t.Formula, "Recovery, "+bays.Name+": "+decimalShort(bays.Bays)+" bays ÷ "+decimalShort(bays.PatientsPerNurse)+" patients a nurse × "+
			decimalShort(bays.HoursPerDay)+" h × "+decimalShort(bays.OpenDaysPerYear)+" d"+awt+decimals(c.Recovery[i].FTE, 2))
	}
	for i, call := range inputs.Call {
		hours := "(" + decimalShort(call.CallBackHoursPerWeek) + " call-back + " + decimalShort(call.PaidRestHoursPerWeek) + " rest) h × 52"
		if call.StandbyCounts {
			hours = "(" + decimalShort(call.TeamSize) + " people × " + decimalShort(call.HoursCoveredPerWeek) + " h of standby + " + decimalShort(call.PaidRestHoursPerWeek) + " rest) × 52"
		}
		x.t.Formula = append(x.t.Formula, "Call, "+call.Name+": "+hours+awt+decimals(c.Call[i].FTE, 2))
	}
	x.t.Formula = append(x.t.Formula,
		"Required = rooms "+decimals(c.RoomsFTE, 2)+" + recovery "+decimals(c.RecoveryFTE, 2)+" + call "+decimals(c.CallFTE, 2)+" = "+decimals(c.RequiredFTE, 2)+" FTE",
		"With one room fewer or more: "+c.Range.Words())
}

// available explains the FTE on hand, line by line.
func (x *tracer) available() {
	r, role := x.r, x.q.Role
	x.t.Title += ", available FTE"
	rostered := r.rosteredAt(role, r.month)
	lines := r.lines(role)
	x.personRows(lines)
	if !rostered.known {
		x.t.Notes = append(x.t.Notes, "The roster of "+r.month.Long()+" is not known at every site in view.")
		return
	}
	x.set(rostered.available, oneDecimal(rostered.available))
	x.t.Formula = []string{"FTE employed: " + x.fteFormula(lines), "Each × clinical share, without lines on leave of over 30 days: " + x.availableFormula(lines, r.month)}
	for _, h := range rostered.snapshots {
		x.t.Formula = append(x.t.Formula, "Headcount file, "+r.siteName(h.Site)+", "+h.Month.Long()+": "+decimals(orMissing(h.FTE), 2)+" FTE, "+whole(orMissing(h.Heads))+" people")
	}
	x.t.Notes = append(x.t.Notes, "Working time (AWT) does not count leave of over 30 days, so the roster takes it off.")
}

func (x *tracer) availableFormula(lines []caseload.Appointment, m calendar.Month) string {
	var parts []string
	sum := 0.0
	for _, a := range lines {
		if daysEmployed(a, m) == 0 || isLongLeave(a) {
			continue
		}
		sum += fteOf(a, m) * a.ClinicalShare
		parts = append(parts, decimalShort(fteOf(a, m))+" × "+decimalShort(a.ClinicalShare))
	}
	if len(parts) == 0 {
		return "0"
	}
	return strings.Join(parts, " + ") + " = " + decimals(sum, 2)
}
