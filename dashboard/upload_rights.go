package dashboard

import (
	"encoding/json"
	"slices"

	"github.com/gofiber/fiber/v2"

	"caseload/dashboard/insight"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// oneUpload begins every address of an upload that has been read; the checks below hang on it, so that a
// new address has them too.
const oneUpload = "/uploads/:id"

// checkUpload refuses what belongs to others: a draft is its sender's and the leads' and to anybody else
// not there; a file of several sites is a limited coordinator's when all of them are.
func (s *Server) checkUpload(c *fiber.Ctx, route Route) error {
	upload, err := s.config.Store.Upload(c.UserContext(), uploadID(c))
	if err != nil {
		return err
	}
	if upload.State == caseload.UploadDraft {
		if !seesDraft(c, upload) {
			return fault.New(fault.NotFound, "There is no such upload.").WithCode("unknown_upload")
		}
		if who := askerOf(c); who.ID == upload.By { // a lead looks at it as its sender sees it
			if err := s.config.Ingest.Restrict(c.UserContext(), upload.ID, ownSites(who)); err != nil {
				return err
			}
		}
	} else if !coversUpload(askerOf(c), upload) {
		return s.refuseFor(c, route)
	}
	return nil
}

// seesDraft reports whether a draft is there for whoever asks.
func seesDraft(c *fiber.Ctx, upload caseload.Upload) bool {
	return upload.By == userOf(c) || may(c, ActionEditBaselines)
}

// coversUpload reports whether every site of a file is the account's own.
func coversUpload(who caseload.Account, upload caseload.Upload) bool {
	if !who.IsLimited() {
		return true
	}
	return len(upload.Sites) > 0 && !slices.ContainsFunc(upload.Sites, func(site caseload.SiteID) bool { return !who.Covers(site) })
}

// ownSites are the sites that a file is read for; nil for all.
func ownSites(who caseload.Account) []caseload.SiteID {
	if !who.IsLimited() {
		return nil
	}
	return who.Sites
}

// visibleUploads leaves out the drafts that are not there for whoever asks.
func visibleUploads(c *fiber.Ctx, status insight.DataStatus) insight.DataStatus {
	hidden := map[string]bool{}
	kept := make([]insight.UploadRow, 0, len(status.Uploads))
	for _, row := range status.Uploads {
		if row.Upload.State == caseload.UploadDraft && !seesDraft(c, row.Upload) {
			hidden[row.URL] = true
			continue
		}
		kept = append(kept, row)
	}
	if len(hidden) == 0 {
		return status
	}
	status.Uploads = kept
	rows := slices.Clone(status.Rows) // what is shared with other readers stays as it is
	for i := range rows {
		rows[i].Cells = slices.Clone(rows[i].Cells)
		for j := range rows[i].Cells {
			if hidden[rows[i].Cells[j].URL] {
				rows[i].Cells[j].URL = ""
			}
		}
	}
	status.Rows = rows
	return status
}

// visibleChanges leaves out the lines about people at sites that are not the reader's, and for all but leads what single
// trainees do: neither their months nor their cases.
func visibleChanges(who caseload.Account, changes []caseload.Change) []caseload.Change {
	return slices.DeleteFunc(slices.Clone(changes), func(change caseload.Change) bool {
		switch change.Kind {
		case caseload.ChangeAppointment:
			return who.IsLimited() && (!who.Covers(siteOf(change.Before, who)) || !who.Covers(siteOf(change.After, who)))
		case caseload.ChangeAssignment, caseload.ChangeLoggedCases:
			return !mayDo(who.Access, ActionSeeTraining)
		}
		return false
	})
}

// siteOf reads the site of a recorded line; a line that is not there is no other site's.
func siteOf(raw json.RawMessage, who caseload.Account) caseload.SiteID {
	var line struct {
		Site caseload.SiteID `json:"site"`
	}
	if len(raw) == 0 {
		return who.Sites[0]
	}
	if json.Unmarshal(raw, &line) != nil {
		return 0
	}
	return line.Site
}
