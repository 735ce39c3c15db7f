package dashboard

import (
	"net/http"
	"strings"
	"testing"

	"caseload/ingest"
	"caseload/store/caseload"
)

// optionalFiles are a small good file of each optional kind, with what its page must say.
func optionalFiles() map[caseload.UploadKind]struct{ text, table, says string } {
	return map[caseload.UploadKind]struct{ text, table, says string }{
		caseload.KindTargets:    {"month,site,procedure,target\n2026-10,VA,,180\n2026-11,VA,Biopsy,12.5\n", "targets", "Both targets are new"},
		caseload.KindMeasures:   {"month,site,measure,value,role\n2026-10,VA,room hours used,171.3,\n2026-10,VA,overtime hours,8.5,nurse\n", "measures", "Both measures are new"},
		caseload.KindHeadcounts: {"month,site,role,headcount,fte\n2026-10,VA,nurse,5,4.6\n2026-10,VA,technologist,4,\n", "headcounts", "Both headcounts are new"},
		caseload.KindMinutes:    {"procedure,role,phase,minutes,people,source\nBiopsy,nurse,room,45,1,local estimate\nBiopsy,nurse,recovery,60,1/3,local estimate\n", "procedure_minutes", "Both procedure times are new"},
		caseload.KindSchedule:   {"trainee,month,site,rotation,path,year,share\nR-01,2026-10,VA,IR,integrated,5,1\nR-02,2026-10,VA,DR,ESIR,4,1\n", "schedule", "Both assignments are new"},
		caseload.KindCases:      {"trainee,as_of,category,count,elsewhere\nR-01,2026-10-31,Drainage,120,10\nR-01,2026-10-31,Biopsy,60,0\n", "logged_cases", "Both case log entries are new"},
	}
}

func TestEachOptionalFileIsPreviewedCommittedAndUndoneFromThePage(t *testing.T) {
	d := newDivision(t)
	d.mustPost(d.commitOf(septemberVA)) // procedures are known
	for kind, file := range optionalFiles() {
		t.Run(string(kind), func(t *testing.T) {
			before := d.hashes()
			path := d.mustSend("sent.csv", file.text)
			d.says(d.get(path), file.says, "Both rows are ready", "Commit 2 ", "Nothing is saved yet", "Summary to send on")
			if d.hashes()[file.table] != before[file.table] {
				t.Error("the preview changed something")
			}
			if _, location, page := d.post(path + "/commit"); location != path+"?done=committed" {
				t.Fatalf("the commit leads to %q\n%s", location, page)
			}
			d.says(d.get(path), "is committed.", "are new", "Undo this file")
			d.says(d.get("/data"), "Optional files", wordsOfKind(kind).term)
			if d.hashes()[file.table] == before[file.table] {
				t.Error("the commit changed nothing")
			}
			status, page := d.fetch(path + "/summary.txt")
			if status != http.StatusOK || !strings.Contains(page, "Committed to Caseload as revision") {
				t.Errorf("summary: %d\n%s", status, page)
			}
			d.mustPost(path + "/undo")
			d.says(d.get(path), "is undone.")
			if d.hashes()[file.table] != before[file.table] {
				t.Errorf("after undo the table %s is not as it was", file.table)
			}
			status, page = d.fetch(templatePath(kind))
			if want := strings.Join(ingest.TemplateColumns(kind), ",") + "\r\n"; status != http.StatusOK || page != want {
				t.Errorf("template: %d %q", status, page)
			}
		})
	}
}

// commitOf sends and answers a file, and returns where it is committed.
func (d division) commitOf(text string) string {
	d.t.Helper()
	path := d.mustSend("known.csv", text)
	d.mustPost(path+"/answer", "everything", "no")
	return path + "/commit"
}

// fetch returns a page's status and bytes as they are.
func (d division) fetch(path string) (status int, body string) {
	d.t.Helper()
	response, body := get(d.t, d.Server, path)
	return response.StatusCode, body
}

func TestAFileThatComesBackCorrectedIsTakenWhole(t *testing.T) {
	d := newDivision(t)
	for name, file := range map[string]struct{ bad, good, wrong string }{
		"counts":   {septemberVA + "2026-09,VA,Gastrostomy,1O\n", "12", "1O"},
		"targets":  {"month,site,procedure,target\n2026-10,VA,,180\n2026-11,VA,,x80\n", "175", "x80"},
		"schedule": {"trainee,month,site,rotation\nR-01,2026-10,VA,IR\nR-02,2026-13,VA,DR\n", "2026-12", "2026-13"},
	} {
		t.Run(name, func(t *testing.T) {
			path := d.mustSend(name+".csv", file.bad)
			d.says(d.get(path), "cannot be used", file.wrong)
			_, noted := d.fetch(path + "/findings.csv")
			if !strings.Contains(noted, "caseload note") && !strings.Contains(noted, "caseload_notes") {
				t.Fatalf("no column of notes:\n%s", noted)
			}
			// The mistake is repeated in the note; a coordinator corrects the cell and leaves the note.
			corrected := strings.Replace(noted, file.wrong, file.good, 1)
			again := d.mustSend(name+" corrected.csv", corrected)
			page := d.get(again)
			d.says(page, "are ready")
			d.saysNot(page, "cannot be used")
		})
	}
}

