package dashboard

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
	"caseload/ingest"
	"caseload/ingest/table"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// uploadRoutes exist on a server that takes files.
func (s *Server) uploadRoutes() []Route {
	if s.config.Ingest == nil {
		return nil
	}
	act := func(path string, handler fiber.Handler) Route {
		return Route{Method: fiber.MethodPost, Path: path, Action: ActionUpload, Handler: s.ofKind(handler)}
	}
	routes := []Route{
		{Method: fiber.MethodPost, Path: "/uploads", Action: ActionUpload, Handler: s.receiveUpload, MaxBody: uploadBody, Deadline: uploadDeadline},
		{Method: fiber.MethodGet, Path: "/uploads", Action: ActionSeePages, Handler: func(c *fiber.Ctx) error { return seeOther(c, dataPath) }}, // the address of a refused file's page
		{Method: fiber.MethodGet, Path: "/uploads/:id", Action: ActionSeeNames, Handler: s.ofKind(s.uploadPage)},
		act("/uploads/:id/answer", s.answerUpload),
		act("/uploads/:id/decide", s.decideUpload),
		act("/uploads/:id/commit", s.commitUpload),
		act("/uploads/:id/undo", s.undoUpload),
		act("/uploads/:id/redo", s.redoUpload),
		act("/uploads/:id/discard", s.discardUpload),
		{Method: fiber.MethodGet, Path: "/uploads/:id/raw", Action: ActionSeeNames, Handler: s.ofKind(s.uploadRaw)},
		{Method: fiber.MethodGet, Path: "/uploads/:id/changes.csv", Action: ActionSeeNames, Handler: s.ofKind(s.uploadChangesCSV)},
		{Method: fiber.MethodGet, Path: "/uploads/:id/findings.csv", Action: ActionSeeNames, Handler: s.ofKind(s.uploadFindingsCSV)},
		{Method: fiber.MethodGet, Path: "/uploads/:id/summary.txt", Action: ActionSeeNames, Handler: s.ofKind(s.uploadSummary)},
		{Method: fiber.MethodPost, Path: "/data/harmless", Action: ActionAdminister, Handler: s.harmlessColumn},
	}
	for _, form := range []string{"answer", "decide", "commit", "undo", "redo", "discard"} {
		routes = append(routes, Route{Method: fiber.MethodGet, Path: "/uploads/:id/" + form, Action: ActionSeeNames, Handler: backToUpload})
	}
	return routes
}

func uploadPath(id caseload.UploadID) string { return "/uploads/" + string(id) }

func uploadID(c *fiber.Ctx) caseload.UploadID { return caseload.UploadID(c.Params("id")) }

// receiveUpload reads a file, keeps it as a draft and goes to its page. A file
// that is refused has no page: nothing of it is kept, not even its name.
func (s *Server) receiveUpload(c *fiber.Ctx) error {
	sent, err := readUpload(c)
	if err != nil {
		if f, ok := fault.As(err); ok {
			return s.showRefused(c, refusedByReader(f))
		}
		return err
	}
	defer s.precedence.write()()
	options := ingest.Options{Limits: table.UploadLimits(), OnlySites: ownSites(askerOf(c))}
	if kind := caseload.UploadKind(sent.fields["kind"]); ingest.IsKind(kind) {
		options.Kind = kind
	}
	if answer, ok := yesOrNo(sent.fields["everything"]); ok {
		options.Everything = &answer
	}
	preview, err := s.config.Ingest.Preview(c.UserContext(), ingest.File{Name: sent.name, Bytes: sent.bytes}, options, userOf(c))
	if err != nil {
		return err
	}
	if preview.Upload == "" {
		return s.showRefused(c, refusedByContent(preview))
	}
	if refused := mayHandle(c, preview.Kind); refused != nil {
		if err := s.config.Ingest.Discard(c.UserContext(), preview.Upload, userOf(c)); err != nil {
			return err
		}
		return refused
	}
	return seeOther(c, uploadPath(preview.Upload))
}

