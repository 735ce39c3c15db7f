package ingest

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"caseload/ingest/table"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

func (x *optionalRow) month(text string, into *calendar.Month) {
	read := x.readers.month.of(text)
	switch {
	case read.isTotal:
		x.isTotal = true
	case read.code != "":
		if read.code == CodeMonthOutOfRange {
			x.expected = "a month from January 2000 to " + x.lastMonth().Long()
		}
		fix := ""
		if x.column == x.section.column(FieldMonth) { // not where year and month stand apart
			fix, x.use = read.fix, read.use
		}
		x.report(read.code, fix)
	}
	*into = read.month
}

// lastMonth is the last month that the kind of file may speak of.
func (x *optionalRow) lastMonth() calendar.Month {
	return x.reading.today.Month() + x.reading.optionalAhead
}

// day reads a full date that is not in the future.
func (x *optionalRow) day(text string, into *calendar.Date) {
	date, ok := parseDate(text, x.readers.dates[x.column])
	switch {
	case !ok || date.Year() < 2000:
		x.report(CodeInvalidDate, "")
	case date > x.reading.today:
		x.expected = "a day up to today, " + x.reading.today.String()
		x.report(CodeInvalidDate, "")
	}
	*into = date
}

func (x *optionalRow) site(text string, into *caseload.SiteID) {
	switch read := x.readers.site.of(text); {
	case read.isTotal:
		x.isTotal = true
	case read.skip:
		x.skip = true
		x.reading.refuseRow(read, x.line)
	case read.code != "":
		x.expected = "a known site: " + x.reading.siteList()
		x.report(read.code, "")
	default:
		*into = caseload.SiteID(read.index + 1)
	}
}

func (x *optionalRow) procedure(text string, into *caseload.ProcedureID) {
	switch read := x.readers.procedure.of(text); {
	case read.isTotal:
		x.isTotal = true
	case read.skip:
		x.skip = true
	case read.code != "":
		x.report(read.code, "")
	default:
		*into = caseload.ProcedureID(read.index + 1)
	}
}

// plannedProcedure matches the procedure of a plan or an assumption. A name that is not known is taken for a
// new procedure, with a warning; one that is nearly a known name is asked about. A file may also be told to
// leave a name's rows out, because what is planned is not always what is counted.
func (r *reading) plannedProcedure(text string, index map[string]int32) labelCell {
	name := clean(text)
	if name == "" {
		return labelCell{isBlank: true, code: CodeMissingValue}
	}
	if isTotalLabel(name) {
		return labelCell{isTotal: true}
	}
	known := ""
	for _, other := range r.known.Procedures {
		if fold(other) == strings.ToLower(name) {
			known = other
		}
	}
	if known == "" && len(r.known.Procedures) > 0 {
		same, skip := r.askPlanned(name)
		if skip {
			return labelCell{skip: true}
		}
		known = same
	}
	if known != "" {
		name = known
	}
	at, ok := index[strings.ToLower(name)]
	if !ok {
		at = int32(len(r.counts.procedures))
		r.counts.procedures = append(r.counts.procedures, strings.Clone(name))
		index[strings.ToLower(name)] = at
	}
	return labelCell{index: at}
}

// askPlanned says what a name means that is not known: a known procedure's name, "" for a new one, or to leave it out.
func (r *reading) askPlanned(name string) (same string, skip bool) {
	near := nearest(name, r.known.Procedures)
	question := Question{
		ID: questionID(CodeNearProcedure, name), Code: CodeNearProcedure, Value: shorten(name),
		Text: fmt.Sprintf("%q is not a procedure that is known here.", shorten(name)),
	}
	given := r.options.answer(question.ID)
	for _, known := range r.known.Procedures {
		if given != "" && strings.EqualFold(given, known) {
			same, question.Answer = known, known
		}
	}
	if choice := same; choice != "" || near != "" {
		if choice == "" {
			choice = near
			question.Text = fmt.Sprintf("%q is not known here, but %q is. Are they the same procedure?", shorten(name), near)
		}
		question.Choices = append(question.Choices, Choice{ID: choice, Label: "The same as " + choice})
	}
	question.Choices = append(question.Choices, Choice{ID: "new", Label: "A procedure of its own: add it"}, Choice{ID: "skip", Label: "Leave its rows out"})
	if given == "new" || given == "skip" {
		question.Answer = given
	}
	if near != "" || question.Answer != "" {
		r.ask(question)
	}
	if same == "" && question.Answer != "skip" {
		r.findings.warn(CodeNewProcedure, "%q is a new procedure; the commit adds it, in the group Ungrouped.", shorten(name))
	}
	return same, question.Answer == "skip"
}

// staffRole reads a role that counts as staff; anyRole reads trainees' too.
func (x *optionalRow) staffRole(text string, into *caseload.Role) {
	x.anyRole(text, into)
	if x.good && *into != "" && !into.IsStaff() {
		x.expected = "attending, APP, technologist or nurse"
		x.report(CodeUnknownRole, "")
	}
}

func (x *optionalRow) anyRole(text string, into *caseload.Role) {
	found, ambiguous, ok := role(text)
	x.readers.ambiguous = x.readers.ambiguous || ok && ambiguous
	if !ok {
		question := x.reading.roleQuestion(text)
		given := x.reading.options.answer(question.ID)
		for _, choice := range question.Choices {
			if strings.EqualFold(given, choice.ID) {
				question.Answer = choice.ID
				found, ok = caseload.Role(choice.ID), choice.ID != "skip"
				x.skip = x.skip || choice.ID == "skip"
			}
		}
		x.reading.ask(question)
	}
	switch {
	case x.skip:
	case !ok:
		x.expected = "attending, APP, technologist, nurse, resident or fellow"
		x.report(CodeUnknownRole, "")
	default:
		*into = found
	}
}

