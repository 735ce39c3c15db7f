package dashboard

import (
	"context"
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/store/caseload"
)

// smallNumbersKey is the setting that says what becomes of numbers from 1 to 10.
const smallNumbersKey = "small_numbers"

// The choices of small numbers. Off is what nobody has set.
const (
	smallOff  = "off"
	smallHide = "hide"
)

const smallPath = "/settings/small-numbers"

func (s *Server) accessRoutes() []Route {
	return []Route{
		{Method: fiber.MethodGet, Path: smallPath, Action: ActionEditSettings, Handler: s.smallPage},
		{Method: fiber.MethodPost, Path: smallPath, Action: ActionEditSettings, Handler: s.saveSmall},
	}
}

// hidesSmall reports whether numbers from 1 to 10 are hidden.
func (s *Server) hidesSmall(ctx context.Context) (bool, error) {
	value, _, err := s.config.Store.Setting(ctx, smallNumbersKey)
	return value == smallHide, err
}

// accessSection leads to who may see and do what; the buttons show to those who may decide it.
func (s *Server) accessSection(c *fiber.Ctx) (SettingsSection, error) {
	hides, err := s.hidesSmall(c.UserContext())
	section := SettingsSection{
		ID: "access", Title: "Who sees what",
		Text: "Viewers see pages and totals. Coordinators send files for their sites and see the names there, leads see and judge everything, administrators decide who may.",
	}
	small := "shown; every export says “internal use”"
	if hides {
		small = "1 to 10 hidden where a state meets a procedure, and in every export"
	}
	section.Lines = append(section.Lines, Definition{Term: "Small numbers", Text: small})
	section.Buttons = []Button{{Label: "Small numbers", Href: smallPath}}
	if s.access == nil {
		return section, err
	}
	section.Buttons = append([]Button{{Label: "Users and roles", Href: usersPath}, {Label: "Audit log", Href: auditPath}}, section.Buttons...)
	if err != nil || !may(c, ActionAdminister) {
		return section, err
	}
	accounts, err := s.access.records.Accounts(c.UserContext())
	var words []string
	for _, role := range caseload.AccessRoles() {
		n := 0
		for _, account := range accounts {
			if account.Access == role && !account.IsDisabled() {
				n++
			}
		}
		if n > 0 {
			word := strings.ToLower(role.Title())
			words = append(words, plural(n, word, word+"s"))
		}
	}
	section.Lines = append([]Definition{{Term: "Users", Text: listed(words)}}, section.Lines...)
	return section, err
}

func smallForm(value string) FormPage {
	return FormPage{
		Title: "Small numbers", Text: "A count of a few, by state and procedure, can point at somebody whom an outsider knows.",
		Action: smallPath, Submit: "Save", Cancel: settingsPath + "#access",
		Fields: []FormField{{Kind: fieldRadio, Name: "small", Label: "Numbers from 1 to 10", Value: value, Choices: []Choice{
			{Value: smallOff, Label: "Show them; exports say “internal use”"},
			{Value: smallHide, Label: "Hide them where a state meets a procedure, and in every export: files, saved pictures, the brief, answers for programs"},
		}}},
	}
}

func (s *Server) smallPage(c *fiber.Ctx) error {
	page, err := s.settingsFrame(c.UserContext(), "form", "Small numbers")
	if err != nil {
		return err
	}
	hides, err := s.hidesSmall(c.UserContext())
	if err != nil {
		return err
	}
	value := smallOff
	if hides {
		value = smallHide
	}
	page.Body = smallForm(value)
	return s.render(c, page)
}

func (s *Server) saveSmall(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	value, wrong := posted.text("small"), problems{}
	if value != smallOff && value != smallHide {
		wrong.add("small", "Choose one of the two.")
	} else if err = s.config.Store.SaveSettings(c.UserContext(), map[string]string{smallNumbersKey: value}, userOf(c)); err == nil {
		return seeOther(c, settingsPath+"?saved=small#access")
	}
	page, frameErr := s.settingsFrame(c.UserContext(), "form", "Small numbers")
	if frameErr != nil {
		return frameErr
	}
	return s.answerForm(c, page, smallForm(value), wrong, err, nil)
}
