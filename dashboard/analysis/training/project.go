package training

import (
	"math"
	"slices"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// Logged is what a trainee has logged in a category from the start of training to a day.
type Logged struct {
	Trainee   string        `json:"trainee"`
	AsOf      calendar.Date `json:"as_of"`
	Category  string        `json:"category"`
	Count     float64       `json:"count"`
	Elsewhere float64       `json:"elsewhere"` // the part of Count that was done at sites outside the volume
}

// Minimum is how many cases a path asks for.
type Minimum struct {
	Path     Path    `json:"path"`
	Category string  `json:"category"` // "" for all cases together
	Cases    float64 `json:"cases"`
	Source   string  `json:"source"`
	// Set is false for a hint that a division may take over: nothing is compared with it.
	Set bool `json:"set"`
}

// Minimums returns the minimums that a new division starts from.
func Minimums() []Minimum {
	hint := func(p Path) Minimum {
		return Minimum{Path: p, Cases: 1000, Source: "figure in use for IR residents; confirm before setting it"}
	}
	return []Minimum{
		{Path: ESIR, Cases: 500, Source: "ACGME guideline: 500 image-guided procedures", Set: true},
		hint(Integrated), hint(IndependentOneYear), hint(IndependentTwoYear),
	}
}

// Plan is the service with what is needed to look ahead. Its volumes hold counted months and forecast ones.
type Plan struct {
	Service
	Logged     []Logged
	Categories map[caseload.GroupID]string // the logging category of a group
	Minimums   []Minimum
}

// Projection is where a trainee's logged cases lead by the end of the schedule.
type Projection struct {
	Trainee    string               `json:"trainee"`
	Path       Path                 `json:"path"`
	Through    calendar.Month       `json:"through"` // the last month scheduled
	Categories []CategoryProjection `json:"categories"`
	Total      *CategoryProjection  `json:"total"` // nil unless every category could be projected
	Binding    *Binding             `json:"binding"`
	// Problem says why there is no projection at all: without logged cases nothing is said about a minimum.
	Problem  string   `json:"problem,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
}

// CategoryProjection is logged + future exposure × capture rate so far.
type CategoryProjection struct {
	Category       string        `json:"category"` // "" for all
	AsOf           calendar.Date `json:"as_of"`
	Logged         float64       `json:"logged"`
	Elsewhere      float64       `json:"elsewhere"`
	PastExposure   float64       `json:"past_exposure"`
	FutureExposure float64       `json:"future_exposure"`
	CaptureRate    *float64      `json:"capture_rate"` // cases logged here ÷ past exposure; nil without exposure
	Projected      *float64      `json:"projected"`
	Lo80           *float64      `json:"lo80"`
	Hi80           *float64      `json:"hi80"`
	Minimum        *Minimum      `json:"minimum"` // nil where none is set
	Problem        string        `json:"problem,omitempty"`
	Variance       float64       `json:"-"` // of Projected, before it is bounded by what is logged
}

// Binding is the minimum that is hardest to reach.
type Binding struct {
	Category string  `json:"category"`
	Share    float64 `json:"share"` // projected ÷ minimum; 1 and more reaches it
	Lo80     float64 `json:"lo80"`
	Hi80     float64 `json:"hi80"`
}

// Project returns a projection for every trainee on the schedule, and the exposure behind them.
func (p Plan) Project() ([]Projection, Exposure, error) {
	exposure, err := p.Exposure()
	if err != nil {
		return nil, Exposure{}, err
	}
	if err := p.checkLogs(); err != nil {
		return nil, Exposure{}, err
	}
	var projections []Projection
	for _, trainee := range p.Schedule.Trainees() {
		projections = append(projections, p.project(trainee, exposure))
	}
	return projections, exposure, nil
}

func (p Plan) checkLogs() error {
	for _, l := range p.Logged {
		if !isAmount(l.Count) || !isAmount(l.Elsewhere) {
			return sentence("The logged cases of %s in %s are not a number of 0 or more.", l.Trainee, l.Category)
		}
		if l.Elsewhere > l.Count {
			return sentence("%s has logged %s cases in %s, fewer than the %s of them elsewhere.", l.Trainee, cases(l.Count), l.Category, cases(l.Elsewhere))
		}
	}
	for _, m := range p.Minimums {
		if m.Set && !(isAmount(m.Cases) && m.Cases > 0) {
			return sentence("A minimum for the %s path is not a number above 0.", m.Path)
		}
	}
	return nil
}

func (p Plan) project(trainee string, e Exposure) Projection {
	own := p.Schedule.Of(trainee)
	last := own[len(own)-1]
	projection := Projection{Trainee: trainee, Path: last.Path, Through: last.Month}
	logs := p.newest(trainee)
	if len(logs) == 0 {
		projection.Problem = "No logged cases have been loaded for " + trainee + ": nothing is said about a minimum."
		return projection
	}
	for _, missing := range e.Missing {
		if own.isOnService(missing) {
			projection.Warnings = append(projection.Warnings, "The volume of "+missing.Month.Long()+" is not known: the exposure lacks it.")
		}
	}
	categories := p.categories(logs)
	for _, category := range categories {
		c := p.category(trainee, category, logs, e)
		c.Minimum = p.minimum(last.Path, category)
		if c.CaptureRate != nil && *c.CaptureRate > 1 {
			projection.Warnings = append(projection.Warnings, "More cases are logged in "+category+" than there was exposure: check participation, and which groups belong to the category.")
		}
		projection.Categories = append(projection.Categories, c)
	}
	projection.Total = total(projection.Categories)
	if projection.Total != nil {
		projection.Total.Minimum = p.minimum(last.Path, "")
	}
	projection.Binding = projection.binding()
	return projection
}

// newest returns the trainee's last log of each category, by category.
func (p Plan) newest(trainee string) []Logged {
	byCategory := map[string]Logged{}
	for _, l := range p.Logged {
		if known, ok := byCategory[l.Category]; l.Trainee == trainee && (!ok || l.AsOf >= known.AsOf) {
			byCategory[l.Category] = l
		}
	}
	var logs []Logged
	for _, category := range sortedKeys(byCategory) {
		logs = append(logs, byCategory[category])
	}
	return logs
}

// categories returns those of the groups and of the logs, in order.
func (p Plan) categories(logs []Logged) []string {
	var all []string
	for _, category := range p.Categories {
		all = append(all, category)
	}
	for _, l := range logs {
		all = append(all, l.Category)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (p Plan) category(trainee, category string, logs []Logged, e Exposure) CategoryProjection {
	c := CategoryProjection{Category: category}
	i := slices.IndexFunc(logs, func(l Logged) bool { return l.Category == category })
	if i < 0 {
		c.Problem = "Nothing has been loaded for " + category + ", not even a 0."
		return c
	}
	log := logs[i]
	c.AsOf, c.Logged, c.Elsewhere = log.AsOf, log.Count, log.Elsewhere
	groups := p.groupsOf(category)
	for _, m := range e.SiteMonths {
		past := elapsed(m.Month, log.AsOf)
		for _, credit := range m.Credits {
			if credit.Trainee != trainee {
				continue
			}
			for _, group := range groups {
				c.PastExposure += credit.ByGroup[group] * past
				c.FutureExposure += credit.ByGroup[group] * (1 - past)
			}
		}
	}
	c.carryOn()
	return c
}

func (p Plan) groupsOf(category string) []caseload.GroupID {
	var groups []caseload.GroupID
	for _, group := range sortedKeys(p.Categories) {
		if p.Categories[group] == category {
			groups = append(groups, group)
		}
	}
	return groups
}

// elapsed is the share of the month that lies on or before the day.
func elapsed(m calendar.Month, day calendar.Date) float64 {
	days := int(day-m.First()) + 1
	return math.Min(math.Max(float64(days)/float64(m.Days()), 0), 1)
}

// normal80 is the quantile of the normal distribution that leaves a tenth on either side.
const normal80 = 1.2815515655446004

// carryOn fills in the projection from the logged cases and the exposure.
//
// Cases are counted as Poisson: the trainee's own rate is known from what was logged here, with half a case more
// for the width (Jeffreys), so that a log of 0 is not taken for certainty. The interval holds the uncertainty of
// the rate and the chance of what comes, not that of the volume forecast; it never falls below what is logged.
func (c *CategoryProjection) carryOn() {
	projected := c.Logged
	here := c.Logged - c.Elsewhere
	if c.PastExposure > 0 {
		rate := here / c.PastExposure
		c.CaptureRate = &rate
		projected += c.FutureExposure * rate
		c.Variance = (here + 0.5) / c.PastExposure * c.FutureExposure * (1 + c.FutureExposure/c.PastExposure)
	} else if c.FutureExposure > 0 {
		c.Problem = "There was no exposure before " + c.AsOf.Long() + " to learn a rate from."
		return
	}
	c.Projected = &projected
	c.bound()
}

// bound sets the interval around the projection.
func (c *CategoryProjection) bound() {
	spread := normal80 * math.Sqrt(c.Variance)
	lo, hi := math.Max(*c.Projected-spread, c.Logged), *c.Projected+spread
	c.Lo80, c.Hi80 = &lo, &hi
}

// total adds the categories up, unless one of them has no projection.
func total(categories []CategoryProjection) *CategoryProjection {
	sum, projected := CategoryProjection{}, 0.0
	for _, c := range categories {
		if c.Projected == nil {
			return nil
		}
		sum.AsOf = max(sum.AsOf, c.AsOf)
		sum.Logged += c.Logged
		sum.Elsewhere += c.Elsewhere
		sum.PastExposure += c.PastExposure
		sum.FutureExposure += c.FutureExposure
		sum.Variance += c.Variance
		projected += *c.Projected
	}
	if sum.PastExposure > 0 {
		rate := (sum.Logged - sum.Elsewhere) / sum.PastExposure
		sum.CaptureRate = &rate
	}
	sum.Projected = &projected
	sum.bound()
	return &sum
}

// minimum returns the minimum set for the path and category, nil when there is none. A hint is none.
func (p Plan) minimum(path Path, category string) *Minimum {
	for _, m := range p.Minimums {
		if m.Set && m.Path == path && m.Category == category {
			return &m
		}
	}
	return nil
}

// binding returns the minimum of which the smallest share is projected; the first one of equals.
func (p Projection) binding() *Binding {
	var hardest *Binding
	for _, c := range p.withTotal() {
		if c.Minimum == nil || c.Projected == nil {
			continue
		}
		m := c.Minimum.Cases
		if b := (Binding{c.Category, *c.Projected / m, *c.Lo80 / m, *c.Hi80 / m}); hardest == nil || b.Share < hardest.Share {
			hardest = &b
		}
	}
	return hardest
}

func (p Projection) withTotal() []CategoryProjection {
	if p.Total == nil {
		return p.Categories
	}
	return append(slices.Clone(p.Categories), *p.Total)
}

func (s Schedule) isOnService(p Place) bool {
	return slices.ContainsFunc(s, func(a Assignment) bool {
		return a.Rotation == IR && a.Month == p.Month && a.Site == p.Site
	})
}
