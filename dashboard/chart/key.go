package chart

// The marks of a key are 12 px high; a line or a bar is a little wider than a shape.
const keySize = 12

func swatch(slot int) SVG {
	mark, _ := siteTokens(slot)
	p := newPicture("key-mark", keySize, keySize)
	p.rect(1, 1, 10, 10, mark, `rx="1.5"`)
	if slot >= 2 {
		p.path("M1 8L8 1M4 11L11 4", "", stroked(Ground, 1.5)) // stands for the hatch of later sites
	}
	return p.svg()
}

func dashMark() SVG {
	p := newPicture("key-mark", 20, keySize)
	p.line(0, 6, 20, 6, Ink, 1.25, `stroke-dasharray="5 4"`)
	return p.svg()
}

func lineMark() SVG {
	p := newPicture("key-mark", 20, keySize)
	p.line(0, 6, 20, 6, Ink2, 2, "")
	return p.svg()
}

func hollowMark(slot int) SVG {
	mark, _ := siteTokens(slot)
	p := newPicture("key-mark", keySize, keySize)
	p.rect(1.5, 1.5, 9, 9, "", stroked(mark, 1.25))
	return p.svg()
}

func bandMark() SVG {
	p := newPicture("key-mark", 14, keySize)
	p.rect(0, 1, 14, 10, Veil, "")
	return p.svg()
}

func aheadMark() SVG {
	p := newPicture("key-mark", 20, keySize)
	p.rect(0, 1, 20, 10, Veil, "")
	p.line(0, 6, 20, 6, Ink2, 1.25, `stroke-dasharray="2 3"`)
	p.circle(10, 6, 2.5, Ground, stroked(Ink2, 1.25))
	return p.svg()
}

func excludedMark() SVG {
	p := newPicture("key-mark", keySize, keySize)
	p.circle(6, 6, 3.5, "", stroked(Ink2, 1.25))
	return p.svg()
}

func missingMark(slot int) SVG {
	mark, _ := siteTokens(slot)
	p := newPicture("key-mark", keySize, keySize)
	p.line(1, 6, 11, 6, mark, 1.5, "")
	return p.svg()
}

func focusMark() SVG {
	p := newPicture("key-mark", keySize, keySize)
	p.rect(0, 5, 12, 3, Accent, "")
	return p.svg()
}

// SignalMark is a rule's shape for a key.
func SignalMark(rule SignalRule) SVG { return signalMark(rule) }

func signalMark(rule SignalRule) SVG {
	p := newPicture("key-mark", keySize, keySize)
	half := []float64{5, 4.5, 4, 4}[rule]
	p.signal(rule, true, 6, 6, half, "")
	return p.svg()
}

// key explains the marks that the drawing has. Sites have their names beside the bars, except on a phone.
func (v volume) key() []KeyEntry {
	var entries []KeyEntry
	for _, s := range v.Sites {
		entries = append(entries, KeyEntry{Mark: swatch(s.Slot), Text: oneLine(s.Name), NarrowOnly: s.Slot < 2})
	}
	if b, ok := v.lastBaseline(); ok {
		entries = append(entries, KeyEntry{Mark: dashMark(), Text: "baseline " + v.number(b.PerMonth)})
	}
	if len(v.Targets) > 0 {
		entries = append(entries, KeyEntry{Mark: lineMark(), Text: "target"})
	}
	if len(v.Bands) > 0 {
		entries = append(entries, KeyEntry{Mark: bandMark(), Text: "usual range"})
	}
	if i := v.index(v.Focus); i >= 0 && i < v.Months {
		entries = append(entries, KeyEntry{Mark: focusMark(), Text: v.Focus.Long()})
	}
	if v.Partial != nil && len(v.Sites) > 0 {
		entries = append(entries, KeyEntry{Mark: hollowMark(v.Sites[0].Slot), Text: "month not finished"})
	}
	if len(v.Ahead) > 0 {
		entries = append(entries, KeyEntry{Mark: aheadMark(), Text: "expected, with its 80" + noBreakSpace + "% range"})
	}
	if gaps := v.gaps(0, v.Months-1); len(gaps) > 0 {
		entries = append(entries, KeyEntry{Mark: missingMark(gaps[0].site.Slot), Text: gapsText(gaps)})
	}
	words := []string{"outside a limit", "trend", "2 of 3 near a limit", "shift"}
	for rule := range numberOfRules {
		for _, s := range v.Signals {
			if s.Rule == SignalRule(rule) {
				entries = append(entries, KeyEntry{Mark: signalMark(s.Rule), Text: words[rule]})
				break
			}
		}
	}
	return entries
}

// gapsText names what the dash of a missing month stands for.
func gapsText(gaps []gap) string {
	hasNone, hasPart := false, false
	for _, g := range gaps {
		hasNone, hasPart = hasNone || !g.isUnsure, hasPart || g.isUnsure
	}
	switch {
	case hasNone && hasPart:
		return "no file, or not complete"
	case hasPart:
		return "not complete"
	}
	return "no file"
}
