package dashboard

import (
	"io/fs"
	"math"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/chart"
	"caseload/store/caseload"
)

var declaration = regexp.MustCompile(`--([a-z0-9-]+):\s*([^;]+);`)

// tokenBlock returns the custom properties of the block of tokens.css that the selector opens.
func tokenBlock(t *testing.T, selector string) map[string]string {
	t.Helper()
	css := readAsset(t, "assets/css/tokens.css")
	_, rest, ok := strings.Cut(css, selector+" {")
	if !ok {
		t.Fatalf("tokens.css has no block %q", selector)
	}
	block, _, _ := strings.Cut(rest, "}")
	tokens := make(map[string]string)
	for _, match := range declaration.FindAllStringSubmatch(block, -1) {
		tokens[match[1]] = strings.TrimSpace(match[2])
	}
	return tokens
}

func readAsset(t *testing.T, name string) string {
	t.Helper()
	body, err := fs.ReadFile(embedded, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// eachFile calls f for every embedded file of ours (nothing vendored) with one of the extensions.
func eachFile(t *testing.T, f func(name, text string), extensions ...string) {
	t.Helper()
	err := fs.WalkDir(embedded, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.Contains(name, "/vendor/") {
			return err
		}
		for _, extension := range extensions {
			if path.Ext(name) == extension {
				f(name, readAsset(t, name))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func colours(tokens map[string]string) map[string]string {
	out := make(map[string]string)
	for name, value := range tokens {
		if strings.HasPrefix(value, "#") || strings.HasPrefix(value, "rgb") {
			out[name] = strings.ReplaceAll(value, "0.10)", "0.1)")
		}
	}
	return out
}

const (
	lightBlock  = ":root"
	darkSystem  = `:root:not([data-theme="light"])`
	darkChosen  = `:root[data-theme="dark"]`
	printBlock  = ":root:root:root"
	printGround = "#FFFFFF"
)

func TestBothWaysToTheDarkThemeGiveTheSameColours(t *testing.T) {
	if diff := cmp.Diff(tokenBlock(t, darkSystem), tokenBlock(t, darkChosen)); diff != "" {
		t.Errorf("chosen by the system and by the person (-want +got):\n%s", diff)
	}
}

func TestPaperIsLightOnWhite(t *testing.T) {
	want := colours(tokenBlock(t, lightBlock))
	want["ground"] = printGround
	if diff := cmp.Diff(want, colours(tokenBlock(t, printBlock))); diff != "" {
		t.Errorf("print tokens (-want +got):\n%s", diff)
	}
}

func TestChartsAndPagesHaveTheSameColours(t *testing.T) {
	if diff := cmp.Diff(chart.Light.Tokens(), colours(tokenBlock(t, lightBlock))); diff != "" {
		t.Errorf("light (-chart +page):\n%s", diff)
	}
	if diff := cmp.Diff(chart.Dark.Tokens(), colours(tokenBlock(t, darkChosen))); diff != "" {
		t.Errorf("dark (-chart +page):\n%s", diff)
	}
}

// luminance and contrast are those of WCAG 2.2.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	value, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	if err != nil || len(hex) != 7 {
		t.Fatalf("%q is not a colour", hex)
	}
	linear := func(part uint64) float64 {
		c := float64(part&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(value>>16) + 0.7152*linear(value>>8) + 0.0722*linear(value)
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	la, lb := luminance(t, a), luminance(t, b)
	return (math.Max(la, lb) + 0.05) / (math.Min(la, lb) + 0.05)
}

func TestTextAndMarksStandOutFromEveryGround(t *testing.T) {
	// LANGUAGE.md gives 17.2 for ink on ground; the formula is checked before it is believed.
	if got := contrast(t, "#16181B", "#FBFBFA"); math.Abs(got-17.2) > 0.05 {
		t.Fatalf("contrast of ink on ground %.2f, want 17.2", got)
	}
	for theme, tokens := range map[string]map[string]string{"light": tokenBlock(t, lightBlock), "dark": tokenBlock(t, darkChosen), "print": tokenBlock(t, printBlock)} {
		check := func(front, back string, least float64) {
			t.Helper()
			if got := contrast(t, tokens[front], tokens[back]); got < least {
				t.Errorf("%s: %s on %s has contrast %.2f, want %.1f", theme, front, back, got, least)
			}
		}
		for _, ground := range []string{"ground", "surface", "raised"} {
			for _, text := range []string{"ink", "ink-2", "ink-3", "accent", "university-text", "va-text", "site-3-text", "alert"} {
				check(text, ground, 4.5)
			}
			for _, mark := range []string{"control", "university", "va", "site-3", "alert", "accent"} {
				check(mark, ground, 3)
			}
		}
		check("on-accent", "accent", 4.5)
		check("ground", "ink", 4.5) // the chosen segment
		check("ink", "accent-tint", 4.5)
	}
}

var (
	hexColour     = regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b`)
	colourWord    = regexp.MustCompile(`(?i)(rgba?|hsla?|oklch|lab)\(|:\s*(red|green|blue|white|black|gr[ae]y|orange)\b`)
	variableUse   = regexp.MustCompile(`var\(--([a-z0-9-]+)`)
	inlineScript  = regexp.MustCompile(`(?i)<script(\s+type="application/json"[^>]*|[^>]*\ssrc=[^>]*)?>`)
	inlineHandler = regexp.MustCompile(`(?i)\s(style|on[a-z]+)\s*=`)
)

func TestColoursComeFromTheTokensOnly(t *testing.T) {
	eachFile(t, func(name, text string) {
		if name == "assets/css/tokens.css" {
			return
		}
		if found := hexColour.FindString(text); found != "" && !strings.HasPrefix(name, "templates/") {
			t.Errorf("%s has the colour %s", name, found)
		}
		if found := colourWord.FindString(text); found != "" && path.Ext(name) == ".css" {
			t.Errorf("%s has the colour %q", name, found)
		}
	}, ".css", ".js", ".html")
}

func TestEveryTokenThatIsUsedExists(t *testing.T) {
	known := tokenBlock(t, lightBlock)
	eachFile(t, func(name, text string) {
		for _, match := range variableUse.FindAllStringSubmatch(text, -1) {
			if _, ok := known[match[1]]; !ok {
				t.Errorf("%s uses --%s, which is no token", name, match[1])
			}
		}
	}, ".css", ".js")
}

func TestTemplatesHoldNothingThatThePolicyForbids(t *testing.T) {
	eachFile(t, func(name, text string) {
		if found := inlineHandler.FindString(text); found != "" {
			t.Errorf("%s has the attribute%s", name, found)
		}
		if strings.Contains(text, "<style") {
			t.Errorf("%s has a style element", name)
		}
		for _, tag := range regexp.MustCompile(`(?i)<script[^>]*>`).FindAllString(text, -1) {
			if inlineScript.FindString(tag) != tag || tag == "<script>" {
				t.Errorf("%s has an inline script: %s", name, tag)
			}
		}
		if strings.Contains(text, "http://") || strings.Contains(text, "https://") {
			t.Errorf("%s names another host", name)
		}
	}, ".html")
}

func TestTheOneBreakpointIsForScreensOnly(t *testing.T) {
	width := regexp.MustCompile(`@media[^{]*(min|max)-width[^{]*`)
	eachFile(t, func(name, text string) {
		for _, query := range width.FindAllString(text, -1) {
			if strings.TrimSpace(query) != "@media screen and (max-width: 900px)" {
				t.Errorf("%s asks %q", name, query)
			}
		}
	}, ".css")
}

func TestEveryPageTemplateParses(t *testing.T) {
	loaded, err := loadFiles(embedded, &routeRights{})
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(embedded, "templates/pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 || len(loaded.pages[caseload.Admin]) != len(names) {
		t.Fatalf("%d templates, %d pages", len(names), len(loaded.pages[caseload.Admin]))
	}
	for name, page := range loaded.pages[caseload.Admin] {
		if page.Lookup("content") == nil || page.Lookup("page") == nil {
			t.Errorf("%s defines no content", name)
		}
	}
}

func TestTheDesignPageShowsEveryPartial(t *testing.T) {
	s := newShell(t, func(c *Config) { c.Dev = true })
	response, body := get(t, s, "/design")
	if response.StatusCode != 200 {
		t.Fatalf("status %d: %s", response.StatusCode, body)
	}
	for _, class := range []string{"headline", "keyfigures", "figure", "switch", "table", "signals", "staffstrip", "steps", "question", "finding", "differences",
		"commitbar", "definitions", "dropzone", "note", "banner", "fold", "grid", "empty", "segments", "select", "stepper", "crumbs", "tooltip", "theme", "menu", "skip"} {
		if !regexp.MustCompile(`class="([^"]* )?` + class + `[ "]`).MatchString(body) {
			t.Errorf("nothing of class %q", class)
		}
	}
	ids := make(map[string]bool)
	for _, match := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(body, -1) {
		if ids[match[1]] {
			t.Errorf("two elements have the id %q", match[1])
		}
		ids[match[1]] = true
	}
}

func TestDesignIsServedInDevelopmentOnly(t *testing.T) {
	if response, _ := get(t, newShell(t, nil), "/design"); response.StatusCode != 404 {
		t.Errorf("status %d, want 404", response.StatusCode)
	}
}
