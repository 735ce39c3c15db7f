package dashboard

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/insight"
	"caseload/store"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// handTraining works training out a second time, from the stored rows and the Outlook's own answers only.
type handTraining struct {
	t        *testing.T
	schedule []caseload.Assignment
	logs     []caseload.LoggedCases
	share    map[caseload.GroupID]caseload.TrainingGroup
	volume   map[caseload.SiteID]map[calendar.Month]map[caseload.GroupID]float64 // counted or expected
	expected map[caseload.SiteID]map[calendar.Month]bool
	others   []caseload.OtherLearners
}

func trainByHand(t *testing.T, s *Server, db *store.Store) handTraining {
	t.Helper()
	ctx := context.Background()
	h := handTraining{t: t, share: map[caseload.GroupID]caseload.TrainingGroup{}, volume: map[caseload.SiteID]map[calendar.Month]map[caseload.GroupID]float64{},
		expected: map[caseload.SiteID]map[calendar.Month]bool{}}
	var err error
	h.schedule, err = db.Schedule(ctx)
	noError(t, err)
	h.logs, err = db.LoggedCases(ctx)
	noError(t, err)
	h.others, err = db.OtherLearners(ctx)
	noError(t, err)
	shares, err := db.TrainingGroups(ctx)
	noError(t, err)
	for _, g := range shares {
		h.share[g.Group] = g
	}
	procedures, err := db.Procedures(ctx)
	noError(t, err)
	groupOf := map[caseload.ProcedureID]caseload.GroupID{}
	for _, p := range procedures {
		groupOf[p.ID] = p.Group
	}
	complete := countByHand(t, db).complete
	noError(t, db.EachCount(ctx, store.CountFilter{}, func(c caseload.Count) error {
		if complete[c.Site][c.Month] && c.Month <= october {
			h.add(c.Site, c.Month, groupOf[c.Procedure], float64(c.N))
		}
		return nil
	}))
	groups, err := db.Groups(ctx)
	noError(t, err)
	for site, slug := range map[caseload.SiteID]string{1: "university", 2: "va"} {
		outlook, err := s.answers.Outlook(ctx, insight.View{Site: slug})
		noError(t, err)
		h.expected[site] = map[calendar.Month]bool{}
		for _, part := range outlook.Parts.Rows {
			i := slices.IndexFunc(groups, func(g caseload.Group) bool { return g.Name == part.Name })
			for _, m := range part.Months {
				h.add(site, m.Month.Month, groups[i].ID, m.Point)
				h.expected[site][m.Month.Month] = true
			}
		}
	}
	return h
}

func (h handTraining) add(site caseload.SiteID, m calendar.Month, group caseload.GroupID, n float64) {
	if h.volume[site] == nil {
		h.volume[site] = map[calendar.Month]map[caseload.GroupID]float64{}
	}
	if h.volume[site][m] == nil {
		h.volume[site][m] = map[caseload.GroupID]float64{}
	}
	h.volume[site][m][group] += n
}

// available is what a site offers in a month, in a category or ("") in all.
func (h handTraining) available(site caseload.SiteID, m calendar.Month, category string) float64 {
	sum := 0.0
	for group, n := range h.volume[site][m] {
		if g := h.share[group]; g.Participation != nil && (category == "" || g.Category == category) {
			sum += n * *g.Participation
		}
	}
	return sum
}

func (h handTraining) learners(site caseload.SiteID, m calendar.Month) (trainees, others float64) {
	for _, a := range h.schedule {
		if a.Rotation == "IR" && a.Site == site && a.Month == m {
			trainees += a.Share
		}
	}
	for _, o := range h.others { // one entry in the test
		if o.Site == site && o.From <= m {
			others = o.Learners
		}
	}
	return trainees, others
}

// exposure is a trainee's part of a category over months, with so many more learners beside.
func (h handTraining) exposure(id, category string, first, last calendar.Month, beside func(caseload.SiteID, calendar.Month) float64) float64 {
	sum := 0.0
	for _, a := range h.schedule {
		if string(a.Trainee) != id || a.Rotation != "IR" || a.Month < first || a.Month > last {
			continue
		}
		trainees, others := h.learners(a.Site, a.Month)
		sum += h.available(a.Site, a.Month, category) * a.Share / math.Max(trainees+others+beside(a.Site, a.Month), 1)
	}
	return sum
}

