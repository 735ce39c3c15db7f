package insight

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"caseload/dashboard/analysis/series"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// facts is what one revision of the database says, indexed for answering. It holds nothing that depends on
// the clock, so that it stays true until the revision rises.
type facts struct {
	revision   caseload.Revision
	newest     *caseload.RevisionInfo // nil before the first revision
	division   string
	hidesSmall bool // numbers from 1 to 10, where a state meets a procedure and in exports
	hidden     hiddenKeeper
	calendar   CalendarKind
	sites      []*siteFacts // by id
	groups     []caseload.Group
	groupSlug  map[caseload.GroupID]string
	kinds      []caseload.Procedure // by id
	kindSlug   map[caseload.ProcedureID]string
	baselines  []caseload.Baseline
	profiles   []caseload.StaffingBaseline
	covered    map[string]map[caseload.SiteID]bool // the sites that a statement of sites covered names
	marks      []caseload.Annotation
	rebases    []caseload.Rebase
	excluded   []caseload.ExcludedMonth // by month and site
	judged     atomic.Pointer[judgement]
	targets    []caseload.Target
	targetAt   map[targetKey]float64
	measures   []*measureFacts
	people     []caseload.Appointment
	assumed    assumed
	uploads    []caseload.Upload // newest first
	users      map[caseload.UserID]string
	training   trainingFacts
	first      calendar.Month // of any stored count; after last when there is none
	last       calendar.Month
	cells      map[calendar.Month]int // stored cells of each month
	minutes    []caseload.ProcedureMinutes
}

// siteFacts is one site's part of the facts.
type siteFacts struct {
	caseload.Site
	ref      SiteRef
	cal      calendar.Calendar
	status   map[calendar.Month]caseload.SiteMonth
	counts   series.Monthly                      // everything stored; missing where no cell is
	groups   map[caseload.GroupID]series.Monthly // the same by group
	workdays []int                               // of facts.first to facts.last
	first    calendar.Month                      // of workdays
	rosters  []caseload.RosterMonth              // by month
	hasLines bool                                // the roster has lines, of whatever time
	// rosterFirst is the first month of which the site's roster speaks; nil when none has come.
	rosterFirst *calendar.Month
	// peopleFirst is the first month in which anything is known of its people: from a roster or a file of headcounts.
	peopleFirst *calendar.Month
	// firstReceived are the Unix milliseconds of the first file of a kind: what was due before came as history.
	firstReceived map[caseload.UploadKind]int64
}

// workingDays returns the site's working days in the month.
func (s *siteFacts) workingDays(m calendar.Month) float64 {
	if i := int(m - s.first); i >= 0 && i < len(s.workdays) {
		return float64(s.workdays[i])
	}
	return float64(s.cal.WorkingDays(m))
}

// facts returns what the newest revision says. It reads the database again only when the revision has risen:
// every change, of settings too, is a revision.
func (s *Service) facts(ctx context.Context) (*facts, error) {
	if f, err := s.keptFacts(ctx); f != nil || err != nil {
		return f, err
	}
	s.loading.Lock() // one reads for all, or a crowd would slow each other down until the next commit
	defer s.loading.Unlock()
	// A commit between two reads would mix two revisions; so many tries meet a quiet moment on any real day.
	for range 20 {
		before, err := s.source.Revision(ctx)
		if err != nil {
			return nil, fmt.Errorf("read the revision: %w", err)
		}
		if kept := s.kept.Load(); kept != nil && kept.revision == before {
			return kept, nil
		}
		f, err := load(ctx, s.source)
		if err != nil {
			return nil, err
		}
		after, err := s.source.Revision(ctx)
		if err != nil {
			return nil, fmt.Errorf("read the revision: %w", err)
		}
		if before == after {
			f.revision = after
			s.kept.Store(f)
			return f, nil
		}
	}
	return nil, fault.New(fault.Unavailable, "The data are changing just now. Try again in a moment; nothing was changed.")
}

// keptFacts returns the facts that are at hand, if they are of the newest revision.
func (s *Service) keptFacts(ctx context.Context) (*facts, error) {
	revision, err := s.source.Revision(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the revision: %w", err)
	}
	if kept := s.kept.Load(); kept != nil && kept.revision == revision {
		return kept, nil
	}
	return nil, nil
}

