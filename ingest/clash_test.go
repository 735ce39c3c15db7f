package ingest

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store/caseload"
)

const splitSeptember = "month,site,procedure,count,setting\n2026-09,University,Paracentesis,40,inpatient\n2026-09,University,Paracentesis,30,outpatient\n" +
	"2026-09,VA,Paracentesis,5,outpatient\n"

func TestNumbersInConflictAreNeitherNewNorTheSame(t *testing.T) {
	s, _ := newService(t)
	mustCommit(t, s, mustPreview(t, s, september, uploadOptions("")), CommitOptions{})
	p := mustPreview(t, s, splitSeptember, uploadOptions(""))
	if diff := cmp.Diff([]int{0, 0, 0, 2}, []int{p.Added, p.Changed, p.Same, p.Clashing}); diff != "" {
		t.Errorf("added, changed, same, in conflict (-want +got)\n%s", diff)
	}
	first := p.Differences[0]
	if first.Kind != Clashing || *first.Old != 64 || *first.New != 70 {
		t.Errorf("want 64 stored beside 70 in the file, got %+v", first)
	}
	want := "For 2 procedures and months the file and the store differ in how a number is split by setting or state (" +
		"Sep 2026, University, Paracentesis: 64 as a total stored, 70 as inpatient 40, outpatient 30 in the file; " +
		"Sep 2026, VA, Paracentesis: 5 as a total stored, 5 as outpatient 5 in the file). The two cannot both stand."
	if diff := cmp.Diff(want, p.Questions[0].Text); diff != "" {
		t.Errorf("question (-want +got)\n%s", diff)
	}
}

func TestAReplacedSplitIsOnePairWithItsNetBeforeAndAfterTheCommit(t *testing.T) {
	ctx := context.Background()
	s, _ := newService(t)
	mustCommit(t, s, mustPreview(t, s, september, uploadOptions("")), CommitOptions{})
	p := mustPreview(t, s, splitSeptember, uploadOptions(""))
	p, err := s.Answer(ctx, p.Upload, Options{Answers: map[string]string{"split_or_total": "replace"}})
	if err != nil {
		t.Fatal(err)
	}
	check := func(when string, p Preview) {
		t.Helper()
		var lines []string
		for _, d := range p.Differences {
			if d.Kind == Replaced {
				lines = append(lines, strings.Join([]string{d.Site, commas(*d.Old), commas(*d.New), d.Detail}, " | "))
			}
		}
		want := []string{
			"University | 64 | 70 | 64 as a total → 70 as inpatient 40, outpatient 30",
			"VA | 5 | 5 | 5 as a total → 5 as outpatient 5",
		}
		if diff := cmp.Diff(want, lines); diff != "" {
			t.Errorf("%s (-want +got)\n%s", when, diff)
		}
		if diff := cmp.Diff([]int{0, 0, 2}, []int{p.Added, p.Changed, p.Replaced}); diff != "" {
			t.Errorf("%s: added, changed, replaced (-want +got)\n%s", when, diff)
		}
	}
	check("before", p)
	mustCommit(t, s, p, CommitOptions{By: caseload.LocalUser})
	if p, err = s.Open(ctx, p.Upload); err != nil {
		t.Fatal(err)
	}
	check("after", p)
}
