package dashboard

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/analysis/spc"
	"caseload/dashboard/insight"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

const targetPath = "/signals/target"

// targetSection is the target of the series in depth beside its limits.
type targetSection struct {
	Icon, Words string
	Better      *Segments // which direction is better, once there is a target
	Action      string    // of the form that tries a number
	Keep        []Field
	Tried       string
	Without     string // address without the number tried
	Store       string // address of the form that stores one; "" where none can be
}

func newTargetSection(a insight.Signals) *targetSection {
	d := a.Chosen
	v := signalsView(a.Scope.View).WithSeries(d.Key)
	s := &targetSection{Action: signalsPath, Keep: viewFields(v, "target"), Tried: v.Wish.Target}
	if d.CanTarget {
		s.Store = v.URL(targetPath)
	}
	if v.Wish.Target != "" {
		without := v.Wish
		without.Target, without.Improve = "", ""
		s.Without = v.WithWish(without).URL(signalsPath)
	}
	if d.Target == nil {
		return s
	}
	s.Words = d.Target.Words
	if d.Target.Place != "" {
		s.Icon = "target-" + string(d.Target.Place)
	}
	better := func(label string, direction spc.Improvement) Segment {
		wish := v.Wish
		wish.Improve = direction
		return Segment{Label: label, Href: v.WithWish(wish).URL(signalsPath), Current: v.Wish.Improve == direction}
	}
	s.Better = &Segments{Label: "Which direction is better", Items: []Segment{better("Neither", ""), better("Higher", spc.Increase), better("Lower", spc.Decrease)}}
	return s
}

// targetShort says in the grid where a target lies.
func targetShort(v insight.SeriesVerdict) string {
	value := seriesNumber(v, v.Target.Value, 0)
	switch v.Target.Place {
	case insight.TargetAbove:
		return "Target " + value + " above the limits"
	case insight.TargetBelow:
		return "Target " + value + " below the limits"
	}
	return "Target " + value + " within the limits"
}

func targetForm(a insight.Signals, first, last, number, reason string) FormPage {
	return FormPage{
		Title: "A target for " + a.Chosen.Name, Action: targetPath, Submit: "Store the target", Cancel: backToSeries(a),
		Text: "A target is a number of procedures a month that somebody wants or has budgeted. It changes no count and no limit. " +
			"It replaces what is stored for these months, from a file too; the history keeps that, and it can be taken back.",
		Fields: append(viewInputs(a),
			FormField{Kind: fieldText, Name: "first_month", Label: "First month", Value: first, Hint: monthHint},
			FormField{Kind: fieldText, Name: "last_month", Label: "Last month", Value: last, Hint: monthHint},
			FormField{Kind: fieldNumber, Name: "per_month", Label: "Procedures a month", Value: number, Optional: true, Hint: "Left empty, the months have no target any more."},
			FormField{Kind: fieldText, Name: "reason", Label: "Reason", Value: reason, Hint: "Who wants it and why, in words that the history will show."}),
	}
}

func (s *Server) targetPage(c *fiber.Ctx) error {
	a, err := s.askedSeries(c.UserContext(), addressQuery(c))
	if err != nil {
		return err
	}
	page := signalsFrame(a, "Target")
	page.Body = targetForm(a, (a.Month + 1).Long(), (a.Month + 12).Long(), "", "")
	return s.render(c, page)
}

// mostTargetMonths keeps a slip of the pen in a year from storing a century.
const mostTargetMonths = 60

func (s *Server) saveTarget(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	a, err := s.askedSeries(c.UserContext(), insight.QueryFunc(posted.text))
	if err != nil {
		return err
	}
	wrong := problems{}
	firstText, lastText, number, reason := posted.text("first_month"), posted.text("last_month"), posted.text("per_month"), posted.text("reason")
	first, last := wrong.month("first_month", firstText), wrong.month("last_month", lastText)
	if len(wrong) == 0 && (last < first || last-first >= mostTargetMonths) {
		wrong.add("last_month", "The last month does not come before the first, and at most five years are stored at once.")
	}
	perMonth := 0.0
	if number != "" {
		perMonth = wrong.number("per_month", number, "The target", 0)
	}
	if reason == "" {
		wrong.add("reason", "A target needs a reason, which the history will show.")
	}
	if !a.Chosen.CanTarget {
		wrong.add("", "A target is stored for the procedures of one site: choose a site first. For other series a number can be tried beside the chart.")
	}
	if len(wrong) == 0 {
		targets := seriesTargets(a, first, last, perMonth)
		if number == "" {
			err = s.config.Store.DropTargets(c.UserContext(), targets, reason, userOf(c))
		} else {
			err = s.config.Store.SetTargets(c.UserContext(), targets, reason, userOf(c))
		}
		if err == nil {
			return seeOther(c, strings.TrimSuffix(backToSeries(a), "?"))
		}
	}
	return s.answerForm(c, signalsFrame(a, "Target"), targetForm(a, firstText, lastText, number, reason), wrong, err,
		map[string]string{"target": "per_month", "target_reason": "reason", "long_text": "reason"})
}

func seriesTargets(a insight.Signals, first, last calendar.Month, perMonth float64) []caseload.Target {
	var targets []caseload.Target
	for m := first; m <= last; m++ {
		targets = append(targets, caseload.Target{Month: m, Site: a.Chosen.TargetSite, Procedure: a.Chosen.Procedure, PerMonth: perMonth})
	}
	return targets
}
