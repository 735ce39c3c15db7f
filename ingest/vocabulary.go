package ingest

import (
	"strings"

	"caseload/store/caseload"
)

// Field is what a column means.
type Field string

// The fields of a procedures file.
const (
	FieldMonth       Field = "month"
	FieldYear        Field = "year"
	FieldMonthOfYear Field = "month_of_year"
	FieldSite        Field = "site"
	FieldProcedure   Field = "procedure"
	FieldCount       Field = "count"
	FieldSetting     Field = "setting"
	FieldState       Field = "referral_state"
	FieldMeasurement Field = "measurement" // says of each row whether it is a count or a budget
	FieldTarget      Field = "target"      // a budget beside the count
)

// The fields of a roster, beside site.
const (
	FieldStaffID       Field = "staff_id"
	FieldName          Field = "name"
	FieldLastName      Field = "last_name"
	FieldFirstName     Field = "first_name"
	FieldRole          Field = "role"
	FieldFTE           Field = "fte"
	FieldStart         Field = "start_date"
	FieldEnd           Field = "end_date"
	FieldStatus        Field = "status"
	FieldClinicalShare Field = "clinical_share"
	FieldEmployment    Field = "employment"
)

// The fields of the optional files, beside those above.
const (
	FieldTrainee      Field = "trainee"
	FieldRotation     Field = "rotation"
	FieldPath         Field = "path"
	FieldTrainingYear Field = "year_of_training"
	FieldShare        Field = "share"
	FieldAsOf         Field = "as_of"
	FieldCategory     Field = "category"
	FieldElsewhere    Field = "elsewhere"
	FieldPhase        Field = "phase"
	FieldMinutes      Field = "minutes"
	FieldPeople       Field = "people"
	FieldSource       Field = "source"
	FieldMeasure      Field = "measure"
	FieldValue        Field = "value"
	FieldHeadcount    Field = "headcount"
)

// KindTable asks Inspect for the cells as read and no more. It is never stored.
const KindTable caseload.UploadKind = "table"

// headerAliases lists the headers that coordinators use, folded as foldHeader does.
func headerAliases(kind caseload.UploadKind) map[string]Field {
	sites := append([]string{"site"}, siteHeaderAliases()...)
	groups := map[Field][]string{
		FieldMonth:       {"month", "month/yr", "mo/yr", "month/year", "month year", "service month", "date", "period", "reporting month"},
		FieldYear:        {"year", "yr"},
		FieldSite:        sites,
		FieldProcedure:   {"procedure", "exam", "procedure name", "procedures", "exam name", "study", "proc", "procedure type"},
		FieldCount:       {"count", "volume", "# of cases", "cases", "# cases", "n", "total cases", "qty", "quantity", "number", "number of cases", "procedure count", "actual", "actuals"},
		FieldSetting:     {"setting", "pt class", "patient class", "class", "ip/op"},
		FieldMeasurement: {"measurement", "measure", "metric", "scenario"},
		FieldTarget:      {"budget", "budgeted", "target", "goal", "plan", "planned"},
		FieldState:       {"referral state", "referring state", "state", "patient state"},
	}
	if kind == caseload.KindRoster {
		groups = map[Field][]string{
			FieldStaffID:       {"staff id", "employee id", "id", "emp id", "employee number", "staff number"},
			FieldName:          {"name", "full name", "staff name", "employee name", "employee"},
			FieldLastName:      {"last name", "surname"},
			FieldFirstName:     {"first name", "given name"},
			FieldRole:          {"role", "title", "position", "job title"},
			FieldSite:          sites,
			FieldFTE:           {"fte", "fte %", "% fte", "fte percent"},
			FieldStart:         {"start date", "start", "hire date", "hired", "from"},
			FieldEnd:           {"end date", "end", "term date", "termination date", "to"},
			FieldStatus:        {"status"},
			FieldClinicalShare: {"clinical share", "clinical %", "% clinical"},
			FieldEmployment:    {"employment", "employment type"},
		}
	}
	if file := optionalFileOf(kind); file != nil {
		groups = file.aliasesByField()
	}
	aliases := map[string]Field{}
	for field, names := range groups {
		for _, name := range names {
			aliases[name] = field
		}
	}
	if _, hasYear := groups[FieldYear]; hasYear {
		aliases["mo"] = FieldMonthOfYear
	}
	return aliases
}

func siteHeaderAliases() []string { return []string{"facility", "location", "hospital", "campus"} }

// weakProcedure reports a header that names the procedure only where no other column does.
func weakProcedure(folded string) bool {
	switch folded {
	case "description", "procedure description", "exam description", "service":
		return true
	}
	return false
}

// requiredFields are the fields without which a row says nothing.
func requiredFields(kind caseload.UploadKind) []Field {
	if kind == caseload.KindRoster {
		return []Field{FieldStaffID, FieldRole, FieldSite, FieldFTE, FieldStart}
	}
	if file := optionalFileOf(kind); file != nil {
		return file.requiredFields()
	}
	return []Field{FieldMonth, FieldSite, FieldProcedure, FieldCount}
}

