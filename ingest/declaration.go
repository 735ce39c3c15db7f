package ingest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"caseload/store/caseload"
)

// declared names the sites and months that a commit newly declares complete.
func (a *analysis) declared() []string {
	months := slices.Clone(a.counts.siteMonths)
	slices.SortFunc(months, func(x, y caseload.SiteMonthChange) int {
		if x.Site != y.Site {
			return strings.Compare(a.siteName(x.Site), a.siteName(y.Site))
		}
		return int(x.Month - y.Month)
	})
	var names []string
	for _, change := range months {
		if change.Complete && !a.counts.stored[siteMonthID{change.Site, change.Month}].Complete {
			names = append(names, a.siteName(change.Site)+", "+change.Month.Long())
		}
	}
	return names
}

// addDeclaration notes that a commit declared a month complete.
func (p *Preview) addDeclaration(a *analysis, change caseload.Change) error {
	var before, after caseload.SiteMonth
	for _, side := range []struct {
		raw  json.RawMessage
		into *caseload.SiteMonth
	}{{change.Before, &before}, {change.After, &after}} {
		if len(side.raw) == 0 {
			continue
		}
		if err := json.Unmarshal(side.raw, side.into); err != nil {
			return fmt.Errorf("read a recorded month: %w", err)
		}
	}
	if after.Complete && !before.Complete {
		p.Declared = append(p.Declared, a.siteName(after.Site)+", "+after.Month.Long())
	}
	return nil
}

// DeclaredWords names a few of the months that were declared complete, and counts the rest.
func (p Preview) DeclaredWords() string {
	if len(p.Declared) > 3 {
		return plural(len(p.Declared), "site and month", "sites and months")
	}
	return strings.Join(p.Declared, "; ")
}
