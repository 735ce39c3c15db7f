package ingest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"caseload/ingest/table"
	"caseload/store/calendar"
	"caseload/store/caseload"
)

// corpusToday is any day after the corpus's data, which ends in 2025.
var corpusToday = calendar.DateOf(2026, time.September, 15)

type corpusCase struct {
	ID       string `json:"id"`
	File     string `json:"file"`
	Kind     string `json:"kind"`
	Category string `json:"category"`
	Tier     string `json:"tier"`
	Settings struct {
		FiscalStart int `json:"fiscal_year_start_month"`
	} `json:"settings"`
	Expect corpusOutcome   `json:"expect"`
	AlsoOK []corpusOutcome `json:"also_ok"`
}

type corpusOutcome struct {
	Outcome   Outcome         `json:"outcome"`
	Mode      string          `json:"mode"`
	Least     int             `json:"min_records"`
	Codes     []Code          `json:"codes"`
	Records   json.RawMessage `json:"records"`
	N         int             `json:"n"`
	Sum       int             `json:"sum"`
	RowErrors json.RawMessage `json:"row_errors"`
}

// sharedFolder finds the shared folder beside the module, or skips.
func sharedFolder(t testing.TB, path string) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			break
		}
		if folder == filepath.Dir(folder) {
			t.Skip("no go.mod above the test")
		}
		folder = filepath.Dir(folder)
	}
	shared := filepath.Join(filepath.Dir(folder), "shared", path)
	if _, err := os.Stat(shared); err != nil {
		t.Skipf("skipped: %s is not beside the repository", path)
	}
	return shared
}

func TestReferenceFilesAreReadAsTheCorpusSays(t *testing.T) {
	dev := sharedFolder(t, "corpus/ingest/dev")
	text, err := os.ReadFile(filepath.Join(dev, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var corpus struct {
		Cases []corpusCase `json:"cases"`
	}
	if err := json.Unmarshal(text, &corpus); err != nil {
		t.Fatal(err)
	}
	type tally struct{ passed, all int }
	tallies := map[string]*tally{}
	codes := tally{}
	for _, c := range corpus.Cases {
		if c.Kind == "table" {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dev, c.File))
		if err != nil {
			t.Fatal(err)
		}
		options := corpusOptions(c)
		started := time.Now()
		got := Inspect(File{Name: filepath.Base(c.File), Bytes: data}, options, corpusToday)
		if took := time.Since(started); took > 10*time.Second {
			t.Errorf("%s took %s", c.File, took)
		}
		score := tallies[c.Tier]
		if score == nil {
			score = &tally{}
			tallies[c.Tier] = score
		}
		score.all++
		outcomes := append([]corpusOutcome{c.Expect}, c.AlsoOK...)
		if i := slices.IndexFunc(outcomes, func(o corpusOutcome) bool { return o.matches(got) }); i >= 0 {
			score.passed++
			if got.Outcome == OutcomeReject && len(outcomes[i].Codes) > 0 {
				codes.all++
				if slices.Contains(outcomes[i].Codes, got.Code) {
					codes.passed++
				} else {
					t.Logf("code of %s: want one of %v, got %s", c.File, outcomes[i].Codes, got.Code)
				}
			}
			continue
		}
		t.Logf("%s %s: want %s, got %s %s %s; %d records, row errors %v", c.Tier, c.File, c.Expect.Outcome, got.Outcome, got.Code, got.Message, len(got.Records), errorRows(got))
		if c.Tier == "core" && strings.HasPrefix(c.File, "domain/") {
			t.Errorf("core case %s fails", c.File)
		}
	}
	for tier, score := range tallies {
		t.Logf("%s: %d of %d cases pass", tier, score.passed, score.all)
	}
	t.Logf("codes of refusals agree in %d of %d", codes.passed, codes.all)
}

func corpusOptions(c corpusCase) Options {
	return Options{Kind: caseload.UploadKind(c.Kind), Limits: table.UploadLimits(), FiscalStart: time.Month(c.Settings.FiscalStart)}
}

func errorRows(got Inspection) []string {
	var rows []string
	for _, e := range got.RowErrors {
		rows = append(rows, fmt.Sprintf("%d:%s", e.Row, e.Code))
	}
	return rows[:min(len(rows), 12)]
}

func (o corpusOutcome) matches(got Inspection) bool {
	if o.Outcome == "any" {
		return true
	}
	if o.Outcome != got.Outcome {
		return false
	}
	if o.Outcome == OutcomeReject || o.Outcome == OutcomeAsk {
		return true
	}
	have := recordBag(got.Records, o.Mode)
	if string(o.Records) == `"count"` {
		sum := 0
		for _, r := range got.Records {
			sum += r[3].(int)
		}
		return len(got.Records) == o.N && sum == o.Sum
	}
	var records [][]any
	if err := json.Unmarshal(o.Records, &records); err != nil {
		return false
	}
	want := recordBag(records, o.Mode)
	switch strings.TrimPrefix(o.Mode, "loose-") {
	case "subset":
		if !within(have, want) || len(got.Records) < o.Least {
			return false
		}
	case "superset":
		if !within(want, have) {
			return false
		}
	default:
		if !within(have, want) || !within(want, have) {
			return false
		}
	}
	rows := map[int]bool{}
	for _, e := range got.RowErrors {
		rows[e.Row] = true
	}
	if strings.HasPrefix(string(o.RowErrors), `"`) {
		return len(rows) > 0
	}
	if o.Outcome != OutcomePartial {
		return len(rows) == 0
	}
	var errors []struct{ Row int }
	if err := json.Unmarshal(o.RowErrors, &errors); err != nil {
		return false
	}
	wanted := map[int]bool{}
	for _, e := range errors {
		wanted[e.Row] = true
	}
	return len(rows) == len(wanted) && slices.EqualFunc(sortedKeys(rows), sortedKeys(wanted), func(a, b int) bool { return a == b })
}

func sortedKeys(set map[int]bool) []int {
	var keys []int
	for key := range set {
		keys = append(keys, key)
	}
	sort.Ints(keys)
	return keys
}

func recordBag(records [][]any, mode string) map[string]int {
	bag := map[string]int{}
	for _, r := range records {
		var parts []string
		for _, value := range r {
			switch v := value.(type) {
			case nil:
				parts = append(parts, "")
			case string:
				parts = append(parts, strings.TrimSpace(fold(v)))
			default:
				parts = append(parts, fmt.Sprint(v))
			}
		}
		bag[strings.Join(parts, "|")]++
	}
	return bag
}

func within(a, b map[string]int) bool {
	for key, n := range a {
		if b[key] < n {
			return false
		}
	}
	return true
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
