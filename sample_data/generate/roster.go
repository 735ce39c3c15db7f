package main

import "caseload/store/caseload"

// appointment is one line of a roster file; a person at both sites has two.
type appointment struct {
	id, name   string // initials, invented like everything here
	role       caseload.Role
	site       string
	fte        string
	start, end string // end is "" while open
	clinical   string // clinical share, 0..1
	employment caseload.Employment
}

// roster returns everybody who worked here since January 2019. On 31 October 2026 it stands at the
// division profile's 9, 3, 15 and 14 heads, with 8.6, 3.0, 14.6 and 13.8 full-time equivalents.
func roster() []appointment {
	const (
		u        = university
		full     = "1"
		attends  = "0.85" // the rest is teaching, clinic and administration
		assists  = "0.9"
		allHours = "1"
		staff    = caseload.EmploymentStaff
	)
	md, app, tech, rn := caseload.Attending, caseload.APP, caseload.Technologist, caseload.Nurse
	return []appointment{
		{"A-01", "Q. V.", md, u, full, "2020-03-02", "2021-06-30", attends, staff},
		{"A-02", "H. O.", md, u, full, "2020-01-06", "2022-04-29", attends, staff},
		{"A-03", "L. Z.", md, u, full, "2011-07-01", "2024-06-28", attends, staff},
		{"A-04", "W. I.", md, u, full, "2020-12-01", "2025-08-29", attends, staff},
		{"A-05", "B. Y.", md, u, full, "2009-07-01", "", "0.6", staff},
		{"A-06", "T. E.", md, u, "0.5", "2013-07-01", "", attends, staff},
		{"A-06", "T. E.", md, va, "0.5", "2013-07-01", "", attends, staff},
		{"A-07", "K. U.", md, u, full, "2015-07-01", "", attends, staff},
		{"A-08", "M. X.", md, u, "0.8", "2016-08-01", "", attends, staff},
		{"A-09", "F. N.", md, va, full, "2014-09-02", "", "0.9", staff},
		{"A-10", "G. Q.", md, u, full, "2020-07-01", "", attends, staff},
		{"A-11", "Z. A.", md, u, full, "2022-01-03", "", attends, staff},
		{"A-12", "I. J.", md, va, "0.8", "2023-07-03", "", "0.9", staff},
		{"A-13", "V. O.", md, u, full, "2025-01-06", "", attends, staff},

		{"P-01", "E. K.", app, va, full, "2016-02-01", "2022-01-28", assists, staff},
		{"P-02", "U. S.", app, u, full, "2017-05-15", "2024-11-15", assists, staff},
		{"P-03", "O. B.", app, u, full, "2014-10-06", "", assists, staff},
		{"P-04", "Y. T.", app, u, full, "2018-03-12", "", assists, staff},
		{"P-05", "X. D.", app, va, full, "2021-11-08", "", assists, staff},

		{"T-01", "N. Z.", tech, va, full, "2010-04-05", "2020-06-12", allHours, staff},
		{"T-02", "J. U.", tech, u, full, "2015-01-12", "2021-06-25", allHours, staff},
		{"T-03", "S. Q.", tech, va, full, "2012-09-04", "2022-07-29", allHours, staff},
		{"T-04", "R. Y.", tech, u, full, "2017-06-19", "2023-06-16", allHours, staff},
		{"T-05", "D. W.", tech, u, full, "2013-03-04", "2024-05-17", allHours, staff},
		{"T-06", "C. X.", tech, va, full, "2016-11-07", "2025-02-14", allHours, staff},
		{"T-07", "P. I.", tech, va, full, "2020-02-24", "2026-06-19", allHours, staff},
		{"T-08", "A. K.", tech, u, full, "2008-08-18", "", allHours, staff},
		{"T-09", "H. V.", tech, va, full, "2011-05-02", "2027-04-30", allHours, staff},
		{"T-10", "L. U.", tech, u, full, "2014-02-10", "", allHours, staff},
		{"T-11", "G. Z.", tech, va, full, "2015-10-19", "", allHours, staff},
		{"T-12", "M. O.", tech, u, "0.5", "2016-04-04", "", allHours, staff},
		{"T-12", "M. O.", tech, va, "0.5", "2016-04-04", "", allHours, staff},
		{"T-13", "B. E.", tech, u, full, "2016-09-12", "", allHours, staff},
		{"T-14", "W. N.", tech, va, full, "2017-07-10", "", allHours, staff},
		{"T-15", "F. Y.", tech, u, "0.6", "2018-01-08", "", allHours, caseload.EmploymentPerDiem},
		{"T-16", "K. J.", tech, u, full, "2020-03-09", "", allHours, staff},
		{"T-17", "Q. A.", tech, va, full, "2021-03-15", "", allHours, staff},
		{"T-18", "I. D.", tech, u, full, "2022-01-18", "", allHours, staff},
		{"T-19", "T. X.", tech, va, full, "2023-01-09", "", allHours, staff},
		{"T-20", "O. V.", tech, u, full, "2023-08-14", "", allHours, staff},
		{"T-21", "E. Z.", tech, u, full, "2024-08-12", "", allHours, staff},
		{"T-22", "U. Q.", tech, va, full, "2025-07-14", "", allHours, staff},

		{"N-01", "Y. B.", rn, u, full, "2012-06-11", "2020-08-14", allHours, staff},
		{"N-02", "X. O.", rn, u, full, "2016-03-21", "2021-05-14", allHours, staff},
		{"N-03", "V. H.", rn, va, full, "2013-11-04", "2022-01-14", allHours, staff},
		{"N-04", "Z. L.", rn, u, full, "2017-09-18", "2022-09-23", allHours, staff},
		{"N-05", "A. I.", rn, u, full, "2014-05-05", "2024-01-19", allHours, staff},
		{"N-06", "S. U.", rn, u, full, "2018-02-26", "2024-09-20", allHours, staff},
		{"N-07", "D. Q.", rn, u, full, "2011-10-10", "2025-04-11", allHours, staff},
		{"N-08", "J. Y.", rn, u, full, "2016-08-15", "2026-07-17", allHours, staff},
		{"N-09", "C. V.", rn, va, full, "2010-01-11", "", allHours, staff},
		{"N-10", "R. O.", rn, u, full, "2012-04-16", "2027-01-31", allHours, staff},
		{"N-11", "N. K.", rn, u, full, "2015-06-01", "", allHours, staff},
		{"N-12", "P. Z.", rn, u, full, "2016-10-24", "", allHours, staff},
		{"N-13", "E. W.", rn, va, full, "2017-03-13", "", allHours, staff},
		{"N-14", "H. X.", rn, u, "0.8", "2017-12-04", "", allHours, staff},
		{"N-15", "G. I.", rn, u, full, "2018-07-30", "", allHours, staff},
		{"N-16", "L. Y.", rn, u, full, "2019-11-18", "", allHours, staff},
		{"N-17", "M. V.", rn, u, full, "2020-09-21", "", allHours, staff},
		{"N-18", "B. U.", rn, u, full, "2021-08-16", "", allHours, staff},
		{"N-19", "W. Z.", rn, u, full, "2022-07-11", "", allHours, staff},
		{"N-20", "F. O.", rn, va, full, "2023-07-24", "", allHours, caseload.EmploymentAgency},
		{"N-21", "K. X.", rn, u, full, "2024-09-09", "", allHours, staff},
		{"N-22", "T. Q.", rn, va, full, "2025-08-18", "", allHours, staff},
	}
}

func rosterTable(site string) [][]string {
	table := [][]string{{"staff_id", "name", "role", "site", "fte", "start_date", "end_date", "status", "clinical_share", "employment"}}
	for _, a := range roster() {
		if a.site == site {
			table = append(table, []string{
				a.id, a.name, string(a.role), a.site, a.fte, a.start, a.end,
				string(caseload.StatusActive), a.clinical, string(a.employment),
			})
		}
	}
	return table
}
