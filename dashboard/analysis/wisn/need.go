package wisn

import (
	"fmt"
	"math"
	"strings"

	"caseload/store/caseload"
)

// Lens is a way of asking whether there are enough people.
type Lens string

// The lenses.
const (
	ByWorkload Lens = "workload"
	ByCoverage Lens = "coverage"
)

// Confirmation is what a lead has confirmed of a role's assumptions. A role without call or recovery is
// confirmed as having none.
type Confirmation struct {
	Rooms    bool `json:"rooms"`
	Hours    bool `json:"hours"`
	Minutes  bool `json:"minutes"`
	Absence  bool `json:"absence"`
	Call     bool `json:"call"`
	Recovery bool `json:"recovery"`
}

// Complete reports whether everything is confirmed.
func (c Confirmation) Complete() bool { return len(c.Open()) == 0 }

// Open names what is not confirmed yet, in the order of the form.
func (c Confirmation) Open() []string {
	var open []string
	for _, part := range []struct {
		name      string
		confirmed bool
	}{{"rooms", c.Rooms}, {"hours", c.Hours}, {"minutes", c.Minutes}, {"absence", c.Absence}, {"call", c.Call}, {"recovery", c.Recovery}} {
		if !part.confirmed {
			open = append(open, part.name)
		}
	}
	return open
}

// NotConfirmed is what stands in place of a gap, ratio or verdict until a lead has confirmed the assumptions.
const NotConfirmed = "assumptions not confirmed"

// Estimate is a requirement by one lens and where it lies when the assumptions are a little off.
type Estimate struct {
	RequiredFTE float64 `json:"required_fte"`
	Range       Range   `json:"range"`
}

// Estimate returns the workload as one of the two lenses.
func (r Workload) Estimate() *Estimate { return &Estimate{r.RequiredFTE, r.Range} }

// Estimate returns the coverage as one of the two lenses.
func (c Coverage) Estimate() *Estimate { return &Estimate{c.RequiredFTE, c.Range} }

// Need is a role's requirement by both lenses beside its roster. Its fields are illustrative until Confirmed;
// everything that compares them with each other or with the roster is a method, which then says so instead.
type Need struct {
	Workload    *Estimate `json:"workload"` // nil when it cannot be worked out
	Coverage    *Estimate `json:"coverage"`
	RosteredFTE float64   `json:"rostered_fte"` // NaN when no roster has come
	Confirmed   bool      `json:"confirmed"`
	// HidesRatio leaves the ratio out of what is said: of so few people it would be about each of them.
	HidesRatio bool `json:"-"`
}

// Heading returns what both lenses are headed by: "Illustrative" until confirmed, else nothing.
func (n Need) Heading() string {
	if n.Confirmed {
		return ""
	}
	return "Illustrative"
}

// Deciding returns the lens that asks for more people, and its estimate. With one lens alone there is no
// decision: the other might ask for more. Equal lenses leave it to workload.
func (n Need) Deciding() (Lens, Estimate, error) {
	switch {
	case !n.Confirmed:
		return "", Estimate{}, sentence("No verdict: %s.", NotConfirmed)
	case n.Workload == nil && n.Coverage == nil:
		return "", Estimate{}, sentence("Neither workload nor coverage can be worked out.")
	case n.Workload == nil:
		return "", Estimate{}, sentence("Workload cannot be worked out, so it is not known which of the two decides.")
	case n.Coverage == nil:
		return "", Estimate{}, sentence("Coverage cannot be worked out, so it is not known which of the two decides.")
	case n.Coverage.RequiredFTE > n.Workload.RequiredFTE:
		return ByCoverage, Estimate{n.Coverage.RequiredFTE, n.Coverage.Range.higher(n.Workload.Range)}, nil
	}
	return ByWorkload, Estimate{n.Workload.RequiredFTE, n.Workload.Range.higher(n.Coverage.Range)}, nil
}

