package insight

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"caseload/dashboard/analysis/wisn"
	"caseload/store/caseload"
)

// Assumptions lists what each role's requirement is worked out from in the view's month.
func (s *Service) Assumptions(ctx context.Context, v View) ([]RoleAssumptions, error) {
	r, err := s.read(ctx, v.Shared())
	if err != nil {
		return nil, err
	}
	if v.Month == nil && r.current > r.month { // settings are about now, not about the newest complete month
		r.month = r.current
	}
	return r.roleAssumptions(StaffYear{First: r.month - yearMonths + 1, Last: r.month}), nil
}

// Lapsed returns the confirmations that a change of the assumptions makes void.
func Lapsed(rows []caseload.Assumption) []caseload.Confirmation {
	var lapsed []caseload.Confirmation
	for _, row := range rows {
		kind, ok := KindOfAssumption(AssumptionName(row.Name))
		if !ok || kind.Part == noPart {
			continue
		}
		for _, role := range caseload.StaffRoles() {
			one := caseload.Confirmation{Role: role, Part: string(kind.Part)}
			if kind.ByRole && role != row.Role || !kind.Concerns(role) || slices.Contains(lapsed, one) {
				continue
			}
			lapsed = append(lapsed, one)
		}
	}
	return lapsed
}

// roleAssumptions lists what each role's requirement is worked out from, part by part, with its source.
func (r *reading) roleAssumptions(year StaffYear) []RoleAssumptions {
	var all []RoleAssumptions
	for _, role := range caseload.StaffRoles() {
		confirmed := r.assumed.confirmation(role)
		one := RoleAssumptions{Role: role, Name: role.Plural(), Confirmed: confirmed.Complete(), Open: confirmed.Open(), EditURL: AssumptionsURL(role)}
		for _, part := range AssumptionParts() {
			of := AssumptionsOfPart{Part: part, Lines: r.assumedLines(role, part, year)}
			if c, ok := r.assumed.confirmed[role][part]; ok {
				of.Confirmed, of.ConfirmedBy, of.ConfirmedAt = true, r.userName(c.By), instant(r.at(c.At))
			}
			one.Parts = append(one.Parts, of)
		}
		rest := AssumptionsOfPart{Part: noPart, Lines: r.assumedLines(role, noPart, year)}
		one.Parts = append(one.Parts, rest)
		all = append(all, one)
	}
	return all
}

// assumedLines are the numbers in force of one part, for the sites in view.
func (r *reading) assumedLines(role caseload.Role, part AssumptionPart, year StaffYear) []AssumedLine {
	var lines []AssumedLine
	for _, kind := range AssumptionKinds() {
		if kind.Part != part || !kind.Concerns(role) {
			continue
		}
		for _, key := range r.assumedKeys(kind, role) {
			lines = append(lines, r.assumedLine(kind, key, year))
		}
	}
	if part == PartMinutes {
		lines = append([]AssumedLine{r.minutesLine(role)}, lines...)
	}
	return lines
}

// assumedKeys are the numbers of one kind: one, one a site, or one for each label.
func (r *reading) assumedKeys(kind AssumptionKind, role caseload.Role) []assumptionKey {
	key := assumptionKey{name: kind.Name}
	if kind.ByRole {
		key.role = role
	}
	sites := []caseload.SiteID{0}
	if kind.BySite {
		sites = nil
		for _, s := range r.sitesToAssumeOf() {
			sites = append(sites, s.ID)
		}
	}
	var keys []assumptionKey
	for _, site := range sites {
		key.site = site
		if !kind.Labelled {
			keys = append(keys, key)
			continue
		}
		for _, label := range r.assumed.labels(key.role, site, r.month, kind.Name) {
			key.label = label
			keys = append(keys, key)
		}
	}
	return keys
}

// sitesToAssumeOf are the sites active in the month or, before any file has come, all that there are.
func (r *reading) sitesToAssumeOf() []*siteFacts {
	if active := r.active(r.month); len(active) > 0 {
		return active
	}
	return r.facts.sites
}

