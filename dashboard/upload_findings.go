package dashboard

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/ingest"
	"caseload/ingest/table"
	"caseload/store/caseload"
)

// findingsPerKind keeps a wrong column from filling the page with one sentence.
const findingsPerKind = 8

// FindingsPart is what is wrong with a file or deserves a look, by kind.
type FindingsPart struct {
	Title   string
	Buttons []Button
	Kinds   []FindingKind
}

// FindingKind is the findings of one kind.
type FindingKind struct {
	Findings []Finding
	More     string
}

func (v uploadView) findings() *FindingsPart {
	part := &FindingsPart{}
	unusable, looks := 0, 0
	var order []ingest.Code
	byCode := map[ingest.Code][]ingest.Finding{}
	add := func(finding ingest.Finding) {
		if len(byCode[finding.Code]) == 0 {
			order = append(order, finding.Code)
		}
		byCode[finding.Code] = append(byCode[finding.Code], finding)
	}
	waits := v.waitingFindings()
	for i, finding := range v.preview.Findings {
		if finding.Severity == ingest.SeverityError && !waits[i] { // the others stand under their question
			unusable++
			add(finding)
		}
	}
	for _, finding := range v.preview.Findings {
		if finding.Severity != ingest.SeverityError {
			looks++
			add(finding)
		}
	}
	if len(order) == 0 {
		return nil
	}
	for _, code := range order {
		kind := FindingKind{}
		for i, finding := range byCode[code] {
			if i < findingsPerKind {
				shown := shownFinding(finding)
				shown.Row, shown.Buttons = rowInPlace(finding), v.decisionButtons(finding)
				kind.Findings = append(kind.Findings, shown)
			}
		}
		if more := len(byCode[code]) - len(kind.Findings); more > 0 {
			kind.More = capitalised(plural(more, "more is", "more are")) + " like this."
			if byCode[code][0].Row > 0 {
				kind.More = strings.TrimSuffix(kind.More, ".") + "; the file with notes lists all."
			}
		}
		part.Kinds = append(part.Kinds, kind)
	}
	part.Title = findingsTitle(v.preview.BadRows-v.waitingRows(), unusable, looks, v.unit)
	part.Buttons = []Button{{Label: "Download the file with notes", Href: uploadPath(v.upload.ID) + "/findings.csv"}}
	return part
}

// findingsTitle says it as a finding: "Two rows cannot be used; two deserve a look".
func findingsTitle(badRows, unusable, looks int, unit func(int) string) string {
	var parts []string
	if unusable > 0 {
		parts = append(parts, capitalised(unit(max(1, badRows)))+" cannot be used")
	}
	if looks > 0 {
		verb := " deserve a look"
		if looks == 1 {
			verb = " deserves a look"
		}
		words := capitalised(plural(looks, "thing", "things"))
		if unusable > 0 {
			words = strings.ToLower(words)
		}
		parts = append(parts, words+verb)
	}
	return strings.ReplaceAll(strings.Join(parts, "; "), noBreakSpace, " ")
}

// shownFinding says where, what was found, and what would be right.
func shownFinding(f ingest.Finding) Finding {
	out := Finding{Blocks: f.Severity == ingest.SeverityError, Place: findingPlace(f)}
	if f.Code == ingest.CodeTotalDiffers && f.Found != "" && f.Expected != "" {
		out.Claim = "The file’s total is " + f.Found + "; its rows add up to " + f.Expected + "."
		out.Text = "Rows are kept, totals never are."
		return out
	}
	if f.Row == 0 || !out.Blocks || f.Expected == "" && f.Fix == "" {
		out.Text = asSentence(withoutPlace(f))
		return out
	}
	out.Claim = foundClaim(f)
	if f.Expected != "" {
		out.Text = "Expected " + strings.TrimSuffix(f.Expected, ".") + "."
	}
	if f.Fix != "" {
		out.Text = joinSentences(out.Text, asSentence(f.Fix))
	}
	return out
}

// withoutPlace drops a place that the message repeats: it has a column of its own.
func withoutPlace(f ingest.Finding) string {
	for _, place := range []string{fmt.Sprintf("row %d: ", f.Row), fmt.Sprintf("row %d, %q: ", f.Row, f.Column)} {
		if rest, ok := strings.CutPrefix(f.Message, place); ok {
			return rest
		}
	}
	return f.Message
}

func findingPlace(f ingest.Finding) string {
	if f.Row == 0 {
		if f.Sheet != "" {
			return "Sheet “" + f.Sheet + "”"
		}
		return "The file"
	}
	place := fmt.Sprintf("Row %s", formatNumber(f.Row))
	if f.Column != "" {
		if len(f.Column) <= 2 && strings.ToUpper(f.Column) == f.Column {
			place += ", column " + f.Column
		} else {
			place += ", “" + f.Column + "”"
		}
	}
	if f.Sheet != "" {
		place += ", sheet “" + f.Sheet + "”"
	}
	return place
}