func nobodyBeside(caseload.SiteID, calendar.Month) float64 { return 0 }

// projected is a trainee's projection in a category with its 80 % range, by the formula of the specification.
func (h handTraining) projected(id, category string, beside func(caseload.SiteID, calendar.Month) float64) (logged, future, rate, point, variance float64) {
	var newest caseload.LoggedCases
	for _, l := range h.logs {
		if string(l.Trainee) == id && l.Category == category && l.AsOf >= newest.AsOf {
			newest = l
		}
	}
	past := h.exposure(id, category, 0, newest.AsOf.Month(), nobodyBeside) // the sample's logs end with a month
	future = h.exposure(id, category, newest.AsOf.Month()+1, june2027, beside)
	if past == 0 {
		return newest.Count, future, math.NaN(), math.NaN(), 0
	}
	here := newest.Count - newest.Elsewhere
	rate = here / past
	return newest.Count, future, rate, newest.Count + future*rate, (here + 0.5) / past * future * (1 + future/past)
}

var (
	july2026 = calendar.MonthOf(2026, time.July)
	june2027 = calendar.MonthOf(2027, time.June)
)

func TestExposureOnTheTrainingPageIsThatOfTheDatabase(t *testing.T) {
	s, db := trainingServer(t)
	h := trainByHand(t, s, db)
	_, page := get(t, s, "/training")
	rows := rowsOf(t, page, "exposure")
	if len(rows) != 12 {
		t.Fatalf("the year has %d months", len(rows))
	}
	for i, cells := range rows {
		m := july2026 + calendar.Month(i)
		want := []string{m.Long()}
		for _, site := range []caseload.SiteID{1, 2} {
			text := formatDecimal(h.available(site, m, ""), 0)
			if h.expected[site][m] {
				text += " expected"
			}
			trainees, others := h.learners(site, m)
			learners, each := formatDecimalShort(trainees), "—"
			if others > 0 {
				learners += " + " + formatDecimalShort(others)
			}
			if trainees > 0 {
				each = formatDecimal(h.available(site, m, "")/math.Max(trainees+others, 1), 0)
			}
			want = append(want, text, learners, each)
		}
		if diff := cmp.Diff(want, cells); diff != "" {
			t.Errorf("%s (−want +got):\n%s", m.Long(), diff)
		}
	}
}

func TestEachTraineesExposureIsThatOfTheDatabase(t *testing.T) {
	s, db := trainingServer(t)
	h := trainByHand(t, s, db)
	_, page := get(t, s, "/training")
	rows := rowsOf(t, page, "trainees")
	if len(rows) != 8 {
		t.Fatalf("the year has %d trainees; want 8", len(rows))
	}
	for _, cells := range rows {
		months, at := 0.0, map[caseload.SiteID]float64{}
		for _, a := range h.schedule {
			if string(a.Trainee) == cells[0] && a.Rotation == "IR" && a.Month >= july2026 && a.Month <= june2027 {
				months += a.Share
				at[a.Site] += a.Share
			}
		}
		sum := h.exposure(cells[0], "", july2026, june2027, nobodyBeside)
		want := []string{formatDecimalShort(months), formatDecimalShort(at[1]), formatDecimalShort(at[2]), formatDecimal(sum, 0), formatDecimal(sum/months, 0), "—"}
		if diff := cmp.Diff(want, cells[2:]); diff != "" {
			t.Errorf("%s (−want +got):\n%s", cells[0], diff)
		}
	}
}