func (r *reading) assumedLine(kind AssumptionKind, key assumptionKey, year StaffYear) AssumedLine {
	line := AssumedLine{Name: kind.Name, Title: kind.Title, Value: "not entered", URL: AssumptionURL(kind.Name, key.role, key.site, key.label)}
	if key.label != "" {
		line.Title = key.label + ": " + lowerFirst(kind.Title)
	}
	if key.site != 0 {
		line.Title += ", " + r.siteName(key.site)
	}
	v, ok := r.assumed.at(key, r.month)
	switch {
	case ok:
		line.Known, line.Value = true, kind.Words(*v.Value, v.Per)
		line.Source, line.By = v.Source, r.userName(v.By)
		if v.From > caseload.AlwaysFrom {
			line.Since = v.From.Long()
		}
		if v.Site == 0 && key.site != 0 {
			line.Title += " (as for all sites)"
		}
	case kind.Name == OpenDaysPerYear:
		if site := r.siteByID(key.site); site != nil {
			line.Value, line.Source = whole(site.workingDaysOfYear(year))+" days a year", "the site’s own working days of the year"
		}
	case kind.Default != "":
		line.Value = kind.Default
	default:
		line.Issue = !kind.isOptional()
	}
	return line
}

// isOptional reports whether a number that is not entered stops nothing.
func (k AssumptionKind) isOptional() bool { return k.Default != "" || k.Name == HoursPerWeek }

// Words writes the assumption's value as it is read: "4 rooms", "15 minutes a day", "yes".
func (k AssumptionKind) Words(value float64, per string) string {
	for _, choice := range k.Choices() {
		if choice.Value == value {
			return choice.Word
		}
	}
	text := decimalShort(value)
	if k.Name == CategoryAllowance {
		if wisn.Period(per) == wisn.ShareOfTime {
			return decimals(value*100, 1) + "\u00a0% of working time"
		}
		for _, p := range Periods() {
			if string(p.Period) == per {
				return text + " " + p.Words
			}
		}
		return text
	}
	if k.Unit == "share" {
		return decimals(value*100, 1) + "\u00a0%"
	}
	if value == 1 {
		return text + " " + oneOf(k.Unit)
	}
	return text + " " + k.Unit
}

// oneOf is a unit for the number 1: "1 person", "1 hour a day".
func oneOf(unit string) string {
	first, rest, _ := strings.Cut(unit, " ")
	if first == "people" {
		first = "person"
	}
	return strings.TrimSpace(strings.TrimSuffix(first, "s") + " " + rest)
}

// minutesLine sums up the role's minutes by procedure.
func (r *reading) minutesLine(role caseload.Role) AssumedLine {
	line := AssumedLine{Name: MinutesByProcedure, Title: "Minutes by procedure", Value: "not entered", URL: "/settings/minutes/" + string(role)}
	with, in := 0, 0
	sources := map[string]bool{}
	for _, kind := range r.kinds {
		in++
		if r.assumed.activities(kind.ID, role, r.month) != nil {
			with++
		}
		for _, phase := range wisn.Phases() {
			if m, ok := r.assumed.minutesAt(minutesKey{kind.ID, role, phase}, r.month); ok && m.Stated != "" && !sources[m.Stated] {
				sources[m.Stated] = true
				line.Source = joinList(line.Source, m.Stated)
			}
		}
	}
	if with > 0 {
		line.Known = true
		line.Value = "for " + strconv.Itoa(with) + " of " + strconv.Itoa(in) + " " + plural(in, "procedure", "procedures")
	}
	line.Issue = with == 0 && in > 0
	return line
}

func joinList(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

// AssumptionURL is where one assumption is edited.
func AssumptionURL(name AssumptionName, role caseload.Role, site caseload.SiteID, label string) string {
	q := url.Values{"name": {string(name)}}
	if role != "" {
		q.Set("role", string(role))
	}
	if site != 0 {
		q.Set("site", strconv.Itoa(int(site)))
	}
	if label != "" {
		q.Set("label", label)
	}
	return "/settings/assumption?" + q.Encode()
}
