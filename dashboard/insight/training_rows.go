package insight

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"caseload/dashboard/analysis/training"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// trainingFigure names a kind of number that can be traced.
type trainingFigure string

const (
	trainingFigureExposure   trainingFigure = "exposure"   // of a site in a month
	trainingFigureTrainee    trainingFigure = "trainee"    // of a trainee in the year
	trainingFigureSchedule   trainingFigure = "schedule"   // the year's lines
	trainingFigureProjection trainingFigure = "projection" // of a trainee
)

// TrainingRowsQuery asks what stands behind a figure of training.
type TrainingRowsQuery struct {
	TrainingQuery
	Figure  string
	Month   *calendar.Month // of an exposure
	Site    string          // slug, of an exposure
	Trainee string
}

// ParseTrainingRows reads what rowsURL wrote.
func ParseTrainingRows(q Query) (TrainingRowsQuery, error) {
	t, err := ParseTraining(q)
	if err != nil {
		return TrainingRowsQuery{}, err
	}
	figure, err := parseWord(q, "figure", trainingFigureExposure, trainingFigureTrainee, trainingFigureSchedule, trainingFigureProjection)
	if err != nil {
		return TrainingRowsQuery{}, err
	}
	if figure == "" {
		figure = trainingFigureSchedule
	}
	out := TrainingRowsQuery{TrainingQuery: t, Figure: string(figure), Site: choice(q, "at"), Trainee: strings.TrimSpace(q.Get("trainee"))}
	out.Month, err = parseMonth(q, "in")
	return out, err
}

// URL returns the address of the rows.
func (t TrainingRowsQuery) URL() string {
	address := TrainingRowsPath + "?figure=" + t.Figure
	if t.Month != nil {
		address += "&in=" + t.Month.String()
	}
	if t.Site != "" {
		address += "&at=" + url.QueryEscape(t.Site)
	}
	if t.Trainee != "" {
		address += "&trainee=" + url.QueryEscape(t.Trainee)
	}
	if query := t.Query(); query != "" {
		address += "&" + query
	}
	return address
}

func (x *trainer) rowsURL(figure trainingFigure, m *calendar.Month, site, trainee string) string {
	q := x.q
	if x.r.hasMonth {
		q.View.Month = &x.r.month // so that the link goes on meaning the same
	}
	q.Year, q.Like, q.From = &x.year.First, "", nil
	return TrainingRowsQuery{TrainingQuery: q, Figure: string(figure), Month: m, Site: site, Trainee: trainee}.URL()
}

// TrainingRows is a figure of training with its formula and what stands behind it.
type TrainingRows struct {
	Scope   Scope          `json:"scope"`
	Title   string         `json:"title"`
	Value   string         `json:"value"`
	Formula []string       `json:"formula"`
	Inputs  []TraceInput   `json:"inputs,omitempty"`
	Notes   []string       `json:"notes,omitempty"`
	Lines   []ScheduleLine `json:"lines,omitempty"`
	Logs    []LogLine      `json:"logs,omitempty"`
	Summary string         `json:"summary"`
	BackURL string         `json:"back_url"`
}

// ScheduleLine is one line of the schedule.
type ScheduleLine struct {
	Trainee  string         `json:"trainee"`
	Month    calendar.Month `json:"month"`
	Site     SiteRef        `json:"site"`
	Rotation string         `json:"rotation"`
	PathText string         `json:"path_text"`
	Share    float64        `json:"share"`
	Exposure Number         `json:"exposure"`
	Origin   TraceOrigin    `json:"origin"`
}

// LogLine is one line of logged cases.
type LogLine struct {
	Category  string      `json:"category"` // "" for all cases together
	AsOf      string      `json:"as_of"`
	Count     float64     `json:"count"`
	Elsewhere float64     `json:"elsewhere"`
	IsUsed    bool        `json:"used"` // the newest of its category
	Origin    TraceOrigin `json:"origin"`
}

