package dashboard

import (
	"fmt"

	"caseload/ingest"
	"caseload/store/caseload"
)

// isDone reports a file that was committed, whether or not it was taken back since.
func (v uploadView) isDone() bool {
	return v.upload.State == caseload.UploadCommitted || v.upload.State == caseload.UploadUndone
}

// LeftOutPart is what of a file did not become a number, or became another one, on record from its commit.
type LeftOutPart struct {
	Title string
	Lines []string
	Fold  []string // behind the first ones
	More  string
}

// leftOutShown is how many lines stand on the page without unfolding.
const leftOutShown = 8

func (v uploadView) leftOut() *LeftOutPart {
	p := v.preview
	part := &LeftOutPart{}
	left, corrected, looked := p.BadRows, 0, 0
	for _, d := range p.Decisions {
		part.Lines = append(part.Lines, d.Text)
		switch d.Do {
		case ingest.UseFix:
			corrected++
		case ingest.ItIsRight:
			looked++
		case ingest.LeaveOut, ingest.BlankOut:
			left++
		}
	}
	part.Lines = append(part.Lines, p.LeftOut...)
	if len(part.Lines) == 0 {
		return nil
	}
	var parts []string
	if left > 0 {
		parts = append(parts, plural(left, "part of the file was left out", "parts of the file were left out"))
	}
	if corrected > 0 {
		parts = append(parts, plural(corrected, "cell was corrected by hand", "cells were corrected by hand"))
	}
	if looked > 0 {
		parts = append(parts, plural(looked, "warning was found to be right", "warnings were found to be right"))
	}
	part.Title = plainSpaces(capitalised(listed(parts)))
	if v.upload.State == caseload.UploadUndone {
		part.Title += ", before all of it was taken back"
	}
	if len(part.Lines) > leftOutShown {
		part.Lines, part.Fold = part.Lines[:leftOutShown], part.Lines[leftOutShown:]
	}
	if p.LeftOutMore > 0 {
		part.More = fmt.Sprintf("%s more are not listed.", formatNumber(p.LeftOutMore))
	}
	return part
}

// answersOnRecord lists what was asked and answered before the commit. It can be changed no more.
func (v uploadView) answersOnRecord() []AnsweredQuestion {
	list := append(v.answered(), v.rememberedOthers(false)...)
	for i := range list {
		list[i].Asking, list[i].Back = Asking{}, nil
	}
	return list
}

// columnsOnRecord says what each column was read as at the commit. The rows are in the file itself.
func (v uploadView) columnsOnRecord() *ColumnsPart {
	part := v.columnsRead(len(v.preview.Mapping.Columns))
	if len(part.Heads) == 0 {
		return nil
	}
	part.Title = "Columns as they were read"
	return part
}

// doneLines say who committed the file, and who took it back.
func (v uploadView) doneLines() []Definition {
	var lines []Definition
	if v.isDone() && v.committer != "" {
		lines = append(lines, Definition{Term: "Committed by", Text: v.committer + ", " + v.clock(v.upload.CommittedAt)})
	}
	if v.upload.State == caseload.UploadUndone && v.undoer != "" {
		lines = append(lines, Definition{Term: "Taken back by", Text: v.undoer + ", " + v.clock(v.undoneAt)})
	}
	return lines
}

// undoneTitle says what a file had done that was taken back.
func (v uploadView) undoneTitle() string {
	p := v.preview
	one, many := wordsOfKind(p.Kind).one, wordsOfKind(p.Kind).many
	var parts []string
	say := func(n int, single, several string) {
		if n > 0 {
			parts = append(parts, plural(n, single, several))
		}
	}
	say(p.Changed+p.Replaced, one+" had changed", many+" had changed")
	say(p.Added, one+" had been new", many+" had been new")
	say(p.Removed, one+" had gone", many+" had gone")
	say(p.Zeroed, "zero had been declared", "zeros had been declared")
	return plainSpaces(capitalised(listed(parts))) + "; all of it was taken back"
}

const undoneSummary = "This is what the file had done. Nothing of it holds any more: the numbers are those from before."
