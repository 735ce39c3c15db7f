package dashboard

import (
	"context"
	"fmt"
	"slices"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/analysis/forecast"
	"caseload/dashboard/chart"
	"caseload/dashboard/insight"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

const (
	outlookPath      = "/outlook"
	outlookCSVPath   = "/outlook.csv"
	outlookStillPath = "/charts/outlook.svg"
)

func (s *Server) outlookRoutes() []Route {
	return []Route{
		{Method: fiber.MethodGet, Path: outlookPath, Action: ActionSeePages, Handler: s.outlookPage},
		{Method: fiber.MethodGet, Path: outlookCSVPath, Action: ActionSeePages, Handler: s.outlookCSV},
		{Method: fiber.MethodGet, Path: outlookStillPath, Action: ActionSeePages, Handler: s.still(s.outlookSpec, stillWidth)},
		{Method: fiber.MethodGet, Path: "/api/v1/outlook", Action: ActionSeePages, Handler: s.outlookAPI},
	}
}

// outlookBody is what templates/pages/outlook.html shows.
type outlookBody struct {
	Empty     *Empty
	Headline  Headline
	Filter    volumeFilter
	Main      Figure
	Landing   Figure
	Why       outlookWhy
	PartsHead string
	PartsNote string
	Parts     []volumePart
	AddsUp    *Figure // nil where there is one series only
	Backtest  *Figure
	LeftOut   []leftOutMonth
	Exclude   string // address of the form that leaves out another
}

// leftOutMonth is a month that the forecast learns nothing from.
type leftOutMonth struct{ Month, Concerns, Reason, By string }

// outlookWhy is the first month as a sum.
type outlookWhy struct {
	Title string
	Terms []outlookTerm
	Total outlookTerm
}

type outlookTerm struct{ Name, Value, Text string }

// outlookView reads the part of the address that the page understands.
func outlookView(c *fiber.Ctx) (insight.View, error) {
	v, err := askedView(c)
	return v.Shared().WithGroup(v.Group), err
}

func (s *Server) outlookPage(c *fiber.Ctx) error {
	v, err := outlookView(c)
	if err != nil {
		return err
	}
	return s.cachedPage(c, v.URL(outlookPath), func(ctx context.Context, _ caseload.Revision) (Page, error) {
		answer, err := s.answers.Outlook(ctx, v)
		if err != nil {
			return Page{}, fmt.Errorf("outlook: %w", err)
		}
		page := scopedPage(answer.Scope, outlookPath)
		page.Template, page.Title, page.Nav, page.Charts = "outlook", "Outlook", "outlook", true
		if answer.Group != nil {
			page.Crumbs = []Link{{Label: "Outlook", Href: v.WithGroup("").URL(outlookPath)}, {Label: answer.Group.Name}}
		}
		if answer.Empty != nil {
			page.Body = outlookBody{Empty: emptyOf(answer.Empty)}
			return page, nil
		}
		page.Body, err = newOutlookBody(answer)
		return page, err
	})
}

func (s *Server) outlookAPI(c *fiber.Ctx) error {
	v, err := outlookView(c)
	if err != nil {
		return err
	}
	answer, err := s.answers.Outlook(c.UserContext(), v)
	if err != nil {
		return fmt.Errorf("outlook: %w", err)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(answer)
}

func (s *Server) outlookSpec(ctx context.Context, v insight.View) (*chart.Spec, error) {
	answer, err := s.answers.Outlook(ctx, v)
	if err != nil || len(answer.Months) == 0 {
		return nil, err
	}
	spec, err := chart.Fan(fanInput(answer))
	return &spec, err
}

func newOutlookBody(o insight.Outlook) (outlookBody, error) {
	v := o.Scope.View
	body := outlookBody{
		Headline: Headline{Sentence: sentenceOf(o.Headline), Second: sentenceOf(o.Second), Notes: scopeNotes(o.Scope, "")},
		Filter: volumeFilter{Action: outlookPath, Keep: viewFields(v, "group"),
			Group: chooser("Procedure group", "group", "All groups", o.Groups, o.Group)},
	}
	if len(o.Months) == 0 { // the headline has said what there is to say
		return body, nil
	}
	body.Headline.Notes = append(o.Notes, body.Headline.Notes...)
	spec, err := chart.Fan(fanInput(o))
	if err != nil {
		return outlookBody{}, fmt.Errorf("draw the outlook: %w", err)
	}
	csv := v.URL(outlookCSVPath)
	body.Main = Figure{
		ID: spec.ID, Title: spec.Title, Summary: spec.Summary, Payload: spec.Payload(), Still: v.URL(outlookStillPath),
		Key: keyEntries(spec.Key), Table: outlookTable(o), Source: o.Sources + " The value axis may start above 0.", Rows: o.TraceURL, CSV: csv, PNG: true,
	}
	body.Landing = Figure{ID: "landing", Title: o.LandingTitle, Summary: landingSummary(o), Table: landingTable(o), Source: o.Sources, Rows: o.TraceURL}
	body.Why = whyOf(o)
	body.PartsHead, body.PartsNote = "By procedure group", partsNote(o)
	if o.Parts.By == insight.BySite {
		body.PartsHead = "By site"
	}
	for _, part := range o.Parts.Rows[:min(len(o.Parts.Rows), maxTableColumns)] {
		body.Parts = append(body.Parts, outlookPartOf(o, part))
	}
	if len(o.Parts.Rows)+len(o.Parts.Sites) > 0 {
		body.AddsUp = &Figure{ID: "adds-up", Title: "Sites and groups add up to the whole, month by month",
			Summary: "Each is forecast by itself, then all are moved by as little as makes every sum hold. Shown rounded; the file has the exact numbers.",
			Table:   partsTable(o), CSV: csv}
	}
	body.Exclude = v.Shared().URL(excludePath)
	for _, m := range o.LeftOut {
		body.LeftOut = append(body.LeftOut, leftOutMonth{Month: m.Month.Long(), Concerns: m.Concerns, Reason: m.Reason, By: m.By + ", " + m.When})
	}
	if o.Backtest != nil {
		body.Backtest = &Figure{ID: "backtest", Title: o.Backtest.Title, Summary: o.Backtest.Summary + partsTested(o), Table: backtestTable(o), Source: o.Sources}
	}
	return body, nil
}

// fanInput is the chart's view of the outlook.
func fanInput(o insight.Outlook) chart.FanInput {
	in := chart.FanInput{
		ID: "outlook", Title: o.Title, Summary: o.Summary, First: o.Known.First, Values: o.Known.Values,
		Ahead: fanMonths(o.Months), Baselines: baselineSteps(o.Baseline),
	}
	said := map[calendar.Month]bool{}
	for _, gap := range o.Gaps {
		if !said[gap.Month] {
			said[gap.Month] = true
			words := gap.Site.Name + ": no file"
			if gap.InPart {
				words = gap.Site.Name + ": not complete"
			}
			in.Notes = append(in.Notes, chart.Note{Month: gap.Month, Text: words})
		}
	}
	in.Notes = append(in.Notes, leftOutNotes(o)...)
	for _, a := range o.Annotations {
		in.Annotations = append(in.Annotations, chart.Annotation{Month: a.Month, Text: a.Label})
	}
	if o.Partial != nil {
		in.SoFar = o.Partial.Label
	}
	return in
}

// leftOutNotes mark the months left out, a run of them at its first.
func leftOutNotes(o insight.Outlook) []chart.Note {
	months := map[calendar.Month]bool{}
	for _, e := range o.LeftOut {
		months[e.Month] = true
	}
	var notes []chart.Note
	for m := range months {
		if months[m-1] {
			continue
		}
		run := 1
		for months[m+calendar.Month(run)] {
			run++
		}
		text := "left out"
		if run > 1 {
			text = "left out: " + plural(run, "month", "months")
		}
		notes = append(notes, chart.Note{Month: m, Text: text})
	}
	slices.SortFunc(notes, func(a, b chart.Note) int { return int(a.Month - b.Month) })
	return notes
}

func fanMonths(months []insight.OutlookMonth) []chart.FanMonth {
	expected := make([]forecast.Month, len(months))
	for i, m := range months {
		expected[i] = m.Month
	}
	return expectedMonths(expected)
}

func expectedMonths(months []forecast.Month) []chart.FanMonth {
	out := make([]chart.FanMonth, len(months))
	for i, m := range months {
		out[i] = chart.FanMonth{Month: m.Month, Expected: m.Point, Lo80: m.Lo80, Hi80: m.Hi80, Lo95: m.Lo95, Hi95: m.Hi95}
	}
	return out
}

func whyOf(o insight.Outlook) outlookWhy {
	next := o.Months[0]
	why := outlookWhy{Title: next.Month.Month.Long() + " taken apart",
		Total: outlookTerm{Name: "Expected", Value: formatDecimal(next.Point, 1)}}
	for i, term := range o.Why.Terms {
		value := formatSignedDecimal(float64(term.Value), 1)
		if i == 0 {
			value = formatDecimal(float64(term.Value), 1)
		}
		why.Terms = append(why.Terms, outlookTerm{Name: term.Name, Value: value, Text: term.Text})
	}
	return why
}

func partsNote(o insight.Outlook) string {
	return "Each panel on its own scale, over the same months. In bold what " + o.Parts.First.Long() +
		" should bring, beside it the 80\u00a0% range, which is shaded."
}

// partsTested says for how many of the groups the forecast has been the better one.
func partsTested(o insight.Outlook) string {
	rows := o.Backtest.Rows[min(len(o.Backtest.Rows), 1+len(o.Parts.Sites)):]
	if o.Parts.By != insight.ByGroup || len(rows) == 0 {
		return ""
	}
	better, forecasts, held := 0, 0, 0.0
	for _, row := range rows {
		if !row.NaiveWins() {
			better++
		}
		forecasts, held = forecasts+row.Forecasts, held+row.Within80*float64(row.Forecasts)
	}
	return fmt.Sprintf(" It would have been nearer than last year’s month in %s of %s, and their 80\u00a0%% ranges would have held in %s of their months. %s",
		formatNumber(better), plural(len(rows), "group", "groups"), formatPercent(held/float64(forecasts)*100, 0), scatterWords)
}

// scatterWords is what TestBandsHoldAtEveryLevelOfADivision finds of single series whose bands hold as they should.
const scatterWords = "One group by itself scatters: two years are few, and shares from 68 to 95\u00a0% are usual."

// outlookHistory is how many known months a small fan shows.
const outlookHistory = 30

func outlookPartOf(o insight.Outlook, part insight.OutlookPart) volumePart {
	first := o.Parts.First - outlookHistory
	out := volumePart{Name: part.Name, Href: part.URL, Value: formatDecimal(float64(part.Next), 0), Share: "too few months"}
	if part.NextLo.Known() {
		out.Share = formatRange(float64(part.NextLo), float64(part.NextHi))
	}
	out.Picture = chart.FanMultiple(chart.FanMultipleInput{
		First: first, Values: part.Known.Slice(first, o.Parts.First-1).Values, Ahead: fanMonths(part.Months),
		Months: outlookHistory + len(o.Months),
	}, multipleWidth, multipleHeight)
	out.Says = part.Name + ", " + first.Long() + " to " + (o.Parts.First - 1).Long() + ", then what is expected"
	return out
}

// formatRange writes a range of counts: "610–690".
func formatRange(lo, hi float64) string {
	return formatDecimal(lo, 0) + "–" + formatDecimal(hi, 0)
}
