package dashboard

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"caseload/store/calendar"
	"caseload/store/caseload"
)

// SettingsRecords is what the Settings pages read and change.
type SettingsRecords interface {
	Revision(ctx context.Context) (caseload.Revision, error)
	RevisionInfo(ctx context.Context, revision caseload.Revision) (caseload.RevisionInfo, error)
	Revisions(ctx context.Context, limit int) ([]caseload.RevisionInfo, error)
	CountChanges(ctx context.Context, revision caseload.Revision, limit int) ([]caseload.CountChange, error)
	Changes(ctx context.Context, revision caseload.Revision, limit int) ([]caseload.Change, error)
	Users(ctx context.Context) ([]caseload.User, error)
	Setting(ctx context.Context, key string) (string, bool, error)
	SaveSettings(ctx context.Context, values map[string]string, by caseload.UserID) error
	Baselines(ctx context.Context) ([]caseload.Baseline, error)
	SaveBaseline(ctx context.Context, b caseload.Baseline, by caseload.UserID) error
	StaffingBaselines(ctx context.Context) ([]caseload.StaffingBaseline, error)
	SaveStaffingBaseline(ctx context.Context, b caseload.StaffingBaseline, by caseload.UserID) error
	Sites(ctx context.Context) ([]caseload.Site, error)
	SaveSite(ctx context.Context, site caseload.Site, by caseload.UserID) error
	Groups(ctx context.Context) ([]caseload.Group, error)
	SaveGroup(ctx context.Context, g caseload.Group, by caseload.UserID) (caseload.GroupID, error)
	Procedures(ctx context.Context) ([]caseload.Procedure, error)
	SetProcedureGroups(ctx context.Context, groups map[caseload.ProcedureID]caseload.GroupID, by caseload.UserID) error
}

const settingsPath = "/settings"

// notStated stands where a source does not say something that a number depends on.
const notStated = "not stated"

func (s *Server) settingsRoutes() []Route {
	see := func(path string, action Action, handler fiber.Handler) Route {
		return Route{Method: fiber.MethodGet, Path: path, Action: action, Handler: handler}
	}
	save := func(path string, action Action, handler fiber.Handler) Route {
		return Route{Method: fiber.MethodPost, Path: path, Action: action, Handler: handler}
	}
	return []Route{
		see(settingsPath, ActionSeePages, s.settingsPage),
		see("/settings/division", ActionEditSettings, s.divisionPage),
		save("/settings/division", ActionEditSettings, s.saveDivision),
		see("/settings/baselines/:id", ActionEditBaselines, s.baselinePage),
		save("/settings/baselines/:id", ActionEditBaselines, s.saveBaseline),
		see("/settings/staffing/:id", ActionEditBaselines, s.staffingBaselinePage),
		save("/settings/staffing/:id", ActionEditBaselines, s.saveStaffingBaseline),
		see("/settings/sites/:id", ActionEditSettings, s.sitePage),
		save("/settings/sites/:id", ActionEditSettings, s.saveSite),
		see("/settings/groups/:id", ActionEditSettings, s.groupPage),
		save("/settings/groups/:id", ActionEditSettings, s.saveGroup),
		see("/settings/procedures", ActionEditSettings, s.proceduresPage),
		save("/settings/procedures", ActionEditSettings, s.saveProcedures),
		see("/settings/history", ActionSeePages, s.historyPage),
		{Method: fiber.MethodGet, Path: "/settings/history/:revision", Action: ActionSeeNames, Handler: s.revisionPage}, // a roster's lines are among the changes
	}
}

// SettingsPage is what templates/pages/settings.html shows.
type SettingsPage struct {
	Headline Headline
	Saved    *Banner
	Sections []SettingsSection
}

// SettingsSection is one part of the page: what it is for beside what is set.
type SettingsSection struct {
	ID      string
	Title   string
	Text    string
	Lines   []Definition
	Table   *Table
	Buttons []Button
}

