package dashboard

import (
	"encoding/json"
	"html/template"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTableRowsCarryEveryPropertyOfACell(t *testing.T) {
	write := tableRows(map[string]template.HTML{"normal": "<svg></svg>"}, nil)
	got, err := write(
		[]Column{{Title: "Group"}, {Title: "Oct", Numeric: true}, {Title: "Usual", Numeric: true, WideOnly: true}, {Title: "Picture"}},
		[]TableRow{{Total: true, Cells: []Cell{
			{Text: "All procedures", Narrow: "All", Name: true, Slot: 2},
			{Text: "702", Href: "/trace?a=1&b=2", Strong: true},
			{Text: "—", Quiet: true, Undone: true, Alert: true},
			{Picture: "<svg/>", Says: "24 months", Icon: "normal", Text: "Normal"},
		}}})
	noError(t, err)
	want := "\n" + `<tr class="total"><th scope="row" class="name" title="All procedures"><i class="swatch site-2"></i>` +
		`<span class="wide">All procedures</span><span class="narrow">All</span></th>` +
		`<td class="num strong"><a href="/trace?a=1&amp;b=2">702</a></td>` +
		`<td class="num wide-only quiet undone alert-text">—</td>` +
		`<td><svg></svg><span class="picture" role="img" aria-label="24 months"><svg/></span><span class="icon-words">Normal</span></td></tr>`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("rows (−want +got):\n%s", diff)
	}
}

func TestTableRowsEscapeWhatComesFromFiles(t *testing.T) {
	got, err := tableRows(nil, nil)([]Column{{}, {}}, []TableRow{{Cells: []Cell{
		{Text: `<b onclick="x">'&`, Name: true}, {Text: "<i>", Narrow: "<u>", Says: `"`, Picture: "<svg/>"},
	}}})
	noError(t, err)
	want := "\n" + `<tr><th scope="row" class="name" title="&lt;b onclick=&#34;x&#34;&gt;&#39;&amp;">&lt;b onclick=&#34;x&#34;&gt;&#39;&amp;</th>` +
		`<td><span class="picture" role="img" aria-label="&#34;"><svg/></span><span class="wide">&lt;i&gt;</span><span class="narrow">&lt;u&gt;</span></td></tr>`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("rows (−want +got):\n%s", diff)
	}
}

func TestTableRowsLinkOnlyWithinThisServer(t *testing.T) {
	for _, address := range []string{"javascript:alert(1)", "https://elsewhere.example/", "//elsewhere.example", `/\elsewhere.example`, "data:text/html,x"} {
		if _, err := tableRows(nil, nil)([]Column{{}}, []TableRow{{Cells: []Cell{{Text: "x", Href: address}}}}); err == nil {
			t.Errorf("a cell may link to %s", address)
		}
	}
}

func TestRawPartsOfScriptJSONCannotEndTheElement(t *testing.T) {
	got, err := scriptJSON(map[string]json.RawMessage{"option": json.RawMessage(`{"name":"</script><!--"}`)})
	noError(t, err)
	if want := `{"option":{"name":"\u003c/script\u003e\u003c!--"}}`; string(got) != want {
		t.Errorf("want %s, got %s", want, got)
	}
}
