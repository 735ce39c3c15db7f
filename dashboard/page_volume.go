package dashboard

import (
	"context"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/chart"
	"caseload/dashboard/insight"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

const volumePath = "/volume"

func (s *Server) volumeRoutes() []Route {
	return []Route{
		{Method: fiber.MethodGet, Path: volumePath, Action: ActionSeePages, Handler: s.volumePage},
		{Method: fiber.MethodGet, Path: volumeCSVPath, Action: ActionSeePages, Handler: s.volumeCSV},
		{Method: fiber.MethodGet, Path: "/api/v1/volume", Action: ActionSeePages, Handler: s.volumeAPI},
	}
}

// volumeBody is what templates/pages/volume.html shows.
type volumeBody struct {
	Empty     *Empty
	Headline  Headline
	Filter    volumeFilter
	Main      Figure
	Parts     []volumePart
	PartsHead string
	PartsNote string
	Months    Figure
}

// volumePart is one panel of the small multiples.
type volumePart struct {
	Name, Href, Value, Share string
	Picture                  SVG
	Says                     string
}

// volumeFilter is the form that chooses what the page shows, and the switches beside it.
type volumeFilter struct {
	Action           string
	Keep             []Field
	From, To         *Select
	Group, Procedure *Select
	Switches         []Segments
	Clear            *Link
}

func (s *Server) volumePage(c *fiber.Ctx) error {
	v, err := askedView(c)
	if err != nil {
		return err
	}
	return s.cachedPage(c, v.URL(volumePath), func(ctx context.Context, _ caseload.Revision) (Page, error) {
		answer, err := s.answers.Volume(ctx, v)
		if err != nil {
			return Page{}, fmt.Errorf("volume: %w", err)
		}
		page := scopedPage(answer.Scope, volumePath)
		page.Template, page.Title, page.Nav, page.Charts = "volume", "Volume", "volume", true
		page.Crumbs = volumeCrumbs(answer)
		if answer.Empty != nil {
			body := volumeBody{Empty: emptyOf(answer.Empty)}
			if answer.Scope.HasMonth {
				body.Filter = newVolumeFilter(answer)
			}
			page.Body = body
			return page, nil
		}
		bySite := answer
		if answer.By != insight.BySite { // the bars are always stacked by site: only sites have colours of their own
			if bySite, err = s.answers.Volume(ctx, v.WithBy(insight.BySite)); err != nil {
				return Page{}, fmt.Errorf("volume by site: %w", err)
			}
		}
		page.Body, err = newVolumeBody(answer, bySite)
		return page, err
	})
}

// volumeCrumbs lead back up from a group or a procedure.
func volumeCrumbs(a insight.Volume) []Link {
	if a.Group == nil && a.Procedure == nil {
		return nil
	}
	v := a.Scope.View
	crumbs := []Link{{Label: "Volume", Href: v.WithGroup("").URL(volumePath)}}
	if a.Group != nil {
		crumbs = append(crumbs, Link{Label: a.Group.Name, Href: v.WithGroup(a.Group.Slug).URL(volumePath)})
	}
	if a.Procedure != nil {
		crumbs = append(crumbs, Link{Label: a.Procedure.Name})
	} else {
		crumbs[len(crumbs)-1].Href = ""
	}
	return crumbs
}

func newVolumeBody(a, bySite insight.Volume) (volumeBody, error) {
	v := a.Scope.View
	months := volumeMonths(bySite)
	spec, err := chart.Volume(volumeInput(months, bySite))
	if err != nil {
		return volumeBody{}, fmt.Errorf("draw the volume: %w", err)
	}
	body := volumeBody{
		Headline: Headline{Sentence: sentenceOf(a.Headline), Notes: scopeNotes(a.Scope, "")},
		Filter:   newVolumeFilter(a),
		Main: Figure{
			ID: spec.ID, Title: spec.Title, Summary: spec.Summary, Payload: spec.Payload(), Still: v.URL(volumeStillPath),
			Key: keyEntries(spec.Key), Source: a.Sources, Rows: a.TraceURL, PNG: true,
		},
		Months: Figure{
			ID: "volume-months", Title: "Month by month", Summary: monthTableSummary(a), Table: volumeTable(a),
			Source: a.Sources, Rows: a.TraceURL, CSV: v.URL(volumeCSVPath),
		},
	}
	if a.By != insight.BySite {
		body.PartsHead, body.PartsNote = partsHead(a), "Each panel on its own scale, over the same months. Numbers are those of "+a.Focus.Long()+"."
		if a.Title != bySite.Title {
			body.PartsNote = a.Title + ". " + body.PartsNote
		}
		for _, column := range a.Columns[:min(len(a.Columns), maxTableColumns)] {
			body.Parts = append(body.Parts, volumePartOf(a, column))
		}
	}
	return body, nil
}

func partsHead(a insight.Volume) string {
	what := "procedure groups"
	if a.By == insight.ByProcedure {
		what = "procedures"
	}
	if len(a.Columns) > maxTableColumns {
		return fmt.Sprintf("The %d largest %s of %s", maxTableColumns, what, formatNumber(len(a.Columns)))
	}
	return "By " + what[:len(what)-1]
}

func volumePartOf(a insight.Volume, column insight.VolumeColumn) volumePart {
	shown := column.Values
	if shown.Len() > multipleMonths {
		shown = shown.Tail(shown.Last(), multipleMonths)
	}
	part := volumePart{
		Name: column.Name, Href: column.URL,
		Value:   volumeNumber(a, column.Values.At(a.Focus)),
		Picture: chart.Multiple(chart.MultipleInput{First: shown.First, Values: shown.Values}, multipleWidth, multipleHeight),
		Says:    column.Name + ", " + shown.First.Long() + " to " + shown.Last().Long(),
	}
	if column.Share.Known() {
		part.Share = formatPercent(float64(column.Share)*100, 0)
	}
	return part
}

// volumeNumber writes a number in the page's unit: counts whole, rates with one decimal.
func volumeNumber(a insight.Volume, n float64) string { return formatDecimal(n, volumeDecimals(a)) }

func volumeDecimals(a insight.Volume) int {
	if a.PerDay {
		return 1
	}
	return 0
}

// volumeMonths is the answer by site in the form that the bars are drawn from.
func volumeMonths(a insight.Volume) insight.MonthlyChart {
	m := insight.MonthlyChart{
		Title: a.Title, Summary: a.Summary, First: a.First, Last: a.Last, Total: a.Total,
		Baseline: a.Baseline, BaselineLabel: a.BaselineLabel, Partial: a.Partial, Gaps: a.Gaps,
		Annotations: a.Annotations, TraceURL: a.TraceURL,
	}
	for _, column := range a.Chart {
		site := insight.SiteRef{Name: column.Name, Slug: column.Slug}
		if column.Site != nil {
			site = *column.Site
		}
		m.Series = append(m.Series, insight.SiteSeries{Site: site, Count: column.Count, Values: column.Values})
	}
	if m.Partial != nil && (a.PerDay || a.Span != insight.SpanMonth || m.Partial.Month > m.Last+1) {
		m.Partial = nil // a part of a month is in no rate and no sum of months
	}
	if m.Partial != nil {
		m.Last = m.Partial.Month
	}
	return m
}

func volumeInput(m insight.MonthlyChart, a insight.Volume) chart.VolumeInput {
	in := monthsInput("volume", m, a.Focus, a.Scope.Today)
	in.PerWorkingDay = nil
	in.Decimals = volumeDecimals(a)
	if !a.PerDay && a.Span == insight.SpanMonth {
		in.PerWorkingDay = make([]float64, in.Months)
		for i := range in.PerWorkingDay {
			in.PerWorkingDay[i] = perDayOf(a, i)
		}
	}
	return in
}

func perDayOf(a insight.Volume, i int) float64 {
	if i < len(a.Rows) {
		return float64(a.Rows[i].PerDay)
	}
	return float64(missingNumber())
}

func newVolumeFilter(a insight.Volume) volumeFilter {
	v := a.Scope.View
	f := volumeFilter{
		Action: volumePath,
		Keep:   viewFields(v, "from", "to", "group", "procedure"),
		From:   monthChooser("From", "from", "First month", a.Scope, v.From),
		To:     monthChooser("To", "to", "Newest month", a.Scope, v.To),
		Group:  chooser("Procedure group", "group", "All groups", a.Groups, a.Group),
	}
	if a.Group != nil || len(a.Procedures) > 0 {
		f.Procedure = chooser("Procedure", "procedure", "All procedures", a.Procedures, a.Procedure)
	}
	f.Switches = []Segments{
		{Label: "Broken down by", Items: []Segment{
			{Label: "Site", Href: v.WithBy(insight.BySite).URL(volumePath), Current: a.By == insight.BySite},
			{Label: "Group", Href: v.WithBy(insight.ByGroup).URL(volumePath), Current: a.By == insight.ByGroup},
			{Label: "Procedure", Href: v.WithBy(insight.ByProcedure).URL(volumePath), Current: a.By == insight.ByProcedure},
		}},
		{Label: "Months in each number", Items: []Segment{
			{Label: "Month", Href: v.WithSpan(insight.SpanMonth).URL(volumePath), Current: a.Span == insight.SpanMonth || a.Span == ""},
			{Label: "Year to date", Href: v.WithSpan(insight.SpanYearToDate).URL(volumePath), Current: a.Span == insight.SpanYearToDate},
			{Label: "Rolling 12", Href: v.WithSpan(insight.SpanRolling12).URL(volumePath), Current: a.Span == insight.SpanRolling12},
		}},
		{Label: "Unit", Items: []Segment{
			{Label: "Procedures", Href: v.WithPerDay(false).URL(volumePath), Current: !a.PerDay},
			{Label: "Per working day", Href: v.WithPerDay(true).URL(volumePath), Current: a.PerDay},
		}},
	}
	if plain := v.Shared().URL(volumePath); plain != v.URL(volumePath) {
		f.Clear = &Link{Label: "Show everything", Href: plain}
	}
	return f
}

// monthChooser is a list of months, newest first. The first entry leaves that end of the range open.
func monthChooser(label, name, open string, scope insight.Scope, chosen *calendar.Month) *Select {
	list := &Select{Label: label, Name: name, Options: []Choice{{Label: open, Chosen: chosen == nil}}}
	for m := scope.Last; m >= scope.First; m-- {
		list.Options = append(list.Options, Choice{Value: m.String(), Label: m.Long(), Chosen: chosen != nil && *chosen == m})
	}
	return list
}

// chooser is a list of groups or procedures with "all" first.
func chooser(label, name, all string, options []insight.NamedSlug, chosen *insight.NamedSlug) *Select {
	list := &Select{Label: label, Name: name, Options: []Choice{{Label: all, Chosen: chosen == nil}}}
	for _, option := range options {
		list.Options = append(list.Options, Choice{Value: option.Slug, Label: option.Name, Chosen: chosen != nil && chosen.Slug == option.Slug})
	}
	return list
}
