package wisn

import (
	"encoding/json"
	"math"
)

// SaidNeed is a need with what may be said of it: no lens decides, and there is no ratio, gap or verdict, until
// the assumptions are confirmed.
type SaidNeed struct {
	Heading     string    `json:"heading,omitempty"` // "Illustrative" until confirmed
	Confirmed   bool      `json:"confirmed"`
	Workload    *Estimate `json:"workload"`     // null when it cannot be worked out
	Coverage    *Estimate `json:"coverage"`     // null when it cannot be worked out
	RosteredFTE *float64  `json:"rostered_fte"` // null when no roster has come
	Deciding    Lens      `json:"deciding,omitempty"`
	RequiredFTE *float64  `json:"required_fte,omitempty"`
	Ratio       *float64  `json:"ratio,omitempty"`   // rostered ÷ required
	FTEGap      *float64  `json:"fte_gap,omitempty"` // rostered − required
	Verdict     string    `json:"verdict,omitempty"`
	Sentence    string    `json:"sentence"`
}

// Said returns what may be said of the need.
func (n Need) Said() SaidNeed {
	said := SaidNeed{
		Heading: n.Heading(), Confirmed: n.Confirmed, Workload: n.Workload, Coverage: n.Coverage, Sentence: n.Sentence(),
	}
	if !math.IsNaN(n.RosteredFTE) {
		said.RosteredFTE = &n.RosteredFTE
	}
	if lens, e, err := n.Deciding(); err == nil {
		said.Deciding, said.RequiredFTE = lens, &e.RequiredFTE
	}
	if ratio, err := n.Ratio(); err == nil && !n.HidesRatio {
		said.Ratio = &ratio
	}
	if gap, err := n.FTEGap(); err == nil {
		said.FTEGap, said.Verdict = &gap, n.Verdict()
	}
	return said
}

// MarshalJSON writes what may be said of the need.
func (n Need) MarshalJSON() ([]byte, error) { return json.Marshal(n.Said()) }
