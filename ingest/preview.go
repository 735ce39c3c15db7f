package ingest

import (
	"fmt"
	"slices"
	"strings"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// Preview says what a file means and what committing it would do, or, of an upload that was
// committed, what it did.
type Preview struct {
	Upload   caseload.UploadID    `json:"upload,omitempty"` // "" when nothing was kept
	Seq      caseload.UploadSeq   `json:"seq,omitempty"`
	State    caseload.UploadState `json:"state,omitempty"`
	Kind     caseload.UploadKind  `json:"kind"`
	FileName string               `json:"file_name,omitempty"`
	OnBehalf string               `json:"on_behalf_of,omitempty"` // whose file it is, where somebody else sent it
	SHA256   string               `json:"sha256,omitempty"`
	Outcome  Outcome              `json:"outcome"`
	Code     Code                 `json:"code,omitempty"`    // of a refusal
	Message  string               `json:"message,omitempty"` // of a refusal
	Fix      string               `json:"fix,omitempty"`     // of a refusal

	Mapping   Mapping    `json:"mapping"`
	FirstRows [][]string `json:"first_rows"`
	Choices   Options    `json:"choices"`

	Summary []string `json:"summary"` // what was understood, in sentences
	Rows    int      `json:"rows"`    // good rows, or numbers of a wide table
	BadRows int      `json:"bad_rows"`

	// Remembered are the answers given to earlier files of the same source and applied to this one.
	// Another answer to the same question changes one; the answer AskAgain takes it back.
	Remembered  []Remembered   `json:"remembered,omitempty"`
	Decisions   []Decision     `json:"decisions,omitempty"` // about single rows and warnings, applied to this file
	LeftOut     []string       `json:"left_out,omitempty"`  // where the rows and cells stand that are not taken, and why; no value
	LeftOutMore int            `json:"left_out_more,omitempty"`
	Source      string         `json:"source,omitempty"`    // by which answers are remembered
	Harmless    *HarmlessOffer `json:"harmless,omitempty"`  // of a refusal for one column
	RowLevel    bool           `json:"row_level,omitempty"` // the rows are single procedures; nothing of them is kept

	Findings        []Finding  `json:"findings"`
	FindingsLeftOut int        `json:"findings_left_out"`
	Questions       []Question `json:"questions"` // answered ones too, so that each can be changed

	Added    int `json:"added"`
	Changed  int `json:"changed"`
	Same     int `json:"same"`
	Absent   int `json:"absent"`   // stored, not in the file, left as they are
	Zeroed   int `json:"zeroed"`   // declared zero, because the file is everything
	Replaced int `json:"replaced"` // procedures and months whose total gives way to a split, or the reverse
	Removed  int `json:"removed"`  // rows of an optional file that go
	Clashing int `json:"clashing"` // the same, undecided or with what is stored kept: neither new nor the same

	Differences        []Difference `json:"differences"`
	DifferencesLeftOut int          `json:"differences_left_out"`

	Sites         []string         `json:"sites"`
	Months        []calendar.Month `json:"months"`
	SiteMonths    []SpokenMonth    `json:"site_months"`
	NewSites      []string         `json:"new_sites"`
	NewProcedures []string         `json:"new_procedures"`
	Declared      []string         `json:"declared,omitempty"`      // sites and months that the commit declares complete
	ClosedMonths  []SpokenMonth    `json:"closed_months,omitempty"` // closed ones that the file would change: reopen them first

	Targets        []Target `json:"targets,omitempty"` // budget rows found among the counts: stored only when somebody says so
	TargetsChanged int      `json:"targets_changed,omitempty"`
	TargetsLeftOut int      `json:"targets_left_out,omitempty"`

	// EverythingText asks whether the file is everything; "" where the question makes no sense.
	EverythingText string `json:"everything_text,omitempty"`

	BaseRevision caseload.Revision `json:"base_revision"`
	Moved        []string          `json:"moved,omitempty"` // what was changed since the base revision
	NoChanges    bool              `json:"no_changes"`
	SameAs       caseload.UploadID `json:"same_as,omitempty"` // a committed upload with the same bytes
}

// CanCommit reports that nothing but the bad rows, if any, stands in the way.
func (p Preview) CanCommit() bool {
	if p.State != caseload.UploadDraft || p.Rows == 0 || p.NoChanges || len(p.Moved) > 0 {
		return false
	}
	return !slices.ContainsFunc(p.Questions, func(q Question) bool { return q.Blocking && q.Answer == "" })
}

// AwaitsDeclaration reports that to say whether the file is everything would change something, even where
// every number of it is stored already.
func (p Preview) AwaitsDeclaration() bool {
	if p.EverythingText == "" || p.Choices.Everything != nil {
		return false
	}
	return IsOptional(p.Kind) && p.Absent > 0 || slices.ContainsFunc(p.SiteMonths, func(m SpokenMonth) bool {
		return !m.Complete && !m.Closed && m.Hidden == 0
	})
}

// ChangesNumbers reports that a commit would do more than declare months complete.
func (p Preview) ChangesNumbers() bool {
	return p.Added+p.Changed+p.Zeroed+p.Replaced+p.Removed+p.TargetsChanged > 0
}

// SpokenMonth is a site and month that the file speaks of.
type SpokenMonth struct {
	Site     string         `json:"site"`
	Month    calendar.Month `json:"month"`
	Total    int            `json:"total"` // in the file
	Complete bool           `json:"complete"`
	Closed   bool           `json:"closed"`
	Hidden   int            `json:"hidden"` // suppressed numbers
}

// describeDraft fills in what an upload's record says of its file.
func (a *analysis) describeDraft(upload *caseload.Upload, options Options) error {
	var err error
	if options.OnBehalfOf != nil {
		upload.OnBehalfOf = caseload.CleanName(*options.OnBehalfOf)
	}
	options.Totals = a.siteTotals()
	options.Idle = a.isEmpty() && a.preview(*upload).IsIdle()
	if upload.Choices, err = options.encode(); err != nil {
		return err
	}
	upload.Kind, upload.Rows, upload.BaseRevision = a.reading.kind, a.reading.goodRows(), a.base
	upload.Sites, upload.FirstMonth, upload.LastMonth = nil, nil, nil
	switch {
	case a.counts != nil:
		for at := range a.counts.covered {
			month := at.month
			if upload.FirstMonth == nil || month < *upload.FirstMonth {
				upload.FirstMonth = &month
			}
			if upload.LastMonth == nil || month > *upload.LastMonth {
				upload.LastMonth = &month
			}
			if id := a.counts.siteIDs[at.site]; id > 0 && !slices.Contains(upload.Sites, id) {
				upload.Sites = append(upload.Sites, id)
			}
		}
	case a.reading.optional != nil:
		a.reading.optional.describe(upload)
	case a.roster != nil:
		for _, id := range a.rosterSites() {
			if id > 0 {
				upload.Sites = append(upload.Sites, id)
			}
		}
	}
	slices.Sort(upload.Sites)
	return nil
}

func (a *analysis) preview(upload caseload.Upload) Preview {
	r := a.reading
	p := Preview{
		Upload: upload.ID, Seq: upload.Seq, State: upload.State, Kind: r.kind, FileName: upload.FileName, OnBehalf: upload.OnBehalfOf, SHA256: upload.SHA256,
		Outcome: r.outcome(), Mapping: a.mapping, FirstRows: a.firstRows, Choices: a.options,
		Rows: r.goodRows(), BadRows: len(r.findings.badRows), FindingsLeftOut: r.findings.leftOut,
		Findings: r.findings.list, Questions: r.questions, BaseRevision: a.base,
		NoChanges: r.refused == nil && len(r.open()) == 0 && r.goodRows() > 0 && a.isEmpty(),
	}
	p.Choices.Totals = a.siteTotals()
	p.Remembered, p.RowLevel = a.remembered(), r.rowLevel
	p.Source, p.Harmless = r.source, r.offer
	if r.refused != nil {
		p.Code, p.Message, p.Fix = r.refused.Code, r.refused.Message, r.refused.Fix
		p.Findings = append([]Finding{*r.refused}, p.Findings...)
		return p
	}
	switch {
	case a.counts != nil:
		a.previewCounts(&p)
	case a.reading.optional != nil:
		a.reading.optional.preview(a, &p)
	case a.roster != nil:
		a.previewRoster(&p)
	}
	var right []Decision
	p.Findings, right = r.withoutRight(r.findings.inRowOrder())
	p.Decisions = append(slices.Clone(r.decisions), right...)
	p.LeftOut, p.LeftOutMore = leftOutPlaces(p.Findings, p.Questions)
	p.Summary = a.summary(p)
	return p
}

func (a *analysis) previewCounts(p *Preview) {
	c, d := a.reading.counts, a.counts
	p.Added, p.Changed, p.Same, p.Absent = d.tally.added, d.tally.changed, d.tally.same, d.tally.absent
	p.Zeroed, p.Replaced, p.Clashing = d.tally.zeroed, d.tally.replaced, d.tally.clashing
	p.NewSites, p.NewProcedures = d.newSites, d.newProcedures
	p.Targets, p.TargetsLeftOut, p.TargetsChanged = a.reading.budget.targets, a.reading.budget.leftOut, d.targetsChanged()
	if more := len(p.Targets) - shownTargets; more > 0 {
		p.Targets, p.TargetsLeftOut = p.Targets[:shownTargets], p.TargetsLeftOut+more
	}
	totals := map[siteMonth]int{}
	for _, rec := range c.records {
		totals[siteMonth{rec.site, rec.month}] += int(rec.n)
	}
	months := map[calendar.Month]bool{}
	for at := range d.covered {
		stored := d.stored[siteMonthID{d.siteIDs[at.site], at.month}]
		spoken := SpokenMonth{
			Site: c.sites[at.site].Name, Month: at.month, Total: totals[at],
			Complete: stored.Complete, Closed: stored.IsClosed(), Hidden: c.suppressed[at],
		}
		p.SiteMonths = append(p.SiteMonths, spoken)
		if d.closed[siteMonthID{d.siteIDs[at.site], at.month}] {
			p.ClosedMonths = append(p.ClosedMonths, spoken)
		}
		months[at.month] = true
		if name := c.sites[at.site].Name; !slices.Contains(p.Sites, name) {
			p.Sites = append(p.Sites, name)
		}
	}
	for month := range months {
		p.Months = append(p.Months, month)
	}
	slices.Sort(p.Months)
	slices.Sort(p.Sites)
	bySite := func(x, y SpokenMonth) int {
		if x.Site != y.Site {
			return strings.Compare(x.Site, y.Site)
		}
		return int(x.Month - y.Month)
	}
	slices.SortFunc(p.SiteMonths, bySite)
	slices.SortFunc(p.ClosedMonths, bySite)
	p.Declared = a.declared()
	if len(p.Months) > 0 && p.BadRows == 0 && a.reading.holes == 0 {
		p.EverythingText = fmt.Sprintf("Is this file everything for %s, %s?", listed(p.Sites), span(p.Months))
	}
	a.listDifferences(p)
}

// listDifferences lists what changes first: changed numbers, then what goes, then zeros, then what is new.
func (a *analysis) listDifferences(p *Preview) {
	c, d := a.reading.counts, a.counts
	add := func(kind DifferenceKind, cell caseload.Cell, before, after *int, row int) {
		if len(p.Differences) >= keptDifferences {
			p.DifferencesLeftOut++
			return
		}
		month := cell.Month
		p.Differences = append(p.Differences, Difference{
			Kind: kind, Month: &month, Site: a.siteName(cell.Site), Procedure: a.procedureName(cell.Procedure),
			Setting: cell.Setting.String(), State: cell.State, Old: before, New: after, Row: row,
		})
	}
	cellOf := func(rec record) caseload.Cell {
		return caseload.Cell{Month: rec.month, Site: d.siteIDs[rec.site], Procedure: d.procedureIDs[rec.procedure],
			Setting: caseload.Setting(rec.setting), State: c.states[rec.state]}
	}
	number := func(n int) *int { return &n }
	pair := func(kind DifferenceKind, list []opposed) {
		for _, o := range list {
			if len(p.Differences) >= keptDifferences {
				p.DifferencesLeftOut++
				continue
			}
			p.Differences = append(p.Differences, a.difference(kind, o))
		}
	}
	pair(Clashing, d.clashes)
	for i, rec := range c.records {
		if before, ok := d.before[int32(i)]; ok && !d.swapped[int32(i)] {
			add(Changed, cellOf(rec), number(before.N), number(int(rec.n)), int(rec.row))
		}
	}
	pair(Replaced, d.swaps)
	for _, stored := range d.absent {
		if d.everything {
			add(Zeroed, stored.Cell, number(stored.N), number(0), 0)
		} else {
			add(Absent, stored.Cell, number(stored.N), number(stored.N), 0)
		}
	}
	for _, cell := range d.zeroed {
		add(Zeroed, cell, nil, number(0), 0)
	}
	for i, rec := range c.records {
		if _, changed := d.before[int32(i)]; !changed && !d.same[i] && !d.kept[i] && !d.swapped[int32(i)] {
			if len(p.Differences) >= keptDifferences {
				p.DifferencesLeftOut = d.tally.changes() + d.tally.absent + d.tally.clashing - len(p.Differences)
				break
			}
			add(Added, cellOf(rec), nil, number(int(rec.n)), int(rec.row))
		}
	}
}

func (a *analysis) previewRoster(p *Preview) {
	d := a.roster
	p.Added, p.Changed, p.Same, p.Absent = d.tally.added, d.tally.changed, d.tally.same, d.tally.absent
	p.NewSites = d.newSites
	for _, id := range a.rosterSites() {
		p.Sites = append(p.Sites, a.siteName(id))
	}
	slices.Sort(p.Sites)
	for _, change := range d.changes {
		if len(p.Differences) >= keptDifferences {
			p.DifferencesLeftOut++
			continue
		}
		difference := Difference{Kind: Added, Site: a.siteName(change.After.Site), Person: personOf(*change.After),
			Detail: describeAppointment(*change.After), Row: change.After.Row}
		if change.Before != nil {
			difference.Kind, difference.Detail = Changed, appointmentDifference(*change.Before, *change.After)
		}
		p.Differences = append(p.Differences, difference)
	}
	for _, appointment := range d.absent {
		if len(p.Differences) >= keptDifferences {
			p.DifferencesLeftOut++
			continue
		}
		p.Differences = append(p.Differences, Difference{Kind: Absent, Site: a.siteName(appointment.Site),
			Person: personOf(appointment), Detail: describeAppointment(appointment)})
	}
}

func personOf(a caseload.Appointment) string {
	if a.Name != "" {
		return a.Name
	}
	return string(a.Staff)
}
