// Package chart turns numbers into pictures that are still data: a Spec holds a
// title, a sentence, a table and ECharts options as JSON, so that page, file and
// test all draw from the same thing. Small pictures (sparklines, bars, grids) are
// finished SVG. It computes no statistics and reads no store; whoever knows the
// numbers fills the plain structs here. It is the only package that imports go-echarts.
package chart

import (
	"encoding/json"
)

// Spec is one chart: everything a page needs to write it, and nothing that runs.
type Spec struct {
	ID      string // of the figure in its page; letters, digits and hyphens
	Title   string // what it shows, as a finding
	Summary string // what is drawn, over which months, with the numbers
	Table   Table  // the same numbers for reading
	Key     []KeyEntry
	Points  []Point // one a month: what the tooltip and the keyboard say

	Option json.RawMessage // ECharts option; colours are "token:…" names
	Height int             // px
	Start  float64         // of the value axis of Option, where it is not 0

	// Narrow is the whole option again for windows under 900 px: fewer months, a gutter of numbers only.
	Narrow       json.RawMessage
	NarrowHeight int

	// Print is the option for paper: 36 months, lower, in light colours.
	Print       json.RawMessage
	PrintHeight int
}

// Table is the chart in numbers. Rows hold formatted text, "—" for missing.
type Table struct {
	Columns []Column
	Rows    [][]string
}

// Column is a table's head.
type Column struct {
	Title   string
	Numeric bool // set right-aligned in tabular figures
}

// KeyEntry explains a mark that has no direct label. The mark is 12 px high.
type KeyEntry struct {
	Mark       SVG
	Text       string
	NarrowOnly bool // shown only where the gutter has no room for names
}

// Point is what a chart says about one place on its x axis.
type Point struct {
	X     float64     `json:"x"`
	Title string      `json:"title"`
	Lines []PointLine `json:"lines"`
}

// PointLine is one line of a tooltip.
type PointLine struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Mark   string `json:"mark,omitempty"`  // token of a swatch or shape before the name
	Shape  string `json:"shape,omitempty"` // "" for a square swatch; diamond, triangle, square, circle for a signal
	Strong bool   `json:"strong,omitempty"`
}

// Payload is what charts.js reads from the page.
type Payload struct {
	ID           string            `json:"id"`
	Height       int               `json:"height"`
	Option       json.RawMessage   `json:"option"`
	NarrowHeight int               `json:"narrowHeight,omitempty"`
	Narrow       json.RawMessage   `json:"narrow,omitempty"`
	PrintHeight  int               `json:"printHeight,omitempty"`
	Print        json.RawMessage   `json:"print,omitempty"`
	Points       []Point           `json:"points"`
	Light        map[string]string `json:"light"` // paper is light whatever the theme of the screen
}

// Payload returns the part of the Spec that draws. Written into a script element of type
// application/json by html/template, or by json.Marshal, no text in it can end the element.
func (s Spec) Payload() Payload {
	return Payload{
		ID: s.ID, Height: s.Height, Option: s.Option,
		NarrowHeight: s.NarrowHeight, Narrow: s.Narrow,
		PrintHeight: s.PrintHeight, Print: s.Print,
		Points: s.Points, Light: Light.Tokens(),
	}
}
