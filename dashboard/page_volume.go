package dashboard

import (
	"context"
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
	"caseload/store/caseload"
)

const volumePath = "/volume"

func (s *Server) volumeRoutes() []Route {
	return []Route{
		{Method: fiber.MethodGet, Path: volumePath, Action: ActionSeePages, Handler: s.volumePage},
		{Method: fiber.MethodGet, Path: volumeCSVPath, Action: ActionSeePages, Handler: s.volumeCSV},
		{Method: fiber.MethodGet, Path: volumeTargetsCSVPath, Action: ActionSeePages, Handler: s.targetsCSV},
		{Method: fiber.MethodGet, Path: "/api/v1/volume", Action: ActionSeePages, Handler: s.volumeAPI},
	}
}

// volumeBody is what templates/pages/volume.html shows: a headline and key figures, and one part of the rest.
type volumeBody struct {
	Empty      *Empty
	Headline   Headline
	KeyFigures []KeyFigure
	Parts      Segments // of the page: months, what changed, years, table
	Switches   []Segments
	Filter     volumeFilter
	Figures    []Figure
	Multiples  *volumeMultiples
	Heat       *heatMap
	Targets    *Figure
	Note       string // about procedure hours
}

// volumeFilter is the form that narrows what the page shows.
type volumeFilter struct {
	Action           string
	Keep             []Field
	From, To         *Select
	Group, Procedure *Select
	Clear            *Link
	IsUsed           bool // something is narrowed, so that the form stands open
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
		page.Body, err = newVolumeBody(answer)
		return page, err
	})
}

// volumeCrumbs lead back up from a group, a procedure, a setting or a state.
func volumeCrumbs(a insight.Volume) []Link {
	v := a.Scope.View
	top := v.WithGroup("").WithSetting("").WithState("")
	crumbs := []Link{{Label: "Volume", Href: top.URL(volumePath)}}
	at := top
	down := func(label string, next insight.View) {
		at = next
		crumbs = append(crumbs, Link{Label: label, Href: at.URL(volumePath)})
	}
	if v.Setting != "" {
		down(a.SettingName, at.WithSetting(v.Setting))
	}
	if v.State != "" {
		down(a.StateName, at.WithState(v.State))
	}
	if a.Group != nil {
		down(a.Group.Name, at.WithGroup(a.Group.Slug))
	}
	if a.Procedure != nil {
		down(a.Procedure.Name, at.WithProcedure(a.Procedure.Slug))
	}
	if len(crumbs) == 1 {
		return nil
	}
	crumbs[len(crumbs)-1].Href = ""
	return crumbs
}

func newVolumeBody(a insight.Volume) (volumeBody, error) {
	body := volumeBody{
		Headline:   Headline{Sentence: sentenceOf(a.Headline), Second: sentenceOf(a.Second), Notes: scopeNotes(a.Scope, "")},
		KeyFigures: keyFigures(a.KeyFigures),
		Parts:      volumeTabs(a),
		Switches:   volumeSwitches(a),
		Filter:     newVolumeFilter(a),
		Note:       strings.TrimSpace(a.HoursNote + " " + a.AheadNote),
	}
	if a.NoHours {
		body.Note = ""
		body.Figures = []Figure{{ID: "no-hours", Title: "No procedure hours without room minutes", Summary: a.HoursNote, Source: a.Sources}}
		return body, nil
	}
	var err error
	switch a.Show {
	case insight.ShowChange:
		body.Figures = changeFigures(a)
	case insight.ShowYears:
		var lines *Figure
		if lines, err = yearsFigure(a); lines != nil {
			body.Figures = []Figure{*lines}
		}
		body.Heat = newHeatMap(a)
	case insight.ShowTable:
		body.Figures = []Figure{monthsTableFigure(a)}
	default:
		var main Figure
		if main, err = volumeFigure(a); err == nil {
			body.Figures = append(body.Figures, main)
		}
		if a.By == insight.ByState {
			body.Figures = append(body.Figures, statesFigure(a))
		} else if len(a.Columns) > 1 && a.First <= a.Last {
			body.Multiples = newVolumeMultiples(a)
		}
		body.Targets = targetsFigure(a)
	}
	return body, err
}
