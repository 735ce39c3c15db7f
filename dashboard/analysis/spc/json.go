package spc

import (
	"encoding/json"
	"math"
)

// The form in which a chart leaves the program, on the command line and in the API alike. What is undefined
// is null, since JSON has no NaN; numbers keep full precision.
type (
	chartJSON struct {
		Chart     Kind          `json:"chart"`
		Segments  []segmentJSON `json:"segments"`
		Points    []pointJSON   `json:"points"`
		Variation Variation     `json:"variation"`
		Assurance *Assurance    `json:"assurance"`
		Warnings  []string      `json:"warnings"`
	}
	segmentJSON struct {
		First              string   `json:"first"`
		N                  int      `json:"n"`
		Centre             *float64 `json:"centre"`
		AverageMovingRange *float64 `json:"average_moving_range"`
		Lower              *float64 `json:"lower"`
		Upper              *float64 `json:"upper"`
		NearLower          *float64 `json:"near_lower"`
		NearUpper          *float64 `json:"near_upper"`
		SigmaZ             *float64 `json:"sigma_z,omitempty"`
		Provisional        bool     `json:"provisional"`
		Useful             int      `json:"useful"`
		LongestRun         int      `json:"longest_run"`
		LongestRunMax      int      `json:"longest_run_max"`
		Crossings          int      `json:"crossings"`
		CrossingsMin       int      `json:"crossings_min"`
		RunsSignal         bool     `json:"runs_signal"`
	}
	pointJSON struct {
		Month     string   `json:"month"`
		Value     *float64 `json:"value"`
		Segment   int      `json:"segment"`
		Excluded  bool     `json:"excluded,omitempty"`
		Centre    *float64 `json:"centre"`
		Lower     *float64 `json:"lower"`
		Upper     *float64 `json:"upper"`
		NearLower *float64 `json:"near_lower"`
		NearUpper *float64 `json:"near_upper"`
		Signal    Signal   `json:"signal"`
		Rules     []Signal `json:"rules"`
	}
)

// MarshalJSON writes segments, points, variation, assurance and warnings.
func (c Chart) MarshalJSON() ([]byte, error) {
	out := chartJSON{Chart: c.Kind, Segments: []segmentJSON{}, Points: []pointJSON{}, Variation: c.Variation, Warnings: c.Warnings}
	if out.Warnings == nil {
		out.Warnings = []string{}
	}
	if c.Assurance != NoAssurance {
		out.Assurance = &c.Assurance
	}
	for _, s := range c.Segments {
		averageRange := math.NaN()
		if c.Kind == XmR || c.Kind == I || c.Kind == MR { // elsewhere the ranges are not in the unit of the points
			averageRange = s.Computation.Ranges.Mean
		}
		out.Segments = append(out.Segments, segmentJSON{
			First: c.Points[s.First].Label, N: s.N,
			Centre: number(s.Centre), AverageMovingRange: number(averageRange),
			Lower: number(s.Lower), Upper: number(s.Upper), NearLower: number(s.NearLower), NearUpper: number(s.NearUpper),
			SigmaZ: number(s.Computation.SigmaZ), Provisional: s.Provisional,
			Useful: s.Runs.Useful, LongestRun: s.Runs.Longest, LongestRunMax: s.Runs.LongestMax,
			Crossings: s.Runs.Crossings, CrossingsMin: s.Runs.CrossingsMin, RunsSignal: s.Runs.Signal,
		})
	}
	for _, p := range c.Points {
		out.Points = append(out.Points, pointJSON{
			Month: p.Label, Value: number(p.Value), Segment: p.Segment, Excluded: p.Excluded,
			Centre: number(p.Centre), Lower: number(p.Lower), Upper: number(p.Upper),
			NearLower: number(p.NearLower), NearUpper: number(p.NearUpper),
			Signal: p.Signal, Rules: p.Rules,
		})
	}
	return json.Marshal(out)
}

// number returns x, or nil where JSON has no number for it.
func number(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}
