package wisn

import (
	"encoding/json"
	"math"
)

// MarshalJSON writes the need with what may be said of it: no lens decides, and there is no ratio, gap or
// verdict, until the assumptions are confirmed. A missing roster is null.
func (n Need) MarshalJSON() ([]byte, error) {
	type written struct {
		Heading     string    `json:"heading,omitempty"`
		Confirmed   bool      `json:"confirmed"`
		Workload    *Estimate `json:"workload"`
		Coverage    *Estimate `json:"coverage"`
		RosteredFTE *float64  `json:"rostered_fte"`
		Deciding    Lens      `json:"deciding,omitempty"`
		RequiredFTE *float64  `json:"required_fte,omitempty"`
		Ratio       *float64  `json:"ratio,omitempty"`
		FTEGap      *float64  `json:"fte_gap,omitempty"`
		Verdict     string    `json:"verdict,omitempty"`
		Sentence    string    `json:"sentence"`
	}
	w := written{
		Heading: n.Heading(), Confirmed: n.Confirmed, Workload: n.Workload, Coverage: n.Coverage, Sentence: n.Sentence(),
	}
	if !math.IsNaN(n.RosteredFTE) {
		w.RosteredFTE = &n.RosteredFTE
	}
	if lens, e, err := n.Deciding(); err == nil {
		w.Deciding, w.RequiredFTE = lens, &e.RequiredFTE
	}
	if ratio, err := n.Ratio(); err == nil {
		w.Ratio = &ratio
	}
	if gap, err := n.FTEGap(); err == nil {
		w.FTEGap, w.Verdict = &gap, n.Verdict()
	}
	return json.Marshal(w)
}
