package ingest

import (
	"context"
	"strings"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

const (
	plannedAhead = 60        // months that a schedule or a budget may look ahead
	mostValue    = 1_000_000 // of a measure
	mostHeads    = 1_000
)

func monthColumn[T any](of func(*T) *calendar.Month) optionalColumn[T] {
	return optionalColumn[T]{
		field: FieldMonth, required: true, isKey: true, expected: "a month such as 2026-09 or Sep 2026",
		aliases: []string{"month/yr", "mo/yr", "month/year", "month year", "service month", "date", "period", "reporting month"},
		read:    func(x *optionalRow, text string, into *T) { x.month(text, of(into)) },
		say:     func(_ names, row T) any { return of(&row).String() },
	}
}

func siteColumn[T any](of func(*T) *caseload.SiteID) optionalColumn[T] {
	return optionalColumn[T]{
		field: FieldSite, required: true, isKey: true, aliases: siteHeaderAliases(), expected: "a known site",
		read: func(x *optionalRow, text string, into *T) { x.site(text, of(into)) },
		say:  func(n names, row T) any { return n.siteName(*of(&row)) },
	}
}

func procedureHeaderAliases() []string {
	return []string{"exam", "procedure name", "procedures", "exam name", "study", "proc", "procedure type"}
}

// targetFiles are targets or a budget: `month,site,procedure,target`.
func targetFiles() optionalKind[caseload.Target] {
	type row = caseload.Target
	site := func(t *row) *caseload.SiteID { return &t.Site }
	return optionalKind[row]{
		kind: caseload.KindTargets, change: caseload.ChangeTarget, one: "target", many: "targets",
		signature: FieldTarget, across: FieldTarget, ahead: plannedAhead,
		columns: []optionalColumn[row]{
			monthColumn(func(t *row) *calendar.Month { return &t.Month }),
			siteColumn(site),
			{
				field: FieldProcedure, isKey: true, aliases: procedureHeaderAliases(), expected: "the name of a procedure, or all",
				read: func(x *optionalRow, text string, into *row) {
					if !isAllProcedures(text) {
						x.procedure(text, &into.Procedure)
					}
				},
				say: func(n names, t row) any {
					if t.Procedure == 0 {
						return nil
					}
					return n.procedureName(t.Procedure)
				},
			},
			{
				field: FieldTarget, required: true, expected: "a number of procedures a month, from 0 on",
				aliases: []string{"budget", "budgeted", "goal", "plan", "planned", "target volume", "budget volume"},
				read:    func(x *optionalRow, text string, into *row) { x.number(text, countMax, &into.PerMonth) },
				say:     func(_ names, t row) any { return t.PerMonth },
			},
		},
		key:       func(t row) row { return row{Month: t.Month, Site: t.Site, Procedure: t.Procedure} },
		scope:     func(t row) row { return row{Month: t.Month, Site: t.Site} },
		when:      func(t row) (calendar.Month, bool) { return t.Month, true },
		site:      site,
		procedure: func(t *row) *caseload.ProcedureID { return &t.Procedure },
		place:     func(t *row) (*int, *caseload.UploadSeq) { return &t.Row, &t.Source },
		stored:    func(ctx context.Context, st OptionalStore) ([]row, error) { return st.Targets(ctx) },
		put:       func(b *caseload.Batch, changes []caseload.RowChange[row]) { b.Targets = append(b.Targets, changes...) },
	}
}

func isAllProcedures(text string) bool {
	switch fold(text) {
	case "all", "all procedures", "any", "*":
		return true
	}
	return false
}

// measureFiles are any other monthly numbers: `month,site,measure,value[,role]`.
func measureFiles() optionalKind[caseload.Measure] {
	type row = caseload.Measure
	site := func(m *row) *caseload.SiteID { return &m.Site }
	return optionalKind[row]{
		kind: caseload.KindMeasures, change: caseload.ChangeMeasure, one: "measure", many: "measures",
		signature: FieldMeasure, across: FieldValue, ahead: 1,
		columns: []optionalColumn[row]{
			monthColumn(func(m *row) *calendar.Month { return &m.Month }),
			siteColumn(site),
			{
				field: FieldMeasure, required: true, isKey: true, aliases: []string{"metric", "measurement", "indicator", "kpi"}, expected: "the name of a measure",
				read: func(x *optionalRow, text string, into *row) { x.name(measureName(text), &into.Name) },
				say:  func(_ names, m row) any { return m.Name },
			},
			{
				field: FieldValue, required: true, aliases: []string{"amount", "result", "count", "number", "quantity"},
				expected: "a number from 0 on; of a rate, send both of its parts",
				read:     func(x *optionalRow, text string, into *row) { x.number(text, mostValue, &into.Value) },
				say:      func(_ names, m row) any { return m.Value },
			},
			{
				field: FieldRole, isKey: true, aliases: []string{"staff role", "position"}, expected: "a role, or nothing",
				read: func(x *optionalRow, text string, into *row) {
					if fold(text) != "all" {
						x.anyRole(text, &into.Role)
					}
				},
				say: func(_ names, m row) any { return nullable(string(m.Role)) },
			},
		},
		key:    func(m row) row { return row{Month: m.Month, Site: m.Site, Name: m.Name, Role: m.Role} },
		scope:  func(m row) row { return row{Month: m.Month, Site: m.Site} },
		when:   func(m row) (calendar.Month, bool) { return m.Month, true },
		site:   site,
		words:  func(m *row) []*string { return []*string{&m.Name} },
		place:  func(m *row) (*int, *caseload.UploadSeq) { return &m.Row, &m.Source },
		stored: func(ctx context.Context, st OptionalStore) ([]row, error) { return st.Measures(ctx) },
		put: func(b *caseload.Batch, changes []caseload.RowChange[row]) {
			b.Measures = append(b.Measures, changes...)
		},
	}
}

// measureName gives the measures that the pages know their one name, and leaves others as they are written.
func measureName(text string) string {
	squeezed := strings.NewReplacer("-", "", "_", "", " ", "", "/", "").Replace(fold(text))
	for name, spellings := range map[string][]string{
		caseload.MeasureRoomHoursUsed:      {"roomhoursused", "usedroomhours", "roomhours", "inroomhours"},
		caseload.MeasureRoomHoursAvailable: {"roomhoursavailable", "availableroomhours", "staffedroomhours", "roomhoursstaffed"},
		caseload.MeasureCancellations:      {"cancellations", "cancellation", "cancelled", "canceled", "cancelations", "cancelledcases", "canceledcases"},
		caseload.MeasureAddOns:             {"addons", "addon", "addoncases", "unscheduled"},
		caseload.MeasureCallBacks:          {"callbacks", "callback", "callins", "calledback"},
		caseload.MeasureOvertimeHours:      {"overtimehours", "overtime", "othours", "hoursovertime"},
		caseload.MeasureAgencyHours:        {"agencyhours", "agency", "travelerhours", "contracthours"},
		caseload.MeasureWorkedHours:        {"workedhours", "hoursworked", "productivehours"},
		caseload.MeasurePaidHours:          {"paidhours", "hourspaid"},
	} {
		for _, spelling := range spellings {
			if squeezed == spelling {
				return name
			}
		}
	}
	return text
}

// headcountFiles are rosters without names: `month,site,role,headcount,fte`.
func headcountFiles() optionalKind[caseload.Headcount] {
	type row = caseload.Headcount
	site := func(h *row) *caseload.SiteID { return &h.Site }
	amount := func(of func(*row) **float64) func(*optionalRow, string, *row) {
		return func(x *optionalRow, text string, into *row) {
			value := 0.0
			x.number(text, mostHeads, &value)
			*of(into) = &value
		}
	}
	return optionalKind[row]{
		kind: caseload.KindHeadcounts, change: caseload.ChangeHeadcount, one: "headcount", many: "headcounts",
		signature: FieldHeadcount, ahead: 1,
		columns: []optionalColumn[row]{
			monthColumn(func(h *row) *calendar.Month { return &h.Month }),
			siteColumn(site),
			{
				field: FieldRole, required: true, isKey: true, aliases: []string{"title", "position", "job title", "staff role"}, expected: "a role",
				read: func(x *optionalRow, text string, into *row) { x.anyRole(text, &into.Role) },
				say:  func(_ names, h row) any { return string(h.Role) },
			},
			{
				field: FieldHeadcount, says: "headcount", aliases: []string{"heads", "head count", "people", "persons", "employees", "staff", "# of staff"}, expected: "how many people, from 0 on",
				read: amount(func(h *row) **float64 { return &h.Heads }),
				say:  func(_ names, h row) any { return numberOrNil(h.Heads) },
			},
			{
				field: FieldFTE, says: "FTE", aliases: []string{"ftes", "filled fte", "total fte"}, expected: "the FTE of all of them, from 0 on",
				read: amount(func(h *row) **float64 { return &h.FTE }),
				say:  func(_ names, h row) any { return numberOrNil(h.FTE) },
			},
		},
		check: func(x *optionalRow, h row) {
			switch {
			case h.Heads == nil && h.FTE == nil:
				x.reportAt(x.section.column(FieldHeadcount), CodeMissingValue, "the headcount, the FTE, or both", "")
			case h.Heads != nil && *h.Heads != float64(int(*h.Heads)):
				x.reportAt(x.section.column(FieldHeadcount), CodeNonIntegerCount, "whole people; parts of them are FTE", "")
			}
		},
		key:    func(h row) row { return row{Month: h.Month, Site: h.Site, Role: h.Role} },
		scope:  func(h row) row { return row{Month: h.Month, Site: h.Site} },
		when:   func(h row) (calendar.Month, bool) { return h.Month, true },
		site:   site,
		place:  func(h *row) (*int, *caseload.UploadSeq) { return &h.Row, &h.Source },
		stored: func(ctx context.Context, st OptionalStore) ([]row, error) { return st.Headcounts(ctx) },
		put: func(b *caseload.Batch, changes []caseload.RowChange[row]) {
			b.Headcounts = append(b.Headcounts, changes...)
		},
	}
}

// minuteFiles are how long procedures take: `procedure,role,phase,minutes,people[,source]`.
func minuteFiles() optionalKind[caseload.ProcedureMinutes] {
	type row = caseload.ProcedureMinutes
	return optionalKind[row]{
		kind: caseload.KindMinutes, change: caseload.ChangeMinutes, one: "procedure time", many: "procedure times",
		signature: FieldPhase, ahead: plannedAhead, blank: row{From: caseload.AlwaysFrom, People: 1},
		columns: []optionalColumn[row]{
			{
				field: FieldProcedure, required: true, isKey: true, aliases: procedureHeaderAliases(), expected: "the name of a procedure",
				read: func(x *optionalRow, text string, into *row) { x.procedure(text, &into.Procedure) },
				say:  func(n names, m row) any { return n.procedureName(m.Procedure) },
			},
			{
				field: FieldRole, required: true, isKey: true, aliases: []string{"staff role", "position", "title"}, expected: "attending, APP, technologist or nurse",
				read: func(x *optionalRow, text string, into *row) { x.staffRole(text, &into.Role) },
				say:  func(_ names, m row) any { return string(m.Role) },
			},
			{
				field: FieldPhase, required: true, isKey: true, aliases: []string{"stage", "step"}, expected: "pre, room, turnover, recovery or post",
				read: func(x *optionalRow, text string, into *row) {
					var ok bool
					if into.Phase, ok = phase(text); !ok {
						x.report(CodeUnknownPhase, "")
					}
				},
				say: func(_ names, m row) any { return m.Phase },
			},
			{
				field: FieldMinutes, required: true, says: "minutes", aliases: []string{"mins", "min", "duration", "duration minutes", "time minutes"}, expected: "minutes from 0 to 1,440",
				read: func(x *optionalRow, text string, into *row) { x.number(text, 24*60, &into.Minutes) },
				say:  func(_ names, m row) any { return m.Minutes },
			},
			{
				field: FieldPeople, required: true, says: "people", aliases: []string{"staff", "persons", "# of people", "number of people"}, expected: "people at the same time, such as 2 or 1/3",
				read: func(x *optionalRow, text string, into *row) { x.fraction(text, 20, &into.People) },
				say:  func(_ names, m row) any { return m.People },
			},
			{
				field: FieldSource, says: "source", aliases: []string{"stated by", "reference"}, expected: "by whom or what",
				read: func(x *optionalRow, text string, into *row) { x.name(text, &into.Stated) },
				say:  func(_ names, m row) any { return nullable(m.Stated) },
			},
		},
		key: func(m row) row {
			return row{Procedure: m.Procedure, Role: m.Role, Phase: m.Phase, From: m.From}
		},
		when:      func(row) (calendar.Month, bool) { return 0, false },
		procedure: func(m *row) *caseload.ProcedureID { return &m.Procedure },
		place:     func(m *row) (*int, *caseload.UploadSeq) { return &m.Row, &m.Source },
		stored:    func(ctx context.Context, st OptionalStore) ([]row, error) { return st.ProcedureMinutes(ctx) },
		put:       func(b *caseload.Batch, changes []caseload.RowChange[row]) { b.Minutes = append(b.Minutes, changes...) },
	}
}

// phase reads a phase of a procedure.
func phase(text string) (string, bool) {
	switch strings.NewReplacer("-", " ", "_", " ").Replace(fold(text)) {
	case "pre", "pre procedure", "preparation", "prep":
		return "pre", true
	case "room", "in room", "procedure", "room time", "intra procedure":
		return "room", true
	case "turnover", "turn over", "room turnover", "cleaning":
		return "turnover", true
	case "recovery", "pacu", "recovering":
		return "recovery", true
	case "post", "post procedure":
		return "post", true
	}
	return "", false
}
