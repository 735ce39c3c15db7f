package main

import (
	"context"
	"fmt"

	"caseload/dashboard/insight"
	sampledata "caseload/sample_data"
	"caseload/store"
	"caseload/store/caseload"
)

// staffSample enters what the sample's required staff is worked out from, and confirms it for all roles, as a lead
// would who has looked at every number.
func staffSample(ctx context.Context, db *store.Store) error {
	sites, err := db.Sites(ctx)
	if err != nil {
		return err
	}
	ids := map[string]caseload.SiteID{"": 0}
	for _, s := range sites {
		ids[s.Name] = s.ID
	}
	var assumptions []caseload.Assumption
	for _, a := range sampledata.Assumptions() {
		site, ok := ids[a.Site]
		if !ok {
			return fmt.Errorf("the sample assumes something of %q, which is no site of it", a.Site)
		}
		if _, ok := insight.KindOfAssumption(insight.AssumptionName(a.Name)); !ok {
			return fmt.Errorf("the sample has an assumption %q, which nothing asks for", a.Name)
		}
		assumptions = append(assumptions, caseload.Assumption{
			Name: a.Name, Role: a.Role, Site: site, Label: a.Label, From: caseload.AlwaysFrom, Value: &a.Value, Per: a.Per, Source: a.Source,
		})
	}
	if err := db.SaveAssumptions(ctx, assumptions, caseload.LocalUser, nil); err != nil {
		return err
	}
	for _, p := range sampledata.Positions() {
		position := caseload.AuthorisedPosition{Role: p.Role, Site: ids[p.Site], From: p.From, FTE: p.FTE, Source: p.Source}
		if err := db.SaveAuthorisedPosition(ctx, position, caseload.LocalUser); err != nil {
			return err
		}
	}
	var parts []string
	for _, part := range insight.AssumptionParts() {
		parts = append(parts, string(part))
	}
	for _, role := range caseload.StaffRoles() {
		if err := db.Confirm(ctx, role, parts, caseload.LocalUser); err != nil {
			return err
		}
	}
	return nil
}
