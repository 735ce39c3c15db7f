package dashboard

import (
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"caseload/store/caseload"
)

// divisionForm is the division profile as it is typed.
type divisionForm struct{ name, calendar string }

func calendarChoices() []Choice {
	return []Choice{
		{Value: "calendar", Label: "Calendar year, January to December"},
		{Value: "academic", Label: "Academic year, July to June"},
		{Value: "federal", Label: "Federal year, October to September"},
	}
}

// labelOf returns the words of a choice.
func labelOf(choices []Choice, value string) string {
	for _, choice := range choices {
		if choice.Value == value {
			return choice.Label
		}
	}
	return value
}

func isChoice(choices []Choice, value string) bool {
	for _, choice := range choices {
		if choice.Value == value {
			return true
		}
	}
	return false
}

func (all settings) divisionSection() SettingsSection {
	return SettingsSection{
		ID: "division", Title: "Division",
		Text: "The name stands on pages and prints. The calendar decides year-to-date figures until a reader chooses another in the address.",
		Lines: []Definition{
			{Term: "Name", Text: all.name},
			{Term: "Calendar", Text: labelOf(calendarChoices(), all.calendar)},
		},
		Buttons: []Button{{Label: "Change the profile", Href: "/settings/division"}},
	}
}

func (f divisionForm) page() FormPage {
	return FormPage{
		Title: "Division profile", Action: "/settings/division", Submit: "Save the profile", Cancel: settingsPath + "#division",
		Fields: []FormField{
			{Kind: fieldText, Name: "name", Label: "Name of the division", Value: f.name},
			{Kind: fieldRadio, Name: "calendar", Label: "Calendar", Value: f.calendar, Choices: calendarChoices(),
				Hint: "Year-to-date figures and year labels follow it. Each reader can look at another year without changing this one."},
		},
	}
}

func (s *Server) divisionPage(c *fiber.Ctx) error {
	all, err := s.readSettings(c.UserContext())
	if err != nil {
		return err
	}
	page, err := s.settingsFrame(c.UserContext(), "form", "Division profile")
	if err != nil {
		return err
	}
	page.Body = divisionForm{name: all.name, calendar: all.calendar}.page()
	return s.render(c, page)
}

func (s *Server) saveDivision(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	form := divisionForm{name: caseload.CleanName(posted.text("name")), calendar: posted.text("calendar")}
	wrong := problems{}
	if form.name == "" {
		wrong.add("name", "The division needs a name.")
	}
	if utf8.RuneCountInString(form.name) > caseload.MaxNameLength {
		wrong.add("name", "The name is too long: at most 200 characters.")
	}
	if !isChoice(calendarChoices(), form.calendar) {
		wrong.add("calendar", "Choose one of the three years.")
	}
	if len(wrong) == 0 {
		err = s.config.Store.SaveSettings(c.UserContext(), map[string]string{"division_name": form.name, "calendar": form.calendar}, userOf(c))
		if err == nil {
			return seeOther(c, "/settings?saved=division#division")
		}
	}
	page, frameErr := s.settingsFrame(c.UserContext(), "form", "Division profile")
	if frameErr != nil {
		return frameErr
	}
	return s.answerForm(c, page, form.page(), wrong, err, nil)
}
