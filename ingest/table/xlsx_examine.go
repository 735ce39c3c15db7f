package table

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// workbookFacts is what our own pass over a workbook's XML learns before excelize may open it.
type workbookFacts struct {
	date1904 bool
	sheets   []sheetFacts
	dateXfs  map[int]bool // cell formats that show a date
}

type sheetFacts struct {
	name        string
	hidden      bool
	contentRows int // rows with at least one cell that has a value
	hiddenRows  map[int]bool
	dates       map[address]bool // numeric cells shown as dates; kept for the 1904 system only
	merges      []Merge
	flaws       []Flaw
}

type address struct{ row, column int }

const (
	excelRows     = 1 << 20
	excelColumns  = 1 << 14
	maxSheetMerge = 20_000
)

// examineWorkbook reads every part that matters to its end: sizes and checksums must be
// true, XML well formed and without a DOCTYPE. excelize checks none of this.
func examineWorkbook(archive *zip.Reader, limits Limits) (workbookFacts, error) {
	facts := workbookFacts{dateXfs: map[int]bool{}}
	if len(archive.File) > maxZipEntries {
		return facts, corrupt()
	}
	parts := make(map[string]*zip.File, len(archive.File))
	var declared uint64
	for _, part := range archive.File {
		if part.Mode()&fs.ModeSymlink != 0 || part.Flags&1 != 0 {
			return facts, corrupt()
		}
		declared += part.UncompressedSize64
		if limits.Unpacked > 0 && (declared > uint64(limits.Unpacked) || part.UncompressedSize64 > uint64(limits.Unpacked)) {
			return facts, problem(ProblemUnpacked, "The workbook unpacks to more than %d MB. Save only the sheet that matters, as .xlsx or CSV.", limits.Unpacked>>20)
		}
		name := strings.TrimPrefix(strings.ReplaceAll(part.Name, `\`, "/"), "/")
		if _, twice := parts[name]; twice && strings.HasSuffix(name, ".xml") {
			return facts, corrupt()
		}
		parts[name] = part
	}
	types := parts["[Content_Types].xml"]
	if types == nil {
		return facts, problem(ProblemFormat, "This is a zip archive, not a workbook. Unpack it and upload the .xlsx or CSV inside.")
	}
	kind, err := workbookKind(types, limits)
	if err != nil {
		return facts, err
	}
	switch {
	case strings.Contains(kind, "macroEnabled"):
		return facts, problem(ProblemFormat, "The workbook can hold macros (.xlsm). Save as .xlsx, which cannot, and upload that.")
	case strings.Contains(kind, "ms-excel.sheet.binary"):
		return facts, problem(ProblemFormat, "This is a binary workbook (.xlsb). Save as .xlsx or CSV, and upload that.")
	}
	book := parts["xl/workbook.xml"]
	if book == nil {
		return facts, problem(ProblemFormat, "The archive holds no workbook. Save the table as .xlsx or CSV, and upload that.")
	}
	sheets, err := readWorkbookPart(book, limits, &facts)
	if err != nil {
		return facts, err
	}
	targets, err := readRelations(parts["xl/_rels/workbook.xml.rels"], limits)
	if err != nil {
		return facts, err
	}
	if styles := parts["xl/styles.xml"]; styles != nil {
		if err := readStyles(styles, limits, facts.dateXfs); err != nil {
			return facts, err
		}
	}
	if shared := parts["xl/sharedStrings.xml"]; shared != nil {
		if err := eachToken(shared, limits, func(xml.Token) error { return nil }); err != nil {
			return facts, err
		}
	}
	for _, sheet := range sheets {
		part := parts[targets[sheet.relation]]
		if part == nil || !strings.HasPrefix(part.Name, "xl/worksheets") && !strings.Contains(part.Name, "worksheet") {
			if part != nil { // a chart or dialog sheet holds no cells
				continue
			}
			return facts, corrupt()
		}
		read := sheetFacts{name: sheet.name, hidden: sheet.hidden}
		if err := examineSheet(part, limits, facts, &read); err != nil {
			return facts, err
		}
		facts.sheets = append(facts.sheets, read)
	}
	return facts, nil
}

// eachToken reads an XML part to its end, so that the archive's checksum is verified too.
func eachToken(part *zip.File, limits Limits, yield func(xml.Token) error) error {
	reader, err := part.Open()
	if err != nil {
		return corrupt()
	}
	defer reader.Close()
	var source io.Reader = reader
	if limits.Unpacked > 0 {
		source = io.LimitReader(reader, limits.Unpacked+1)
	}
	decoder := xml.NewDecoder(source)
	// Every workbook is UTF-8 or UTF-16 by the standard; the few that declare something else are taken as UTF-8.
	decoder.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil }
	var open []xml.Name
	for {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return corrupt()
		}
		switch t := token.(type) {
		case xml.Directive:
			return problem(ProblemCorrupt, "The workbook declares XML entities, which no spreadsheet program writes. Open it in Excel, save it again as .xlsx, and upload that.")
		case xml.StartElement:
			open = append(open, t.Name)
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1] != t.Name {
				return corrupt()
			}
			open = open[:len(open)-1]
		}
		if err := yield(token); err != nil {
			return err
		}
	}
	if len(open) != 0 {
		return corrupt()
	}
	return nil
}

func attribute(element xml.StartElement, name string) string {
	for _, a := range element.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func workbookKind(types *zip.File, limits Limits) (string, error) {
	kind := ""
	err := eachToken(types, limits, func(token xml.Token) error {
		if element, ok := token.(xml.StartElement); ok {
			content := attribute(element, "ContentType")
			if strings.EqualFold(attribute(element, "PartName"), "/xl/workbook.xml") || strings.Contains(content, "sheet.binary") {
				kind = content
			}
		}
		return nil
	})
	return kind, err
}

type sheetEntry struct {
	name, relation string
	hidden         bool
}

func readWorkbookPart(part *zip.File, limits Limits, facts *workbookFacts) ([]sheetEntry, error) {
	var sheets []sheetEntry
	err := eachToken(part, limits, func(token xml.Token) error {
		element, ok := token.(xml.StartElement)
		if !ok {
			return nil
		}
		switch element.Name.Local {
		case "workbookPr":
			value := attribute(element, "date1904")
			facts.date1904 = value == "1" || value == "true"
		case "sheet":
			entry := sheetEntry{name: attribute(element, "name")}
			for _, a := range element.Attr {
				if a.Name.Local == "id" && a.Name.Space != "" {
					entry.relation = a.Value
				}
			}
			state := attribute(element, "state")
			entry.hidden = state == "hidden" || state == "veryHidden"
			sheets = append(sheets, entry)
		}
		return nil
	})
	return sheets, err
}

func readRelations(part *zip.File, limits Limits) (map[string]string, error) {
	targets := map[string]string{}
	if part == nil {
		return nil, corrupt()
	}
	err := eachToken(part, limits, func(token xml.Token) error {
		if element, ok := token.(xml.StartElement); ok && element.Name.Local == "Relationship" {
			target := attribute(element, "Target")
			if !strings.HasPrefix(target, "/") {
				target = "xl/" + target
			}
			targets[attribute(element, "Id")] = strings.TrimPrefix(path.Clean("/"+target), "/")
		}
		return nil
	})
	return targets, err
}

// readStyles finds the cell formats that show a date: the built-in ones, and custom codes with a year or a day in them.
func readStyles(part *zip.File, limits Limits, dates map[int]bool) error {
	custom := map[int]bool{}
	inCellXfs, index := false, 0
	return eachToken(part, limits, func(token xml.Token) error {
		switch element := token.(type) {
		case xml.StartElement:
			switch element.Name.Local {
			case "numFmt":
				id, _ := strconv.Atoi(attribute(element, "numFmtId"))
				code := strings.ToLower(attribute(element, "formatCode"))
				custom[id] = strings.ContainsAny(code, "yd") || strings.Contains(code, "mmm")
			case "cellXfs":
				inCellXfs = true
			case "xf":
				if inCellXfs {
					id, _ := strconv.Atoi(attribute(element, "numFmtId"))
					dates[index] = custom[id] || id >= 14 && id <= 17 || id == 22
					index++
				}
			}
		case xml.EndElement:
			if element.Name.Local == "cellXfs" {
				inCellXfs = false
			}
		}
		return nil
	})
}
