package dashboard

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/signin"
	"caseload/store/caseload"
)

// tokenFor makes an account of the role and a token with all its rights.
func (h *hospital) tokenFor(role caseload.AccessRole) string {
	h.t.Helper()
	account, err := h.store.CreateAccount(h.t.Context(), caseload.Account{User: caseload.User{Name: "The " + string(role)}, SignIn: string(role), Access: role}, "", caseload.LocalUser)
	if err != nil {
		h.t.Fatal(err)
	}
	secret, hash, err := signin.NewSecret()
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.store.CreateToken(h.t.Context(), caseload.Token{User: account.ID, Name: "matrix", Access: role, ExpiresAt: h.now.Add(time.Hour).UnixMilli()}, hash, caseload.LocalUser); err != nil {
		h.t.Fatal(err)
	}
	return secret
}

// sessionFor signs in whom tokenFor has made, once more.
func (h *hospital) sessionFor(role caseload.AccessRole) string {
	h.t.Helper()
	account, _, ok, err := h.store.AccountBySignIn(h.t.Context(), string(role))
	if err != nil || !ok {
		h.t.Fatalf("no %s: %v", role, err)
	}
	secret, hash, err := signin.NewSecret()
	if err != nil {
		h.t.Fatal(err)
	}
	if err := h.store.OpenSession(h.t.Context(), hash, account.ID, time.Hour, "test"); err != nil {
		h.t.Fatal(err)
	}
	return secret
}

// TestTheMatrixOfRolesAndRoutesIsTheAgreedOne asks every address in every role. A route that is new, or whose
// action changes, changes the golden file, which is read against the table of rights in the division's rules.
func TestTheMatrixOfRolesAndRoutesIsTheAgreedOne(t *testing.T) {
	h := newHospital(t, nil)
	tokens := map[caseload.AccessRole]string{}
	for _, role := range caseload.AccessRoles() {
		tokens[role] = h.tokenFor(role)
	}
	routes := h.routes()
	slices.SortFunc(routes, func(a, b Route) int { return strings.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method) })
	var lines []string
	for _, route := range routes {
		line := fmt.Sprintf("%-4s %-44s %-34s", route.Method, route.Path, route.Action)
		for _, role := range grantees() {
			line += fmt.Sprintf(" %-8s", h.answerFor(route, role, tokens[role]))
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	head := fmt.Sprintf("%-4s %-44s %-34s %-8s %-8s %-8s %-8s %-8s", "", "address", "action", "stranger", "viewer", "coord.", "lead", "admin")
	got := strings.TrimRight(head, " ") + "\n" + strings.Join(lines, "\n") + "\n"
	path := filepath.Join("testdata", "rights.golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("rights (-want +got)\n%s", diff)
	}
}

// answerFor says whether the door opens: what is behind it, such as an upload that is not there, does not matter.
func (h *hospital) answerFor(route Route, role caseload.AccessRole, token string) string {
	h.t.Helper()
	path := strings.NewReplacer(":id", "1", ":revision", "1", ":secret", "x", "*", "x").Replace(route.Path)
	request := httptest.NewRequest(route.Method, path, strings.NewReader(""))
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	switch {
	case role == "":
	case route.Action == ActionOwnAccount: // where a token may not do what its account may
		request.AddCookie(&http.Cookie{Name: "caseload", Value: h.sessionFor(role)})
	default:
		request.Header.Set(fiber.HeaderAuthorization, "Bearer "+token)
	}
	if route.Method != http.MethodGet {
		request.Header.Set(fiber.HeaderContentType, fiber.MIMEApplicationForm)
	}
	response, _ := do(h.t, h.Server, request)
	switch response.StatusCode {
	case http.StatusUnauthorized:
		return "sign in"
	case http.StatusForbidden:
		return "no"
	case http.StatusInternalServerError:
		h.t.Errorf("%s %s: status 500", route.Method, path)
	}
	return "yes"
}

func TestARouteWithoutAnActionIsRefused(t *testing.T) {
	h := newHospital(t, nil)
	err := h.register([]Route{{Method: fiber.MethodGet, Path: "/new", Handler: func(c *fiber.Ctx) error { return nil }}})
	if err == nil || !strings.Contains(err.Error(), "names no action") {
		t.Errorf("want a refusal, got %v", err)
	}
	if mayDo(caseload.Admin, "something new") {
		t.Error("an action that is in no table is allowed")
	}
}

func TestEveryActionIsGrantedToSomebodyAndToNoOtherRole(t *testing.T) {
	// The table of rights, in the order of its lines.
	for action, want := range map[Action]string{
		ActionSeePages:      "viewer coordinator lead admin",
		ActionSeeNames:      "coordinator lead admin",
		ActionSeeTraining:   "lead admin",
		ActionUpload:        "coordinator lead admin",
		ActionEditBaselines: "lead admin",
		ActionScenarios:     "lead admin",
		ActionEditSettings:  "admin",
		ActionAdminister:    "admin",
		ActionPurge:         "admin",
		ActionOwnAccount:    "viewer coordinator lead admin",
	} {
		var got []string
		for _, role := range grantees() {
			if mayDo(role, action) {
				got = append(got, string(role))
			}
		}
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s (-want +got)\n%s", action, diff)
		}
	}
}
