package insight

import "context"

// Overview answers "how do we stand?" for the view.
func (s *Service) Overview(ctx context.Context, v View) (Overview, error) { return Overview{}, nil }

// Volume answers "how many, by month?".
func (s *Service) Volume(ctx context.Context, v View) (Volume, error) { return Volume{}, nil }

// DataStatus answers "which files have come?".
func (s *Service) DataStatus(ctx context.Context, v View) (DataStatus, error) {
	return DataStatus{}, nil
}

// Brief answers "what do I hand to the chair?".
func (s *Service) Brief(ctx context.Context, v View) (Brief, error) { return Brief{}, nil }

// Trace answers "where does this number come from?".
func (s *Service) Trace(ctx context.Context, q TraceQuery) (Trace, error) { return Trace{}, nil }

// Scope answers what the header of a page without figures of its own says.
func (s *Service) Scope(ctx context.Context, v View) (Scope, error) { return Scope{}, nil }

// CopyText returns the brief in sentences.
func (b Brief) CopyText() string { return b.text }
