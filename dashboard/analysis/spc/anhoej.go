package spc

import "math"

// Runs are the counts behind the Anhøj rules: unusually long runs on one side of the centre line, or
// unusually few crossings of it, tell a lasting change that no single point shows.
//
// Source: Anhøj and Olesen, "Run charts revisited", PLoS ONE 9(11): e113825, 2014; the longest run after
// Schilling 2012, the crossings after Chen 2010.
type Runs struct {
	Useful       int  // points that are there, not excluded, and not on the centre line
	Longest      int  // useful points in the longest run on one side
	LongestMax   int  // round(log₂ Useful) + 3: a longer run is a signal
	Crossings    int  // how often neighbouring useful points lie on different sides
	CrossingsMin int  // 5 % quantile of the binomial distribution (Useful − 1, 0.5): fewer are a signal
	Signal       bool // either
}

// runs counts the part's runs about a centre line. They continue across missing points and points on the line.
func (p part) runs(centre float64) Runs {
	var r Runs
	before, length := 0, 0
	for i, y := range p.y {
		side := sideOf(y, centre)
		if p.excluded[i] || side == 0 {
			continue
		}
		r.Useful++
		if side == before {
			length++
		} else {
			if before != 0 {
				r.Crossings++
			}
			before, length = side, 1
		}
		r.Longest = max(r.Longest, length)
	}
	if r.Useful == 0 {
		return r
	}
	r.LongestMax = int(math.Round(math.Log2(float64(r.Useful)))) + 3
	r.CrossingsMin = fewestCrossings(r.Useful - 1)
	r.Signal = r.Longest > r.LongestMax || r.Crossings < r.CrossingsMin
	return r
}

// sideOf returns 1 above the line, -1 below it, and 0 on it or where either is missing.
func sideOf(y, line float64) int {
	switch {
	case y > line:
		return 1
	case y < line:
		return -1
	}
	return 0
}

// fewestCrossings returns the least k for which at most k heads in so many tosses of a fair coin have a
// probability of 5 % or more.
func fewestCrossings(tosses int) int {
	// Ways to throw at most k heads, against 2^tosses. Both are scaled down together when they outgrow a float64.
	const room = 900
	ways, term, bits := 1.0, 1.0, tosses
	for k := 0; ; k++ {
		if ways >= math.Ldexp(0.05, bits) || k >= tosses {
			return k
		}
		term = float64(term * (float64(tosses-k) / float64(k+1)))
		ways += term
		if ways > math.Ldexp(1, room) {
			ways, term, bits = math.Ldexp(ways, -room), math.Ldexp(term, -room), bits-room
		}
	}
}
