package dashboard

import (
	"context"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
	"caseload/store/caseload"
	"caseload/store/fault"
)

const (
	staffingPath         = "/staffing"
	staffingNeedsCSVPath = "/staffing-needs.csv"
)

func (s *Server) staffingRoutes() []Route {
	return []Route{
		{Method: fiber.MethodGet, Path: staffingPath, Action: ActionSeePages, Handler: s.staffingPage},
		{Method: fiber.MethodGet, Path: staffingNeedsCSVPath, Action: ActionSeePages, Handler: s.staffingNeedsCSV},
		{Method: fiber.MethodGet, Path: "/api/v1/staffing", Action: ActionSeePages, Handler: s.staffingAPI},
	}
}

// staffingBody is what templates/pages/staffing.html shows.
type staffingBody struct {
	Empty       *Empty
	Headline    Headline
	Year        Segments
	Bars        staffFigure
	Chain       Figure
	Sites       *Figure
	Heads       headcountSection
	Ahead       aheadSection
	Calls       *Figure
	Moves       *Figure
	Roster      rosterSection
	Assumptions []assumptionsOfRole
	Warnings    []string
	Unconfirmed *Banner
}

// staffFigure is a picture drawn for a page, a phone and paper, of which the style sheet shows one, and its table.
type staffFigure struct {
	Figure
	Wide, Narrow, Paper SVG
}

// staffingView reads the part of the address that the page understands, and what the reader may see.
func staffingView(c *fiber.Ctx) (insight.StaffingView, error) {
	v, err := askedView(c)
	if err != nil {
		return insight.StaffingView{}, err
	}
	asked := insight.StaffingView{View: v.Shared(), MaySeeNames: may(c, ActionSeeNames)}
	if who := askerOf(c); who.IsLimited() {
		asked.NamesAt = who.Sites
	}
	if asked.MaySeeNames {
		namesShown(c)
	}
	switch year := insight.VolumeYear(c.Query("year")); year {
	case insight.YearForecast:
		asked.Year = year
	case "", insight.YearRolling12:
	default:
		return insight.StaffingView{}, fault.New(fault.Invalid, "%q is not a year. Take one of rolling12, forecast.", string(year))
	}
	return asked, nil
}

// staffingKey is the view in one spelling, for the page cache: what a reader may see alters the page.
func staffingKey(v insight.StaffingView) string {
	return fmt.Sprintf("%s#%s#%t%v", v.URL(staffingPath), v.Year, v.MaySeeNames, v.NamesAt)
}

func (s *Server) staffingPage(c *fiber.Ctx) error {
	v, err := staffingView(c)
	if err != nil {
		return err
	}
	mayEdit := may(c, ActionEditBaselines)
	return s.cachedPage(c, staffingKey(v)+fmt.Sprint(mayEdit), func(ctx context.Context, _ caseload.Revision) (Page, error) {
		answer, err := s.answers.Staffing(ctx, v)
		if err != nil {
			return Page{}, fmt.Errorf("staffing: %w", err)
		}
		page := scopedPage(answer.Scope, staffingPath)
		page.Template, page.Title, page.Nav = "staffing", "Staffing", "staffing"
		if answer.Empty != nil {
			page.Body = staffingBody{Empty: emptyOf(answer.Empty, procedureTemplate())}
			return page, nil
		}
		page.Body = newStaffingBody(answer, mayEdit)
		return page, nil
	})
}

func (s *Server) staffingAPI(c *fiber.Ctx) error {
	v, err := staffingView(c)
	if err != nil {
		return err
	}
	answer, err := s.answers.Staffing(c.UserContext(), v)
	if err != nil {
		return fmt.Errorf("staffing: %w", err)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(answer)
}

func (s *Server) staffingNeedsCSV(c *fiber.Ctx) error {
	v, err := staffingView(c)
	if err != nil {
		return err
	}
	answer, err := s.answers.Staffing(c.UserContext(), v)
	if err != nil {
		return fmt.Errorf("staffing: %w", err)
	}
	return sendCSV(c, fileName("staffing-needs", answer.Scope), staffingNeedsRows(answer))
}

func newStaffingBody(a insight.StaffingAnswer, mayEdit bool) staffingBody {
	csv := a.Scope.View.URL(staffingNeedsCSVPath)
	body := staffingBody{
		Headline: Headline{Sentence: sentenceOf(a.Headline), Second: sentenceOf(a.Second), Notes: scopeNotes(a.Scope, "")},
		Year:     yearSegments(a),
		Bars:     barsFigure(a, csv),
		Chain:    chainFigure(a, csv),
		Heads:    newHeadcountSection(a),
		Ahead:    newAheadSection(a),
		Roster:   newRosterSection(a),
		Warnings: append(append([]string{}, a.Notes...), a.Warnings...),
	}
	body.Sites = sitesFigure(a)
	body.Calls = callsFigure(a)
	body.Moves = movesFigure(a)
	for _, role := range a.Assumptions {
		body.Assumptions = append(body.Assumptions, assumptionsOf(role, mayEdit))
	}
	return body
}

// yearSegments is the choice of the year that the workload counts.
func yearSegments(a insight.StaffingAnswer) Segments {
	isForecast := a.Year.Kind == insight.YearForecast
	here := a.Scope.View.URL(staffingPath)
	counted, forecast := Segment{Label: "Last 12 months", Href: here, Current: !isForecast}, Segment{Label: "Forecast year", Href: a.Year.OtherURL, Current: isForecast}
	if isForecast {
		counted.Href, forecast.Href = a.Year.OtherURL, here
	}
	return Segments{Label: "Year that the workload counts", Items: []Segment{counted, forecast}}
}
