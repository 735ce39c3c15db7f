package dashboard

import (
	"reflect"

	"caseload/dashboard/insight"
)

// apiOperation is one address under /api/v1 as the description tells it. Whoever adds a route adds its line to
// apiOperations and runs go test ./dashboard -run TestTheAPIDescription -update
type apiOperation struct {
	path    string
	summary string
	text    string
	query   []string     // names in apiParameters
	answer  reflect.Type // of the JSON; nil for the description itself
	asked   []string     // queries whose answers are held against the description
}

func apiOperations() []apiOperation {
	seen := []string{"month", "site", "calendar"} // what every page understands
	return []apiOperation{
		{path: "/api/v1/openapi.json", summary: "This description", text: "OpenAPI 3.1 of every address under /api/v1."},
		{
			path: "/api/v1/overview", summary: "How the month in focus stands",
			text:  "The answer of the Overview: headline, key figures, months by site, procedure groups, staffing, open signals, files.",
			query: seen, answer: reflect.TypeFor[insight.Overview](), asked: []string{"", "month=2020-04&site=va", "month=2023-08", "month=2026-11"},
		},
		{
			path: "/api/v1/volume", summary: "How many, by month",
			text:   "The answer of the Volume page: months by site, group or procedure, as counts or per working day.",
			query:  append([]string{"from", "to", "group", "procedure", "by", "span", "per", "ahead"}, seen...),
			answer: reflect.TypeFor[insight.Volume](), asked: []string{"", "ahead=shown", "by=group&per=day", "by=procedure&group=image-guided-biopsy", "span=rolling12&site=va"},
		},
		{
			path: "/api/v1/signals", summary: "Which series changed, and is it real",
			text:   "The answer of the Signals page: every series with its limits and signals, and one in depth. Only the newest complete month gives an alert.",
			query:  append([]string{"series", "group", "per", "sort", "chart", "outside", "trend", "near", "shift", "screen", "over", "improve", "target"}, seen...),
			answer: reflect.TypeFor[insight.Signals](), asked: []string{"", "series=measure-room-hours-used&chart=run", "group=image-guided-biopsy&target=30&improve=decrease", "series=site-va&per=day", "series=group-dialysis-access&month=2026-07", "month=2019-03"},
		},
		{
			path: "/api/v1/outlook", summary: "Twelve months ahead",
			text:  "The answer of the Outlook page: the forecast with its intervals, the landing of the year, and how good such forecasts have been.",
			query: append([]string{"group"}, seen...), answer: reflect.TypeFor[insight.Outlook](), asked: []string{"", "site=va"},
		},
		{
			path: "/api/v1/what-if", summary: "What the division would require if something changed",
			text: "The answer of the What-if page: every role by both lenses, today and in the scenario, and the saved scenarios of the same sites. Beside the words listed " +
				"a scenario is stated by growth_percent.GROUP, minutes_percent.GROUP, rooms.SITE, room_hours.SITE, fte.ROLE, people_per_room.ROLE and leave_days.ROLE, " +
				"with the numbers of groups and sites and the words of roles. Nothing stored changes.",
			query:  append([]string{"year", "growth_percent", "growth_per_month", "minutes_percent", "baseline"}, seen...),
			answer: reflect.TypeFor[insight.WhatIf](), asked: []string{"", "site=va&growth_percent=5&rooms.2=3&fte.nurse=14", "growth_per_month=-9000"},
		},
		{
			path: insight.TrainingPathAPI, summary: "What the volume offers the trainees",
			text: "The answer of the Training page: who is on service when, the exposure that the sites offer, months against the curriculum, and where logged cases lead. " +
				"Exposure is what is available to somebody on service, never cases. Readers without the right to individual training figures get the totals only.",
			query:  append([]string{"training_year", "like", "start"}, seen...),
			answer: reflect.TypeFor[insight.Training](), asked: []string{"", "site=va&training_year=2025-07", "like=R-02&start=2027-01"},
		},
		{
			path: "/api/v1/staffing", summary: "Whether there are the people",
			text: "The answer of the Staffing page: each role required by workload and by coverage beside its roster, by site, ahead, with every assumption and its source. " +
				"A role whose assumptions no lead has confirmed has no deciding lens, gap or ratio.",
			query: append([]string{"year"}, seen...), answer: reflect.TypeFor[insight.StaffingAnswer](), asked: []string{"", "site=va", "year=forecast", "month=2019-03"},
		},
		{
			path: insight.CountsPath, summary: "The stored counts",
			text: "Every stored number with the file and row it came from, by month, site, procedure, setting and state. A cell that is not listed is missing, " +
				"which is not zero. Months that are not complete, and the current one, are listed too: /api/v1/overview says which months can be counted on.",
			query:  []string{"from", "to", "site", "group", "procedure", "setting", "state", "limit", "offset"},
			answer: reflect.TypeFor[insight.CountList](), asked: []string{"", "site=va&from=2026-09&to=2026-10&limit=5000", "setting=inpatient&state=GA&limit=3&offset=2", "state=none", "group=dialysis-access&limit=1"},
		},
	}
}

