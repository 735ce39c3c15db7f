package dashboard

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// Copies are the files that may still hold a purged upload.
type Copies struct {
	Files        []string
	KnowsBackups bool // where the daily backups lie is known, and they are among the files
}

// purgeRoutes exist on a server that takes files.
func (s *Server) purgeRoutes() []Route {
	if s.config.Ingest == nil {
		return nil
	}
	return []Route{
		{Method: fiber.MethodGet, Path: oneUpload + "/purge", Action: ActionPurge, Handler: s.purgePage},
		{Method: fiber.MethodPost, Path: oneUpload + "/purge", Action: ActionPurge, Handler: s.purgeUpload, Deadline: uploadDeadline}, // the whole file is written anew
	}
}

func purgePath(id caseload.UploadID) string { return uploadPath(id) + "/purge" }

// PurgePage is what templates/pages/purge.html shows: what would go, or what has gone.
type PurgePage struct {
	Title   string
	Text    string
	Trouble *Trouble
	Facts   []Definition
	Gone    []string
	Stays   []string
	Form    *FormPage // nil once the upload is purged
	Kept    []string
	Copies  []string
	Notes   []string // about the copies
	Twins   []Link   // uploads of the very same file, which are purged by themselves
	Buttons []Button
}

// purgeForm is what has been typed.
type purgeForm struct{ reason, number string }

func (f purgeForm) page(upload caseload.Upload) FormPage {
	number := seqText(upload)
	return FormPage{
		Claim: "Nothing was purged.", Action: purgePath(upload.ID), Submit: "Purge upload " + number + " for good", Cancel: uploadPath(upload.ID),
		Fields: []FormField{
			{Kind: fieldText, Name: "reason", Label: "Why it should never have come in", Value: f.reason, Hint: "Kept in the audit log, so name nobody: “patient names in it” is enough."},
			{Kind: fieldNumber, Name: "number", Label: "The upload’s number, to confirm", Value: f.number, Hint: "Type " + number + " if this is the file that you mean."},
		},
	}
}

func (f purgeForm) check(upload caseload.Upload) problems {
	wrong := problems{}
	if f.reason == "" {
		wrong.add("reason", "Say why. The reason is what stays of the upload.")
	}
	switch number := seqText(upload); f.number {
	case number:
	case "":
		wrong.add("number", "Type "+number+", the number of this upload. A purge cannot be undone.")
	default:
		wrong.add("number", "“"+f.number+"” is not the number of this upload, which is "+number+". Make sure that this is the file that you mean.")
	}
	return wrong
}

func seqText(upload caseload.Upload) string { return strconv.FormatInt(int64(upload.Seq), 10) }

func (s *Server) purgePage(c *fiber.Ctx) error {
	upload, err := s.config.Store.Upload(c.UserContext(), uploadID(c))
	if err != nil {
		return err
	}
	if upload.PurgedAt != 0 {
		return s.showPurged(c, store.Purged{Upload: upload, Again: true}, nil)
	}
	return s.showPurge(c, upload, purgeForm{}.page(upload))
}

func (s *Server) purgeUpload(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	ctx := c.UserContext()
	upload, err := s.config.Store.Upload(ctx, uploadID(c))
	if err != nil {
		return err
	}
	typed := purgeForm{reason: posted.text("reason"), number: posted.text("number")}
	form := typed.page(upload)
	if upload.PurgedAt != 0 {
		typed.reason = "purged before" // only the database is written anew, and nothing said of it
	} else if wrong := typed.check(upload); len(wrong) > 0 {
		c.Status(fiber.StatusUnprocessableEntity)
		return s.showPurge(c, upload, wrong.beside(form))
	}
	done, err := s.config.Ingest.Purge(ctx, upload.ID, typed.reason, userOf(c))
	if done.Upload.ID != "" {
		s.forget(ctx)
	}
	f, isFault := fault.As(err)
	switch {
	case err == nil:
		return s.showPurged(c, done, nil)
	case !isFault || f.Kind == fault.NotFound:
		return err
	case f.Code == "not_wiped":
		s.log.Error("a purge left traces", "request", requestID(c), "error", err)
		return s.showPurged(c, done, f)
	}
	p := explainFault(c, f, problem{})
	c.Status(p.Status)
	form = problems{map[string]string{"no_reason": "reason", "long_text": "reason"}[f.Code]: p.Text}.beside(form)
	form.Details = p.Details
	return s.showPurge(c, upload, form)
}

// showPurge says what a purge would destroy and asks for it.
func (s *Server) showPurge(c *fiber.Ctx, upload caseload.Upload, form FormPage) error {
	ctx := c.UserContext()
	namesShown(c)
	users, err := userNames(ctx, s.config.Store)
	if err != nil {
		return err
	}
	sent := users[upload.By]
	if upload.OnBehalfOf != "" {
		sent += " on behalf of " + upload.OnBehalfOf
	}
	body := PurgePage{
		Title: "Purge upload " + seqText(upload),
		Text:  "For a file that should never have come in, such as one with patients’ names. It cannot be undone. To take numbers back and keep the file, Undo is enough.",
		Facts: []Definition{
			{Term: "File", Text: upload.FileName}, {Term: "Sent by", Text: sent + ", " + s.clockTime(upload.CreatedAt)}, {Term: "Fingerprint", Text: fingerprint(upload.SHA256)},
		},
		Gone: goneWords(upload),
		Stays: []string{
			"A line in the audit log: who purged it, when and why, and the file’s SHA-256, by which it is known should it come again.",
			"What other files brought, and sites, procedures and groups of this one that something else uses. You are told which.",
			"Backups and other copies: a purge does not reach them.",
		},
		Form: &form,
	}
	if err := s.addCopies(c, &body, upload); err != nil {
		return err
	}
	return s.renderPurge(c, body, upload)
}

