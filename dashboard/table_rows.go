package dashboard

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
)

// tableRows writes the body rows of a table. Partial "table" calls it instead of ranging by itself: a page has
// thousands of cells, and written this way they cost a tenth. What html/template would have escaped is escaped here.
// A link that mayGet refuses is written as plain text; nil allows all.
func tableRows(icons map[string]template.HTML, mayGet func(address string) bool) func(columns []Column, rows []TableRow) (template.HTML, error) {
	return func(columns []Column, rows []TableRow) (template.HTML, error) {
		w := rowWriter{icons: icons, mayGet: mayGet}
		w.Grow(len(rows) * len(columns) * usualCell)
		for _, row := range rows {
			w.WriteString("\n<tr")
			if row.Total {
				w.WriteString(` class="total"`)
			}
			w.WriteByte('>')
			for i, cell := range row.Cells {
				if i >= len(columns) {
					return "", fmt.Errorf("row has %d cells for %d columns", len(row.Cells), len(columns))
				}
				if err := w.cell(cell, columns[i]); err != nil {
					return "", err
				}
			}
			w.WriteString("</tr>")
		}
		return template.HTML(w.String()), nil //nolint:gosec // every text in it is escaped
	}
}

// usualCell is the bytes that most cells stay below, so that the rows seldom outgrow what is set aside for them.
const usualCell = 140

type rowWriter struct {
	strings.Builder
	icons  map[string]template.HTML
	mayGet func(address string) bool
}

func (w *rowWriter) cell(c Cell, column Column) error {
	if c.Href != "" && w.mayGet != nil && !w.mayGet(c.Href) {
		c.Href = ""
	}
	if c.Name {
		w.WriteString(`<th scope="row" class="name`)
		if column.WideOnly {
			w.WriteString(" wide-only")
		}
		w.WriteByte('"')
		if c.Text != "" {
			w.attribute("title", c.Text)
		}
		w.WriteByte('>')
	} else {
		w.WriteString("<td")
		if class := cellClass(c, column); class != "" {
			w.attribute("class", class)
		}
		if c.Why != "" && c.Why != c.Text {
			w.attribute("title", c.Why)
		}
		w.WriteByte('>')
	}
	if err := w.content(c); err != nil {
		return err
	}
	if c.Under != "" {
		w.WriteString(`<div class="caption">`)
		w.escaped(c.Under)
		w.WriteString("</div>")
	}
	if c.Name {
		w.WriteString("</th>")
	} else {
		w.WriteString("</td>")
	}
	return nil
}

func cellClass(c Cell, column Column) string {
	var classes []string
	for _, class := range []struct {
		isSet bool
		name  string
	}{{column.Numeric, "num"}, {column.WideOnly, "wide-only"}, {c.Strong, "strong"}, {c.Quiet, "quiet"}, {c.Undone, "undone"}, {c.Alert, "alert-text"}} {
		if class.isSet {
			classes = append(classes, class.name)
		}
	}
	return strings.Join(classes, " ")
}

func (w *rowWriter) content(c Cell) error {
	if c.Slot != 0 {
		w.WriteString(`<i class="swatch site-` + strconv.Itoa(c.Slot) + `"></i>`)
	}
	if c.Icon != "" {
		icon, ok := w.icons[c.Icon]
		if !ok {
			return fmt.Errorf("there is no icon %q", c.Icon)
		}
		w.WriteString(string(icon))
	}
	if c.Picture != "" {
		w.WriteString(`<span class="picture"`)
		if c.Says != "" {
			w.WriteString(` role="img"`)
			w.attribute("aria-label", c.Says)
		}
		w.WriteByte('>')
		w.WriteString(string(c.Picture))
		w.WriteString("</span>")
	}
	if c.Href == "" {
		w.text(c)
		return nil
	}
	if !isOwnAddress(c.Href) {
		return fmt.Errorf("%q is not an address of ours", c.Href)
	}
	w.WriteString("<a")
	w.attribute("href", c.Href)
	w.WriteByte('>')
	w.text(c)
	w.WriteString("</a>")
	return nil
}

// isOwnAddress tells a path or fragment of this server from anything that could run or lead away.
func isOwnAddress(address string) bool {
	return strings.HasPrefix(address, "#") || strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") && !strings.HasPrefix(address, `/\`)
}

func (w *rowWriter) text(c Cell) {
	switch {
	case c.Icon != "":
		w.WriteString(`<span class="icon-words">`)
		w.escaped(c.Text)
		w.WriteString("</span>")
	case c.Narrow != "":
		w.WriteString(`<span class="wide">`)
		w.escaped(c.Text)
		w.WriteString(`</span><span class="narrow">`)
		w.escaped(c.Narrow)
		w.WriteString("</span>")
	default:
		w.escaped(c.Text)
	}
}

func (w *rowWriter) attribute(name, value string) {
	w.WriteByte(' ')
	w.WriteString(name)
	w.WriteString(`="`)
	w.escaped(value)
	w.WriteByte('"')
}

func (w *rowWriter) escaped(text string) {
	if !strings.ContainsAny(text, "\x00\"'&<>") { // nearly always, and without a copy
		w.WriteString(text)
		return
	}
	template.HTMLEscape(w, []byte(text))
}
