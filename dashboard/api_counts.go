package dashboard

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
	"caseload/store/fault"
)

func (s *Server) countsAPI(c *fiber.Ctx) error {
	q, err := insight.ParseCounts(addressQuery(c))
	if err != nil {
		return err
	}
	hides, err := s.hidesSmall(c.UserContext())
	if err != nil {
		return err
	}
	if hides { // each cell is a state and a procedure, and a program cannot be told "1–10"
		return fault.New(fault.Refused, "Small numbers are hidden here, so counts are not handed out cell by cell. The answers of the pages hold sums.").WithCode("small_numbers")
	}
	answer, err := s.answers.Counts(c.UserContext(), q)
	if err != nil {
		return fmt.Errorf("counts: %w", err)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(answer)
}
