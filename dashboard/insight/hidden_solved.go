package insight

import (
	"maps"
	"slices"
)

// No sum may give a hidden number away by itself, and then several may do so together, as two equations with two
// unknowns do. What they tell is found by solving them, with the hidden numbers as the unknowns.

// prime is what the coefficients are reckoned modulo: exact as no decimals are, and small enough for products of two.
const prime = 1<<31 - 1

// solved returns a hidden number that the sums give away together, if there is one.
func (t *sums) solved(all []equation) (told content, ok bool) {
	unknowns := slices.SortedFunc(maps.Keys(t.hidden), compareContents)
	at := make(map[content]int, len(unknowns))
	for i, c := range unknowns {
		at[c] = i
	}
	var rows [][]int64
	for _, e := range all {
		row := make([]int64, len(unknowns))
		isEmpty := true
		put := func(c content, coefficient int64) {
			if i, ok := at[c]; ok {
				row[i], isEmpty = coefficient, false
			}
		}
		put(e.whole, prime-1)
		for _, part := range e.parts {
			put(part, 1)
		}
		if !isEmpty {
			rows = append(rows, row)
		}
	}
	for i, isTold := range solve(rows, len(unknowns)) {
		if isTold && t.values[unknowns[i]] > 0 {
			return unknowns[i], true
		}
	}
	return content{}, false
}

// solve reduces equations and reports which of the unknowns they leave only one value.
func solve(rows [][]int64, unknowns int) []bool {
	told := make([]bool, unknowns)
	var leading []int // of the first rows, the unknown that each begins with
	for column := 0; column < unknowns && len(leading) < len(rows); column++ {
		rest := rows[len(leading):]
		at := slices.IndexFunc(rest, func(row []int64) bool { return row[column] != 0 })
		if at < 0 {
			continue
		}
		rest[0], rest[at] = rest[at], rest[0]
		pivot := rest[0]
		scale := inverse(pivot[column])
		for j := column; j < unknowns; j++ {
			pivot[j] = pivot[j] * scale % prime
		}
		for i, row := range rows {
			factor := row[column]
			if i == len(leading) || factor == 0 {
				continue
			}
			for j := column; j < unknowns; j++ {
				if pivot[j] != 0 {
					row[j] = (row[j] + (prime-factor)*pivot[j]) % prime
				}
			}
		}
		leading = append(leading, column)
	}
	for i, column := range leading {
		told[column] = !slices.ContainsFunc(rows[i][column+1:], func(coefficient int64) bool { return coefficient != 0 })
	}
	return told
}

// inverse is what times n is 1, by Fermat's little theorem.
func inverse(n int64) int64 {
	result := int64(1)
	for exponent := prime - 2; exponent > 0; exponent >>= 1 {
		if exponent&1 == 1 {
			result = result * n % prime
		}
		n = n * n % prime
	}
	return result
}

// nextBeside is what to hide so that a number is told no more: the smallest that is shown in a sum with it, else the
// smallest of all.
func (t *sums) nextBeside(told content, all []equation) (next content, ok bool) {
	take := func(c content) {
		if v := t.values[c]; v > 0 && !t.hidden[c] && (!ok || v < t.values[next]) {
			next, ok = c, true
		}
	}
	for _, onlyBeside := range []bool{true, false} {
		for _, e := range all {
			if onlyBeside && e.whole != told && !slices.Contains(e.parts, told) {
				continue
			}
			take(e.whole)
			for _, part := range e.parts {
				take(part)
			}
		}
		if ok {
			break
		}
	}
	return next, ok
}
