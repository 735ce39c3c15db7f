package dashboard

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
)

// The answers for machines are the pages' own answers: one question, one answer.

func (s *Server) overviewAPI(c *fiber.Ctx) error {
	v, err := askedView(c)
	if err != nil {
		return err
	}
	answer, err := s.answers.Overview(c.UserContext(), v.Shared())
	if err != nil {
		return fmt.Errorf("overview: %w", err)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(answer)
}

func (s *Server) volumeAPI(c *fiber.Ctx) error {
	v, err := askedView(c)
	if err != nil {
		return err
	}
	if v.Show == "" { // a program wants all of it; "months" and the other parts are answered by themselves
		v.Show = insight.ShowAll
	}
	answer, err := s.answers.Volume(c.UserContext(), v)
	if err != nil {
		return fmt.Errorf("volume: %w", err)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(answer)
}
