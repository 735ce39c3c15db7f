package spc

// Alert returns the signal of the newest point, if it is one to tell somebody about. It judges the last
// point of the series and no other: on 24 stable months 15 to 19 % of charts carry some flag, the newest
// point only 1.4 %. Cut the series at its newest complete month first. A missing last month, an excluded
// one and limits from fewer than ShortSegment points give no alert.
func (c Chart) Alert() (Episode, bool) {
	newest := len(c.Points) - 1
	if newest < 0 || c.Provisional() {
		return Episode{}, false
	}
	for _, s := range c.stretches {
		if s.points[len(s.points)-1] == newest && s.signal == c.Points[newest].Signal {
			return c.episode(s, c.newestValue()), true
		}
	}
	return Episode{}, false
}

// Provisional reports whether the newest segment is too short for a variation icon or an alert.
func (c Chart) Provisional() bool {
	return len(c.Segments) == 0 || c.Segments[len(c.Segments)-1].Provisional
}
