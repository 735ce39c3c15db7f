package insight

import (
	"strings"

	"caseload/store/caseload"
	"caseload/store/fault"
)

// parseVolume reads what only the Volume page and the traces of its numbers ask.
func (v *View) parseVolume(q Query) error {
	var err error
	if v.Show, err = parseWord(q, "show", ShowMonths, ShowChange, ShowYears, ShowTable, ShowAll); err != nil {
		return err
	}
	if v.Show == ShowMonths {
		v.Show = ""
	}
	as, err := parseWord(q, "as", "procedures", "hours")
	if err != nil {
		return err
	}
	v.Hours = as == "hours"
	axes, err := parseWord(q, "axes", "free", "shared")
	if err != nil {
		return err
	}
	v.OneAxis = axes == "shared"
	ahead, err := parseWord(q, "ahead", "hidden", "shown")
	if err != nil {
		return err
	}
	v.Ahead = ahead == "shown"
	if v.Setting, err = parseWord(q, "setting", caseload.Inpatient.String(), caseload.Outpatient.String(), NotStated); err != nil {
		return err
	}
	if v.State = strings.TrimSpace(q.Get("state")); v.State != "" && v.State != NotStated {
		if v.State = strings.ToUpper(v.State); !isPostalCode(v.State) {
			return fault.New(fault.Invalid, "%q is not a state. Write its postal code of two letters, such as GA, or none.", q.Get("state"))
		}
	}
	return nil
}

func isPostalCode(text string) bool {
	isLetter := func(b byte) bool { return 'A' <= b && b <= 'Z' }
	return len(text) == 2 && isLetter(text[0]) && isLetter(text[1])
}

// addVolume writes into an address what parseVolume reads.
func (v View) addVolume(add func(key, value string)) {
	add("setting", v.Setting)
	add("state", v.State)
	if v.Hours {
		add("as", "hours")
	}
	add("show", string(v.Show))
	if v.OneAxis {
		add("axes", "shared")
	}
	if v.Ahead {
		add("ahead", "shown")
	}
}

// splits returns the setting and state that the view names, nil for all.
func (v View) splits() (setting *caseload.Setting, state *string) {
	switch v.Setting {
	case caseload.Inpatient.String():
		setting = new(caseload.Setting)
		*setting = caseload.Inpatient
	case caseload.Outpatient.String():
		setting = new(caseload.Setting)
		*setting = caseload.Outpatient
	case NotStated:
		setting = new(caseload.Setting)
	}
	if v.State != "" {
		code := strings.TrimPrefix(v.State, NotStated)
		state = &code
	}
	return setting, state
}

// WithSetting returns the view of one setting; "" is all.
func (v View) WithSetting(word string) View {
	v.Setting = word
	return v
}

// WithState returns the view of what one state referred; "" is all.
func (v View) WithState(code string) View {
	v.State = code
	return v
}

// WithShow returns the view with another part of the Volume page.
func (v View) WithShow(show Show) View {
	v.Show = show
	if show == ShowMonths {
		v.Show = ""
	}
	return v
}

// WithHours returns the view in procedure hours or in procedures.
func (v View) WithHours(hours bool) View {
	v.Hours = hours
	return v
}

// WithOneAxis returns the view with small multiples on one value axis or each on its own.
func (v View) WithOneAxis(one bool) View {
	v.OneAxis = one
	return v
}

// WithAhead returns the view with the months expected after the known ones, or without them.
func (v View) WithAhead(ahead bool) View {
	v.Ahead = ahead
	return v
}

// narrowed returns the view of one part of a dimension; "" is all.
func (v View) narrowed(by Dimension, slug string) View {
	switch by {
	case BySite:
		v.Site = slug
	case ByGroup:
		v.Group = slug
	case ByProcedure:
		v.Procedure = slug
	case BySetting:
		v.Setting = slug
	case ByState:
		v.State = slug
	}
	return v
}

// without returns the view of all that the view's part of the dimension is a part of.
func (v View) without(by Dimension) View { return v.narrowed(by, "") }
