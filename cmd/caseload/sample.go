package main

import (
	"context"
	"fmt"

	"caseload/ingest"
	sampledata "caseload/sample_data"
	"caseload/store"
	"caseload/store/caseload"
)

// loadSample sends the sample's files through the same service as a coordinator's, each at the
// moment it arrived, then puts the procedures in their groups and marks the events.
func loadSample(ctx context.Context, db *store.Store, clock *stoppedClock) error {
	service := ingest.New(db, clock.now)
	for _, load := range sampledata.Loads() {
		clock.at = load.ReceivedAt
		if err := loadSampleFile(ctx, service, load); err != nil {
			return fmt.Errorf("load sample file %q: %w", load.File, err)
		}
	}
	clock.at = sampledata.Now()
	groups, err := groupSample(ctx, db)
	if err != nil {
		return fmt.Errorf("group the sample's procedures: %w", err)
	}
	if err := trainSample(ctx, db, groups); err != nil {
		return fmt.Errorf("say what the sample's trainees take part in: %w", err)
	}
	if err := annotateSample(ctx, db, groups); err != nil {
		return fmt.Errorf("annotate the sample: %w", err)
	}
	if err := staffSample(ctx, db); err != nil {
		return fmt.Errorf("enter the sample's staffing assumptions: %w", err)
	}
	return nil
}

// groupSample creates the groups in the order in which the pages list them, and returns their ids by name.
func groupSample(ctx context.Context, db *store.Store) (map[string]caseload.GroupID, error) {
	procedures, err := db.Procedures(ctx)
	if err != nil {
		return nil, err
	}
	ids := map[string]caseload.ProcedureID{}
	for _, p := range procedures {
		ids[p.Name] = p.ID
	}
	groups, members := map[string]caseload.GroupID{}, map[caseload.ProcedureID]caseload.GroupID{}
	for _, g := range sampledata.ProcedureGroups() {
		if _, ok := groups[g.Group]; !ok {
			id, err := db.SaveGroup(ctx, caseload.Group{Name: g.Group, Position: len(groups) + 1}, caseload.LocalUser)
			if err != nil {
				return nil, err
			}
			groups[g.Group] = id
		}
		id, ok := ids[g.Procedure]
		if !ok {
			return nil, fmt.Errorf("the sample groups %q, which none of its files names", g.Procedure)
		}
		members[id] = groups[g.Group]
	}
	return groups, db.SetProcedureGroups(ctx, members, caseload.LocalUser)
}

func trainSample(ctx context.Context, db *store.Store, groups map[string]caseload.GroupID) error {
	var known []caseload.TrainingGroup
	for _, g := range sampledata.TrainingGroups() {
		known = append(known, caseload.TrainingGroup{
			Group: groups[g.Group], Participation: &g.Participation, Category: g.Category, Source: g.Source,
		})
	}
	if err := db.SaveTrainingGroups(ctx, known, caseload.LocalUser); err != nil {
		return err
	}
	sites, err := db.Sites(ctx)
	if err != nil {
		return err
	}
	for _, o := range sampledata.OtherLearnersHere() {
		for _, site := range sites {
			if site.Name != o.Site {
				continue
			}
			learners := caseload.OtherLearners{Site: site.ID, From: o.From, Learners: o.Learners, Source: o.Source}
			if err := db.SaveOtherLearners(ctx, learners, caseload.LocalUser); err != nil {
				return err
			}
		}
	}
	return nil
}

func annotateSample(ctx context.Context, db *store.Store, groups map[string]caseload.GroupID) error {
	sites, err := db.Sites(ctx)
	if err != nil {
		return err
	}
	ids := map[string]caseload.SiteID{"": 0}
	for _, s := range sites {
		ids[s.Name] = s.ID
	}
	for _, a := range sampledata.Annotations() {
		_, err := db.AddAnnotation(ctx, caseload.Annotation{
			Month: a.Month, Site: ids[a.Site], Group: groups[a.Group], Text: a.Text, By: caseload.LocalUser,
		})
		if err != nil {
			return err
		}
		if a.Site == "" {
			continue
		}
		// The sample's events at a site are its lasting steps, of that site and of all together: somebody knows
		// why, so the limits begin anew.
		for _, site := range []caseload.SiteID{0, ids[a.Site]} {
			rebase := caseload.Rebase{Month: a.Month, Site: site, Reason: a.Text, By: caseload.LocalUser}
			if _, err := db.SaveRebase(ctx, rebase); err != nil {
				return err
			}
		}
	}
	return nil
}

func loadSampleFile(ctx context.Context, service *ingest.Service, load sampledata.Load) error {
	content, err := sampledata.Read(load.File)
	if err != nil {
		return err
	}
	options := ingest.Options{Kind: load.Kind, Everything: &load.Everything}
	preview, err := service.Preview(ctx, ingest.File{Name: load.File, Bytes: content}, options, caseload.LocalUser)
	if err != nil {
		return err
	}
	if preview.Outcome != ingest.OutcomeAccept {
		return fmt.Errorf("the outcome is %s, not accept: %s", preview.Outcome, preview.Message)
	}
	_, err = service.Commit(ctx, preview.Upload, ingest.CommitOptions{By: caseload.LocalUser})
	return err
}
