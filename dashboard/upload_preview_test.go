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
