package dashboard

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// hiddenNumber stands where a number from 1 to 10 was.
const hiddenNumber = "1–10"

var smallNumber = regexp.MustCompile(`^[+-]?([1-9]|10)$`)

// countsNobody are the files without numbers of procedures: people of the division, or what a coordinator
// has sent and may have back.
func countsNobody(path string) bool {
	return slices.ContainsFunc([]string{"/staffing", "/training", "/templates/", "/uploads", "/settings/"}, func(prefix string) bool { return strings.HasPrefix(path, prefix) })
}

// notACount are columns whose small numbers are no counts; derivedColumn are those from which one could be
// worked out.
var (
	notACount     = regexp.MustCompile(`^(month|year|working_days|row|rank|revision|level|share.*|percent.*|.*_per_.*|per_.*|rate.*)$`)
	derivedColumn = regexp.MustCompile(`^(total|share.*|percent.*|.*change.*|per_.*|.*_per_.*|rate.*|mean.*|moving_range|cumulative.*)$`)
)

// guardExport is the last look at a file of counts before it leaves: it hides small numbers, or says that
// they are there. It sits at the door, so that a new export has it too.
func (s *Server) guardExport(c *fiber.Ctx) error {
	header := &c.Response().Header
	isFile := strings.HasPrefix(string(header.Peek(fiber.HeaderContentDisposition)), "attachment")
	if !isFile || !strings.HasPrefix(string(header.ContentType()), "text/csv") || countsNobody(c.Path()) {
		return nil
	}
	hides, err := s.hidesSmall(c.UserContext())
	if err != nil {
		return err
	}
	reader := csv.NewReader(bytes.NewReader(c.Response().Body()))
	reader.FieldsPerRecord = -1
	rows, err := reader.ReadAll()
	if err != nil {
		return fmt.Errorf("read the export: %w", err)
	}
	last := "Internal use: small numbers are not hidden."
	if hides {
		hideSmall(rows)
		last = "Numbers from 1 to 10 are hidden."
	}
	var out bytes.Buffer
	writer := csv.NewWriter(&out)
	if err := writer.WriteAll(append(rows, []string{last})); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	c.Response().SetBody(out.Bytes())
	return nil
}

// hideSmall hides the small counts of a table with a header, and in their rows the total and whatever else
// one could be worked out from.
func hideSmall(rows [][]string) {
	if len(rows) == 0 {
		return
	}
	head := rows[0]
	for _, row := range rows[1:] {
		hidden := false
		for i, cell := range row {
			if i < len(head) && !notACount.MatchString(head[i]) && smallNumber.MatchString(cell) {
				row[i], hidden = hiddenNumber, true
			}
		}
		if !hidden {
			continue
		}
		for i := range row {
			if i < len(head) && row[i] != hiddenNumber && derivedColumn.MatchString(head[i]) {
				row[i] = ""
			}
		}
	}
}
