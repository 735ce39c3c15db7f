package dashboard

import (
	"strings"

	"caseload/ingest"
	"caseload/store/caseload"
)

// ColumnsPart is how a file's columns were read, with its first rows, and a form to say otherwise.
type ColumnsPart struct {
	Title   string
	Path    string // of the upload
	Summary string
	Open    bool // a question about a column is easier to answer with the rows in sight
	Heads   []ColumnHead
	Rows    [][]string
	Change  bool // the columns' meaning can be changed here
	Fields  []Choice
	Kinds   []Choice // what else the file may be read as
}

// ColumnHead is one column with what it was taken for.
type ColumnHead struct {
	Letter, Header string
	Key            string // names the column in the form; "" where it cannot be changed
	Field, Words   string
}

func fieldChoices(kind caseload.UploadKind) []Choice {
	if ingest.IsOptional(kind) {
		return fieldLabels(kind)
	}
	if kind == caseload.KindRoster {
		return []Choice{
			{Value: "ignore", Label: "Not read"}, {Value: "staff_id", Label: "Staff number"}, {Value: "name", Label: "Name"}, {Value: "role", Label: "Role"},
			{Value: "site", Label: "Site"}, {Value: "fte", Label: "FTE"}, {Value: "start_date", Label: "Start"}, {Value: "end_date", Label: "End"},
			{Value: "status", Label: "Status"}, {Value: "clinical_share", Label: "Clinical share"}, {Value: "employment", Label: "Employment"},
		}
	}
	return []Choice{
		{Value: "ignore", Label: "Not read"}, {Value: "month", Label: "Month"}, {Value: "year", Label: "Year"}, {Value: "site", Label: "Site"},
		{Value: "procedure", Label: "Procedure"}, {Value: "count", Label: "Count"}, {Value: "setting", Label: "Inpatient or outpatient"}, {Value: "referral_state", Label: "Referring state"},
	}
}

func (v uploadView) columns() *ColumnsPart {
	p := v.preview
	if len(p.FirstRows) == 0 {
		return nil
	}
	width := 0
	for _, row := range p.FirstRows {
		width = max(width, len(row))
	}
	part := v.columnsRead(width)
	part.Title, part.Change, part.Kinds = "Columns and first rows", p.Mapping.Layout == "long", kindChoices(p.Kind)
	for _, row := range p.FirstRows[1:] {
		cells := make([]string, len(part.Heads))
		copy(cells, row)
		part.Rows = append(part.Rows, cells)
	}
	for _, question := range v.open() {
		part.Open = part.Open || question.Code == ingest.CodeMissingColumn || question.Code == ingest.CodeDuplicateHeader
	}
	return part
}

// columnsRead says what each of the first columns of the first sheet was taken for.
func (v uploadView) columnsRead(width int) *ColumnsPart {
	p := v.preview
	choices := fieldChoices(p.Kind)
	part := &ColumnsPart{Path: uploadPath(v.upload.ID), Fields: choices}
	var read []string
	sheet := ""
	for i, column := range p.Mapping.Columns {
		if i == 0 {
			sheet = column.Sheet
		}
		if column.Sheet != sheet || i >= width {
			break
		}
		head := ColumnHead{Letter: column.Letter, Header: column.Header, Field: string(column.Field), Words: "not read"}
		if column.Field != "" {
			head.Words = columnWords(choices, column.Field)
			if len(read) < 6 && column.Header != "" {
				read = append(read, "“"+column.Header+"” "+head.Words)
			}
		} else {
			head.Field = "ignore"
		}
		// A shortened header is not the file's own, by which the answer is kept.
		if column.Header != "" && !strings.HasSuffix(column.Header, "…") && isChoice(choices, head.Field) {
			head.Key = column.Letter
		}
		part.Heads = append(part.Heads, head)
	}
	part.Summary = strings.Join(read, ", ") + "."
	return part
}

func fieldLabel(choices []Choice, field ingest.Field) string {
	if field == ingest.FieldMonthOfYear {
		return "month of the year"
	}
	return labelOf(choices, string(field))
}

// columnWords say what a column holds, to follow its name.
func columnWords(choices []Choice, field ingest.Field) string {
	if field == ingest.FieldSetting {
		return "tells inpatient from outpatient"
	}
	return "is the " + strings.ToLower(fieldLabel(choices, field))
}

// renamedColumns says what the columns were taken for whose names are not ours.
func (v uploadView) renamedColumns() string {
	choices := fieldChoices(v.preview.Kind)
	var words []string
	for _, column := range v.preview.Mapping.Columns {
		if column.Field == "" || column.Header == "" || len(words) == 4 || strings.EqualFold(column.Header, string(column.Field)) || v.preview.Mapping.Layout != "long" {
			continue
		}
		words = append(words, "“"+column.Header+"” "+columnWords(choices, column.Field))
	}
	return strings.Join(words, ", ")
}
