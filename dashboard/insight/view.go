package insight

import (
	"net/url"
	"slices"
	"strings"

	"caseload/store/calendar"
	"caseload/store/fault"
)

// CalendarKind is the year that year-to-date figures and year labels follow.
type CalendarKind string

// The calendars.
const (
	CalendarYear CalendarKind = "calendar" // January to December
	AcademicYear CalendarKind = "academic" // July to June
	FederalYear  CalendarKind = "federal"  // October to September
)

// Dimension is what the Volume page breaks numbers down by.
type Dimension string

// The dimensions.
const (
	BySite      Dimension = "site"
	ByGroup     Dimension = "group"
	ByProcedure Dimension = "procedure"
	BySetting   Dimension = "setting" // inpatient or outpatient
	ByState     Dimension = "state"   // that referred
)

// Show is the part of the Volume page that is shown.
type Show string

// The parts.
const (
	ShowMonths Show = "months" // the months as a chart, and what they are made of
	ShowChange Show = "change" // what changed against the year before, and the mix
	ShowYears  Show = "years"  // years side by side
	ShowTable  Show = "table"  // every month in numbers
	ShowAll    Show = "all"    // for machines
)

// NotStated is the word in an address for a setting or state that the file did not say.
const NotStated = "none"

// Span is how many months go into each number of the Volume page.
type Span string

// The spans.
const (
	SpanMonth      Span = "month"
	SpanYearToDate Span = "ytd"
	SpanRolling12  Span = "rolling12"
)

// Order is how the Signals page's grid is sorted.
type Order string

// The orders.
const (
	SortSignal Order = "signal" // newest signal first
	SortVolume Order = "volume" // largest first
)

// View is what a reader has chosen to look at. All of it stands in the address, so that a link reproduces it.
// The zero View is the default: newest complete month, all sites, the division's calendar.
type View struct {
	Month     *calendar.Month // nil: the newest complete month
	Site      string          // a site's slug; "" for all sites
	Calendar  CalendarKind    // "" for the division's own
	From, To  *calendar.Month // the Volume page's range; nil: all months (Data page: since January three years back)
	Group     string          // a group's slug; "" for all procedures
	Procedure string          // a procedure's slug; "" for all procedures of the group
	By        Dimension       // "" for the page's default
	Span      Span            // "" for single months
	PerDay    bool            // per working day instead of counts
	Setting   string          // "inpatient", "outpatient" or NotStated; "" for all
	State     string          // a postal code or NotStated; "" for all
	Show      Show            // "" for the months
	Hours     bool            // procedure hours instead of procedures
	OneAxis   bool            // small multiples on one value axis
	Ahead     bool            // the Volume page's months with those expected after them
	Series    string          // a series' key on the Signals page; "" for the one with the longest signal
	Sort      Order           // of the Signals page's grid; "" for the newest signal first
	Judging   Judging         // of the Signals page
	Wish      SeriesWish      // for its series in depth

	// Export is true of what leaves the pages: a file, a picture, a program's answer. It stands in no address.
	Export bool
}

// Query is the part of a request that a View is read from; url.Values is one.
type Query interface{ Get(key string) string }

// QueryFunc lets a function be a Query, such as Fiber's c.Query without its default.
type QueryFunc func(key string) string

// Get returns the value of the key, "" when the request has none.
func (f QueryFunc) Get(key string) string { return f(key) }

// ParseView reads a view from a request. Values it does not know are the reader's to correct; keys it does
// not know are other pages' business. Whether a site or group exists is found out when the view is answered.
func ParseView(q Query) (View, error) {
	var v View
	var err error
	if v.Month, err = parseMonth(q, "month"); err != nil {
		return View{}, err
	}
	if v.From, err = parseMonth(q, "from"); err != nil {
		return View{}, err
	}
	if v.To, err = parseMonth(q, "to"); err != nil {
		return View{}, err
	}
	if v.From != nil && v.To != nil && *v.To < *v.From {
		return View{}, fault.New(fault.Invalid, "The range ends in %s, before it starts in %s.", v.To.Long(), v.From.Long())
	}
	if v.Calendar, err = parseWord(q, "calendar", CalendarYear, AcademicYear, FederalYear); err != nil {
		return View{}, err
	}
	if v.By, err = parseWord(q, "by", BySite, ByGroup, ByProcedure, BySetting, ByState); err != nil {
		return View{}, err
	}
	if v.Span, err = parseWord(q, "span", SpanMonth, SpanYearToDate, SpanRolling12); err != nil {
		return View{}, err
	}
	per, err := parseWord(q, "per", "month", "day")
	if err != nil {
		return View{}, err
	}
	v.PerDay = per == "day"
	if v.Sort, err = parseWord(q, "sort", SortSignal, SortVolume); err != nil {
		return View{}, err
	}
	if v.Sort == SortSignal {
		v.Sort = ""
	}
	if err := v.parseVolume(q); err != nil {
		return View{}, err
	}
	v.Series = strings.ToLower(strings.TrimSpace(q.Get("series")))
	if err := v.parseSignals(q); err != nil {
		return View{}, err
	}
	v.Site = choice(q, "site")
	v.Group = choice(q, "group")
	v.Procedure = choice(q, "procedure")
	if v.Span == SpanMonth {
		v.Span = ""
	}
	return v, nil
}

