package dashboard

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
)

func (s *Server) countsAPI(c *fiber.Ctx) error {
	q, err := insight.ParseCounts(addressQuery(c))
	if err != nil {
		return err
	}
	answer, err := s.answers.Counts(c.UserContext(), q)
	if err != nil {
		return fmt.Errorf("counts: %w", err)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(answer)
}
