package svg

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// clean rewrites a drawing so that it is nothing but shapes and text: style attributes become
// presentation attributes, the style sheet for hovering, ECharts' own notes and whatever paints
// nothing are left out, and only known elements and attributes pass.
func clean(drawing string) ([]byte, error) {
	decoder := xml.NewDecoder(strings.NewReader(drawing))
	var out bytes.Buffer
	var open []bool // whether each open element was written
	for {
		// RawToken leaves prefixes as they are; nothing here needs namespaces.
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read the drawing: %w", err)
		}
		isHidden := len(open) > 0 && !open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			attributes := presentation(t.Attr)
			isKept := !isHidden && isDrawn(t.Name, attributes)
			open = append(open, isKept)
			if isKept {
				writeStart(&out, t.Name.Local, attributes)
			}
		case xml.EndElement:
			if len(open) == 0 {
				return nil, errors.New("read the drawing: an element ends that never began")
			}
			if open[len(open)-1] {
				fmt.Fprintf(&out, "</%s>", t.Name.Local)
			}
			open = open[:len(open)-1]
		case xml.CharData:
			if !isHidden {
				writeText(&out, t)
			}
		}
	}
	if len(open) > 0 || out.Len() == 0 {
		return nil, errors.New("read the drawing: it is not complete")
	}
	return out.Bytes(), nil
}

func isDrawn(name xml.Name, attributes []xml.Attr) bool {
	if name.Space != "" {
		return false
	}
	switch name.Local {
	case "svg", "g", "defs", "pattern", "clipPath", "text", "tspan", "linearGradient", "stop":
		return true
	case "path", "rect", "circle", "ellipse", "line", "polyline", "polygon":
		return paints(attributes)
	}
	return false
}

// paints is false for the hit areas and the carriers of labels, of which there are many.
func paints(attributes []xml.Attr) bool {
	hasFill, hasStroke := true, false
	for _, a := range attributes {
		switch a.Name.Local {
		case "fill":
			hasFill = a.Value != "none" && a.Value != "transparent"
		case "stroke":
			hasStroke = a.Value != "none" && a.Value != "transparent"
		}
	}
	return hasFill || hasStroke
}

func isKnown(attribute string) bool {
	switch attribute {
	case "xmlns", "version", "viewBox", "width", "height", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry",
		"dx", "dy", "d", "points", "transform", "id", "clip-path", "clip-rule", "fill-rule",
		"fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "stroke-dashoffset",
		"stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "paint-order", "opacity", "offset", "stop-color", "stop-opacity",
		"patternUnits", "patternTransform", "patternContentUnits",
		"dominant-baseline", "text-anchor", "font-size", "font-family", "font-weight", "font-style":
		return true
	}
	return false
}

// presentation turns style declarations into attributes and keeps what is known. An address is kept
// only where it points into the drawing itself.
func presentation(attributes []xml.Attr) []xml.Attr {
	var kept []xml.Attr
	add := func(name, value string) {
		isElsewhere := strings.Contains(value, "url(") && !strings.HasPrefix(value, "url(#")
		if isKnown(name) && !isElsewhere {
			kept = append(kept, xml.Attr{Name: xml.Name{Local: name}, Value: value})
		}
	}
	for _, a := range attributes {
		switch {
		case a.Name.Space != "":
		case a.Name.Local == "style":
			for _, declaration := range strings.Split(a.Value, ";") {
				if name, value, ok := strings.Cut(declaration, ":"); ok {
					add(strings.TrimSpace(name), strings.TrimSpace(value))
				}
			}
		default:
			add(a.Name.Local, a.Value)
		}
	}
	return kept
}

func writeStart(out *bytes.Buffer, name string, attributes []xml.Attr) {
	out.WriteString("<" + name)
	for _, a := range attributes {
		out.WriteString(" " + a.Name.Local + `="`)
		writeText(out, []byte(a.Value))
		out.WriteByte('"')
	}
	out.WriteByte('>')
}

func writeText(out *bytes.Buffer, text []byte) {
	// EscapeText only fails when the writer does, and a buffer never does. It writes line ends as
	// references, which between elements would only be noise.
	if len(bytes.TrimSpace(text)) == 0 {
		out.Write(text)
		return
	}
	_ = xml.EscapeText(out, text)
}
