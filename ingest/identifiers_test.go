package ingest

import (
	"encoding/json"
	"strings"
	"testing"

	"caseload/store/caseload"
)

func TestIdentifiersAnywhereRefuseTheFileAndAreNeverRepeated(t *testing.T) {
	for _, test := range []struct{ name, text, secret string }{
		{"column of record numbers", "month,site,procedure,count,MRN\n2025-01,VA,Biopsy,1,7654321\n", "7654321"},
		{"number in a procedure's text", "month,site,procedure,count\n2025-01,VA,Biopsy MRN 7654321,1\n", "7654321"},
		{"social security numbers under an innocent header", "month,site,procedure,count,x\n2025-01,VA,Biopsy,1,388-27-7411\n", "388-27-7411"},
		{"date of birth", "month,site,procedure,count,DOB\n2025-01,VA,Biopsy,1,07/07/1970\n", "07/07/1970"},
		{"patient names", "month,site,procedure,count,Patient Name\n2025-01,VA,Biopsy,1,\"Chen, Elena\"\n", "Elena"},
		{"phone in a footnote", "month,site,procedure,count\n2025-01,VA,Biopsy,1\nCall 801-555-4948\n", "801-555-4948"},
		{"e-mail", "month,site,procedure,count,x\n2025-01,VA,Biopsy,1,elena@example.org\n", "elena@example.org"},
		{"address", "month,site,procedure,count,Home Address\n2025-01,VA,Biopsy,1,100 Elm St\n", "100 Elm"},
		{"accession numbers", "month,site,procedure,count,Accession\n2025-01,VA,Biopsy,1,A1234567\n", "A1234567"},
		{"beside a row that is bad for another reason", "month,site,procedure,count,SSN\n2025-01,VA,388-27-7411,x,388-27-7411\n", "388-27-7411"},
		{"no header at all", "2025-01,VA,388-27-7411,1\n", "388-27-7411"},
		{"record numbers without a name", "month,site,procedure,count,x\n" + numbered("2025-01,VA,Biopsy,1,76543"), "7654301"},
	} {
		got := inspectText(test.text, caseload.KindProcedures)
		text, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		if got.Outcome != OutcomeReject || got.Code != CodePatientIdentifier {
			t.Errorf("%s: want reject, got %s %s", test.name, got.Outcome, got.Code)
		}
		if strings.Contains(string(text), test.secret) {
			t.Errorf("%s: the value is repeated: %s", test.name, text)
		}
	}
}

func numbered(prefix string) string {
	var b strings.Builder
	for _, end := range []string{"01", "02", "03", "04", "05", "06"} {
		b.WriteString(prefix + end + "\n")
	}
	return b.String()
}

func TestHarmlessColumnsAndNumbersAreNotTakenForIdentifiers(t *testing.T) {
	for _, test := range []struct {
		name, text string
		kind       caseload.UploadKind
	}{
		{"patient class", "month,site,procedure,count,Patient Class\n2025-01,VA,Biopsy,1,IP\n", caseload.KindProcedures},
		{"cost centre", "month,site,procedure,count,Cost Center\n2025-01,VA,Biopsy,1,600123\n2025-02,VA,Biopsy,1,600123\n2025-03,VA,Biopsy,1,600123\n2025-04,VA,Biopsy,1,600123\n2025-05,VA,Biopsy,1,600123\n", caseload.KindProcedures},
		{"run date in the title", "Run date,07/02/2024,,\nmonth,site,procedure,count\n2025-01,VA,Biopsy,1\n", caseload.KindProcedures},
		{"nine-digit staff numbers", "staff_id,name,role,site,fte,start_date\n412000000,\"Lee, Ann\",RN,VA,1,2020-01-05\n", caseload.KindRoster},
		{"staff names", "staff_id,name,role,site,fte,start_date,Supervisor\n1,\"Lee, Ann\",RN,VA,1,2020-01-05,Dr. Wu\n", caseload.KindRoster},
	} {
		if got := inspectText(test.text, test.kind); got.Outcome != OutcomeAccept {
			t.Errorf("%s: want accept, got %s %s %s %v", test.name, got.Outcome, got.Code, got.Message, got.RowErrors)
		}
	}
}

func TestAStaffersSocialSecurityNumberRefusesTheRoster(t *testing.T) {
	got := inspectText("staff_id,name,role,site,fte,start_date,SSN\n1,\"Lee, Ann\",RN,VA,1,2020-01-05,471-70-8872\n", caseload.KindRoster)
	if got.Outcome != OutcomeReject || got.Code != CodeStaffIdentifier || strings.Contains(got.Message, "471") {
		t.Errorf("want reject without the value, got %+v", got)
	}
}

func TestAReasonForLeaveIsNeitherKeptNorRepeated(t *testing.T) {
	got := inspectText("staff_id,role,site,fte,start_date,status\n1,RN,VA,1,2020-01-05,maternity leave\n", caseload.KindRoster)
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.RowErrors) != 1 || strings.Contains(string(text), "maternity") {
		t.Errorf("want one finding that does not repeat the reason, got %s", text)
	}
}
