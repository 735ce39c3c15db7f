package ingest

import (
	"slices"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// activity knows in which months each procedure was reported at each site.
type activity struct {
	months map[siteProcedure]map[calendar.Month]bool
	last   siteProcedure
	inLast map[calendar.Month]bool
}

type siteProcedure struct {
	site      int
	procedure caseload.ProcedureID
}

func newActivity() *activity {
	return &activity{months: map[siteProcedure]map[calendar.Month]bool{}}
}

func (a *activity) report(site int, procedure caseload.ProcedureID, month calendar.Month) {
	key := siteProcedure{site, procedure}
	if key != a.last || a.inLast == nil {
		months := a.months[key]
		if months == nil {
			months = map[calendar.Month]bool{}
			a.months[key] = months
		}
		a.last, a.inLast = key, months
	}
	a.inLast[month] = true
}

func (a *activity) reportedIn(site int, procedure caseload.ProcedureID, month calendar.Month) bool {
	return a.months[siteProcedure{site, procedure}][month]
}

// active lists the procedures reported at the site in the month or in the twelve before it, by id.
func (a *activity) active(site int, month calendar.Month) []caseload.ProcedureID {
	var list []caseload.ProcedureID
	for key, months := range a.months {
		if key.site != site {
			continue
		}
		for m := month - activeMonths; m <= month; m++ {
			if months[m] {
				list = append(list, key.procedure)
				break
			}
		}
	}
	slices.Sort(list)
	return list
}
