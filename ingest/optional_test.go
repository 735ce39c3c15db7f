package ingest

import (
	"fmt"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/ingest/table"
	"caseload/store/caseload"
)

// optionalExamples are a good file of each kind as the specification writes it, and what it says.
func optionalExamples() map[caseload.UploadKind]struct {
	text string
	want []string
} {
	return map[caseload.UploadKind]struct {
		text string
		want []string
	}{
		caseload.KindSchedule: {
			"trainee,month,site,rotation,path,year,share\nR-01,2026-07,University,IR,integrated,5,1\nR-02,2026-07,VA,IR,ESIR,4,0.5\nR-02,2026-07,University,DR,ESIR,4,50%\nR-03,2027-03,VA,clinic,,,1/2\n",
			[]string{"R-01 2026-07 University IR integrated 5 1", "R-02 2026-07 VA IR ESIR 4 0.5", "R-02 2026-07 University DR ESIR 4 0.5", "R-03 2027-03 VA clinic 0.5"},
		},
		caseload.KindCases: {
			"trainee,as_of,category,count,elsewhere\nR-01,2026-06-30,Drainage,120,10\nR-01,2026-06-30,,300.5,\n",
			[]string{"R-01 2026-06-30 Drainage 120 10", "R-01 2026-06-30 300.5 0"},
		},
		caseload.KindMinutes: {
			"procedure,role,phase,minutes,people,source\nPICC placement,RN,Recovery,60,1/3,local estimate\nPICC placement,tech,room,45.5,2,\n",
			[]string{"PICC placement nurse recovery 60 0.3333333333333333 local estimate", "PICC placement technologist room 45.5 2"},
		},
		caseload.KindTargets: {
			"month,site,procedure,target\n2026-07,University,,520\n2026-07,VA,all,178.5\n2027-06,VA,PICC placement,11\n",
			[]string{"2026-07 University 520", "2026-07 VA 178.5", "2027-06 VA PICC placement 11"},
		},
		caseload.KindMeasures: {
			"month,site,measure,value,role\n2026-08,VA,Room_Hours_Used,\"1,240.5\",\n2026-08,VA,overtime,12,nurse\n2026-08,VA,on-time starts,30,\n",
			[]string{"2026-08 VA room hours used 1240.5", "2026-08 VA overtime hours 12 nurse", "2026-08 VA on-time starts 30"},
		},
		caseload.KindHeadcounts: {
			"month,site,role,headcount,fte\n2026-08,VA,RN,5,4.6\n2026-08,VA,tech,,3\n2026-08,University,attending,6,\n",
			[]string{"2026-08 VA nurse 5 4.6", "2026-08 VA technologist 3", "2026-08 University attending 6"},
		},
	}
}

func TestEachOptionalFileIsToldByItsHeadersAndReadWhole(t *testing.T) {
	examples := optionalExamples()
	if len(examples) != len(optionalFiles()) {
		t.Fatalf("want an example of each of %d kinds, got %d", len(optionalFiles()), len(examples))
	}
	for kind, example := range examples {
		got := inspectText(example.text, "")
		if diff := cmp.Diff(example.want, said(got)); diff != "" || got.Kind != kind || got.Outcome != OutcomeAccept {
			t.Errorf("%s: %s %s %s %v (-want +got)\n%s", kind, got.Kind, got.Outcome, got.Message, got.RowErrors, diff)
		}
		template := strings.Join(TemplateColumns(kind), ",") + "\n"
		if head := strings.SplitAfter(example.text, "\n")[0]; head != template {
			t.Errorf("%s: want the template %q to be the specification's header %q", kind, template, head)
		}
	}
}

