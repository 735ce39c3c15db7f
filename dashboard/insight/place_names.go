package insight

import "caseload/store/caseload"

// settingName names a setting in the middle of a sentence.
func settingName(s caseload.Setting) string {
	if s == caseload.SettingNotStated {
		return "setting not stated"
	}
	return s.String()
}

// settingTitle names a setting as a column does.
func settingTitle(s caseload.Setting) string {
	if s == caseload.SettingNotStated {
		return notStatedTitle
	}
	return capital(s.String())
}

const notStatedTitle = "Not stated"

// settingWord is the setting in an address.
func settingWord(s caseload.Setting) string {
	if s == caseload.SettingNotStated {
		return NotStated
	}
	return s.String()
}

func referredFrom(code string) string {
	if code == "" {
		return "referring state not stated"
	}
	return "referred from " + stateName(code)
}

// stateTitle names a state as a column does.
func stateTitle(code string) string {
	if code == "" {
		return notStatedTitle
	}
	return stateName(code)
}

// stateWord is the state in an address.
func stateWord(code string) string {
	if code == "" {
		return NotStated
	}
	return code
}

// stateName is the postal code in full. Codes of Canada, the armed forces and others stay as they are.
func stateName(code string) string {
	if name, ok := stateNames()[code]; ok {
		return name
	}
	return code
}

// stateNames are those of the United States Postal Service, Publication 28, Appendix B.
func stateNames() map[string]string {
	return map[string]string{
		"AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado", "CT": "Connecticut",
		"DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois",
		"IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland",
		"MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska",
		"NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina",
		"ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island",
		"SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
		"WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming", "AS": "American Samoa", "GU": "Guam",
		"MP": "Northern Mariana Islands", "PR": "Puerto Rico", "VI": "U.S. Virgin Islands",
	}
}
