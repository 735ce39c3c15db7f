package dashboard

import (
	"context"
	"fmt"
	"slices"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/analysis/spc"
	"caseload/dashboard/insight"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

const signalsPath = "/signals"

// SignalRecords is what the Signals page changes.
type SignalRecords interface {
	AddAnnotation(ctx context.Context, a caseload.Annotation) (caseload.Annotation, error)
	DeleteAnnotation(ctx context.Context, id int64, by caseload.UserID) error
	SaveRebase(ctx context.Context, r caseload.Rebase) (caseload.Rebase, error)
	DeleteRebase(ctx context.Context, id int64, by caseload.UserID) error
	SaveExcludedMonth(ctx context.Context, e caseload.ExcludedMonth) error
	DeleteExcludedMonth(ctx context.Context, month calendar.Month, site caseload.SiteID, by caseload.UserID) error
	SetTargets(ctx context.Context, targets []caseload.Target, reason string, by caseload.UserID) error
	DropTargets(ctx context.Context, targets []caseload.Target, reason string, by caseload.UserID) error
}

func (s *Server) signalsRoutes() []Route {
	see := func(path string, handler fiber.Handler) Route {
		return Route{Method: fiber.MethodGet, Path: path, Action: ActionSeePages, Handler: handler}
	}
	form := func(path string, handler fiber.Handler) Route {
		return Route{Method: fiber.MethodGet, Path: path, Action: ActionEditBaselines, Handler: handler}
	}
	edit := func(path string, handler fiber.Handler) Route {
		return Route{Method: fiber.MethodPost, Path: path, Action: ActionEditBaselines, Handler: handler}
	}
	return []Route{
		see(signalsPath, s.signalsPage),
		see("/api/v1/signals", s.signalsAPI),
		see(signalsCSVPath, s.signalsCSV),
		see(seriesCSVPath, s.seriesCSV),
		form(rebasePath, s.rebasePage),
		edit(rebasePath, s.saveRebase),
		edit(rebasePath+"/:id/delete", s.deleteRebase),
		form(eventPath, s.eventPage),
		edit(eventPath, s.saveEvent),
		edit(eventPath+"/:id/delete", s.deleteEvent),
		form(excludePath, s.excludePage),
		edit(excludePath, s.saveExcluded),
		edit(includePath, s.deleteExcluded),
		form(targetPath, s.targetPage),
		edit(targetPath, s.saveTarget),
	}
}

// signalsBody is what templates/pages/signals.html shows.
type signalsBody struct {
	Empty    *Empty
	Headline Headline
	Filter   []filterItem
	Main     Figure
	Ranges   *Figure
	Suggest  *suggestionNote
	Rules    []Signal
	NoRules  string
	Limits   []Definition
	How      Fold
	Runs     string // what the Anhøj rules say
	Target   *targetSection
	Switches rulesForm
	Events   []eventRow
	AddEvent string // addresses of the forms
	Rebase   string
	Exclude  string
	Grid     signalsGrid
}

// suggestionNote asks whether the limits should be drawn anew, and takes the reason.
type suggestionNote struct {
	Title, Text, Ask string
	Action           string
	Fields           []Field
	Later            string // address of the page without the note
}

// eventRow is an annotation or a rebase with the button that removes it.
type eventRow struct {
	Month, What, Text, By string
	Remove                Button

	at calendar.Month
}

// signalsGrid is the small multiples of the other series.
type signalsGrid struct {
	Title, Summary string
	Order          Segments
	Parts          []signalsPart
	Key            []KeyEntry
	HasTarget      bool
	Group          *Link // to the procedures of the group in depth
	Source         string
	CSV            string
}

// signalsPart is one panel of the grid.
type signalsPart struct {
	Name, Href, Value string
	Icon, Words       string
	Alert             bool
	Picture           SVG
	Says              string
	TargetIcon        string
	TargetWords       string
}

func (s *Server) signalsPage(c *fiber.Ctx) error {
	v, err := askedView(c)
	if err != nil {
		return err
	}
	v = signalsView(v)
	later := addressQuery(c).Get("suggestion") == "later"
	address := v.URL(signalsPath)
	if later {
		address += "#later" // a page of its own in the cache
	}
	return s.cachedPage(c, address, func(ctx context.Context, _ caseload.Revision) (Page, error) {
		answer, err := s.answers.Signals(ctx, v)
		if err != nil {
			return Page{}, fmt.Errorf("signals: %w", err)
		}
		page := scopedPage(answer.Scope, signalsPath)
		page.Template, page.Title, page.Nav, page.Charts = "signals", "Signals", "signals", true
		if answer.Empty != nil {
			page.Body = signalsBody{Empty: emptyOf(answer.Empty)}
			return page, nil
		}
		page.Crumbs = signalsCrumbs(answer)
		page.Body, err = newSignalsBody(answer, later)
		return page, err
	})
}

// signalsView is the part of a view that the Signals page understands.
func signalsView(v insight.View) insight.View {
	shared := v.Shared()
	shared.Series, shared.Sort, shared.PerDay, shared.Group = v.Series, v.Sort, v.PerDay, v.Group
	shared.Judging, shared.Wish = v.Judging, v.Wish
	return shared
}

func newSignalsBody(a insight.Signals, later bool) (signalsBody, error) {
	main, ranges, err := seriesFigures(a)
	if err != nil {
		return signalsBody{}, err
	}
	d := a.Chosen
	v := signalsView(a.Scope.View).WithSeries(d.Key)
	body := signalsBody{
		Headline: Headline{Sentence: sentenceOf(a.Headline), Second: sentenceOf(a.Second), Notes: scopeNotes(a.Scope, "")},
		Filter:   signalsFilter(a), Main: main, Ranges: ranges,
		NoRules:  "None of the four rules is met under the limits in force.",
		How:      Fold{Title: "How they are computed", Lines: append(append([]string{}, d.Steps...), d.Warnings...)},
		AddEvent: v.URL(eventPath), Rebase: v.URL(rebasePath), Exclude: v.URL(excludePath),
		Target: newTargetSection(a), Switches: newRulesForm(a),
		Grid: newSignalsGrid(a),
	}
	switch {
	case d.Kind == spc.Run:
		body.NoRules = "A run chart has no limits: only its runs are judged."
	case d.IsRate(): // of the four rules only this one holds where limits differ from month to month
		body.NoRules = "No month is outside the limits in force."
	}
	if d.Runs != nil {
		body.Runs = d.Runs.Words
	}
	if d.Provisional {
		body.NoRules = "Fewer than 13 months: whatever is marked is provisional."
	}
	if d.Suggestion != nil && !later {
		body.Suggest = &suggestionNote{
			Title: d.Suggestion.Title, Text: d.Suggestion.Evidence, Ask: "What changed?", Action: rebasePath,
			Fields: append(viewFields(v), Field{Name: "rebase_month", Value: d.Suggestion.Month.String()}),
			Later:  withQuery(v.URL(signalsPath), "suggestion=later"),
		}
	}
	for _, rule := range d.RuleList {
		body.Rules = append(body.Rules, Signal{Icon: ruleIcon(rule.Rule, rule.Up), Name: rule.Name, Text: rule.Text})
	}
	for _, line := range d.Limits {
		body.Limits = append(body.Limits, Definition{Term: line.Name, Text: line.Text})
	}
	for _, e := range d.Events {
		body.Events = append(body.Events, newEventRow(e, v))
	}
	for _, e := range d.Excluded {
		body.Events = append(body.Events, newExcludedRow(e, v))
	}
	slices.SortStableFunc(body.Events, func(a, b eventRow) int { return int(b.at - a.at) })
	return body, nil
}

func newEventRow(e insight.SeriesEvent, v insight.View) eventRow {
	row := eventRow{at: e.Month, Month: e.Month.Long(), What: "Event, " + e.Concerns, Text: e.Text, By: e.By + ", " + e.When}
	post := eventPath
	if e.IsRebase {
		row.What, post = "Rebase, "+e.Concerns, rebasePath
	}
	row.Remove = Button{Label: "Delete", Post: fmt.Sprintf("%s/%d/delete", post, e.ID), Fields: viewFields(v), Small: true, Quiet: true}
	return row
}

// withQuery adds a pair to an address that may have a query already.
func withQuery(address, pair string) string {
	for _, r := range address {
		if r == '?' {
			return address + "&" + pair
		}
	}
	return address + "?" + pair
}

// ruleIcon is the drawing of a rule and its side: the shape says which rule, the arrow which side.
func ruleIcon(rule spc.Rule, up bool) string {
	side := "-below"
	if up {
		side = "-above"
	}
	switch rule {
	case spc.OutsideRule:
		return "outside" + side
	case spc.TrendRule:
		if up {
			return "rising"
		}
		return "falling"
	case spc.TwoInThreeRule:
		return "near" + side
	case spc.ShiftRule:
		return "shift" + side
	}
	return "normal"
}

// verdictIcon is the icon of a series' newest month; none where the limits are provisional or there is no number.
func verdictIcon(v insight.SeriesVerdict) string {
	switch {
	case v.Provisional || v.Value.IsMissing():
		return ""
	case v.OnlyRuns():
		return "runs"
	case v.Alert == nil:
		return "normal"
	}
	return ruleIcon(v.Alert.Rule, v.Alert.Up)
}