func TestAFindingIsDecidedInPlaceAndTheDecisionCanBeChanged(t *testing.T) {
	d := newDivision(t)
	path := d.mustSend("october.csv", octoberVA+"2026-10,VA,Gastrostomy,1O\n")
	preview := d.preview(path)
	mark := preview.Findings[0].Mark()
	d.says(d.get(path), "Use 10", "Leave out this row")
	if got := d.mustPost(path+"/decide", "finding", mark, "do", "use"); got != path+"#findings" {
		t.Errorf("a decision leads to %s", got)
	}
	page := d.get(path)
	d.says(page, "All 4 rows are ready", "Decided by hand", `Row 5, "count": 10 is used in place of "1O".`)
	d.mustPost(path+"/decide", "finding", mark, "do", "back")
	page = d.get(path)
	d.says(page, "3 of 4 rows are ready", "“1O” is not a number.")
	d.saysNot(page, "Decided by hand")
	if status, _, page := d.post(path+"/decide", "finding", "nonsense", "do", "use"); status != http.StatusConflict || !strings.Contains(page, "is no longer there") {
		t.Errorf("a decision about nothing: %d %s", status, page)
	}
}

func (d division) preview(path string) ingest.Preview {
	d.t.Helper()
	preview, err := d.config.Ingest.Open(d.t.Context(), caseload.UploadID(strings.TrimPrefix(path, "/uploads/")))
	if err != nil {
		d.t.Fatal(err)
	}
	return preview
}

func TestALeadSaysWhoseFileItIsAndTheListOfUploadsSaysIt(t *testing.T) {
	d := newDivision(t)
	path := d.mustSend("october.csv", octoberVA)
	d.mustPost(path+"/answer", "whose", "yes", "on_behalf_of", "Dana C.")
	d.says(d.get(path), "on behalf of Dana C.", "Sent for Dana C. · Change")
	d.mustPost(path+"/answer", "everything", "no")
	d.commit(path)
	d.says(d.get("/data"), "for Dana C.")
	d.says(d.get("/settings/history/1"), "on behalf of Dana C.")
}

func TestARememberedAnswerIsListedAsSuchAndCanBeChanged(t *testing.T) {
	d := newDivision(t)
	file := func(month string) string {
		return "month,site,procedure,setting,vol\n" + month + ",VA,Biopsy,obs,3\n"
	}
	first := d.mustSend("september.csv", file("2026-09"))
	d.mustPost(first+"/answer", "header:E", "vol", "field:E", "count")
	d.mustPost(first+"/answer", "q:unknown_setting:obs", "outpatient")
	d.mustPost(first+"/answer", "everything", "no")
	d.commit(first)
	next := d.mustSend("october.csv", file("2026-10"))
	d.says(d.get(next), `Is "obs" inpatient or outpatient? Outpatient remembered Change`, "What is the column “vol”? Count remembered Change")
	d.mustPost(next+"/answer", "q:unknown_setting:obs", "inpatient")
	page := d.get(next)
	d.says(page, `Is "obs" inpatient or outpatient? Inpatient Change`)
	d.mustPost(next+"/answer", "everything", "no")
	d.commit(next)
	d.says(d.get(d.mustSend("november.csv", file("2026-11"))), "Inpatient remembered Change")
}

func TestTheAddressOfAFormLeadsBackToItsUpload(t *testing.T) {
	d := newDivision(t)
	path := d.mustSend("october.csv", octoberVA)
	for _, form := range []string{"answer", "decide", "commit", "undo", "redo", "discard"} {
		response, _ := get(t, d.Server, path+"/"+form)
		if response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") != path {
			t.Errorf("GET %s: %d to %s", form, response.StatusCode, response.Header.Get("Location"))
		}
	}
}

func TestABudgetAmongCountsIsOfferedAndTakenOver(t *testing.T) {
	d := newDivision(t)
	path := d.mustSend("october.csv", "month,site,procedure,actual,budget\n2026-10,VA,Biopsy,14,12\n2026-10,VA,Drainage,9,10\n")
	d.says(d.get(path), "Two budget numbers stand among the counts", "Take it over as targets")
	d.mustPost(path+"/answer", "targets", "yes")
	d.mustPost(path+"/answer", "everything", "no")
	d.says(d.get(path), "Leave the budget out")
	d.commit(path)
	d.says(d.get(path), "2 targets are taken over")
	if targets, err := d.store.Targets(t.Context()); err != nil || len(targets) != 2 {
		t.Errorf("%+v %v", targets, err)
	}
}

func TestTheRefusalOfAColumnShowsTheWayOutAndLetsAnAdministratorRecordIt(t *testing.T) {
	d := newDivision(t)
	const file = "month,site,procedure,count,case no\n2026-10,VA,Biopsy,14,1\n"
	_, _, page := d.send("october.csv", file)
	d.says(page, "How to make a monthly summary", "Get the template", "none of them is kept", "Record “case no” as harmless")
	p, err := d.config.Ingest.Preview(t.Context(), ingest.File{Name: "x.csv", Bytes: []byte(file)}, ingest.Options{}, caseload.LocalUser)
	if err != nil || p.Harmless == nil {
		t.Fatal(err, p.Code)
	}
	d.mustPost("/data/harmless", "source", p.Harmless.Source, "column", p.Harmless.Column)
	d.says(d.get(d.mustSend("october.csv", file)), "An administrator has recorded that the column \"case no\" of this source holds no identifiers.", "Take it back")
}
