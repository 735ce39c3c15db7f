package dashboard

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/store/fault"
)

// problem is an error as it is shown: what happened, that nothing was lost, one next step.
type problem struct {
	Status  int
	Title   string
	Text    string
	Details []string
	Kept    string // what did not happen: "Nothing was changed."
	Code    string // shown when whoever runs Caseload can do something with it
	Word    string // for programs, such as "closed_month"
	Next    Button
}

// ErrorPage is what templates/pages/error.html shows.
type ErrorPage struct {
	Text    string
	Details []string
	Kept    string
	Code    string
	Next    Button
}

// answerEarly is Fiber's error handler. Errors inside the chain are answered by
// edge; here arrive those raised before routing, which skipped all middleware.
func (s *Server) answerEarly(c *fiber.Ctx, err error) error {
	s.mark(c)
	if errors.Is(err, fiber.ErrBadGateway) { // Fiber's word for a connection that broke while the request came
		err = fiber.ErrBadRequest
	}
	s.answerError(c, err)
	s.logUnrouted(c)
	return nil
}

// answerError writes the answer to an error, in the form that the asker can read,
// and logs what is a defect or a failure of the machine.
func (s *Server) answerError(c *fiber.Ctx, err error) {
	if askerOf(c).ID == "" && !errors.Is(err, errSignInFirst) { // the refusals before routing, and addresses that are not there
		_ = s.identify(c) // whoever it is, the error is what there is to say
	}
	p := s.explain(c, err)
	if errors.Is(err, errSignInFirst) && s.sendToSignIn(c) {
		return
	}
	if p.Status >= 500 && !errors.Is(err, errPanicked) {
		s.log.Error("request failed", "request", requestID(c), "error", err)
	}
	c.Status(p.Status)
	header := &c.Context().Response.Header
	header.Del(fiber.HeaderContentEncoding)
	header.Set(fiber.HeaderCacheControl, "no-store")

	path := c.Path()
	switch {
	case strings.HasPrefix(path, "/api/"):
		s.answerErrorJSON(c, p)
	case strings.HasPrefix(path, "/assets/"), strings.HasPrefix(path, "/charts/"):
		answerErrorText(c, p)
	default:
		page := Page{
			Template: "error",
			Title:    p.Title,
			Body:     ErrorPage{Text: p.Text, Details: p.Details, Kept: p.Kept, Code: p.Code, Next: p.Next},
		}
		if err := s.render(c, page); err != nil {
			s.log.Error("error page could not be drawn", "request", requestID(c), "error", err)
			answerErrorText(c, p)
		}
	}
}

func (s *Server) answerErrorJSON(c *fiber.Ctx, p problem) {
	body := fiber.Map{"code": p.Word, "message": p.Text, "request": requestID(c)}
	if len(p.Details) > 0 {
		body["details"] = p.Details
	}
	if err := c.JSON(fiber.Map{"error": body}); err != nil {
		answerErrorText(c, p)
	}
}

func answerErrorText(c *fiber.Ctx, p problem) {
	c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	c.Context().Response.SetBodyString(p.Text + "\n")
}

// explain turns an error into what may be said about it. Only a fault speaks for
// itself; the text of any other error may hold paths, SQL or names, and is not shown.
func (s *Server) explain(c *fiber.Ctx, err error) problem {
	p := problem{Next: Button{Label: "Go to the overview", Href: "/"}}
	if !isSafeMethod(c.Method()) {
		p.Kept = "Nothing was changed."
		p.Next = Button{Label: "Go back", Href: refererPath(c)}
	}
	if f, ok := fault.As(err); ok {
		if f.Code == "read_only" && s.config.ReadOnly {
			p.Status, p.Word, p.Title = fiber.StatusForbidden, f.Code, "Nothing can be changed here"
			p.Text = "Whoever runs Caseload has started it for reading alone."
			return p
		}
		return explainFault(c, f, p)
	}
	if r, ok := errors.AsType[refusal](err); ok {
		return explainRefusal(r, p)
	}
	if errors.Is(err, errSignInFirst) {
		return explainStranger(c, p)
	}
	var routing *fiber.Error
	if errors.As(err, &routing) && routing.Code < 500 {
		return explainRouting(c, routing, p)
	}
	p.Status, p.Word, p.Code = fiber.StatusInternalServerError, "internal", requestID(c)
	p.Title = "Something went wrong"
	if errors.Is(err, context.DeadlineExceeded) {
		p.Status, p.Word = fiber.StatusServiceUnavailable, "timeout"
		p.Title = "This took too long and was stopped"
	}
	if isSafeMethod(c.Method()) {
		if p.Word == "internal" {
			p.Title = "This page could not be drawn"
		}
		p.Text = "The numbers are safe: nothing was changed."
		p.Next = Button{Label: "Try again", Href: c.OriginalURL()}
		return p
	}
	// A change may have been committed just before the failure: do not claim otherwise.
	p.Text = "The request could not be finished."
	p.Kept = "A change is made whole or not at all: look before you repeat it."
	return p
}

