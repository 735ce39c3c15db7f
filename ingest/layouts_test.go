package ingest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/ingest/table"
)

// said writes an inspection's records as "2025-01 VA PICC 3 inpatient".
func said(got Inspection) []string {
	lines := []string{}
	for _, record := range got.Records {
		line := ""
		for _, value := range record {
			if value != nil {
				line += fmt.Sprint(" ", value)
			}
		}
		lines = append(lines, strings.TrimSpace(line))
	}
	return lines
}

func warningsOf(got Inspection, code Code) []string {
	var messages []string
	for _, warning := range got.Warnings {
		if warning.Code == code {
			messages = append(messages, warning.Message)
		}
	}
	return messages
}

const stacked = `University Interventional Radiology Volumes 2025,,,,,,
Category,Description,Measurement,Jan,Feb,Dec,YTD
Access,PICC,Actual,10,12,,22
,,Budget,11,11.5,12,34.5
,Port,Actual,5,6,,11
,,Budget,5,5,5,15
Access Total,,Actual,15,18,,33

VA Interventional Radiology Volumes 2025,,,,,,
Category,Description,Measurement,Jan,Feb,Dec,YTD
Access,PICC,Actual,1,2,,3
,,Budget,1,1,1,3
,,Variance,0,1,,
Total,,Actual,1,2,,4
`

func TestTwoSitesStackedUnderBannersAreReadWithoutTheirBudgets(t *testing.T) {
	got := inspectText(stacked, "")
	want := []string{
		"2025-01 University PICC 10", "2025-02 University PICC 12", "2025-01 University Port 5", "2025-02 University Port 6",
		"2025-01 VA PICC 1", "2025-02 VA PICC 2",
	}
	if diff := cmp.Diff(want, said(got)); diff != "" || got.Outcome != OutcomeAccept {
		t.Errorf("%s %s %v (-want +got)\n%s", got.Outcome, got.Message, got.RowErrors, diff)
	}
	for code, want := range map[Code]string{CodeBudget: "3 rows hold", CodeOtherMeasure: `"Variance", row 13`, CodeTotalDiffers: "the total says 4, the months beside it add up to 3"} {
		if messages := warningsOf(got, code); len(messages) != 1 || !strings.Contains(messages[0], want) {
			t.Errorf("%s: want one warning with %q, got %q", code, want, messages)
		}
	}
}

func TestBudgetRowsAreShownAsTargetsAndNotStored(t *testing.T) {
	s, st := newService(t)
	p := mustPreview(t, s, stacked, Options{})
	want := []Target{
		{month("2025-01"), "University", "PICC", 11, "", 4}, {month("2025-02"), "University", "PICC", 11.5, "", 4}, {month("2025-12"), "University", "PICC", 12, "", 4},
		{month("2025-01"), "University", "Port", 5, "", 6}, {month("2025-02"), "University", "Port", 5, "", 6}, {month("2025-12"), "University", "Port", 5, "", 6},
		{month("2025-01"), "VA", "PICC", 1, "", 12}, {month("2025-02"), "VA", "PICC", 1, "", 12}, {month("2025-12"), "VA", "PICC", 1, "", 12},
	}
	if diff := cmp.Diff(want, p.Targets); diff != "" {
		t.Errorf("targets (-want +got)\n%s", diff)
	}
	mustCommit(t, s, p, CommitOptions{})
	if got := stored(t, st); len(got) != 6 {
		t.Errorf("want the 6 counts stored and no budget, got %q", got)
	}
}

func TestABudgetColumnBesideTheCountIsATarget(t *testing.T) {
	got := inspectText("month,site,procedure,actual,budget\n2025-01,VA,PICC,3,4\n", "")
	if diff := cmp.Diff([]string{"2025-01 VA PICC 3"}, said(got)); diff != "" || len(warningsOf(got, CodeBudget)) != 1 {
		t.Errorf("%+v (-want +got)\n%s", got.Warnings, diff)
	}
}

func TestAnUnknownMeasurementIsAskedAndNeverTakenForACount(t *testing.T) {
	text := "Procedure,Site,Measurement,Jan-25,Feb-25\nPICC,VA,Actual,1,2\nPICC,VA,Wibble,7,8\n"
	got := inspectText(text, "")
	if diff := cmp.Diff([]string{"2025-01 VA PICC 1", "2025-02 VA PICC 2"}, said(got)); diff != "" || len(got.Questions) != 1 || len(got.RowErrors) != 1 {
		t.Fatalf("%+v (-want +got)\n%s", got, diff)
	}
	for answer, rows := range map[string]int{"budget": 2, "skip": 2} {
		again := Inspect(File{Bytes: []byte(text)}, Options{Answers: map[string]string{got.Questions[0].ID: answer}}, corpusToday)
		if again.Outcome != OutcomeAccept || len(again.Records) != rows {
			t.Errorf("%s: %+v", answer, again)
		}
	}
}

