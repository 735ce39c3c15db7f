package insight

import (
	"context"
	"math"

	"caseload/dashboard/analysis/series"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// hoursChange says why procedure hours changed, also on a page of procedures; nil where no minutes are known or a
// period is not complete.
func (s *Service) hoursChange(ctx context.Context, r *reading, w window, x *numbers) (*HoursChange, error) {
	if len(r.minutes) == 0 {
		return nil, nil
	}
	m := r.month
	if x.hours == nil {
		other := &numbers{r: r, n: x.n, hours: r.roomHours(), split: x.split, counts: x.counts}
		if other.counts == nil {
			if err := s.readKinds(ctx, other, w.first(m-12), m); err != nil {
				return nil, err
			}
		}
		other.hours.cover(other.counts)
		x = other
	}
	return r.explainHours(w, x), nil
}

func (r *reading) explainHours(w window, x *numbers) *HoursChange {
	h, m := x.hours, r.month
	w.perDay, w.hours, w.since = false, true, x.since()
	plain := *x
	plain.hours = nil
	var befores, nows []series.Weighted
	for _, p := range r.kinds {
		if part := x.counts[p.ID]; part != nil && h.has(p.ID) {
			befores = append(befores, w.weighed(x, &plain, p.ID, m-12))
			nows = append(nows, w.weighed(x, &plain, p.ID, m))
		}
	}
	if whole := x.slice("", x.whole()); len(nows) == 0 || series.IsMissing(w.at(whole, m)) || series.IsMissing(w.at(whole, m-12)) {
		return nil
	}
	e := series.VolumeMixEach(befores, nows)
	if series.IsMissing(e.Volume) {
		return nil
	}
	counts := func(all []series.Weighted) (n float64) {
		for _, one := range all {
			n += one.Number
		}
		return n
	}
	w.r = r
	return &HoursChange{
		Now: Number(e.Now), Before: Number(e.Before), Percent: Number(series.PercentChange(e.Before, e.Now)),
		Count:  Number(series.PercentChange(counts(befores), counts(nows))),
		Volume: Number(e.Volume), Mix: Number(e.Mix), Minutes: Number(e.Each), Note: x.hoursNote(),
		URL:      r.pinnedTo(x.n).WithSpan(w.span).WithShow(ShowChange).WithHours(true).URL("/volume"),
		TraceURL: w.url(m), Title: hoursTitle(w.spanText(m-12), e, series.PercentChange(counts(befores), counts(nows))),
	}
}

// hoursTitle says what moved the hours most: "Hours −4 % while the count +3 %: the mix took 24 hours".
func hoursTitle(before string, e series.Effects, count float64) string {
	text := "Procedure hours " + percent(series.PercentChange(e.Before, e.Now)) + ", count " + percent(count) + " against " + before
	if sign(e.Now-e.Before) != sign(count) {
		text = "Procedure hours " + percent(series.PercentChange(e.Before, e.Now)) + " while the count " + percent(count) + " against " + before
	}
	name, most := "the number of procedures", e.Volume
	if math.Abs(e.Mix) > math.Abs(most) {
		name, most = "the mix", e.Mix
	}
	if math.Abs(e.Each) > math.Abs(most) {
		name, most = "other minutes", e.Each
	}
	return text + ": " + name + " made " + signedWhole(most) + " of " + signedWhole(e.Now-e.Before) + " hours"
}

// weighed is a procedure's number in the window, and the hours that each of them took.
func (w window) weighed(hours, counts *numbers, p caseload.ProcedureID, m calendar.Month) series.Weighted {
	n, _ := w.added(counts.slice("", counts.kind(p)), m)
	if n == 0 {
		return series.Weighted{Each: hours.hours.each(p, m)}
	}
	spent, _ := w.added(hours.slice("", hours.kind(p)), m)
	return series.Weighted{Number: n, Each: spent / n}
}
