package insight

import (
	"slices"
	"strings"
)

// projectionWords says how those with a minimum stand to it.
func (x *trainer) projectionWords(out Training) (title, summary string) {
	if !out.HasLogs {
		return "Nothing is said about a minimum without logged cases",
			"A projection needs what each trainee has logged so far, by category: a file with trainee, as_of, category and count."
	}
	short, open, over, ended := 0, 0, 0, 0
	for _, t := range out.Trainees {
		if t.Projection == nil {
			continue
		}
		if t.Projection.Ended {
			ended++
			continue
		}
		switch t.Projection.Stance {
		case StanceBelow:
			short++
		case StanceOpen:
			open++
		case StanceOver:
			over++
		}
	}
	all, who := short+open+over, "with a minimum"
	if ended > 0 {
		who = "still in training with a minimum"
	}
	switch {
	case all == 0 && ended > 0:
		title = "Where logged cases led, and lead; nobody still in training has a minimum"
	case all == 0:
		title = "Where logged cases lead; no minimum is set to compare with"
	case all == 1:
		title = "The one trainee " + who + " " + standsToIt(short, open)
	case over == all:
		title = "All " + spelled(all) + " " + who + " are projected to reach it"
	default:
		var parts []string
		for _, p := range []struct {
			n    int
			word string
		}{{short, "projected to fall short"}, {open, "open"}, {over, "projected to reach it"}} {
			if p.n > 0 {
				parts = append(parts, spelled(p.n)+" "+p.word)
			}
		}
		title = "Of " + spelled(all) + " " + who + ": " + list(parts)
	}
	return title, sentence("Logged so far + future exposure × the trainee’s own capture rate, to the end of the schedule",
		"The 80"+noBreak+"% range holds the chance of the rate and of what comes, not that of the volume forecast",
		"Open: the minimum lies within the range", x.hintWords(out.Trainees))
}

// hintWords names the minimums that are offered and not set, for the paths of those who are shown.
func (x *trainer) hintWords(trainees []Trainee) string {
	var hints []string
	for _, m := range x.plan.Minimums {
		isShown := slices.ContainsFunc(trainees, func(t Trainee) bool { return t.Path == m.Path && t.Projection != nil && t.Projection.Shown != nil })
		if !m.Set && isShown {
			hints = append(hints, whole(m.Cases)+" "+categoryWords(m.Category)+" for the "+string(m.Path)+" path")
		}
	}
	if len(hints) == 0 {
		return ""
	}
	return "Only a hint, with which nothing is compared until it is set under Settings, Training: " + list(hints)
}

// standsToIt says how the only trainee with a minimum stands to it.
func standsToIt(short, open int) string {
	switch {
	case short > 0:
		return "is projected to fall short of it"
	case open > 0:
		return "may or may not reach it"
	}
	return "is projected to reach it"
}

// oneMoreWords says whether the volume carries one more.
func (x *trainer) oneMoreWords(o *OneMoreTrainee) {
	if o == nil {
		return
	}
	if o.Problem != "" {
		o.Title, o.Summary = "One more trainee cannot be worked out yet", o.Problem
		return
	}
	o.Title = strings.TrimSuffix(oneMoreVerdict(*o), ".")
	change := ""
	if o.Before > 0 {
		change = " (" + percent((o.After/o.Before-1)*100) + ")"
	}
	o.Summary = sentence("One more trainee with the months of "+o.Like+" from "+o.From.Long()+" to "+x.lastScheduled().Long()+
		", who would have an exposure of "+procedures(o.Own),
		"The others would share in "+whole(o.After)+" procedures instead of "+whole(o.Before)+change)
}

// oneMoreVerdict is the answer in a sentence.
func oneMoreVerdict(o OneMoreTrainee) string {
	var falls, opens []string
	known := 0
	for _, e := range o.Effects {
		if e.StanceAfter == StanceNone {
			continue
		}
		known++
		switch {
		case e.StanceAfter == StanceBelow && e.StanceBefore != StanceBelow:
			falls = append(falls, e.Trainee)
		case e.StanceAfter == StanceOpen && e.StanceBefore == StanceOver:
			opens = append(opens, e.Trainee)
		}
	}
	switch {
	case known == 0:
		return "One more trainee from " + o.From.Long() + " would take " + whole(o.Before-o.After) + " of " + procedures(o.Before) + " of exposure from the others."
	case len(falls) == 0 && len(opens) == 0:
		return "One more trainee from " + o.From.Long() + " changes nobody’s standing against a minimum; the others lose " +
			strings.TrimPrefix(percent((1-o.After/o.Before)*100), "+") + " of their exposure."
	case len(falls) == 0:
		return "With one more trainee from " + o.From.Long() + " it is no longer safe that " + list(opens) + " " + plural(len(opens), "reaches", "reach") + " the minimum."
	}
	return "With one more trainee from " + o.From.Long() + " " + list(falls) + " would be projected to fall short."
}

// worst returns the trainee still in training whose projection is the smallest part of its minimum.
func (x *trainer) worst(trainees []Trainee) *Trainee {
	var worst *Trainee
	for i := range trainees {
		t := &trainees[i]
		if t.Projection == nil || t.Projection.Binding == nil || t.Projection.Ended {
			continue
		}
		if worst == nil || t.Projection.Binding.Share < worst.Projection.Binding.Share {
			worst = t
		}
	}
	return worst
}

func stanceWords(s Stance) string {
	switch s {
	case StanceBelow:
		return "is projected to fall short"
	case StanceOpen:
		return "may or may not reach the minimum"
	case StanceOver:
		return "is projected to reach the minimum"
	}
	return ""
}

// categoryWords names what is counted: "logged cases", "logged cases in Drainage".
func categoryWords(category string) string {
	if category == "" {
		return "logged cases"
	}
	return "logged cases in " + category
}
