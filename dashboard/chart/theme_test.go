package chart

import (
	"encoding/json"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBothThemesHaveTheSameTokens(t *testing.T) {
	light, dark := Light.Tokens(), Dark.Tokens()
	for name := range light {
		if _, ok := dark[name]; !ok {
			t.Errorf("dark lacks %q", name)
		}
	}
	if len(light) != len(dark) {
		t.Errorf("want as many dark tokens as light, got %d and %d", len(dark), len(light))
	}
}

func TestEveryTokenInAnOptionIsKnownAndNoColourIsSpeltOut(t *testing.T) {
	spec := mustVolume(t, threeYears())
	lines := mustLines(t)
	for _, raw := range []json.RawMessage{spec.Option, spec.Narrow, spec.Print, lines.Option, lines.Narrow, lines.Print} {
		for _, match := range regexp.MustCompile(`"token:([^"]*)"`).FindAllSubmatch(raw, -1) {
			if _, ok := Light.Colour(Token(match[1])); !ok {
				t.Errorf("want a token of the visual language, got %q", match[1])
			}
		}
		if spelt := regexp.MustCompile(`"(#[0-9a-fA-F]{3,8}|rgba?\([^"]*)"`).Find(raw); spelt != nil {
			t.Errorf("want colours by token, got %s", spelt)
		}
	}
}

func TestThemesAgreeWithTokensCSS(t *testing.T) {
	css, err := os.ReadFile("../assets/css/tokens.css")
	if err != nil {
		t.Fatal("dashboard/assets/css/tokens.css is not there")
	}
	text := regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(string(css), "")
	declared := map[string][]string{}
	for _, match := range regexp.MustCompile(`--([a-z0-9-]+)\s*:\s*([^;}]+)`).FindAllStringSubmatch(text, -1) {
		declared[match[1]] = append(declared[match[1]], canonical(match[2]))
	}
	for _, theme := range []Theme{Light, Dark} {
		for name, value := range theme.Tokens() {
			found := false
			for _, d := range declared[name] {
				found = found || d == canonical(value)
			}
			if !found {
				t.Errorf("%s --%s: want %s, tokens.css has %q", theme, name, canonical(value), declared[name])
			}
		}
	}
}

// canonical writes every way of giving a colour as one: red green blue alpha.
func canonical(colour string) string {
	colour = strings.ToLower(strings.TrimSpace(colour))
	if hex, ok := strings.CutPrefix(colour, "#"); ok && (len(hex) == 6 || len(hex) == 3) {
		if len(hex) == 3 {
			hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
		}
		n, err := strconv.ParseUint(hex, 16, 32)
		if err != nil {
			return colour
		}
		return strings.Join([]string{strconv.Itoa(int(n >> 16)), strconv.Itoa(int(n >> 8 & 255)), strconv.Itoa(int(n & 255)), "1"}, " ")
	}
	if !strings.HasPrefix(colour, "rgb") {
		return colour
	}
	parts := regexp.MustCompile(`[\d.]+%?`).FindAllString(colour, -1)
	for i, p := range parts {
		if percent, ok := strings.CutSuffix(p, "%"); ok {
			v, _ := strconv.ParseFloat(percent, 64)
			p = strconv.FormatFloat(v/100, 'g', 6, 64)
		}
		v, _ := strconv.ParseFloat(p, 64)
		parts[i] = strconv.FormatFloat(v, 'g', 6, 64)
	}
	if len(parts) == 3 {
		parts = append(parts, "1")
	}
	return strings.Join(parts, " ")
}

func TestCanonicalReadsEveryNotation(t *testing.T) {
	for in, want := range map[string]string{
		"#16181B": "22 24 27 1", "#fff": "255 255 255 1", "rgba(22,24,27,0.055)": "22 24 27 0.055",
		"rgb(22 24 27 / 5.5%)": "22 24 27 0.055", "rgb(22, 24, 27)": "22 24 27 1",
	} {
		if diff := cmp.Diff(want, canonical(in)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", in, diff)
		}
	}
}
