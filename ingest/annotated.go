package ingest

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"caseload/ingest/table"
	"caseload/store/caseload"
)

// notesHeader heads the column of notes in a file that goes back to its sender. The column is
// recognised by it and taken out before anything else is read.
const notesHeader = "caseload_notes"

// Annotated returns the file of a draft as CSV with a first column that says what is wrong with each row.
// Corrected and uploaded again it reads like the file itself: the column of notes is ignored.
func (s *Service) Annotated(ctx context.Context, id caseload.UploadID) ([]byte, error) {
	upload, err := s.store.Upload(ctx, id)
	if err != nil {
		return nil, err
	}
	options, err := decodeOptions(upload.Choices)
	if err != nil {
		return nil, err
	}
	a, err := s.draftAnalysis(ctx, upload)
	if err != nil {
		return nil, err
	}
	raw, err := s.bytesOf(ctx, id)
	if err != nil {
		return nil, err
	}
	file, err := table.Read(raw, options.Limits)
	if err != nil {
		return nil, fmt.Errorf("read the file again: %w", err)
	}
	return annotate(file, a.reading.findings.list)
}

type noteAddress struct {
	sheet string
	row   int
}

// annotate writes the visible tables one below the other, each row behind its notes.
func annotate(file *table.File, findings []Finding) ([]byte, error) {
	notes := map[noteAddress][]string{}
	for _, finding := range findings {
		if finding.Row > 0 {
			at := noteAddress{finding.Sheet, finding.Row}
			notes[at] = append(notes[at], noteOf(finding))
		}
	}
	var b bytes.Buffer
	b.WriteString("\ufeff") // without it Excel takes UTF-8 for Windows-1252
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	if file.Delimiter != 0 && file.Delimiter != ' ' {
		w.Comma = rune(file.Delimiter)
	}
	visible := slices.DeleteFunc(slices.Clone(file.Tables), func(t table.Table) bool { return t.Hidden })
	for i := range visible {
		t := &visible[i]
		dropNotes(t)
		next := 1
		if len(visible) > 1 {
			// The sheet's name may be all that says the site or month; above the header it is a title.
			if err := w.WriteAll([][]string{{"", ""}, {"", t.Sheet}}); err != nil {
				return nil, fmt.Errorf("write the sheet's name: %w", err)
			}
		}
		header := headerForNotes(t)
		for _, row := range t.Rows {
			for ; next < row.Number && next < row.Number+1000; next++ {
				if err := w.Write([]string{"", ""}); err != nil {
					return nil, fmt.Errorf("write a blank row: %w", err)
				}
			}
			next = row.Number + 1
			note := strings.Join(notes[noteAddress{t.Sheet, row.Number}], "; ")
			if row.Number == header {
				note = notesHeader
			}
			cells := []string{note}
			for _, cell := range row.Cells {
				cells = append(cells, table.Neutral(cell))
			}
			if len(cells) == 1 {
				cells = append(cells, "")
			}
			if err := w.Write(cells); err != nil {
				return nil, fmt.Errorf("write row %d: %w", row.Number, err)
			}
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// noteOf is a finding without its row, beside which it stands.
func noteOf(finding Finding) string {
	message := finding.Message
	if rest, ok := strings.CutPrefix(message, fmt.Sprintf("row %d", finding.Row)); ok {
		if _, rest, ok = strings.Cut(rest, `"`); ok {
			message = `"` + rest
		}
	}
	return string(finding.Severity) + ": " + message // never starts like a formula
}

// headerForNotes is the row that gets the name of the column of notes: the first that may be a header.
func headerForNotes(t *table.Table) int {
	widest, row := 0, 0
	for i := range min(len(t.Rows), searchedRows) {
		if filled := filledCells(t.Rows[i].Cells); filled > widest && widest < 2 {
			widest, row = filled, t.Rows[i].Number
		}
	}
	return row
}

// dropNotes takes the column of notes out of a table, wherever it stands.
func dropNotes(t *table.Table) {
	column := -1
	for i := range min(len(t.Rows), searchedRows) {
		for c, cell := range t.Rows[i].Cells {
			if len(cell) < 2*len(notesHeader) && foldHeader(cell) == foldHeader(notesHeader) {
				column = c
			}
		}
		if column >= 0 {
			break
		}
	}
	if column < 0 {
		return
	}
	for i := range t.Rows {
		row := &t.Rows[i]
		if column < len(row.Cells) {
			row.Cells = slices.Delete(slices.Clone(row.Cells), column, column+1)
		}
		for c, cell := range row.Cells {
			if rest, ok := strings.CutPrefix(cell, "'"); ok && table.Neutral(rest) != rest {
				row.Cells[c] = rest
			}
		}
		for len(row.Cells) > 0 && row.IsBlank() {
			row.Cells = nil
		}
	}
	kept := t.Flaws[:0]
	for _, flaw := range t.Flaws {
		if flaw.Column == column {
			continue
		}
		if flaw.Column > column {
			flaw.Column--
		}
		kept = append(kept, flaw)
	}
	t.Flaws = kept
}