// Ratio returns rostered ÷ required by the deciding lens, the WISN ratio: below 1 is a shortfall.
func (n Need) Ratio() (float64, error) {
	e, err := n.compared()
	if err != nil {
		return 0, err
	}
	if e.RequiredFTE == 0 {
		return 0, sentence("Nobody is required in this role, so there is no ratio.")
	}
	return n.RosteredFTE / e.RequiredFTE, nil
}

// FTEGap returns rostered − required by the deciding lens: below 0 is a shortfall.
func (n Need) FTEGap() (float64, error) {
	e, err := n.compared()
	if err != nil {
		return 0, err
	}
	return n.RosteredFTE - e.RequiredFTE, nil
}

// compared returns the estimate of the deciding lens, if there is a roster to compare with.
func (n Need) compared() (Estimate, error) {
	_, e, err := n.Deciding()
	if err == nil {
		err = rostered(n.RosteredFTE)
	}
	return e, err
}

// rostered refuses a roster that nothing can be compared with.
func rostered(rosteredFTE float64) error {
	if math.IsNaN(rosteredFTE) {
		return sentence("No roster has come for this role.")
	}
	if rosteredFTE == 0 {
		return sentence("Nobody is on the roster in this role, so there is nothing to compare.")
	}
	return amount("The rostered FTE", rosteredFTE)
}

// Sentence says both lenses, which decides and what there is: "Workload needs 10.6, keeping the rooms covered
// needs 13.8: coverage decides. You have 15."
func (n Need) Sentence() string {
	var parts []string
	if n.Workload != nil {
		parts = append(parts, "workload needs "+FTEText(n.Workload.RequiredFTE))
	}
	if n.Coverage != nil {
		parts = append(parts, "keeping the rooms covered needs "+FTEText(n.Coverage.RequiredFTE))
	}
	lens, _, err := n.Deciding()
	switch {
	case len(parts) == 0:
		return err.Error()
	case !n.Confirmed:
		return "Illustrative, " + NotConfirmed + ": " + strings.Join(parts, ", ") + "."
	}
	text := caseload.UpperFirst(strings.Join(parts, ", "))
	if err != nil {
		return text + ". " + err.Error()
	}
	text = fmt.Sprintf("%s: %s decides.", text, lens)
	if err := rostered(n.RosteredFTE); err != nil {
		return text + " " + err.Error()
	}
	return text + " You have " + strings.TrimSuffix(FTEText(n.RosteredFTE), ".0") + "."
}

// Verdict says the gap with the range of the requirement: "0.8 FTE short of 14.6 (12.9 to 16.3)". What is not
// short has room; nobody is called too many.
func (n Need) Verdict() string {
	e, err := n.compared()
	if err != nil {
		if !n.Confirmed {
			return NotConfirmed
		}
		return err.Error()
	}
	gap := n.RosteredFTE - e.RequiredFTE
	required := fmt.Sprintf("%s required (%s)", FTEText(e.RequiredFTE), e.Range.Words())
	text := ""
	switch said := FTEText(math.Abs(gap)); {
	case said == "0.0":
		text = "As many as the " + required
	case gap < 0:
		text = said + " FTE short of the " + required
	default:
		text = said + " FTE above the " + required
	}
	if e.Range.Holds(n.RosteredFTE) {
		return text + "; the roster lies within that range"
	}
	return text
}

// Sum adds the needs of one role at several sites, lens by lens; which lens decides is asked of the sums. A lens that cannot be worked out at one site
// cannot be for the sum, and one unconfirmed site leaves the sum unconfirmed.
func Sum(needs ...Need) Need {
	if len(needs) == 0 {
		return Need{RosteredFTE: math.NaN()}
	}
	total := Need{Workload: &Estimate{}, Coverage: &Estimate{}, Confirmed: true}
	for _, n := range needs {
		total.Workload = plus(total.Workload, n.Workload)
		total.Coverage = plus(total.Coverage, n.Coverage)
		total.RosteredFTE += n.RosteredFTE
		total.Confirmed = total.Confirmed && n.Confirmed
	}
	return total
}

func plus(a, b *Estimate) *Estimate {
	if a == nil || b == nil {
		return nil
	}
	return &Estimate{a.RequiredFTE + b.RequiredFTE, a.Range.plus(b.Range)}
}
