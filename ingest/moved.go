package ingest

import (
	"context"
	"encoding/json"
	"fmt"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// lookedBack is how many later revisions are looked through for what they touched; with more than these
// somebody looks at the preview again in any case.
const lookedBack = 200

// movedSince says what was changed after a revision among all that this file speaks of, newest first.
// Other changes leave the preview as it was, so that nobody needs to hear of them.
func (s *Service) movedSince(ctx context.Context, base caseload.Revision, a *analysis) ([]string, error) {
	current, err := s.store.Revision(ctx)
	if err != nil || current == base {
		return nil, err
	}
	infos, err := s.store.Revisions(ctx, lookedBack)
	if err != nil {
		return nil, fmt.Errorf("read history: %w", err)
	}
	users, err := s.store.Users(ctx)
	if err != nil {
		return nil, fmt.Errorf("read users: %w", err)
	}
	touch := a.touched()
	var moved []string
	for _, info := range infos {
		if info.Revision <= base {
			continue
		}
		concerns := int(current-base) > lookedBack
		if !concerns {
			if concerns, err = s.concerns(ctx, info.Revision, touch); err != nil {
				return nil, err
			}
		}
		if concerns {
			moved = append(moved, fmt.Sprintf("%s (revision %d, by %s, %s)", info.Reason, info.Revision, nameOf(users, info.By), plural(info.Changes, "change", "changes")))
		}
	}
	return moved, nil
}

func nameOf(users []caseload.User, id caseload.UserID) string {
	for _, user := range users {
		if user.ID == id && user.Name != "" {
			return user.Name
		}
	}
	return string(id)
}

// touched is what the preview of a file depends on.
type touched struct {
	months map[siteMonthID]bool
	sites  map[caseload.SiteID]bool // of a roster
	rows   optionalRows             // of an optional file
}

// touched gathers it. What is declared zero depends on the year before as well.
func (a *analysis) touched() touched {
	t := touched{months: map[siteMonthID]bool{}, sites: map[caseload.SiteID]bool{}}
	if a.roster != nil {
		for _, id := range a.rosterSites() {
			t.sites[id] = true
		}
	}
	t.rows = a.reading.optional
	if a.counts == nil {
		return t
	}
	if a.counts.budget != nil {
		t.rows = a.counts.budget
	}
	back := calendar.Month(0)
	if a.counts.everything {
		back = activeMonths
	}
	for at := range a.counts.covered {
		for m := at.month - back; m <= at.month; m++ {
			t.months[siteMonthID{a.counts.siteIDs[at.site], m}] = true
		}
	}
	return t
}

// concerns reports whether a revision changed anything that the file's preview depends on.
func (s *Service) concerns(ctx context.Context, revision caseload.Revision, t touched) (bool, error) {
	counts, err := s.store.CountChanges(ctx, revision, 0)
	if err != nil {
		return false, fmt.Errorf("read what was changed: %w", err)
	}
	for _, change := range counts {
		if t.months[siteMonthID{change.Site, change.Month}] {
			return true, nil
		}
	}
	others, err := s.store.Changes(ctx, revision, 0)
	if err != nil {
		return false, fmt.Errorf("read what was changed: %w", err)
	}
	for _, change := range others {
		concerns, err := t.concernedBy(change)
		if concerns || err != nil {
			return concerns, err
		}
	}
	return false, nil
}

// concernedBy tells of one altered row. A site or procedure concerns every file when its name changes,
// because files name them.
func (t touched) concernedBy(change caseload.Change) (bool, error) {
	if t.rows != nil {
		if concerns, err := t.rows.concernedBy(change); concerns || err != nil {
			return concerns, err
		}
	}
	type row struct {
		Name  string          `json:"name"`
		Site  caseload.SiteID `json:"site"`
		Month calendar.Month  `json:"month"`
	}
	switch change.Kind {
	case caseload.ChangeSiteMonth, caseload.ChangeAppointment, caseload.ChangeSite, caseload.ChangeProcedure:
	default:
		return false, nil
	}
	var sides []row
	for _, raw := range []json.RawMessage{change.Before, change.After} {
		if len(raw) == 0 || string(raw) == "null" {
			continue
		}
		var side row
		if change.Kind == caseload.ChangeAppointment {
			var appointment caseload.Appointment
			if err := json.Unmarshal(raw, &appointment); err != nil {
				return false, fmt.Errorf("read a recorded roster line: %w", err)
			}
			side.Site = appointment.Site
		} else if err := json.Unmarshal(raw, &side); err != nil {
			return false, fmt.Errorf("read a recorded %s: %w", change.Kind, err)
		}
		sides = append(sides, side)
	}
	switch change.Kind {
	case caseload.ChangeSite, caseload.ChangeProcedure:
		return len(sides) == 2 && sides[0].Name != sides[1].Name, nil
	case caseload.ChangeAppointment:
		for _, side := range sides {
			if t.sites[side.Site] {
				return true, nil
			}
		}
	case caseload.ChangeSiteMonth:
		for _, side := range sides {
			if t.months[siteMonthID{side.Site, side.Month}] {
				return true, nil
			}
		}
	}
	return false, nil
}
