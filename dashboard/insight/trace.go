package insight

import (
	"context"
	"fmt"

	"caseload/dashboard/analysis/series"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// tracePage is the number of rows on one page of a trace.
const tracePage = 100

// Trace answers "where does this number come from?".
func (s *Service) Trace(ctx context.Context, q TraceQuery) (Trace, error) {
	r, err := s.read(ctx, q.View)
	if err != nil {
		return Trace{}, err
	}
	n, err := r.narrowSplit()
	if err != nil {
		return Trace{}, err
	}
	q.Page = max(q.Page, 1)
	t := Trace{Scope: r.scope(), Figure: q.Figure, Value: dash, Number: missing(), Page: 1, Pages: 1, BackURL: r.view.Shared().URL("/")}
	if empty := r.empty(); empty != nil {
		t.Title, t.Summary = empty.Title, empty.Text
		return t, nil
	}
	numbers, err := s.numbersOf(ctx, r, n, "")
	if err != nil {
		return Trace{}, err
	}
	x := tracer{r: r, n: n, q: q, t: &t, numbers: numbers, whole: numbers.slice(n.name(), numbers.whole()), first: r.month, last: r.month}
	if q.Figure == FigureRequired || q.Figure == FigureGap || q.Figure == FigureWorkload || q.Figure == FigureCoverage {
		if x.year, err = s.yearOf(ctx, r, q.Year); err != nil {
			return Trace{}, err
		}
	}
	if err := s.beside(ctx, &x); err != nil {
		return Trace{}, err
	}
	if err := x.explain(); err != nil {
		return Trace{}, err
	}
	if x.people || x.files || x.measured {
		return t, nil
	}
	return t, s.traceRows(ctx, &x)
}

// beside reads what a figure is compared with: the whole that a shift is a part of, or a target.
func (s *Service) beside(ctx context.Context, x *tracer) error {
	var err error
	switch x.q.Figure {
	case FigureShift:
		var all *reading
		if all, err = s.read(ctx, x.q.View.without(x.q.View.By)); err != nil {
			return err
		}
		all.month = x.r.month
		n, _ := all.narrowSplit() // names fewer things than the view of the part, which were all found
		var numbers *numbers
		if numbers, err = s.numbersOf(ctx, all, n, ""); err == nil {
			x.all = numbers.slice(n.name(), numbers.whole())
		}
	case FigureTarget, FigureTargetToDate:
		x.targets, err = s.targets(ctx, x.numbers)
	}
	return err
}

// tracer explains one figure.
type tracer struct {
	r           *reading
	n           narrowing
	q           TraceQuery
	t           *Trace
	numbers     *numbers
	whole       volumeSlice
	all         volumeSlice     // of a shift: what the part is a part of
	targets     *series.Monthly // of a target
	first, last calendar.Month  // of the rows behind the figure
	people      bool            // the rows behind are roster lines
	files       bool            // the rows behind are files
	year        staffYear       // of a figure of required staff
	measured    bool            // the rows behind are those of a measure
}

func (x *tracer) explain() error {
	switch x.q.Figure {
	case FigureCount, "":
		x.count()
	case FigureDifference:
		x.difference()
	case FigurePerDay:
		x.perDay()
	case FigureLastYear:
		x.lastYear()
	case FigureYearToDate:
		x.yearToDate()
	case FigureRolling12:
		x.rolling12()
	case FigureMean12:
		x.mean12()
	case FigureShare:
		x.share()
	case FigureCompleteness:
		x.completeness()
	case FigureVolume:
		x.backToVolume()
		x.volume()
	case FigureShift:
		x.backToVolume()
		x.shift()
	case FigureTarget, FigureTargetToDate:
		x.backToVolume()
		w := window{r: x.r, span: SpanMonth}
		if x.q.Figure == FigureTargetToDate {
			w.span = SpanYearToDate
		}
		x.target(w)
	case FigureMeasure:
		return x.measure()
	case FigureHeadcount, FigureFTE, FigurePerHead, FigurePerFTE:
		return x.staff()
	case FigureRequired, FigureGap, FigureWorkload, FigureCoverage, FigureAvailable:
		return x.need()
	default:
		return fault.New(fault.Invalid, "%q is not a figure that can be traced.", string(x.q.Figure))
	}
	return nil
}

// where names the sites and procedures for a title: "Procedures, all sites", "Thermal ablation, VA".
func (x *tracer) where() string {
	what := x.n.name()
	if x.n.isAll() {
		what = "Procedures"
	}
	return what + ", " + x.r.sitesText()
}

// month is the figure's number of one month.
func (x *tracer) month(m calendar.Month) float64 {
	return window{r: x.r, span: SpanMonth}.at(x.whole, m)
}

// link opens the rows of another month of the same thing.
func (x *tracer) link(m calendar.Month) string {
	return TraceURL(TraceQuery{Figure: FigureCount, View: x.r.pinnedTo(x.n).WithMonth(m)})
}

func (x *tracer) input(name string, v float64, url string) {
	x.t.Inputs = append(x.t.Inputs, TraceInput{Name: name, Value: whole(v), URL: url})
}

// traceRows reads one page of the counts behind the figure.
func (s *Service) traceRows(ctx context.Context, x *tracer) error {
	f := x.n.filter()
	f.First, f.Last = &x.first, &x.last
	for _, site := range x.r.sites {
		if x.isActiveBetween(site) {
			f.Sites = append(f.Sites, site.ID)
		}
	}
	if len(f.Sites) == 0 || x.last < x.first {
		x.t.Summary = "No row is stored."
		return nil
	}
	sum, cells, err := s.source.CountTotals(ctx, f)
	if err != nil {
		return fmt.Errorf("add up counts: %w", err)
	}
	t := x.t
	t.Sum, t.Total = sum, cells
	t.Pages = max((cells+tracePage-1)/tracePage, 1)
	t.Page = min(x.q.Page, t.Pages)
	if err := s.fillTraceRows(ctx, x, f); err != nil {
		return err
	}
	turn := func(page int) string {
		q := x.q
		q.Page = page
		q.View = x.r.pinnedTo(x.n)
		q.View.From, q.View.To = x.q.View.From, x.q.View.To
		return TraceURL(q)
	}
	if t.Page > 1 {
		t.PrevURL = turn(t.Page - 1)
	}
	if t.Page < t.Pages {
		t.NextURL = turn(t.Page + 1)
	}
	t.Summary = rowsSummary(*t)
	return nil
}

func (x *tracer) isActiveBetween(s *siteFacts) bool {
	for m := x.first; m <= x.last; m++ {
		if s.IsActive(m) {
			return true
		}
	}
	return false
}

func (s *Service) fillTraceRows(ctx context.Context, x *tracer, f store.CountFilter) error {
	counts, err := s.source.Counts(ctx, f, tracePage, (x.t.Page-1)*tracePage)
	if err != nil {
		return fmt.Errorf("read counts: %w", err)
	}
	r := x.r
	kinds := make(map[caseload.ProcedureID]caseload.Procedure, len(r.kinds))
	for _, p := range r.kinds {
		kinds[p.ID] = p
	}
	groups := make(map[caseload.GroupID]string, len(r.groups))
	for _, g := range r.groups {
		groups[g.ID] = g.Name
	}
	sites := make(map[caseload.SiteID]SiteRef, len(r.facts.sites))
	for _, site := range r.facts.sites {
		sites[site.ID] = site.ref
	}
	uploads := r.uploadsBySeq()
	for _, c := range counts {
		kind := kinds[c.Procedure]
		x.t.Rows = append(x.t.Rows, TraceRow{
			Month: c.Month, Site: sites[c.Site], Procedure: kind.Name, Group: groups[kind.Group],
			Setting: c.Setting.String(), State: c.State, N: c.N, Declared: c.Origin == caseload.DeclaredZero,
			Origin: r.origin(uploads, c.Source, c.Row, c.Origin == caseload.DeclaredZero),
		})
	}
	return nil
}

func (r *reading) uploadsBySeq() map[caseload.UploadSeq]caseload.Upload {
	uploads := make(map[caseload.UploadSeq]caseload.Upload, len(r.uploads))
	for _, u := range r.uploads {
		uploads[u.Seq] = u
	}
	return uploads
}

// origin tells the file and line a stored row came from, who sent it and when it was committed.
func (r *reading) origin(uploads map[caseload.UploadSeq]caseload.Upload, source caseload.UploadSeq, row int, declared bool) TraceOrigin {
	u, ok := uploads[source]
	if !ok {
		return TraceOrigin{Text: "entered by hand"}
	}
	at := u.CommittedAt
	if at == 0 {
		at = u.CreatedAt
	}
	o := TraceOrigin{File: u.FileName, Row: row, By: r.userName(u.By), At: instant(r.at(at)), URL: uploadURL(u.ID)}
	line := "row " + whole(float64(row))
	if declared {
		line = "declared zero, not listed"
	}
	o.Text = o.File + ", " + line + ", " + o.By + ", " + o.At
	return o
}

// rowsSummary says what the rows come to: "82 rows from 2 files add up to 702."
func rowsSummary(t Trace) string {
	if t.Total == 0 {
		return "No row is stored."
	}
	text := whole(float64(t.Total)) + " " + plural(t.Total, "row", "rows")
	if t.Pages == 1 {
		files := map[string]bool{}
		for _, row := range t.Rows {
			files[row.Origin.URL] = true
		}
		text += " from " + whole(float64(len(files))) + " " + plural(len(files), "source", "sources")
	}
	return text + " " + plural(t.Total, "adds", "add") + " up to " + whole(float64(t.Sum)) + "."
}

// explainMissing says why a figure has no number.
func (x *tracer) explainMissing(first, last calendar.Month) {
	r := x.r
	why := r.missingBetween(first, last)
	if why == "" {
		why = "no row is stored for " + x.n.name()
	}
	x.t.Notes = append(x.t.Notes, "No figure: "+why+".")
}

// set stores the figure's number as it is shown.
func (x *tracer) set(v float64, text string) {
	x.t.Number = Number(v)
	if !series.IsMissing(v) {
		x.t.Value = text
	}
}
