package dashboard

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// itemGroup is assumptions that describe one labelled item together, such as a call rota.
type itemGroup struct {
	names []insight.AssumptionName
	part  insight.AssumptionPart
	what  string // "call rota"
	add   string
}

func itemGroups() []itemGroup {
	return []itemGroup{
		{[]insight.AssumptionName{insight.CategoryAllowance}, insight.PartMinutes, "allowance for everybody", "Add an allowance for everybody"},
		{[]insight.AssumptionName{insight.IndividualPeople, insight.IndividualHours}, insight.PartMinutes, "allowance for some people", "Add an allowance for some people"},
		{[]insight.AssumptionName{insight.CallTeamSize, insight.CallHoursCovered, insight.CallBackHours, insight.CallRestHours, insight.CallTakers, insight.CallStandbyCounts},
			insight.PartCall, "call rota", "Add a call rota"},
	}
}

// assumptionForm is one assumption, or one item's assumptions, as they are typed.
type assumptionForm struct {
	kinds  []insight.AssumptionKind
	what   string
	role   caseload.Role
	site   string
	label  string
	isNew  bool
	from   string
	per    string
	source string
	ends   string // "yes" when nothing holds any longer
	values map[insight.AssumptionName]string
	sites  []caseload.Site
	facts  []Definition
}

// askedAssumption reads which assumption the address names.
func (s *Server) askedAssumption(c *fiber.Ctx) (assumptionForm, error) {
	name := insight.AssumptionName(c.Query("name"))
	kind, ok := insight.KindOfAssumption(name)
	if !ok {
		return assumptionForm{}, fault.New(fault.NotFound, "There is no such assumption.").WithCode("unknown_assumption")
	}
	f := assumptionForm{kinds: []insight.AssumptionKind{kind}, what: caseload.LowerFirst(kind.Title), role: caseload.Role(c.Query("role")), site: c.Query("site"), label: c.Query("label"),
		values: map[insight.AssumptionName]string{}}
	for _, group := range itemGroups() {
		if slices.Contains(group.names, name) {
			f.kinds, f.what = nil, group.what
			for _, one := range group.names {
				kind, _ := insight.KindOfAssumption(one)
				f.kinds = append(f.kinds, kind)
			}
		}
	}
	if kind.ByRole != slices.Contains(caseload.StaffRoles(), f.role) {
		return assumptionForm{}, fault.New(fault.NotFound, "This assumption is one of a role: attending, app, technologist or nurse.").WithCode("unknown_role")
	}
	f.isNew = kind.Labelled && f.label == ""
	var err error
	f.sites, err = s.config.Store.Sites(c.UserContext())
	return f, err
}

// fill puts what holds now into the form, and lists what held before.
func (f *assumptionForm) fill(all []caseload.Assumption, users map[caseload.UserID]string, now calendar.Month, clock func(int64) string) {
	f.from = now.Long()
	site, _ := strconv.Atoi(f.site)
	for _, kind := range f.kinds {
		var mine []caseload.Assumption
		for _, a := range all {
			if a.Name == string(kind.Name) && a.Role == f.role && a.Label == f.label && (int(a.Site) == site || a.Site == 0 && !kind.AtSite) && !f.isNew {
				mine = append(mine, a)
			}
		}
		slices.SortStableFunc(mine, func(a, b caseload.Assumption) int {
			if a.Site != b.Site {
				return int(a.Site) - int(b.Site)
			}
			return int(a.From - b.From)
		})
		for _, a := range mine {
			if a.From <= now && a.Value != nil {
				f.values[kind.Name], f.per, f.source, f.site = typedNumber(*a.Value), a.Per, a.Source, strconv.Itoa(int(a.Site))
			}
			f.facts = append(f.facts, Definition{Term: termOf(f, kind, a), Text: valueOf(kind, a) + ". " + statedBy(a.Source) + " " + users[a.By] + ", " + clock(a.At) + "."})
		}
	}
}

func termOf(f *assumptionForm, kind insight.AssumptionKind, a caseload.Assumption) string {
	since := "always"
	if a.From > caseload.AlwaysFrom {
		since = "from " + a.From.Long()
	}
	if len(f.kinds) > 1 {
		since = kind.Title + ", " + since
	}
	if kind.BySite {
		since += ", " + siteNamed(f.sites, a.Site)
	}
	return since
}

func valueOf(kind insight.AssumptionKind, a caseload.Assumption) string {
	if a.Value == nil {
		return "no longer holds"
	}
	return kind.Words(*a.Value, a.Per)
}

func statedBy(source string) string {
	if source == "" {
		return "Source not stated."
	}
	return caseload.UpperFirst(strings.TrimSuffix(source, ".")) + "."
}

