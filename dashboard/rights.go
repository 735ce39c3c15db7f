package dashboard

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"caseload/store/caseload"
)

// leastRole returns the first role that is granted the action; every role after it may do it too. It is
// the division's table of rights, and what is not in it nobody may do.
func leastRole(action Action) (role caseload.AccessRole, granted bool) {
	switch action {
	case ActionSeePages, ActionOwnAccount:
		return caseload.Viewer, true
	case ActionSeeNames, ActionUpload:
		return caseload.Coordinator, true
	case ActionSeeTraining, ActionEditBaselines, ActionScenarios:
		return caseload.Lead, true
	case ActionEditSettings, ActionAdminister:
		return caseload.Admin, true
	}
	return "", false
}

// mayDo reports whether the role allows the action. Who has no role may only reach the server.
func mayDo(role caseload.AccessRole, action Action) bool {
	if action == ActionPublic {
		return true
	}
	least, granted := leastRole(action)
	return granted && role.IsValid() && slices.Index(caseload.AccessRoles(), role) >= slices.Index(caseload.AccessRoles(), least)
}

// may reports whether whoever asks is allowed the action. Handlers use it to leave out what would be
// refused; the refusal itself hangs on the route.
func may(c *fiber.Ctx, action Action) bool { return mayDo(askerOf(c).Access, action) }

// mayAt is may for what belongs to one site: a coordinator's rights end at the own sites.
func mayAt(c *fiber.Ctx, action Action, site caseload.SiteID) bool {
	return may(c, action) && askerOf(c).Covers(site)
}

// userOf returns who is asking.
func userOf(c *fiber.Ctx) caseload.UserID { return askerOf(c).ID }

const askerKey localKey = requestIDKey + 1

// askerOf returns the account that a request was made with, with the rights that it has for this
// request. The zero account, which may do nothing, is nobody.
func askerOf(c *fiber.Ctx) caseload.Account {
	who, _ := c.Locals(askerKey).(caseload.Account)
	return who
}

// everybody is who asks a server without accounts: it serves one person on one machine.
func everybody() caseload.Account {
	return caseload.Account{User: caseload.User{ID: caseload.LocalUser, Name: "Local user"}, Access: caseload.Admin}
}
