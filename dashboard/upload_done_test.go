package dashboard

import (
	"net/http"
	"strings"
	"testing"

	"caseload/ingest"
)

// decide decides about the first mistake of a file.
func (d division) decide(path string, do ingest.DecisionKind) {
	d.t.Helper()
	d.mustPost(path+"/decide", "finding", d.preview(path).Findings[0].Mark(), "do", string(do))
}

func TestACommittedFilesPageSaysWhatWasLeftOutAndHowItWasRead(t *testing.T) {
	d := newDivision(t)
	path := d.mustSend("october.csv", strings.Replace(octoberVA, "procedure,count", "procedure,vol", 1)+
		"2026-10,VA,Gastrostomy,1O\n2026-10,VA,Filter,some\n2026-10,VA,Stent,<11\n2026-10,VA Annex,Stent,4\n")
	d.mustPost(path+"/answer", "header:D", "vol", "field:D", "count")
	d.mustPost(path+"/answer", "q:unknown_site:va annex", "VA")
	d.decide(path, ingest.UseFix)
	d.decide(path, ingest.LeaveOut)
	d.commit(path, "partial", "yes")
	page := d.get(path)
	d.says(page, "Two parts of the file were left out and 1 cell was corrected by hand", `10 is used in place of "1O"`, "Row 6 is left out.", "Row 7, vol: suppressed count",
		"Read as procedures, one count a row", "Columns “vol” is the count", "D vol is the count", "Which site is “VA Annex”? The same as VA", "Committed by")
	d.saysNot(page, "Leave out this row", "Read it so", "remembered Change", "waits for it")
	d.says(d.get(path+"/summary.txt"), "Left out or decided by hand:", `10 is used in place of "1O"`, "Row 6 is left out.", "Row 7, vol: suppressed count")
	if status, _, _ := d.post(path+"/decide", "finding", "any", "do", "back"); status != http.StatusConflict {
		t.Errorf("what was decided can be changed after the commit: %d", status)
	}
}

func TestACommittedFileIsSaidToBeReadAsItWas(t *testing.T) {
	d := newDivision(t)
	for name, test := range map[string]struct{ file, want string }{
		"months": {"Procedure,Site,Sep 2026,Oct 2026\nBiopsy,VA,3,4\n", "Read as procedures, months as columns"},
		"sites":  {"October 2026,,\nProcedure,University,VA\nBiopsy,3,9\n", "Read as procedures, sites as columns"},
		"long":   {octoberVA, "Read as procedures, one count a row"},
	} {
		path := d.mustSend(name+".csv", test.file)
		d.says(d.get(path), test.want)
		d.mustPost(path+"/answer", "everything", "no")
		d.commit(path)
		d.says(d.get(path), test.want)
	}
}

func TestEverythingOnAnUndoneFilesPageSaysThatItWasTakenBack(t *testing.T) {
	d := newDivision(t)
	d.commit(d.mustSend("september.csv", octoberVA, "everything", "yes"))
	path := d.mustSend("correction.csv", "month,site,procedure,count\n2026-10,VA,Biopsy,15\n2026-10,VA,Stent,2\n2026-10,VA,Filter,x\n")
	d.commit(path, "partial", "yes")
	d.says(d.get(path), "One stored number changed, by +1 in all", "Changes: 1 added, 1 changed.")
	d.mustPost(path + "/undo")
	page := d.get(path)
	d.says(page, "is undone. Every number is again what it was before this file.", "Undo, done",
		"One number had changed and 1 number had been new; all of it was taken back", "Nothing of it holds any more", "Taken back by",
		"One part of the file was left out, before all of it was taken back",
		"Undone in Caseload, as revision 3: everything is as it was before this file", "Undone: ", "Taken back: 1 added, 1 changed.", "before the file → with it, until it was undone")
	d.saysNot(page, "Changes: ", "One stored number changed", "Commit 2", "is committed")
	d.mustPost(path + "/redo")
	page = d.get(path)
	d.says(page, "One stored number changed, by +1 in all", "Changes: 1 added, 1 changed.")
	d.saysNot(page, "aken back")
}

func TestInAFileWithMonthsAcrossTheButtonLeavesOutTheOneNumber(t *testing.T) {
	d := newDivision(t)
	path := d.mustSend("wide.csv", "Procedure,Site,Aug 2026,Sep 2026,Oct 2026\nBiopsy,VA,3,4,1O\n")
	page := d.get(path)
	d.says(page, "Use 10", "Leave out this number", "Commit the 2 good numbers")
	d.saysNot(page, "Leave out this row")
	d.decide(path, ingest.BlankOut)
	page = d.get(path)
	d.says(page, `Row 2, "Oct 2026": "1O" is left out, and nothing else of the row.`, "Both numbers are ready")
	d.mustPost(path+"/decide", "finding", d.preview(path).Decisions[0].Mark, "do", "back")
	d.says(d.get(path), "Leave out this number")

	schedule := d.mustSend("grid.csv", "trainee,site,path,Jul 2026,Aug 2026\nR-01,VA,integrated,IR,"+strings.Repeat("long ", 60)+"\n")
	d.says(d.get(schedule), "Leave out this assignment")
}

