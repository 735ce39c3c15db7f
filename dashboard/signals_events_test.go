package dashboard

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"caseload/store/caseload"
)

// addEvent marks June 2026 with the event on the chart of the series.
func addEvent(t *testing.T, s *Server, series, site, scope, text string) {
	t.Helper()
	form := url.Values{"series": {series}, "site": {site}, "event_month": {"2026-06"}, "text": {text}, "scope": {scope}}
	if status, header, body := postForm(t, s, "/signals/event", form); status != http.StatusSeeOther {
		t.Fatalf("%s: want 303, got %d to %q: %.200s", text, status, header, readText(body))
	}
}

func TestAnEventOfAProcedureOrAMeasureIsOnItsChartsAlone(t *testing.T) {
	s, db := sampleServer(t)
	events := []string{"Fusion ultrasound", "Ascites clinic", "Counted to the minute", "VA list moves"}
	addEvent(t, s, "procedure-paracentesis", "", "series", events[0])
	addEvent(t, s, "procedure-paracentesis", "", "group", events[1])
	addEvent(t, s, "measure-cancellations", "", "series", events[2])
	addEvent(t, s, "procedure-paracentesis", "va", "series", events[3])
	const group = "paracentesis-thoracentesis"
	for path, want := range map[string]string{
		"/":                                      "",
		"/signals?series=all":                    "",
		"/volume":                                "",
		"/outlook":                               "",
		"/signals?series=group-" + group:         events[1],
		"/volume?group=" + group:                 events[1],
		"/outlook?group=" + group:                events[1],
		"/signals?series=procedure-paracentesis": events[0] + events[1] + events[3],
		"/volume?procedure=paracentesis":         events[0] + events[1] + events[3],
		"/volume?procedure=paracentesis&site=va": events[0] + events[1] + events[3],
		"/volume?procedure=paracentesis&site=university":         events[0] + events[1],
		"/signals?series=procedure-thoracentesis":                events[1],
		"/signals?series=measure-cancellations":                  events[2],
		"/signals?series=measure-cancellations&site=va":          events[2],
		"/signals?series=measure-room-hours-used":                "",
		"/signals?series=procedure-paracentesis&site=va":         events[0] + events[1] + events[3],
		"/signals?series=group-dialysis-access":                  "",
		"/signals?series=procedure-thoracentesis&site=va":        events[1],
		"/signals?series=procedure-paracentesis&site=university": events[0] + events[1],
	} {
		response, page := get(t, s, path)
		if response.StatusCode != http.StatusOK {
			t.Errorf("%s: want 200, got %d", path, response.StatusCode)
		}
		for _, event := range events {
			if got := strings.Contains(page, event); got != strings.Contains(want, event) {
				t.Errorf("%s: %q on it is %v, want %v", path, event, got, !got)
			}
		}
	}

	marks, err := db.Annotations(t.Context())
	noError(t, err)
	of := map[string]caseload.Annotation{}
	for _, a := range marks {
		of[a.Text] = a
	}
	if a := of[events[0]]; a.Procedure == 0 || a.Group != 0 || a.Site != 0 {
		t.Errorf("want an event of the procedure, got %+v", a)
	}
	if a := of[events[2]]; a.Measure != "cancellations" || a.Procedure != 0 {
		t.Errorf("want an event of the measure, got %+v", a)
	}
	for path, want := range map[string]string{
		"/signals?series=procedure-paracentesis":         "Event, all sites, Paracentesis",
		"/signals?series=measure-cancellations":          "Event, all sites, Cancellations",
		"/signals?series=procedure-paracentesis&site=va": "Event, VA, Paracentesis",
	} {
		if _, page := get(t, s, path); !strings.Contains(readText(page), want) {
			t.Errorf("%s: the list of events does not say %q", path, want)
		}
	}
}

func TestTheEventFormNamesTheChartsThatWillShowIt(t *testing.T) {
	s, _ := sampleServer(t)
	for path, want := range map[string][]string{
		"/signals/event?series=all":                           nil,
		"/signals/event?series=site-va":                       {"Every chart of VA", "Every chart"},
		"/signals/event?series=group-dialysis-access&site=va": {"Charts of Dialysis access at VA", "Every chart"},
		"/signals/event?series=procedure-paracentesis":        {"Charts of Paracentesis", "Charts of Paracentesis & thoracentesis and its procedures", "Every chart"},
		"/signals/event?series=measure-cancellations":         {"Charts of Cancellations", "Every chart"},
	} {
		_, page := get(t, s, path)
		text := readText(page)
		for _, words := range want {
			if !strings.Contains(text, words) {
				t.Errorf("%s does not offer %q", path, words)
			}
		}
		if got := strings.Contains(text, "Shown on"); got != (want != nil) {
			t.Errorf("%s: it asks where to show the event: %v", path, got)
		}
	}
}
