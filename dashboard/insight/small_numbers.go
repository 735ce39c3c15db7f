package insight

import (
	"cmp"
	"maps"
	"slices"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
)

// mostHidden is the greatest number that is hidden where a state meets a procedure.
const mostHidden = 10

// crossesStates reports a breakdown in which a state meets a procedure or a group of them: what is few
// there may point at somebody.
func crossesStates(n narrowing, by Dimension) bool {
	byProcedure := n.procedure != nil || n.group != nil || by == ByProcedure || by == ByGroup
	return byProcedure && (by == ByState || n.state != nil)
}

// smallMonths returns the months in which a part has a number from 1 to 10 at some site.
func smallMonths[K comparable](parts map[K]bySite) map[K]monthSet {
	small := map[K]monthSet{}
	for key, part := range parts {
		for _, monthly := range part {
			for i, v := range monthly.Values {
				if v > 0 && v <= mostHidden {
					if small[key] == nil {
						small[key] = monthSet{}
					}
					small[key][monthly.First+calendar.Month(i)] = true
				}
			}
		}
	}
	return small
}

// beside adds to the small months of each part those of others, so that no sum shown elsewhere gives a small number
// away: in each month the smallest others are hidden too, until two parts are, with more than ten together.
func beside[K cmp.Ordered](parts map[K]bySite, small map[K]monthSet) map[K]monthSet {
	keys := slices.Sorted(maps.Keys(parts))
	months := monthSet{}
	for _, hidden := range small {
		maps.Copy(months, hidden)
	}
	for m := range months {
		for {
			n, sum, next, least := 0, 0.0, -1, 0.0
			for i, key := range keys {
				v, ok := parts[key].at(m)
				switch {
				case !ok:
				case small[key][m]:
					n, sum = n+1, sum+v
				case v > 0 && (next < 0 || v < least):
					next, least = i, v
				}
			}
			if next < 0 || n > 1 && sum > mostHidden {
				break
			}
			if small[keys[next]] == nil {
				small[keys[next]] = monthSet{}
			}
			small[keys[next]][m] = true
		}
	}
	return small
}

// at is the month's number at all sites, and whether one is stored.
func (b bySite) at(m calendar.Month) (v float64, ok bool) {
	for _, monthly := range b {
		if n := monthly.At(m); !series.IsMissing(n) {
			v, ok = v+n, true
		}
	}
	return v, ok
}

// hide makes the numbers of these months missing, part by part, and returns all these months. A site's small number
// takes the other sites' of its month with it: what is summed from one that is hidden is missing too, so that
// nothing can be worked out from the rest.
func hide[K comparable](parts map[K]bySite, small map[K]monthSet) monthSet {
	all := monthSet{}
	for key, hidden := range small {
		parts[key] = parts[key].without(hidden)
		maps.Copy(all, hidden)
	}
	return all
}

// monthSet is a set of them.
type monthSet map[calendar.Month]bool

// without returns a copy in which the months are missing.
func (b bySite) without(hidden monthSet) bySite {
	if len(hidden) == 0 {
		return b
	}
	rest := make(bySite, len(b))
	for site, values := range b {
		rest[site] = values.Map(func(m calendar.Month, v float64) float64 {
			if hidden[m] {
				return series.Hidden()
			}
			return v
		})
	}
	return rest
}

// smallNote says what became of small numbers where a state meets a procedure; "" elsewhere.
func (r *reading) smallNote(n narrowing, by Dimension) string {
	switch {
	case !crossesStates(n, by):
		return ""
	case r.hidden != nil:
		return "" // said of the whole export
	case r.facts.hidesSmall:
		return "Numbers from 1 to 10 are hidden here, and so is every sum that holds one."
	}
	return "Internal use: small numbers by state and procedure are shown."
}