// number reads a number from 0 on, decimals allowed. The unit says what the least and most are of.
func (x *optionalRow) number(text string, most float64, into *float64) {
	read := parseNumber(text, x.numbers)
	switch {
	case read.code != "":
		x.use = read.use(text)
		x.report(read.code, read.fix)
	case read.value > most:
		x.expected = "a number up to " + decimalText(most)
		x.report(CodeCountOutOfRange, "")
	}
	*into = read.value
}

// fraction reads a number that may be written as a fraction or in percent: 1/3, 0.5, 50%.
func (x *optionalRow) fraction(text string, most float64, into *float64) {
	above, below, isFraction := strings.Cut(text, "/")
	percent := strings.HasSuffix(text, "%")
	switch {
	case isFraction:
		numerator, denominator := parseNumber(above, x.numbers), parseNumber(below, x.numbers)
		if numerator.code != "" || denominator.code != "" || denominator.value < 1 {
			x.report(CodeInvalidCount, "")
			return
		}
		*into = numerator.value / denominator.value
	default:
		read := parseNumber(strings.TrimSuffix(text, "%"), x.numbers)
		if read.code != "" {
			x.report(read.code, read.fix)
			return
		}
		*into = read.value
		if percent || x.percent && read.value > most {
			*into /= 100
		}
	}
	if *into > most {
		x.report(CodeCountOutOfRange, "")
	}
}

// name reads a free text that is no longer than a name; word reads one of half that length.
func (x *optionalRow) name(text string, into *string) { x.upTo(caseload.MaxNameLength, text, into) }
func (x *optionalRow) word(text string, into *string) { x.upTo(caseload.MaxNameLength/2, text, into) }

func (x *optionalRow) upTo(longest int, text string, into *string) {
	if utf8.RuneCountInString(text) > longest {
		x.expected = fmt.Sprintf("at most %d characters", longest)
		x.report(Code(table.FlawTooLong), "")
		return
	}
	*into = strings.Clone(text) // a row must not keep the whole file in memory
}

// numberCell is what a cell with a number turned out to say.
type numberCell struct {
	value float64
	code  Code // "" for a good number
	fix   string
}

// use is what a cell with a plain slip was meant to say; "" where nothing is proposed.
func (c numberCell) use(text string) string {
	switch {
	case c.code != CodeInvalidCount || c.fix == "" || strings.HasPrefix(c.fix, "thousands"):
		return ""
	case strings.HasPrefix(c.fix, "a decimal point"):
		return strings.Replace(clean(text), ",", ".", 1)
	}
	return digitsFor(text)
}

// parseNumber reads a number from 0 on that may have decimals.
func parseNumber(text string, rules numberRules) numberCell {
	text = clean(text)
	if read := parseCount(text, rules); read.code == "" {
		return numberCell{value: float64(read.n)}
	} else if read.code == CodeMissingCount || read.code == CodeSuppressedCount || read.code == CodeNegativeCount {
		return numberCell{code: read.code}
	}
	if rest, ok := strings.CutPrefix(strings.Replace(text, "−", "-", 1), "-"); ok && parseNumber(rest, rules).code == "" {
		return numberCell{code: CodeNegativeCount}
	}
	if rules.decimalComma && strings.Count(text, ",") == 1 {
		whole, fraction, _ := strings.Cut(text, ",")
		if len(fraction) == 3 && !rules.dotGroups && isGrouped(text, ",") {
			return numberCell{code: CodeInvalidCount, fix: "thousands or decimals? write it without the comma"}
		}
		if rules.dotGroups && isGrouped(whole, ".") {
			whole = strings.ReplaceAll(whole, ".", "")
		}
		text, rules = whole+"."+fraction, numberRules{}
	}
	whole, fraction, ok := wholeAndFraction(text, rules)
	switch {
	case !ok && strings.Count(text, ",") == 1 && strings.Trim(text, "0123456789,") == "" && !strings.HasPrefix(text, ",") && !strings.HasSuffix(text, ","):
		return numberCell{code: CodeInvalidCount, fix: "a decimal point, not a comma?"}
	case !ok && strings.HasPrefix(text, ".") && len(text) > 1 && allDigits(text[1:]):
		whole, fraction = "0", text[1:]
	case !ok:
		return numberCell{code: CodeInvalidCount, fix: countFix(text)}
	}
	if len(strings.TrimLeft(whole, "0")) > 9 || len(fraction) > 12 {
		return numberCell{code: CodeCountOutOfRange}
	}
	value, err := strconv.ParseFloat(whole+"."+fraction+"0", 64)
	if err != nil {
		return numberCell{code: CodeInvalidCount}
	}
	return numberCell{value: value}
}

// decimalText writes a number with as many decimals as it needs, up to four.
func decimalText(value float64) string {
	rounded := math.Round(value*10_000) / 10_000
	whole, fraction, found := strings.Cut(strconv.FormatFloat(rounded, 'f', -1, 64), ".")
	n, err := strconv.Atoi(whole)
	if err != nil {
		return whole
	}
	if !found {
		return commas(n)
	}
	return commas(n) + "." + fraction
}

// sayText writes a value of a record as a sentence has it.
func sayText(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case float64:
		return decimalText(v)
	case string:
		return v
	}
	return fmt.Sprint(value)
}

// numberOrNil writes a number that a row may not state.
func numberOrNil(value *float64) any {
	if value == nil {
		return nil
	}
	return *value
}
