package dashboard

import "unicode/utf8"

// The brief is one page of paper whatever the month has to say, so the table of groups gives way when words need
// its room. Browsers cannot be asked; these are the sheet's sizes in px at 96 an inch, and characters a line as
// counted on printed pages, a little low to be safe.
const (
	sheetRoom      = 968 // of a Letter page inside its margins, less a line
	sheetFixed     = 474 // chart, rules, heads and gaps
	sheetGroupRow  = 21.25
	mostGroupRows  = 8
	leastGroupRows = 4 // as many as the staff table beside them has
)

// groupRowsThatFit is how many rows of the table of groups leave the sheet on one page.
func groupRowsThatFit(s briefSheet) int {
	words := 31 * linesOf(s.Headline.text(), 52)
	most := 0
	for _, line := range s.Lines {
		most = max(most, linesOf(line.Detail, 27))
	}
	words += 14 * most
	// The columns share the width as 1.25 : 1 : 1, or 1.25 : 1 where there are two: what matters has most to say.
	perLine := []int{38, 30, 30}
	if len(s.Columns) < len(perLine) {
		perLine = []int{58, 46, 46}
	}
	most = 0
	for i, column := range s.Columns {
		high := 24 * (len(column) - 1) // a head and the space above it; all columns have the first
		for _, paragraph := range column {
			high += 16 * linesOf(paragraph.Text.text(), perLine[min(i, len(perLine)-1)])
		}
		most = max(most, high)
	}
	words += most + 20*(linesOf(s.ChartTitle, 80)-1) + 17*(linesOf(s.ChartSummary, 112)-1)
	words += 14 * (linesOf("What the words mean. "+s.Definitions, 125) + linesOf(s.Footer, 112))
	rows := int((sheetRoom - sheetFixed - float64(words)) / sheetGroupRow)
	return max(leastGroupRows, min(rows, mostGroupRows))
}

func linesOf(text string, perLine int) int {
	return (utf8.RuneCountInString(text) + perLine - 1) / perLine
}

// text is the sentence without its marks.
func (s Sentence) text() string {
	var all string
	for _, part := range s {
		all += part.Text
	}
	return all
}
