package insight

import (
	"context"
	"math"
	"strings"

	"caseload/dashboard/analysis/wisn"
	"caseload/store/caseload"
)

// staffed works out what the roles require, for the pages that show it beside other things.
func (s *Service) staffed(ctx context.Context, r *reading) error {
	if !r.hasMonth || r.empty() != nil {
		return nil
	}
	year, err := s.countedYear(ctx, r)
	if err != nil {
		return err
	}
	r.needs = r.roleNeeds(year, false)
	return nil
}

// tightestFigure is required against rostered staff of the tightest role, or why there is none.
func (r *reading) tightestFigure() KeyFigure {
	f := KeyFigure{ID: "staffing", Label: "Required staff", Value: dash, Number: missing()}
	n := roleOf(r.needs, tightest(r.needs))
	if n == nil || n.Gap.IsMissing() {
		f.Context = Sentence{{Text: r.whyNoNeed(), URL: r.pinned().URL("/staffing")}}
		return f
	}
	f.Label, f.Value, f.Unit, f.Number = "Tightest role: "+lowerFirst(n.Name), signed(oneDecimal(float64(n.Gap)), float64(n.Gap)), "FTE", n.Gap
	f.TraceURL = n.GapURL
	f.Context = Sentence{{Text: oneDecimal(float64(n.Available)) + " " + n.availableWord() + ", " + oneDecimal(float64(n.Required)) + " required; " + string(n.Lens) + " decides"}}
	if open := r.openRoles(); open != "" {
		f.Note = capital(wisn.NotConfirmed) + " for " + open + "."
	}
	f.Picture = Picture{Kind: PictureStaff, Staff: &StaffPicture{Rostered: float64(n.Available), Required: float64(n.Required), Lens: n.Lens},
		Summary: n.Name + ": " + f.Context.String() + "."}
	return f
}

// whyNoNeed says in few words why no role is compared with what it requires.
func (r *reading) whyNoNeed() string {
	confirmed, known := false, false
	for _, n := range r.needs {
		confirmed = confirmed || n.Need.Confirmed
		known = known || n.Available.Known()
	}
	switch {
	case !confirmed:
		return wisn.NotConfirmed
	case !known:
		return "no roster of " + r.month.Long()
	}
	return "workload or coverage cannot be worked out"
}

// openRoles names the roles that wait for a lead's confirmation, "" when none does.
func (r *reading) openRoles() string {
	var names []string
	for _, n := range r.needs {
		if !n.Need.Confirmed {
			names = append(names, lowerFirst(n.Name))
		}
	}
	return list(names)
}

// shortWords says the tightest role where it is short: "Nurses are 0.8 FTE short of what keeping the rooms covered
// needs; the other three roles have room."
func (r *reading) shortWords() Sentence {
	n := roleOf(r.needs, tightest(r.needs))
	if n == nil || n.Gap.IsMissing() || oneDecimal(math.Min(float64(n.Gap), 0)) == "0.0" {
		return nil
	}
	return Sentence{
		{Text: n.Name + " " + are(n.Role) + " " + oneDecimal(-float64(n.Gap)) + " FTE short", Strong: true, URL: n.GapURL},
		{Text: " of what " + asked(n.Lens) + "; " + lowerFirst(strings.TrimSuffix(othersStand(r.needs, n.Role), ".")) + "."},
	}
}

func are(role caseload.Role) string {
	if role == caseload.APP {
		return "is"
	}
	return "are"
}

// asked is what a lens asks, as the end of a sentence.
func asked(lens wisn.Lens) string {
	if lens == wisn.ByCoverage {
		return "keeping the rooms covered needs"
	}
	return "the procedures need"
}

// stripTitle says how the tightest role stands, "" where no role is compared.
func (r *reading) stripTitle() string {
	if short := r.shortWords(); short != nil {
		return strings.TrimSuffix(short.String(), ".")
	}
	n := roleOf(r.needs, tightest(r.needs))
	if n == nil || n.Gap.IsMissing() || r.openRoles() != "" {
		return ""
	}
	return "No role is short: " + lowerFirst(n.Name) + " " + are(n.Role) + " the tightest, " + oneDecimal(float64(n.Gap)) + " FTE above what " + asked(n.Lens)
}

// standing says a role against what it requires: "0.8 FTE short of what the rooms need".
func (n RoleNeed) standing() string {
	if n.Gap.IsMissing() {
		if !n.Need.Confirmed {
			return wisn.NotConfirmed
		}
		return ""
	}
	what := "the procedures need"
	if n.Lens == wisn.ByCoverage {
		what = "the rooms need"
	}
	text := oneDecimal(math.Abs(float64(n.Gap)))
	switch {
	case text == "0.0":
		return "as many FTE as " + what
	case n.Gap < 0:
		return text + " FTE short of what " + what
	}
	return text + " FTE above what " + what
}

// StaffPicture is what a role has beside what it requires, in FTE.
type StaffPicture struct {
	Rostered float64   `json:"rostered_fte"`
	Required float64   `json:"required_fte"`
	Lens     wisn.Lens `json:"lens"`
}