// siteAliases lists what the two sites of the division are called. Any other site goes by its own name.
func siteAliases() map[string]string {
	return map[string]string{
		"university": "University", "univ": "University", "univ.": "University", "uh": "University",
		"university hospital": "University", "u hospital": "University", "univ hosp": "University",
		"va": "VA", "v.a.": "VA", "vamc": "VA", "va hospital": "VA", "va medical center": "VA", "veterans affairs": "VA",
	}
}

// role reads a title. ambiguous is true for "MD", since residents are MDs too.
func role(text string) (_ caseload.Role, ambiguous, ok bool) {
	folded := fold(text)
	switch folded {
	case "attending", "attending physician", "faculty", "staff physician":
		return caseload.Attending, false, true
	case "md":
		return caseload.Attending, true, true
	case "app", "np", "pa", "pa-c", "physician assistant", "nurse practitioner", "aprn", "crnp",
		"advanced practice provider", "advanced practice":
		return caseload.APP, false, true
	case "technologist", "tech", "rt", "rt(r)", "radiologic technologist", "diagnostic radiologic technologist":
		return caseload.Technologist, false, true
	case "nurse", "rn", "registered nurse":
		return caseload.Nurse, false, true
	case "resident":
		return caseload.Resident, false, true
	case "fellow", "clinical fellow":
		return caseload.Fellow, false, true
	}
	// "PGY-4 Resident", any year of training
	if year, found := strings.CutPrefix(folded, "pgy"); found {
		year = strings.TrimSpace(strings.TrimSuffix(year, "resident"))
		year = strings.TrimLeft(year, "- ")
		if len(year) == 1 && year[0] >= '1' && year[0] <= '9' {
			return caseload.Resident, false, true
		}
	}
	return "", false, false
}

func setting(text string) (caseload.Setting, bool) {
	switch fold(text) {
	case "inpatient", "ip", "inpt", "i":
		return caseload.Inpatient, true
	case "outpatient", "op", "outpt", "o":
		return caseload.Outpatient, true
	}
	return caseload.SettingNotStated, false
}

func status(text string) (caseload.AppointmentStatus, bool) {
	switch fold(text) {
	case "", "active", "employed":
		return caseload.StatusActive, true
	case "leave", "on leave", "loa":
		return caseload.StatusLeave, true
	case "vacant", "open":
		return caseload.StatusVacant, true
	case "accepted", "offer accepted":
		return caseload.StatusAccepted, true
	}
	return "", false
}

func employment(text string) (caseload.Employment, bool) {
	switch strings.ReplaceAll(fold(text), " ", "-") {
	case "", "staff", "employee", "regular":
		return caseload.EmploymentStaff, true
	case "per-diem", "prn", "perdiem":
		return caseload.EmploymentPerDiem, true
	case "agency", "locum", "locums", "traveler", "traveller", "contract":
		return caseload.EmploymentAgency, true
	case "float", "float-pool":
		return caseload.EmploymentFloat, true
	}
	return "", false
}

// isOpenEnded reports the words and dates by which files say that an appointment has no end yet.
func isOpenEnded(text string) bool {
	switch fold(text) {
	case "", "-", "--", "—", "n/a", "na", "null", ".", "present", "current", "active", "12/31/9999", "9999-12-31", "none":
		return true
	}
	return false
}

// isTotalLabel reports the label of a row or column that sums others. site labels such as "VA subtotal" count.
func isTotalLabel(text string) bool {
	folded := strings.TrimSuffix(fold(text), ":")
	switch folded {
	case "total", "totals", "grand total", "subtotal", "sub-total", "sub total", "total fte", "ytd", "year to date",
		"q1", "q2", "q3", "q4", "grand totals", "overall total", "sum":
		return true
	}
	return strings.HasSuffix(folded, " subtotal") || strings.HasSuffix(folded, " total") || strings.HasSuffix(folded, " totals") ||
		strings.HasPrefix(folded, "total for ") || strings.HasPrefix(folded, "total - ") || strings.HasPrefix(folded, "subtotal ") ||
		isQuarter(folded)
}

// isQuarter reports "q1 2024" and "2024 q1".
func isQuarter(folded string) bool {
	for _, word := range strings.Fields(folded) {
		if len(word) == 2 && word[0] == 'q' && word[1] >= '1' && word[1] <= '4' {
			return len(strings.Fields(folded)) == 2 && strings.Trim(folded, "q 0123456789fy-") == ""
		}
	}
	return false
}

// states maps names and postal codes, folded, to postal codes.
func states() map[string]string {
	const list = `AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|` +
		`DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|` +
		`KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|` +
		`MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|` +
		`NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|` +
		`SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|` +
		`WV West Virginia|WI Wisconsin|WY Wyoming|AS American Samoa|GU Guam|MP Northern Mariana Islands|` +
		`PR Puerto Rico|VI Virgin Islands`
	codes := map[string]string{}
	for _, entry := range strings.Split(list, "|") {
		code, name, _ := strings.Cut(entry, " ")
		codes[strings.ToLower(code)] = code
		codes[strings.ToLower(name)] = code
	}
	return codes
}
