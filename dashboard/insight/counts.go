package insight

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// CountsPath is where programs read the stored counts.
const CountsPath = "/api/v1/counts"

const (
	usualCounts = 500
	mostCounts  = 5000
)

// CountsQuery asks for stored counts. The zero value asks for the first page of all.
type CountsQuery struct {
	View    View              // From, To, Site, Group and Procedure
	Setting *caseload.Setting // nil for all
	State   *string           // nil for all, "" for those that name none
	Limit   int               // 0 for the usual number
	Offset  int
}

// CountList is one page of the stored counts, in the order of month, site, procedure, setting and state.
type CountList struct {
	Revision caseload.Revision `json:"revision"`
	AsOf     time.Time         `json:"as_of"` // of the revision
	Cells    int               `json:"cells"` // on all pages
	Sum      *int              `json:"sum"`   // of all pages; null where small numbers are hidden
	Limit    int               `json:"limit"`
	Offset   int               `json:"offset"`
	Next     string            `json:"next,omitempty"` // address of the next page
	Counts   []CountCell       `json:"counts"`
}

// CountCell is one stored number. A cell that is not listed is missing, which is not zero.
type CountCell struct {
	Month        calendar.Month `json:"month"`
	Site         NamedSlug      `json:"site"`
	Group        NamedSlug      `json:"group"`
	Procedure    NamedSlug      `json:"procedure"`
	Setting      string         `json:"setting"`          // inpatient, outpatient, or "" where the file did not say
	State        string         `json:"state"`            // of the referrer or patient, as GA; "" where the file did not say
	N            *int           `json:"n"`                // null where it is hidden
	Hidden       bool           `json:"hidden,omitempty"` // a number from 1 to 10, or one that would give such a number away: neither missing nor 0
	DeclaredZero bool           `json:"declared_zero"`    // not listed in a file that was declared to be everything
	Source       *CountSource   `json:"source,omitempty"` // absent for a number entered by hand
}

// CountSource is the file and row that a stored number came from.
type CountSource struct {
	Upload      caseload.UploadID `json:"upload"`
	File        string            `json:"file"`
	Row         int               `json:"row"` // as Excel numbers it; 0 for a declared zero
	By          string            `json:"by"`
	CommittedAt time.Time         `json:"committed_at"`
	URL         string            `json:"url"` // the page of the upload
}

// ParseCounts reads what a program asks for. Unlike a page, it may ask by setting and state.
func ParseCounts(q Query) (CountsQuery, error) {
	view, err := ParseView(q)
	if err != nil {
		return CountsQuery{}, err
	}
	out := CountsQuery{View: View{From: view.From, To: view.To, Site: view.Site, Group: view.Group, Procedure: view.Procedure}}
	setting, err := parseWord(q, "setting", caseload.Inpatient.String(), caseload.Outpatient.String(), notStated)
	if err != nil {
		return CountsQuery{}, err
	}
	for _, known := range []caseload.Setting{caseload.SettingNotStated, caseload.Inpatient, caseload.Outpatient} {
		if setting != "" && (setting == known.String() || setting == notStated && known == caseload.SettingNotStated) {
			out.Setting = &known
		}
	}
	if state := strings.ToUpper(strings.TrimSpace(q.Get("state"))); state == strings.ToUpper(notStated) {
		out.State = new(string)
	} else if state != "" {
		out.State = &state
	}
	if out.Limit, err = parseWhole(q, "limit", 1, mostCounts); err != nil {
		return CountsQuery{}, err
	}
	out.Offset, err = parseWhole(q, "offset", 0, 1<<31)
	return out, err
}

// notStated chooses counts whose file did not say.
const notStated = "none"

// parseWhole reads a whole number between two others, 0 where none is given.
func parseWhole(q Query, key string, least, most int) (int, error) {
	text := q.Get(key)
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return 0, fault.New(fault.Invalid, "%q is not a choice for %q. Take a whole number from %s to %s.", text, key, whole(float64(least)), whole(float64(most)))
	}
	return n, nil
}

