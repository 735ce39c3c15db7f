package ingest

import (
	"encoding/json"
	"fmt"
	"maps"
	"sort"
	"strings"
	"time"

	"caseload/ingest/table"
	"caseload/store/caseload"
)

// Options are what the sender of a file has decided about it. The zero value decides nothing.
type Options struct {
	Kind        caseload.UploadKind `json:"kind,omitempty"`         // "" to tell by the headers
	Map         map[string]string   `json:"map,omitempty"`          // the file's header → our field
	AddSites    bool                `json:"add_sites,omitempty"`    // unknown sites are created at commit
	Everything  *bool               `json:"everything,omitempty"`   // the file lists everything for its sites and months
	Targets     *bool               `json:"targets,omitempty"`      // a budget among the counts becomes targets
	Answers     map[string]string   `json:"answers,omitempty"`      // question ID → choice ID
	FiscalStart time.Month          `json:"fiscal_start,omitempty"` // for fiscal labels; 0 when unknown
	Limits      table.Limits        `json:"limits"`                 // the zero value has none

	// OnlySites are the sites that the sender sends files for; empty for all. It is no decision of the sender's:
	// whoever calls the service sets it from what the account may do, and answers cannot change it.
	OnlySites []caseload.SiteID `json:"only_sites,omitempty"`

	Decisions  []Decision `json:"decisions,omitempty"` // about single rows and warnings
	TakeBack   []string   `json:"-"`                   // marks of decisions that no longer hold
	OnBehalfOf *string    `json:"-"`                   // whose file it is; kept with the upload

	harmless map[string]bool // headings of columns that an administrator declared harmless for the source

	// Totals are what the file's sites and months came to before, and come to with it. They are no decision, but
	// kept beside them: of a committed file nothing else says what it was laid beside.
	Totals []SiteTotal `json:"totals,omitempty"`

	// AsRead is no decision either: how the file was read when it was committed.
	AsRead *AsRead `json:"as_read,omitempty"`

	// Idle is no decision but is kept beside them: when the draft was last read, a commit would have changed nothing.
	Idle bool `json:"idle,omitempty"`
}

// IsIdle reports a draft of which a commit would have changed nothing when it was last read.
func IsIdle(upload caseload.Upload) bool {
	if upload.State != caseload.UploadDraft {
		return false
	}
	options, err := decodeOptions(upload.Choices)
	return err == nil && options.Idle
}

// Decided returns what was decided about a draft, without what is only kept beside it: two that are equal lead to
// the same preview.
func Decided(upload caseload.Upload) []byte {
	options, err := decodeOptions(upload.Choices)
	if err != nil {
		return upload.Choices
	}
	options.Totals, options.AsRead, options.Idle = nil, nil, false
	text, err := options.encode()
	if err != nil {
		return upload.Choices
	}
	return text
}

// IsIdle reports that there is nothing to commit and nothing to answer that would change it.
func (p Preview) IsIdle() bool { return p.NoChanges && !p.AwaitsDeclaration() }

// merged returns the options with another set's decisions laid over them.
func (o Options) merged(changes Options) Options {
	if changes.Kind != "" {
		o.Kind = changes.Kind
	}
	if changes.Map != nil {
		o.Map = overlay(o.Map, changes.Map)
	}
	if changes.Answers != nil {
		o.Answers = overlay(o.Answers, changes.Answers)
	}
	o = o.mapped()
	o.Decisions = o.decided(changes)
	o.OnBehalfOf = changes.OnBehalfOf
	if changes.Everything != nil {
		o.Everything = changes.Everything
	}
	if changes.Targets != nil {
		o.Targets = changes.Targets
	}
	if changes.FiscalStart != 0 {
		o.FiscalStart = changes.FiscalStart
	}
	o.AddSites = o.AddSites || changes.AddSites
	return o
}

// mapped moves answers about a column, "map:vol=count", to where columns are said.
func (o Options) mapped() Options {
	for id, field := range o.Answers {
		header, isMap := strings.CutPrefix(id, mapPrefix)
		if !isMap || field == AskAgain {
			continue
		}
		o.Map = overlay(o.Map, map[string]string{header: field})
		o.Answers = overlay(o.Answers, map[string]string{id: ""})
	}
	return o
}

// overlay returns both maps as one; an empty value takes a decision back.
func overlay(under, over map[string]string) map[string]string {
	merged := maps.Clone(under)
	if merged == nil {
		merged = map[string]string{}
	}
	for key, value := range over {
		if value == "" {
			delete(merged, key)
			continue
		}
		merged[key] = value
	}
	return merged
}

func (o Options) answer(id string) string { return o.Answers[id] }

func (o Options) encode() (json.RawMessage, error) {
	text, err := json.Marshal(o)
	if err != nil {
		return nil, fmt.Errorf("write choices: %w", err)
	}
	return text, nil
}

func decodeOptions(choices json.RawMessage) (Options, error) {
	var o Options
	if len(choices) == 0 {
		return o, nil
	}
	if err := json.Unmarshal(choices, &o); err != nil {
		return o, fmt.Errorf("read choices: %w", err)
	}
	return o, nil
}

// ParseMap reads "period=month,org_code=site" as the command line gives it.
func ParseMap(text string) (map[string]string, error) {
	mapping := map[string]string{}
	for _, pair := range strings.Split(text, ",") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		header, field, ok := strings.Cut(pair, "=")
		if !ok || strings.TrimSpace(header) == "" || strings.TrimSpace(field) == "" {
			return nil, fmt.Errorf("mapping %q is not of the form header=field", pair)
		}
		mapping[strings.TrimSpace(header)] = strings.TrimSpace(field)
	}
	return mapping, nil
}

// fieldNames lists the fields that a kind of file can be mapped to, for messages.
func fieldNames(kind caseload.UploadKind) []string {
	seen := map[string]bool{}
	for _, field := range headerAliases(kind) {
		seen[string(field)] = true
	}
	names := make([]string, 0, len(seen))
	for name := range seen {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
