package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

const (
	historyMonths    = 24 // looked back for what is usual
	leastHistory     = 6  // months before anything can be called unusual
	nearNameLetters  = 5  // shorter names are too often near each other
	comparedNewNames = 200
	sameNumbersLeast = 5 // procedures that must agree before two months look copied
)

// suspect adds warnings about what is readable but unlikely. None of them stops a commit.
func (a *analysis) suspect(ctx context.Context, st Store) error {
	a.suspectNames()
	a.noteClosedMonths()
	if len(a.counts.covered) == 0 {
		return nil
	}
	return a.suspectVolumes(ctx, st)
}

// suspectNames warns of procedures that the commit would create, and asks about those that are spelled nearly like a known one.
func (a *analysis) suspectNames() {
	r := a.reading
	for _, name := range a.counts.newSites {
		r.findings.warn(CodeNewSite, "%q is a new site; the commit adds it.", shorten(name))
	}
	names := a.counts.newProcedures
	for i, name := range names {
		if i == comparedNewNames {
			r.findings.warn(CodeNewProcedure, "%d more procedures are new.", len(names)-i)
			break
		}
		near := nearest(name, r.known.Procedures)
		if near == "" {
			adds := "the commit adds it, in the group Ungrouped"
			if r.askLonger(name) {
				adds = "unless it is said to be a known one, " + adds
			}
			r.findings.warn(CodeNewProcedure, "%q is a new procedure; %s.", shorten(name), adds)
			continue
		}
		r.findings.warn(CodeNearProcedure, "%q is new and close to %q, which is known. Is it the same?", shorten(name), near)
		question := Question{
			ID: questionID(CodeNearProcedure, name), Code: CodeNearProcedure, Value: shorten(name),
			Text: fmt.Sprintf("%q is not known here, but %q is. Are they the same procedure?", shorten(name), near),
			Choices: []Choice{
				{ID: near, Label: "The same: count it as " + near},
				{ID: "new", Label: "A procedure of its own: add it"},
			},
		}
		if r.options.answer(question.ID) == "new" {
			question.Answer = "new"
		}
		r.ask(question)
	}
}

// nearest returns the known name that a new one may be a slip or a short form of.
func nearest(name string, known []string) string {
	folded := fold(name)
	if utf8.RuneCountInString(folded) < nearNameLetters {
		return ""
	}
	for _, other := range known {
		candidate := fold(other)
		if candidate == folded || utf8.RuneCountInString(candidate) < nearNameLetters {
			continue
		}
		if isNear(folded, candidate) {
			return other
		}
	}
	return ""
}

// isNear reports one slip of the finger, the same letters with other marks between, or a beginning of the other name.
func isNear(a, b string) bool {
	if squeeze(a) == squeeze(b) || slips(a, b) {
		return true
	}
	return strings.HasPrefix(b, a) && !strings.HasPrefix(b, a+" ") && !strings.HasPrefix(b, a+",")
}

func squeeze(name string) string {
	return strings.TrimSuffix(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -_/.,()&+", r) {
			return -1
		}
		return r
	}, name), "s")
}

