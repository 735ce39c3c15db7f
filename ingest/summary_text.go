package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// SiteTotal is what a site's month came to before a file, and comes to with it.
type SiteTotal struct {
	Site  string         `json:"site"`
	Month calendar.Month `json:"month"`
	Old   *int           `json:"old"` // nil where nothing was stored
	New   int            `json:"new"`
}

// keptTotals bounds what a draft keeps, and summedRecords the work; a file of many years is summed up by its differences.
const (
	keptTotals    = 120
	summedRecords = 100_000
)

// siteTotals adds up each site and month that a file of counts speaks of, by site and month.
func (a *analysis) siteTotals() []SiteTotal {
	d := a.counts
	if d == nil || len(d.covered) > keptTotals || len(a.reading.counts.records) > summedRecords {
		return nil
	}
	c := a.reading.counts
	change := map[siteMonth]int{}
	for i, rec := range c.records {
		at := siteMonth{rec.site, rec.month}
		switch before, changed := d.before[int32(i)]; {
		case d.same[i], d.kept[i]:
		case changed:
			change[at] += int(rec.n) - before.N
		default:
			change[at] += int(rec.n)
		}
	}
	indexOf := map[caseload.SiteID]int16{}
	for i, id := range d.siteIDs {
		indexOf[id] = int16(i)
	}
	goes := slices.Clone(d.replaced)
	if d.everything {
		goes = append(goes, d.absent...)
	}
	for _, stored := range goes {
		change[siteMonth{indexOf[stored.Site], stored.Month}] -= stored.N
	}
	var totals []SiteTotal
	for at := range d.covered {
		total := SiteTotal{Site: c.sites[at.site].Name, Month: at.month, New: change[at]}
		if sum, ok := d.sums[siteMonthID{d.siteIDs[at.site], at.month}]; ok {
			old := sum
			total.Old, total.New = &old, old+change[at]
		}
		totals = append(totals, total)
	}
	slices.SortFunc(totals, func(x, y SiteTotal) int {
		if x.Site != y.Site {
			return strings.Compare(x.Site, y.Site)
		}
		return int(x.Month - y.Month)
	})
	return totals
}

// readSums reads what is stored of the file's sites and months.
func (a *analysis) readSums(ctx context.Context, st Store) error {
	d := a.counts
	d.sums = map[siteMonthID]int{}
	filter := store.CountFilter{}
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
	filter.First, filter.Last = &first, &last
	for _, id := range d.siteIDs {
		if id > 0 {
			filter.Sites = append(filter.Sites, id)
		}
	}
	if !started || len(filter.Sites) == 0 {
		return nil
	}
	sums, err := st.ProcedureMonths(ctx, filter)
	if err != nil {
		return err
	}
	for _, sum := range sums {
		d.sums[siteMonthID{sum.Site, sum.Month}] += sum.N
	}
	return nil
}

// Letter is what is known of an upload beside its preview, for a summary that can be sent on.
type Letter struct {
	Sender   string // of the upload
	SentAt   time.Time
	Revision caseload.Revision // of the commit; 0 before
	DoneBy   string
	DoneAt   time.Time
	Undone   caseload.Revision // by which it was taken back; 0 while it stands
	UndoneBy string
	UndoneAt time.Time
}

// lettered is how many lines of each kind a summary lists.
const lettered = 20

// Text sums an upload up in plain text that can be sent to anybody: sites, months, totals old and new, what
// was left out, who, when, and as which revision. It holds no row of the file but those that were left out,
// and of those only where they stand.
func (p Preview) Text(l Letter) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	switch p.State {
	case caseload.UploadCommitted:
		line("Committed to Caseload as revision %d", l.Revision)
	case caseload.UploadUndone:
		line("Undone in Caseload, as revision %d: everything is as it was before this file", l.Undone)
	case caseload.UploadDraft:
		line("Read by Caseload; nothing is saved yet")
	case caseload.UploadDiscarded:
		line("Discarded; nothing of it was saved")
	default:
		line("Read by Caseload; nothing is saved")
	}
	line("")
	line("File: %s (%s)", p.FileName, p.Kind)
	for _, who := range []string{p.sentWords(l), l.doneWords(), l.undoneWords()} {
		if who != "" {
			line("%s", who)
		}
	}
	if len(p.Sites) > 0 {
		about := listed(p.Sites)
		if len(p.Months) > 0 {
			about += ", " + span(p.Months)
		}
		line("About: %s", about)
	}
	line("")
	p.textOfTotals(line)
	p.textOfChanges(line)
	p.textOfLeftOut(line)
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func (p Preview) sentWords(l Letter) string {
	if l.Sender == "" {
		return ""
	}
	text := "Sent: " + l.SentAt.Format("2 Jan 2006, 15:04") + " by " + l.Sender
	if p.OnBehalf != "" {
		text += " on behalf of " + p.OnBehalf
	}
	return text
}