// apiParameters are the words of addresses, one meaning each.
func apiParameters() map[string]apiParameter {
	month := map[string]any{"$ref": "#/components/schemas/Month"}
	text := map[string]any{"type": "string"}
	words := func(words ...string) map[string]any { return map[string]any{"type": "string", "enum": words} }
	return map[string]apiParameter{
		"month":            {"The month in focus, as 2026-10. Without it the newest complete month.", month},
		"site":             {"The word of a site in addresses, such as va. Without it all sites.", text},
		"calendar":         {"The year of year-to-date figures. Without it the division's own.", words("calendar", "academic", "federal")},
		"from":             {"The first month, as 2025-01.", month},
		"to":               {"The last month, as 2025-12.", month},
		"group":            {"The word of a procedure group in addresses, such as dialysis-access.", text},
		"procedure":        {"The word of a procedure in addresses, such as paracentesis.", text},
		"by":               {"What the numbers are broken down by.", words("site", "group", "procedure")},
		"span":             {"The months in each number.", words("month", "ytd", "rolling12")},
		"per":              {"Counts by month, or rates per working day.", words("month", "day")},
		"ahead":            {"Whether the months that the outlook expects after the known ones are answered too.", words("hidden", "shown")},
		"series":           {"The series in depth, by its key in the list of series. Without it the one with the longest signal.", text},
		"chart":            {"Control charts with limits, or run charts.", words("limits", "run")},
		"outside":          {"Whether points outside a limit are marked.", words("on", "off")},
		"trend":            {"How many points are a trend, 7 without it, or off.", text},
		"near":             {"Two in three near a limit: with points outside it, without them, or off.", words("all", "package", "off")},
		"shift":            {"How many points are a shift, 7 without it, or off.", text},
		"screen":           {"Whether large changes between months stay out of the limits.", words("usual", "on", "off")},
		"over":             {"What a measure in depth is divided by: nothing, days, procedures, or the key of another measure. Without it what is usual.", text},
		"improve":          {"Which direction is better for the series in depth.", words("neutral", "increase", "decrease")},
		"target":           {"A number tried as the target of the series in depth, instead of the one stored.", map[string]any{"type": "number"}},
		"sort":             {"The order of the series: newest signal first, or largest first.", words("signal", "volume")},
		"setting":          {"Inpatients, outpatients, or none for counts whose file did not say.", words("inpatient", "outpatient", "none")},
		"state":            {"A state's two letters, or none for counts whose file did not say.", text},
		"year":             {"The year whose procedures the workload counts.", words("rolling12", "forecast")},
		"growth_percent":   {"Growth of the volume in percent; below 0 a decline.", map[string]any{"type": "number"}},
		"growth_per_month": {"Growth of the volume in procedures a month, instead of percent.", map[string]any{"type": "number"}},
		"minutes_percent":  {"Change of all minutes per procedure in percent.", map[string]any{"type": "number"}},
		"baseline":         {"A baseline in procedures a month instead of today's.", map[string]any{"type": "number"}},
		"training_year":    {"A month of the training year to show, as 2026-07. Without it the year of the month in focus.", month},
		"like":             {"The trainee whose months one more trainee would follow.", text},
		"start":            {"The month from which one more trainee would be there, as 2027-01.", month},
		"limit":            {"The most counts in one answer.", map[string]any{"type": "integer", "minimum": 1, "maximum": 5000, "default": 500}},
		"offset":           {"How many counts to pass over; the answer gives the address of the next page.", map[string]any{"type": "integer", "minimum": 0, "default": 0}},
	}
}

type apiParameter struct {
	text   string
	schema map[string]any
}
