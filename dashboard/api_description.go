package dashboard

import (
	_ "embed" // for the description below

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
)

// apiDescription is what the addresses under /api/v1 answer, in the words of OpenAPI 3.1. It is made from the types
// of the answers: go test ./dashboard -run TestTheAPIDescription -update
//
//go:embed api/openapi.json
var apiDescription []byte

const apiDescriptionPath = "/api/v1/openapi.json"

func (s *Server) apiRoutes() []Route {
	return []Route{
		{Method: fiber.MethodGet, Path: apiDescriptionPath, Action: ActionSeePages, Handler: s.apiDescriptionFile},
		{Method: fiber.MethodGet, Path: insight.CountsPath, Action: ActionSeePages, Handler: s.countsAPI},
	}
}

func (s *Server) apiDescriptionFile(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	return c.Send(apiDescription)
}