// load reads everything but single counts, in a fixed number of queries.
func load(ctx context.Context, source Source) (*facts, error) {
	f := &facts{cells: map[calendar.Month]int{}, users: map[caseload.UserID]string{}, groupSlug: map[caseload.GroupID]string{}, kindSlug: map[caseload.ProcedureID]string{}}
	r := reader{ctx: ctx}
	// The counts take twice as long to read as all the rest, so they are read beside it.
	cells := reader{ctx: ctx}
	groupMonths := Beside(func() []caseload.GroupMonth {
		return read(&cells, "group months", func(ctx context.Context) ([]caseload.GroupMonth, error) {
			return source.GroupMonths(ctx, store.CountFilter{})
		})
	})
	revisions := read(&r, "revisions", func(ctx context.Context) ([]caseload.RevisionInfo, error) { return source.Revisions(ctx, 1) })
	sites := read(&r, "sites", source.Sites)
	f.groups = read(&r, "groups", source.Groups)
	f.kinds = read(&r, "procedures", source.Procedures)
	siteMonths := read(&r, "site months", source.SiteMonths)
	f.people = read(&r, "appointments", source.Appointments)
	rosterMonths := read(&r, "roster months", source.RosterMonths)
	authorised := read(&r, "authorised positions", source.AuthorisedPositions)
	assumptions := read(&r, "assumptions", source.Assumptions)
	confirmations := read(&r, "confirmations", source.Confirmations)
	minutes := read(&r, "procedure minutes", source.ProcedureMinutes)
	headcounts := read(&r, "headcounts", source.Headcounts)
	f.training = readTraining(&r, source)
	f.baselines = read(&r, "baselines", source.Baselines)
	f.profiles = read(&r, "staffing baselines", source.StaffingBaselines)
	f.marks = read(&r, "annotations", source.Annotations)
	f.rebases = read(&r, "rebases", source.Rebases)
	f.targets = read(&r, "targets", source.Targets)
	measures := read(&r, "measures", source.Measures)
	f.excluded = read(&r, "excluded months", source.ExcludedMonths)
	f.uploads = read(&r, "uploads", func(ctx context.Context) ([]caseload.Upload, error) { return source.Uploads(ctx, 0) })
	users := read(&r, "users", source.Users)
	setting := func(key string) string {
		return read(&r, "setting "+key, func(ctx context.Context) (string, error) {
			value, _, err := source.Setting(ctx, key)
			return value, err
		})
	}
	f.division = setting("division_name")
	f.calendar = CalendarKind(setting("calendar"))
	f.hidesSmall = setting("small_numbers") == "hide"
	byGroup := groupMonths()
	if err := cmp.Or(r.err, cells.err); err != nil {
		return nil, err
	}
	if f.division == "" {
		f.division = "Interventional Radiology"
	}
	if !slices.Contains([]CalendarKind{CalendarYear, AcademicYear, FederalYear}, f.calendar) {
		f.calendar = FederalYear
	}
	if len(revisions) > 0 {
		f.newest = &revisions[0]
	}
	for _, user := range users {
		f.users[user.ID] = user.Name
	}
	f.indexSlugs()
	f.indexSites(sites, siteMonths, byGroup, rosterMonths, headcounts)
	f.indexCoverage()
	f.minutes = minutes
	f.indexTargets()
	f.indexMeasures(measures)
	f.assumed = indexAssumed(assumptions, minutes, confirmations, headcounts, authorised)
	return f, nil
}

// reader remembers the first error of a run of reads.
type reader struct {
	ctx context.Context
	err error
}

// read asks for one thing, unless an earlier read failed.
func read[T any](r *reader, what string, ask func(context.Context) (T, error)) T {
	var none T
	if r.err != nil {
		return none
	}
	value, err := ask(r.ctx)
	if err != nil {
		r.err = fmt.Errorf("read %s: %w", what, err)
		return none
	}
	return value
}

func (f *facts) indexSlugs() {
	taken := map[string]bool{allSlug: true}
	for _, g := range f.groups {
		f.groupSlug[g.ID] = uniqueSlug(g.Name, int(g.ID), taken)
	}
	taken = map[string]bool{allSlug: true}
	for _, p := range f.kinds {
		f.kindSlug[p.ID] = uniqueSlug(p.Name, int(p.ID), taken)
	}
}