func (l Letter) doneWords() string {
	if l.Revision == 0 || l.DoneBy == "" {
		return ""
	}
	return "Committed: " + l.DoneAt.Format("2 Jan 2006, 15:04") + " by " + l.DoneBy
}

func (l Letter) undoneWords() string {
	if l.Undone == 0 || l.UndoneBy == "" {
		return ""
	}
	return "Undone: " + l.UndoneAt.Format("2 Jan 2006, 15:04") + " by " + l.UndoneBy
}

func (p Preview) textOfTotals(line func(string, ...any)) {
	if len(p.Choices.Totals) == 0 {
		return
	}
	if p.State == caseload.UploadUndone {
		line("Procedures a month, before the file → with it, until it was undone:")
	} else {
		line("Procedures a month, old → new:")
	}
	for i, total := range p.Choices.Totals {
		if i == 2*lettered {
			line("  and %d more", len(p.Choices.Totals)-i)
			break
		}
		old := "—"
		if total.Old != nil {
			old = commas(*total.Old)
		}
		line("  %s, %s: %s → %s", total.Site, total.Month.Long(), old, commas(total.New))
	}
	line("")
}

func (p Preview) textOfChanges(line func(string, ...any)) {
	would, changes, declared := "", "Changes", "Declared complete"
	switch p.State {
	case caseload.UploadCommitted:
	case caseload.UploadUndone:
		changes, declared = "Taken back", "Declaration taken back"
	default:
		would = "would be "
	}
	counted := func(n int, what string) string { return commas(n) + " " + would + what }
	parts := []string{counted(p.Added, "added"), counted(p.Changed, "changed")}
	for _, one := range []struct {
		n    int
		what string
	}{{p.Removed, "removed"}, {p.Replaced, "split otherwise"}, {p.Zeroed, "declared 0"}, {p.TargetsChanged, "taken over as targets"}} {
		if one.n > 0 {
			parts = append(parts, counted(one.n, one.what))
		}
	}
	line("%s: %s.", changes, strings.Join(parts, ", "))
	n := 0
	for _, d := range p.Differences {
		if d.Kind != Changed && d.Kind != Removed && d.Kind != Replaced {
			continue
		}
		if n++; n > lettered {
			continue
		}
		line("  %s", d.Words())
	}
	if n > lettered {
		line("  and %d more", n-lettered)
	}
	if len(p.Declared) > 0 {
		line("%s: %s.", declared, p.DeclaredWords())
	}
}

func (p Preview) textOfLeftOut(line func(string, ...any)) {
	var lines []string
	for _, d := range p.Decisions {
		lines = append(lines, d.Text)
	}
	lines = append(lines, p.LeftOut...)
	if len(lines) == 0 {
		return
	}
	line("")
	line("Left out or decided by hand:")
	for i, text := range lines {
		if i == lettered {
			line("  and %d more", len(lines)-i+p.LeftOutMore)
			break
		}
		line("  %s", text)
	}
}

// Words say a difference in one line: "Sep 2026, VA, Biopsy: 12 → 14".
func (d Difference) Words() string {
	var where []string
	if d.Month != nil {
		where = append(where, d.Month.Short())
	}
	for _, part := range []string{d.Site, d.Person, d.Procedure, d.Setting, d.State, d.Name} {
		if part != "" {
			where = append(where, part)
		}
	}
	number := func(n *int) string {
		if n == nil {
			return "—"
		}
		return commas(*n)
	}
	text := strings.Join(where, ", ") + ": "
	switch {
	case d.Name != "":
		return text + orDash(d.Before) + " → " + orDash(d.After)
	case d.Detail != "":
		return text + d.Detail
	}
	return text + number(d.Old) + " → " + number(d.New)
}
