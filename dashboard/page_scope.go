package dashboard

import (
	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
)

// askedView reads from the address what the reader has chosen to look at.
func askedView(c *fiber.Ctx) (insight.View, error) {
	v, err := insight.ParseView(addressQuery(c))
	v.Export = isExport(c.Path())
	return v, err
}

// addressQuery is the address's query. Fiber's own Query would put a default where a key stands empty.
func addressQuery(c *fiber.Ctx) insight.Query {
	return insight.QueryFunc(func(key string) string {
		return string(c.Context().QueryArgs().Peek(key))
	})
}

// fewSites is how many sites fit the scope bar as segments beside "All sites".
const fewSites = 4

// maxNameInBar is how long a site's name may be, in characters, before the scope bar offers a list instead.
const maxNameInBar = 18

// scopeBar is the second bar of a page at path that shows the scope's month and sites.
func scopeBar(scope insight.Scope, path string) *ScopeBar {
	v := scope.View
	bar := &ScopeBar{Month: missingText, Status: scopeStatus(scope)}
	if scope.HasMonth {
		bar.Month = scope.Month.Long()
		bar.Brief = &Link{Label: "Monthly brief", Href: v.Shared().URL(briefPath)}
	}
	if scope.Prev != nil {
		bar.Previous = &Link{Label: scope.Prev.Long(), Href: v.WithMonth(*scope.Prev).URL(path)}
	}
	if scope.Next != nil {
		bar.Next = &Link{Label: scope.Next.Long(), Href: v.WithMonth(*scope.Next).URL(path)}
	}
	if sitesFitABar(scope.Sites) {
		bar.Sites = siteSegments(scope, path)
	} else {
		bar.SiteList = siteSelect(scope, path)
	}
	bar.Calendar = &Select{
		Label: "Year that year-to-date figures follow", Name: "calendar", Action: path,
		Keep: viewFields(v, "calendar"),
		Options: []Choice{
			{Value: string(insight.CalendarYear), Label: "Calendar year", Chosen: scope.Calendar == insight.CalendarYear},
			{Value: string(insight.AcademicYear), Label: "Academic year, Jul–Jun", Chosen: scope.Calendar == insight.AcademicYear},
			{Value: string(insight.FederalYear), Label: "Federal year, Oct–Sep", Chosen: scope.Calendar == insight.FederalYear},
		},
	}
	return bar
}

func sitesFitABar(sites []insight.SiteRef) bool {
	for _, site := range sites {
		if len([]rune(site.Name)) > maxNameInBar {
			return false
		}
	}
	return len(sites) <= fewSites
}

// siteSegments offers the sites side by side. A single site is no choice.
func siteSegments(scope insight.Scope, path string) Segments {
	if len(scope.Sites) < 2 {
		return Segments{}
	}
	v := scope.View
	segments := Segments{Label: "Site", Items: []Segment{{Label: "All sites", Href: v.WithSite("").URL(path), Current: scope.Site == nil}}}
	for _, site := range scope.Sites {
		segments.Items = append(segments.Items, Segment{
			Label: site.Name, Href: v.WithSite(site.Slug).URL(path), Slot: site.Slot,
			Current: scope.Site != nil && scope.Site.ID == site.ID,
		})
	}
	return segments
}

func siteSelect(scope insight.Scope, path string) *Select {
	list := &Select{Label: "Site", Name: "site", Action: path, Keep: viewFields(scope.View, "site"),
		Options: []Choice{{Value: "", Label: "All sites", Chosen: scope.Site == nil}}}
	for _, site := range scope.Sites {
		list.Options = append(list.Options, Choice{Value: site.Slug, Label: site.Name,
			Chosen: scope.Site != nil && scope.Site.ID == site.ID})
	}
	return list
}

// viewFields are the values that a form has to send along so that it changes only what it asks for.
func viewFields(v insight.View, asked ...string) []Field {
	var fields []Field
	for _, pair := range queryPairs(v.Query()) {
		isAsked := false
		for _, name := range asked {
			isAsked = isAsked || name == pair.Name
		}
		if !isAsked {
			fields = append(fields, pair)
		}
	}
	return fields
}

// scopeStatus says, at the right of the bar, what kind of month this is and as of when.
func scopeStatus(scope insight.Scope) []string {
	if scope.AsOfText == "" {
		return nil
	}
	first := "as of " + scope.AsOfText
	if words := monthStateWords(scope); words != "" {
		first = words + " · " + first
	}
	return []string{first, "revision " + formatNumber(int(scope.Revision)) + ", from " + plural(scope.Uploads, "upload", "uploads")}
}

func monthStateWords(scope insight.Scope) string {
	switch {
	case !scope.HasMonth:
		return ""
	case scope.State == insight.MonthUnfinished:
		return "Month not finished"
	case scope.State == insight.MonthIncomplete:
		return "Not complete"
	case scope.State != insight.MonthComplete:
		return ""
	case !scope.Preliminary:
		return "Closed month"
	case scope.Newest != nil && *scope.Newest == scope.Month:
		return "Last complete month"
	}
	return "Complete month"
}

// scopedPage is the frame of a page that shows the scope's month and sites.
func scopedPage(scope insight.Scope, path string) Page {
	page := Page{Revision: scope.Revision, AsOf: scope.AsOfText, View: scope.View}
	if scope.HasMonth { // a month cannot be chosen where there is none
		page.Scope = scopeBar(scope, path)
	}
	return page
}

// emptyOf is what a page shows while there is nothing to show.
func emptyOf(state *insight.EmptyState, more ...Button) *Empty {
	if state == nil {
		return nil
	}
	empty := &Empty{Title: state.Title, Text: state.Text}
	if state.URL != "" {
		button := Button{Label: state.Action, Href: state.URL, Primary: true}
		if state.URL == dataPath {
			button.Sends = "/uploads" // all may see that page; it is of use to those who send files
		}
		empty.Buttons = append(empty.Buttons, button)
	}
	empty.Buttons = append(empty.Buttons, more...)
	return empty
}