// slips reports that one letter was changed, added, left out, or swapped with its neighbour. A changed
// digit is no slip: "Y-90" and "Y-80" are different things.
func slips(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(y)-len(x) > 1 {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	if i < len(y) && y[i] >= '0' && y[i] <= '9' || i < len(x) && x[i] >= '0' && x[i] <= '9' {
		return false
	}
	if len(x) < len(y) {
		return slices.Equal(x[i:], y[i+1:])
	}
	if i == len(x) {
		return false // equal
	}
	if slices.Equal(x[i+1:], y[i+1:]) {
		return true
	}
	return i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && slices.Equal(x[i+2:], y[i+2:])
}

func (a *analysis) noteClosedMonths() {
	d := a.counts
	d.closed = map[siteMonthID]bool{}
	touch := func(site caseload.SiteID, month calendar.Month) {
		if at := (siteMonthID{site, month}); d.stored[at].ClosedAt != 0 {
			d.closed[at] = true
		}
	}
	for i, rec := range a.reading.counts.records {
		if !d.same[i] && !d.kept[i] {
			touch(d.siteIDs[rec.site], rec.month)
		}
	}
	for _, cell := range d.zeroed {
		touch(cell.Site, cell.Month)
	}
	if d.everything {
		for _, stored := range d.absent {
			touch(stored.Site, stored.Month)
		}
	}
	for _, change := range d.siteMonths {
		touch(change.Site, change.Month)
	}
	var closed []string
	for at := range d.closed {
		closed = append(closed, a.siteName(at.site)+", "+at.month.Long())
	}
	if len(closed) > 0 {
		slices.Sort(closed)
		a.reading.findings.warn(CodeClosedMonth, "The file would change a closed month (%s). Reopen it first, which is recorded.", strings.Join(closed, "; "))
	}
}

// monthVector is one site's month: what each procedure comes to.
type monthVector struct {
	total      int
	procedures map[caseload.ProcedureID]int
}

// suspectVolumes compares the months that the file changes with the site's own history.
func (a *analysis) suspectVolumes(ctx context.Context, st Store) error {
	d := a.counts
	inFile := map[siteMonth]*monthVector{}
	var at siteMonth
	var vector *monthVector
	changed := map[siteMonth]bool{}
	for i, rec := range a.reading.counts.records {
		if key := (siteMonth{rec.site, rec.month}); vector == nil || key != at {
			at = key
			if vector = inFile[at]; vector == nil {
				vector = &monthVector{procedures: map[caseload.ProcedureID]int{}}
				inFile[at] = vector
			}
		}
		vector.total += int(rec.n)
		vector.procedures[d.procedureIDs[rec.procedure]] += int(rec.n)
		if !d.same[i] {
			changed[at] = true
		}
	}
	stored, err := a.history(ctx, st)
	if err != nil {
		return err
	}
	keys := make([]siteMonth, 0, len(changed))
	for key := range changed {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(x, y siteMonth) int {
		if x.month != y.month {
			return int(x.month - y.month)
		}
		return int(x.site - y.site)
	})
	lookup := func(site int16, month calendar.Month) *monthVector {
		if v := inFile[siteMonth{site, month}]; v != nil {
			return v
		}
		return stored[siteMonthID{d.siteIDs[site], month}]
	}
	current := a.reading.today.Month()
	for _, key := range keys {
		name := a.reading.counts.sites[key.site].Name
		if key.month >= current { // a month that is not over is low by nature, and never above what is usual
			a.suspectTotal(key, name, inFile[key].total, true, lookup)
			continue
		}
		if before := lookup(key.site, key.month-1); isCopy(inFile[key], before) {
			a.reading.findings.warn(CodeSameAsLastMonth, "%s, %s has the same numbers as %s. Was the right month sent?", name, key.month.Long(), (key.month - 1).Long())
		}
		a.suspectTotal(key, name, inFile[key].total, false, lookup)
	}
	a.suspectMissingSite(keys)
	return nil
}

// history sums what is stored of the file's sites in the two years before its months.
func (a *analysis) history(ctx context.Context, st Store) (map[siteMonthID]*monthVector, error) {
	d := a.counts
	var filter store.CountFilter
	first, last, started := calendar.Month(0), calendar.Month(0), false
	for at := range d.covered {
		if !started || at.month < first {
			first = at.month
		}
		if !started || at.month > last {
			last = at.month
		}
		started = true
	}
	first -= historyMonths
	filter.First, filter.Last = &first, &last
	for _, id := range d.siteIDs {
		if id > 0 {
			filter.Sites = append(filter.Sites, id)
		}
	}
	if len(filter.Sites) == 0 {
		return nil, nil
	}
	sums, err := st.ProcedureMonths(ctx, filter)
	if err != nil {
		return nil, err
	}
	stored := map[siteMonthID]*monthVector{}
	for _, sum := range sums {
		key := siteMonthID{sum.Site, sum.Month}
		vector := stored[key]
		if vector == nil {
			vector = &monthVector{procedures: map[caseload.ProcedureID]int{}}
			stored[key] = vector
		}
		vector.total += sum.N
		vector.procedures[sum.Procedure] += sum.N
	}
	return stored, nil
}

// isCopy reports that a month repeats the one before, number by number.
func isCopy(month, before *monthVector) bool {
	if month == nil || before == nil || len(month.procedures) < sameNumbersLeast || month.total == 0 || len(month.procedures) != len(before.procedures) {
		return false
	}
	for procedure, n := range month.procedures {
		if other, ok := before.procedures[procedure]; !ok || other != n {
			return false
		}
	}
	return true
}

// suspectTotal compares a month with the limits of its own site's earlier months: their mean and 2.66
// mean moving ranges to both sides, the natural process limits of an XmR chart.
func (a *analysis) suspectTotal(key siteMonth, name string, total int, mayBeLow bool, lookup func(int16, calendar.Month) *monthVector) {
	var totals []float64
	for m := key.month - historyMonths; m < key.month; m++ {
		if vector := lookup(key.site, m); vector != nil {
			totals = append(totals, float64(vector.total))
		}
	}
	if len(totals) < leastHistory {
		return
	}
	sum, ranges := totals[0], 0.0
	for i := 1; i < len(totals); i++ {
		sum += totals[i]
		ranges += max(totals[i]-totals[i-1], totals[i-1]-totals[i])
	}
	mean := sum / float64(len(totals))
	reach := 2.66 * ranges / float64(len(totals)-1)
	lower, upper := max(0, mean-reach), mean+reach
	if value := float64(total); (mayBeLow || value >= lower) && value <= upper {
		return
	}
	a.reading.findings.add(Finding{
		Severity: SeverityWarning, Code: CodeOutsideUsual, Found: commas(total), Expected: fmt.Sprintf("%s to %s", commas(int(lower)), commas(int(upper+0.5))),
		Message: fmt.Sprintf("%s, %s comes to %s in this file; by the months before it, %s to %s would be usual.",
			name, key.month.Long(), commas(total), commas(int(lower)), commas(int(upper+0.5))),
	})
}

// suspectMissingSite tells of a known site that a file about several sites leaves out in some of its months.
func (a *analysis) suspectMissingSite(keys []siteMonth) {
	months, sites := map[calendar.Month]int{}, map[int16]bool{}
	for _, key := range keys {
		months[key.month]++
		sites[key.site] = true
	}
	if len(sites) < 2 || len(sites) > 6 {
		return
	}
	var short []string
	for month, n := range months {
		if n < len(sites) {
			short = append(short, month.String())
		}
	}
	if len(short) > 0 && len(short)*2 < len(months) {
		slices.Sort(short)
		a.reading.findings.warn(CodeSiteMissing, "A site that stands in the file's other months is missing in %s.", strings.Join(short[:min(len(short), 6)], ", "))
	}
}
