package training

import (
	"strconv"
	"strings"
)

// number writes a number with as many decimals as it needs, up to two, and thousands commas.
func number(x float64) string {
	whole, fraction, _ := strings.Cut(strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(x, 'f', 2, 64), "0"), "."), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction != "" {
		return whole + "." + fraction
	}
	return whole
}

// cases writes a number of cases, which are whole.
func cases(x float64) string { return number(float64(int64(x + 0.5))) }

func many(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(float64(n)) + " " + one + "s"
}

// Words says where the trainee stands: "Drainage binds: 84 cases projected (71 to 97) of a minimum of 100." It is
// the problem where there is no projection, and says so where no minimum is set.
func (p Projection) Words() string {
	if p.Problem != "" {
		return p.Problem
	}
	if p.Binding == nil {
		return "No minimum is set that the projection could be compared with."
	}
	for _, c := range p.withTotal() {
		if c.Category != p.Binding.Category || c.Minimum == nil || c.Projected == nil {
			continue
		}
		name := c.Category
		if name == "" {
			name = "The number of all cases"
		}
		return name + " binds: " + cases(*c.Projected) + " cases projected (" + cases(*c.Lo80) + " to " + cases(*c.Hi80) +
			") against a minimum of " + cases(c.Minimum.Cases) + "."
	}
	return ""
}

// Reaches reports whether the projection reaches every minimum that is set; false when it cannot be said.
func (p Projection) Reaches() (reaches, known bool) {
	if p.Binding == nil {
		return false, false
	}
	return p.Binding.Share >= 1, true
}

func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
