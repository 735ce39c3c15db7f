package ingest

import (
	"encoding/json"
	"strings"

	"caseload/store/caseload"
)

// AsRead is how a file was read when it was committed: what its columns were taken for, what was asked and answered,
// and what was left out. It is kept with the upload, because a later reading could come out otherwise, and holds
// no row of the file but the cells that somebody decided about.
type AsRead struct {
	Mapping     Mapping      `json:"mapping"`
	RowLevel    bool         `json:"row_level,omitempty"`
	Questions   []Question   `json:"questions,omitempty"` // with the choice that was made, and no other
	Remembered  []Remembered `json:"remembered,omitempty"`
	Decisions   []Decision   `json:"decisions,omitempty"`
	BadRows     int          `json:"bad_rows,omitempty"`
	LeftOut     []string     `json:"left_out,omitempty"`
	LeftOutMore int          `json:"left_out_more,omitempty"`
	Sentences   []string     `json:"sentences,omitempty"` // about all that was left out
	Everything  string       `json:"everything,omitempty"`
}

const (
	keptLeftOut   = 100 // places that are listed one by one
	keptQuestions = 200 // answers that are
)

// asRead notes how the file was read for what the preview says of it.
func (a *analysis) asRead(p Preview) *AsRead {
	kept := &AsRead{
		Mapping: p.Mapping, RowLevel: p.RowLevel, Decisions: p.Decisions, BadRows: p.BadRows,
		LeftOut: p.LeftOut, LeftOutMore: p.LeftOutMore, Sentences: a.leftOutSentences(p, true), Everything: p.EverythingText,
	}
	for _, question := range p.Questions {
		if question.Answer == "" || len(kept.Questions) == keptQuestions {
			continue
		}
		question.Choices = chosen(question.Choices, question.Answer)
		kept.Questions = append(kept.Questions, question)
	}
	for _, remembered := range p.Remembered {
		if len(kept.Remembered) == keptQuestions {
			break
		}
		remembered.Choices = chosen(remembered.Choices, remembered.Answer)
		kept.Remembered = append(kept.Remembered, remembered)
	}
	return kept
}

// choicesOnRecord are the draft's choices with how the file was read, as they are kept from the commit on.
func (a *analysis) choicesOnRecord(upload caseload.Upload) (json.RawMessage, error) {
	options, err := decodeOptions(upload.Choices)
	if err != nil {
		return nil, err
	}
	options.Totals, options.Idle, options.AsRead = a.siteTotals(), false, a.asRead(a.preview(upload))
	return options.encode()
}

func chosen(choices []Choice, answer string) []Choice {
	for _, choice := range choices {
		if choice.ID == answer {
			return []Choice{choice}
		}
	}
	return nil
}

// show lays how a file was read over what is known of it otherwise. Of files that were committed before it was
// kept nothing more is known.
func (r *AsRead) show(p *Preview) {
	if r == nil {
		return
	}
	p.Mapping, p.RowLevel, p.Questions, p.Remembered, p.Decisions = r.Mapping, r.RowLevel, r.Questions, r.Remembered, r.Decisions
	p.BadRows, p.LeftOut, p.LeftOutMore, p.EverythingText = r.BadRows, r.LeftOut, r.LeftOutMore, r.Everything
}

// leftOutPlaces says where the rows and cells stand that are not taken, and why. No value is repeated.
func leftOutPlaces(findings []Finding, questions []Question) (places []string, more int) {
	waits := awaited(questions)
	for _, f := range findings {
		if f.Severity != SeverityError || f.Row == 0 {
			continue
		}
		if len(places) == keptLeftOut {
			more++
			continue
		}
		place := rowWords(f)
		if f.Column != "" {
			place += ", " + f.Column
		}
		place += ": " + strings.ReplaceAll(string(f.Code), "_", " ")
		if waits(f) {
			place += ", not answered"
		}
		places = append(places, place)
	}
	return places, more
}

// awaited tells the findings that the answer to an open question would settle.
func awaited(questions []Question) func(Finding) bool {
	type topic struct {
		code  Code
		value string
	}
	open := map[topic]bool{}
	for _, question := range questions {
		if question.Answer == "" {
			open[topic{question.Code, fold(question.Value)}] = true
		}
	}
	return func(f Finding) bool { return f.Severity == SeverityError && open[topic{f.Code, fold(f.Found)}] }
}

// waitingRows counts the rows that nothing but an open question keeps from being taken.
func waitingRows(findings []Finding, questions []Question) int {
	waits := awaited(questions)
	rows := map[cellPlace]bool{} // true while nothing else is wrong
	for _, f := range findings {
		if f.Severity != SeverityError || f.Row == 0 {
			continue
		}
		at := cellPlace{f.Sheet, f.Row, 0}
		good, seen := rows[at]
		rows[at] = waits(f) && (good || !seen)
	}
	n := 0
	for _, good := range rows {
		if good {
			n++
		}
	}
	return n
}
