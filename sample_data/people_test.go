package sampledata_test

import (
	"math"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

func appointments(t *testing.T) []caseload.Appointment {
	t.Helper()
	date := func(text string) calendar.Date {
		d, err := calendar.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	share := func(text string) float64 {
		f, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	var all []caseload.Appointment
	for file, site := range map[string]string{"roster_university.csv": "University", "roster_va.csv": "VA"} {
		for _, line := range records(t, file) {
			if line["site"] != site {
				t.Errorf("%s: %s works at %s", file, line["staff_id"], line["site"])
			}
			a := caseload.Appointment{
				Name: line["name"], FTE: share(line["fte"]), ClinicalShare: share(line["clinical_share"]),
				Status: caseload.AppointmentStatus(line["status"]), Employment: caseload.Employment(line["employment"]),
			}
			a.Staff, a.Role, a.From = caseload.StaffID(line["staff_id"]), caseload.Role(line["role"]), date(line["start_date"])
			a.Site = caseload.SiteID(len(site)) // any number that tells the two apart
			if line["end_date"] != "" {
				to := date(line["end_date"])
				a.To = &to
			}
			all = append(all, a)
		}
	}
	return all
}

// strength is heads and full-time equivalents of a role.
type strength struct {
	Heads int
	FTE   float64
}

func strengthOn(t *testing.T, day calendar.Date) (byRole map[caseload.Role]strength, lines int) {
	t.Helper()
	byRole = map[caseload.Role]strength{}
	seen := map[caseload.StaffID]bool{}
	for _, a := range appointments(t) {
		if !a.IsEmployed(day) {
			continue
		}
		lines++
		s := byRole[a.Role]
		if !seen[a.Staff] {
			s.Heads++
		}
		seen[a.Staff] = true
		s.FTE = math.Round((s.FTE+a.FTE)*100) / 100
		byRole[a.Role] = s
	}
	return byRole, lines
}

func TestRosterEndsAtTheDivisionProfile(t *testing.T) {
	got, lines := strengthOn(t, calendar.DateOf(2026, time.October, 31))
	want := map[caseload.Role]strength{
		caseload.Attending:    {9, 8.6},
		caseload.APP:          {3, 3.0},
		caseload.Technologist: {15, 14.6},
		caseload.Nurse:        {14, 13.8},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(43, lines); diff != "" {
		t.Errorf("appointments (-want +got)\n%s", diff)
	}
}

func TestTwoPeopleAreKnownToLeave(t *testing.T) {
	want := map[caseload.StaffID]string{"N-10": "2027-01-31", "T-09": "2027-04-30"}
	got := map[caseload.StaffID]string{}
	for _, a := range appointments(t) {
		if a.To != nil && *a.To > calendar.DateOf(2026, time.October, 31) {
			got[a.Staff] = a.To.String()
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestEveryRoleIsStaffedInEveryMonth(t *testing.T) {
	for m := month(t, "2019-01"); m <= month(t, "2026-10"); m++ {
		got, _ := strengthOn(t, m.Last())
		for _, role := range caseload.StaffRoles() {
			if got[role].Heads < 3 {
				t.Errorf("%v: %d of role %s", m, got[role].Heads, role)
			}
		}
	}
}

func TestStaffCarryInitialsOnlyAndOneFullPostAtMost(t *testing.T) {
	initials := regexp.MustCompile(`^[A-Z]\. [A-Z]\.$`)
	posts, names := map[caseload.StaffID]float64{}, map[string]caseload.StaffID{}
	for _, a := range appointments(t) {
		if !initials.MatchString(a.Name) {
			t.Errorf("%s is called %q", a.Staff, a.Name)
		}
		if other, taken := names[a.Name]; taken && other != a.Staff {
			t.Errorf("%s and %s are both called %q", other, a.Staff, a.Name)
		}
		names[a.Name] = a.Staff
		if a.To != nil && *a.To < a.From {
			t.Errorf("%s leaves before starting", a.Staff)
		}
		if posts[a.Staff] += a.FTE; posts[a.Staff] > 1 {
			t.Errorf("%s holds more than one post", a.Staff)
		}
	}
}

func TestEveryTraineesMonthIsWholeAndHasAPath(t *testing.T) {
	type key struct{ trainee, month string }
	shares := map[key]float64{}
	for _, line := range records(t, "trainee_schedule.csv") {
		share, err := strconv.ParseFloat(line["share"], 64)
		if err != nil {
			t.Fatal(err)
		}
		shares[key{line["trainee"], month(t, line["month"]).String()}] += share
		switch line["path"] {
		case "integrated", "independent 1-year", "independent 2-year", "ESIR":
		default:
			t.Errorf("%s has path %q", line["trainee"], line["path"])
		}
	}
	for k, share := range shares {
		if share != 1 {
			t.Errorf("%v adds up to %v", k, share)
		}
	}
}

// The fourth integrated year is stated in the specification; the others are not.
func TestFourthYearFollowsTheStatedCurriculum(t *testing.T) {
	for _, trainee := range []string{"R-02", "R-03", "E-01"} {
		got := map[string]int{}
		for _, line := range records(t, "trainee_schedule.csv") {
			if line["trainee"] == trainee && line["year"] == "4" {
				got[line["rotation"]]++
			}
		}
		want := map[string]int{"IR": 5, "SICU": 1, "surgical oncology": 1, "research": 1, "DR": 4}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", trainee, diff)
		}
	}
}
