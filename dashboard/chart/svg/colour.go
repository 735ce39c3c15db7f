package svg

import (
	"encoding/json"
	"fmt"

	"caseload/dashboard/chart"
)

// isColour reports whether an option's key holds a colour. Only there is a token looked up:
// text that happens to begin like one stays text. charts.js has the same list.
func isColour(key string) bool {
	switch key {
	case "color", "borderColor", "backgroundColor", "textBorderColor", "shadowColor":
		return true
	}
	return false
}

// resolve returns the option with every colour token replaced by the theme's value.
func resolve(option json.RawMessage, theme chart.Theme) ([]byte, error) {
	var parts any
	if err := json.Unmarshal(option, &parts); err != nil {
		return nil, fmt.Errorf("read option: %w", err)
	}
	coloured, err := resolvePart(parts, theme)
	if err != nil {
		return nil, err
	}
	return json.Marshal(coloured)
}

func resolvePart(part any, theme chart.Theme) (any, error) {
	var err error
	switch p := part.(type) {
	case []any:
		for i := range p {
			if p[i], err = resolvePart(p[i], theme); err != nil {
				return nil, err
			}
		}
	case map[string]any:
		for key, value := range p {
			if words, ok := value.(string); ok && isColour(key) {
				if name, isToken := chart.TokenName(words); isToken {
					colour, known := theme.Colour(name)
					if !known {
						return nil, fmt.Errorf("the theme has no colour %q", name)
					}
					p[key] = colour
				}
				continue
			}
			if p[key], err = resolvePart(value, theme); err != nil {
				return nil, err
			}
		}
	}
	return part, nil
}
