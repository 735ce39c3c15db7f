package chart

import (
	"strings"
	"testing"
	"time"

	"caseload/store/calendar"
)

func rosterOfThree() RosterInput {
	day := func(year int, month time.Month, day int) *calendar.Date {
		d := calendar.DateOf(year, month, day)
		return &d
	}
	return RosterInput{
		First: calendar.MonthOf(2024, time.January), Last: calendar.MonthOf(2027, time.June), Focus: calendar.MonthOf(2026, time.October),
		Title: "Three people",
		Groups: []RosterGroup{
			{Name: "Nurses", Note: "2 now, 1 left", People: []RosterBar{
				{ID: "N-01", HasLeft: true, Spans: []RosterSpan{{From: *day(2024, time.February, 1), To: day(2024, time.December, 31)}}},
				{ID: "N-02", Note: "leaves 31 Jan", Spans: []RosterSpan{{From: *day(2019, time.March, 1), To: day(2027, time.January, 31), IsPartTime: true}}},
				{ID: "N-03", Spans: []RosterSpan{{From: *day(2025, time.July, 1)}, {Slot: 1, From: *day(2025, time.July, 1)}}},
			}},
			{Name: "Technologists", Note: "1 now", People: []RosterBar{
				{ID: "<b>&", Spans: []RosterSpan{{Slot: 2, From: *day(2025, time.July, 1), IsAgency: true}, {Slot: 2, From: *day(2027, time.January, 1), IsAway: true}}},
			}},
			{Name: "Attendings"},
		},
	}
}

func TestRosterTimelineIsAsReviewed(t *testing.T) {
	var all strings.Builder
	for _, width := range []float64{1264, 358} {
		svg := RosterTimeline(rosterOfThree(), width)
		checkPicture(t, svg)
		all.WriteString(strings.ReplaceAll(string(svg), "><", ">\n<") + "\n")
	}
	golden(t, "roster.svg.txt", []byte(all.String()))
}

func TestRosterTimelineEndsEveryBarInsideItself(t *testing.T) {
	in := rosterOfThree()
	r := roster{RosterInput: in, picture: newPicture("roster", 1264, 400), left: 176, right: 1172}
	for _, d := range []calendar.Date{calendar.DateOf(1990, 1, 1), in.First.First(), in.Last.Last(), calendar.DateOf(2199, 12, 31)} {
		if x := r.x(d); x < 176 || x > 1172 {
			t.Errorf("%s: want inside 176 to 1172, got %v", d, x)
		}
	}
	if early, late := r.x(in.Focus.First()), r.x(in.Focus.Last()); early >= late {
		t.Errorf("want later days further right, got %v and %v", early, late)
	}
}

func TestRosterTimelineOnAPhoneLeavesOutWhoLeftBeforeItsWindow(t *testing.T) {
	in := rosterOfThree()
	in.First = calendar.MonthOf(2025, time.June)
	if svg := string(RosterTimeline(in, 358)); strings.Contains(svg, "N-01") || !strings.Contains(svg, "N-02") {
		t.Errorf("want N-02 without N-01, got %s", svg)
	}
	if svg := string(RosterTimeline(in, 1264)); !strings.Contains(svg, "N-01") {
		t.Error("want everybody on a wide screen")
	}
}

func TestRosterTimelineOfNobodyIsAPictureAllTheSame(t *testing.T) {
	checkPicture(t, RosterTimeline(RosterInput{First: 24300, Last: 24310, Focus: 24305}, 1264))
}

func TestRosterKeyNamesOnlyWhatIsDrawn(t *testing.T) {
	in := rosterOfThree()
	in.Groups = in.Groups[:1]
	var words []string
	for _, entry := range RosterKey(in, map[int]string{0: "University", 1: "VA", 2: "Annex"}) {
		words = append(words, entry.Text)
	}
	if got, want := strings.Join(words, ", "), "University, VA, two appointments at once, part time, has left, or as known today, first or last day"; got != want {
		t.Errorf("want %q, got %q", want, got)
	}
}
