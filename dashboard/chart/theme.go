package chart

import "strings"

// Theme is one of the two sets of colours.
type Theme int

// The themes. Paper is always Light.
const (
	Light Theme = iota
	Dark
)

// String returns the word that the page's data-theme attribute uses.
func (t Theme) String() string {
	if t == Dark {
		return "dark"
	}
	return "light"
}

// Token names a colour of the visual language, as tokens.css does without the leading hyphens.
type Token string

// The colours that charts use.
const (
	Ground         Token = "ground"
	Surface        Token = "surface"
	Raised         Token = "raised"
	Ink            Token = "ink"
	Ink2           Token = "ink-2"
	Ink3           Token = "ink-3"
	Control        Token = "control"
	Rule           Token = "rule"
	Rule2          Token = "rule-2"
	Accent         Token = "accent"
	AccentTint     Token = "accent-tint"
	OnAccent       Token = "on-accent"
	University     Token = "university"
	UniversityText Token = "university-text"
	VA             Token = "va"
	VAText         Token = "va-text"
	Site3          Token = "site-3"
	Site3Text      Token = "site-3-text"
	Alert          Token = "alert"
	Band           Token = "band"
	BandEdge       Token = "band-edge"
	Veil           Token = "veil"
)

// tokenScheme marks a colour in an option that is still to be looked up, so that
// one option serves both themes and paper.
const tokenScheme = "token:"

func (t Token) option() string { return tokenScheme + string(t) }

// css is how the small pictures, which live inside the page, name a colour.
func (t Token) css() string { return "var(--" + string(t) + ")" }

// TokenName returns the token that an option's colour names, if it names one.
func TokenName(colour string) (Token, bool) {
	name, ok := strings.CutPrefix(colour, tokenScheme)
	return Token(name), ok
}

// Colour returns the value of a token.
func (t Theme) Colour(name Token) (string, bool) {
	value, ok := t.Tokens()[string(name)]
	return value, ok
}

// Tokens returns the theme's whole table, which is that of tokens.css.
func (t Theme) Tokens() map[string]string {
	if t == Dark {
		return map[string]string{
			"ground": "#121417", "surface": "#191C20", "raised": "#1C2024",
			"ink": "#ECEDEE", "ink-2": "#B6BBC2", "ink-3": "#9097A0",
			"control": "#757C85", "rule": "#2A2E33", "rule-2": "#454B52",
			"accent": "#5CC4B8", "accent-tint": "#15302E", "on-accent": "#06201D",
			"university": "#5B95CE", "university-text": "#7DB2E2",
			"va": "#E5BE6E", "va-text": "#E5BE6E",
			"site-3": "#757C85", "site-3-text": "#B6BBC2",
			"alert": "#F2506B",
			"band":  "rgba(236,237,238,0.075)", "band-edge": "rgba(236,237,238,0.36)", "veil": "rgba(236,237,238,0.14)",
		}
	}
	return map[string]string{
		"ground": "#FBFBFA", "surface": "#FFFFFF", "raised": "#F3F3F1",
		"ink": "#16181B", "ink-2": "#474C54", "ink-3": "#656B74",
		"control": "#85898F", "rule": "#E3E3DF", "rule-2": "#C6C6C0",
		"accent": "#0B625D", "accent-tint": "#E2EFED", "on-accent": "#FFFFFF",
		"university": "#2B5F97", "university-text": "#2B5F97",
		"va": "#B87C14", "va-text": "#80540A",
		"site-3": "#85898F", "site-3-text": "#474C54",
		"alert": "#B00F30",
		"band":  "rgba(22,24,27,0.055)", "band-edge": "rgba(22,24,27,0.34)", "veil": "rgba(22,24,27,0.1)",
	}
}

// siteTokens returns the mark and text colour of a site's slot: University, VA, and
// the neutral that every later site takes, told apart by its hatch.
func siteTokens(slot int) (mark, text Token) {
	switch slot {
	case 0:
		return University, UniversityText
	case 1:
		return VA, VAText
	}
	return Site3, Site3Text
}
