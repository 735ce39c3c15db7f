package dashboard

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/ingest"
)

// RowInPlace is a row of a file as it stands there, with the cell that a finding is about marked.
type RowInPlace struct {
	Cells []CellInPlace
}

// CellInPlace is one cell of it.
type CellInPlace struct {
	Header, Text string
	Bad          bool
}

func rowInPlace(f ingest.Finding) *RowInPlace {
	if f.Shown == nil || f.Row == 0 || len(f.Shown.Cells) == 0 {
		return nil
	}
	row := &RowInPlace{}
	for i, text := range f.Shown.Cells {
		row.Cells = append(row.Cells, CellInPlace{Header: f.Shown.Header[i], Text: text, Bad: i == f.Shown.Bad})
	}
	return row
}

// decisionButtons offer what can be decided about a finding in place.
func (v uploadView) decisionButtons(f ingest.Finding) []Button {
	if !v.isDraft() {
		return nil
	}
	var buttons []Button
	for _, way := range f.Ways() {
		label := map[ingest.DecisionKind]string{ingest.UseFix: "Use " + f.Use, ingest.LeaveOut: "Leave out this row",
			ingest.BlankOut: "Leave out this " + wordsOfKind(v.preview.Kind).one, ingest.ItIsRight: "It is right"}[way]
		buttons = append(buttons, Button{
			Label: label, Small: true, Post: uploadPath(v.upload.ID) + "/decide",
			Fields: []Field{{Name: "finding", Value: f.Mark()}, {Name: "do", Value: string(way)}},
		})
	}
	return buttons
}

// DecidedLine is a decision about a row or a warning, which can be changed.
type DecidedLine struct {
	Text   string
	Button Button
}

// decided lists what somebody decided about single rows and warnings, each with the way back.
func (v uploadView) decided() []DecidedLine {
	var lines []DecidedLine
	for _, d := range v.preview.Decisions {
		lines = append(lines, DecidedLine{Text: d.Text, Button: Button{
			Label: "Change", Quiet: true, Small: true, Post: uploadPath(v.upload.ID) + "/decide",
			Fields: []Field{{Name: "finding", Value: d.Mark}, {Name: "do", Value: "back"}},
		}})
	}
	return lines
}

// decideUpload records a decision about one finding, or takes one back.
func (s *Server) decideUpload(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	id, mark, do := uploadID(c), posted.text("finding"), posted.text("do")
	if do == "back" {
		_, err = s.config.Ingest.Answer(c.UserContext(), id, ingest.Options{TakeBack: []string{mark}})
	} else {
		_, err = s.config.Ingest.Decide(c.UserContext(), id, mark, ingest.DecisionKind(do))
	}
	if err != nil {
		return s.refuse(c, "The decision was not kept.", err)
	}
	return seeOther(c, uploadPath(id)+"#findings")
}

// rememberedAnswers are the answers to earlier files of the same source that were applied to this one.
func (v uploadView) rememberedIDs() map[string]bool {
	ids := map[string]bool{}
	for _, remembered := range v.preview.Remembered {
		ids[remembered.ID] = true
	}
	return ids
}

// rememberedOthers lists the remembered answers that are about no question of this file: what a column means,
// and columns that were declared harmless.
func (v uploadView) rememberedOthers(mayAdminister bool) []AnsweredQuestion {
	var list []AnsweredQuestion
	for _, remembered := range v.preview.Remembered {
		if remembered.Code == ingest.CodePatientIdentifier {
			answer := AnsweredQuestion{Title: remembered.Text, Remembered: true}
			if mayAdminister && v.preview.Source != "" {
				answer.Back = &Button{Label: "Take it back", Small: true, Post: "/data/harmless", Fields: []Field{
					{Name: "source", Value: v.preview.Source}, {Name: "column", Value: remembered.Value}, {Name: "harmless", Value: "no"}}}
			}
			list = append(list, answer)
			continue
		}
		if remembered.Code != ingest.CodeUnknownMapping {
			continue
		}
		question := Question{Title: "What is the column “" + remembered.Value + "”?", Name: "q:" + remembered.ID}
		for _, choice := range remembered.Choices {
			question.Choices = append(question.Choices, Choice{Value: choice.ID, Label: sentenceCase(choice.Label), Chosen: choice.ID == remembered.Answer})
		}
		list = append(list, AnsweredQuestion{
			Title: question.Title, Answer: sentenceCase(strings.ReplaceAll(remembered.Label, "_", " ")), Remembered: true,
			Asking: Asking{Path: uploadPath(v.upload.ID), Questions: []Question{withAskAgain(question)}, Button: "Change the answer"},
		})
	}
	return list
}

// withAskAgain lets a remembered answer be taken back without another one.
func withAskAgain(question Question) Question {
	question.Choices = append(question.Choices, Choice{Value: ingest.AskAgain, Label: "None of these: ask me"})
	return question
}

// letter sums an upload up for somebody who has not seen the page.
func (v uploadView) letter() string {
	l := ingest.Letter{Sender: v.sender, SentAt: v.at(v.upload.CreatedAt)}
	if v.isDone() {
		l.Revision, l.DoneBy, l.DoneAt = v.upload.Revision, v.committer, v.at(v.upload.CommittedAt)
		l.Undone, l.UndoneBy, l.UndoneAt = v.upload.UndoneRevision, v.undoer, v.at(v.undoneAt)
	}
	return v.preview.Text(l)
}

// BudgetPart offers a budget that stands among counts.
type BudgetPart struct {
	Path, Title, Text string
	Taken             bool
}

func (v uploadView) budget() *BudgetPart {
	p := v.preview
	n := len(p.Targets) + p.TargetsLeftOut
	if n == 0 || !v.isDraft() || !v.maySetTargets {
		return nil
	}
	first := p.Targets[0]
	part := &BudgetPart{Path: uploadPath(v.upload.ID) + "/answer", Taken: p.Choices.Targets != nil && *p.Choices.Targets}
	part.Title = plainSpaces(capitalised(plural(n, "budget number stands", "budget numbers stand"))) + " among the counts"
	part.Text = "Such as " + first.Site + ", " + first.Procedure + ", " + first.Month.Long() + ": " + formatDecimalShort(first.N) + ". They are never counted as procedures done."
	if part.Taken {
		part.Text += " They become targets with this commit: " + plural(p.TargetsChanged, "target changes or is new.", "targets change or are new.")
	}
	return part
}

// uploadSummary answers with the plain text that can be sent on.
func (s *Server) uploadSummary(c *fiber.Ctx) error {
	view, err := s.uploadView(c)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.SendString(view.letter())
}

// backToUpload leads whoever reloads the address of a form to the page that the form stands on.
func backToUpload(c *fiber.Ctx) error { return seeOther(c, uploadPath(uploadID(c))) }

// harmlessColumn records that a column of a source holds no identifiers, or takes that back.
func (s *Server) harmlessColumn(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	offer := ingest.HarmlessOffer{Source: posted.text("source"), Column: posted.text("column")}
	if posted.text("harmless") == "no" {
		if err := s.config.Ingest.WithdrawHarmless(c.UserContext(), offer, userOf(c)); err != nil {
			return err
		}
		if err := s.record(c, "withdraw harmless column", offer.Source, offer.Column); err != nil {
			return err
		}
		return seeOther(c, dataPath+"?done=harmful")
	}
	if err := s.config.Ingest.DeclareHarmless(c.UserContext(), offer, userOf(c)); err != nil {
		return err
	}
	if err := s.record(c, "declare column harmless", offer.Source, offer.Column); err != nil {
		return err
	}
	return seeOther(c, dataPath+"?done=harmless")
}
