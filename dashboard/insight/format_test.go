package insight

import (
	"math"
	"testing"

	"caseload/store/calendar"
)

func TestNumbersAreWrittenAsAPersonWouldSayThem(t *testing.T) {
	nan := math.NaN()
	for name, test := range map[string]struct{ want, got string }{
		"thousands":                       {"8,142", whole(8142)},
		"millions":                        {"1,017,600", whole(1017600)},
		"three digits need no comma":      {"702", whole(702)},
		"negative has a real minus":       {"−1,024", whole(-1024)},
		"missing":                         {"—", whole(nan)},
		"no negative zero":                {"0", whole(-0.2)},
		"a rise":                          {"+22", signedWhole(22)},
		"a fall":                          {"−3", signedWhole(-3)},
		"no change has no sign":           {"0", signedWhole(0)},
		"a change that rounds to nothing": {"0", signedWhole(0.4)},
		"ratio":                           {"31.9", oneDecimal(31.909)},
		"small percent":                   {"+3.2\u00a0%", percent(3.235)},
		"large percent":                   {"−12\u00a0%", percent(-12.4)},
		"just under ten rounds up whole":  {"+10\u00a0%", percent(9.96)},
		"nothing":                         {"0\u00a0%", percent(0.04)},
		"minus nothing":                   {"0\u00a0%", percent(-0.04)},
		"missing percent":                 {"—", percent(nan)},
		"share":                           {"19\u00a0%", share(0.188)},
		"small share":                     {"0.4\u00a0%", share(0.004)},
		"rate below":                      {"2.2\u00a0% below", comparedTo(31.91, 32.64)},
		"rate level as shown":             {"level with", comparedTo(32.61, 32.64)},
		"rate barely above":               {"0.4\u00a0% above", comparedTo(32.75, 32.62)},
		"one procedure":                   {"1 procedure", procedures(1)},
		"one name":                        {"a", list([]string{"a"})},
		"three names":                     {"a, b and c", list([]string{"a", "b", "c"})},
		"many names":                      {"a, b and 2 more", shortList([]string{"a", "b", "c", "d"}, 2)},
		"spelled":                         {"six", spelled(6)},
		"not spelled":                     {"13", spelled(13)},
		"none of":                         {"none", noneOr(0)},
		"baseline":                        {"680", baselineText(680)},
		"baseline with a decimal":         {"56.7", baselineText(56.67)},
	} {
		t.Run(name, func(t *testing.T) {
			if test.want != test.got {
				t.Errorf("want %q, got %q", test.want, test.got)
			}
		})
	}
}

func TestADayNamesItsYearOnlyWhereItIsAnother(t *testing.T) {
	today := calendar.DateOf(2026, 11, 12)
	if got := dayAndMonth(calendar.DateOf(2026, 11, 9), today) + ", " + shortDay(calendar.DateOf(2025, 11, 9), today); got != "9 November, 9 Nov 2025" {
		t.Error(got)
	}
}

func TestSlugsAreWordsAndNeverTheSame(t *testing.T) {
	taken := map[string]bool{allSlug: true}
	for i, test := range []struct{ name, want string }{
		{"VA Annex", "va-annex"}, {"va annex", "va-annex-1"}, {"TIPS & portal intervention", "tips-portal-intervention"},
		{"All", "all-3"}, {"—", "4"}, {"Klinik Süd", "klinik-s-d"},
	} {
		if got := uniqueSlug(test.name, i, taken); got != test.want {
			t.Errorf("%q: want %q, got %q", test.name, test.want, got)
		}
	}
}
