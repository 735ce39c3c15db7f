package ingest

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/store"
	"caseload/store/caseload"
	"caseload/store/fault"
)

// hashesOf are the hashes of every table that holds data, so that an undo can be compared.
func hashesOf(t *testing.T, st *store.Store) map[string]string {
	t.Helper()
	hashes, err := st.TableHashes(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return maps.Clone(hashes)
}

func differencesOf(p Preview) []string {
	lines := []string{}
	for _, d := range p.Differences {
		month := ""
		if d.Month != nil {
			month = d.Month.String()
		}
		words := strings.Join(strings.Fields(strings.Join([]string{string(d.Kind), month, d.Site, d.Name}, " ")), " ")
		lines = append(lines, words+": "+d.Before+" → "+d.After)
	}
	return lines
}

func TestEachOptionalFileIsCommittedUndoneAndRedoneWithoutATrace(t *testing.T) {
	for kind, example := range optionalExamples() {
		t.Run(string(kind), func(t *testing.T) {
			s, st := newService(t)
			ctx := context.Background()
			mustCommit(t, s, mustPreview(t, s, september, Options{}), CommitOptions{})
			data := []string{"counts", "targets", "measures", "schedule", "logged_cases", "procedure_minutes", "headcounts", "procedures", "sites"}
			of := func(hashes map[string]string) map[string]string {
				picked := map[string]string{}
				for _, name := range data {
					if hash, ok := hashes[name]; ok {
						picked[name] = hash
					}
				}
				return picked
			}
			before := of(hashesOf(t, st))
			if len(before) < len(data)-1 {
				t.Fatalf("tables are missing among the hashes: %v", before)
			}
			p := mustPreview(t, s, example.text, Options{})
			if p.Kind != kind || p.Rows != len(example.want) || p.Added != len(example.want) || len(p.Differences) != p.Added || len(p.Summary) < 2 {
				t.Fatalf("%s: %d rows, %d added, %d listed, %q", p.Kind, p.Rows, p.Added, len(p.Differences), p.Summary)
			}
			if diff := cmp.Diff(before, of(hashesOf(t, st))); diff != "" {
				t.Errorf("a preview changed something (-want +got)\n%s", diff)
			}
			mustCommit(t, s, p, CommitOptions{})
			after := of(hashesOf(t, st))
			if cmp.Equal(before, after) {
				t.Fatal("the commit changed nothing")
			}
			done, err := s.Open(ctx, p.Upload)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(differencesOf(p), differencesOf(done)); diff != "" || done.Added != p.Added {
				t.Errorf("what was done (-previewed +done)\n%s", diff)
			}
			if again := mustPreview(t, s, example.text, Options{}); !again.NoChanges || again.Same != len(example.want) {
				t.Errorf("the same file again: want no changes, got %q", again.Summary)
			}
			if _, err := s.Undo(ctx, p.Upload, caseload.LocalUser); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(before, of(hashesOf(t, st))); diff != "" {
				t.Errorf("after undo (-want +got)\n%s", diff)
			}
			if _, err := s.Redo(ctx, p.Upload, caseload.LocalUser); err != nil {
				t.Fatal(err)
			}
			// A procedure that is made anew has another number, so the tables are not compared.
			if again := mustPreview(t, s, example.text, Options{}); !again.NoChanges || again.Same != len(example.want) {
				t.Errorf("after redo the same file: want no changes, got %q", again.Summary)
			}
		})
	}
}

func TestADraftOfAnOptionalFileSpeaksOfItsSitesAndMonths(t *testing.T) {
	s, st := newService(t)
	p := mustPreview(t, s, optionalExamples()[caseload.KindSchedule].text, Options{})
	upload, err := st.Upload(context.Background(), p.Upload)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(upload.Kind, upload.Sites, upload.FirstMonth, upload.LastMonth, upload.Rows); got != "schedule[1 2] 2026-07 2027-03 4" {
		t.Errorf("the draft says %s", got)
	}
}

func TestAnOptionalFileAddsAndReplacesItsRowsAndLeavesTheOthers(t *testing.T) {
	s, _ := newService(t)
	mustCommit(t, s, mustPreview(t, s, "month,site,procedure,target\n2026-07,VA,,180\n2026-07,VA,PICC,10\n2026-08,VA,,185\n2026-07,University,,500\n", Options{}), CommitOptions{})
	p := mustPreview(t, s, "month,site,procedure,target\n2026-07,VA,,182.5\n2026-08,VA,,185\n2026-09,VA,,190\n", Options{})
	want := []string{"changed 2026-07 VA All procedures: 180 → 182.5", "added 2026-09 VA All procedures:  → 190", "absent 2026-07 VA PICC: 10 → 10"}
	if diff := cmp.Diff(want, differencesOf(p)); diff != "" {
		t.Errorf("differences (-want +got)\n%s", diff)
	}
	if want := "Is this file everything for VA, July 2026 to September 2026?"; p.EverythingText != want {
		t.Errorf("want %q, got %q", want, p.EverythingText)
	}
	all, err := s.Answer(context.Background(), p.Upload, Options{Everything: yes()})
	if err != nil {
		t.Fatal(err)
	}
	want = []string{"changed 2026-07 VA All procedures: 180 → 182.5", "removed 2026-07 VA PICC: 10 → ", "added 2026-09 VA All procedures:  → 190"}
	if diff := cmp.Diff(want, differencesOf(all)); diff != "" || all.Removed != 1 {
		t.Errorf("as everything (-want +got)\n%s", diff)
	}
	mustCommit(t, s, all, CommitOptions{})
	done, err := s.Open(context.Background(), all.Upload)
	if err != nil || done.Removed != 1 || done.Summary[0] != "1 target added, 1 changed, 1 removed." {
		t.Errorf("%q %v", done.Summary, err)
	}
}

func TestATraineesMonthInAFileTakesThePlaceOfTheStoredOne(t *testing.T) {
	s, _ := newService(t)
	mustCommit(t, s, mustPreview(t, s, "trainee,month,site,rotation\nR-1,2026-07,University,IR\nR-2,2026-07,University,IR\nR-1,2026-08,University,IR\n", Options{}), CommitOptions{})
	p := mustPreview(t, s, "trainee,month,site,rotation\nr-1,2026-07,VA,IR\n", Options{})
	want := []string{"removed 2026-07 University R-1, IR: share 1 → ", "added 2026-07 VA R-1, IR:  → share 1"}
	if diff := cmp.Diff(want, differencesOf(p)); diff != "" {
		t.Errorf("a trainee who was moved (-want +got)\n%s", diff)
	}
}

func TestALogThatIsEverythingForATraineeReplacesTheTraineesLog(t *testing.T) {
	s, _ := newService(t)
	mustCommit(t, s, mustPreview(t, s, "trainee,as_of,category,count\nR-1,2026-06-30,Biopsy,3\nR-1,2026-06-30,Drains,4\nR-2,2026-06-30,Drains,4\n", Options{}), CommitOptions{})
	p := mustPreview(t, s, "trainee,as_of,category,count\nR-1,2026-06-30,Biopsy,3\n", Options{Everything: yes()})
	if diff := cmp.Diff([]string{"removed R-1, 2026-06-30, Drains: 4, of them elsewhere 0 → "}, differencesOf(p)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	open := mustPreview(t, s, "trainee,as_of,category,count\nR-1,2026-06-30,Biopsy,3\n", Options{})
	if want := "Is this file everything for R-1?"; open.EverythingText != want || !open.AwaitsDeclaration() || !open.NoChanges {
		t.Errorf("want %q, got %q", want, open.EverythingText)
	}
}

func TestAnUnknownProcedureOfAPlanIsAskedLikeOneOfAFileOfCounts(t *testing.T) {
	s, _ := newService(t)
	mustCommit(t, s, mustPreview(t, s, september, Options{}), CommitOptions{})
	const text = "procedure,role,phase,minutes,people\nParacentesi,RN,room,30,1\nBiopsy,RN,room,40,1\nLavage,RN,room,20,1\n"
	p := mustPreview(t, s, text, Options{})
	if len(p.Questions) != 1 || len(p.Questions[0].Choices) != 3 || !cmp.Equal(p.NewProcedures, []string{"Paracentesi", "Lavage"}) {
		t.Fatalf("want one question with three choices, got %+v, new %q", p.Questions, p.NewProcedures)
	}
	id := p.Questions[0].ID
	for answer, want := range map[string][]string{
		"Paracentesis": {"added Paracentesis, nurse, room:  → minutes 30, people 1", "added Biopsy, nurse, room:  → minutes 40, people 1", "added Lavage, nurse, room:  → minutes 20, people 1"},
		"skip":         {"added Biopsy, nurse, room:  → minutes 40, people 1", "added Lavage, nurse, room:  → minutes 20, people 1"},
	} {
		answered, err := s.Answer(context.Background(), p.Upload, Options{Answers: map[string]string{id: answer}})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, differencesOf(answered)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", answer, diff)
		}
	}
}

func TestTwoDraftsOfTheSameTargetsConflict(t *testing.T) {
	s, _ := newService(t)
	first := mustPreview(t, s, "month,site,procedure,target\n2026-07,VA,,180\n", Options{})
	second := mustPreview(t, s, "month,site,procedure,target\n2026-07,VA,,190\n", Options{})
	other := mustPreview(t, s, "month,site,procedure,target\n2026-07,University,,500\n", Options{})
	mustCommit(t, s, first, CommitOptions{})
	if _, err := s.Commit(context.Background(), second.Upload, CommitOptions{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("want a conflict, got %v", err)
	}
	if _, err := s.Commit(context.Background(), other.Upload, CommitOptions{}); err != nil {
		t.Errorf("the targets of another site are no conflict: %v", err)
	}
}

func TestBadRowsOfAnOptionalFileAreLeftOutOnlyWhenSaidSo(t *testing.T) {
	s, st := newService(t)
	p := mustPreview(t, s, "month,site,measure,value\n2026-07,VA,add-ons,3\n2026-07,VA,cancellations,x\n", Options{})
	if _, err := s.Commit(context.Background(), p.Upload, CommitOptions{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("want the bad row to hold the commit up, got %v", err)
	}
	mustCommit(t, s, p, CommitOptions{Partial: true})
	measures, err := st.Measures(context.Background())
	if err != nil || len(measures) != 1 || measures[0].Row != 2 || measures[0].Source == 0 {
		t.Errorf("%+v %v", measures, err)
	}
}
