package dashboard

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"caseload/store/caseload"
	"caseload/store/fault"
)

// baselineWords writes a baseline's number as its source does: "about 680".
func baselineWords(b caseload.Baseline) string {
	if b.Approximate {
		return "about " + formatDecimalShort(b.PerMonth)
	}
	return formatDecimalShort(b.PerMonth)
}

func (all settings) siteName(id caseload.SiteID) string {
	for _, site := range all.sites {
		if site.ID == id {
			return site.Name
		}
	}
	return "The division"
}

func (all settings) baselineSection() SettingsSection {
	table := &Table{Caption: "Baselines", Columns: []Column{
		{Title: "From"}, {Title: "For"}, {Title: "A month", Numeric: true}, {Title: "Sites covered", WideOnly: true},
		{Title: "Counts", WideOnly: true}, {Title: "Source", WideOnly: true},
	}, Empty: "No baseline yet. Pages then show counts without a comparison."}
	for _, b := range all.baselines {
		table.Rows = append(table.Rows, TableRow{Cells: []Cell{
			{Text: b.From.Long(), Narrow: b.From.Short(), Name: true, Href: rowPath("baselines", b.ID)},
			{Text: all.siteName(b.Site), Slot: int(b.Site)},
			{Text: baselineWords(b), Strong: true},
			orNotStated(b.SitesCovered), orNotStated(unitWords(b.CountingUnit)), orNotStated(b.Source),
		}})
	}
	return SettingsSection{
		ID: "baselines", Title: "Baselines of volume",
		Text:    "A baseline is a reference, not a promise. It holds from its month until the next one starts; a new one never rewrites the past.",
		Table:   table,
		Buttons: []Button{{Label: "Add a baseline", Href: rowPath("baselines", 0)}},
	}
}

// baselineForm is a baseline as it is typed.
type baselineForm struct {
	id                                                 int64
	from, site, perMonth, approximate, covered, counts string
	source                                             string
}

func (f baselineForm) page(sites []caseload.Site) FormPage {
	covers := []Choice{{Value: "0", Label: "The whole division"}}
	for _, site := range sites {
		covers = append(covers, Choice{Value: strconv.Itoa(int(site.ID)), Label: site.Name + " alone"})
	}
	form := FormPage{
		Title: "A baseline from a month on", Action: rowPath("baselines", f.id), Submit: "Save the baseline", Cancel: settingsPath + "#baselines",
		Fields: []FormField{
			{Kind: fieldText, Name: "from", Label: "From", Value: f.from, Hint: monthHint + " It holds until the next baseline starts."},
			{Kind: fieldSelect, Name: "site", Label: "For", Value: f.site, Choices: covers,
				Hint: "A site has a baseline only when somebody has stated one; the division's is never split."},
			{Kind: fieldNumber, Name: "per_month", Label: "Procedures a month", Value: f.perMonth},
			{Kind: fieldCheck, Name: "approximate", Label: "The source says “about”", Value: f.approximate},
			{Kind: fieldText, Name: "covered", Label: "Sites covered", Value: f.covered, Optional: true, Hint: "As the source puts it. Leave it empty when the source does not say."},
			{Kind: fieldSelect, Name: "counts", Label: "What it counts as one", Value: f.counts, Choices: unitChoices()},
			{Kind: fieldText, Name: "source", Label: "Source", Value: f.source, Optional: true, Hint: "Where the number comes from, such as “Division profile” or “Budget 2027”."},
		},
		Notes: []string{"Every page that compares with the baseline names it, and repeats what is not stated about it."},
	}
	if f.id != 0 {
		form.Title = "The baseline from " + f.from
	}
	return form
}

func formOfBaseline(b caseload.Baseline) baselineForm {
	f := baselineForm{
		id: b.ID, from: b.From.Long(), site: strconv.Itoa(int(b.Site)), perMonth: typedNumber(b.PerMonth),
		covered: b.SitesCovered, counts: string(b.CountingUnit), source: b.Source,
	}
	if b.Approximate {
		f.approximate = "yes"
	}
	return f
}

func (f baselineForm) read(sites []caseload.Site) (caseload.Baseline, problems) {
	wrong := problems{}
	b := caseload.Baseline{
		ID: f.id, From: wrong.month("from", f.from), PerMonth: wrong.number("per_month", f.perMonth, "The number of procedures", 0),
		Approximate: f.approximate != "", SitesCovered: f.covered, CountingUnit: caseload.CountingUnit(f.counts), Source: f.source,
	}
	if b.PerMonth == 0 {
		wrong.add("per_month", "A baseline is above 0.")
	}
	if !isChoice(unitChoices(), f.counts) {
		wrong.add("counts", "Choose one of the units.")
	}
	id, err := strconv.Atoi(f.site)
	isKnown := err == nil && id == 0
	for _, site := range sites {
		isKnown = isKnown || err == nil && int(site.ID) == id
	}
	if !isKnown {
		wrong.add("site", "Choose the division or one of its sites.")
	}
	b.Site = caseload.SiteID(id)
	return b, wrong
}

func (s *Server) baselinePage(c *fiber.Ctx) error {
	id, err := rowID(c)
	if err != nil {
		return err
	}
	sites, err := s.config.Store.Sites(c.UserContext())
	if err != nil {
		return err
	}
	form := baselineForm{site: "0"}
	if id != 0 {
		all, err := s.config.Store.Baselines(c.UserContext())
		if err != nil {
			return err
		}
		found := false
		for _, b := range all {
			if b.ID == id {
				form, found = formOfBaseline(b), true
			}
		}
		if !found {
			return fault.New(fault.NotFound, "There is no such baseline.").WithCode("unknown_baseline")
		}
	}
	page, err := s.settingsFrame(c.UserContext(), "form", "Baseline")
	if err != nil {
		return err
	}
	page.Body = form.page(sites)
	return s.render(c, page)
}

func (s *Server) saveBaseline(c *fiber.Ctx) error {
	id, err := rowID(c)
	if err != nil {
		return err
	}
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	sites, err := s.config.Store.Sites(c.UserContext())
	if err != nil {
		return err
	}
	form := baselineForm{
		id: id, from: posted.text("from"), site: posted.text("site"), perMonth: posted.text("per_month"), approximate: posted.ticked("approximate"),
		covered: posted.text("covered"), counts: posted.text("counts"), source: posted.text("source"),
	}
	baseline, wrong := form.read(sites)
	if len(wrong) == 0 {
		if err = s.config.Store.SaveBaseline(c.UserContext(), baseline, userOf(c)); err == nil {
			return seeOther(c, "/settings?saved=baselines#baselines")
		}
	}
	page, frameErr := s.settingsFrame(c.UserContext(), "form", "Baseline")
	if frameErr != nil {
		return frameErr
	}
	return s.answerForm(c, page, form.page(sites), wrong, err, map[string]string{"baseline_taken": "from", "baseline": "per_month", "unknown_site": "site"})
}
