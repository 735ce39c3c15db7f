package dashboard

import (
	"context"
	"strings"
	"testing"
	"time"

	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

// saysOn asks for pages and looks for words on them.
func saysOn(t *testing.T, s *Server, want map[string][]string) {
	t.Helper()
	for path, words := range want {
		response, page := get(t, s, path)
		if response.StatusCode != 200 {
			t.Errorf("%s: status %d", path, response.StatusCode)
		}
		text := strings.ReplaceAll(readText(page), "\u00a0", " ")
		for _, said := range words {
			if !strings.Contains(text, said) {
				t.Errorf("%s does not say %q", path, said)
			}
		}
		for _, nonsense := range []string{"NaN", "Inf", "%!", "of — in"} {
			if strings.Contains(text, nonsense) {
				t.Errorf("%s says %q", path, nonsense)
			}
		}
	}
}

func TestVolumeOfOneMonthSaysWhatIsMissing(t *testing.T) {
	db := storetest.New(t)
	long := strings.Repeat("Ultrasound-guided percutaneous transhepatic cholangiography ", 3)
	storetest.Commit(t, db, []storetest.Row{{Month: "2026-10", Site: "University", Procedure: long, N: 5}}, true)
	saysOn(t, serverOf(t, db), map[string][]string{
		"/volume?show=change":    {"No comparison with the year before", "the data start in October 2026"},
		"/volume?show=years":     {"no month of FFY2027 can be compared with the year before", "no year has all its months yet"},
		"/volume?by=state":       {"No file states the referring state", "Not stated"},
		"/volume?by=setting":     {"5 procedures"},
		"/volume?as=hours":       {"No procedure hours without room minutes"},
		"/volume?span=rolling12": {"needs all months from November 2025"},
		"/volume?by=procedure":   {strings.TrimSpace(long)},
	})
}

func TestVolumeOfAMonthWithAGapHasNoTotal(t *testing.T) {
	s, _ := sampleServer(t)
	saysOn(t, s, map[string][]string{
		"/volume?month=2023-08":                              {"VA not received; University 486", "VA not received for August 2023"},
		"/volume?month=2023-08&show=change":                  {"August 2023 has no total: VA not received for August 2023."},
		"/volume?month=2024-08&show=change":                  {"August 2023 has no total to compare with: VA not received for August 2023."},
		"/volume?month=2026-11":                              {"274 so far, to 12 November"},
		"/volume?month=2024-07&show=years&calendar=calendar": {"2024, Jan–Jul: "},
		"/volume?month=2023-09&show=years&calendar=calendar": {"2023, Jan–Jul, Sep: ", "Only months that both years have are compared: eight of nine."},
	})
}

func TestVolumeMarksEventsAndRebasesInItsTables(t *testing.T) {
	s, db := sampleServer(t)
	august := calendar.MonthOf(2022, time.August)
	_, err := db.AddAnnotation(context.Background(), caseload.Annotation{Month: august, Text: "Suite 4 opens, University", By: caseload.LocalUser})
	noError(t, err)
	_, err = db.SaveRebase(context.Background(), caseload.Rebase{Month: august, Reason: "a fourth room", By: caseload.LocalUser})
	noError(t, err)
	_, page := get(t, s, "/volume")
	for _, cells := range rowsOf(t, page, "volume") {
		if strings.HasPrefix(cells[0], "August 2022") && !strings.Contains(cells[0], "Suite 4 opens, University; Rebased: a fourth room") {
			t.Errorf("the table says of August 2022 only %q", cells[0])
		}
	}
	_, page = get(t, s, "/volume?show=years")
	if !strings.Contains(page, "August 2022: 723; Suite 4 opens, University") {
		t.Error("the months by year do not name the event")
	}
	_, file := get(t, s, "/volume.csv?show=table")
	if !strings.Contains(file, "Suite 4 opens, University") {
		t.Error("the file does not name the event")
	}
}

func TestSmallMultiplesCanShareTheirAxis(t *testing.T) {
	s, _ := sampleServer(t)
	_, own := get(t, s, "/volume")
	_, shared := get(t, s, "/volume?axes=shared")
	if !strings.Contains(readText(own), "each on its own scale") || !strings.Contains(readText(shared), "all on one scale from zero") {
		t.Error("the panels do not say what scale they are on")
	}
	_, a, _ := strings.Cut(own, `id="parts"`)
	_, b, _ := strings.Cut(shared, `id="parts"`)
	if a == b {
		t.Error("both scales draw the same")
	}
}

func TestADrillDownLeadsFromTheSettingToTheRowsAndBack(t *testing.T) {
	s, _ := sampleServer(t)
	saysOn(t, s, map[string][]string{
		"/volume?setting=inpatient&group=image-guided-biopsy&procedure=liver-biopsy-percutaneous": {"Volume Inpatient Image-guided biopsy Liver biopsy, percutaneous"},
		"/volume?state=GA&group=gastrostomy":                                                      {"Volume Referred from Georgia Gastrostomy"},
		"/trace?figure=count&month=2026-10&setting=inpatient&procedure=picc-placement&site=va":    {"PICC placement, inpatient, VA, October 2026"},
	})
}

func TestTheVolumesFilesCarryWhatThePageShows(t *testing.T) {
	s, _ := sampleServer(t)
	for path, head := range map[string]string{
		"/volume.csv?show=change": "part,now,before,change,percent_change,points,with_whole,own,share_now,share_before,share_change",
		"/volume.csv?show=years":  "year,Oct,Nov,Dec,Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,twelve_months,compared,change,percent_change,name",
		"/volume.csv?by=state":    "month,state,Georgia,",
		"/targets.csv":            "month,done,target,difference,percent",
		"/charts/years.svg":       "<svg",
	} {
		if response, file := get(t, s, path); response.StatusCode != 200 || !strings.HasPrefix(file, head) {
			t.Errorf("%s: status %d, begins with %.120q", path, response.StatusCode, file)
		}
	}
}
