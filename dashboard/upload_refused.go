package dashboard

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/ingest"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// HarmlessPart lets an administrator record that the column holds no identifiers.
type HarmlessPart struct {
	Column, Source string
}

// RefusedPage is what templates/pages/refused.html shows: what the file is, how
// to make it right, and that nothing of it was kept.
type RefusedPage struct {
	status  int
	Title   string
	Text    string
	Recipe  []string
	Kept    string
	Alarm   *HarmlessPart // for an administrator, where one column is the reason
	Buttons []Button
}

const nothingKept = "Nothing from this file was kept, not even its name."

func refusedButtons(template string) []Button {
	buttons := []Button{{Label: "Choose another file", Href: dataPath, Primary: true}}
	if template != "" {
		buttons = append(buttons, Button{Label: "Get the template", Href: template})
	}
	return buttons
}

// refusedByReader is for a file that was not read to its end.
func refusedByReader(f *fault.Fault) RefusedPage {
	title, text := firstSentence(f.Message)
	page := RefusedPage{status: fiber.StatusBadRequest, Title: title, Text: text, Kept: nothingKept, Buttons: refusedButtons("")}
	switch f.Code {
	case "too_large":
		page.status = fiber.StatusRequestEntityTooLarge
	case codeNoFile:
		page.Kept = ""
		page.Text = "Choose a CSV or Excel file first, or drop one on the page."
	}
	return page
}

// refusedByContent is for a file that was read and can not be used.
func refusedByContent(p ingest.Preview) RefusedPage {
	title, text := firstSentence(p.Message)
	page := RefusedPage{status: fiber.StatusUnprocessableEntity, Title: title, Text: text, Kept: nothingKept, Buttons: refusedButtons(templatePath(wordsOfKind(p.Kind).kind))}
	if p.Fix != "" && !strings.Contains(p.Message, p.Fix) {
		page.Text = strings.TrimSpace(page.Text + " " + p.Fix)
	}
	if p.Harmless != nil {
		page.Alarm = &HarmlessPart{Column: p.Harmless.Column, Source: p.Harmless.Source}
	}
	switch p.Code {
	case ingest.CodePatientIdentifier:
		page.Title = "This file names patients, so it was refused"
		page.Text = title + ". Caseload keeps monthly counts and never anything about a patient."
		page.Recipe = []string{
			"Open the list in Excel and choose Insert, PivotTable.",
			"Put the procedure in Rows, the month in Columns and the count in Values.",
			"Copy the result to a new sheet, save that sheet alone as .xlsx or CSV, and send it.",
			"Or delete every column but the date, the site and the procedure: the rows can then be counted here, and none of them is kept.",
		}
	case ingest.CodeStaffIdentifier:
		page.Title = "This roster holds more about people than their names"
		page.Text = title + ". Delete the column and send the roster again."
		if p.Kind != caseload.KindRoster {
			page.Title = "This file names trainees, so it was refused"
			page.Text = title + ". " + p.Fix
		}
	}
	return page
}

// firstSentence parts a message into its first sentence, without the full stop, and the rest.
func firstSentence(message string) (first, rest string) {
	first, rest, found := strings.Cut(message, ". ")
	if !found {
		return strings.TrimSuffix(message, "."), ""
	}
	return first, strings.TrimSpace(rest)
}

func (s *Server) showRefused(c *fiber.Ctx, body RefusedPage) error {
	page := Page{Template: "refused", Title: body.Title, Nav: "data", Body: body, Crumbs: []Link{{Label: "Data", Href: dataPath}, {Label: "File refused"}}}
	var err error
	if page.Revision, page.AsOf, err = s.asOf(c.UserContext()); err != nil {
		return err
	}
	c.Status(body.status)
	return s.render(c, page)
}
