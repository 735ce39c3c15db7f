package dashboard

import "github.com/gofiber/fiber/v2"

// designRoutes serve the design page, in development only.
func (s *Server) designRoutes() []Route {
	return []Route{
		{Method: fiber.MethodGet, Path: "/design", Action: ActionSeePages, Handler: s.designPage},
	}
}

func (s *Server) designPage(c *fiber.Ctx) error {
	return s.render(c, Page{Template: "design", Title: "Design"})
}
