package main

import (
	"math"
	"math/rand/v2"
	"slices"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// seed makes the sample. It was picked among the first ten thousand because October 2026, spring 2020
// and the running month come out close to the design's pictures; any other would be as synthetic.
const seed = 8045

// count is one line of a procedures file.
type count struct {
	month     calendar.Month
	site      string
	procedure string
	setting   caseload.Setting
	state     string // "" where the site's export does not carry it
	n         int
}

// siteMonth draws what one site did in one month, in the order of the mix. Like a real export it lists
// no zeros. Each site and month has its own stream, so that a change to one leaves the others alone.
func siteMonth(seed uint64, site string, m calendar.Month) []count {
	stream := uint64(m) << 1
	if site == va {
		stream |= 1
	}
	source := rand.New(rand.NewPCG(seed, stream))
	var counts []count
	for _, p := range mix() {
		usual := p.at(site)
		for _, setting := range []caseload.Setting{caseload.Inpatient, caseload.Outpatient} {
			share := usual.inpatientShare
			if setting == caseload.Outpatient {
				share = 1 - share
			}
			n := poisson(source, usual.perMonth*share*level(site, p, setting, m))
			c := count{m, site, p.name, setting, "", n}
			if site == university && m >= statesFrom {
				counts = append(counts, byState(source, p, c)...)
			} else if n > 0 {
				counts = append(counts, c)
			}
		}
	}
	return counts
}

// poisson draws by multiplying uniform numbers (Knuth), in pieces small enough for the exponential.
func poisson(source *rand.Rand, mean float64) int {
	n := 0
	for ; mean > 16; mean -= 16 {
		n += poisson(source, 16)
	}
	limit := math.Exp(-mean)
	for product := source.Float64(); product > limit; product *= source.Float64() {
		n++
	}
	return n
}

// stateWeight is how many of a hundred referrals come from a state.
type stateWeight struct {
	state  string
	weight int
}

// referrals returns where patients come from. What few hospitals do draws from further away.
func referrals(group string) []stateWeight {
	switch group {
	case "Chemoembolization & Y-90", "TIPS & portal intervention", "Lymphatic & other", "Thermal ablation":
		return []stateWeight{{"GA", 48}, {"AL", 18}, {"SC", 11}, {"TN", 9}, {"FL", 7}, {"NC", 5}, {"MS", 2}}
	}
	return []stateWeight{{"GA", 72}, {"AL", 11}, {"SC", 6}, {"TN", 4}, {"FL", 4}, {"NC", 2}, {"MS", 1}}
}

// byState splits a count by referring state, leaving out the states without any, in the order of their weight.
func byState(source *rand.Rand, p procedure, c count) []count {
	weights := referrals(p.group)
	split := make([]int, len(weights))
	for range c.n {
		ticket := source.IntN(100)
		split[slices.IndexFunc(weights, func(w stateWeight) bool {
			ticket -= w.weight
			return ticket < 0
		})]++
	}
	var counts []count
	for i, n := range split {
		if n > 0 {
			part := c
			part.state, part.n = weights[i].state, n
			counts = append(counts, part)
		}
	}
	return counts
}