// URL returns the address that asks the same.
func (q CountsQuery) URL() string {
	var parts []string
	if view := q.View.Query(); view != "" {
		parts = append(parts, view)
	}
	add := func(key, value string) {
		if value == "" {
			value = notStated
		}
		parts = append(parts, key+"="+url.QueryEscape(value))
	}
	if q.Setting != nil {
		add("setting", q.Setting.String())
	}
	if q.State != nil {
		add("state", *q.State)
	}
	if q.Limit > 0 {
		add("limit", strconv.Itoa(q.Limit))
	}
	if q.Offset > 0 {
		add("offset", strconv.Itoa(q.Offset))
	}
	if len(parts) == 0 {
		return CountsPath
	}
	return CountsPath + "?" + strings.Join(parts, "&")
}

// Counts answers "which numbers are stored?" for programs, each with the row that it came from.
func (s *Service) Counts(ctx context.Context, q CountsQuery) (CountList, error) {
	r, err := s.read(ctx, q.View)
	if err != nil {
		return CountList{}, err
	}
	n, err := r.narrow()
	if err != nil {
		return CountList{}, err
	}
	f := n.filter()
	f.First, f.Last, f.Setting, f.State = q.View.From, q.View.To, q.Setting, q.State
	if r.chosen != nil {
		f.Sites = []caseload.SiteID{r.chosen.ID}
	}
	out := CountList{Revision: r.revision, Limit: q.Limit, Offset: q.Offset, Counts: []CountCell{}}
	if r.newest != nil {
		out.AsOf = r.at(r.newest.At)
	}
	if out.Limit == 0 {
		out.Limit = usualCounts
	}
	sum, cells, err := s.source.CountTotals(ctx, f)
	if err != nil {
		return CountList{}, fmt.Errorf("add up counts: %w", err)
	}
	if out.Cells = cells; !r.hidesSmall {
		out.Sum = &sum
	}
	if out.Counts, err = s.countCells(ctx, r, f, out.Limit, out.Offset); err != nil {
		return CountList{}, err
	}
	if out.Offset+out.Limit < out.Cells {
		q.Offset = out.Offset + out.Limit
		out.Next = q.URL()
	}
	return out, nil
}

func (s *Service) countCells(ctx context.Context, r *reading, f store.CountFilter, limit, offset int) ([]CountCell, error) {
	counts, err := s.source.Counts(ctx, f, limit, offset)
	if err != nil {
		return nil, fmt.Errorf("read counts: %w", err)
	}
	var hidden HiddenCells
	if len(counts) > 0 {
		if hidden, err = s.HiddenCells(ctx, &counts[0].Month, &counts[len(counts)-1].Month); err != nil {
			return nil, err
		}
	}
	kinds := make(map[caseload.ProcedureID]caseload.Procedure, len(r.kinds))
	for _, p := range r.kinds {
		kinds[p.ID] = p
	}
	groups := make(map[caseload.GroupID]NamedSlug, len(r.groups))
	for _, g := range r.groups {
		groups[g.ID] = NamedSlug{Name: g.Name, Slug: r.groupSlug[g.ID]}
	}
	sites := make(map[caseload.SiteID]NamedSlug, len(r.facts.sites))
	for _, site := range r.facts.sites {
		sites[site.ID] = NamedSlug{Name: site.Name, Slug: site.ref.Slug}
	}
	uploads := r.uploadsBySeq()
	cells := make([]CountCell, 0, len(counts))
	for _, c := range counts {
		kind := kinds[c.Procedure]
		cell := CountCell{
			Month: c.Month, Site: sites[c.Site], Group: groups[kind.Group],
			Procedure: NamedSlug{Name: kind.Name, Slug: r.kindSlug[kind.ID]},
			Setting:   c.Setting.String(), State: c.State, DeclaredZero: c.Origin == caseload.DeclaredZero,
		}
		// What is hidden may be that of a revision since the counts were read.
		if cell.Hidden = hidden[c.Cell] || hidden != nil && isSmall(float64(c.N)); !cell.Hidden {
			cell.N = &c.N
		}
		if u, ok := uploads[c.Source]; ok {
			at := u.CommittedAt
			if at == 0 {
				at = u.CreatedAt
			}
			cell.Source = &CountSource{Upload: u.ID, File: u.FileName, Row: c.Row, By: r.userName(u.By), CommittedAt: r.at(at), URL: uploadURL(u.ID)}
		}
		cells = append(cells, cell)
	}
	return cells, nil
}
