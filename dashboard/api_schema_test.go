package dashboard

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"caseload/dashboard/analysis/series"
	"caseload/dashboard/analysis/wisn"
	"caseload/dashboard/insight"
	"caseload/store/calendar"
)

// schemas turns the types of answers into JSON schemas, each named type once.
type schemas struct {
	words sourceWords
	done  map[string]any
	of    map[string]reflect.Type
}

func newSchemas() *schemas {
	return &schemas{
		words: sourceWords{types: map[string]string{}, fields: map[string]string{}, values: map[string][]string{}, read: map[string]bool{}},
		done:  map[string]any{}, of: map[string]reflect.Type{},
	}
}

type object = map[string]any

// special are the types that write their own JSON.
func special(r reflect.Type) (object, bool) {
	switch r {
	case reflect.TypeFor[calendar.Month]():
		return object{"type": "string", "pattern": `^\d{4}-\d{2}$`, "description": "A month, as 2026-10."}, true
	case reflect.TypeFor[calendar.Date]():
		return object{"type": "string", "format": "date"}, true
	case reflect.TypeFor[time.Time]():
		return object{"type": "string", "format": "date-time"}, true
	case reflect.TypeFor[insight.Number]():
		return object{"type": []any{"number", "null"}, "description": "A number, or null where it is not known, which is not zero."}, true
	case reflect.TypeFor[series.Monthly]():
		return object{
			"type": "object", "description": "A number for each of the consecutive months from first on; null marks a month that has none.",
			"properties": object{"first": object{"$ref": "#/components/schemas/Month"}, "values": object{"type": "array", "items": object{"type": []any{"number", "null"}}}},
			"required":   []any{"first", "values"},
		}, true
	}
	return nil, false
}

// schema returns what the type is written as; named types are referred to.
func (s *schemas) schema(t *testing.T, r reflect.Type) object {
	t.Helper()
	if r == reflect.TypeFor[wisn.Need]() {
		r = reflect.TypeFor[wisn.SaidNeed]() // as which it is written
	}
	if r.Name() != "" && r.PkgPath() != "" {
		own, isSpecial := special(r)
		switch {
		case isSpecial, r.Kind() == reflect.Struct, r.Kind() == reflect.String:
			return s.named(t, r, own)
		case r.Implements(reflect.TypeFor[json.Marshaler]()), r.Implements(reflect.TypeFor[encoding.TextMarshaler]()):
			t.Fatalf("%s writes its own JSON: say in special what", r)
		}
	}
	switch r.Kind() {
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Int, reflect.Int64, reflect.Int32:
		return object{"type": "integer"}
	case reflect.Float64:
		return object{"type": "number"}
	case reflect.String:
		return object{"type": "string"}
	case reflect.Slice:
		return object{"type": []any{"array", "null"}, "items": s.schema(t, r.Elem())}
	case reflect.Map:
		return object{"type": []any{"object", "null"}, "additionalProperties": s.schema(t, r.Elem())}
	case reflect.Pointer:
		return object{"anyOf": []any{s.schema(t, r.Elem()), object{"type": "null"}}}
	}
	t.Fatalf("nothing is known of how %s is written", r)
	return nil
}

// named describes the type once, under its name.
func (s *schemas) named(t *testing.T, r reflect.Type, own object) object {
	t.Helper()
	name := r.Name()
	if other, ok := s.of[name]; ok && other != r {
		name = strings.ToUpper(lastWord(r)[:1]) + lastWord(r)[1:] + name
	}
	ref := object{"$ref": "#/components/schemas/" + name}
	if _, ok := s.done[name]; ok {
		return ref
	}
	s.of[name], s.done[name] = r, own
	if own != nil {
		return ref
	}
	s.words.learn(t, r.PkgPath())
	made := object{"type": "string"}
	if r.Kind() == reflect.Struct {
		made = s.structure(t, r)
	} else if values := s.words.values[r.PkgPath()+"."+r.Name()]; len(values) > 0 {
		made["enum"] = slices.Clone(values)
	}
	if text := s.words.ofType(r); text != "" {
		made["description"] = text
	}
	s.done[name] = made
	return ref
}

// lastWord returns the last word of the path of the type's package.
func lastWord(r reflect.Type) string { return r.PkgPath()[strings.LastIndex(r.PkgPath(), "/")+1:] }

func (s *schemas) structure(t *testing.T, r reflect.Type) object {
	t.Helper()
	properties, required := object{}, []any{}
	for i := range r.NumField() {
		field := r.Field(i)
		tag, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous && tag == "" {
			inner := s.structure(t, field.Type)
			for name, schema := range inner["properties"].(object) {
				properties[name] = schema
			}
			required = append(required, inner["required"].([]any)...)
			continue
		}
		if !field.IsExported() || tag == "-" {
			continue
		}
		if tag == "" {
			t.Fatalf("%s.%s leaves the program under its Go name: give it a json tag", r, field.Name)
		}
		kind := field.Type
		if mayLack := strings.Contains(options, "omitempty"); !mayLack {
			required = append(required, tag)
		} else if kind.Kind() == reflect.Pointer {
			kind = kind.Elem()
		}
		property := s.schema(t, kind)
		s.words.learn(t, r.PkgPath())
		if text := s.words.ofField(r, field.Name); text != "" {
			property["description"] = text
		}
		properties[tag] = property
	}
	return object{"type": "object", "properties": properties, "required": required}
}