// TrainingRows answers where a figure of training comes from.
func (s *Service) TrainingRows(ctx context.Context, q TrainingRowsQuery) (TrainingRows, error) {
	x, err := s.trainer(ctx, q.TrainingQuery)
	if err != nil {
		return TrainingRows{}, err
	}
	out := TrainingRows{Scope: x.r.scope(), Value: dash, BackURL: q.TrainingQuery.URL(TrainingPath)}
	figure := trainingFigure(q.Figure)
	if figure != trainingFigureExposure && !q.Named {
		return TrainingRows{}, fault.New(fault.NotFound, "Individual training figures are for leads and administrators. The Training page shows the totals.")
	}
	switch figure {
	case trainingFigureExposure:
		err = x.exposureRows(&out, q)
	case trainingFigureTrainee:
		err = x.traineeRows(&out, q)
	case trainingFigureProjection:
		err = x.projectionRows(&out, q)
	default:
		out.Title = "Trainee schedule, " + x.year.Long()
		x.scheduleLines(&out, func(a caseload.Assignment) bool { return x.year.Contains(a.Month) })
		out.Value = whole(float64(len(out.Lines)))
	}
	return out, err
}

// scheduleLines lists the lines that are asked for.
func (x *trainer) scheduleLines(out *TrainingRows, isAsked func(caseload.Assignment) bool) {
	uploads := x.r.uploadsBySeq()
	for _, a := range x.r.training.schedule {
		if !isAsked(a) {
			continue
		}
		line := ScheduleLine{Trainee: string(a.Trainee), Month: a.Month, Site: x.siteMark[a.Site], Rotation: a.Rotation,
			PathText: pathText(training.Path(a.Path), a.Year), Share: a.Share, Exposure: missing(),
			Origin: x.r.origin(uploads, a.Source, a.Row, false)}
		place := training.Place{Month: a.Month, Site: a.Site}
		if credit, ok := x.credit(place, string(a.Trainee)); ok && training.Rotation(a.Rotation) == training.IR && x.hasShares() {
			line.Exposure = Number(credit * a.Share / x.sharesAt(x.plan.Schedule.Of(string(a.Trainee)), place))
		}
		out.Lines = append(out.Lines, line)
	}
	n := len(out.Lines)
	out.Summary = whole(float64(n)) + " " + plural(n, "line", "lines") + " of the schedule."
}

// exposureRows explains what a site offers in a month, and what each shares in.
func (x *trainer) exposureRows(out *TrainingRows, q TrainingRowsQuery) error {
	i := slices.IndexFunc(x.r.facts.sites, func(s *siteFacts) bool { return s.ref.Slug == q.Site })
	if i < 0 || q.Month == nil {
		return fault.New(fault.NotFound, "There is no such site and month of training.")
	}
	site, m := x.r.facts.sites[i], *q.Month
	place := training.Place{Month: m, Site: site.ID}
	volume, ok := x.places[place]
	if !ok {
		return fault.New(fault.NotFound, "%s lies outside the schedule and the year shown.", m.Long())
	}
	out.Title = "Exposure for trainees, " + site.Name + ", " + m.Long()
	month := x.exposureMonth(site, m)
	if month.Available.Known() {
		out.Value = oneDecimal(float64(month.Available))
	} else if month.Why != "" {
		out.Notes = append(out.Notes, "No figure: "+site.Name+", "+month.Why+".")
	} else {
		out.Notes = append(out.Notes, "No figure: nobody has entered how often trainees take part.")
	}
	x.exposureInputs(out, site, m, volume)
	x.shareFormula(out, month)
	if month.Basis == BasisExpected {
		out.Notes = append(out.Notes, m.Long()+" is to come: its procedures are the outlook’s expected ones.")
	}
	if q.Named {
		x.scheduleLines(out, func(a caseload.Assignment) bool {
			return a.Month == m && a.Site == site.ID && training.Rotation(a.Rotation) == training.IR
		})
	}
	return nil
}

