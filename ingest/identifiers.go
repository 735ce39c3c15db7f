package ingest

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"caseload/ingest/table"
	"caseload/store/caseload"
)

// identifierScan looks for what could name a patient, in every cell of every sheet, shown or hidden.
// What it finds is named by column and kind; no value ever leaves this file.
type identifierScan struct {
	identifierRules
	kind   caseload.UploadKind
	spared spared
}

// identifierRules are the same for every file.
type identifierRules struct {
	headers []headerRule
	values  []valueRule
}

type headerRule struct {
	what    string
	pattern *regexp.Regexp
}

type valueRule struct {
	what    string
	pattern *regexp.Regexp
}

// identifierHit is one reason for refusing a file.
type identifierHit struct {
	sheet  string
	column int
	header string // "" unless the header itself is harmless to repeat
	what   string

	code Code   // "" for that of the kind of file
	fix  string // likewise
}

func newIdentifierScan(kind caseload.UploadKind) identifierScan {
	return identifierScan{identifierRules: theIdentifierRules(), kind: kind}
}

// theIdentifierRules compiles the rules once: that takes longer than to read a small file.
var theIdentifierRules = sync.OnceValue(func() identifierRules {
	header := func(what, pattern string) headerRule {
		return headerRule{what, regexp.MustCompile(`^(?:` + pattern + `)$`)}
	}
	value := func(what, pattern string) valueRule { return valueRule{what, regexp.MustCompile(pattern)} }
	owner := `(?:patient'?s?|pt\.?|member|subject|veteran'?s?|client)`
	return identifierRules{
		headers: []headerRule{
			header("medical record numbers", `.*\bmrn\b.*|(?:`+owner+` )?(?:med(?:ical)? rec(?:ord)?s?|chart|unit)(?: (?:no|num|number|id|#))?\.?|emrn|hospital number`),
			header("social security numbers", `.*\bssn\b.*|.*\bsocial security\b.*|soc sec.*|last ?4(?: ssn)?`),
			header("dates of birth", `.*\bdob\b.*|.*\b(?:date of birth|birth ?date|birthday|born|birth (?:day|year))\b.*|d\.o\.b\.?`),
			header("patient names", owner+`(?:[ ,/-]*(?:last|first|full|middle|legal))?(?:[ ,/-]*names?)?|`+owner+` (?:initials|last|first)|name of `+owner),
			header("patient numbers", owner+` ?(?:id|ids|no|num|number|#|identifier|account|acct)(?: (?:no|number|#))?\.?|icn|edipi|empi|mpi`),
			header("phone numbers", `.*\b(?:phone|telephone|mobile|cell ?phone|fax)\b.*`),
			header("e-mail addresses", `.*\be-?mails?\b.*`),
			header("addresses", `(?:.*\b(?:home|street|mailing|`+owner+`))? ?address(?:es)?(?: (?:line )?\d)?|.*\b(?:home|street|mailing|patient|pt) addr(?:ess)?\b.*|street|zip(?: ?code)?|postal code|`+owner+` (?:zip|city|county)`),
			header("accession or encounter numbers", `.*\baccession\b.*|acc(?:n)? ?(?:no|num|number|#)\.?|csn|(?:encounter|visit|har|fin|account|acct|admission|order|case)(?: ?(?:no|num|number|id|#))\.?|fin`),
			header("insurance numbers", `(?:.*\b(?:insurance|policy|medicare|medicaid|beneficiary|subscriber)\b.*(?:id|no|number|#))|mbi|hicn?`),
		},
		values: []valueRule{
			value("social security numbers", `(?:^|[^0-9A-Za-z-])(?:[0-8]\d{2})-\d{2}-\d{4}(?:$|[^0-9-])`),
			value("phone numbers", `(?:^|[^0-9A-Za-z.-])(?:\+?1[-. ])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-. ])[2-9]\d{2}[-. ]\d{4}(?:$|[^0-9-])`),
			value("e-mail addresses", `(?i)[a-z0-9][a-z0-9._%+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}`),
			value("medical record numbers", `(?i)\b(?:mrn|med(?:ical)? rec(?:ord)?|chart|patient(?: id)?|pt(?: id)?|icn)\b[ .:#]*(?:no|num|number)?[ .:#]*\d{5,}`),
			value("accession or encounter numbers", `(?i)\b(?:accession|acc|csn|encounter|fin)\b[ .:#]*(?:no|num|number)?[ .:#]*[a-z]{0,3}\d{6,}`),
			value("dates of birth", `(?i)\b(?:dob|d\.o\.b\.?|born|birth ?date|date of birth)\b[ .:]*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}`),
			value("social security numbers", `(?i)\bssn\b[ .:#]*\d{4,}`),
		},
	}
})

// headerRows is how many rows from the top of a sheet may hold headers.
const headerRows = 30

// scan returns the first identifier it meets, or nil.
func (s identifierScan) scan(tables []table.Table, sections []section) *identifierHit {
	for i := range tables {
		if hit := s.scanTable(&tables[i]); hit != nil {
			return hit
		}
	}
	for i := range sections {
		if hit := s.scanUnmapped(&sections[i]); hit != nil {
			return hit
		}
	}
	return nil
}