func TestSitesAcrossTakeTheirMonthFromAColumnTheTitleTheSheetOrAnAnswer(t *testing.T) {
	want := []string{"2025-09 University PICC 10", "2025-09 VA PICC 5", "2025-09 University Port 7"}
	body := "Procedure,University,VA,Total\nPICC,10,5,15\nPort,7,-,7\nTotal,17,5,22\n"
	for name, text := range map[string]string{
		"title":  "IR volumes September 2025\n" + body,
		"column": "Month,Procedure,University,VA,Total\n2025-09,PICC,10,5,15\n2025-09,Port,7,-,7\nTotal,,17,5,22\n",
	} {
		got := inspectText(text, "")
		if diff := cmp.Diff(want, said(got)); diff != "" || got.Outcome != OutcomeAccept || len(warningsOf(got, CodeTotalDiffers)) > 0 {
			t.Errorf("%s: %s %+v (-want +got)\n%s", name, got.Outcome, got.Warnings, diff)
		}
	}
	asked := inspectText(body, "")
	if asked.Outcome != OutcomeAsk || len(asked.Questions) != 1 || asked.Questions[0].Code != "month_of_table" {
		t.Fatalf("want the month asked, got %+v", asked)
	}
	answered := Inspect(File{Bytes: []byte(body)}, Options{Answers: map[string]string{asked.Questions[0].ID: "2025-09"}}, corpusToday)
	if diff := cmp.Diff(want, said(answered)); diff != "" {
		t.Errorf("answered (-want +got)\n%s", diff)
	}
}

func TestMonthsWithoutAYearAreAskedUnlessATitleNamesIt(t *testing.T) {
	body := "Procedure,Site,Oct,Nov,Dec,Jan\nPICC,VA,1,2,3,4\n"
	want := []string{"2024-10 VA PICC 1", "2024-11 VA PICC 2", "2024-12 VA PICC 3", "2025-01 VA PICC 4"}
	for _, title := range []string{"VA volumes FY2025", "VA volumes FY25", "VA volumes, fiscal year 2025"} {
		if got := inspectText(title+"\n"+body, ""); cmp.Diff(want, said(got)) != "" {
			t.Errorf("%s: want %q, got %+v", title, want, got)
		}
	}
	if got := inspectText("VA volumes 2024-25\n"+body, ""); cmp.Diff(want, said(got)) != "" {
		t.Errorf("title with both years: want %q, got %+v", want, got)
	}
	if got := inspectText("VA volumes\nRun date,01/05/2026\n"+body, ""); got.Outcome != OutcomeAsk {
		t.Errorf("a report's own date is no year of its months: got %+v", got)
	}
	asked := inspectText("VA volumes\n"+body, "")
	if asked.Outcome != OutcomeAsk || asked.Questions[0].Code != "year_of_table" {
		t.Fatalf("want the year asked, got %+v", asked)
	}
	answered := Inspect(File{Bytes: []byte(body)}, Options{Limits: table.UploadLimits(), Answers: map[string]string{asked.Questions[0].ID: "2024"}}, corpusToday)
	if diff := cmp.Diff(want, said(answered)); diff != "" {
		t.Errorf("answered (-want +got)\n%s", diff)
	}
}

func TestYearsAboveMonthsHoldUntilTheNextYear(t *testing.T) {
	got := inspectText(",,2024,,,2025,\nProcedure,Site,Nov,Dec,Total,Jan,Feb\nPICC,VA,1,2,3,4,5\n", "")
	want := []string{"2024-11 VA PICC 1", "2024-12 VA PICC 2", "2025-01 VA PICC 4", "2025-02 VA PICC 5"}
	if diff := cmp.Diff(want, said(got)); diff != "" || got.Outcome != OutcomeAccept || len(got.Warnings) > 0 {
		t.Errorf("%s %+v (-want +got)\n%s", got.Outcome, got.Warnings, diff)
	}
}

