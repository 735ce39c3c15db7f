package store

import (
	"context"
	"fmt"

	c "caseload/store/caseload"
	"caseload/store/fault"
)

// Procedures returns every procedure by id.
func (s *Store) Procedures(ctx context.Context) ([]c.Procedure, error) {
	procedures, err := readProcedures(ctx, s.reader, 0)
	return procedures, s.explain("read procedures", err)
}

// Groups returns every procedure group in the order of the page.
func (s *Store) Groups(ctx context.Context) ([]c.Group, error) {
	groups, err := readGroups(ctx, s.reader, 0)
	return groups, s.explain("read groups", err)
}

// SaveGroup changes a group, or adds one when its ID is 0, and returns its id.
func (s *Store) SaveGroup(ctx context.Context, g c.Group, by c.UserID) (c.GroupID, error) {
	name, err := cleanName("group", g.Name)
	if err != nil {
		return 0, err
	}
	g.Name = name
	err = s.edit(ctx, by, "save group", "Group "+g.Name, func(w *work) error {
		if g.ID != 0 {
			if err := w.mustExist(ctx, groupRows(), idKey(g.ID), "group"); err != nil {
				return err
			}
		}
		key, err := put(ctx, w, groupRows(), idKey(g.ID), g)
		if err != nil {
			return nameTaken("group", g.Name, err)
		}
		id, err := numericKey(key)
		g.ID = c.GroupID(id)
		return err
	})
	if err != nil {
		return 0, err
	}
	return g.ID, nil
}

// SetProcedureGroups moves procedures into groups, as one revision.
func (s *Store) SetProcedureGroups(ctx context.Context, groups map[c.ProcedureID]c.GroupID, by c.UserID) error {
	return s.edit(ctx, by, "set procedure groups", "Procedure groups", func(w *work) error {
		procedures, err := readProcedures(ctx, w.tx, 0)
		if err != nil {
			return err
		}
		known := map[c.ProcedureID]bool{}
		for _, procedure := range procedures {
			known[procedure.ID] = true
			group, ok := groups[procedure.ID]
			if !ok || group == procedure.Group {
				continue
			}
			procedure.Group = group
			_, err := put(ctx, w, procedureRows(), idKey(procedure.ID), procedure)
			if isForeignKeyViolation(err) {
				return fault.New(fault.NotFound, "There is no group with the number %d.", group).WithCode("unknown_group")
			}
			if err != nil {
				return err
			}
		}
		for id := range groups {
			if !known[id] {
				return fault.New(fault.NotFound, "There is no procedure with the number %d.", id).WithCode("unknown_procedure")
			}
		}
		return nil
	})
}

func procedureRows() rowsOf[c.Procedure] {
	return rowsOf[c.Procedure]{
		name: c.ChangeProcedure,
		load: func(ctx context.Context, tx *transaction, key string) (*c.Procedure, error) {
			id, err := numericKey(key)
			if err != nil {
				return nil, err
			}
			return only(readProcedures(ctx, tx, c.ProcedureID(id)))
		},
		save: func(ctx context.Context, tx *transaction, procedure c.Procedure) (string, error) {
			var id c.ProcedureID
			err := tx.QueryRowContext(ctx, `
				insert into procedures (id, name, name_key, group_id)
				values (nullif($1, 0), $2, $3, $4)
				on conflict (id) do update
				set name = excluded.name,
				    name_key = excluded.name_key,
				    group_id = excluded.group_id
				returning id`,
				procedure.ID, procedure.Name, c.NameKey(procedure.Name), procedure.Group).Scan(&id)
			return idKey(id), err
		},
		drop: func(ctx context.Context, tx *transaction, key string) error {
			_, err := tx.ExecContext(ctx, `
				delete from procedures
				where id = $1`, key)
			return err
		},
		tell: func(key string, names names) string {
			id, _ := numericKey(key)
			return "the procedure " + names.procedure(c.ProcedureID(id))
		},
	}
}

// readProcedures returns the procedure with the id, or all by id when it is 0.
func readProcedures(ctx context.Context, db queryer, id c.ProcedureID) ([]c.Procedure, error) {
	rows, err := db.QueryContext(ctx, `
		select id, name, group_id
		from procedures
		where $1 in (0, id)
		order by id`, id)
	procedures, err := collect(rows, err, func(scan func(...any) error) (procedure c.Procedure, err error) {
		err = scan(&procedure.ID, &procedure.Name, &procedure.Group)
		return procedure, err
	})
	if err != nil {
		return nil, fmt.Errorf("read procedures: %w", err)
	}
	return procedures, nil
}

func groupRows() rowsOf[c.Group] {
	return rowsOf[c.Group]{
		name: c.ChangeGroup,
		load: func(ctx context.Context, tx *transaction, key string) (*c.Group, error) {
			id, err := numericKey(key)
			if err != nil {
				return nil, err
			}
			return only(readGroups(ctx, tx, c.GroupID(id)))
		},
		save: func(ctx context.Context, tx *transaction, group c.Group) (string, error) {
			var id c.GroupID
			err := tx.QueryRowContext(ctx, `
				insert into groups (id, name, name_key, position)
				values (nullif($1, 0), $2, $3, $4)
				on conflict (id) do update
				set name = excluded.name,
				    name_key = excluded.name_key,
				    position = excluded.position
				returning id`,
				group.ID, group.Name, c.NameKey(group.Name), group.Position).Scan(&id)
			return idKey(id), err
		},
		drop: func(ctx context.Context, tx *transaction, key string) error {
			_, err := tx.ExecContext(ctx, `
				delete from groups
				where id = $1`, key)
			return err
		},
		tell: func(key string, _ names) string { return "the procedure group " + key },
	}
}

// readGroups returns the group with the id, or all in the page's order when it is 0.
func readGroups(ctx context.Context, db queryer, id c.GroupID) ([]c.Group, error) {
	rows, err := db.QueryContext(ctx, `
		select id, name, position
		from groups
		where $1 in (0, id)
		order by position, id`, id)
	groups, err := collect(rows, err, func(scan func(...any) error) (group c.Group, err error) {
		err = scan(&group.ID, &group.Name, &group.Position)
		return group, err
	})
	if err != nil {
		return nil, fmt.Errorf("read groups: %w", err)
	}
	return groups, nil
}
