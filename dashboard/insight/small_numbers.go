package insight

import "caseload/dashboard/analysis/series"

// mostHidden is the greatest number that is hidden where a state meets a procedure.
const mostHidden = 10

// crossesStates reports a breakdown in which a state meets a procedure or a group of them: what is few
// there may point at somebody.
func crossesStates(n narrowing, by Dimension) bool {
	byProcedure := n.procedure != nil || n.group != nil || by == ByProcedure || by == ByGroup
	return byProcedure && (by == ByState || n.state != nil)
}

// hideSmall makes numbers from 1 to 10 missing. What is summed from one of them is missing too, so that
// nothing can be worked out from the rest.
func hideSmall[K comparable](parts map[K]bySite) {
	for _, part := range parts {
		for _, monthly := range part {
			for i, v := range monthly.Values {
				if v > 0 && v <= mostHidden {
					monthly.Values[i] = series.Missing()
				}
			}
		}
	}
}

// smallNote says what became of small numbers where a state meets a procedure; "" elsewhere.
func (r *reading) smallNote(n narrowing, by Dimension) string {
	switch {
	case !crossesStates(n, by):
		return ""
	case r.facts.hidesSmall:
		return "Numbers from 1 to 10 are hidden here, and so is every sum that holds one."
	}
	return "Internal use: small numbers by state and procedure are shown."
}