// siteChoices are the sites that a value can be of.
func (f assumptionForm) siteChoices() []Choice {
	var choices []Choice
	if !f.kinds[0].AtSite {
		choices = append(choices, Choice{Value: "0", Label: "All sites"})
	}
	for _, site := range f.sites {
		choices = append(choices, Choice{Value: strconv.Itoa(int(site.ID)), Label: site.Name})
	}
	return choices
}

func (f assumptionForm) address() string {
	site, _ := strconv.Atoi(f.site)
	return insight.AssumptionURL(f.kinds[0].Name, f.role, caseload.SiteID(site), f.label)
}

// back is the page that the form was opened from.
func (f assumptionForm) back() string {
	if f.role != "" {
		return insight.AssumptionsURL(f.role)
	}
	if f.kinds[0].Role != "" {
		return insight.AssumptionsURL(f.kinds[0].Role)
	}
	return settingsPath + "#assumptions"
}

func (f assumptionForm) page() FormPage {
	title := f.kinds[0].Title
	if len(f.kinds) > 1 || f.kinds[0].Labelled {
		title = "A " + f.what
		if f.what[0] == 'a' {
			title = "An " + f.what
		}
		if f.label != "" {
			title = f.label
		}
	}
	if f.role != "" {
		title = f.role.Plural() + ": " + caseload.LowerFirst(title)
	}
	p := FormPage{Title: title, Action: f.address(), Submit: "Save", Cancel: f.back(), Facts: f.facts,
		Text: f.kinds[0].Meaning, Notes: []string{"A change takes away the confirmation of this part: a lead confirms it anew. Every change stays in the history and can be taken back there."}}
	if f.kinds[0].Labelled {
		p.Text = ""
		field := FormField{Kind: fieldText, Name: "label", Label: "Name", Value: f.label, Hint: "Such as Nights and weekends."}
		if !f.isNew {
			field.Kind = fieldHidden
		}
		p.Fields = append(p.Fields, field)
	}
	if f.kinds[0].BySite {
		p.Fields = append(p.Fields, FormField{Kind: fieldSelect, Name: "site", Label: "Site", Value: f.site, Choices: f.siteChoices()})
	}
	p.Fields = append(p.Fields, FormField{Kind: fieldText, Name: "from", Label: "From", Value: f.from, Hint: monthHint + " It holds until the next one. Write always for a value that holds for all months so far."})
	for _, kind := range f.kinds {
		p.Fields = append(p.Fields, f.valueField(kind))
	}
	if f.kinds[0].HasPer {
		var periods []Choice
		for _, period := range insight.Periods() {
			periods = append(periods, Choice{Value: string(period.Period), Label: period.Words})
		}
		p.Fields = append(p.Fields, FormField{Kind: fieldSelect, Name: "per", Label: "Counted by", Value: f.per, Choices: periods})
	}
	p.Fields = append(p.Fields, FormField{Kind: fieldText, Name: "source", Label: "Source", Value: f.source, Hint: "Who or what says so: a paper, a contract, a count. Local estimate, where nobody has published one."})
	if !f.isNew {
		p.Fields = append(p.Fields, FormField{Kind: fieldCheck, Name: "ends", Label: "It no longer holds from that month on", Value: f.ends})
	}
	return p
}

func (f assumptionForm) valueField(kind insight.AssumptionKind) FormField {
	field := FormField{Kind: fieldNumber, Name: "value-" + string(kind.Name), Label: kind.Title, Value: f.values[kind.Name], Unit: kind.Unit, Optional: kind.Default != "" && len(f.kinds) > 1}
	if len(f.kinds) > 1 {
		field.Hint = kind.Meaning
	}
	if kind.IsChoice {
		field.Kind = fieldSelect
		for _, choice := range kind.Choices() {
			field.Choices = append(field.Choices, Choice{Value: typedNumber(choice.Value), Label: choice.Word})
		}
	}
	return field
}