// exposureInputs writes the sum group by group.
func (x *trainer) exposureInputs(out *TrainingRows, site *siteFacts, m calendar.Month, volume placeVolume) {
	var terms []string
	sum := 0.0
	for _, g := range x.r.groups {
		n, ok := volume.groups[g.ID]
		if !ok {
			continue
		}
		slug := x.r.groupSlug[g.ID]
		v := View{Month: &m, Site: site.ref.Slug, Calendar: x.r.view.Calendar, Group: slug}
		address, shown := TraceURL(TraceQuery{Figure: FigureCount, View: v}), whole(n)
		if volume.basis == BasisExpected {
			address, shown = View{Site: site.ref.Slug, Calendar: x.r.view.Calendar, Group: slug}.URL("/outlook"), oneDecimal(n)
		}
		share, stated := x.plan.Participation[g.ID]
		if !stated {
			out.Inputs = append(out.Inputs, TraceInput{Name: g.Name + ", participation not stated", Value: shown, URL: address})
			continue
		}
		out.Inputs = append(out.Inputs, TraceInput{Name: g.Name + ", " + sharePercent(share) + " with a trainee", Value: shown, URL: address})
		terms = append(terms, shown+" × "+decimals(share, 2))
		sum += n * share
	}
	if len(terms) > 0 {
		out.Formula = append(out.Formula, "Available: "+strings.Join(terms, " + ")+" = "+oneDecimal(sum))
	}
}

// sharePercent writes a share as it was entered: "60 %", "12.5 %".
func sharePercent(share float64) string {
	if text := decimals(share*100, 1); !strings.HasSuffix(text, ".0") {
		return text + noBreak + "%"
	}
	return whole(share*100) + noBreak + "%"
}

// shareFormula divides a month among those on service.
func (x *trainer) shareFormula(out *TrainingRows, month ExposureMonth) {
	if month.Trainees == 0 {
		out.Notes = append(out.Notes, "No trainee is on IR there: nobody shares in it.")
		return
	}
	if month.PerTrainee.IsMissing() {
		return
	}
	learners := monthCount(month.Trainees) + " on the schedule"
	if month.Others > 0 {
		learners += " + " + monthCount(month.Others) + " other learners"
	}
	divisor := monthCount(month.Learners())
	if month.Learners() < 1 {
		divisor = "1"
		out.Notes = append(out.Notes, "Somebody there for part of the month takes that part: fewer than one learner are divided by one.")
	}
	out.Formula = append(out.Formula, "Learners on IR there: "+learners+" = "+monthCount(month.Learners()),
		"For each on service all month: "+oneDecimal(float64(month.Available))+" ÷ "+divisor+" = "+oneDecimal(float64(month.PerTrainee)))
}

// traineeRows explains a trainee's exposure in the year.
func (x *trainer) traineeRows(out *TrainingRows, q TrainingRowsQuery) error {
	i := slices.IndexFunc(x.trainees(), func(t Trainee) bool { return t.ID == q.Trainee })
	if i < 0 {
		return fault.New(fault.NotFound, "There is no such trainee on the schedule of the year.")
	}
	t := x.trainees()[i]
	out.Title = "Exposure of " + t.ID + ", " + x.year.Long()
	var terms []string
	known := 0.0
	for _, m := range t.Months {
		if m.Exposure.IsMissing() {
			continue
		}
		month := m.Month
		known += m.Share
		terms = append(terms, oneDecimal(float64(m.Exposure)))
		out.Inputs = append(out.Inputs, TraceInput{Name: month.Long() + ", " + m.Site.Name + partOf(m.Share), Value: oneDecimal(float64(m.Exposure)),
			URL: x.rowsURL(trainingFigureExposure, &month, m.Site.Slug, "")})
	}
	if t.Exposure.Known() {
		out.Value = oneDecimal(float64(t.Exposure))
		out.Formula = append(out.Formula, strings.Join(terms, " + ")+" = "+oneDecimal(float64(t.Exposure)),
			oneDecimal(float64(t.Exposure))+" ÷ "+monthCount(known)+" months on service = "+oneDecimal(float64(t.PerMonth))+" a month")
	}
	if t.MissingWords != "" {
		out.Notes = append(out.Notes, "On service without known volume: "+t.MissingWords+".")
	}
	x.scheduleLines(out, func(a caseload.Assignment) bool { return string(a.Trainee) == t.ID && x.year.Contains(a.Month) })
	return nil
}

