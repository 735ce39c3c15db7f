package dashboard

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// FormPage is templates/pages/form.html: one form, its fields, and what is wrong
// beside the field that is wrong. What was typed is always shown again.
type FormPage struct {
	Title   string
	Text    string
	Claim   string   // the bold beginning of Problem; "Nothing was saved." when empty
	Problem string   // about the form as a whole
	Details []string // the items that Problem speaks of
	Action  string   // where the form posts
	Fields  []FormField
	Rows    *FormRows // many like fields in a table, below Fields
	Submit  string
	Cancel  string  // address; "" for a form that one cannot leave
	Other   *Button // another way to the same end
	Facts   []Definition
	Notes   []string
}

// The kinds of field.
const (
	fieldText     = "text"
	fieldNumber   = "number" // text with a numeric keyboard; the browser's own number fields lose what they cannot read
	fieldSelect   = "select"
	fieldRadio    = "radio"
	fieldLines    = "lines" // several lines of text
	fieldCheck    = "check"
	fieldHidden   = "hidden"
	fieldPassword = "password" // never shown again
)

// FormField is one value of a form, in the words of the person who types it.
type FormField struct {
	Kind      string
	Name      string
	Label     string
	Hint      string
	Value     string // as typed; "yes" for a box that is ticked
	Unit      string // stands behind the field
	Problem   string // what is wrong with Value
	Optional  bool
	Choices   []Choice
	Focus     bool   // the first field with a problem
	First     bool   // has the keyboard when the page opens
	Completes string // what a password manager may fill in, such as "username"; "" for nothing
}

// FormRows is a table of selects, for one choice about each of many things.
type FormRows struct {
	Head    string // heads the names
	Choice  string // heads the selects
	Rows    []FormRow
	Empty   string
	Options []Choice // Chosen is read from the row
}

// FormRow is one thing and its choice.
type FormRow struct {
	Label string
	Note  string
	Name  string
	Value string
}

// problems are sentences by the field they belong to; the empty name is the whole form.
type problems map[string]string

// add keeps the first problem of a field.
func (p problems) add(field, sentence string) {
	if _, taken := p[field]; !taken {
		p[field] = sentence
	}
}

// beside puts each problem beside its field.
func (p problems) beside(page FormPage) FormPage {
	page.Problem = p[""]
	wrong := -1
	for i := range page.Fields {
		page.Fields[i].Problem = p[page.Fields[i].Name]
		if page.Fields[i].Problem != "" && wrong < 0 {
			wrong = i
		}
	}
	if wrong < 0 {
		return page
	}
	for i := range page.Fields { // of several fields that want the keyboard the browser takes the first
		page.Fields[i].First, page.Fields[i].Focus = false, i == wrong
	}
	return page
}

// formValues are the values of a posted form.
type formValues struct{ args *fasthttp.Args }

// postedForm reads the values of a form that carries no file.
func postedForm(c *fiber.Ctx) (formValues, error) {
	body, err := formBody(c)
	if err != nil {
		return formValues{}, err
	}
	kind, _, _ := strings.Cut(c.Get(fiber.HeaderContentType), ";")
	// The request's own body, not Fiber's, which would unpack a compressed one without any limit.
	if !strings.EqualFold(strings.TrimSpace(kind), fiber.MIMEApplicationForm) && len(body) > 0 {
		// A multipart body would be spilled to the temp folder by whoever parses it.
		return formValues{}, fault.New(fault.Invalid, "This form was sent in a way that is not read here.").WithCode("form_kind")
	}
	posted := formValues{args: &fasthttp.Args{}}
	posted.args.ParseBytes(body)
	if seen, err := strconv.ParseInt(posted.text("seen"), 10, 64); err == nil {
		// The edit is refused if somebody has changed the same thing since the form was opened.
		c.SetUserContext(store.SeenAt(c.UserContext(), caseload.Revision(seen)))
	}
	return posted, nil
}

// formBody reads what was sent: never more than the route takes, and only when it came whole. fasthttp itself
// takes the text of a reading error for the body, and of a form that broke off every box would count as not ticked.
func formBody(c *fiber.Ctx) ([]byte, error) {
	stream := c.Context().RequestBodyStream()
	if stream == nil {
		return c.Request().Body(), nil
	}
	limit, _ := c.Locals(bodyLimitKey).(int64)
	body, err := io.ReadAll(io.LimitReader(stream, limit+1))
	if err != nil {
		c.Context().SetConnectionClose()
		return nil, errors.Join(fault.New(fault.Invalid, "What was sent did not arrive whole. Send it again.").WithCode("broken_form"), fmt.Errorf("read form: %w", err))
	}
	if int64(len(body)) > limit {
		c.Context().SetConnectionClose()
		return nil, fault.New(fault.TooLarge, "What was sent is larger than %s, which is the most that can be taken here.", megabytes(limit)).WithCode("too_large")
	}
	c.Request().SetBodyRaw(body) // for whoever reads the form again
	return body, nil
}

// text returns a value without the white space around it.
func (f formValues) text(name string) string {
	return strings.TrimSpace(strings.ToValidUTF8(string(f.args.Peek(name)), "�"))
}

// exactly returns a value as it was typed: white space is part of a password.
func (f formValues) exactly(name string) string { return string(f.args.Peek(name)) }

// ticked returns "yes" for a box that was ticked.
func (f formValues) ticked(name string) string {
	if f.args.Has(name) {
		return "yes"
	}
	return ""
}

// each calls visit with every value whose name begins with the prefix, which is left out.
func (f formValues) each(prefix string, visit func(rest, value string)) {
	for key, value := range f.args.All() {
		if rest, ok := strings.CutPrefix(string(key), prefix); ok {
			visit(rest, strings.TrimSpace(string(value)))
		}
	}
}

// seeOther ends a change: the browser asks for the page anew, so that reloading repeats nothing.
func seeOther(c *fiber.Ctx, address string) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Redirect(address, fiber.StatusSeeOther)
}

// answerForm shows a form again with what is wrong in it. It returns err itself
// when that is not the sender's to correct.
func (s *Server) answerForm(c *fiber.Ctx, page Page, form FormPage, wrong problems, err error, fields map[string]string) error {
	if err != nil {
		f, ok := fault.As(err)
		if !ok || f.Kind == fault.Unavailable {
			return err
		}
		wrong = problems{fields[f.Code]: f.Message}
		form.Details = f.Details
	}
	c.Status(fiber.StatusUnprocessableEntity)
	page.Template = "form"
	page.Body = wrong.beside(form)
	return s.render(c, page)
}
