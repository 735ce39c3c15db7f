package ingest

import (
	"context"
	"fmt"
	"strings"

	"caseload/ingest/table"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// HarmlessOffer names a column for which a file was refused, so that an administrator may record that it holds
// no identifier in the files of this source. It holds nothing of the file but the column's heading.
type HarmlessOffer struct {
	Source string `json:"source"`
	Column string `json:"column"` // its heading, folded
}

// harmlessPrefix marks a column that an administrator has declared harmless among a source's answers.
const harmlessPrefix = "harmless:"

// DeclareHarmless records for the files of a source that a column holds no identifier. It is the caller's to
// see that only an administrator does; the answer to a question never can.
func (s *Service) DeclareHarmless(ctx context.Context, offer HarmlessOffer, by caseload.UserID) error {
	return s.harmless(ctx, offer, "yes", by)
}

// WithdrawHarmless takes it back: the next file with such a column is refused again.
func (s *Service) WithdrawHarmless(ctx context.Context, offer HarmlessOffer, by caseload.UserID) error {
	return s.harmless(ctx, offer, "", by)
}

func (s *Service) harmless(ctx context.Context, offer HarmlessOffer, answer string, by caseload.UserID) error {
	column := foldHeader(offer.Column)
	if column == "" || len(column) > 200 || strings.Count(offer.Source, "/") != 2 || len(offer.Source) > 1000 {
		return fault.New(fault.Invalid, "There is no such column. Send the file again, and start from its refusal.").WithCode("unknown_column")
	}
	if err := s.store.SaveAnswers(ctx, offer.Source, map[string]string{harmlessPrefix + column: answer}, by); err != nil {
		return fmt.Errorf("record a harmless column: %w", err)
	}
	return nil
}

// spared are the columns that are not looked through for identifiers: by table, the row of their heading.
type spared map[*table.Table]map[int]int

func sparedColumns(sections []section, harmless map[string]bool) spared {
	columns := spared{}
	for i := range sections {
		s := &sections[i]
		for column := range s.width {
			if !harmless[foldHeader(s.headerCell(column))] {
				continue
			}
			if columns[s.table] == nil {
				columns[s.table] = map[int]int{}
			}
			if _, known := columns[s.table][column]; !known {
				columns[s.table][column] = s.header
			}
		}
	}
	return columns
}

func (c spared) covers(t *table.Table, row, column int) bool {
	from, found := c[t][column]
	return found && row >= from
}

// offerOf names the column of a hit by its heading, where that can be repeated.
func (r *reading) offerOf(hit *identifierHit) *HarmlessOffer {
	if r.source == "" || hit.code != "" { // names of trainees are never harmless
		return nil
	}
	for i := range r.list {
		s := &r.list[i]
		if s.table.Sheet != hit.sheet || hit.column >= s.width {
			continue
		}
		if heading := foldHeader(s.headerCell(hit.column)); heading != "" && len(heading) <= 60 && !mayIdentify(heading) {
			return &HarmlessOffer{Source: r.source, Column: heading}
		}
	}
	return nil
}
