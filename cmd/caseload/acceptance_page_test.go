//go:build !race

package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// numbersOf returns every number that a page says, by the place where it stands, in the order in which it is read:
// in text, in what is read aloud instead of a picture, and in what shows when the pointer rests. Small numbers
// that are spelled count as well. Nothing is left out but what lies in the chart's own data.
func numbersOf(t *testing.T, page string) map[string][]string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	add := func(place, text string) {
		if found := numbers(text); len(found) > 0 {
			all[place] = append(all[place], found...)
		}
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			if slices.Contains([]string{"script", "style", "head", "noscript"}, n.Data) {
				return
			}
			for _, name := range []string{"aria-label", "title", "alt"} {
				if value := attribute(n, name); value != "" {
					add(placeOf(n)+" ("+name+")", value)
				}
			}
		}
		if n.Type == html.TextNode {
			if block := blockOf(n); firstText(block) == n {
				add(placeOf(block), textOf(block))
			}
			return
		}
		for child := range n.ChildNodes() {
			walk(child)
		}
	}
	walk(root)
	return all
}

// inline elements are read together with the text around them.
var inline = []string{"a", "abbr", "b", "i", "strong", "span", "em", "svg"}

// blockOf is the element that a text is read in.
func blockOf(n *html.Node) *html.Node {
	block := n.Parent
	for slices.Contains(inline, block.Data) && block.Parent != nil {
		block = block.Parent
	}
	return block
}

// firstText is the first text that is read in the block and in no block within it.
func firstText(block *html.Node) *html.Node {
	for n := range block.Descendants() {
		if n.Type == html.TextNode && strings.TrimSpace(n.Data) != "" && blockOf(n) == block {
			return n
		}
	}
	return nil
}

func textOf(block *html.Node) string {
	var text strings.Builder
	for n := range block.Descendants() {
		if n.Type == html.TextNode && blockOf(n) == block {
			text.WriteString(n.Data + " ")
		}
	}
	return text.String()
}

var (
	spelledNumbers = []string{"none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	number         = regexp.MustCompile(`[+−-]?\d[\d,]*(?:\.\d+)?(?:[\s\x{a0}]?%)?|\b(?i:` + strings.Join(spelledNumbers, "|") + `)\b`)
)

// numbers finds the numbers of a text, with their sign and unit: "+3.4 %".
func numbers(text string) []string {
	var found []string
	// The isotope is a name, not a number.
	for _, n := range number.FindAllString(strings.ReplaceAll(text, "Y-90", "yttrium"), -1) {
		found = append(found, squeeze(strings.ToLower(strings.TrimRight(n, ","))))
	}
	return found
}

// placeOf says where on the page an element stands: "months › October 2026 › VA" for a cell of a table, else
// the parts of the page around it.
func placeOf(n *html.Node) string {
	var parts []string
	for at := n; at != nil; at = at.Parent {
		if at.Type != html.ElementNode {
			continue
		}
		if at.Data == "td" || at.Data == "th" {
			parts = append(parts, cellPlace(at)...)
			for at.Parent != nil && at.Data != "table" {
				at = at.Parent
			}
			continue
		}
		if name := placeName(at); name != "" {
			parts = append(parts, name)
		}
	}
	slices.Reverse(parts)
	return strings.Join(slices.Compact(parts), " › ")
}

// placeName is how a part of the page is called: by its id, by its heading where there are several of its kind,
// else by its class or element.
func placeName(n *html.Node) string {
	class, _, _ := strings.Cut(attribute(n, "class"), " ")
	switch {
	case slices.Contains([]string{"html", "body", "div", "form"}, n.Data) && !slices.Contains([]string{"keyfigure", "print-only"}, class):
		return ""
	case class == "keyfigure" || class == "staff":
		return class + " " + heading(n)
	case attribute(n, "id") != "" && n.Data != "h2":
		return attribute(n, "id")
	case class != "":
		return class
	}
	return n.Data
}

func heading(n *html.Node) string {
	for h := range n.Descendants() {
		if h.Type == html.ElementNode && (h.Data == "h2" || h.Data == "h3") {
			return squeeze(textOf(h))
		}
	}
	return ""
}

// cellPlace names a cell by its row and its column, innermost first.
func cellPlace(cell *html.Node) []string {
	row := cell.Parent
	cells := elements(row, "td", "th")
	column := slices.Index(cells, cell)
	table := row
	for table.Data != "table" {
		table = table.Parent
	}
	heads := elements(table, "th", "td")
	if rows := elements(table, "tr"); rows[0] == row {
		return []string{"head"}
	}
	name := ""
	if column < len(heads) {
		name = squeeze(textOf(heads[column]))
	}
	return []string{name, squeeze(firstWords(cells[0]))}
}

// firstWords leaves out of a cell what only a narrow page shows.
func firstWords(cell *html.Node) string {
	for n := range cell.Descendants() {
		if n.Type == html.ElementNode && attribute(n, "class") == "wide" {
			return allText(n)
		}
	}
	return textOf(cell)
}

func allText(n *html.Node) string {
	var text strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			text.WriteString(d.Data + " ")
		}
	}
	return text.String()
}

func elements(within *html.Node, names ...string) []*html.Node {
	var found []*html.Node
	for n := range within.Descendants() {
		if n.Type == html.ElementNode && slices.Contains(names, n.Data) {
			found = append(found, n)
		}
	}
	return found
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func squeeze(text string) string { return strings.Join(strings.Fields(text), " ") }
