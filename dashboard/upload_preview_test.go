package dashboard

import (
	"strings"
	"testing"
)

const octoberVASplit = "month,site,procedure,count,setting\n2026-10,VA,Biopsy,9,inpatient\n2026-10,VA,Biopsy,7,outpatient\n2026-10,VA,Drainage,9,\n2026-10,VA,PICC placement,21,\n"

func TestASplitBesideAStoredTotalIsShownAsOnePair(t *testing.T) {
	d := newDivision(t)
	d.commit(d.mustSend("totals.csv", octoberVA, "everything", "yes"))
	path := d.mustSend("split.csv", octoberVASplit, "everything", "yes")
	page := d.get(path)
	d.says(page, "Which shall stand, what is stored or the file?", "14 as a total stored, 16 as inpatient 9, outpatient 7 in the file",
		"One number is in conflict with what is stored", "In conflict 1", "Same 2")
	d.saysNot(page, "Same 4")

	d.mustPost(path+"/answer", "q:split_or_total", "replace")
	d.says(d.get(path), "One stored number would change, by +2 in all", "14 as a total → 16 as inpatient 9, outpatient 7")
	d.commit(path)
	d.says(d.get(path), "One stored number changed, by +2 in all", "One number changed.")
}

func TestTheListOfChangesLeavesTheFilesColumnOfAbsentNumbersEmpty(t *testing.T) {
	d := newDivision(t)
	d.commit(d.mustSend("all.csv", octoberVA, "everything", "yes"))
	path := d.mustSend("part.csv", strings.Replace(octoberVA, "2026-10,VA,Drainage,9\n", "", 1), "everything", "no")
	if body := d.get(path + "/changes.csv"); !strings.Contains(body, "absent,2026-10,VA,Drainage,,,9,,") {
		t.Errorf("want the absent number stored and not in the file, got\n%s", body)
	}
}

func TestAFileThatIsStoredAlreadyCanStillDeclareItsMonthComplete(t *testing.T) {
	d := newDivision(t)
	d.commit(d.mustSend("va.csv", octoberVA, "everything", "no"))
	path := d.mustSend("va again.csv", octoberVA)
	page := d.get(path)
	d.says(page, "Everything in it is stored already. Whether that is everything is not said yet.",
		"Is this file everything for VA, October 2026?", "Its numbers are stored; whether they are everything is still open.")
	d.saysNot(page, "nothing left to do")
	d.mustPost(path+"/answer", "everything", "yes")
	d.says(d.get(path), "Declare VA, October 2026 complete, as revision 2.", "Commit the declaration")
	d.commit(path)
	d.says(d.get(path), "It changed no number and declared VA, October 2026 complete.")
	months, err := d.store.SiteMonths(t.Context())
	if err != nil || !months[0].Complete {
		t.Errorf("want the month complete, got %+v, %v", months, err)
	}
}

func TestTheSameFileIsNotSaidToBeDoneWhenItsNumbersWereChangedSince(t *testing.T) {
	d := newDivision(t)
	d.commit(d.mustSend("first.csv", octoberVA, "everything", "yes"))
	d.commit(d.mustSend("second.csv", strings.Replace(octoberVA, "14", "16", 1), "everything", "yes"))
	page := d.get(d.mustSend("first again.csv", octoberVA, "everything", "yes"))
	d.says(page, "The very same file was committed before, and changed since")
	d.saysNot(page, "nothing left to do")
}

func TestTheCommitWaitsForTheReopeningOfAClosedMonth(t *testing.T) {
	d := newDivision(t)
	d.commit(d.mustSend("first.csv", octoberVA, "everything", "yes"))
	d.mustPost("/data/close", "site", "2", "month", "2026-10")
	page := d.get(d.mustSend("second.csv", strings.Replace(octoberVA, "14", "16", 1), "everything", "yes"))
	d.says(page, "The file would change a closed month: VA, October 2026. Reopen it first; the reason is recorded.", "Reopen VA, October 2026")
	d.saysNot(page, "Commit 3 numbers")
}

func TestAnUploadAndItsCorrectionAreToldApartByFileAndTime(t *testing.T) {
	d := newDivision(t)
	d.mustSend("october.csv", octoberVA)
	d.mustSend("october corrected.csv", strings.Replace(octoberVA, "14", "16", 1))
	d.says(d.get("/data"), "october.csv", "october corrected.csv")
}

func TestASettingColumnIsSaidToTellInpatientFromOutpatient(t *testing.T) {
	d := newDivision(t)
	page := d.get(d.mustSend("setting.csv", "month,site,procedure,count,Patient Class\n2026-10,VA,Biopsy,9,inpatient\n2028-10,VA,Biopsy,9,inpatient\n1998-10,VA,Biopsy,9,inpatient\n"))
	d.says(page, "“Patient Class” tells inpatient from outpatient", "“2028-10” lies more than one month ahead.", "“1998-10” lies before the first month that is kept.")
}

func TestADivisionWithoutNumbersSaysSoWithOneFullStop(t *testing.T) {
	d := newDivision(t)
	page := d.get("/data")
	d.saysNot(page, "yet..")
}

func TestFilesThatChangeNothingWaitForNobodyAndAreDiscardedTogether(t *testing.T) {
	d := newDivision(t)
	d.commit(d.mustSend("first.csv", octoberVA, "everything", "yes"))
	same, other := d.mustSend("again.csv", octoberVA, "everything", "yes"), d.mustSend("once more.csv", octoberVA)
	waiting := d.mustSend("september.csv", septemberVA)
	page := d.get("/data")
	d.says(page, "VA procedures, September 2026 is read and waits for its review.", "No changes", "Discard all that change nothing")
	if got := d.mustPost("/data/discard-unchanged"); got != "/data?done=unchanged" {
		t.Errorf("it leads to %s", got)
	}
	for _, path := range []string{same, other} {
		d.says(d.get(path), "was discarded.")
	}
	d.says(d.get(waiting), "Nothing is saved yet.")
	d.saysNot(d.get("/data"), "Discard all that change nothing")
}
