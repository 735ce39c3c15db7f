package dashboard

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

// The templates have a header and no example lines: whoever sends one back
// unchanged has sent nothing, and no invented number can slip in.

func (s *Server) proceduresTemplate(c *fiber.Ctx) error {
	return sendTemplate(c, "caseload-procedures.csv", "month", "site", "procedure", "count", "setting", "referral_state")
}

func (s *Server) rosterTemplate(c *fiber.Ctx) error {
	return sendTemplate(c, "caseload-roster.csv",
		"staff_id", "name", "role", "site", "fte", "start_date", "end_date", "status", "clinical_share", "employment")
}

func sendTemplate(c *fiber.Ctx, name string, columns ...string) error {
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.SendString(strings.Join(columns, ",") + "\r\n")
}
