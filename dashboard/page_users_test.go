package dashboard

import (
	"net/http"
	"strings"
	"testing"

	"caseload/store/caseload"
)

func TestAnAdministratorAddsAUserWhoChoosesAPassword(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Admin)
	admin := h.as("dana")
	response, page := admin.post(usersPath+"/new", "who", "Kim L.", "name", "kim", "access", "coordinator", "site_2", "yes")
	if response.StatusCode != http.StatusOK {
		t.Fatalf("status %d: %s", response.StatusCode, words(page))
	}
	_, after, ok := strings.Cut(page, choosePath)
	if !ok || len(after) < 43 {
		t.Fatalf("no link:\n%s", words(page))
	}
	link := choosePath + after[:43]
	b := h.browser()
	if _, page := b.get(link); !strings.Contains(page, "Kim L.") {
		t.Errorf("the link does not say whose it is:\n%s", words(page))
	}
	if response, page := b.post(link, "password", rightPassword, "again", "something else again"); response.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("two different passwords are one: %d %s", response.StatusCode, words(page))
	}
	if response, _ := b.post(link, "password", rightPassword, "again", rightPassword); response.StatusCode != http.StatusSeeOther {
		t.Errorf("status %d", response.StatusCode)
	}
	if got := h.browser().status(link); got != http.StatusNotFound {
		t.Errorf("the link works twice: %d", got)
	}
	_, page = h.as("kim").get(accountPath)
	if !strings.Contains(words(page), "You are Kim L., coordinator of VA.") {
		t.Errorf("the account page does not say who one is:\n%s", words(page))
	}
	_, page = admin.get(usersPath)
	for _, want := range []string{"2 people can sign in.", "Coordinator of VA", "12 Nov 2026"} {
		if !strings.Contains(words(page), want) {
			t.Errorf("the list lacks %q:\n%s", want, words(page))
		}
	}
}

func TestDisablingAnAccountEndsItsTokensToo(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Admin)
	token := h.tokenFor(caseload.Viewer)
	if got := h.answerFor(Route{Method: http.MethodGet, Path: "/data"}, caseload.Viewer, token); got != "yes" {
		t.Fatalf("the token opens nothing: %s", got)
	}
	accounts, err := h.store.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	dana := h.as("dana")
	for _, account := range accounts {
		if account.SignIn == "viewer" {
			dana.post(usersPath + "/" + string(account.ID) + "/disable")
		}
	}
	if got := h.answerFor(Route{Method: http.MethodGet, Path: "/data"}, caseload.Viewer, token); got != "sign in" {
		t.Errorf("the token of a disabled account: want none of it, got %q", got)
	}
}

func TestTheLastAdministratorCannotStepDown(t *testing.T) {
	h := newHospital(t, nil)
	account := h.add("dana", caseload.Admin)
	dana := h.as("dana")
	response, page := dana.post(usersPath+"/"+string(account.ID), "who", "Dana C.", "access", "viewer")
	if response.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(words(page), "This is the last administrator") {
		t.Errorf("want a refusal beside the role, got %d: %s", response.StatusCode, words(page))
	}
	if dana.status(usersPath) != http.StatusOK {
		t.Error("the refusal ended the session")
	}
}

func TestALinkLeadsToTheAddressThatPeopleKnow(t *testing.T) {
	for public, want := range map[string]string{"": "http://example.com/choose-password/", "https://caseload.hospital.test/": "https://caseload.hospital.test/choose-password/"} {
		h := newHospital(t, func(c *Config) { c.PublicURL = public })
		h.add("dana", caseload.Admin)
		_, page := h.as("dana").post(usersPath+"/new", "who", "Kim L.", "name", "kim", "access", "lead")
		if !strings.Contains(page, want) {
			t.Errorf("want a link to %s:\n%s", want, words(page))
		}
	}
}