func yesOrNo(text string) (answer, ok bool) {
	switch text {
	case "yes":
		return true, true
	case "no":
		return false, true
	}
	return false, false
}

func (s *Server) uploadPage(c *fiber.Ctx) error { return s.showUpload(c, nil) }

// trouble is why a change of an upload was refused.
type trouble struct {
	claim string
	fault *fault.Fault
}

// uploadView reads what is known of an upload.
func (s *Server) uploadView(c *fiber.Ctx) (uploadView, error) {
	ctx := c.UserContext()
	upload, err := s.config.Store.Upload(ctx, uploadID(c))
	if err != nil {
		return uploadView{}, err
	}
	view := uploadView{
		upload: upload, clock: s.clockTime, at: s.clockAt, show: c.Query("show"), all: c.Query("rows") == "all", done: c.Query("done"),
		maySetTargets: may(c, ActionEditBaselines), mayAdminister: may(c, ActionAdminister),
	}
	if view.preview, err = s.config.Ingest.Open(ctx, upload.ID); err != nil {
		return view, err
	}
	if view.status, err = s.answers.DataStatus(ctx, insight.View{}); err != nil {
		return view, err
	}
	view.status, view.revision = visibleUploads(c, view.status), view.status.Scope.Revision
	users, err := userNames(ctx, s.config.Store)
	if err != nil {
		return view, err
	}
	view.sender = users[upload.By]
	if upload.Revision > 0 {
		info, err := s.config.Store.RevisionInfo(ctx, upload.Revision)
		if err != nil {
			return view, err
		}
		view.committer = users[info.By]
	}
	if upload.UndoneRevision > 0 {
		info, err := s.config.Store.RevisionInfo(ctx, upload.UndoneRevision)
		if err != nil {
			return view, err
		}
		view.undoer, view.undoneAt = users[info.By], info.At
	}
	return view, nil
}

// showUpload shows an upload as it stands, with what has just been refused about it.
func (s *Server) showUpload(c *fiber.Ctx, refused *trouble) error {
	view, err := s.uploadView(c)
	if err != nil {
		return err
	}
	view.refused = refused
	page := Page{
		Template: "upload", Title: view.title(), Nav: "data", Revision: view.revision, AsOf: view.status.Scope.AsOfText,
		Crumbs: []Link{{Label: "Data", Href: dataPath}, {Label: view.title()}}, Body: view.page(),
	}
	if refused != nil {
		c.Status(explainFault(c, refused.fault, problem{}).Status)
	}
	return s.render(c, page)
}

// refuse shows the upload's page with the reason, when the reason is the person's to act on.
func (s *Server) refuse(c *fiber.Ctx, claim string, err error) error {
	f, ok := fault.As(err)
	if !ok || f.Kind == fault.NotFound || f.Kind == fault.Unavailable {
		return err
	}
	return s.showUpload(c, &trouble{claim: claim, fault: f})
}

// answerUpload records decisions about a draft. Without any it only looks again,
// which is what a conflict asks for.
func (s *Server) answerUpload(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	changes := ingest.Options{Answers: map[string]string{}, AddSites: posted.text("add_sites") == "yes"}
	posted.each("q:", func(id, choice string) { changes.Answers[id] = choice })
	if answer, ok := yesOrNo(posted.text("everything")); ok {
		changes.Everything = &answer
	}
	if answer, ok := yesOrNo(posted.text("targets")); ok {
		if !may(c, ActionEditBaselines) {
			return refusal{action: ActionEditBaselines}
		}
		changes.Targets = &answer
	}
	if kind := caseload.UploadKind(posted.text("kind")); ingest.IsKind(kind) {
		if err := mayHandle(c, kind); err != nil {
			return err
		}
		changes.Kind = kind
	}
	if posted.text("whose") == "yes" {
		if !may(c, ActionEditBaselines) {
			return refusal{action: ActionEditBaselines}
		}
		name := posted.text("on_behalf_of")
		changes.OnBehalfOf = &name
	}
	headers := map[string]string{}
	posted.each("header:", func(column, header string) { headers[column] = header })
	posted.each("field:", func(column, field string) {
		if header := headers[column]; header != "" {
			if changes.Map == nil {
				changes.Map = map[string]string{}
			}
			changes.Map[header] = field
		}
	})
	preview, err := s.config.Ingest.Answer(c.UserContext(), uploadID(c), changes)
	if err != nil {
		return s.refuse(c, "The answer was not kept.", err)
	}
	if preview.Outcome == ingest.OutcomeReject {
		return s.showUpload(c, &trouble{claim: "That choice was not kept.", fault: fault.New(fault.Invalid, "%s", preview.Message).WithCode(string(preview.Code))})
	}
	return seeOther(c, uploadPath(preview.Upload))
}

