package dashboard

import (
	"math"
	"strconv"
	"strings"

	"caseload/dashboard/analysis/scenario"
	"caseload/dashboard/insight"
)

// whatIfSection is a part of the form.
type whatIfSection struct {
	Title  string
	Fields []whatIfField
	Folded bool // opens on demand, unless something in it is changed
}

// whatIfField is a number that can be changed. An empty box leaves it as today.
type whatIfField struct {
	Name, Label, Unit string
	Value             string // as the scenario has it; "" for today
	Today             string // in words: "today 4", "not entered"
	Slider            *whatIfSlider
}

// whatIfSlider lets a pointer choose the number; it stands at today's until moved.
type whatIfSlider struct{ Min, Max, Step, At, Rest string }

// whatIfSections lists what can be changed, with what holds today.
func whatIfSections(w insight.WhatIf) []whatIfSection {
	asked := w.Scenario.Query()
	field := func(name, label, unit string, today, least, most, step float64) whatIfField {
		f := whatIfField{Name: name, Label: label, Unit: unit, Value: asked.Get(name)}
		switch {
		case math.IsNaN(today):
			f.Today = "not entered"
		case today != 0: // nobody needs to be told that today is no growth
			f.Today = "today " + trimmed(today)
		}
		if math.IsNaN(today) || most <= least {
			return f
		}
		rest := plain(math.Round(today/step) * step)
		f.Slider = &whatIfSlider{Min: plain(least), Max: plain(most), Step: plain(step), At: rest, Rest: rest}
		if f.Value != "" {
			f.Slider.At = f.Value
		}
		return f
	}
	volume := whatIfSection{Title: "Volume", Fields: []whatIfField{
		field("growth_percent", "Growth", "%", 0, -30, 50, 1),
		field("growth_per_month", "or growth", "procedures a month", 0, -200, 200, 5),
		field("baseline", "Baseline", "procedures a month", w.Today.BaselinePerMonth, 0, 0, 1),
	}}
	groups := whatIfSection{Title: "Volume by procedure group", Folded: true}
	for _, g := range w.Groups {
		groups.Fields = append(groups.Fields, field("growth_percent."+strconv.Itoa(int(g.ID)), g.Name, "%", 0, -30, 50, 1))
	}
	rooms := whatIfSection{Title: "Rooms"}
	for _, site := range w.Today.Sites {
		id := strconv.Itoa(int(site.ID))
		rooms.Fields = append(rooms.Fields,
			field("rooms."+id, site.Name+" rooms", "rooms", site.Rooms, 0, math.Max(8, site.Rooms*2), 1),
			field("room_hours."+id, site.Name+" hours", "hours a day", site.HoursPerDay, 0, 24, 0.5))
	}
	people, perRoom, leave := whatIfSection{Title: "People on hand"}, whatIfSection{Title: "People per room", Folded: true}, whatIfSection{Title: "Leave and minutes", Folded: true}
	for _, role := range w.Today.Roles {
		word := string(role.Role)
		people.Fields = append(people.Fields, field("fte."+word, role.Role.Plural(), "FTE", role.RosteredFTE, 0, math.Max(10, math.Ceil(role.RosteredFTE*1.6)), 0.1))
		perRoom.Fields = append(perRoom.Fields, field("people_per_room."+word, role.Role.Plural(), "per room", whatIfPerRoom(role, w.Today.Sites), 0, 4, 0.25))
		leave.Fields = append(leave.Fields, field("leave_days."+word, "Leave, "+strings.ToLower(role.Role.Plural()), "days a year", role.Time.AnnualLeaveDays, 0, 60, 1))
	}
	leave.Fields = append(leave.Fields, field("minutes_percent", "Minutes per procedure", "%", 0, -40, 40, 1))
	sections := []whatIfSection{volume, rooms, people, perRoom, leave, groups}
	for i := range sections {
		for _, f := range sections[i].Fields {
			if f.Value != "" {
				sections[i].Folded = false
			}
		}
	}
	return sections
}

// whatIfPerRoom is today's number where it is the same at every site in view.
func whatIfPerRoom(role scenario.Role, sites []scenario.Site) float64 {
	found := math.NaN()
	for i, site := range sites {
		people, ok := role.PeoplePerRoom[site.ID]
		if !ok || i > 0 && people != found {
			return math.NaN()
		}
		found = people
	}
	return found
}

// plain writes a number as a form sends it.
func plain(x float64) string { return strconv.FormatFloat(math.Round(x*1000)/1000, 'f', -1, 64) }

// trimmed writes a number for reading, with a decimal only where that says something.
func trimmed(x float64) string { return strings.TrimSuffix(formatDecimal(x, 1), ".0") }
