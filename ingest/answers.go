package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"caseload/store/caseload"
)

// AskAgain is an answer that takes a remembered one back for this file.
const AskAgain = "ask"

// Remembered is an answer given to an earlier file of the same source and applied to this one.
type Remembered struct {
	ID      string   `json:"id"` // the question's
	Code    Code     `json:"code"`
	Value   string   `json:"value,omitempty"`
	Text    string   `json:"text"`
	Answer  string   `json:"answer"` // the choice's ID
	Label   string   `json:"label"`  // the choice in words
	Choices []Choice `json:"choices"`
}

// mapPrefix marks a remembered column mapping among the answers; behind it stands the header, folded.
const mapPrefix = "map:"

// isRemembered reports questions whose answer holds for the next file too. Which month, year or site a
// file is about, and whether it or the store wins, must be said of each file anew.
func isRemembered(id, answer string) bool {
	if answer == AskAgain || strings.HasPrefix(answer, "all:") || answer == "none" {
		return false
	}
	for _, once := range []string{"split_or_total", "month_of_table", "year_of_table", "site_of_table"} {
		if id == once || strings.HasPrefix(id, once+":") {
			return false
		}
	}
	return true
}

// sourceKey names where a file comes from: the sites it names and the layout of its header. It does not
// depend on any answer, so that the next file finds the same one.
func (r *reading) sourceKey() string {
	if len(r.list) == 0 {
		return ""
	}
	headers, err := newHeaderReader(r.kind, nil)
	if err != nil {
		return ""
	}
	aliases := r.known.aliases()
	sites := map[string]bool{}
	var names []string
	for i := range r.list {
		s := &r.list[i]
		header := s.table.Rows[s.header]
		fields, _ := headers.fields(header)
		for column, cell := range header.Cells {
			folded := foldHeader(cell)
			if fields[column] == FieldSite {
				s.distinct(column)(func(text string) bool {
					if name, ok := aliases[fold(text)]; ok {
						sites[name] = true
					}
					return len(sites) < len(r.known.Sites)
				})
			}
			if _, isMonth := monthName(folded); isMonth || parseMonth(cell, monthRules{fiscalStart: 1}).ok || folded == "" {
				continue
			}
			if !slices.Contains(names, folded) {
				names = append(names, folded)
			}
		}
		for _, value := range s.values {
			if value.site != "" {
				sites[value.site] = true
			}
		}
		if name, _ := r.siteFromTitle(s); name != "" {
			sites[name] = true
		}
	}
	slices.Sort(names)
	sum := sha256.Sum256([]byte(strings.Join(names, "\x00")))
	return fmt.Sprintf("%s/%s/%s", r.kind, strings.Join(slices.Sorted(maps.Keys(sites)), "+"), hex.EncodeToString(sum[:8]))
}

// readWithAnswers reads a file, and reads it again where answers are remembered for its source that the
// sender has not given anew. It returns those that were added.
func (s *Service) readWithAnswers(ctx context.Context, data []byte, options Options, known Known) (*reading, map[string]string, error) {
	r := read(data, options, known, s.today())
	isAlarm := r.refused != nil && r.offer != nil
	if r.source == "" || r.refused != nil && r.refused.Code != CodeMissingColumn && !isAlarm {
		return r, nil, nil
	}
	answers, err := s.store.Answers(ctx, r.source)
	if err != nil {
		return nil, nil, fmt.Errorf("read remembered answers: %w", err)
	}
	applied, given := map[string]string{}, options
	given.Answers, given.Map = maps.Clone(options.Answers), maps.Clone(options.Map)
	if given.Answers == nil {
		given.Answers = map[string]string{}
	}
	if given.Map == nil {
		given.Map = map[string]string{}
	}
	mapped := map[string]bool{}
	for header := range options.Map {
		mapped[foldHeader(header)] = true
	}
	for id, answer := range answers {
		if column, isHarmless := strings.CutPrefix(id, harmlessPrefix); isHarmless {
			if given.harmless == nil {
				given.harmless = map[string]bool{}
			}
			given.harmless[column] = true
			applied[id] = answer
			continue
		}
		if _, decided := options.Answers[id]; decided {
			continue
		}
		if options.AddSites && strings.HasPrefix(id, string(CodeUnknownSite)+":") {
			continue // to add the sites is this sender's decision about all of them
		}
		if header, isMap := strings.CutPrefix(id, mapPrefix); isMap {
			if mapped[header] {
				continue
			}
			given.Map[header] = answer
		} else {
			given.Answers[id] = answer
		}
		applied[id] = answer
	}
	if len(applied) == 0 || isAlarm && len(given.harmless) == 0 {
		return r, nil, nil
	}
	again := read(data, given, known, s.today())
	return again, applied, nil
}

// remembered lists the remembered answers that made a difference to this file.
func (a *analysis) remembered() []Remembered {
	var list []Remembered
	for _, id := range slices.Sorted(maps.Keys(a.applied)) {
		answer := a.applied[id]
		if column, isHarmless := strings.CutPrefix(id, harmlessPrefix); isHarmless {
			list = append(list, Remembered{ID: id, Code: CodePatientIdentifier, Value: column, Answer: answer, Label: "no identifiers",
				Text: fmt.Sprintf("An administrator has recorded that the column %q of this source holds no identifiers.", column)})
			continue
		}
		if header, isMap := strings.CutPrefix(id, mapPrefix); isMap {
			list = append(list, Remembered{ID: id, Code: CodeUnknownMapping, Value: header, Answer: answer, Label: answer,
				Text: fmt.Sprintf("The column %q is read as the %s.", header, fieldWords(Field(answer)))})
			for _, field := range fieldNames(a.reading.kind) {
				last := &list[len(list)-1]
				last.Choices = append(last.Choices, Choice{ID: field, Label: fieldWords(Field(field))})
			}
			continue
		}
		for _, question := range a.reading.questions {
			if question.ID != id || question.Answer == "" {
				continue
			}
			one := Remembered{ID: id, Code: question.Code, Value: question.Value, Text: question.Text, Answer: question.Answer, Choices: question.Choices}
			for _, choice := range question.Choices {
				if choice.ID == question.Answer {
					one.Label = choice.Label
				}
			}
			list = append(list, one)
		}
	}
	return list
}

// rememberAnswers keeps what was answered about a file for the next of its source.
func (s *Service) rememberAnswers(ctx context.Context, a *analysis, by caseload.UserID) error {
	r := a.reading
	if r.source == "" {
		return nil
	}
	answers := map[string]string{}
	for _, question := range r.questions {
		given := r.options.answer(question.ID)
		if given != "" && question.Answer != "" && isRemembered(question.ID, question.Answer) {
			answers[question.ID] = question.Answer
		}
	}
	for header, field := range r.options.Map {
		answers[mapPrefix+foldHeader(header)] = field
	}
	for id := range a.applied {
		delete(answers, id) // unchanged
	}
	if len(answers) == 0 {
		return nil
	}
	if err := s.store.SaveAnswers(ctx, r.source, answers, by); err != nil {
		return fmt.Errorf("remember the answers: %w", err)
	}
	return nil
}
