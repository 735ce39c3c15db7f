package signin

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store/caseload"
)

func TestSomebodyInSeveralGroupsHasTheMostThatOneOfThemGives(t *testing.T) {
	o := OpenID{Claim: "roles", Grants: map[string]Grant{
		"staff": {Access: caseload.Viewer}, "university": {Access: caseload.Coordinator, Sites: []caseload.SiteID{1}},
		"va": {Access: caseload.Coordinator, Sites: []caseload.SiteID{2}}, "all": {Access: caseload.Coordinator}, "leads": {Access: caseload.Lead},
	}}
	for name, c := range map[string]struct {
		groups any
		want   Grant
	}{
		"none":              {nil, Grant{}},
		"unknown":           {[]any{"payroll", 7}, Grant{}},
		"not a list":        {"leads", Grant{}},
		"viewer and lead":   {[]any{"staff", "leads"}, Grant{Access: caseload.Lead}},
		"lead and viewer":   {[]any{"leads", "staff"}, Grant{Access: caseload.Lead}},
		"two sites":         {[]any{"university", "va"}, Grant{Access: caseload.Coordinator, Sites: []caseload.SiteID{1, 2}}},
		"one site and all":  {[]any{"va", "all"}, Grant{Access: caseload.Coordinator}},
		"all and one site":  {[]any{"all", "va"}, Grant{Access: caseload.Coordinator}},
		"viewer and a site": {[]any{"staff", "va"}, Grant{Access: caseload.Coordinator, Sites: []caseload.SiteID{2}}},
	} {
		if diff := cmp.Diff(c.want, o.grant(map[string]any{"roles": c.groups})); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}
