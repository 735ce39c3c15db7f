package store

import (
	"context"
	"fmt"

	c "caseload/store/caseload"
	"caseload/store/fault"
)

// Scenarios returns every what-if by id; who may see which is for the caller to say.
func (s *Store) Scenarios(ctx context.Context) ([]c.Scenario, error) {
	scenarios, err := readScenarios(ctx, s.reader, 0)
	return scenarios, s.explain("read scenarios", err)
}

// SaveScenario stores a what-if and returns it with its id and instant; scenario.Owner is its author. ID 0 adds
// one; else only the owner changes it. It makes no revision: a what-if changes no number.
func (s *Store) SaveScenario(ctx context.Context, scenario c.Scenario) (c.Scenario, error) {
	name, err := cleanName("scenario", scenario.Name)
	if err != nil {
		return scenario, err
	}
	scenario.Name = name
	if err := atMost("A scenario", scenario.Query, 16000); err != nil {
		return scenario, err
	}
	_, err = s.write(ctx, "save scenario", scenario.Owner, func(w *work) error {
		scenario.Owner, scenario.At = w.info.By, w.at
		if scenario.ID != 0 {
			if err := w.mustOwn(ctx, scenario.ID); err != nil {
				return err
			}
		}
		err := w.tx.QueryRowContext(ctx, `
			insert into scenarios (id, name, name_key, query, owner, shared, at)
			values (nullif($1, 0), $2, $3, $4, $5, $6, $7)
			on conflict (id) do update
			set name = excluded.name,
			    name_key = excluded.name_key,
			    query = excluded.query,
			    shared = excluded.shared,
			    at = excluded.at
			returning id`,
			scenario.ID, scenario.Name, c.NameKey(scenario.Name), scenario.Query, scenario.Owner, flag(scenario.Shared), scenario.At).Scan(&scenario.ID)
		switch {
		case isForeignKeyViolation(err):
			return fault.New(fault.Invalid, "There is no user %q.", scenario.Owner).WithCode("unknown_user")
		case isUniqueViolation(err):
			return fault.New(fault.Conflict, "You already have a scenario called %q.", scenario.Name).WithCode("name_taken")
		case err != nil:
			return fmt.Errorf("write scenario: %w", err)
		}
		return w.audit(ctx, "save scenario", scenario.Name, "")
	})
	return scenario, err
}

// DeleteScenario removes a what-if of its owner.
func (s *Store) DeleteScenario(ctx context.Context, id int64, by c.UserID) error {
	_, err := s.write(ctx, "delete scenario", by, func(w *work) error {
		if err := w.mustOwn(ctx, id); err != nil {
			return err
		}
		if _, err := w.tx.ExecContext(ctx, `
			delete from scenarios
			where id = $1`, id); err != nil {
			return fmt.Errorf("delete scenario %d: %w", id, err)
		}
		return w.audit(ctx, "delete scenario", fmt.Sprintf("scenario %d", id), "")
	})
	return err
}

// mustOwn refuses a scenario of somebody else in the words for one that does not exist.
func (w *work) mustOwn(ctx context.Context, id int64) error {
	var found []c.Scenario
	var err error
	if id > 0 {
		if found, err = readScenarios(ctx, w.tx, id); err != nil {
			return err
		}
	}
	if len(found) == 0 || found[0].Owner != w.info.By {
		return fault.New(fault.NotFound, "You have no scenario with the number %d.", id).WithCode("unknown_scenario")
	}
	return nil
}

func readScenarios(ctx context.Context, db queryer, id int64) ([]c.Scenario, error) {
	rows, err := db.QueryContext(ctx, `
		select id, name, query, owner, shared, at
		from scenarios
		where $1 in (0, id)
		order by id`, id)
	scenarios, err := collect(rows, err, func(scan func(...any) error) (one c.Scenario, err error) {
		err = scan(&one.ID, &one.Name, &one.Query, &one.Owner, &one.Shared, &one.At)
		return one, err
	})
	if err != nil {
		return nil, fmt.Errorf("read scenarios: %w", err)
	}
	return scenarios, nil
}
