package dashboard

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/signin"
	"caseload/store/caseload"
)

const tokensPath = "/settings/tokens"

// longestToken bounds a token's life: one that nobody remembers should end by itself.
const longestToken = 366

// TokenLine is one token, with a button while it works.
type TokenLine struct {
	Name   string
	Text   string
	Button *Button
}

// tokenLines lists tokens; names is nil for the reader's own, and revokeAt is where the buttons post.
func (s *Server) tokenLines(tokens []caseload.Token, names map[caseload.UserID]string, revokeAt string) []TokenLine {
	now := s.config.Now().UnixMilli()
	var lines []TokenLine
	for _, token := range tokens {
		line := TokenLine{Name: token.Name, Text: token.Access.Title()}
		if names != nil {
			line.Text += ", of " + names[token.User]
		}
		used := "never used"
		if token.UsedAt != 0 {
			used = "last used " + s.day(token.UsedAt)
		}
		switch {
		case token.RevokedAt != 0:
			line.Text += ", revoked " + s.day(token.RevokedAt)
		case !token.IsUsable(now):
			line.Text += ", over since " + s.day(token.ExpiresAt)
		default:
			line.Text += ", until " + s.day(token.ExpiresAt) + ", " + used
			line.Button = &Button{Label: "Revoke", Small: true, Post: revokeAt + "/" + string(token.ID) + "/revoke"}
		}
		lines = append(lines, line)
	}
	return lines
}

func (s *Server) tokenForm(c *fiber.Ctx, name, access, days string) FormPage {
	field := FormField{Kind: fieldSelect, Name: "access", Label: "Rights", Value: access, Hint: "No more than the program needs."}
	for _, role := range caseload.AccessRoles() {
		if role.Lower(askerOf(c).Access) == role {
			field.Choices = append(field.Choices, Choice{Value: string(role), Label: role.Title()})
		}
	}
	return FormPage{
		Title: "Make a token", Text: "A program that has it asks in your name, with these rights and no others.", Action: accountPath + "/tokens/new", Submit: "Make the token", Cancel: accountPath,
		Fields: []FormField{
			{Kind: fieldText, Name: "name", Label: "What it is for", Value: name, Hint: "Such as “monthly export to the data warehouse”.", First: true},
			field,
			{Kind: fieldNumber, Name: "days", Label: "Works for", Unit: "days", Value: days, Hint: "At most " + strconv.Itoa(longestToken) + "."},
		},
	}
}

func (s *Server) tokenPage(c *fiber.Ctx) error {
	page, err := s.accountFrame(c, "Make a token")
	if err != nil {
		return err
	}
	page.Template, page.Body = "form", s.tokenForm(c, "", string(caseload.Viewer), "90")
	return s.render(c, page)
}

func (s *Server) createToken(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	who, wrong := askerOf(c), problems{}
	name, access, typed := posted.text("name"), posted.text("access"), posted.text("days")
	days, err := strconv.Atoi(typed)
	if err != nil || days < 1 || days > longestToken {
		wrong.add("days", "This is a whole number of days, at most "+strconv.Itoa(longestToken)+".")
	}
	if len(wrong) == 0 {
		var secret, hash string
		if secret, hash, err = signin.NewSecret(); err != nil {
			return err
		}
		_, err = s.access.records.CreateToken(c.UserContext(), caseload.Token{
			User: who.ID, Name: name, Access: caseload.AccessRole(access), ExpiresAt: s.config.Now().Add(time.Duration(days) * 24 * time.Hour).UnixMilli(),
		}, hash, who.ID)
		if err == nil {
			return s.showAccount(c, secret) // not a redirect: the secret is nowhere but in this answer
		}
	} else {
		err = nil
	}
	page, frameErr := s.accountFrame(c, "Make a token")
	if frameErr != nil {
		return frameErr
	}
	return s.answerForm(c, page, s.tokenForm(c, name, access, typed), wrong, err, map[string]string{
		"empty_name": "name", "long_name": "name", "too_much": "access", "no_expiry": "days"})
}

func (s *Server) revokeOwnToken(c *fiber.Ctx) error {
	if err := s.access.records.RevokeToken(c.UserContext(), caseload.TokenID(c.Params("id")), userOf(c), userOf(c)); err != nil {
		return err
	}
	return seeOther(c, accountPath)
}

func (s *Server) revokeToken(c *fiber.Ctx) error {
	if err := s.access.records.RevokeToken(c.UserContext(), caseload.TokenID(c.Params("id")), "", userOf(c)); err != nil {
		return err
	}
	return seeOther(c, usersPath+"#tokens")
}
