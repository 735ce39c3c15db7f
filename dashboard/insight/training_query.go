package insight

import (
	"net/url"
	"strings"

	"caseload/store/calendar"
)

// TrainingQuery asks about training. Like and From choose the one more trainee; Year is any month of the year shown.
type TrainingQuery struct {
	View View
	Year *calendar.Month
	Like string
	From *calendar.Month

	// Named says that the reader may see individual training figures. It comes from rights, never from an address.
	Named bool
}

// ParseTraining reads what TrainingQuery.URL wrote.
func ParseTraining(q Query) (TrainingQuery, error) {
	v, err := ParseView(q)
	if err != nil {
		return TrainingQuery{}, err
	}
	t := TrainingQuery{View: v.Shared(), Like: strings.TrimSpace(q.Get("like"))}
	if t.Year, err = parseMonth(q, "training_year"); err != nil {
		return TrainingQuery{}, err
	}
	t.From, err = parseMonth(q, "start")
	return t, err
}

// Query returns the part of the address that reproduces the question.
func (t TrainingQuery) Query() string {
	var parts []string
	if view := t.View.Shared().Query(); view != "" {
		parts = append(parts, view)
	}
	if t.Year != nil {
		parts = append(parts, "training_year="+t.Year.String())
	}
	if t.Like != "" {
		parts = append(parts, "like="+url.QueryEscape(t.Like))
	}
	if t.From != nil {
		parts = append(parts, "start="+t.From.String())
	}
	return strings.Join(parts, "&")
}

// URL returns the page's address with the question.
func (t TrainingQuery) URL(path string) string {
	if query := t.Query(); query != "" {
		return path + "?" + query
	}
	return path
}

// WithYear returns the question about the training year that begins with the month.
func (t TrainingQuery) WithYear(first calendar.Month) TrainingQuery {
	t.Year = &first
	return t
}
