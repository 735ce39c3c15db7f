package dashboard

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// describeAPI makes the description from the operations and the types of their answers.
func describeAPI(t *testing.T) []byte {
	t.Helper()
	known := newSchemas()
	known.done["Error"] = object{
		"type": "object", "description": "What went wrong, in a sentence and in a word for programs.",
		"properties": object{"error": object{
			"type": "object", "required": []any{"code", "message", "request"},
			"properties": object{
				"code": object{"type": "string"}, "message": object{"type": "string"},
				"request": object{"type": "string", "description": "Stands in the server's log too."},
				"details": object{"type": "array", "items": object{"type": "string"}},
			},
		}},
		"required": []any{"error"},
	}
	parameters, paths := object{}, object{}
	for name, p := range apiParameters() {
		parameters[name] = object{"name": name, "in": "query", "required": false, "description": p.text, "schema": p.schema}
	}
	answer := func(text string, schema object) object {
		return object{"description": text, "content": object{"application/json": object{"schema": schema}}}
	}
	failure := object{"$ref": "#/components/schemas/Error"}
	for _, o := range apiOperations() {
		var query []any
		for _, name := range o.query {
			if _, ok := parameters[name]; !ok {
				t.Fatalf("%s: there is no parameter %q", o.path, name)
			}
			query = append(query, object{"$ref": "#/components/parameters/" + name})
		}
		schema := object{"type": "object"}
		if o.answer != nil {
			schema = known.schema(t, o.answer)
		}
		operation := object{
			"operationId": strings.TrimSuffix(o.path[strings.LastIndex(o.path, "/")+1:], ".json"), "summary": o.summary, "description": o.text,
			"responses": object{
				"200": answer("The answer.", schema), "400": answer("A word of the address is not known.", failure),
				"404": answer("There is no such site, group, procedure or series.", failure), "503": answer("The data cannot be read just now.", failure),
			},
		}
		if len(query) > 0 {
			operation["parameters"] = query
		}
		paths[o.path] = object{"get": operation}
	}
	raw, err := json.Marshal(object{
		"openapi": "3.1.0",
		"info": object{
			"title": "Caseload", "version": "1",
			"description": "The pages' own answers for programs: one question, one answer. Missing is null and is not zero. Months are written 2026-10.",
		},
		"paths": paths, "components": object{"parameters": parameters, "schemas": known.done},
	})
	noError(t, err)
	var out bytes.Buffer
	noError(t, json.Indent(&out, raw, "", " "))
	out.WriteByte('\n')
	return out.Bytes()
}

func TestTheAPIDescriptionIsThatOfTheTypes(t *testing.T) {
	made := describeAPI(t)
	if *update {
		noError(t, os.WriteFile("api/openapi.json", made, 0o644))
		return
	}
	if diff := cmp.Diff(string(apiDescription), string(made)); diff != "" {
		t.Errorf("an answer has changed; look at the change and run go test ./dashboard -run TestTheAPIDescription -update (−want +got):\n%.3000s", diff)
	}
}

func TestEveryAPIRouteIsDescribedAndEveryDescribedOneIsThere(t *testing.T) {
	s, _ := sampleServer(t)
	var routes, described []string
	for _, route := range s.routes() {
		if strings.HasPrefix(route.Path, "/api/") {
			routes = append(routes, strings.ToLower(route.Method)+" "+route.Path)
		}
	}
	for path, methods := range readDescription(t)["paths"].(object) {
		for method := range methods.(object) {
			described = append(described, method+" "+path)
		}
	}
	slices.Sort(routes)
	slices.Sort(described)
	if diff := cmp.Diff(routes, described); diff != "" {
		t.Errorf("routes (−want +described):\n%s", diff)
	}
}

func TestAnswersOfTheAPIAreAsDescribed(t *testing.T) {
	s, _ := sampleServer(t)
	description := readDescription(t)
	for _, o := range apiOperations() {
		for _, query := range append([]string{}, o.asked...) {
			t.Run(strings.TrimSuffix(o.path+"?"+query, "?"), func(t *testing.T) {
				response, body := get(t, s, o.path+"?"+query)
				if response.StatusCode != http.StatusOK {
					t.Fatalf("want 200, got %d: %.300s", response.StatusCode, body)
				}
				var answer any
				noError(t, json.Unmarshal([]byte(body), &answer))
				schema := description["paths"].(object)[o.path].(object)["get"].(object)["responses"].(object)["200"].(object)["content"].(object)["application/json"].(object)["schema"].(object)
				check := schemaCheck{root: description}
				check.value("answer", answer, schema)
				for _, wrong := range check.found[:min(len(check.found), 10)] {
					t.Error(wrong)
				}
			})
		}
	}
	t.Run("an error", func(t *testing.T) {
		_, body := get(t, s, "/api/v1/volume?site=nowhere")
		var answer any
		noError(t, json.Unmarshal([]byte(body), &answer))
		check := schemaCheck{root: description}
		check.value("error", answer, object{"$ref": "#/components/schemas/Error"})
		if len(check.found) > 0 {
			t.Error(check.found)
		}
	})
}