func TestOptionalFilesAreReadUnderTheNamesThatCoordinatorsUse(t *testing.T) {
	for _, test := range []struct {
		name, text string
		kind       caseload.UploadKind
		want       []string
	}{
		{"a schedule with other words", "Resident ID,Period,Facility,Service,Track,Yr\nR-1,Jul-26,Univ,Interventional Radiology,IR/DR integrated,4th\n", caseload.KindSchedule,
			[]string{"R-1 2026-07 University IR integrated 4 1"}},
		{"a grid of a schedule", "University rotation grid\n\nResident,Jul-26,Aug-26,Sep-26\nR-1,IR,DR,VIR\nR-2,,SICU,\n", caseload.KindSchedule,
			[]string{"R-1 2026-07 University IR 1", "R-1 2026-08 University DR 1", "R-1 2026-09 University IR 1", "R-2 2026-08 University SICU 1"}},
		{"a budget with months across", "Site,Procedure,Jul-26,Aug-26\nUH,PICC,10,11.5\nVA,,180,-\n", caseload.KindTargets,
			[]string{"2026-07 University PICC 10", "2026-08 University PICC 11.5", "2026-07 VA 180"}},
		{"a budget column", "month,site,exam,budget\n7/1/2026,VA,PICC,10\n", caseload.KindTargets, []string{"2026-07 VA PICC 10"}},
		{"year and month apart", "year,month,site,metric,amount\n2026,Aug,VA,Cancellations,3\n2026,9,VA,Add ons,4\n", caseload.KindMeasures,
			[]string{"2026-08 VA cancellations 3", "2026-09 VA add-ons 4"}},
		{"a semicolon file with decimal commas", "month;site;role;headcount;fte\n2026-08;VA;RN;5;4,6\n", caseload.KindHeadcounts, []string{"2026-08 VA nurse 5 4.6"}},
		{"one spelling a name", "trainee,as_of,category,count\nR-1,6/30/2026,Biopsy,3\nr-1,6/30/2026,Drainage,4\nR-2,6/30/2026,BIOPSY,5\n", caseload.KindCases,
			[]string{"R-1 2026-06-30 Biopsy 3 0", "R-1 2026-06-30 Drainage 4 0", "R-2 2026-06-30 Biopsy 5 0"}},
		{"totals and notes", "procedure,role,phase,minutes,people\nPICC,RN,room,45,1\nTotal,,,45,\nAll numbers are estimates,,,,\n", caseload.KindMinutes, []string{"PICC nurse room 45 1"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := inspectText(test.text, test.kind)
			if diff := cmp.Diff(test.want, said(got)); diff != "" || got.Outcome != OutcomeAccept {
				t.Errorf("%s %s %v (-want +got)\n%s", got.Outcome, got.Message, got.RowErrors, diff)
			}
		})
	}
}

func TestCountsAndRostersAreStillToldFromOptionalFiles(t *testing.T) {
	for text, want := range map[string]caseload.UploadKind{
		"month,site,procedure,count\n2025-01,VA,PICC,1\n":                                        caseload.KindProcedures,
		"month,site,procedure,actual,budget\n2025-01,VA,PICC,1,2\n":                              caseload.KindProcedures,
		"Procedure,Site,Measurement,Jan-25,Feb-25\nPICC,VA,Actual,1,2\n":                         caseload.KindProcedures,
		"Procedure,University,VA\nPICC,1,2\n":                                                    caseload.KindProcedures,
		"staff_id,name,role,site,fte,start_date\n1,A,RN,VA,1,2025-01-01\n":                       caseload.KindRoster,
		"month,site,procedure,trainee,count\n2025-01,VA,PICC,R-1,1\n":                            caseload.KindProcedures,
		"date,site,procedure,role,minutes,count\n2025-01,VA,PICC,RN,3,1\n":                       caseload.KindProcedures,
		"trainee,date,count\nR-1,2025-01-31,4\n":                                                 caseload.KindCases,
		"month,site,role,headcount\n2025-01,VA,RN,4\n":                                           caseload.KindHeadcounts,
		"trainee,month,rotation\nR-1,2025-01,IR\n":                                               caseload.KindSchedule,
		"month,site,procedure,target\n2025-01,VA,PICC,4\n":                                       caseload.KindTargets,
		"month,site,measure,value\n2025-01,VA,call-backs,4\n":                                    caseload.KindMeasures,
		"procedure,role,phase,minutes,people\nPICC,RN,room,4,1\n":                                caseload.KindMinutes,
		"Exam,Title,Stage,Mins,# of people\nPICC,RN,in room,4,1\n":                               caseload.KindMinutes,
		"month,facility,description,amount\n2025-01,VA,PICC,4\n":                                 caseload.KindProcedures,
		"University Volumes 2025\nCategory,Description,Measurement,Jan,Feb\nA,PICC,Actual,1,2\n": caseload.KindProcedures,
	} {
		if got := inspectText(text, ""); got.Kind != want {
			t.Errorf("%q: want %s, got %s (%s)", strings.SplitN(text, "\n", 2)[0], want, got.Kind, got.Message)
		}
	}
}