// settingsPage shows everything that is set.
func (s *Server) settingsPage(c *fiber.Ctx) error {
	all, err := s.readSettings(c.UserContext())
	if err != nil {
		return err
	}
	page, err := s.settingsFrame(c.UserContext(), "settings", "Settings")
	if err != nil {
		return err
	}
	staffing, err := s.assumptionSections(c)
	if err != nil {
		return err
	}
	page.Crumbs = nil
	access, err := s.accessSection(c)
	if err != nil {
		return err
	}
	last := []SettingsSection{access}
	if may(c, ActionAdminister) {
		backups, err := s.backupsSection()
		if err != nil {
			return err
		}
		last = append(last, backups)
	}
	page.Body = SettingsPage{
		Headline: all.headline(calendar.MonthAt(s.config.Now())),
		Saved:    savedBanner(c.Query("saved"), page.Revision),
		Sections: slices.Concat(
			[]SettingsSection{all.divisionSection(), all.baselineSection(), all.staffingSection()}, staffing,
			[]SettingsSection{all.siteSection(), all.groupSection(), trainingSection()}, last, []SettingsSection{all.historySection(s.clockTime)},
		),
	}
	return s.render(c, page)
}

// settingsFrame is the frame of a page below Settings.
func (s *Server) settingsFrame(ctx context.Context, template, title string) (Page, error) {
	page := Page{Template: template, Title: title, Nav: "settings",
		Crumbs: []Link{{Label: "Settings", Href: settingsPath}, {Label: title}}}
	var err error
	page.Revision, page.AsOf, err = s.asOf(ctx)
	return page, err
}

// asOf returns the newest revision and when it was made; a database without changes has no such time.
func (s *Server) asOf(ctx context.Context) (caseload.Revision, string, error) {
	revision, err := s.config.Store.Revision(ctx)
	if err != nil || revision == 0 {
		return revision, "", err
	}
	info, err := s.config.Store.RevisionInfo(ctx, revision)
	return revision, s.clockTime(info.At), err
}

// clockAt is an instant in the division's own time.
func (s *Server) clockAt(unixMilli int64) time.Time {
	return time.UnixMilli(unixMilli).In(s.config.Now().Location())
}

// clockTime writes an instant in the division's own time: "12 Nov 2026, 08:14".
func (s *Server) clockTime(unixMilli int64) string {
	return time.UnixMilli(unixMilli).In(s.config.Now().Location()).Format("2 Jan 2006, 15:04")
}

// savedBanner confirms what a form just did. Only our own words are shown, whatever the address says.
func savedBanner(what string, revision caseload.Revision) *Banner {
	words := map[string]string{
		"division":   "The division profile is as you left it",
		"baselines":  "The baseline is as you left it",
		"staffing":   "The staffing baseline is as you left it",
		"sites":      "The site is as you left it",
		"groups":     "The group is as you left it",
		"small":      "Small numbers are treated as you chose",
		"procedures": "The procedures are in their groups",
		"assumption": "The assumption is as you left it, and its part waits for a lead’s confirmation",
		"confirmed":  "The confirmations are as you left them",
		"minutes":    "The minutes are as you left them, and wait for a lead’s confirmation",
		"authorised": "The authorised FTE is as you left it",
		"training":   "The training settings are as you left them",
	}
	text, ok := words[what]
	if !ok {
		return nil
	}
	return &Banner{Claim: "Saved.", Text: fmt.Sprintf("%s, revision %d.", text, revision), Link: &Link{Label: "History", Href: settingsPath + "#history"}}
}

// settings is everything that the Settings page shows.
type settings struct {
	name, calendar string
	baselines      []caseload.Baseline
	staffing       []caseload.StaffingBaseline
	sites          []caseload.Site
	groups         []caseload.Group
	procedures     []caseload.Procedure
	revisions      []caseload.RevisionInfo
	users          map[caseload.UserID]string
}

const revisionsShown = 8

