package insight

import (
	"strings"

	"caseload/store/caseload"
)

// indexCoverage reads every statement of sites covered once.
func (f *facts) indexCoverage() {
	f.covered = map[string]map[caseload.SiteID]bool{}
	for _, b := range f.baselines {
		f.covered[b.SitesCovered] = f.sitesNamed(b.SitesCovered)
	}
	for _, p := range f.profiles {
		f.covered[p.SitesCovered] = f.sitesNamed(p.SitesCovered)
	}
}

// sitesNamed reads "University and VA" or "University, VA" as sites. It is nil when any word is no site's name:
// people write freely there, and what is not understood must not decide anything.
func (f *facts) sitesNamed(statement string) map[caseload.SiteID]bool {
	text := strings.TrimSuffix(strings.TrimSpace(statement), ".")
	text = strings.TrimSuffix(text, " together")
	for _, joint := range []string{" and ", " & ", "+", ";"} {
		text = strings.ReplaceAll(text, joint, ",")
	}
	var named map[caseload.SiteID]bool
	for _, word := range strings.Split(text, ",") {
		word = strings.TrimPrefix(strings.TrimSpace(word), "the ")
		if word == "" {
			continue
		}
		id, found := f.siteNamed(word)
		if !found {
			return nil
		}
		if named == nil {
			named = map[caseload.SiteID]bool{}
		}
		named[id] = true
	}
	return named
}

func (f *facts) siteNamed(name string) (caseload.SiteID, bool) {
	key := caseload.NameKey(name)
	for _, s := range f.sites {
		if caseload.NameKey(s.Name) == key {
			return s.ID, true
		}
	}
	return 0, false
}