// optionalMistakes are files with one mistake a row, and the codes that their rows bring about, by row.
func optionalMistakes() map[caseload.UploadKind]struct {
	text string
	want []string
} {
	return map[caseload.UploadKind]struct {
		text string
		want []string
	}{
		caseload.KindSchedule: {
			"trainee,month,site,rotation,path,year,share\n,2026-07,VA,IR,,,\nR-1,2026-13,VA,IR,,,\nR-1,2040-01,VA,IR,,,\nR-1,2026-07,Mars,IR,,,\nR-1,2026-07,VA,,,,\nR-1,2026-07,VA,DR,,PGY-6,\n" +
				"R-1,2026-07,VA,SICU,,,1.5\nR-1,2026-07,VA,away,,,0\nR-1,2026-08,VA,IR,,4,1\nR-1,2026-08,VA,IR,,4,1\nR-2,2026-08,VA,IR,,4,1\nR-2,2026-08,VA,IR,,5,1\nR-3,2026-08,VA,IR,,4,1,9\n",
			[]string{"2 trainee missing_value", "3 month invalid_month", "4 month month_out_of_range", "5 site unknown_site", "6 rotation missing_value", "7 year invalid_year",
				"8 share count_out_of_range", "9 share invalid_share", "11 trainee duplicate_row", "12 trainee conflicting_duplicate", "13 trainee conflicting_duplicate", "14 H ragged_row"},
		},
		caseload.KindCases: {
			"trainee,as_of,category,count,elsewhere\n,2026-06-30,A,1,\nR-1,June,A,1,\nR-1,2027-06-30,A,1,\nR-1,2026-06-30,B,x,\nR-1,2026-06-30,C,-4,\nR-1,2026-06-30,D,<11,\nR-1,2026-06-30,E,,\nR-1,2026-06-30,F,3,7\n",
			[]string{"2 trainee missing_value", "3 as_of invalid_date", "4 as_of invalid_date", "5 count invalid_count", "6 count negative_count", "7 count suppressed_count", "8 count missing_value", "9 elsewhere count_out_of_range"},
		},
		caseload.KindMinutes: {
			"procedure,role,phase,minutes,people\n,RN,room,1,1\nPICC,CRNA,room,1,1\nPICC,resident,room,1,1\nPICC,RN,lunch,1,1\nPICC,RN,room,9999,1\nPICC,RN,pre,\"1,5\",1\nPICC,RN,post,12O,1\nPICC,RN,turnover,5,1/0\nPICC,RN,turnover,5,40\n",
			[]string{"2 procedure missing_value", "3 role unknown_role", "4 role unknown_role", "5 phase unknown_phase", "6 minutes count_out_of_range", "7 minutes invalid_count", "8 minutes invalid_count", "9 people invalid_count", "10 people count_out_of_range"},
		},
		caseload.KindTargets: {
			"month,site,procedure,target\nFY26,VA,,4\n2040-01,VA,,4\n2026-07,,,4\n2026-07,Mars,,4\n2026-07,VA,,-4\n2026-07,VA,,\n2026-07,VA,PICC,ten\n2026-08,VA,all,5\n2026-08,VA,,6\n",
			[]string{"2 month invalid_month", "3 month month_out_of_range", "4 site missing_value", "5 site unknown_site", "6 target negative_count", "7 target missing_value", "8 target invalid_count", "9 month conflicting_duplicate", "10 month conflicting_duplicate"},
		},
		caseload.KindMeasures: {
			"month,site,measure,value,role\n2027-06,VA,add-ons,4,\n2026-07,VA,,4,\n2026-07,VA,add-ons,85%,\n2026-07,VA,add-ons,4,wizard\n2026-07,VA,overtime,-1,RN\n",
			[]string{"2 month month_out_of_range", "3 measure missing_value", "4 value invalid_count", "5 role unknown_role", "6 value negative_count"},
		},
		caseload.KindHeadcounts: {
			"month,site,role,headcount,fte\n2026-07,VA,RN,,\n2026-07,VA,tech,4.5,\n2026-07,VA,,4,4\n2026-07,VA,boss,4,4\n2026-07,VA,APP,4,some\n",
			[]string{"2 headcount missing_value", "3 headcount non_integer_count", "4 role missing_value", "5 role unknown_role", "6 fte invalid_count"},
		},
	}
}