func (s *Server) readSettings(ctx context.Context) (settings, error) {
	var all settings
	var err error
	store := s.config.Store
	if all.name, _, err = store.Setting(ctx, "division_name"); err != nil {
		return all, err
	}
	if all.calendar, _, err = store.Setting(ctx, "calendar"); err != nil {
		return all, err
	}
	if all.baselines, err = store.Baselines(ctx); err != nil {
		return all, err
	}
	if all.staffing, err = store.StaffingBaselines(ctx); err != nil {
		return all, err
	}
	if all.sites, err = store.Sites(ctx); err != nil {
		return all, err
	}
	if all.groups, err = store.Groups(ctx); err != nil {
		return all, err
	}
	if all.procedures, err = store.Procedures(ctx); err != nil {
		return all, err
	}
	if all.revisions, err = store.Revisions(ctx, revisionsShown); err != nil {
		return all, err
	}
	all.users, err = userNames(ctx, store)
	return all, err
}

func userNames(ctx context.Context, store interface {
	Users(ctx context.Context) ([]caseload.User, error)
}) (map[caseload.UserID]string, error) {
	users, err := store.Users(ctx)
	if err != nil {
		return nil, err
	}
	names := make(map[caseload.UserID]string, len(users))
	for _, user := range users {
		names[user.ID] = user.Name
	}
	return names, nil
}

// headline says what the division is measured against, and what nobody has stated.
func (all settings) headline(now calendar.Month) Headline {
	var h Headline
	if b := baselineAt(all.baselines, 0, now); b != nil {
		h.Sentence = append(h.Sentence, Part{Text: "The division is held against "}, Part{Text: baselineWords(*b) + " procedures a month", Strong: true})
	} else {
		h.Sentence = append(h.Sentence, Part{Text: "No baseline of the division is set", Strong: true})
	}
	var heads []string
	for _, role := range caseload.StaffRoles() {
		if b := staffingAt(all.staffing, role, now); b != nil {
			heads = append(heads, headWords(role, b.Headcount))
		}
	}
	if len(heads) > 0 {
		h.Sentence = append(h.Sentence, Part{Text: " and "}, Part{Text: listed(heads), Strong: true})
	}
	h.Sentence = append(h.Sentence, Part{Text: "."})
	if open := all.unstated(now); len(open) > 0 {
		h.Second = Sentence{
			{Text: "Not stated yet: " + listed(open) + ". Pages say so wherever a number depends on it, until somebody enters it here."},
		}
	}
	return h
}

// unstated lists what nobody has entered and what numbers depend on.
func (all settings) unstated(now calendar.Month) []string {
	var open []string
	if b := baselineAt(all.baselines, 0, now); b != nil {
		if b.CountingUnit == caseload.UnitNotStated {
			open = append(open, "what the baseline counts as a procedure")
		}
		if b.SitesCovered == "" {
			open = append(open, "which sites the baseline covers")
		}
	}
	for _, role := range caseload.StaffRoles() {
		if b := staffingAt(all.staffing, role, now); b != nil && b.SitesCovered == "" {
			open = append(open, "which sites the staff cover")
			break
		}
	}
	var sites []string
	for _, site := range all.sites {
		if site.CountingUnit == caseload.UnitNotStated {
			sites = append(sites, site.Name)
		}
	}
	switch {
	case len(sites) > 3:
		open = append(open, fmt.Sprintf("what %d sites count", len(sites)))
	case len(sites) > 0:
		open = append(open, "what "+listed(sites)+" count")
	}
	return open
}

// baselineAt returns the site's baseline that holds in the month; site 0 is the division.
func baselineAt(baselines []caseload.Baseline, site caseload.SiteID, m calendar.Month) *caseload.Baseline {
	var found *caseload.Baseline
	for i := range baselines {
		if b := &baselines[i]; b.Site == site && b.From <= m && (found == nil || b.From > found.From) {
			found = b
		}
	}
	return found
}

func staffingAt(baselines []caseload.StaffingBaseline, role caseload.Role, m calendar.Month) *caseload.StaffingBaseline {
	var found *caseload.StaffingBaseline
	for i := range baselines {
		if b := &baselines[i]; b.Role == role && b.From <= m && (found == nil || b.From > found.From) {
			found = b
		}
	}
	return found
}

// listed joins words as a sentence does: "a, b and c".
func listed(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// orNotStated is a cell that recedes when nothing is stated.
func orNotStated(text string) Cell {
	if text == "" {
		return Cell{Text: notStated, Quiet: true}
	}
	return Cell{Text: text}
}