func partOf(share float64) string {
	if sameMonths(share, 1) {
		return ""
	}
	return " (" + decimals(share, 2) + " of the month)"
}

// projectionRows explains where a trainee's logged cases lead.
func (x *trainer) projectionRows(out *TrainingRows, q TrainingRowsQuery) error {
	i := slices.IndexFunc(x.people, func(p training.Projection) bool { return p.Trainee == q.Trainee })
	if i < 0 {
		return fault.New(fault.NotFound, "There is no such trainee on the schedule.")
	}
	p := x.projection(x.people[i])
	out.Title = "Projection of " + p.Trainee + " to " + p.Through.Long()
	out.Summary = p.Words
	if p.Shown != nil && p.Shown.Projected != nil {
		out.Value = whole(*p.Shown.Projected)
	}
	for _, c := range p.Categories {
		out.Formula = append(out.Formula, projectionFormula(c))
	}
	if p.Total != nil && len(p.Categories) > 1 {
		out.Formula = append(out.Formula, "All categories: "+whole(p.Total.Logged)+" logged, "+whole(*p.Total.Projected)+" projected, 80"+noBreak+"% between "+
			whole(*p.Total.Lo80)+" and "+whole(*p.Total.Hi80)+minimumWords(*p.Total))
	}
	for _, t := range x.trainees() {
		if t.ID == p.Trainee && t.Exposure.Known() {
			out.Inputs = append(out.Inputs, TraceInput{Name: "Exposure, " + x.year.Long(), Value: oneDecimal(float64(t.Exposure)), URL: t.URL})
		}
	}
	out.Notes = append(out.Notes, p.Warnings...)
	uploads := x.r.uploadsBySeq()
	for _, l := range x.r.training.logged {
		if string(l.Trainee) != p.Trainee {
			continue
		}
		isUsed := slices.ContainsFunc(p.Categories, func(c training.CategoryProjection) bool {
			return c.Category == l.Category && c.AsOf == l.AsOf && c.Problem == ""
		})
		out.Logs = append(out.Logs, LogLine{Category: l.Category, AsOf: l.AsOf.Long(), Count: l.Count, Elsewhere: l.Elsewhere,
			IsUsed: isUsed, Origin: x.r.origin(uploads, l.Source, l.Row, false)})
	}
	return nil
}

func projectionFormula(c training.CategoryProjection) string {
	name := c.Category
	if name == "" {
		name = "All cases"
	}
	if c.Projected == nil {
		return name + ": " + c.Problem
	}
	text := name + ": " + whole(c.Logged) + " logged by " + c.AsOf.Long()
	if c.CaptureRate != nil {
		here := whole(c.Logged)
		if c.Elsewhere > 0 {
			here = "(" + whole(c.Logged) + " − " + whole(c.Elsewhere) + " elsewhere)"
		}
		text += " + " + oneDecimal(c.FutureExposure) + " to come × (" + here + " ÷ " + oneDecimal(c.PastExposure) + " past exposure = " + decimals(*c.CaptureRate, 3) + ")"
	}
	return text + " = " + whole(*c.Projected) + ", 80" + noBreak + "% between " + whole(*c.Lo80) + " and " + whole(*c.Hi80) + minimumWords(c)
}

func minimumWords(c training.CategoryProjection) string {
	if c.Minimum == nil {
		return ""
	}
	return "; minimum " + whole(c.Minimum.Cases)
}