func TestEveryMistakeInAnOptionalFileIsNamedByRowColumnFoundAndExpected(t *testing.T) {
	for kind, test := range optionalMistakes() {
		got := inspectText(test.text, kind)
		var lines []string
		sort.SliceStable(got.RowErrors, func(i, j int) bool { return got.RowErrors[i].Row < got.RowErrors[j].Row })
		for _, e := range got.RowErrors {
			lines = append(lines, fmt.Sprintf("%d %s %s", e.Row, e.Column, e.Code))
			if e.Found == "" || e.Expected == "" || !strings.Contains(e.Message, fmt.Sprintf("row %d", e.Row)) {
				t.Errorf("%s: a part is missing: %+v", kind, e)
			}
		}
		if diff := cmp.Diff(test.want, lines); diff != "" {
			t.Errorf("%s (-want +got)\n%s", kind, diff)
		}
	}
}

func TestAFileWithNamesOrNumbersOfPeopleIsRefusedWhateverItsKind(t *testing.T) {
	for _, test := range []struct {
		name, text, planted string
		code                Code
	}{
		{"a schedule with names", "trainee,month,site,rotation\n\"Brennagh, Zofia\",2026-07,VA,IR\n", "Brennagh", CodeStaffIdentifier},
		{"first name first", "resident,month,site,rotation\nR-1,2026-07,VA,IR\nZofia Brennagh,2026-07,VA,IR\n", "Brennagh", CodeStaffIdentifier},
		{"a column of names beside the ids", "name,month,site,rotation\nZofia Brennagh,2026-07,VA,IR\n", "Brennagh", CodeStaffIdentifier},
		{"case log with record numbers", "trainee,as_of,category,count,mrn\nR-1,2026-06-30,A,3,88123401\n", "88123401", CodePatientIdentifier},
		{"a phone number in a measure", "month,site,measure,value,contact\n2026-07,VA,add-ons,3,404-555-0182\n", "0182", CodePatientIdentifier},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := inspectText(test.text, "")
			if got.Outcome != OutcomeReject || got.Code != test.code {
				t.Fatalf("want %s, got %s %s %v", test.code, got.Outcome, got.Code, got.RowErrors)
			}
			if strings.Contains(fmt.Sprintf("%+v", got), test.planted) {
				t.Errorf("the refusal repeats a value: %+v", got)
			}
		})
	}
	for _, id := range []string{"R-01", "PGY-4 Resident A", "Fellow Two", "IR Resident", "jsmith"} {
		if got := inspectText("trainee,month,site,rotation\n"+id+",2026-07,VA,Surgical Oncology\n", ""); got.Outcome != OutcomeAccept {
			t.Errorf("%q is taken for a name: %s", id, got.Message)
		}
	}
}

func TestOneTargetTableWrittenManyWaysGivesTheSameRecords(t *testing.T) {
	checkManyWays(t, caseload.KindTargets, []string{"month", "site", "procedure", "target"}, [][]string{
		{"2026-07", "University", "Biopsy, liver", "31"}, {"2026-07", "VA", "Chémoembolization", "0"}, {"2027-02", "University", "all", "1028"}, {"2027-02", "VA", "Biopsy, liver", "4"},
	}, []string{"2026-07 University Biopsy, liver 31", "2026-07 VA Chémoembolization 0", "2027-02 University 1028", "2027-02 VA Biopsy, liver 4"})
}

func TestOneScheduleWrittenManyWaysGivesTheSameRecords(t *testing.T) {
	checkManyWays(t, caseload.KindSchedule, []string{"trainee", "month", "site", "rotation", "share"}, [][]string{
		{"R-01", "2026-07", "University", "IR", "0.5"}, {"R-01", "2026-07", "VA", "clinic, élective", "0.5"}, {"R-02", "2027-02", "VA", "DR", "1"}, {"R-03", "2027-02", "VA", "away", "1"},
	}, []string{"R-01 2026-07 University IR 0.5", "R-01 2026-07 VA clinic, élective 0.5", "R-02 2027-02 VA DR 1", "R-03 2027-02 VA away 1"})
}

func checkManyWays(t *testing.T, kind caseload.UploadKind, header []string, rows [][]string, want []string) {
	t.Helper()
	files := manyWays(t, header, rows)
	if len(files) < 24 {
		t.Fatalf("want the table written in 24 ways or more, got %d", len(files))
	}
	for name, data := range files {
		got := Inspect(File{Bytes: data}, Options{Limits: table.UploadLimits()}, corpusToday)
		lines := said(got)
		sort.Strings(lines)
		if diff := cmp.Diff(want, lines); diff != "" || got.Outcome != OutcomeAccept || got.Kind != kind {
			t.Errorf("%s: %s %s %s %v (-want +got)\n%s", name, got.Kind, got.Outcome, got.Message, got.RowErrors, diff)
		}
	}
}