func TestTheCheckOfAnswersFindsWhatIsWrong(t *testing.T) {
	root := object{"components": object{"schemas": object{
		"Month": object{"type": "string", "pattern": `^\d{4}-\d{2}$`},
		"Row": object{"type": "object", "required": []any{"month"}, "properties": object{
			"month": object{"$ref": "#/components/schemas/Month"}, "n": object{"type": "integer"}, "word": object{"enum": []any{"a"}},
			"list": object{"type": []any{"array", "null"}, "items": object{"type": "number"}},
		}},
	}}}
	row := object{"$ref": "#/components/schemas/Row"}
	for text, want := range map[string]int{
		`{"month":"2026-10","n":3,"word":"a","list":[1.5]}`: 0,
		`{"month":"2026-10","list":null}`:                   0,
		`{"n":3}`:                                           1, // no month
		`{"month":"October"}`:                               1,
		`{"month":"2026-10","n":3.5}`:                       1,
		`{"month":"2026-10","word":"b"}`:                    1,
		`{"month":"2026-10","list":["x"]}`:                  1,
		`{"month":"2026-10","more":1}`:                      1, // not described
		`[]`:                                                1,
	} {
		var value any
		noError(t, json.Unmarshal([]byte(text), &value))
		check := schemaCheck{root: root}
		check.value("row", value, row)
		if len(check.found) != want {
			t.Errorf("%s: want %d faults, got %q", text, want, check.found)
		}
	}
}

func readDescription(t *testing.T) object {
	t.Helper()
	var description object
	noError(t, json.Unmarshal(apiDescription, &description))
	return description
}

// schemaCheck holds values against the part of JSON Schema that the description uses. A property that is not
// described is a fault here, though not for readers of the description.
type schemaCheck struct {
	root  object
	found []string
}

func (c *schemaCheck) fault(where, format string, args ...any) {
	c.found = append(c.found, where+": "+fmt.Sprintf(format, args...))
}

func (c *schemaCheck) value(where string, v any, schema object) {
	if ref, ok := schema["$ref"].(string); ok {
		target := any(c.root)
		for _, word := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
			target = target.(object)[word]
		}
		c.value(where, v, target.(object))
		return
	}
	if any_, ok := schema["anyOf"].([]any); ok {
		for _, one := range any_ {
			try := schemaCheck{root: c.root}
			if try.value(where, v, one.(object)); len(try.found) == 0 {
				return
			}
		}
		c.fault(where, "%.80v is none of what it may be", v)
		return
	}
	if enum, ok := schema["enum"].([]any); ok && !slices.Contains(enum, v) {
		c.fault(where, "%v is not one of %v", v, enum)
		return
	}
	if allowed, ok := schema["type"]; ok && !isOfType(v, allowed) {
		c.fault(where, "%.80v is not %v", v, allowed)
		return
	}
	switch v := v.(type) {
	case string:
		if pattern, ok := schema["pattern"].(string); ok && !regexp.MustCompile(pattern).MatchString(v) {
			c.fault(where, "%q does not match %s", v, pattern)
		}
	case []any:
		for i, item := range v {
			c.value(fmt.Sprintf("%s[%d]", where, i), item, schema["items"].(object))
		}
	case object:
		c.object(where, v, schema)
	}
}

func (c *schemaCheck) object(where string, v, schema object) {
	properties, _ := schema["properties"].(object)
	required, _ := schema["required"].([]any)
	for _, name := range required {
		if _, ok := v[name.(string)]; !ok {
			c.fault(where, "%v is not there", name)
		}
	}
	for name, value := range v {
		if property, ok := properties[name].(object); ok {
			c.value(where+"."+name, value, property)
		} else if rest, ok := schema["additionalProperties"].(object); ok {
			c.value(where+"."+name, value, rest)
		} else if properties != nil {
			c.fault(where, "%s is not described", name)
		}
	}
}

// isOfType reports whether the value is of the type, or of one of the types.
func isOfType(v, allowed any) bool {
	if several, ok := allowed.([]any); ok {
		return slices.ContainsFunc(several, func(one any) bool { return isOfType(v, one) })
	}
	switch v := v.(type) {
	case nil:
		return allowed == "null"
	case bool:
		return allowed == "boolean"
	case string:
		return allowed == "string"
	case float64:
		return allowed == "number" || allowed == "integer" && v == math.Trunc(v)
	case []any:
		return allowed == "array"
	}
	return allowed == "object"
}
