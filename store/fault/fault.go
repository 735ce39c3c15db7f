// Package fault holds the errors that a person can act on. Their text is written
// for that person and may be shown as it stands; every other error is a defect or
// a failure of the machine, and is shown only as "Something went wrong" with a
// code that the log repeats.
package fault

import (
	"errors"
	"fmt"
)

// Kind says what the person can do about a fault. The edge maps it to a status or an exit code.
type Kind int

const (
	// Invalid is an input that has to be corrected.
	Invalid Kind = iota + 1
	// NotFound is a thing that does not exist, or that the person may not see.
	NotFound
	// Conflict is a change that somebody else's change has overtaken.
	Conflict
	// Refused is an input that is understood and will never be taken, such as a file with patient identifiers.
	Refused
	// TooLarge is an input beyond a stated limit.
	TooLarge
	// Unavailable is a store that cannot write just now.
	Unavailable
)

// Fault is an error whose Message is a sentence for the person who caused it.
type Fault struct {
	Kind    Kind
	Code    string // a short, stable word such as "closed_month"; empty when nobody branches on it
	Message string
	Details []string // the cells, rows or choices that the message speaks of
}

// Error returns the sentence.
func (f *Fault) Error() string { return f.Message }

// New returns a fault with a sentence, formatted as by fmt.Sprintf.
func New(kind Kind, format string, args ...any) *Fault {
	return &Fault{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

// WithCode returns the fault with a code that callers can branch on.
func (f *Fault) WithCode(code string) *Fault {
	f.Code = code
	return f
}

// WithDetails returns the fault with the items it speaks of.
func (f *Fault) WithDetails(details ...string) *Fault {
	f.Details = details
	return f
}

// As returns the fault in err's chain, if there is one.
func As(err error) (*Fault, bool) {
	var f *Fault
	ok := errors.As(err, &f)
	return f, ok
}

// Is reports whether err carries a fault of the kind.
func Is(err error, kind Kind) bool {
	f, ok := As(err)
	return ok && f.Kind == kind
}
