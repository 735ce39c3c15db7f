package dashboard

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/ingest"
	"caseload/store/caseload"
)

// sendTemplate answers with an empty file of the kind. It has a header and no example lines: whoever
// sends one back unchanged has sent nothing, and no invented number can slip in.
func sendTemplate(kind caseload.UploadKind) fiber.Handler {
	text := strings.Join(ingest.TemplateColumns(kind), ",") + "\r\n"
	return func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
		c.Set(fiber.HeaderContentDisposition, `attachment; filename="caseload-`+string(kind)+`.csv"`)
		c.Set(fiber.HeaderCacheControl, "no-store")
		return c.SendString(text)
	}
}
