package ingest

import "strings"

func (o *optionalReading[T]) keyWords(row T) string {
	n := names(o)
	if o.resolved != nil {
		n = o.resolved
	}
	return o.kind.keyWords(n, row)
}

// keyWords names a row: "Oct 2026, University, R-01, IR".
func (k optionalKind[T]) keyWords(n names, row T) string {
	var words []string
	if month, ok := k.when(row); ok {
		words = append(words, month.Short())
	}
	if k.site != nil {
		words = append(words, n.siteName(*k.site(&row)))
	}
	if label := k.label(n, row); label != "" {
		words = append(words, label)
	}
	return strings.Join(words, ", ")
}

// label names a row beside its month and site.
func (k optionalKind[T]) label(n names, row T) string {
	var words []string
	for _, column := range k.columns {
		if !column.isKey || column.field == FieldMonth || column.field == FieldSite {
			continue
		}
		if text := sayText(column.say(n, row)); text != "" {
			words = append(words, text)
		}
	}
	return strings.Join(words, ", ")
}

// values say what a row states: "12 minutes, 1 people".
func (k optionalKind[T]) values(n names, row T) string {
	var words []string
	for _, column := range k.columns {
		if column.isKey {
			continue
		}
		if text := sayText(column.say(n, row)); text != "" {
			words = append(words, strings.TrimSpace(column.says+" "+text))
		}
	}
	return strings.Join(words, ", ")
}
