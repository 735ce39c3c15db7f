package dashboard

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var navigationLink = regexp.MustCompile(`<li(?: class="nav-group")?><a href="([^"]*)"`)

func TestTheNavigationTakesMonthSiteAndCalendarAlong(t *testing.T) {
	s, _ := sampleServer(t)
	for _, path := range []string{"/?", "/volume?by=group&", "/brief?", "/trace?figure=count&", "/data?"} {
		_, page := get(t, s, path+"month=2026-04&site=va&calendar=academic")
		_, nav, _ := strings.Cut(page, `aria-label="Pages"`)
		nav, _, _ = strings.Cut(nav, "</nav>")
		var led []string
		for _, found := range navigationLink.FindAllStringSubmatch(nav, 2) {
			led = append(led, strings.ReplaceAll(found[1], "&amp;", "&"))
		}
		const kept = "?month=2026-04&site=va&calendar=academic"
		if d := cmp.Diff([]string{"/" + kept, "/volume" + kept}, led); d != "" {
			t.Errorf("%s:\n%s", path, d)
		}
	}
	_, page := get(t, s, "/")
	if !strings.Contains(page, `<a href="/volume">Volume</a>`) {
		t.Error("without a choice the navigation's addresses are not plain")
	}
}
