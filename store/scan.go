package store

import (
	"database/sql"
	"fmt"

	"caseload/store/calendar"
)

// monthScanner reads the month text of a column. It remembers the last text, since
// thousands of rows in a row share a month.
type monthScanner struct {
	into *calendar.Month
	text string
}

func scanMonth(into *calendar.Month) *monthScanner { return &monthScanner{into: into} }

// Scan implements sql.Scanner.
func (s *monthScanner) Scan(value any) error {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("month column holds %T", value)
	}
	if text == s.text {
		return nil
	}
	month, err := calendar.ParseMonth(text)
	if err != nil {
		return err
	}
	s.text, *s.into = text, month
	return nil
}

// optionalScanner reads text that may be null into a pointer.
type optionalScanner[T any] struct {
	into  **T
	parse func(string) (T, error)
}

// Scan implements sql.Scanner.
func (s optionalScanner[T]) Scan(value any) error {
	if value == nil {
		*s.into = nil
		return nil
	}
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("text column holds %T", value)
	}
	parsed, err := s.parse(text)
	if err != nil {
		return err
	}
	*s.into = &parsed
	return nil
}

func scanOptionalMonth(into **calendar.Month) sql.Scanner {
	return optionalScanner[calendar.Month]{into, calendar.ParseMonth}
}

func scanOptionalDate(into **calendar.Date) sql.Scanner {
	return optionalScanner[calendar.Date]{into, calendar.ParseDate}
}

// dateScanner reads the day text of a column.
type dateScanner struct{ into *calendar.Date }

func scanDate(into *calendar.Date) sql.Scanner { return dateScanner{into} }

// Scan implements sql.Scanner.
func (s dateScanner) Scan(value any) error {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("day column holds %T", value)
	}
	day, err := calendar.ParseDate(text)
	if err == nil {
		*s.into = day
	}
	return err
}

// optionalText gives a month or day to the database, and null for none.
func optionalText[T fmt.Stringer](value *T) any {
	if value == nil {
		return nil
	}
	return (*value).String()
}
