package insight

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"

	"caseload/dashboard/analysis/series"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// sameNumbersLeast is how many procedures must agree before two months look copied, as when a file is read.
const sameNumbersLeast = 5

// markSuspicious says of each month's file of counts that is in why somebody should look at it: its total lies
// outside the limits of its own site's series, or it repeats an earlier month number by number.
func (s *Service) markSuspicious(ctx context.Context, r *reading, rows []FileRow, first, last calendar.Month) error {
	copies, err := s.copiedMonths(ctx, first, last)
	if err != nil {
		return err
	}
	for i := range rows {
		row := &rows[i]
		site := r.siteOf(row.Site.ID)
		if row.Kind != caseload.KindProcedures || site == nil {
			continue
		}
		outside := r.outsideUsual(site)
		for j := range row.Cells {
			cell := &row.Cells[j]
			if !cell.isIn() && cell.State != FileIncomplete {
				continue
			}
			if earlier, ok := copies[siteAndMonth{row.Site.ID, cell.Month}]; ok {
				cell.Suspicious = "has the same numbers as " + earlier.Long()
			}
			if words, ok := outside[cell.Month]; ok {
				cell.Suspicious = words
				if !cell.InReview {
					link := r.pinned()
					link.Series = siteSeries + site.ref.Slug
					cell.URL = link.URL("/signals")
				}
			}
			if cell.Suspicious != "" {
				cell.Text += ". Suspicious: " + cell.Suspicious
			}
		}
	}
	return nil
}

func (r *reading) siteOf(id caseload.SiteID) *siteFacts {
	i := slices.IndexFunc(r.facts.sites, func(s *siteFacts) bool { return s.ID == id })
	if i < 0 {
		return nil
	}
	return r.facts.sites[i]
}

// outsideUsual says which months of a site lie outside the limits of its own series.
func (r *reading) outsideUsual(s *siteFacts) map[calendar.Month]string {
	if len(r.total.Present()) == 0 {
		return nil // no month is complete, so that nothing is usual yet
	}
	v := r.judge(measured{key: siteSeries + s.ref.Slug, name: s.Name, values: r.values[s.ID], of: seriesOf{site: s.ID}, ref: &s.ref, unit: procedureUnit(false)}, judged{})
	found := map[calendar.Month]string{}
	for i, p := range v.chart.Points {
		if p.Excluded || series.IsMissing(p.Value) || p.Value <= p.Upper && p.Value >= p.Lower {
			continue
		}
		month := v.Values.First + calendar.Month(i)
		found[month] = fmt.Sprintf("comes to %s, outside its usual %s to %s", whole(p.Value), whole(p.Lower), whole(p.Upper))
	}
	return found
}

type siteAndMonth struct {
	site  caseload.SiteID
	month calendar.Month
}

// copiedMonths finds the months of a site that repeat an earlier one, procedure by procedure.
func (s *Service) copiedMonths(ctx context.Context, first, last calendar.Month) (map[siteAndMonth]calendar.Month, error) {
	sums, err := s.source.ProcedureMonths(ctx, store.CountFilter{First: &first, Last: &last})
	if err != nil {
		return nil, fmt.Errorf("read the months' procedures: %w", err)
	}
	slices.SortFunc(sums, func(a, b caseload.ProcedureMonth) int {
		if a.Site != b.Site {
			return int(a.Site - b.Site)
		}
		if a.Month != b.Month {
			return int(a.Month - b.Month)
		}
		return int(a.Procedure - b.Procedure)
	})
	type signature struct {
		site    caseload.SiteID
		numbers string
	}
	earliest, copied := map[signature]calendar.Month{}, map[siteAndMonth]calendar.Month{}
	for len(sums) > 0 {
		at := siteAndMonth{sums[0].Site, sums[0].Month}
		n, total := 0, 0
		var numbers []byte
		for n < len(sums) && sums[n].Site == at.site && sums[n].Month == at.month {
			numbers = binary.AppendUvarint(binary.AppendUvarint(numbers, uint64(sums[n].Procedure)), uint64(sums[n].N))
			total += sums[n].N
			n++
		}
		sums = sums[n:]
		if n < sameNumbersLeast || total == 0 {
			continue
		}
		key := signature{at.site, string(numbers)}
		if before, ok := earliest[key]; ok {
			copied[at] = before
			continue
		}
		earliest[key] = at.month
	}
	return copied, nil
}
