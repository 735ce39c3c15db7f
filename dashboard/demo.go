package dashboard

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"caseload/store/caseload"
)

const demoRolePath = "/demo/role"

// demoCookie remembers in whose role the demo is looked at. It opens nothing: in the demo everybody may
// take any role.
const demoCookie = "caseload-demo-role"

// demoSite is the site of the demo's coordinator, so that what a coordinator of one site may not do shows.
const demoSite caseload.SiteID = 1

// demoRoutes are the switch between roles.
func (s *Server) demoRoutes() []Route {
	if !s.config.Demo || s.access != nil {
		return nil
	}
	return []Route{{Method: fiber.MethodPost, Path: demoRolePath, Action: ActionPublic, Handler: s.switchRole}}
}

func (s *Server) switchRole(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	if role := caseload.AccessRole(posted.text("role")); role.IsValid() {
		setCookie(c, c.Context().IsTLS(), demoCookie, string(role), time.Time{})
	}
	return seeOther(c, refererPath(c))
}

// openAsker is whoever reaches a server without accounts: it serves one person on one machine.
func (s *Server) openAsker(c *fiber.Ctx) caseload.Account {
	who := caseload.Account{User: caseload.User{ID: caseload.LocalUser, Name: "Local user"}, Access: caseload.Admin}
	if !s.config.Demo {
		return who
	}
	if role := caseload.AccessRole(c.Cookies(demoCookie)); role.IsValid() {
		who.Access = role
		if role == caseload.Coordinator {
			who.Sites = []caseload.SiteID{demoSite}
		}
	}
	return who
}

// demoRoles is the switch as the banner shows it.
func demoRoles(now caseload.AccessRole) []Choice {
	var choices []Choice
	for _, role := range slices.Backward(caseload.AccessRoles()) {
		label := role.Title()
		if role == caseload.Coordinator {
			label = "University coordinator"
		}
		choices = append(choices, Choice{Value: string(role), Label: label, Chosen: role == now})
	}
	return choices
}
