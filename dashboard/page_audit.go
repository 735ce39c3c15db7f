package dashboard

import (
	"bufio"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/fault"
)

const auditPath = "/settings/audit"

const auditShown = 100

// AuditPage is what templates/pages/audit.html shows.
type AuditPage struct {
	Title   string
	Text    string
	Path    string
	Users   []Choice
	Actions []Choice
	Query   string
	From    string
	Until   string
	Table   Table
	Wrong   problems // by the name of the field
	Older   *Link
	Export  string
}

// auditFilter reads what the reader looks for.
func (s *Server) auditFilter(c *fiber.Ctx) (store.AuditFilter, error) {
	filter := store.AuditFilter{By: caseload.UserID(c.Query("by")), Action: c.Query("action"), Text: strings.TrimSpace(c.Query("text"))}
	from, err := s.auditDay(c, "from")
	if err != nil {
		return filter, err
	}
	until, err := s.auditDay(c, "until")
	if err != nil {
		return filter, err
	}
	if !from.IsZero() {
		filter.From = from.UnixMilli()
	}
	if !until.IsZero() {
		filter.Until = until.AddDate(0, 0, 1).UnixMilli()
	}
	if text := c.Query("before"); text != "" {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil || id < 1 {
			return filter, fault.New(fault.Invalid, "%q is not an entry of the log.", text)
		}
		filter.Before = id
	}
	return filter, nil
}

// auditDay reads a day; the fault's code is the name of the field.
func (s *Server) auditDay(c *fiber.Ctx, field string) (time.Time, error) {
	text := strings.TrimSpace(c.Query(field))
	if text == "" {
		return time.Time{}, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, text, s.config.Now().Location())
	if err != nil {
		return day, fault.New(fault.Invalid, "%q is not a day such as 2026-10-31.", text).WithCode(field)
	}
	return day, nil
}

// auditAddress writes the filter as the reader gave it, from another entry on.
func auditAddress(path string, c *fiber.Ctx, before int64) string {
	values := url.Values{}
	for _, key := range []string{"by", "action", "text", "from", "until"} {
		if value := c.Query(key); value != "" {
			values.Set(key, value)
		}
	}
	if before > 0 {
		values.Set("before", strconv.FormatInt(before, 10))
	}
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

// auditKept says how long an entry stays.
func (s *Server) auditKept() string {
	if s.config.KeepAudit == 0 {
		return "for good"
	}
	return "for " + plural(s.config.KeepAudit, "year", "years")
}

// auditPage shows who did what and when, newest first.
func (s *Server) auditPage(c *fiber.Ctx) error {
	filter, err := s.auditFilter(c)
	wrong := problems{}
	if f, ok := fault.As(err); ok && f.Code != "" {
		wrong.add(f.Code, f.Message)
	} else if err != nil {
		return err
	}
	filter.Limit = auditShown + 1
	ctx := c.UserContext()
	var entries []caseload.AuditEntry
	if len(wrong) == 0 {
		if entries, err = s.access.records.AuditLog(ctx, filter); err != nil {
			return err
		}
	}
	users, err := s.config.Store.Users(ctx)
	if err != nil {
		return err
	}
	actions, err := s.access.records.AuditActions(ctx)
	if err != nil {
		return err
	}
	page, err := s.settingsFrame(ctx, "audit", "Audit log")
	if err != nil {
		return err
	}
	body := AuditPage{
		Title: "Who did what, and when", Path: auditPath, Query: filter.Text, From: c.Query("from"), Until: c.Query("until"), Export: auditAddress(auditPath+".jsonl", c, 0),
		Text:  "Sign-ins, refusals, files, settings, users, exports and views of names. Entries can be added, never changed, and are kept " + s.auditKept() + ".",
		Users: []Choice{{Label: "Anybody", Chosen: filter.By == ""}}, Actions: []Choice{{Label: "Anything", Chosen: filter.Action == ""}},
		Table: Table{Caption: "Audit log, newest first", Empty: "Nothing on record is like that.", Columns: []Column{{Title: "When"}, {Title: "Who"}, {Title: "What"}, {Title: "To what"}, {Title: "From", WideOnly: true}}},
	}
	if len(wrong) > 0 {
		c.Status(fiber.StatusBadRequest)
		body.Wrong, body.Export, body.Table.Empty = wrong, "", "Nothing was looked for."
	}
	names := map[caseload.UserID]string{}
	for _, user := range users {
		names[user.ID] = user.Name
		body.Users = append(body.Users, Choice{Value: string(user.ID), Label: user.Name, Chosen: user.ID == filter.By})
	}
	for _, action := range actions {
		body.Actions = append(body.Actions, Choice{Value: action, Label: action, Chosen: action == filter.Action})
	}
	if len(entries) > auditShown {
		entries = entries[:auditShown]
		body.Older = &Link{Label: "Older entries", Href: auditAddress(auditPath, c, entries[auditShown-1].ID)}
	}
	for _, entry := range entries {
		who := Cell{Text: names[entry.By]}
		if entry.By == "" {
			who = Cell{Text: "nobody known", Quiet: true}
		}
		what := Cell{Text: entry.Subject, Under: entry.Detail}
		if entry.Revision > 0 {
			what.Href = "/settings/history/" + strconv.Itoa(int(entry.Revision)) // which says what stood there before
		}
		at := time.UnixMilli(entry.At).In(s.config.Now().Location())
		body.Table.Rows = append(body.Table.Rows, TableRow{Cells: []Cell{
			{Text: at.Format("2 Jan 2006, 15:04:05"), Narrow: at.Format("2 Jan ’06 15:04")}, who, {Text: entry.Action},
			what, {Text: entry.From, Quiet: true},
		}})
	}
	page.Body = body
	return s.render(c, page)
}

// auditLine is an entry as a line of JSON. Instants are UTC, whatever the division's own time.
type auditLine struct {
	ID       int64             `json:"id"`
	At       time.Time         `json:"at"`
	By       caseload.UserID   `json:"by"`
	Name     string            `json:"name"`
	Action   string            `json:"action"`
	Subject  string            `json:"subject"`
	Detail   string            `json:"detail"`
	From     string            `json:"from,omitempty"`
	Revision caseload.Revision `json:"revision,omitempty"`
}

func (s *Server) auditExport(c *fiber.Ctx) error {
	filter, err := s.auditFilter(c)
	if err != nil {
		return err
	}
	names, err := userNames(c.UserContext(), s.config.Store)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/x-ndjson")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="caseload-audit.jsonl"`)
	c.Set(fiber.HeaderCacheControl, "no-store")
	out := bufio.NewWriter(c.Response().BodyWriter())
	encoder := json.NewEncoder(out)
	err = s.access.records.EachAudit(c.UserContext(), filter, func(e caseload.AuditEntry) error {
		return encoder.Encode(auditLine{ID: e.ID, At: time.UnixMilli(e.At).UTC(), By: e.By, Name: names[e.By], Action: e.Action,
			Subject: e.Subject, Detail: e.Detail, From: e.From, Revision: e.Revision})
	})
	if err != nil {
		return err
	}
	return out.Flush()
}
