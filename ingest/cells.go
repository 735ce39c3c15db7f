package ingest

import (
	"fmt"
	"strings"

	"caseload/store/caseload"
)

// siteCell matches a site by name or alias. Anything else is asked, never guessed; until it is
// answered, its rows are findings.
func (r *reading) siteCell(text string, index map[string]int32) labelCell {
	folded := fold(text)
	if folded == "" {
		return labelCell{isBlank: true, code: CodeMissingValue}
	}
	if at, ok := index[folded]; ok {
		return labelCell{index: at}
	}
	name, known := r.known.aliases()[folded]
	isTotal := !known && isTotalLabel(text)
	if isTotal {
		return labelCell{isTotal: true, code: CodeUnknownSite}
	}
	if !known {
		answer := r.askSite(text)
		switch {
		case answer == "skip":
			return labelCell{skip: true}
		case answer == "add":
			name = clean(text)
		case answer != "":
			name = answer
		default:
			return labelCell{code: CodeUnknownSite}
		}
	}
	if !r.options.isOwn(r.known.siteID(name)) {
		return labelCell{skip: true, other: name}
	}
	at, ok := index["="+fold(name)]
	if !ok {
		at = int32(len(r.counts.sites))
		r.counts.sites = append(r.counts.sites, siteName{Name: strings.Clone(name), ID: r.known.siteID(name)})
		index["="+fold(name)] = at
	}
	index[folded] = at
	return labelCell{index: at}
}

func (k Known) siteID(name string) caseload.SiteID {
	for _, site := range k.Sites {
		if fold(site.Name) == fold(name) {
			return site.ID
		}
	}
	return 0
}

// askSite asks what an unknown site is, and returns "add", "skip", a known site's name, or "" while nobody has said.
func (r *reading) askSite(text string) string {
	id := questionID(CodeUnknownSite, text)
	question := Question{
		ID: id, Code: CodeUnknownSite, Value: shorten(text),
		Text: fmt.Sprintf("%q is not a site that is known here. What is it?", shorten(text)),
	}
	answer := ""
	given := r.options.answer(id)
	for _, site := range r.known.Sites {
		if !r.options.isOwn(site.ID) {
			continue
		}
		question.Choices = append(question.Choices, Choice{ID: site.Name, Label: "The same as " + site.Name})
		if strings.EqualFold(given, site.Name) {
			answer = site.Name
		}
	}
	if len(r.options.OnlySites) == 0 {
		question.Choices = append(question.Choices, Choice{ID: "add", Label: "A new site: add it"})
	}
	question.Choices = append(question.Choices, Choice{ID: "skip", Label: "Leave its rows out"})
	if answer == "" && (given == "add" || given == "skip") {
		answer = given
	}
	if answer == "" && r.options.AddSites && len(r.options.OnlySites) == 0 {
		answer = "add"
	}
	question.Answer = answer
	r.ask(question)
	return answer
}

// procedureCell takes any text for a procedure's name: "NULL" and "N/A" may be one.
func (r *reading) procedureCell(text string, index map[string]int32) labelCell {
	c := r.counts
	name := clean(text)
	if name == "" {
		return labelCell{isBlank: true, code: CodeMissingValue}
	}
	if isTotalLabel(name) {
		return labelCell{isTotal: true}
	}
	name = r.sameProcedure(name)
	folded := strings.ToLower(name)
	at, ok := index[folded]
	if !ok {
		at = int32(len(c.procedures))
		c.procedures = append(c.procedures, strings.Clone(name))
		index[folded] = at
	}
	return labelCell{index: at}
}

// sameProcedure returns the known procedure that somebody said this name means, or the name itself.
func (r *reading) sameProcedure(name string) string {
	if len(r.options.Answers) == 0 {
		return name
	}
	id := questionID(CodeNearProcedure, name)
	given := r.options.answer(id)
	for _, known := range r.known.Procedures {
		if given != "" && strings.EqualFold(given, known) {
			r.ask(Question{ID: id, Code: CodeNearProcedure, Value: shorten(name), Answer: known,
				Text:    fmt.Sprintf("%q is counted as %q.", shorten(name), known),
				Choices: []Choice{{ID: known, Label: "The same: count it as " + known}, {ID: "new", Label: "A procedure of its own: add it"}}})
			return known
		}
	}
	return name
}

func (r *reading) settingCell(text string) labelCell {
	if isMissing(clean(text)) || isAllSettings(fold(text)) {
		return labelCell{isBlank: true}
	}
	if known, ok := setting(text); ok {
		return labelCell{index: int32(known)}
	}
	id := questionID(CodeUnknownSetting, text)
	question := Question{
		ID: id, Code: CodeUnknownSetting, Value: shorten(text),
		Text: fmt.Sprintf("Is %q inpatient or outpatient?", shorten(text)),
		Choices: []Choice{
			{ID: "inpatient", Label: "Inpatient"}, {ID: "outpatient", Label: "Outpatient"},
			{ID: "none", Label: "Neither: keep without a setting"},
		},
	}
	cell := labelCell{code: CodeUnknownSetting}
	switch answer := r.options.answer(id); answer {
	case "inpatient", "outpatient", "none":
		known, _ := setting(answer)
		question.Answer, cell = answer, labelCell{index: int32(known)}
	}
	r.ask(question)
	return cell
}

// isAllSettings reports the word by which a row says that it holds both settings together.
func isAllSettings(folded string) bool {
	switch folded {
	case "all", "total", "both", "combined", "inpatient and outpatient", "ip+op", "ip/op":
		return true
	}
	return false
}

func (c *countReading) stateCell(text string, codes map[string]string, index map[string]uint8) labelCell {
	folded := fold(text)
	if isMissing(folded) || folded == "unknown" || folded == "not stated" || folded == "all" || folded == "all states" || folded == "total" {
		return labelCell{isBlank: true}
	}
	code, ok := codes[folded]
	if !ok {
		return labelCell{code: CodeInvalidState}
	}
	at, ok := index[code]
	if !ok {
		at = uint8(len(c.states))
		c.states = append(c.states, code)
		index[code] = at
	}
	return labelCell{index: int32(at)}
}