func parseMonth(q Query, key string) (*calendar.Month, error) {
	text := q.Get(key)
	if text == "" {
		return nil, nil
	}
	m, err := calendar.ParseMonth(text)
	if err != nil {
		return nil, fault.New(fault.Invalid, "%q is not a month. Write it as 2026-09.", text)
	}
	return &m, nil
}

func parseWord[T ~string](q Query, key string, known ...T) (T, error) {
	text := q.Get(key)
	if text == "" || slices.Contains(known, T(text)) {
		return T(text), nil
	}
	words := make([]string, len(known))
	for i, word := range known {
		words[i] = string(word)
	}
	return "", fault.New(fault.Invalid, "%q is not a choice for %q. Take one of %s.", text, key, strings.Join(words, ", "))
}

// choice returns the slug chosen, "" for all.
func choice(q Query, key string) string {
	if text := strings.ToLower(strings.TrimSpace(q.Get(key))); text != allSlug {
		return text
	}
	return ""
}

// allSlug is the word for every site, group or procedure.
const allSlug = "all"

// Query returns the view as an address carries it, in a fixed order and without defaults: "month=2026-09&site=va".
func (v View) Query() string {
	var parts []string
	add := func(key, value string) {
		if value != "" {
			parts = append(parts, key+"="+url.QueryEscape(value))
		}
	}
	month := func(key string, m *calendar.Month) {
		if m != nil {
			add(key, m.String())
		}
	}
	month("month", v.Month)
	add("site", v.Site)
	add("calendar", string(v.Calendar))
	month("from", v.From)
	month("to", v.To)
	add("group", v.Group)
	add("procedure", v.Procedure)
	add("by", string(v.By))
	add("span", string(v.Span))
	if v.PerDay {
		add("per", "day")
	}
	v.addVolume(add)
	add("series", v.Series)
	add("sort", string(v.Sort))
	v.addSignals(add)
	return strings.Join(parts, "&")
}

// URL returns the page's address with the view.
func (v View) URL(path string) string {
	if query := v.Query(); query != "" {
		return path + "?" + query
	}
	return path
}

// WithMonth returns the view with another month in focus.
func (v View) WithMonth(m calendar.Month) View {
	v.Month = &m
	return v
}

// WithNewestMonth returns the view with the newest complete month in focus, whatever that will be.
func (v View) WithNewestMonth() View {
	v.Month = nil
	return v
}

// WithSite returns the view of one site; "" is all.
func (v View) WithSite(slug string) View {
	v.Site = slug
	return v
}

// WithCalendar returns the view in another calendar.
func (v View) WithCalendar(kind CalendarKind) View {
	v.Calendar = kind
	return v
}

// WithGroup returns the view of one procedure group and no single procedure; "" is all.
func (v View) WithGroup(slug string) View {
	v.Group, v.Procedure = slug, ""
	return v
}

// WithProcedure returns the view of one procedure; "" is all.
func (v View) WithProcedure(slug string) View {
	v.Procedure = slug
	return v
}

// WithBy returns the view broken down by another dimension.
func (v View) WithBy(by Dimension) View {
	v.By = by
	return v
}

// WithSpan returns the view with another number of months in each number.
func (v View) WithSpan(span Span) View {
	v.Span = span
	if span == SpanMonth {
		v.Span = ""
	}
	return v
}

// WithPerDay returns the view per working day or as counts.
func (v View) WithPerDay(perDay bool) View {
	v.PerDay = perDay
	return v
}

// WithRange returns the view of the months from first to last.
func (v View) WithRange(first, last calendar.Month) View {
	v.From, v.To = &first, &last
	return v
}

// WithSeries returns the view of one series in depth.
func (v View) WithSeries(key string) View {
	v.Series = key
	return v
}

// WithSort returns the view with another order of its series.
func (v View) WithSort(order Order) View {
	v.Sort = order
	if order == SortSignal {
		v.Sort = ""
	}
	return v
}

// Shared returns the part of the view that every page understands: month, site and calendar. The navigation
// links with it, so that going to another page keeps what was chosen.
func (v View) Shared() View {
	return View{Month: v.Month, Site: v.Site, Calendar: v.Calendar, Export: v.Export}
}