func TestProjectionsAreThoseOfTheLogsAndTheExposure(t *testing.T) {
	s, db := trainingServer(t)
	h := trainByHand(t, s, db)
	_, page := get(t, s, "/training")
	checked := 0
	totals := map[string][3]float64{} // logged, projected, variance
	for _, cells := range rowsOf(t, page, "projections") {
		id, category := cells[0], cells[1]
		if category == "All cases" {
			sum := totals[id]
			spread := 1.2815515655446004 * math.Sqrt(sum[2])
			want := []string{formatDecimal(sum[0], 0), formatDecimal(sum[1], 0), formatRange(math.Max(sum[1]-spread, sum[0]), sum[1]+spread)}
			if diff := cmp.Diff(want, []string{cells[2], cells[5], cells[6]}); diff != "" {
				t.Errorf("%s, all (−want +got):\n%s", id, diff)
			}
			minimum := "—"
			if strings.HasPrefix(id, "E-") {
				minimum = "500" // ACGME guideline
			}
			if cells[7] != minimum {
				t.Errorf("%s: want the minimum %s, got %s", id, minimum, cells[7])
			}
			checked++
			continue
		}
		logged, future, rate, point, variance := h.projected(id, category, nobodyBeside)
		sum := totals[id]
		totals[id] = [3]float64{sum[0] + logged, sum[1] + point, sum[2] + variance}
		spread := 1.2815515655446004 * math.Sqrt(variance)
		want := []string{formatDecimal(logged, 0), formatDecimal(future, 0), formatDecimal(rate, 2), formatDecimal(point, 0),
			formatRange(math.Max(point-spread, logged), point+spread)}
		if math.IsNaN(point) {
			want[4] = "—"
		}
		if diff := cmp.Diff(want, cells[2:7]); diff != "" {
			t.Errorf("%s, %s (−want +got):\n%s", id, category, diff)
		}
		checked++
	}
	if checked < 40 {
		t.Errorf("only %d lines were checked", checked)
	}
}

func TestOneMoreTraineeIsWorkedOutAsIfTheyWereOnTheSchedule(t *testing.T) {
	s, db := trainingServer(t)
	h := trainByHand(t, s, db)
	from := calendar.MonthOf(2027, time.January)
	_, page := get(t, s, "/training?like=R-02&start=2027-01")
	beside := func(site caseload.SiteID, m calendar.Month) float64 {
		for _, a := range h.schedule {
			if a.Trainee == "R-02" && a.Site == site && a.Month == m && m >= from && a.Rotation == "IR" {
				return a.Share
			}
		}
		return 0
	}
	rows := rowsOf(t, page, "one-more")
	if len(rows) != 8 {
		t.Errorf("%d trainees are on IR from January on; want 8", len(rows))
	}
	for _, cells := range rows {
		want := []string{formatDecimal(h.exposure(cells[0], "", from, june2027, nobodyBeside), 0), formatDecimal(h.exposure(cells[0], "", from, june2027, beside), 0)}
		if diff := cmp.Diff(want, cells[1:3]); diff != "" {
			t.Errorf("%s (−want +got):\n%s", cells[0], diff)
		}
		if cells[0] != "E-02" {
			continue
		}
		sum := 0.0
		seen := map[string]bool{}
		for _, g := range h.share {
			if !seen[g.Category] {
				seen[g.Category] = true
				_, _, _, point, _ := h.projected("E-02", g.Category, beside)
				sum += point
			}
		}
		if diff := cmp.Diff(formatDecimal(sum, 0), cells[4]); diff != "" {
			t.Errorf("E-02's projection (−want +got):\n%s", diff)
		}
	}
}

func TestTheHeadlineSaysWhoIsOnServiceAndWhatEachSharesIn(t *testing.T) {
	s, db := trainingServer(t)
	h := trainByHand(t, s, db)
	_, page := get(t, s, "/training")
	headline, _, _ := strings.Cut(page, "</h1>")
	for site, words := range map[caseload.SiteID]string{1: "five at University", 2: "one at VA"} {
		trainees, others := h.learners(site, october)
		each := formatDecimal(h.available(site, october, "")/math.Max(trainees+others, 1), 0) + " procedures"
		if text := readText(headline); !strings.Contains(text, words) || !strings.Contains(text, each) {
			t.Errorf("want %q and %q in %q", words, each, text)
		}
	}
}

func TestTheCurriculumTableCountsTheSchedule(t *testing.T) {
	s, db := trainingServer(t)
	h := trainByHand(t, s, db)
	_, page := get(t, s, "/training")
	wanted := map[string]string{"E-02": "5 of 5", "R-03": "5 of 5", "R-02": "12 of 12"}
	for _, cells := range rowsOf(t, page, "curriculum") {
		months := 0.0
		for _, a := range h.schedule {
			if string(a.Trainee) == cells[0] && a.Rotation == "IR" && a.Month >= july2026 && a.Month <= june2027 {
				months += a.Share
			}
		}
		want := formatDecimalShort(months) // the curriculum does not state it
		if stated, ok := wanted[cells[0]]; ok {
			want = stated
		}
		if cells[3] != want {
			t.Errorf("%s: want %s months of IR, got %s", cells[0], want, cells[3])
		}
	}
}