func explainFault(c *fiber.Ctx, f *fault.Fault, p problem) problem {
	p.Text, p.Details, p.Word = f.Message, f.Details, f.Code
	switch f.Kind {
	case fault.NotFound:
		p.Status, p.Title = fiber.StatusNotFound, "This is not here"
		p.Kept = ""
	case fault.Conflict:
		p.Status, p.Title = fiber.StatusConflict, "Something else came first"
	case fault.Refused:
		p.Status, p.Title = fiber.StatusUnprocessableEntity, "This cannot be taken"
	case fault.TooLarge:
		p.Status, p.Title = fiber.StatusRequestEntityTooLarge, "This is too large"
	case fault.Unavailable:
		p.Status, p.Title, p.Code = fiber.StatusServiceUnavailable, "Changes cannot be stored just now", requestID(c)
		if isSafeMethod(c.Method()) {
			p.Title, p.Next = "This page cannot be drawn just now", Button{Label: "Try again", Href: c.OriginalURL()}
		}
		p.Text = unavailableText(f)
	default:
		p.Status, p.Title = fiber.StatusBadRequest, "This needs a correction"
	}
	switch f.Code {
	case "foreign_host", "foreign_origin":
		p.Status, p.Title = fiber.StatusForbidden, "This request was refused"
	case "last_administrator", "incomplete_month", "unfinished_month", "empty_month", "no_backup_folder":
		p.Title = "This cannot be done" // nobody else was first
	case "length_required":
		p.Status = fiber.StatusLengthRequired
	}
	if p.Word == "" {
		p.Word = kindWord(f.Kind)
	}
	return p
}

// unavailableText says what is wrong with the database without saying where it lies: the store's own
// sentence names the file, for whoever runs the program, and is in the log.
func unavailableText(f *fault.Fault) string {
	switch f.Code {
	case "busy":
		return "Another program is writing to the database. Try again in a moment."
	case "disk_full":
		return "The disk of the database is full. Whoever runs Caseload has to make room."
	case "disk_error":
		return "The disk of the database reports an error. Whoever runs Caseload has to see whether it still takes writes."
	case "read_only":
		return "The database cannot be written. Whoever runs Caseload has to see who owns its file and folder."
	case "damaged":
		return "The database is damaged. Whoever runs Caseload has to put a backup in its place."
	}
	return f.Message
}

func kindWord(kind fault.Kind) string {
	switch kind {
	case fault.NotFound:
		return "not_found"
	case fault.Conflict:
		return "conflict"
	case fault.Refused:
		return "refused"
	case fault.TooLarge:
		return "too_large"
	case fault.Unavailable:
		return "unavailable"
	default:
		return "invalid"
	}
}

// explainRouting speaks for what Fiber and fasthttp refuse by themselves.
func explainRouting(c *fiber.Ctx, err *fiber.Error, p problem) problem {
	p.Status = err.Code
	switch err.Code {
	case fiber.StatusNotFound:
		p.Title, p.Word = "There is no such page", "not_found"
		p.Text = "The address may be mistyped, or the page may have moved."
		if strings.HasPrefix(c.Path(), "/api/") {
			p.Text = "There is no such address. Those that there are stand in " + apiDescriptionPath + "."
		}
		p.Kept = ""
	case fiber.StatusMethodNotAllowed:
		p.Title, p.Word = "This cannot be done here", "method_not_allowed"
		p.Text = "This address does not take that kind of request."
	case fiber.StatusRequestEntityTooLarge:
		p.Title, p.Word = "This is too large", "too_large"
		p.Text = "What was sent is larger than this server takes."
	case fiber.StatusRequestTimeout:
		p.Title, p.Word = "This took too long to arrive", "timeout"
		p.Text = "The request did not arrive in time."
	default:
		p.Title, p.Word = "This request could not be read", "bad_request"
		p.Text = "The request is not well formed."
	}
	return p
}

func isSafeMethod(method string) bool {
	return method == fiber.MethodGet || method == fiber.MethodHead || method == fiber.MethodOptions
}

// refererPath returns the page of ours that a form was sent from, or the overview.
func refererPath(c *fiber.Ctx) string {
	from, err := url.Parse(c.Get(fiber.HeaderReferer))
	if err != nil || !strings.EqualFold(from.Host, c.Hostname()) || !strings.HasPrefix(from.Path, "/") || strings.HasPrefix(from.Path, "//") {
		return "/"
	}
	return from.RequestURI()
}