func TestTotalsOfEveryKindAreAddedUpAgainAndNeverRecords(t *testing.T) {
	for _, test := range []struct {
		name, text string
		said       string // by the warning; "" for none
		records    int
	}{
		{"site subtotals", "month,site,procedure,count\n2025-01,VA,PICC,4\n2025-01,VA,Port,2\n,VA subtotal,,6\n2025-01,University,PICC,9\n,University subtotal,,10\n", "10, the rows above add up to 9", 3},
		{"a month's total", "month,site,procedure,count\n2025-01,VA,PICC,4\n2025-02,VA,PICC,2\n2025-02,VA,Total,2\n2025-01,VA,Total,5\n", "5, the rows above add up to 4", 2},
		{"groups", "Group,Procedure,Site,Jan-25,Feb-25\nAccess,PICC,VA,1,2\n,Port,VA,3,4\nAccess total,,,4,6\nDrain,Chest,VA,5,6\nDrain total,,,5,7\nGrand total,,,9,12\n", "7, the rows above add up to 6", 6},
		{"quarter and year to date", "Procedure,Site,Jan-25,Feb-25,Mar-25,Q1,Apr-25,YTD\nPICC,VA,1,2,3,6,4,10\nPort,VA,1,1,1,3,1,5\n", "5, the months beside it add up to 4", 8},
		{"all of it adds up", "Procedure,Site,Jan-25,Feb-25,Total\nPICC,VA,1,2,3\nPort,VA,3,4,7\nTotal,,4,6,10\n", "", 4},
		{"a hidden number leaves totals alone", "Procedure,Site,Jan-25,Feb-25,Total\nPICC,VA,<11,2,9\nPort,VA,3,4,7\nTotal,,10,6,16\n", "", 3},
	} {
		got := inspectText(test.text, "")
		warnings := warningsOf(got, CodeTotalDiffers)
		if len(got.Records) != test.records {
			t.Errorf("%s: want %d records, got %q %v", test.name, test.records, said(got), got.RowErrors)
		}
		if test.said == "" && len(warnings) > 0 || test.said != "" && (len(warnings) != 1 || !strings.Contains(warnings[0], test.said)) {
			t.Errorf("%s: want one warning with %q, got %q", test.name, test.said, warnings)
		}
	}
}

func TestATotalBesideItsOwnSplitsIsNeverCountedTwice(t *testing.T) {
	const header = "month,site,procedure,setting,count\n2025-01,VA,PICC,inpatient,3\n2025-01,VA,PICC,outpatient,4\n"
	split := []string{"2025-01 VA PICC 3 inpatient", "2025-01 VA PICC 4 outpatient"}
	if got := inspectText(header+"2025-01,VA,PICC,All,7\n", ""); cmp.Diff(split, said(got)) != "" || got.Outcome != OutcomeAccept {
		t.Errorf("want %q, got %q %+v", split, said(got), got.Questions)
	}
	apart := "month,site,procedure,setting,referral_state,count\n2025-01,VA,PICC,inpatient,UT,3\n2025-01,VA,PICC,outpatient,,4\n"
	if got := inspectText(apart, ""); len(got.Records) != 2 || got.Outcome != OutcomeAccept {
		t.Errorf("a split of another setting is no part: got %q %+v", said(got), got.Questions)
	}
	text := header + "2025-01,VA,PICC,,9\n"
	asked := inspectText(text, "")
	if asked.Outcome != OutcomeAsk || !strings.Contains(asked.Questions[0].Text, "9") || !strings.Contains(asked.Questions[0].Text, "7") {
		t.Fatalf("want a question with both numbers, got %+v", asked)
	}
	for answer, want := range map[string][]string{"splits": split, "totals": {"2025-01 VA PICC 9"}, "both": {split[0], split[1], "2025-01 VA PICC 9"}} {
		got := Inspect(File{Bytes: []byte(text)}, Options{Answers: map[string]string{asked.Questions[0].ID: answer}}, corpusToday)
		if diff := cmp.Diff(want, said(got)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", answer, diff)
		}
	}
}

func TestABlankLabelInTheFirstRowIsAFindingAndTakesNoOtherName(t *testing.T) {
	got := inspectText("Procedure,Site,Jan-25,Feb-25\nPICC,,1,2\nPort,VA,3,4\n", "")
	if diff := cmp.Diff([]string{"2025-01 VA Port 3", "2025-02 VA Port 4"}, said(got)); diff != "" || len(got.RowErrors) != 1 || got.RowErrors[0].Row != 2 {
		t.Errorf("%+v (-want +got)\n%s", got.RowErrors, diff)
	}
}
