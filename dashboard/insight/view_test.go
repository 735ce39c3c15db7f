package insight_test

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseload/dashboard/insight"
	"caseload/store/fault"
)

func TestAViewComesBackFromItsOwnAddress(t *testing.T) {
	for name, query := range map[string]string{
		"nothing":    "",
		"month":      "month=2026-09",
		"everything": "month=2026-09&site=va&calendar=federal&from=2024-01&to=2026-09&group=thermal-ablation&procedure=renal-cryoablation&by=procedure&span=rolling12&per=day",
	} {
		t.Run(name, func(t *testing.T) {
			values, err := url.ParseQuery(query)
			must(t, err)
			v, err := insight.ParseView(values)
			must(t, err)
			if d := cmp.Diff(query, v.Query()); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestDefaultsStayOutOfTheAddress(t *testing.T) {
	v, err := insight.ParseView(url.Values{"site": {"all"}, "group": {"ALL"}, "span": {"month"}, "per": {"month"}, "other": {"x"}})
	must(t, err)
	if d := cmp.Diff("/volume", v.URL("/volume")); d != "" {
		t.Error(d)
	}
}

func TestAWrongValueIsTheReadersToCorrect(t *testing.T) {
	for name, values := range map[string]url.Values{
		"month":    {"month": {"September"}},
		"calendar": {"calendar": {"lunar"}},
		"by":       {"by": {"surgeon"}},
		"range":    {"from": {"2026-09"}, "to": {"2026-08"}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := insight.ParseView(values); !fault.Is(err, fault.Invalid) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestLinksChangeOneThingAndKeepTheRest(t *testing.T) {
	v := insight.View{Site: "va", Calendar: insight.AcademicYear, Group: "thermal-ablation", Procedure: "renal-cryoablation"}
	for want, got := range map[string]insight.View{
		"month=2026-09&site=va&calendar=academic&group=thermal-ablation&procedure=renal-cryoablation": v.WithMonth(month("2026-09")),
		"calendar=academic&group=thermal-ablation&procedure=renal-cryoablation":                       v.WithSite(""),
		"site=va&calendar=academic&group=biopsy":                                                      v.WithGroup("biopsy"),
		"site=va&calendar=academic":                                                                   v.Shared(),
	} {
		if d := cmp.Diff(want, got.Query()); d != "" {
			t.Error(d)
		}
	}
}

func TestATraceComesBackFromItsOwnAddress(t *testing.T) {
	q := insight.TraceQuery{Figure: insight.FigurePerHead, Role: "nurse", Page: 3, View: at("2026-09").WithSite("va")}
	address, err := url.Parse(insight.TraceURL(q))
	must(t, err)
	got, err := insight.ParseTrace(address.Query())
	must(t, err)
	if d := cmp.Diff(q, got); d != "" {
		t.Error(d)
	}
	for _, values := range []url.Values{{"figure": {"guess"}}, {"role": {"surgeon"}}, {"page": {"0"}}} {
		if _, err := insight.ParseTrace(values); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v: got %v", values, err)
		}
	}
}
