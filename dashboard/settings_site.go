package dashboard

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
)

func basisChoices() []Choice {
	return []Choice{
		{Value: string(caseload.DateNotStated), Label: "Not stated"},
		{Value: string(caseload.DatePerformed), Label: "Date performed"},
		{Value: string(caseload.DateCompleted), Label: "Date completed"},
		{Value: string(caseload.DatePosted), Label: "Date posted"},
	}
}

func holidayChoices() []Choice {
	return []Choice{
		{Value: string(caseload.HolidaysFederal), Label: "US federal holidays"},
		{Value: string(caseload.HolidaysAssumed), Label: "US federal holidays, assumed"},
		{Value: string(caseload.HolidaysNone), Label: "None but its own closed days"},
	}
}

func fiscalChoices() []Choice {
	var choices []Choice
	for m := time.January; m <= time.December; m++ {
		label := m.String()
		switch m {
		case time.January:
			label += ", the calendar year"
		case time.July:
			label += ", the academic year"
		case time.October:
			label += ", the federal year"
		}
		choices = append(choices, Choice{Value: strconv.Itoa(int(m)), Label: label})
	}
	return choices
}

func (all settings) siteSection() SettingsSection {
	table := &Table{Caption: "Sites", Columns: []Column{
		{Title: "Site"}, {Title: "Counts"}, {Title: "By", WideOnly: true}, {Title: "Fiscal year from", WideOnly: true},
		{Title: "Closed on", WideOnly: true}, {Title: "File due"}, {Title: "Active", WideOnly: true},
	}, Empty: "No sites yet."}
	for _, site := range all.sites {
		basis := ""
		if site.DateBasis != caseload.DateNotStated {
			basis = strings.ToLower(labelOf(basisChoices(), string(site.DateBasis)))
		}
		table.Rows = append(table.Rows, TableRow{Cells: []Cell{
			{Text: site.Name, Name: true, Slot: int(site.ID), Href: rowPath("sites", int64(site.ID))},
			orNotStated(unitWords(site.CountingUnit)), orNotStated(basis),
			{Text: site.FiscalStart.String()}, {Text: closedWords(site)}, {Text: "the " + ordinal(site.DueDay)}, {Text: activeWords(site)},
		}})
	}
	return SettingsSection{
		ID: "sites", Title: "Sites",
		Text:    "What a site counts, by which date, and on which days it is closed. Sums over sites that count differently carry a warning.",
		Table:   table,
		Buttons: []Button{{Label: "Add a site", Href: rowPath("sites", 0)}},
	}
}

// closedWords says on which days the site does no scheduled work.
func closedWords(site caseload.Site) string {
	var text string
	switch site.Holidays {
	case caseload.HolidaysFederal:
		text = "federal holidays"
	case caseload.HolidaysAssumed:
		text = "federal holidays, assumed"
	default:
		text = "no holidays"
	}
	if n := len(site.ClosedDays); n > 0 {
		text += " and " + plural(n, "day of its own", "days of its own")
	}
	return text
}

// activeWords says from when to when the site's files are expected.
func activeWords(site caseload.Site) string {
	switch {
	case site.FirstMonth == nil && site.LastMonth != nil:
		return "until " + site.LastMonth.Short() + ", no file yet"
	case site.FirstMonth == nil:
		return "from its first file"
	case site.LastMonth == nil:
		return "since " + site.FirstMonth.Short()
	}
	return site.FirstMonth.Short() + " to " + site.LastMonth.Short()
}

// ordinal writes a day of the month: "10th".
func ordinal(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}

// siteForm is a site as it is typed.
type siteForm struct {
	id                                                          int64
	name, counts, basis, fiscal, holidays, closed, due, lastDay string
	activeSince                                                 string // said, not asked
}

func (f siteForm) page() FormPage {
	form := FormPage{
		Title: "A new site", Action: rowPath("sites", f.id), Submit: "Save the site", Cancel: settingsPath + "#sites",
		Fields: []FormField{
			{Kind: fieldText, Name: "name", Label: "Name", Value: f.name, Hint: "As the division says it. Files may spell it otherwise; that is asked once and remembered."},
			{Kind: fieldSelect, Name: "counts", Label: "What it counts as one", Value: f.counts, Choices: unitChoices(),
				Hint: "A change of unit asks for an annotation on the charts: the series before and after are not the same thing."},
			{Kind: fieldSelect, Name: "basis", Label: "Date that puts a procedure in a month", Value: f.basis, Choices: basisChoices()},
			{Kind: fieldSelect, Name: "fiscal", Label: "Fiscal year starts in", Value: f.fiscal, Choices: fiscalChoices()},
			{Kind: fieldRadio, Name: "holidays", Label: "Holidays", Value: f.holidays, Choices: holidayChoices(),
				Hint: "“Assumed” counts the same days and says on the pages that nobody has confirmed it."},
			{Kind: fieldLines, Name: "closed", Label: "Its own closed days", Value: f.closed, Optional: true,
				Hint: "One a line, the day first: 2026-11-27 Day after Thanksgiving. They leave the working days, and so the rate per working day."},
			{Kind: fieldNumber, Name: "due", Label: "File due on", Value: f.due, Unit: "of the month after",
				Hint: "A file that comes later is marked late; one that does not come is missing from this day on."},
			{Kind: fieldText, Name: "last", Label: "Last active month", Value: f.lastDay, Optional: true,
				Hint: "Only for a site that has closed. " + monthHint + " Later months then no longer wait for it."},
		},
	}
	if f.id != 0 {
		form.Title = f.name
	}
	if f.activeSince != "" {
		form.Facts = []Definition{{Term: "Active", Text: f.activeSince}}
		form.Notes = []string{"A site is active from its first committed month; totals over all sites wait for it from then on."}
	}
	return form
}

