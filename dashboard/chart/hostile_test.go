package chart

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"html/template"
	"io"
	"regexp"
	"strings"
	"testing"
)

// hostile are names that a file could bring. go-echarts' own rendering turns the second into live code.
var hostile = []string{
	`</script><script>alert(1)</script>`,
	`__f__function(){alert(1)}__f__`,
	`=cmd|' /C calc'!A0`,
	`{a|styled} {b} {c0} {@x}`,
	`<img src=x onerror=alert(1)>`,
	"a\u2028b\x00c\nd",
	`token:alert`,
	`" style="background:url(//example.org)`,
	strings.Repeat("very long ", 60),
}

func hostileInput(name string) VolumeInput {
	in := threeYears()
	in.Title, in.Summary = name, name
	in.Sites[0].Name, in.Sites[1].Name = name, name
	in.Annotations[0].Text, in.Notes[0].Text, in.Signals[0].Words = name, name, name
	return in
}

func TestNamesFromFilesStayText(t *testing.T) {
	page := template.Must(template.New("").Parse(`<script type="application/json" data-option>{{.Payload}}</script>`))
	braces := regexp.MustCompile(`\{[a-zA-Z@]`)
	for _, name := range hostile {
		spec := mustVolume(t, hostileInput(name))
		var b strings.Builder
		if err := page.Execute(&b, spec); err != nil {
			t.Fatal(err)
		}
		inside := strings.TrimSuffix(strings.TrimPrefix(b.String(), `<script type="application/json" data-option>`), `</script>`)
		if strings.ContainsAny(inside, "<>") {
			t.Errorf("%q: want no markup inside the page's script, got some", name)
		}
		var payload Payload
		if err := json.Unmarshal([]byte(inside), &payload); err != nil {
			t.Errorf("%q: want what the page carries to be JSON: %v", name, err)
		}
		d := read(t, spec.Option)
		for _, words := range d.labels() {
			if braces.MatchString(words) {
				t.Errorf("want no brace that ECharts would read, got %q", words)
			}
			if len([]rune(words)) > 60 {
				t.Errorf("want labels of bounded length, got %q", words)
			}
		}
		for _, s := range d.Series {
			if braces.MatchString(s.Name) {
				t.Errorf("want no brace that ECharts would read, got %q", s.Name)
			}
		}
	}
}

func TestPicturesEscapeNamesAndCarryNoStyle(t *testing.T) {
	baseline := 12.0
	for _, name := range hostile {
		pictures := []SVG{
			Sparkline([]float64{1, 2, missing, 4}, 168, 20, SparkOptions{Baseline: &baseline, Title: name}),
			DifferenceBars([]float64{1, -2}, 168, 32, name),
			CompletenessMini([][]Receipt{{Received, Late, NotReceived}}, 168, 32, name),
			StaffBar(StaffBarInput{Rostered: 9, Profile: &baseline, Title: name}, 280),
			HeadcountLine([]float64{9, missing, 10}, &baseline, 280, 60, name),
			Multiple(MultipleInput{First: 24000, Values: []float64{1, missing, 3}, Title: name}, 280, 72),
		}
		for _, s := range volumeKey(t, name) {
			pictures = append(pictures, s.Mark)
		}
		for _, p := range pictures {
			checkPicture(t, p)
		}
	}
}

func volumeKey(t *testing.T, name string) []KeyEntry {
	t.Helper()
	return mustVolume(t, hostileInput(name)).Key
}

// checkPicture reads a picture as XML and refuses what the content policy would.
func checkPicture(t *testing.T, p SVG) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(string(p)))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("picture is not XML: %v\n%s", err, p)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "svg", "title", "path", "rect", "circle", "line", "text":
		default:
			t.Errorf("want shapes only, got <%s>", start.Name.Local)
		}
		for _, a := range start.Attr {
			if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Value, "url(") && a.Name.Local != "title" {
				t.Errorf("want no style, handler or address, got %s=%q", a.Name.Local, a.Value)
			}
		}
	}
}