// read turns what was typed into rows.
func (f assumptionForm) read() ([]caseload.Assumption, problems) {
	wrong := problems{}
	from := caseload.AlwaysFrom
	if f.from != "always" {
		from = wrong.month("from", f.from)
	}
	site := 0
	if f.kinds[0].BySite {
		if !isChoice(f.siteChoices(), f.site) {
			wrong.add("site", "Choose a site.")
		}
		site, _ = strconv.Atoi(f.site)
	}
	if f.kinds[0].Labelled && f.label == "" {
		wrong.add("label", "A name is needed, to tell it from others.")
	}
	var rows []caseload.Assumption
	for _, kind := range f.kinds {
		row := caseload.Assumption{Name: string(kind.Name), Role: f.role, Site: caseload.SiteID(site), Label: f.label, From: from, Source: f.source}
		field := "value-" + string(kind.Name)
		switch text := f.values[kind.Name]; {
		case f.ends != "":
		case text == "" && kind.Default != "" && len(f.kinds) > 1:
		default:
			n := wrong.number(field, text, "A number", 0)
			if n < kind.Min || n > kind.Max {
				wrong.add(field, fmt.Sprintf("It lies between %s and %s.", formatDecimalShort(kind.Min), formatDecimalShort(kind.Max)))
			}
			row.Value = &n
			if kind.HasPer {
				row.Per = f.per
			}
		}
		rows = append(rows, row)
	}
	return rows, wrong
}

func (s *Server) assumptionPage(c *fiber.Ctx) error {
	form, err := s.askedAssumption(c)
	if err != nil {
		return err
	}
	if err := s.fillAssumption(c, &form); err != nil {
		return err
	}
	page, err := s.settingsFrame(c.UserContext(), "form", "Assumption")
	if err != nil {
		return err
	}
	page.Crumbs = []Link{{Label: "Settings", Href: settingsPath}, {Label: "Assumptions", Href: form.back()}, {Label: "Edit"}}
	page.Body = form.page()
	return s.render(c, page)
}

func (s *Server) fillAssumption(c *fiber.Ctx, form *assumptionForm) error {
	all, err := s.config.Store.Assumptions(c.UserContext())
	if err != nil {
		return err
	}
	users, err := userNames(c.UserContext(), s.config.Store)
	if err != nil {
		return err
	}
	form.fill(all, users, calendar.MonthAt(s.config.Now()), s.clockTime)
	return nil
}

func (s *Server) saveAssumption(c *fiber.Ctx) error {
	form, err := s.askedAssumption(c)
	if err != nil {
		return err
	}
	if err := s.fillAssumption(c, &form); err != nil {
		return err
	}
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	form.from, form.source, form.per, form.ends = posted.text("from"), posted.text("source"), posted.text("per"), posted.ticked("ends")
	if form.kinds[0].BySite {
		form.site = posted.text("site")
	}
	if form.isNew {
		form.label = posted.text("label")
	}
	for _, kind := range form.kinds {
		form.values[kind.Name] = posted.text("value-" + string(kind.Name))
	}
	rows, wrong := form.read()
	if len(wrong) == 0 {
		if err = s.config.Store.SaveAssumptions(c.UserContext(), rows, userOf(c), insight.Lapsed(rows)); err == nil {
			return seeOther(c, form.back()+savedAt(form))
		}
	}
	page, frameErr := s.settingsFrame(c.UserContext(), "form", "Assumption")
	if frameErr != nil {
		return frameErr
	}
	return s.answerForm(c, page, form.page(), wrong, err, map[string]string{"assumption": "from", "no_changes": "source"})
}

func savedAt(form assumptionForm) string {
	if form.role == "" && form.kinds[0].Role == "" {
		return ""
	}
	return "?saved=assumption"
}

// voided is what a lead may have confirmed about numbers that a taken-back revision had changed.
func voided(changes []caseload.Change) map[caseload.Role][]string {
	var rows []caseload.Assumption
	var confirmed []caseload.Confirmation
	minutes := map[caseload.Role]bool{}
	for _, change := range changes {
		raw := change.After
		if len(raw) == 0 {
			raw = change.Before
		}
		switch change.Kind {
		case caseload.ChangeAssumption:
			var row caseload.Assumption
			if json.Unmarshal(raw, &row) == nil {
				rows = append(rows, row)
			}
		case caseload.ChangeConfirmation:
			var row caseload.Confirmation
			if json.Unmarshal(raw, &row) == nil {
				confirmed = append(confirmed, row)
			}
		case caseload.ChangeMinutes:
			var row caseload.ProcedureMinutes
			if json.Unmarshal(raw, &row) == nil {
				minutes[row.Role] = true
			}
		}
	}
	lapsed := insight.Lapsed(rows)
	for role := range minutes {
		lapsed = append(lapsed, caseload.Confirmation{Role: role, Part: string(insight.PartMinutes)})
	}
	parts := map[caseload.Role][]string{}
	for _, one := range lapsed {
		// What the revision itself withdrew has come back with the numbers it was about.
		isBack := slices.ContainsFunc(confirmed, func(c caseload.Confirmation) bool { return c.Role == one.Role && c.Part == one.Part })
		if !isBack && !slices.Contains(parts[one.Role], one.Part) {
			parts[one.Role] = append(parts[one.Role], one.Part)
		}
	}
	return parts
}