func formOfSite(site caseload.Site) siteForm {
	var closed []string
	for _, day := range site.ClosedDays {
		closed = append(closed, strings.TrimSpace(day.Date.String()+" "+day.Name))
	}
	f := siteForm{
		id: int64(site.ID), name: site.Name, counts: string(site.CountingUnit), basis: string(site.DateBasis),
		fiscal: strconv.Itoa(int(site.FiscalStart)), holidays: string(site.Holidays), closed: strings.Join(closed, "\n"),
		due: strconv.Itoa(site.DueDay), activeSince: activeWords(site),
	}
	if site.LastMonth != nil {
		f.lastDay = site.LastMonth.Long()
	}
	return f
}

func (f siteForm) read() (caseload.Site, problems) {
	wrong := problems{}
	site := caseload.Site{
		ID: caseload.SiteID(f.id), Name: caseload.CleanName(f.name), CountingUnit: caseload.CountingUnit(f.counts), DateBasis: caseload.DateBasis(f.basis),
		Holidays: caseload.HolidayRule(f.holidays), DueDay: wrong.whole("due", f.due, "The due day", 1, 31),
		ClosedDays: wrong.closedDays("closed", f.closed),
	}
	if site.Name == "" {
		wrong.add("name", "A site needs a name.")
	}
	for _, check := range []struct {
		field, value string
		choices      []Choice
	}{{"counts", f.counts, unitChoices()}, {"basis", f.basis, basisChoices()}, {"holidays", f.holidays, holidayChoices()}, {"fiscal", f.fiscal, fiscalChoices()}} {
		if !isChoice(check.choices, check.value) {
			wrong.add(check.field, "Choose one of these.")
		}
	}
	fiscal, _ := strconv.Atoi(f.fiscal) // one of the choices, or refused above
	site.FiscalStart = time.Month(fiscal)
	if f.lastDay != "" {
		last := wrong.month("last", f.lastDay)
		site.LastMonth = &last
	}
	return site, wrong
}

// closedDays reads one day a line.
func (p problems) closedDays(field, text string) []caseload.ClosedDay {
	var days []caseload.ClosedDay
	seen := map[calendar.Date]bool{}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		first, name, _ := strings.Cut(line, " ")
		day, err := calendar.ParseDate(strings.TrimRight(first, ",;:"))
		switch {
		case err != nil:
			p.add(field, fmt.Sprintf("Line %d: %q is not a day. Write it as 2026-11-27, then its name.", i+1, first))
		case !isPlausible(day.Month()):
			p.add(field, fmt.Sprintf("Line %d: %s is not within 1900 and 2199.", i+1, first))
		case seen[day]:
			p.add(field, fmt.Sprintf("Line %d: %s is listed twice.", i+1, day.Long()))
		case utf8.RuneCountInString(name) > caseload.MaxNameLength:
			p.add(field, fmt.Sprintf("Line %d: the name is too long.", i+1))
		}
		seen[day] = true
		days = append(days, caseload.ClosedDay{Date: day, Name: strings.TrimSpace(name)})
	}
	return days
}

func (s *Server) sitePage(c *fiber.Ctx) error {
	id, err := rowID(c)
	if err != nil {
		return err
	}
	form := siteForm{fiscal: "7", holidays: string(caseload.HolidaysAssumed), due: "10"}
	title := "New site"
	if id != 0 {
		site, err := s.siteByID(c, id)
		if err != nil {
			return err
		}
		form, title = formOfSite(site), site.Name
	}
	page, err := s.settingsFrame(c.UserContext(), "form", title)
	if err != nil {
		return err
	}
	page.Body = form.page()
	return s.render(c, page)
}

func (s *Server) siteByID(c *fiber.Ctx, id int64) (caseload.Site, error) {
	sites, err := s.config.Store.Sites(c.UserContext())
	if err != nil {
		return caseload.Site{}, err
	}
	for _, site := range sites {
		if int64(site.ID) == id {
			return site, nil
		}
	}
	return caseload.Site{}, fault.New(fault.NotFound, "There is no such site.").WithCode("unknown_site")
}

func (s *Server) saveSite(c *fiber.Ctx) error {
	id, err := rowID(c)
	if err != nil {
		return err
	}
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	form := siteForm{
		id: id, name: posted.text("name"), counts: posted.text("counts"), basis: posted.text("basis"), fiscal: posted.text("fiscal"),
		holidays: posted.text("holidays"), closed: posted.text("closed"), due: posted.text("due"), lastDay: posted.text("last"),
	}
	site, wrong := form.read()
	if len(wrong) == 0 {
		if err = s.config.Store.SaveSite(c.UserContext(), site, userOf(c)); err == nil {
			return seeOther(c, "/settings?saved=sites#sites")
		}
	}
	page, frameErr := s.settingsFrame(c.UserContext(), "form", "Site")
	if frameErr != nil {
		return frameErr
	}
	return s.answerForm(c, page, form.page(), wrong, err, map[string]string{
		"name_taken": "name", "empty_name": "name", "long_name": "name", "due_day": "due", "fiscal_start": "fiscal", "closed_day_twice": "closed",
	})
}
