package dashboard

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/store/caseload"
	"caseload/store/fault"
)

const (
	historyPerPage = 50
	// changesShown bounds the list of one revision's changes; an upload can alter a million cells.
	changesShown = 200
)

func historyColumns() []Column {
	return []Column{{Title: "Revision"}, {Title: "What"}, {Title: "When"}, {Title: "Who", WideOnly: true}, {Title: "Changes", Numeric: true, WideOnly: true}}
}

func historyRow(info caseload.RevisionInfo, users map[caseload.UserID]string, clock func(int64) string) TableRow {
	what := info.Reason
	if info.Undoes != 0 {
		what += " (takes back revision " + strconv.Itoa(int(info.Undoes)) + ")"
	}
	who := users[info.By]
	if who == "" {
		who = string(info.By)
	}
	day, _, _ := strings.Cut(clock(info.At), ",")
	return TableRow{Cells: []Cell{
		{Text: strconv.Itoa(int(info.Revision)), Name: true, Href: "/settings/history/" + strconv.Itoa(int(info.Revision))},
		{Text: what}, {Text: clock(info.At), Narrow: day}, {Text: who}, {Text: formatNumber(info.Changes)},
	}}
}

func (all settings) historySection(clock func(int64) string) SettingsSection {
	section := SettingsSection{
		ID: "history", Title: "History",
		Text:  "Every change of a number or a setting is a revision with its author, and stays on record. Undoing one makes another.",
		Table: &Table{Caption: "The newest revisions", Columns: historyColumns(), Empty: "Nothing has been changed yet."},
	}
	for _, info := range all.revisions {
		section.Table.Rows = append(section.Table.Rows, historyRow(info, all.users, clock))
	}
	if len(all.revisions) == revisionsShown {
		section.Buttons = []Button{{Label: "All revisions", Href: "/settings/history"}}
	}
	return section
}

// HistoryPage is what templates/pages/history.html shows.
type HistoryPage struct {
	Title   string
	Text    string
	Lines   []Definition
	Table   Table
	More    string
	Buttons []Button
	Older   *Link
	Newer   *Link
}

func (s *Server) historyPage(c *fiber.Ctx) error {
	ctx := c.UserContext()
	asked := max(1, c.QueryInt("page", 1))
	asked = min(asked, 10_000)
	infos, err := s.config.Store.Revisions(ctx, asked*historyPerPage+1)
	if err != nil {
		return err
	}
	users, err := userNames(ctx, s.config.Store)
	if err != nil {
		return err
	}
	page, err := s.settingsFrame(ctx, "history", "History")
	if err != nil {
		return err
	}
	first := min((asked-1)*historyPerPage, len(infos))
	last := min(first+historyPerPage, len(infos))
	body := HistoryPage{
		Title: "History", Text: "Who changed what, when and why, newest first.",
		Table: Table{Caption: "Revisions", Columns: historyColumns(), Empty: "Nothing has been changed yet."},
	}
	for _, info := range infos[first:last] {
		body.Table.Rows = append(body.Table.Rows, historyRow(info, users, s.clockTime))
	}
	if first > 0 {
		body.Newer = &Link{Label: "Newer", Href: "/settings/history?page=" + strconv.Itoa(asked-1)}
	}
	if last < len(infos) {
		body.Older = &Link{Label: "Older", Href: "/settings/history?page=" + strconv.Itoa(asked+1)}
	}
	page.Body = body
	return s.render(c, page)
}

// revisionPage shows what one revision altered.
func (s *Server) revisionPage(c *fiber.Ctx) error {
	ctx := c.UserContext()
	number, err := strconv.ParseInt(c.Params("revision"), 10, 64)
	if err != nil || number <= 0 {
		return fault.New(fault.NotFound, "There is no such revision.").WithCode("unknown_revision")
	}
	revision := caseload.Revision(number)
	info, err := s.config.Store.RevisionInfo(ctx, revision)
	if err != nil {
		return err
	}
	all, err := s.readSettings(ctx)
	if err != nil {
		return err
	}
	counts, err := s.config.Store.CountChanges(ctx, revision, changesShown)
	if err != nil {
		return err
	}
	changes, err := s.config.Store.Changes(ctx, revision, changesShown)
	if err != nil {
		return err
	}
	changes = visibleChanges(askerOf(c), changes)
	page, err := s.settingsFrame(ctx, "history", "Revision "+strconv.FormatInt(number, 10))
	if err != nil {
		return err
	}
	page.Crumbs = []Link{{Label: "Settings", Href: settingsPath}, {Label: "History", Href: "/settings/history"}, {Label: page.Title}}
	body := HistoryPage{
		Title: info.Reason,
		Lines: []Definition{
			{Term: "Revision", Text: strconv.FormatInt(number, 10)},
			{Term: "When", Text: s.clockTime(info.At)},
			{Term: "Who", Text: all.users[info.By]},
			{Term: "Changes", Text: formatNumber(info.Changes)},
		},
		Table: all.changeTable(counts, changes, s.clockTime),
	}
	if info.Undoes != 0 {
		text := "revision " + strconv.Itoa(int(info.Undoes))
		body.Lines = append(body.Lines, Definition{Term: "Takes back", Link: &Link{Label: text, Href: "/settings/history/" + strconv.Itoa(int(info.Undoes))}})
	}
	if info.Upload != "" {
		body.Lines = append(body.Lines, Definition{Term: "File", Link: &Link{Label: "The upload", Href: "/uploads/" + string(info.Upload)}})
	}
	if info.Upload == "" && may(c, ActionEditBaselines) && canTakeBack(changes) && len(changes) < changesShown {
		body.Buttons = append(body.Buttons, Button{Label: "Take this change back", Post: "/settings/history/" + strconv.FormatInt(number, 10) + "/undo"})
	}
	if shown := len(counts) + len(changes); shown < info.Changes {
		body.More = "The first " + formatNumber(shown) + " of " + formatNumber(info.Changes) + " changes are shown."
	}
	page.Body = body
	return s.render(c, page)
}
