package dashboard

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
)

func TestAFormDoesNotOverwriteWhatWasSavedAfterItWasOpened(t *testing.T) {
	d := newDivision(t)
	d.mustPost("/settings/division", "name", "First", "calendar", "federal")
	_, form := get(t, d.Server, "/settings/division")
	if !strings.Contains(form, `<input type="hidden" name="seen" value="1">`) {
		t.Fatal("the form does not say which revision it was opened at")
	}
	d.mustPost("/settings/division", "name", "Second", "calendar", "federal", "seen", "1")

	late := httptest.NewRequest(http.MethodPost, "/settings/division", strings.NewReader("name=Third&calendar=federal&seen=1"))
	late.Header.Set(fiber.HeaderContentType, fiber.MIMEApplicationForm)
	late.Header.Set("Sec-Fetch-Site", "same-origin")
	response, form := do(t, d.Server, late)
	if response.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("status %d, want %d", response.StatusCode, http.StatusUnprocessableEntity)
	}
	d.says(words(form), "This was changed after you opened the page.", "by Local user: Setting division name")
	if !strings.Contains(form, `name="seen" value="2"`) || !strings.Contains(form, `value="Third"`) {
		t.Error("the form shown again has lost what was typed, or still says the old revision and could never be saved")
	}
	d.mustPost("/settings/division", "name", "Third", "calendar", "federal", "seen", "2")
	d.says(d.get("/settings"), "Third")
}
