package dashboard

import (
	"context"
	"path/filepath"
	"time"

	"github.com/gofiber/fiber/v2"

	"caseload/store/fault"
)

// Backups are the copies that the server makes of its database: one a day, and whenever an administrator wants one.
type Backups interface {
	Folder() string
	Keep() int               // how many are kept; the oldest go
	List() ([]Backup, error) // newest first
	Make(ctx context.Context) (file string, err error)
	Trouble() string // why the last try failed; "" once one has succeeded
}

// Backup is one copy.
type Backup struct {
	File  string
	At    time.Time
	Bytes int64
}

const backupsPath = "/settings/backups"

// backupsGrowOld is when the newest of daily backups is a reason to ask why.
const backupsGrowOld = 48 * time.Hour

func (s *Server) backupRoutes() []Route {
	return []Route{
		{Method: fiber.MethodGet, Path: backupsPath, Action: ActionAdminister, Handler: func(c *fiber.Ctx) error { return s.showBackups(c, nil) }},
		{Method: fiber.MethodPost, Path: backupsPath, Action: ActionAdminister, Handler: s.makeBackup, Deadline: uploadDeadline}, // the whole file is copied
	}
}

// BackupsPage is what templates/pages/backups.html shows.
type BackupsPage struct {
	Headline Headline
	Done     *Banner
	Trouble  *Trouble
	Table    *Table
	Make     *Button
	Notes    []string
}

// makeBackup copies the database now, whatever the day's own backup does.
func (s *Server) makeBackup(c *fiber.Ctx) error {
	if s.config.Backups == nil {
		return fault.New(fault.Conflict, "This server was told no folder for backups, so none was made.").WithCode("no_backup_folder")
	}
	file, err := s.config.Backups.Make(c.UserContext())
	if f, ok := fault.As(err); ok {
		p := explainFault(c, f, problem{})
		c.Status(p.Status)
		return s.showBackups(c, &Trouble{Claim: "No backup was made.", Text: f.Message, Details: p.Details}) // the file at fault may be the copy, and administrators see where both lie
	}
	if err != nil {
		return err
	}
	if err := s.record(c, "backup", filepath.Base(file), ""); err != nil && !isUnwritable(err) { // a database that takes no change can still be copied
		return err
	}
	return seeOther(c, backupsPath+"?done=made")
}

func (s *Server) showBackups(c *fiber.Ctx, trouble *Trouble) error {
	page, err := s.settingsFrame(c.UserContext(), "backups", "Backups")
	if err != nil {
		return err
	}
	body := BackupsPage{Trouble: trouble}
	if s.config.Backups == nil {
		body.Headline, body.Notes = s.noBackups()
		page.Body = body
		return s.render(c, page)
	}
	kept, err := s.config.Backups.List()
	if f, ok := fault.As(err); ok {
		c.Status(fiber.StatusServiceUnavailable)
		body.Headline = Headline{Sentence: Sentence{{Text: "The backups cannot be listed.", Strong: true}}}
		body.Trouble = &Trouble{Claim: "Nothing was made or removed.", Text: f.Message}
		page.Body = body
		return s.render(c, page)
	}
	if err != nil {
		return err
	}
	if c.Query("done") == "made" && trouble == nil {
		body.Done = &Banner{Claim: "Made.", Text: "The copy was read again and is sound."}
	}
	if why := s.config.Backups.Trouble(); why != "" && trouble == nil {
		body.Trouble = &Trouble{Claim: "The last try to make one failed.", Text: why}
	}
	body.Headline = s.backupsHeadline(kept)
	body.Table = s.backupsTable(kept)
	body.Make = &Button{Label: "Make a backup now", Post: backupsPath, Primary: true}
	body.Notes = []string{
		"To put one back, stop the server and give the command: caseload restore FILE --db " + s.config.DatabasePath + ". The database as it was is kept beside it.",
		"A backup holds everything that the database holds, names included. Caseload does not encrypt it.",
	}
	page.Body = body
	return s.render(c, page)
}

// noBackups says why there are none, and how to have some.
func (s *Server) noBackups() (Headline, []string) {
	if s.config.Demo {
		return Headline{
			Sentence: Sentence{{Text: "The demo makes no backups.", Strong: true}},
			Second:   Sentence{{Text: "Its database goes when it ends."}},
		}, nil
	}
	return Headline{
			Sentence: Sentence{{Text: "This server makes no backups.", Strong: true}},
			Second:   Sentence{{Text: "Start it with --backup-dir and a folder, on another disk if there is one, and it makes one a day and keeps the newest."}},
		}, []string{
			"A copy by hand, while the server runs: caseload backup FILE --db " + s.config.DatabasePath + ".",
		}
}

// newestBackup is the newest that is not of the future: a clock that was wrong proves nothing.
func (s *Server) newestBackup(kept []Backup) (Backup, bool) {
	for _, backup := range kept {
		if !backup.At.After(s.config.Now()) {
			return backup, true
		}
	}
	return Backup{}, false
}

func (s *Server) backupsHeadline(kept []Backup) Headline {
	folder := s.config.Backups.Folder()
	h := Headline{
		Sentence: Sentence{{Text: "There is no backup yet.", Strong: true}},
		Second:   Sentence{{Text: "One is made a day in " + folder + ", and the newest " + formatNumber(s.config.Backups.Keep()) + " are kept. Each is read again once it is made, to be sure that it is sound."}},
	}
	newest, ok := s.newestBackup(kept)
	if !ok {
		return h
	}
	h.Sentence = Sentence{{Text: "The newest backup is of "}, {Text: s.clockTime(newest.At.UnixMilli()), Strong: true}, {Text: "."}}
	if s.config.Now().Sub(newest.At) > backupsGrowOld {
		h.Notes = append(h.Notes, "It is more than two days old. The log of the server says why it made no other.")
	}
	return h
}

func (s *Server) backupsTable(kept []Backup) *Table {
	table := &Table{
		Caption: "Backups, newest first", Empty: "None yet. The first is made when the server starts, or now.",
		Columns: []Column{{Title: "Made"}, {Title: "File"}, {Title: "Size", Numeric: true}},
	}
	for _, backup := range kept {
		made := Cell{Text: s.clockTime(backup.At.UnixMilli()), Name: true, Narrow: backup.At.In(s.config.Now().Location()).Format("2 Jan ’06, 15:04")}
		table.Rows = append(table.Rows, TableRow{Cells: []Cell{made, {Text: filepath.Base(backup.File)}, {Text: megabytes(backup.Bytes)}}})
	}
	return table
}

// backupsSection leads to the page; it shows to those who may use it.
func (s *Server) backupsSection() (SettingsSection, error) {
	section := SettingsSection{
		ID: "backups", Title: "Backups", Text: "Copies of the whole database, each checked when it is made.",
		Buttons: []Button{{Label: "Backups", Href: backupsPath}},
	}
	newest := Definition{Term: "Newest", Text: "none; this server makes no backups"}
	if s.config.Backups != nil {
		kept, err := s.config.Backups.List()
		newest.Text = "none yet"
		if f, ok := fault.As(err); ok { // the settings are to be seen all the same
			newest.Text = f.Message
		} else if err != nil {
			return section, err
		}
		if backup, ok := s.newestBackup(kept); ok {
			newest.Text = s.clockTime(backup.At.UnixMilli())
		}
	}
	section.Lines = []Definition{newest}
	return section, nil
}