// foundClaim says what is wrong with what stands there.
func foundClaim(f ingest.Finding) string {
	found := "“" + f.Found + "”"
	switch f.Code {
	case ingest.CodeMissingValue, ingest.CodeMissingCount, ingest.CodeMissingStaffID:
		if f.Found == "" {
			return "The cell is empty."
		}
		return found + " says nothing."
	case ingest.CodeInvalidCount, ingest.CodeInvalidFTE, ingest.CodeInvalidShare:
		return found + " is not a number."
	case ingest.CodeNonIntegerCount:
		return found + " is not a whole number."
	case ingest.CodeNegativeCount:
		return found + " is below zero."
	case ingest.CodeCountOutOfRange, ingest.CodeFTEOutOfRange:
		return found + " is out of range."
	case ingest.CodeSuppressedCount:
		return found + " hides the count."
	case ingest.CodeInvalidMonth:
		return found + " is not a month."
	case ingest.CodeMonthOutOfRange:
		if f.Early {
			return found + " lies before the first month that is kept."
		}
		return found + " lies more than one month ahead."
	case ingest.CodeInvalidDate:
		return found + " is not a date."
	case ingest.CodeUnknownSite:
		return found + " is not a known site."
	case ingest.CodeUnknownRole:
		return found + " is not a known role."
	case ingest.CodeUnknownSetting:
		return found + " is neither inpatient nor outpatient."
	case ingest.CodeDuplicateRow:
		return "The row stands twice."
	case ingest.CodeConflictingDuplicate:
		return "Two rows say different things."
	case ingest.CodeRaggedRow:
		return "The row has another number of cells."
	case ingest.CodeEndBeforeStart:
		return "The end comes before the start."
	}
	if f.Found == "" {
		return "The cell is empty."
	}
	return found + " cannot be used."
}

// asSentence writes a message as a sentence.
func asSentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return ""
	}
	text = caseload.UpperFirst(text)
	if !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "?") {
		text += "."
	}
	return text
}

// noteColumn heads the column that is added to a file with its findings.
const noteColumn = "caseload note"

// uploadFindingsCSV answers with the file itself and a column that says, row by
// row, what is wrong. Corrected, it can be sent again: the column is not read.
func (s *Server) uploadFindingsCSV(c *fiber.Ctx) error {
	ctx := c.UserContext()
	preview, err := s.config.Ingest.Open(ctx, uploadID(c))
	if err != nil {
		return err
	}
	raw, err := s.config.Store.UploadBytes(ctx, uploadID(c))
	if err != nil {
		return err
	}
	file, err := table.Read(bytes.Clone(raw), table.Limits{})
	if err != nil {
		return fmt.Errorf("read a kept file again: %w", err)
	}
	return sendCSV(c, "caseload-findings.csv", notedRows(file, preview))
}

func notedRows(file *table.File, preview ingest.Preview) [][]string {
	var rows [][]string
	for i := range file.Tables {
		sheet := &file.Tables[i]
		if sheet.Hidden {
			continue
		}
		width := 0
		for _, row := range sheet.Rows {
			width = max(width, len(row.Cells))
		}
		notes := map[int][]string{}
		for _, finding := range preview.Findings {
			if finding.Row > 0 && finding.Sheet == sheet.Sheet {
				notes[finding.Row] = append(notes[finding.Row], noteOf(finding))
			}
		}
		isHeaded := false
		for _, row := range sheet.Rows {
			cells := make([]string, width+1)
			for column, cell := range row.Cells {
				cells[column] = preview.Mapping.CellAsRead(sheet.Sheet, row.Number, column, cell)
			}
			cells[width] = strings.Join(notes[row.Number], "; ")
			if !isHeaded && preview.Mapping.IsHeader(sheet.Sheet, row.Number) {
				cells[width], isHeaded = noteColumn, true
			}
			rows = append(rows, cells)
		}
	}
	return rows
}

func noteOf(f ingest.Finding) string {
	shown := shownFinding(f)
	return joinSentences(shown.Claim, shown.Text)
}

// uploadChangesCSV answers with the differences between the file and the store, or with what a commit did.
func (s *Server) uploadChangesCSV(c *fiber.Ctx) error {
	preview, err := s.config.Ingest.Open(c.UserContext(), uploadID(c))
	if err != nil {
		return err
	}
	isRoster := preview.Kind == caseload.KindRoster
	rows := [][]string{{"change", "month", "site", "procedure", "setting", "referral_state", "stored", "file", "row"}}
	if isRoster {
		rows = [][]string{{"change", "site", "person", "detail", "row"}}
	}
	isOptional := ingest.IsOptional(preview.Kind)
	if isOptional {
		rows = [][]string{{"change", "month", "site", "what", "stored", "file", "row"}}
	}
	for _, d := range preview.Differences {
		if isOptional {
			month := ""
			if d.Month != nil {
				month = d.Month.String()
			}
			rows = append(rows, []string{string(d.Kind), month, d.Site, d.Name, d.Before, d.After, rowText(d.Row)})
			continue
		}
		if isRoster {
			rows = append(rows, []string{string(d.Kind), d.Site, d.Person, d.Detail, rowText(d.Row)})
			continue
		}
		month := ""
		if d.Month != nil {
			month = d.Month.String()
		}
		rows = append(rows, []string{string(d.Kind), month, d.Site, d.Procedure, d.Setting, d.State, bareOptional(d.Old), inFile(d), rowText(d.Row)})
	}
	if preview.DifferencesLeftOut > 0 {
		rows = append(rows, []string{fmt.Sprintf("%d more are not listed", preview.DifferencesLeftOut)})
	}
	return sendCSV(c, "caseload-changes.csv", rows)
}

// inFile is what the file itself says: of an absent number nothing, though it stays as it is.
func inFile(d ingest.Difference) string {
	if d.Kind == ingest.Absent {
		return ""
	}
	return bareOptional(d.New)
}

func rowText(row int) string {
	if row == 0 {
		return ""
	}
	return fmt.Sprint(row)
}

func bareOptional(n *int) string {
	if n == nil {
		return ""
	}
	return fmt.Sprint(*n)
}
