package dashboard

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"html"
	pathpkg "path"
	"regexp"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
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

// isExport reports whether what stands at the path leaves the pages: a file, a picture, a program's answer, or the
// brief, which is a page to hand on. A new address with an ending is one of them by itself.
func isExport(path string) bool {
	return strings.HasPrefix(path, apiPrefix) || path == briefPath || pathpkg.Ext(path) != ""
}

// apiPrefix begins the addresses of answers for programs.
const apiPrefix = "/api/"

// guardExport is the last look at a file of counts before it leaves: it hides small numbers, or says that
// they are there. It sits at the door, so that a new export has it too.
func (s *Server) guardExport(c *fiber.Ctx) error {
	header := &c.Response().Header
	if strings.HasPrefix(string(header.ContentType()), "image/svg+xml") && !countsNobody(c.Path()) && !strings.HasPrefix(c.Path(), "/assets/") {
		return s.describePicture(c)
	}
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
	if hides { // the answers have hidden theirs; this is for a file that was made in another way
		hideSmall(rows)
	}
	last := insight.SmallNumberWords(hides)
	var out bytes.Buffer
	writer := csv.NewWriter(&out)
	if err := writer.WriteAll(append(rows, []string{last})); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	c.Response().SetBody(out.Bytes())
	return nil
}

// describePicture says in a picture's description what became of small numbers.
func (s *Server) describePicture(c *fiber.Ctx) error {
	hides, err := s.hidesSmall(c.UserContext())
	if err != nil {
		return err
	}
	body, err := withWords(c.Response().Body(), "desc", insight.SmallNumberWords(hides))
	if err == nil {
		c.Response().SetBody(body)
	}
	return err
}

// withWords puts an element with text into a drawing.
func withWords(drawing []byte, element, text string) ([]byte, error) {
	root := bytes.Index(drawing, []byte("<svg"))
	end := bytes.IndexByte(drawing[max(root, 0):], '>')
	if root < 0 || end < 0 {
		return nil, errors.New("the picture does not start with an svg element")
	}
	end += root + 1
	return slices.Concat(drawing[:end], []byte("<"+element+">"+html.EscapeString(text)+"</"+element+">"), drawing[end:]), nil
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
			if i < len(head) && !notACount.MatchString(head[i]) && !derivedColumn.MatchString(head[i]) && smallNumber.MatchString(cell) {
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
