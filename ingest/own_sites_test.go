package ingest

import (
	"context"
	"strings"
	"testing"

	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/fault"
	"caseload/store/storetest"
)

const twoSites = "month,site,procedure,count\n2026-09,University,Paracentesis,41\n2026-09,VA,Paracentesis,12\n2026-09,VA Medical Center,Drainage,3\n2026-09,University,Drainage,7\n"

func onlyUniversity() Options { return Options{OnlySites: []caseload.SiteID{storetest.University}} }

// otherSites are the findings about rows of other sites.
func otherSites(p Preview) []string {
	var messages []string
	for _, f := range p.Findings {
		if f.Code == CodeOtherSite {
			messages = append(messages, f.Message)
		}
	}
	return messages
}

func TestACoordinatorOfOneSiteGetsTheOwnRowsAndTheOthersListedAsRefused(t *testing.T) {
	st := storetest.New(t)
	s := New(st, storetest.Now)
	o := onlyUniversity()
	o.Everything, o.AddSites = yes(), true
	p := mustPreview(t, s, twoSites, o)
	if p.Rows != 2 || p.BadRows != 0 || p.Added != 2 || strings.Join(p.Sites, ",") != "University" || strings.Join(p.Declared, ",") == "" {
		t.Errorf("want the two rows of University, got %d rows, %d bad, %d added, sites %v, declared %v", p.Rows, p.BadRows, p.Added, p.Sites, p.Declared)
	}
	if got := otherSites(p); len(got) != 1 || !strings.Contains(got[0], "2 rows are refused: rows 3, 4 of VA") {
		t.Errorf("want the rows of VA refused, got %v", got)
	}
	mustCommit(t, s, p, CommitOptions{By: caseload.LocalUser})
	counts := countsOf(t, st)
	if counts[storetest.VA] != 0 || counts[storetest.University] != 48 {
		t.Errorf("want 48 procedures of University and none of VA, got %v", counts)
	}
}

func countsOf(t *testing.T, s *store.Store) map[caseload.SiteID]int {
	t.Helper()
	months, err := s.ProcedureMonths(context.Background(), store.CountFilter{})
	if err != nil {
		t.Fatal(err)
	}
	counts := map[caseload.SiteID]int{}
	for _, m := range months {
		counts[m.Site] += m.N
	}
	return counts
}

func TestAnswersDoNotWidenTheSites(t *testing.T) {
	st := storetest.New(t)
	s := New(st, storetest.Now)
	p := mustPreview(t, s, twoSites+"2026-09,Clinic,Drainage,5\n", onlyUniversity())
	for _, q := range p.Questions {
		for _, choice := range q.Choices {
			if choice.ID == "add" || choice.ID == "VA" {
				t.Errorf("%s may be answered by %q", q.ID, choice.ID)
			}
		}
	}
	answered, err := s.Answer(context.Background(), p.Upload, Options{AddSites: true, OnlySites: []caseload.SiteID{storetest.VA},
		Answers: map[string]string{"unknown_site:clinic": "VA"}})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(answered.Sites, ",") != "University" || len(answered.NewSites) != 0 {
		t.Errorf("want University alone, got %v and new %v", answered.Sites, answered.NewSites)
	}
}

func TestWideTablesAndRostersAreLimitedToo(t *testing.T) {
	for name, text := range map[string]string{
		"sites across": "month,procedure,University,VA\n2026-09,Paracentesis,41,12\n2026-09,Drainage,7,3\n",
		"a roster":     "staff_id,name,role,site,fte,start_date\nN-1,A. B.,nurse,University,1,2021-03-01\nN-2,C. D.,nurse,VA,1,2021-03-01\n",
	} {
		t.Run(name, func(t *testing.T) {
			p := mustPreview(t, New(storetest.New(t), storetest.Now), text, onlyUniversity())
			if strings.Join(p.Sites, ",") != "University" || len(otherSites(p)) != 1 {
				t.Errorf("want University alone and the rest refused, got %v, %v", p.Sites, otherSites(p))
			}
			for _, d := range p.Differences {
				if d.Site != "University" {
					t.Errorf("a difference at %s", d.Site)
				}
			}
		})
	}
}

func TestAFileOfAnotherSiteAloneIsRefusedWhole(t *testing.T) {
	st := storetest.New(t)
	p, err := New(st, storetest.Now).Preview(context.Background(), File{Name: "va.csv", Bytes: []byte("month,site,procedure,count\n2026-09,VA,Paracentesis,12\n")}, onlyUniversity(), caseload.LocalUser)
	if err != nil || p.Outcome != OutcomeReject || p.Code != CodeOtherSite || p.Upload != "" {
		t.Fatalf("want a refusal, got %v, %v, %v", p.Outcome, p.Code, err)
	}
	if uploads, err := st.Uploads(context.Background(), 0); err != nil || len(uploads) != 0 {
		t.Errorf("something of it was kept: %v, %v", uploads, err)
	}
}

func TestADraftIsReadAgainWhenItsSenderMayDoLess(t *testing.T) {
	st := storetest.New(t)
	s := New(st, storetest.Now)
	p := mustPreview(t, s, twoSites, Options{})
	if err := s.Restrict(context.Background(), p.Upload, []caseload.SiteID{storetest.VA}); err != nil {
		t.Fatal(err)
	}
	again, err := s.Open(context.Background(), p.Upload)
	if err != nil || strings.Join(again.Sites, ",") != "VA" {
		t.Errorf("want VA alone, got %v, %v", again.Sites, err)
	}
	if err := s.Restrict(context.Background(), p.Upload, []caseload.SiteID{99}); err != nil {
		t.Fatal(err)
	}
	_, err = s.Commit(context.Background(), p.Upload, CommitOptions{By: caseload.LocalUser, Partial: true})
	if f, ok := fault.As(err); !ok {
		t.Errorf("want a refusal to commit nothing, got %v, %v", f, err)
	}
}