func (s identifierScan) scanTable(t *table.Table) *identifierHit {
	seen := remember(func(text string) int {
		for i, rule := range s.values {
			if rule.pattern.MatchString(text) {
				return i
			}
		}
		return -1
	})
	content := 0
	for r := range t.Rows {
		row := &t.Rows[r]
		if len(row.Cells) > 0 {
			content++
		}
		for column, cell := range row.Cells {
			if len(cell) < 3 || s.spared.covers(t, r, column) {
				continue
			}
			if content <= headerRows {
				if what := s.header(cell); what != "" {
					return &identifierHit{sheet: t.Sheet, column: column, header: shorten(cell), what: what}
				}
			}
			if !mayIdentify(cell) {
				continue
			}
			if rule := seen.of(clean(cell)); rule >= 0 {
				return &identifierHit{sheet: t.Sheet, column: column, what: s.values[rule].what}
			}
		}
	}
	return nil
}

// header returns what a header says its column holds, if that identifies a patient. A cell that also
// looks like a value of that kind is left to the value rules, so that no value is echoed as a header.
func (s identifierScan) header(cell string) string {
	if len(cell) > 60 || strings.ContainsAny(cell, "0123456789@") && mayIdentify(cell) {
		return ""
	}
	folded := foldHeader(cell)
	for _, rule := range s.headers {
		if rule.pattern.MatchString(folded) {
			return rule.what
		}
	}
	return ""
}

// mayIdentify is a cheap test that nearly every cell fails: an at sign, or five digits with something beside them.
func mayIdentify(cell string) bool {
	if len(cell) < 6 {
		return false
	}
	digits := 0
	for i := range len(cell) {
		switch c := cell[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c == '@':
			return true
		}
	}
	return digits >= 4 && digits < len(cell)
}

// scanUnmapped looks at the columns that nothing is read from: a row-level export betrays itself by a
// column of ever new record numbers, names or birth dates, whatever stands above it.
func (s identifierScan) scanUnmapped(section *section) *identifierHit {
	if s.kind == caseload.KindRoster {
		return nil
	}
	for column := range section.width {
		if section.isRead(column) || s.spared.covers(section.table, section.header, column) {
			continue
		}
		header := section.headerCell(column)
		if what := columnIdentifies(section, column, header); what != "" {
			return &identifierHit{sheet: section.table.Sheet, column: column, header: shorten(header), what: what}
		}
	}
	return nil
}

// isStaffHeader reports a header above which names of staff are expected.
func isStaffHeader(header string) bool {
	for _, word := range []string{"provider", "physician", "operator", "attending", "radiologist", "technologist", "supervisor",
		"manager", "prepared", "contact", "author", "owner", "fellow", "resident", "nurse"} {
		if strings.Contains(foldHeader(header), word) {
			return true
		}
	}
	return false
}

const (
	judgedValues = 5   // fewer values than this prove nothing
	mostly       = 0.8 // of the values
)

func columnIdentifies(section *section, column int, header string) string {
	numbers, names, births, values := 0, 0, 0, 0
	distinct := map[string]bool{}
	for _, row := range section.rows() {
		cell := clean(row.Cell(column))
		if cell == "" || len(distinct) > 2000 {
			continue
		}
		values++
		distinct[cell] = true
		switch {
		case len(cell) >= 6 && len(cell) <= 12 && allDigits(cell):
			numbers++
		case isPersonName(cell):
			names++
		default:
			if day, ok := parseBirth(cell); ok && day {
				births++
			}
		}
	}
	if values < judgedValues {
		return ""
	}
	share := func(n int) float64 { return float64(n) / float64(values) }
	ever := float64(len(distinct)) / float64(values)
	switch {
	case share(numbers) >= mostly && ever >= 0.9:
		return "record numbers"
	case share(names) >= mostly && ever >= 0.5 && !isStaffHeader(header):
		return "names of people"
	case share(births) >= mostly && ever >= 0.5:
		return "dates of birth"
	}
	return ""
}

// parseBirth reports a full date before 2000, which no monthly summary needs.
func parseBirth(cell string) (bool, bool) {
	date, ok := parseDate(cell, monthFirst)
	return ok && date.Year() < 2000, ok
}

// isPersonName reports "Smith, Maria" and "Smith, Maria J.": two capitalised words with a comma between.
func isPersonName(cell string) bool {
	last, first, ok := strings.Cut(cell, ", ")
	if !ok || len(cell) > 50 {
		return false
	}
	for _, part := range []string{last, first} {
		words := strings.Fields(part)
		if len(words) == 0 || len(words) > 3 || !startsUpper(words[len(words)-1]) && !startsUpper(words[0]) {
			return false
		}
		if strings.ContainsAny(part, "0123456789()/&+") {
			return false
		}
	}
	return true
}

func startsUpper(word string) bool {
	for _, r := range word {
		return strings.ToLower(string(r)) != string(r)
	}
	return false
}

// refusal is the finding that rejects a file with identifiers, and shows the way out.
func (h identifierHit) refusal(kind caseload.UploadKind) Finding {
	code, who := CodePatientIdentifier, "patients"
	if kind == caseload.KindRoster {
		code, who = CodeStaffIdentifier, "people"
	}
	column := "Column " + table.ColumnName(h.column)
	if h.header != "" {
		column += fmt.Sprintf(" (%q)", h.header)
	}
	if h.sheet != "" {
		column += fmt.Sprintf(" of sheet %q", h.sheet)
	}
	fix := "Make a monthly summary instead: in Excel insert a pivot table with procedure as rows, month as columns and count as values, and upload that sheet alone."
	if kind == caseload.KindRoster {
		fix = "Delete the column and upload the roster again."
	}
	if h.code != "" {
		code, who, fix = h.code, "people", h.fix
	}
	return Finding{
		Severity: SeverityError, Code: code, Sheet: h.sheet, Column: table.ColumnName(h.column),
		Message: fmt.Sprintf("%s looks like %s, which identify %s. The file was refused and nothing of it was kept. %s", column, h.what, who, fix),
		Fix:     fix,
	}
}
