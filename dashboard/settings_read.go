package dashboard

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"caseload/store/calendar"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// newPath is the word in an address for a row that does not exist yet.
const newPath = "new"

// rowID reads the number of a row from the address; 0 is a new one.
func rowID(c *fiber.Ctx) (int64, error) {
	text := c.Params("id")
	if text == newPath {
		return 0, nil
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id <= 0 {
		return 0, fault.New(fault.NotFound, "There is no such setting.").WithCode("unknown_setting")
	}
	return id, nil
}

func rowPath(folder string, id int64) string {
	if id == 0 {
		return settingsPath + "/" + folder + "/" + newPath
	}
	return settingsPath + "/" + folder + "/" + strconv.FormatInt(id, 10)
}

// typedMonth reads a month as people type it.
func typedMonth(text string) (calendar.Month, bool) {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > 4 && strings.EqualFold(text[:4], "sept") && !strings.EqualFold(text[4:5], "e") {
		text = text[:3] + strings.TrimPrefix(text[4:], ".")
	}
	for _, layout := range []string{"2006-1", "January 2006", "Jan 2006", "Jan-2006", "1/2006"} {
		if at, err := time.Parse(layout, text); err == nil {
			m := calendar.MonthAt(at)
			return m, isPlausible(m)
		}
	}
	return 0, false
}

// isPlausible tells a month from a slip of the keyboard.
func isPlausible(m calendar.Month) bool { return 1900 <= m.Year() && m.Year() < 2200 }

const monthHint = "Such as 2026-10 or October 2026."

// month reads a month field.
func (p problems) month(field, text string) calendar.Month {
	m, ok := typedMonth(text)
	switch {
	case text == "":
		p.add(field, "A month is needed.")
	case !ok:
		p.add(field, fmt.Sprintf("%q is not a month.", text))
	}
	return m
}

// number reads a number field that must be at least the minimum.
func (p problems) number(field, text, what string, minimum float64) float64 {
	x, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
	switch {
	case text == "":
		p.add(field, what+" is needed.")
	case err != nil || math.IsNaN(x) || math.IsInf(x, 0):
		p.add(field, fmt.Sprintf("%q is not a number.", text))
	case x < minimum || x >= 1e6:
		p.add(field, fmt.Sprintf("%s is at least %s and below a million.", what, formatDecimalShort(minimum)))
	}
	return x
}

// whole reads a whole number within bounds.
func (p problems) whole(field, text, what string, from, to int) int {
	n, err := strconv.Atoi(strings.ReplaceAll(text, ",", ""))
	switch {
	case text == "":
		p.add(field, what+" is needed.")
	case err != nil:
		p.add(field, fmt.Sprintf("%q is not a whole number.", text))
	case n < from || n > to:
		p.add(field, fmt.Sprintf("%s is a whole number from %s to %s.", what, formatNumber(from), formatNumber(to)))
	}
	return n
}

// formatDecimalShort writes a number without needless decimals: 680, 8.5.
func formatDecimalShort(x float64) string {
	text := formatDecimal(x, 2)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// typedNumber writes a number as a field holds it, without thousands commas.
func typedNumber(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func unitChoices() []Choice {
	return []Choice{
		{Value: string(caseload.UnitNotStated), Label: "Not stated"},
		{Value: string(caseload.UnitEncounter), Label: "Encounters"},
		{Value: string(caseload.UnitExam), Label: "Exams or accessions"},
		{Value: string(caseload.UnitCPT), Label: "CPT codes"},
		{Value: string(caseload.UnitOther), Label: "Something else"},
	}
}

// unitWords are the words of a counting unit within a line, "" when it is not stated.
func unitWords(unit caseload.CountingUnit) string {
	if unit == caseload.UnitNotStated {
		return ""
	}
	return labelOf(unitChoices(), string(unit))
}
