package main

import "slices"

// withoutEveningList returns the counts as they were first sent: the evening list of paracenteses and
// ports had been left out, and with it one referring state of the abscess drainages.
func withoutEveningList(counts []count) []count {
	first := slices.Clone(counts)
	for i, c := range first {
		if (c.procedure == "Paracentesis" || c.procedure == "Chest port placement or removal") && c.n >= 6 {
			first[i].n -= 2
		}
	}
	// The drainages keep other lines: a procedure that vanishes altogether would be declared zero.
	last := -1
	for i, c := range first {
		if c.procedure == "Abscess drainage" {
			last = i
		}
	}
	return slices.Delete(first, last, last+1)
}

// withBiopsiesInterchanged returns the counts as they were first sent: two lines had each other's numbers.
func withBiopsiesInterchanged(counts []count) []count {
	first := slices.Clone(counts)
	for i, c := range first {
		for j, d := range first {
			if c.procedure == "Lung biopsy, CT-guided" && d.procedure == "Liver biopsy, percutaneous" && c.setting == d.setting {
				first[i].n, first[j].n = d.n, c.n
			}
		}
	}
	return first
}

// withoutVascularLog returns the counts of a month whose vascular log was never exported.
func withoutVascularLog(counts []count) []count {
	groups := map[string]string{}
	for _, p := range mix() {
		groups[p.name] = p.group
	}
	return slices.DeleteFunc(slices.Clone(counts), func(c count) bool {
		return groups[c.procedure] == "Dialysis access" || groups[c.procedure] == "Peripheral arterial disease"
	})
}