func (f *facts) indexSites(sites []caseload.Site, siteMonths []caseload.SiteMonth, groupMonths []caseload.GroupMonth, rosterMonths []caseload.RosterMonth, headcounts []caseload.Headcount) {
	f.first, f.last = monthRange(siteMonths, groupMonths)
	byID := make(map[caseload.SiteID]*siteFacts, len(sites))
	taken := map[string]bool{allSlug: true}
	for _, site := range sites {
		s := &siteFacts{
			Site:          site,
			ref:           SiteRef{ID: site.ID, Name: site.Name, Slug: uniqueSlug(site.Name, int(site.ID), taken), Slot: int(site.ID)},
			cal:           site.Calendar(),
			status:        map[calendar.Month]caseload.SiteMonth{},
			counts:        series.New(f.first, f.last),
			groups:        map[caseload.GroupID]series.Monthly{},
			first:         f.first,
			firstReceived: map[caseload.UploadKind]int64{},
		}
		f.sites = append(f.sites, s)
		byID[site.ID] = s
		if site.FirstMonth == nil {
			continue
		}
		for m := f.first; m <= f.last; m++ {
			s.workdays = append(s.workdays, s.cal.WorkingDays(m))
		}
	}
	for _, sm := range siteMonths {
		if s := byID[sm.Site]; s != nil {
			s.status[sm.Month] = sm
			s.received(caseload.KindProcedures, sm.ReceivedAt)
		}
	}
	for _, gm := range groupMonths {
		s := byID[gm.Site]
		f.cells[gm.Month] += gm.Cells
		if s == nil || gm.Cells == 0 {
			continue
		}
		group, ok := s.groups[gm.Group]
		if !ok {
			group = series.New(f.first, f.last)
			s.groups[gm.Group] = group
		}
		group.Set(gm.Month, float64(gm.N))
		before := 0.0
		if s.counts.Has(gm.Month) {
			before = s.counts.At(gm.Month)
		}
		s.counts.Set(gm.Month, before+float64(gm.N))
	}
	for _, rm := range rosterMonths {
		if s := byID[rm.Site]; s != nil {
			s.rosters = append(s.rosters, rm)
			s.received(caseload.KindRoster, rm.ReceivedAt)
			s.speaksFrom(rm.Month)
		}
	}
	for _, a := range f.people {
		if s := byID[a.Site]; s != nil {
			s.hasLines = true
			s.speaksFrom(a.From.Month())
		}
	}
	for _, h := range headcounts {
		if s := byID[h.Site]; s != nil {
			s.peopleFrom(h.Month)
		}
	}
	for _, s := range f.sites {
		slices.SortFunc(s.rosters, func(a, b caseload.RosterMonth) int { return int(a.Month - b.Month) })
	}
}

func (s *siteFacts) received(kind caseload.UploadKind, at int64) {
	if first, ok := s.firstReceived[kind]; !ok || at < first {
		s.firstReceived[kind] = at
	}
}

func (s *siteFacts) speaksFrom(m calendar.Month) {
	if s.rosterFirst == nil || m < *s.rosterFirst {
		s.rosterFirst = &m
	}
	s.peopleFrom(m)
}

func (s *siteFacts) peopleFrom(m calendar.Month) {
	if s.peopleFirst == nil || m < *s.peopleFirst {
		s.peopleFirst = &m
	}
}

// monthRange returns the months between which anything is stored; last lies before first when nothing is.
func monthRange(siteMonths []caseload.SiteMonth, groupMonths []caseload.GroupMonth) (first, last calendar.Month) {
	first, last = 1, 0
	include := func(m calendar.Month) {
		if last < first {
			first, last = m, m
		}
		first, last = min(first, m), max(last, m)
	}
	for _, sm := range siteMonths {
		include(sm.Month)
	}
	for _, gm := range groupMonths {
		include(gm.Month)
	}
	return first, last
}

// uniqueSlug returns the name as a word for addresses: "VA Annex" is "va-annex". A word that is taken gets the id.
func uniqueSlug(name string, id int, taken map[string]bool) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	slug := strings.TrimSuffix(b.String(), "-")
	if slug == "" || taken[slug] {
		slug = strings.TrimPrefix(slug+"-"+strconv.Itoa(id), "-")
	}
	taken[slug] = true
	return slug
}
