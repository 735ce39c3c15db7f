package table

import (
	"archive/zip"
	"encoding/xml"
	"strconv"
	"strings"
)

// sheetPass walks the XML of one sheet and notes what excelize's rows do not tell.
type sheetPass struct {
	limits Limits
	book   workbookFacts
	sheet  *sheetFacts

	row, column  int // row as Excel numbers it, column from 0
	rowHasValue  bool
	cellType     string
	style        int
	formula      bool
	inValue      bool
	inCell       bool
	value        strings.Builder
	contentCells int
}

func examineSheet(part *zip.File, limits Limits, book workbookFacts, sheet *sheetFacts) error {
	sheet.hiddenRows, sheet.dates = map[int]bool{}, map[address]bool{}
	pass := &sheetPass{limits: limits, book: book, sheet: sheet}
	return eachToken(part, limits, func(token xml.Token) error {
		switch t := token.(type) {
		case xml.StartElement:
			return pass.start(t)
		case xml.EndElement:
			return pass.end(t.Name.Local)
		case xml.CharData:
			if pass.inValue && pass.value.Len() < 64 {
				pass.value.Write(t[:min(len(t), 64)])
			}
		}
		return nil
	})
}

func (p *sheetPass) start(element xml.StartElement) error {
	switch element.Name.Local {
	case "row":
		next := p.row + 1
		if text := attribute(element, "r"); text != "" {
			given, err := strconv.Atoi(text)
			if err != nil || given < next || given > excelRows {
				return corrupt()
			}
			next = given
		}
		p.row, p.column, p.rowHasValue = next, -1, false
		if hidden := attribute(element, "hidden"); hidden == "1" || hidden == "true" {
			p.sheet.hiddenRows[p.row] = true
		}
	case "c":
		column := p.column + 1
		if reference := attribute(element, "r"); reference != "" {
			given, row, ok := parseReference(reference)
			if !ok || row != p.row || given < column {
				return corrupt()
			}
			column = given
		}
		p.column, p.inCell, p.formula = column, true, false
		p.cellType = attribute(element, "t")
		p.style, _ = strconv.Atoi(attribute(element, "s"))
		p.value.Reset()
	case "f":
		p.formula = p.inCell
	case "v", "t":
		p.inValue = p.inCell
	case "mergeCell":
		if merge, ok := parseRange(attribute(element, "ref")); ok && len(p.sheet.merges) < maxSheetMerge {
			p.sheet.merges = append(p.sheet.merges, merge)
		}
	}
	return nil
}

func (p *sheetPass) end(name string) error {
	switch name {
	case "v", "t":
		p.inValue = false
	case "c":
		return p.endCell()
	case "row":
		if p.rowHasValue {
			p.sheet.contentRows++
		}
	}
	return nil
}

func (p *sheetPass) endCell() error {
	p.inCell = false
	value := p.value.String()
	if value == "" {
		if p.formula {
			p.sheet.flaws = append(p.sheet.flaws, Flaw{Row: p.row, Column: p.column, Code: FlawFormulaNoValue})
		}
		return nil
	}
	if p.cellType == "e" {
		p.sheet.flaws = append(p.sheet.flaws, Flaw{Row: p.row, Column: p.column, Code: FlawCellError})
	}
	if p.book.date1904 && (p.cellType == "" || p.cellType == "n") && p.book.dateXfs[p.style] {
		p.sheet.dates[address{p.row, p.column}] = true
	}
	// Shared strings may be empty, so only direct values prove that excelize must find the row.
	if p.cellType != "s" && !isBlank(value) {
		p.rowHasValue = true
	}
	if p.column >= excelColumns {
		return corrupt()
	}
	if p.limits.Columns > 0 && p.column >= p.limits.Columns {
		return problem(ProblemTooManyCols, "Sheet %q has more than %d columns.", p.sheet.name, p.limits.Columns)
	}
	if p.contentCells++; p.limits.Rows > 0 && p.row > excelRows/2 && p.contentCells < 1000 {
		// A lone cell far down makes excelize walk every row above it.
		return corrupt()
	}
	return nil
}

// parseReference reads "B7" as column 1, row 7.
func parseReference(reference string) (column, row int, ok bool) {
	i := 0
	for i < len(reference) && reference[i] == '$' {
		i++
	}
	for ; i < len(reference); i++ {
		c := reference[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		if column = column*26 + int(c-'A'+1); column > excelColumns {
			return 0, 0, false
		}
	}
	row, err := strconv.Atoi(strings.TrimPrefix(reference[i:], "$"))
	if err != nil || column == 0 || row < 1 || row > excelRows {
		return 0, 0, false
	}
	return column - 1, row, true
}

func parseRange(reference string) (Merge, bool) {
	from, to, found := strings.Cut(reference, ":")
	if !found {
		return Merge{}, false
	}
	c1, r1, ok1 := parseReference(from)
	c2, r2, ok2 := parseReference(to)
	if !ok1 || !ok2 || r2 < r1 || c2 < c1 {
		return Merge{}, false
	}
	return Merge{FirstRow: r1, LastRow: r2, FirstColumn: c1, LastColumn: c2}, true
}
