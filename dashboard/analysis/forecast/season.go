package forecast

import (
	"math"

	"caseload/dashboard/analysis/series"
)

// The season's constants; the package comment says where they come from.
const (
	seasonNoise    = 1.5  // the centred average leaves some of the level's movement in the months
	seasonDoF      = 12.0 // one mean a calendar month
	noSeasonWeight = 0.5  // of no season beforehand, where every other size of season has 1
)

const halfRootThree = 0.8660254037844386

// cosine of k twelfths of a turn.
func cosine(k int) float64 {
	return [12]float64{1, halfRootThree, 0.5, 0, -0.5, -halfRootThree, -1, -halfRootThree, -0.5, 0, 0.5, halfRootThree}[k%12]
}

// sine of k twelfths of a turn.
func sine(k int) float64 { return cosine(k + 9) }

// decompose takes z apart into a season, by calendar month and shrunk, and the level it was measured from.
// month is the calendar month, 0 to 11, of the first value. With gaps the centred average is taken of what is
// there less the season found so far, so that a missing summer does not lower the level.
func decompose(z []float64, month int, shrunk bool) (season [12]float64, level []float64) {
	rounds := 1
	for _, v := range z {
		if series.IsMissing(v) {
			rounds = 4 // each round takes most of what is left of the gap's trace
		}
	}
	level = make([]float64, len(z))
	var raw [12]float64
	for range rounds {
		centredAverage(level, z, raw, month)
		raw = monthMeans(z, level, month)
	}
	if shrunk {
		return shrink(raw, z, level, month), level
	}
	return raw, level
}

// centredAverage fills level with the 2×12 average of z less season. The first and last six months repeat
// the nearest average: a short history's ends are too noisy to extrapolate.
func centredAverage(level, z []float64, season [12]float64, month int) {
	n := len(z)
	adjusted := make([]float64, n)
	for i, v := range z {
		adjusted[i] = v - season[(month+i)%12]
	}
	for i := range level {
		level[i] = series.Missing()
		if i < 6 || i >= n-6 {
			continue
		}
		sum, weight := 0.0, 0.0
		for j := i - 6; j <= i+6; j++ {
			if v := adjusted[j]; !series.IsMissing(v) {
				w := 1.0
				if j == i-6 || j == i+6 {
					w = 0.5
				}
				sum, weight = sum+w*v, weight+w
			}
		}
		if weight >= 6 { // half a year
			level[i] = sum / weight
		}
	}
	holdFlat(level, mean(adjusted))
}

// holdFlat fills what is missing with the nearest value there is, the earlier one when two are as near.
func holdFlat(level []float64, otherwise float64) {
	last := -1
	for i := range level {
		if series.IsMissing(level[i]) {
			continue
		}
		for j := last + 1; j < i; j++ {
			if last >= 0 && j-last <= i-j {
				level[j] = level[last]
			} else {
				level[j] = level[i]
			}
		}
		last = i
	}
	for j := last + 1; j < len(level); j++ {
		if last >= 0 {
			level[j] = level[last]
		} else {
			level[j] = otherwise
		}
	}
}

// monthMeans returns the mean of z less level by calendar month, around 0. A calendar month never seen has 0.
func monthMeans(z, level []float64, month int) [12]float64 {
	var sums, counts [12]float64
	for i, v := range z {
		if !series.IsMissing(v) {
			sums[(month+i)%12] += v - level[i]
			counts[(month+i)%12]++
		}
	}
	total, seen := 0.0, 0.0
	for j := range sums {
		if counts[j] > 0 {
			sums[j] /= counts[j]
			total, seen = total+sums[j], seen+1
		}
	}
	for j := range sums {
		if counts[j] > 0 {
			sums[j] -= total / seen
		}
	}
	return sums
}

// shrink returns the posterior mean of the season, harmonic by harmonic.
func shrink(raw [12]float64, z, level []float64, month int) [12]float64 {
	var a, b [7]float64 // of the cosine and the sine of harmonic k
	for k := 1; k <= 6; k++ {
		for j, v := range raw {
			a[k] += v * cosine(k*j) / 6
			b[k] += v * sine(k*j) / 6
		}
	}
	a[6], b[6] = a[6]/2, 0
	n, squares := 0.0, 0.0
	for i, v := range z {
		if !series.IsMissing(v) {
			r := v - level[i] - raw[(month+i)%12]
			n, squares = n+1, squares+r*r
		}
	}
	kept := harmonicShrinkage(a, b, squares/max(n-seasonDoF, 1), n)
	var season [12]float64
	for j := range season {
		for k := 1; k <= 6; k++ {
			season[j] += kept[k] * (a[k]*cosine(k*j) + b[k]*sine(k*j))
		}
	}
	return season
}

// harmonicShrinkage returns how much of each harmonic to keep, 0 to 1, given the residual variance and the number of months.
func harmonicShrinkage(a, b [7]float64, variance, n float64) (kept [7]float64) {
	if variance == 0 {
		return [7]float64{1, 1, 1, 1, 1, 1, 1}
	}
	type candidate struct {
		logWeight float64
		kept      [7]float64
	}
	var candidates [18]candidate
	count, best := 0, math.Inf(-1)
	for _, decay := range [...]struct{ power, weight float64 }{{3, 1}, {1, 0.3}} { // the prior variance of harmonic k is ∝ k^−power
		total := 0.0
		for k := 1.0; k <= 6; k++ {
			total += math.Pow(k, -decay.power)
		}
		for _, size := range [...]float64{0, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100} { // season's variance over the residual's
			c := candidate{logWeight: math.Log(decay.weight)}
			if size == 0 {
				c.logWeight += math.Log(noSeasonWeight)
			}
			for k := 1; k <= 6; k++ {
				prior := size * variance * math.Pow(float64(k), -decay.power) / total
				noise, terms := 2*seasonNoise*variance/n, 2.0
				if k == 6 { // has a cosine only, of twice the energy
					noise, terms = noise/2, 1
				}
				energy := a[k]*a[k] + b[k]*b[k]
				c.kept[k] = prior / (prior + noise)
				c.logWeight -= terms/2*math.Log((prior+noise)/noise) + energy/2/(prior+noise)
			}
			candidates[count] = c
			count, best = count+1, max(best, c.logWeight)
		}
	}
	total := 0.0
	for _, c := range candidates[:count] {
		w := math.Exp(c.logWeight - best)
		total += w
		for k := range kept {
			kept[k] += w * c.kept[k]
		}
	}
	for k := range kept {
		kept[k] /= total
	}
	return kept
}

// mean returns the mean of the values that there are, 0 of none.
func mean(values []float64) float64 {
	sum, n := 0.0, 0.0
	for _, v := range values {
		if !series.IsMissing(v) {
			sum, n = sum+v, n+1
		}
	}
	return sum / max(n, 1)
}
