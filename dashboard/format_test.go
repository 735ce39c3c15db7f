package dashboard

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNumbersAreWrittenAsPeopleReadThem(t *testing.T) {
	for got, want := range map[string]string{
		formatNumber(0):                "0",
		formatNumber(702):              "702",
		formatNumber(1234567):          "1,234,567",
		formatNumber(-1234):            "−1,234",
		formatNumber(math.MinInt64):    "−9,223,372,036,854,775,808",
		formatSigned(22):               "+22",
		formatSigned(-8):               "−8",
		formatSigned(0) + " unchanged": "0 unchanged",
		formatDecimal(31.94, 1):        "31.9",
		formatDecimal(12345.678, 1):    "12,345.7",
		formatDecimal(-0.04, 1):        "0.0",
		formatDecimal(math.NaN(), 1):   "—",
		formatSignedDecimal(0.4, 1):    "+0.4",
		formatSignedDecimal(-0.8, 1):   "−0.8",
		formatSignedDecimal(0.04, 1):   "0.0",
		formatPercent(3.23, 1):         "3.2\u00a0%",
		formatPercent(math.Inf(1), 1):  "—",
		formatSignedPercent(3.23, 1):   "+3.2\u00a0%",
		formatSignedPercent(-15, 0):    "−15\u00a0%",
		formatSignedPercent(-0.3, 0):   "0\u00a0%",
		megabytes(500):                 "500\u00a0bytes",
		megabytes(12_345):              "12\u00a0KB",
		megabytes(8 << 20):             "8\u00a0MB",
		megabytes(3 << 19):             "1.5\u00a0MB",
		plural(1, "row", "rows"):       "1\u00a0row",
		plural(1200, "row", "rows"):    "1,200\u00a0rows",
	} {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestTemplatesShowAMissingNumberAsADash(t *testing.T) {
	var missing *int
	n, x := 1234, -0.8
	for name, c := range map[string]struct {
		write func(any) (string, error)
		value any
		want  string
	}{
		"nil pointer":     {templateNumber, missing, "—"},
		"nil":             {templateNumber, nil, "—"},
		"NaN":             {templateDecimal1, math.NaN(), "—"},
		"pointer":         {templateNumber, &n, "1,234"},
		"signed":          {templateSigned, n, "+1,234"},
		"decimal":         {templateDecimal1, &x, "−0.8"},
		"percent":         {templatePercent, 3.2, "3.2\u00a0%"},
		"signed percent":  {templateSignedPercent, 3, "+3\u00a0%"},
		"zero is no dash": {templateNumber, 0, "0"},
	} {
		got, err := c.write(c.value)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if _, err := templateNumber("702"); err == nil {
		t.Error("text passed for a number")
	}
}

func TestTextInChartDataCannotEndItsElement(t *testing.T) {
	hostile := map[string]string{"name": "</script><script>alert(1)</script><!--\u2028"}
	raw, err := json.Marshal(hostile)
	if err != nil {
		t.Fatal(err)
	}
	unescaped := json.RawMessage(strings.NewReplacer(`\u003c`, "<", `\u003e`, ">").Replace(string(raw)))
	for name, value := range map[string]any{"a value": hostile, "raw JSON": unescaped} {
		got, err := scriptJSON(value)
		if err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(string(got), "<>\u2028") {
			t.Errorf("%s: %s", name, got)
		}
		var back map[string]string
		if err := json.Unmarshal([]byte(got), &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(hostile, back); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if _, err := scriptJSON(json.RawMessage(`{"half":`)); err == nil {
		t.Error("half an option was accepted")
	}
}