func (s *Server) commitUpload(c *fiber.Ctx) error {
	posted, err := postedForm(c)
	if err != nil {
		return err
	}
	ctx := c.UserContext()
	upload, err := s.config.Store.Upload(ctx, uploadID(c))
	if err != nil {
		return err
	}
	// Another window may have looked again or answered otherwise since: what is committed must be what was seen.
	isOlder := func(field, now string) bool { seen := posted.text(field); return seen != "" && seen != now }
	if isOlder("base", revisionText(upload.BaseRevision)) || isOlder("choices", choicesMark(upload)) {
		return s.refuse(c, "Nothing was committed.", fault.New(fault.Conflict, "This page showed an older preview of the file.").WithCode("revision_conflict"))
	}
	_, err = s.config.Ingest.Commit(ctx, upload.ID, ingest.CommitOptions{Partial: posted.text("partial") == "yes", By: userOf(c), Seen: ingest.Decided(upload)})
	if err != nil {
		return s.refuse(c, "Nothing was committed.", err)
	}
	return seeOther(c, uploadPath(upload.ID)+"?done=committed")
}

// choicesMark tells one set of answers about a draft from another.
func choicesMark(upload caseload.Upload) string {
	sum := sha256.Sum256(ingest.Decided(upload))
	return hex.EncodeToString(sum[:6])
}

func (s *Server) undoUpload(c *fiber.Ctx) error {
	return s.takeBack(c, "undone", "Nothing was undone.", s.config.Ingest.Undo)
}

func (s *Server) redoUpload(c *fiber.Ctx) error {
	return s.takeBack(c, "redone", "Nothing was redone.", s.config.Ingest.Redo)
}

func (s *Server) takeBack(c *fiber.Ctx, done, claim string, do func(context.Context, caseload.UploadID, caseload.UserID) (caseload.RevisionInfo, error)) error {
	id := uploadID(c)
	if _, err := do(c.UserContext(), id, userOf(c)); err != nil {
		return s.refuse(c, claim, err)
	}
	return seeOther(c, uploadPath(id)+"?done="+done)
}

func (s *Server) discardUpload(c *fiber.Ctx) error {
	if err := s.config.Ingest.Discard(c.UserContext(), uploadID(c), userOf(c)); err != nil {
		return s.refuse(c, "Nothing was discarded.", err)
	}
	return seeOther(c, "/data?done=discarded")
}

// uploadRaw gives the file back as it was sent.
func (s *Server) uploadRaw(c *fiber.Ctx) error {
	upload, err := s.config.Store.Upload(c.UserContext(), uploadID(c))
	if err != nil {
		return err
	}
	raw, err := s.config.Store.UploadBytes(c.UserContext(), upload.ID)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEOctetStream) // never shown as a page, whatever is in it
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+plainFileName(upload.FileName)+`"`)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Send(raw)
}

// plainFileName leaves what no header and no file system can mistake.
func plainFileName(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-() ", r) {
			return r
		}
		return '_'
	}, name)
	plain = strings.TrimLeft(plain, ". ")
	if plain == "" {
		return "upload"
	}
	if len(plain) > 120 {
		plain = plain[len(plain)-120:]
	}
	return plain
}
