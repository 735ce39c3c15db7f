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

func TestTheLastAdministratorIsToldWhyTheAccountStaysAndNotThatSomebodyWasFirst(t *testing.T) {
	h := newHospital(t, nil)
	account := h.add("dana", caseload.Admin)
	response, page := h.as("dana").post(usersPath + "/" + string(account.ID) + "/disable")
	if text := words(page); response.StatusCode != http.StatusConflict || !strings.Contains(text, "This is the last administrator") || strings.Contains(text, "came first") {
		t.Errorf("want a refusal with its reason, got %d: %s", response.StatusCode, text)
	}
}

func TestThePageOfADisabledAccountSaysSo(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Admin)
	kim := h.add("kim", caseload.Viewer)
	dana := h.as("dana")
	dana.post(usersPath + "/" + string(kim.ID) + "/disable")
	if _, page := dana.get(usersPath + "/" + string(kim.ID)); !strings.Contains(words(page), "Disabled 12 Nov 2026: nobody can sign in as kim until the account is enabled.") {
		t.Errorf("the page does not say so:\n%s", words(page))
	}
}

func TestTheFirstWrongFieldOfAFormHasTheKeyboard(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Admin)
	_, page := h.as("dana").post(accountPath+"/tokens/new", "name", "export", "access", "viewer", "days", "900")
	before, _, found := strings.Cut(page, " autofocus")
	if !found || strings.Count(page, " autofocus") != 1 || !strings.Contains(before[strings.LastIndex(before, "<input"):], `name="days"`) {
		t.Errorf("want the days to have the keyboard, and no other field to ask for it:\n%s", page)
	}
}

func TestANewTokenIsShownWithACommandThatUsesIt(t *testing.T) {
	h := newHospital(t, func(c *Config) { c.PublicURL = "https://caseload.example.edu/" })
	h.add("dana", caseload.Admin)
	_, page := h.as("dana").post(accountPath+"/tokens/new", "name", "export", "access", "viewer", "days", "90")
	_, after, _ := strings.Cut(page, `<code id="secret">`)
	secret, _, _ := strings.Cut(after, "<")
	if want := `curl -H "Authorization: Bearer ` + secret + `" https://caseload.example.edu/api/v1/overview`; len(secret) < 40 || !strings.Contains(words(page), want) {
		t.Errorf("want %q:\n%s", want, words(page))
	}
}

func TestAProgramIsToldHowToAskAndWhereTheAddressesStand(t *testing.T) {
	h := newHospital(t, nil)
	token := h.tokenFor(caseload.Viewer)
	for name, row := range map[string]struct{ path, token, want string }{
		"no token":      {"/api/v1/counts", "", "in the header Authorization, after the word Bearer"},
		"a wrong token": {"/api/v1/counts", "no-such-token", "replaced under Account"},
		"no address":    {"/api/v1", token, apiDescriptionPath},
	} {
		b := h.browser()
		b.header = map[string]string{}
		if row.token != "" {
			b.header["Authorization"] = "Bearer " + row.token
		}
		if _, body := b.get(row.path); !strings.Contains(body, row.want) {
			t.Errorf("%s: want %q, got %s", name, row.want, body)
		}
	}
}

func TestAWrongDayKeepsTheSearchOfTheAuditLog(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Admin)
	dana := h.as("dana")
	response, page := dana.get(auditPath + "?text=kim&until=tomorrow")
	if response.StatusCode != http.StatusBadRequest || !strings.Contains(page, `value="kim"`) || !strings.Contains(page, `aria-describedby="problem-until"`) || !strings.Contains(words(page), `"tomorrow" is not a day such as 2026-10-31.`) {
		t.Errorf("want the form with what is wrong in it, got %d: %s", response.StatusCode, words(page))
	}
	if strings.Contains(page, "JSON lines") {
		t.Error("what was not understood can be exported")
	}
}

func TestALineOfTheAuditLogLeadsToWhatItChanged(t *testing.T) {
	h := newHospital(t, nil)
	h.add("dana", caseload.Admin)
	dana := h.as("dana")
	if response, page := dana.post("/settings/small-numbers", "small", "hide"); response.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", response.StatusCode, words(page))
	}
	if _, page := dana.get(auditPath); !strings.Contains(page, `href="/settings/history/1"`) || !strings.Contains(words(page), "Setting small numbers") {
		t.Errorf("want the setting in words with a link to its revision:\n%s", words(page))
	}
}

func TestOnlyThoseWhoSendFilesAreAskedForTheFirst(t *testing.T) {
	h := newHospital(t, nil)
	h.add("vic", caseload.Viewer)
	h.add("kim", caseload.Coordinator)
	if _, page := h.as("vic").get("/"); strings.Contains(words(page), "Upload a file") || !strings.Contains(words(page), "No procedures have come yet") {
		t.Errorf("a viewer is sent to upload, which viewers may not:\n%s", words(page))
	}
	if _, page := h.as("kim").get("/"); !strings.Contains(words(page), "Upload a file") {
		t.Errorf("a coordinator is not shown where to begin:\n%s", words(page))
	}
}
