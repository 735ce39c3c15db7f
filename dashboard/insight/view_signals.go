package insight

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"caseload/dashboard/analysis/spc"
	"caseload/store/fault"
)

// Judging is how control charts are drawn where a reader wants it otherwise than the division. It stands in the
// address alone: nothing of it is stored, and the zero Judging is the division's own way.
type Judging struct {
	Run     bool   // run charts: the median, and no limits
	Outside string // "off" without the rule of points outside the limits
	Trend   string // "off", or how many points are a trend
	Near    string // "off", or "package" to leave points outside the limits out of two in three
	Shift   string // "off", or how many points are a shift
	Screen  string // "on" or "off": whether large moving ranges stay out of the limits
}

// SeriesWish is what a reader wants of the one series in depth.
type SeriesWish struct {
	Over    string          // what a measure is divided by: OverProcedures, OverDays, OverNothing, or a measure's key; "" for the usual
	Improve spc.Improvement // "" where no direction is better
	Target  string          // a number tried instead of the one stored
}

// The words for what a measure is divided by.
const (
	OverProcedures = "procedures"
	OverDays       = "days"
	OverNothing    = "nothing"
)

const switchedOff = "off"

// longestRule is the most points that a rule may be asked to need.
const longestRule = 20

func (v *View) parseSignals(q Query) error {
	j := &v.Judging
	chart, err := parseWord(q, "chart", "limits", "run")
	if err != nil {
		return err
	}
	j.Run = chart == "run"
	for key, into := range map[string]*string{"outside": &j.Outside, "near": &j.Near, "screen": &j.Screen} {
		choices := map[string][]string{"outside": {"on", switchedOff}, "near": {"all", "package", switchedOff}, "screen": {"usual", "on", switchedOff}}[key]
		if *into, err = parseWord(q, key, choices...); err != nil {
			return err
		}
		if *into == choices[0] { // the division's own
			*into = ""
		}
	}
	usual := spc.MakingDataCount()
	if j.Trend, err = parseLength(q, "trend", usual.TrendLength); err != nil {
		return err
	}
	if j.Shift, err = parseLength(q, "shift", usual.ShiftLength); err != nil {
		return err
	}
	v.Wish.Over = strings.ToLower(strings.TrimSpace(q.Get("over")))
	if v.Wish.Improve, err = parseWord(q, "improve", spc.Neutral, spc.Increase, spc.Decrease); err != nil {
		return err
	}
	if v.Wish.Improve == spc.Neutral {
		v.Wish.Improve = ""
	}
	v.Wish.Target, err = parseTarget(q.Get("target"))
	return err
}

// parseLength reads how many points a rule needs, "" for the usual number.
func parseLength(q Query, key string, usual int) (string, error) {
	text := q.Get(key)
	if text == "" || text == switchedOff || text == strconv.Itoa(usual) {
		return strings.TrimPrefix(text, strconv.Itoa(usual)), nil
	}
	if n, err := strconv.Atoi(text); err != nil || n < 3 || n > longestRule {
		return "", fault.New(fault.Invalid, "%q is not a choice for %q. Take off, or a number from 3 to %d.", text, key, longestRule)
	}
	return text, nil
}

func parseTarget(text string) (string, error) {
	text = strings.ReplaceAll(strings.TrimSpace(text), ",", "")
	if text == "" {
		return "", nil
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(n) || math.Abs(n) > 1e9 {
		return "", fault.New(fault.Invalid, "%q is not a number to compare with.", text)
	}
	return strconv.FormatFloat(n, 'f', -1, 64), nil
}

// addSignals writes into an address what parseSignals reads.
func (v View) addSignals(add func(key, value string)) {
	if v.Judging.Run {
		add("chart", "run")
	}
	add("outside", v.Judging.Outside)
	add("trend", v.Judging.Trend)
	add("near", v.Judging.Near)
	add("shift", v.Judging.Shift)
	add("screen", v.Judging.Screen)
	add("over", v.Wish.Over)
	add("improve", string(v.Wish.Improve))
	add("target", v.Wish.Target)
}

// WithJudging returns the view with charts drawn in another way.
func (v View) WithJudging(j Judging) View {
	v.Judging = j
	return v
}

// WithWish returns the view with another wish for the series in depth.
func (v View) WithWish(w SeriesWish) View {
	v.Wish = w
	return v
}

// IsUsual reports whether the rules are the division's own. Whether limits are drawn at all is another matter.
func (j Judging) IsUsual() bool {
	j.Run = false
	return j == Judging{}
}

// options returns how a chart of the kind is judged.
func (j Judging) options(kind spc.Kind) spc.Options {
	o := spc.Defaults(kind)
	if j.Screen != "" && kind.Screens() {
		o.Screen = j.Screen != switchedOff
	}
	o.Rules.Outside = o.Rules.Outside && j.Outside != switchedOff
	o.Rules.Trend = o.Rules.Trend && j.Trend != switchedOff
	o.Rules.Shift = o.Rules.Shift && j.Shift != switchedOff
	o.Rules.TwoInThree = o.Rules.TwoInThree && j.Near != switchedOff
	o.Rules.OnlyWithinLimits = j.Near == "package"
	if n, err := strconv.Atoi(j.Trend); err == nil {
		o.Rules.TrendLength = n
	}
	if n, err := strconv.Atoi(j.Shift); err == nil {
		o.Rules.ShiftLength = n
	}
	return o
}

// words say what is other than the division's own way: "a shift of 8; no rule of trends".
func (j Judging) words() string {
	var parts []string
	add := func(isSo bool, text string) {
		if isSo {
			parts = append(parts, text)
		}
	}
	add(j.Outside == switchedOff, "points outside a limit are not marked")
	add(j.Trend == switchedOff, "trends are not marked")
	add(j.Trend != "" && j.Trend != switchedOff, "a trend needs "+j.Trend+" points")
	add(j.Near == switchedOff, "two in three near a limit are not marked")
	add(j.Near == "package", "points outside a limit do not count in two in three")
	add(j.Shift == switchedOff, "shifts are not marked")
	add(j.Shift != "" && j.Shift != switchedOff, "a shift needs "+j.Shift+" points")
	add(j.Screen == "on", "large month-to-month changes stay out of the limits")
	add(j.Screen == switchedOff, "large month-to-month changes stay in the limits")
	return strings.Join(slices.Compact(parts), "; ")
}