func TestDayNumbersAsColumnHeadingsAreMonthsWhereverThePageNamesThem(t *testing.T) {
	d := newDivision(t)
	path := d.mustSend("serial.csv", "Procedure,Site,46266,46296\nBiopsy,VA,3,x\nDrainage,VA,5,6\nTotal,,8,7\n")
	page := d.get(path)
	d.says(page, "Row 2, “Oct 2026”", "“Sep 2026” is the count")
	d.saysNot(page, "46296", "46266")
	_, noted := d.fetch(path + "/findings.csv")
	if head := strings.SplitN(noted, "\n", 2)[0]; !strings.Contains(head, "Procedure,Site,Sep 2026,Oct 2026,"+noteColumn) {
		t.Errorf("the file with notes begins %q", head)
	}
	again := d.mustSend("corrected.csv", strings.Replace(noted, ",x,", ",2,", 1))
	d.says(d.get(again), "All 4 numbers are ready")
}

func TestAnUnknownSiteOfAnOptionalFileIsAskedAboutAndTheAnswerRemembered(t *testing.T) {
	for kind, file := range map[string]string{
		"schedule":   "trainee,month,site,rotation\nR-01,2026-09,VA,IR\nR-01,2026-10,Downtown,IR\n",
		"grid":       "trainee,site,Sep 2026,Oct 2026\nR-01,VA,IR,IR\nR-02,Downtown,DR,IR\n",
		"measures":   "month,site,measure,value\n2026-09,VA,cancellations,3\n2026-10,Downtown,cancellations,3\n",
		"targets":    "month,site,procedure,target\n2026-09,VA,,30\n2026-10,Downtown,,40\n",
		"headcounts": "month,site,role,headcount,fte\n2026-09,VA,nurse,3,3\n2026-10,Downtown,nurse,4,4\n",
	} {
		t.Run(kind, func(t *testing.T) {
			d := newDivision(t)
			d.commit(d.mustSend("known.csv", octoberVA, "everything", "no"))
			path := d.mustSend(kind+".csv", file)
			page := d.get(path)
			d.says(page, "Which site is “Downtown”?", "The same as VA", "A new site: add it", "Leave its rows out", "for an answer")
			d.mustPost(path+"/answer", "q:unknown_site:downtown", "add")
			page = d.get(path)
			d.says(page, "Which site is “Downtown”? A new site: add it", "are ready")
			d.mustPost(path+"/answer", "q:unknown_site:downtown", "VA")
			d.commit(path)
			d.says(d.get(path), "Which site is “Downtown”? The same as VA")
			next := d.mustSend("next.csv", strings.ReplaceAll(strings.ReplaceAll(file, "2026-", "2025-"), " 2026", " 2025"))
			d.says(d.get(next), "Which site is “Downtown”? The same as VA remembered Change")
		})
	}
}

func TestADraftThatAnotherFileMadeRedundantWaitsNowhere(t *testing.T) {
	d := newDivision(t)
	d.commit(d.mustSend("september.csv", septemberVA, "everything", "yes"))
	d.mustSend("october, first try.csv", octoberVA)
	page := d.get(dataPath)
	d.says(page, "is read and waits for its review", "in review, not committed")
	d.commit(d.mustSend("october.csv", octoberVA+"2026-10,VA,Stent,4\n", "everything", "yes"))
	page = d.get(dataPath)
	d.says(page, "No changes")
	d.saysNot(page, "for its review", "for review", "in review")
}

func TestTheGridSaysNoFileIsMissingOnlyWhereNoneWaitsForReview(t *testing.T) {
	d := newDivision(t)
	d.commit(d.mustSend("august.csv", strings.ReplaceAll(septemberVA, "2026-09", "2026-08"), "everything", "yes"))
	d.commit(d.mustSend("october.csv", octoberVA, "everything", "yes"))
	d.says(d.get(dataPath), "One file since August 2026 is missing: VA procedures, September 2026")
	d.mustSend("september.csv", septemberVA)
	page := d.get(dataPath)
	d.says(page, "One file waits for review; no other is missing since August 2026")
	d.saysNot(page, "No file is missing")
}

func TestWhereMonthsStandAcrossNumbersAreCountedApartFromRows(t *testing.T) {
	d := newDivision(t)
	d.says(d.get(d.mustSend("wide.csv", "Procedure,Site,Aug 2026,Sep 2026,Oct 2026\nBiopsy,VA,3,4,x\nDrainage,VA,1,2,3\n")),
		"Five numbers are ready, 1 row holds what cannot be used. Nothing is saved yet.")
	page := d.get(d.mustSend("grid.csv", "trainee,site,path,year,Jul 2026,Aug 2026\nR-01,VA,integrated,PGY-9,IR,IR\nR-02,Mars,ESIR,4,IR,IR\nR-03,VA,ESIR,4,IR,DR\n"))
	d.says(page, "Two assignments are ready, 1 row waits for an answer, 1 row holds what cannot be used.")
	if n := strings.Count(page, "“PGY-9” cannot be used."); n != 1 {
		t.Errorf("one wrong cell is named %d times", n)
	}
}

func TestDatesThatAreReadWithTheDayFirstAreSaidToBe(t *testing.T) {
	d := newDivision(t)
	roster := "staff_id,name,role,site,fte,start_date\nT-1,A. B.,nurse,VA,1,13/02/2024\nT-2,C. D.,nurse,VA,1,3/1/2024\n"
	d.says(d.get(d.mustSend("roster.csv", roster)), "are read with the day first, because one of them fits no other way", "2024-01-03")
	d.saysNot(d.get(d.mustSend("roster.csv", strings.Replace(roster, "13/02", "02/13", 1))), "day first")
}
