package store

import (
	"context"
	"fmt"
	"strings"

	c "caseload/store/caseload"
	"caseload/store/fault"
)

// Annotations returns every annotation by month and id.
func (s *Store) Annotations(ctx context.Context) ([]c.Annotation, error) {
	annotations, err := readAnnotations(ctx, s.reader, 0)
	return annotations, s.explain("read annotations", err)
}

// AddAnnotation stores a new annotation and returns it with its id and instant; a.By is its author.
func (s *Store) AddAnnotation(ctx context.Context, a c.Annotation) (c.Annotation, error) {
	a.Text = strings.TrimSpace(a.Text)
	if a.Text == "" {
		return a, fault.New(fault.Invalid, "An annotation needs a text.").WithCode("annotation")
	}
	if err := atMost("An annotation", a.Text, 2000); err != nil {
		return a, err
	}
	a.Measure = c.CleanName(a.Measure)
	err := s.edit(ctx, a.By, "add annotation", "Annotation: "+clip(a.Text, 200), func(w *work) error {
		a.ID, a.At, a.By = 0, w.at, w.info.By
		key, err := put(ctx, w, annotationRows(), "", a)
		switch {
		case isForeignKeyViolation(err):
			return fault.New(fault.NotFound, "The annotation names a site, group, procedure or user that does not exist.").WithCode("annotation")
		case isConstraintViolation(err):
			return fault.New(fault.Invalid, "An annotation concerns everything, or one group, one procedure or one measure.").WithCode("annotation")
		case err != nil:
			return err
		}
		a.ID, err = numericKey(key)
		return err
	})
	return a, err
}

// DeleteAnnotation removes an annotation; the history keeps it.
func (s *Store) DeleteAnnotation(ctx context.Context, id int64, by c.UserID) error {
	return s.edit(ctx, by, "delete annotation", fmt.Sprintf("Annotation %d removed", id), func(w *work) error {
		found, err := drop(ctx, w, annotationRows(), idKey(id))
		if err == nil && !found {
			return fault.New(fault.NotFound, "There is no annotation with the number %d.", id).WithCode("unknown_annotation")
		}
		return err
	})
}

func annotationRows() rowsOf[c.Annotation] {
	return rowsOf[c.Annotation]{
		name: c.ChangeAnnotation,
		load: func(ctx context.Context, tx *transaction, key string) (*c.Annotation, error) {
			id, err := numericKey(key)
			if err != nil {
				return nil, err
			}
			return only(readAnnotations(ctx, tx, id))
		},
		save: func(ctx context.Context, tx *transaction, a c.Annotation) (string, error) {
			var id int64
			err := tx.QueryRowContext(ctx, `
				insert into annotations (id, month, site, group_id, procedure, measure, role, text, by_user, at)
				values (nullif($1, 0), $2, nullif($3, 0), nullif($4, 0), nullif($5, 0), $6, $7, $8, $9, $10)
				on conflict (id) do update
				set month = excluded.month,
				    site = excluded.site,
				    group_id = excluded.group_id,
				    procedure = excluded.procedure,
				    measure = excluded.measure,
				    role = excluded.role,
				    text = excluded.text,
				    by_user = excluded.by_user,
				    at = excluded.at
				returning id`,
				a.ID, a.Month.String(), a.Site, a.Group, a.Procedure, a.Measure, a.Role, a.Text, a.By, a.At).Scan(&id)
			return idKey(id), err
		},
		drop: func(ctx context.Context, tx *transaction, key string) error {
			_, err := tx.ExecContext(ctx, `
				delete from annotations
				where id = $1`, key)
			return err
		},
		tell: func(key string, _ names) string { return "the annotation " + key },
	}
}

func readAnnotations(ctx context.Context, db queryer, id int64) ([]c.Annotation, error) {
	rows, err := db.QueryContext(ctx, `
		select id, month, coalesce(site, 0), coalesce(group_id, 0), coalesce(procedure, 0), measure, role, text, by_user, at
		from annotations
		where $1 in (0, id)
		order by month, id`, id)
	annotations, err := collect(rows, err, func(scan func(...any) error) (a c.Annotation, err error) {
		err = scan(&a.ID, scanMonth(&a.Month), &a.Site, &a.Group, &a.Procedure, &a.Measure, &a.Role, &a.Text, &a.By, &a.At)
		return a, err
	})
	if err != nil {
		return nil, fmt.Errorf("read annotations: %w", err)
	}
	return annotations, nil
}