// goneWords says what a purge destroys of an upload as it stands.
func goneWords(upload caseload.Upload) []string {
	words := []string{"The file as it was sent, its name, and whose file it is.",
		"Sites, procedures and groups that it brought, unless something else uses them.",
		"The names and texts that came with it, wherever the history and the audit log repeat them.",
		"The answers given while it was reviewed. Whoever needs them is asked again."}
	switch upload.State {
	case caseload.UploadCommitted:
		first := plainSpaces(capitalised(plural(upload.Changed, "number or line", "numbers or lines"))) + " that it changed: what stood before stands again, and the history forgets them."
		return append([]string{first}, words...)
	case caseload.UploadUndone:
		return append([]string{"What the history says of its numbers and lines. They are undone, so no stored number changes."}, words...)
	case caseload.UploadDraft:
		return append([]string{"The draft. Nothing of it was committed, so no stored number changes."}, words...)
	case caseload.UploadDiscarded:
		words[0] = "The file’s name, and whose file it is. It was discarded, so the file itself is gone and no stored number changes."
	}
	return words
}

// showPurged says what has gone. A purge whose traces could not be wiped carries the reason.
func (s *Server) showPurged(c *fiber.Ctx, done store.Purged, notWiped *fault.Fault) error {
	upload, err := s.config.Store.Upload(c.UserContext(), done.Upload.ID) // as it is now: without its name
	if err != nil {
		return err
	}
	number := seqText(upload)
	body := PurgePage{
		Title: "Upload " + number + " is purged",
		Text:  "Its numbers and lines, its file, its name, and the names and texts that it brought are gone from the database, which was written anew.",
		Facts: []Definition{{Term: "Purged", Text: s.clockTime(upload.PurgedAt)}, {Term: "SHA-256", Text: upload.SHA256}},
	}
	for _, kept := range done.Kept {
		body.Kept = append(body.Kept, caseload.UpperFirst(kept)+".")
	}
	again := Button{Label: "Write the database anew", Post: purgePath(upload.ID)}
	if notWiped != nil {
		c.Status(fiber.StatusServiceUnavailable)
		body.Text = "Its numbers and lines, its file, its name, and the names and texts that it brought are gone from every page."
		body.Trouble = &Trouble{
			Claim: "Traces may be left in unused parts of the database.",
			Text:  "It could not be written anew just now, because another program uses it or the disk is full. Stop that or make room, and write it anew.",
		}
		again.Primary = true
	}
	body.Buttons = append(body.Buttons, again, Button{Label: "All files", Href: dataPath})
	if s.access != nil {
		body.Facts = append(body.Facts, Definition{Term: "By whom and why", Text: "in the", Link: &Link{Label: "audit log", Href: auditPath + "?action=purge"}})
	}
	if err := s.addCopies(c, &body, upload); err != nil {
		return err
	}
	return s.renderPurge(c, body, upload)
}

// addCopies lists what a purge does not reach.
func (s *Server) addCopies(c *fiber.Ctx, body *PurgePage, upload caseload.Upload) error {
	twins, err := s.config.Store.UploadsBySHA256(c.UserContext(), upload.SHA256)
	if err != nil {
		return err
	}
	for _, twin := range twins {
		if twin.ID != upload.ID && twin.PurgedAt == 0 {
			body.Twins = append(body.Twins, Link{Label: "Upload " + seqText(twin) + ", " + s.clockTime(twin.CreatedAt), Href: purgePath(twin.ID)})
		}
	}
	var copies Copies
	if s.config.Copies != nil {
		if copies, err = s.config.Copies(upload); err != nil { // that must not hide what has been done
			s.log.Error("copies could not be listed", "request", requestID(c), "error", err)
			body.Notes = append(body.Notes, "The folder of the database or of its backups could not be read just now. Look there for copies.")
		}
	}
	body.Copies = copies.Files
	switch {
	case err != nil:
	case !copies.KnowsBackups:
		body.Notes = append(body.Notes, "This server makes no daily backups, so whether there are any that hold it is not known here.")
	case len(copies.Files) == 0:
		body.Notes = append(body.Notes, "No daily backup is as young as this upload, so none holds it.")
	}
	body.Notes = append(body.Notes, "Copies made by hand, or of the disk, are not known here.")
	return nil
}

func (s *Server) renderPurge(c *fiber.Ctx, body PurgePage, upload caseload.Upload) error {
	revision, asOf, err := s.asOf(c.UserContext())
	if err != nil {
		return err
	}
	return s.render(c, Page{
		Template: "purge", Title: body.Title, Nav: "data", Revision: revision, AsOf: asOf, Body: body,
		Crumbs: []Link{{Label: "Data", Href: dataPath}, {Label: "Upload " + seqText(upload), Href: uploadPath(upload.ID)}, {Label: strings.TrimSuffix(body.Title, " "+seqText(upload))}},
	})
}
