package dashboard

import (
	"errors"
	"fmt"
	"slices"
	"strings"

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
	case ActionEditSettings, ActionAdminister, ActionPurge:
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

// grantees are everybody a page can be drawn for: nobody, and each role.
func grantees() []caseload.AccessRole {
	return append([]caseload.AccessRole{""}, caseload.AccessRoles()...)
}

// may reports whether whoever asks is allowed the action. Handlers use it to leave out what would be
// refused; the refusal itself hangs on the route.
func may(c *fiber.Ctx, action Action) bool { return mayDo(askerOf(c).Access, action) }

// userOf returns who is asking.
func userOf(c *fiber.Ctx) caseload.UserID { return askerOf(c).ID }

// askerOf returns the account that a request was made with, with the rights that it has for this
// request. The zero account, which may do nothing, is nobody.
func askerOf(c *fiber.Ctx) caseload.Account {
	who, _ := c.Locals(askerKey).(caseload.Account)
	return who
}

// reader is what a page depends on of whoever asks for it: two people with the same reader see the same.
type reader struct {
	access caseload.AccessRole
	sites  string // of a coordinator who is not for all
}

func readerOf(c *fiber.Ctx) reader {
	who := askerOf(c)
	r := reader{access: who.Access}
	if who.IsLimited() {
		r.sites = fmt.Sprint(who.Sites)
	}
	return r
}

// routeRights says which action an address of ours stands for, so that what would be refused is not offered.
type routeRights struct{ routes []routeAction }

type routeAction struct {
	method   string
	segments []string
	action   Action
}

func (r *routeRights) add(route Route) {
	r.routes = append(r.routes, routeAction{method: route.Method, segments: strings.Split(route.Path, "/"), action: route.Action})
}

// allow reports whether the role may follow an address. What leads nowhere of ours is allowed.
func (r *routeRights) allow(role caseload.AccessRole, method, address string) bool {
	path, _, _ := strings.Cut(address, "#")
	path, _, _ = strings.Cut(path, "?")
	if path == "" || path[0] != '/' {
		return true
	}
	segments := strings.Split(path, "/")
	for _, route := range r.routes {
		if route.method == method && route.matches(segments) {
			return mayDo(role, route.action)
		}
	}
	return true
}

func (r routeAction) matches(segments []string) bool {
	for i, segment := range r.segments {
		switch {
		case segment == "*":
			return true
		case i >= len(segments):
			return false
		case strings.HasPrefix(segment, ":"):
			// A parameter may be followed by an ending, as in ":name.csv".
			if _, ending, ok := strings.Cut(segment, "."); ok && !strings.HasSuffix(segments[i], "."+ending) {
				return false
			}
		case segment != segments[i]:
			return false
		}
	}
	return len(r.segments) == len(segments)
}

// refusal is what somebody may not do. It says what can be seen instead, and whom to ask.
type refusal struct {
	action Action
	ask    string // "Dana C. or Kim L."; empty where nobody is known
}

func (r refusal) Error() string { return "not allowed to " + string(r.action) }

// errSignInFirst is for whoever has to sign in.
var errSignInFirst = errors.New("nobody has signed in")

// explainRefusal says who may, in the words of the page that was asked for.
func explainRefusal(r refusal, p problem) problem {
	p.Status, p.Word = fiber.StatusForbidden, "no_right"
	if r.action == ActionOwnAccount { // everybody has one: this is a program
		p.Title, p.Text = "A token cannot change its account", "Sign in to choose a password, and to make or revoke tokens."
		return p
	}
	who, instead := "administrators", "You can see every page of numbers."
	p.Next = Button{Label: "Go to the overview", Href: "/"}
	switch r.action {
	case ActionSeeNames:
		p.Title, instead = "Names and files are for coordinators", "You can see counts by role."
		p.Next = Button{Label: "See counts by role", Href: "/staffing"}
	case ActionUpload:
		p.Title, instead = "Sending files is for coordinators", "You can see which files have come."
		p.Next = Button{Label: "See the files", Href: dataPath}
	case ActionSeeTraining:
		p.Title, instead = "Figures of single trainees are for leads", "You can see what there is to learn from."
	case ActionEditBaselines, ActionScenarios:
		who = "leads"
	}
	if p.Title == "" {
		p.Title = "This is for " + who
	}
	ask := "an administrator"
	if r.ask != "" {
		ask += " (" + r.ask + ")"
	}
	p.Text = instead + " Ask " + ask + " if you need more."
	return p
}
