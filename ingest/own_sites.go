package ingest

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"caseload/store/caseload"
)

// isOwn reports whether the sender sends files for the site. A site that is not known yet is nobody's own.
func (o Options) isOwn(site caseload.SiteID) bool {
	return len(o.OnlySites) == 0 || slices.Contains(o.OnlySites, site)
}

// refuseRow notes a row of a site that the sender sends no files for.
func (r *reading) refuseRow(site labelCell, row int) {
	if site.other == "" {
		return
	}
	if r.others == nil {
		r.others = map[string][]int{}
	}
	if rows := r.others[site.other]; len(rows) == 0 || rows[len(rows)-1] != row { // a wide row has a number for each month
		r.others[site.other] = append(rows, row)
	}
}

// listOthers lists the rows of other sites, which are refused: the rest of the file is read without them.
func (r *reading) listOthers() {
	names := slices.Sorted(maps.Keys(r.others))
	if len(names) == 0 {
		return
	}
	own := r.ownSites()
	if r.goodRows() == 0 && len(r.findings.badRows) == 0 {
		r.refuse(Finding{
			Code:    CodeOtherSite,
			Message: fmt.Sprintf("Every row of this file is of %s, and you send files for %s.", listed(names), listed(own)),
			Fix:     "Ask a lead, or a coordinator of that site, to send it.",
		})
		return
	}
	for _, name := range names {
		rows := r.others[name]
		r.findings.add(Finding{Severity: SeverityError, Code: CodeOtherSite, Found: name,
			Message: fmt.Sprintf("%s refused: %s of %s, and you send files for %s.", plural(len(rows), "row is", "rows are"), rowList(rows), name, listed(own))})
	}
}

func (r *reading) ownSites() []string {
	var names []string
	for _, site := range r.known.Sites {
		if r.options.isOwn(site.ID) {
			names = append(names, site.Name)
		}
	}
	return names
}

// Restrict makes a draft one that says nothing of other sites than those named, or of all when none is: what
// its sender may do can have changed since it was read.
func (s *Service) Restrict(ctx context.Context, id caseload.UploadID, sites []caseload.SiteID) error {
	upload, err := s.store.Upload(ctx, id)
	if err != nil || upload.State != caseload.UploadDraft {
		return err
	}
	options, err := decodeOptions(upload.Choices)
	if err != nil || slices.Equal(options.OnlySites, sites) {
		return err
	}
	options.OnlySites = sites
	seen := upload.Choices
	if upload.Choices, err = options.encode(); err != nil {
		return err
	}
	if err := s.store.UpdateDraft(ctx, upload, seen); err != nil {
		return fmt.Errorf("keep the sites: %w", err)
	}
	_, err = s.Answer(ctx, id, Options{}) // reads the file again, without the rows of others
	return err
}
