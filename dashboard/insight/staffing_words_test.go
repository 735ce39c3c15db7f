package insight_test

import (
	"testing"

	"caseload/dashboard/insight"
	"caseload/store/caseload"
	"caseload/store/storetest"
)

func TestHeadsOfAMonthThatRunsAreAsRostered(t *testing.T) {
	s := staffed(t, person("1", caseload.Attending, storetest.University), person("2", caseload.Nurse, storetest.VA))
	says(t, "People as rostered for 30 November, full-time equivalents of November 2026, and procedures per head over 36 months. "+
		"Heads are compared with heads; procedures per FTE stand without comparison until an FTE baseline is entered.",
		overview(t, s, at("2026-11")).Staffing.Summary)
}

func TestARosterWithoutAProfileNamesTheRoles(t *testing.T) {
	s := staffed(t, person("1", caseload.Attending, storetest.VA), person("2", caseload.Nurse, storetest.VA), person("3", caseload.Nurse, storetest.VA))
	says(t, "VA: 3 people on the roster; attendings 1, advanced practice 0, technologists 0 and nurses 2",
		overview(t, s, insight.View{Site: "va"}).Staffing.Title)
}
