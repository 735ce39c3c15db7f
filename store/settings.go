package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	c "caseload/store/caseload"
	"caseload/store/fault"
)

// setting is one row of settings as the history keeps it.
type setting struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Users returns every account by id.
func (s *Store) Users(ctx context.Context) ([]c.User, error) {
	rows, err := s.reader.QueryContext(ctx, `
		select id, name
		from users
		order by id`)
	users, err := collect(rows, err, func(scan func(...any) error) (user c.User, err error) {
		err = scan(&user.ID, &user.Name)
		return user, err
	})
	return users, s.explain("read users", err)
}

// Setting returns the value stored under the key, and whether there is one.
func (s *Store) Setting(ctx context.Context, key string) (value string, ok bool, err error) {
	one, err := readSetting(ctx, s.reader, key)
	if err != nil || one == nil {
		return "", false, s.explain("read setting", err)
	}
	return one.Value, true, nil
}

// SaveSetting stores a value under the key.
func (s *Store) SaveSetting(ctx context.Context, key, value string, by c.UserID) error {
	return s.SaveSettings(ctx, map[string]string{key: value}, by)
}

// SaveSettings stores values under their keys, as one revision: all of them, or none.
func (s *Store) SaveSettings(ctx context.Context, values map[string]string, by c.UserID) error {
	keys := slices.Sorted(maps.Keys(values))
	for _, key := range keys {
		if key == "" {
			return fault.New(fault.Invalid, "A setting needs a name.").WithCode("setting")
		}
		if err := atMost("A setting", values[key], 4000); err != nil {
			return err
		}
	}
	return s.edit(ctx, by, "save setting", "", func(w *work) error {
		var changed []string
		for _, key := range keys {
			stored, err := readSetting(ctx, w.tx, key)
			if err != nil {
				return err
			}
			if stored == nil || stored.Value != values[key] {
				changed = append(changed, key)
			}
		}
		w.info.Reason = clip("Setting "+settingWords(changed...), 2000)
		for _, key := range changed {
			_, err := put(ctx, w, settingRows(), key, setting{Key: key, Value: values[key]})
			if isConstraintViolation(err) {
				return fault.New(fault.Invalid, "%q is not a value of the setting %s.", values[key], key).WithCode("setting")
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// settingWords writes keys for people to read.
func settingWords(keys ...string) string {
	return strings.ReplaceAll(strings.Join(keys, ", "), "_", " ")
}

func settingRows() rowsOf[setting] {
	return rowsOf[setting]{
		name: c.ChangeSetting,
		load: func(ctx context.Context, tx *transaction, key string) (*setting, error) {
			return readSetting(ctx, tx, key)
		},
		save: func(ctx context.Context, tx *transaction, one setting) (string, error) {
			_, err := tx.ExecContext(ctx, `
				insert into settings (key, value)
				values ($1, $2)
				on conflict (key) do update
				set value = excluded.value`, one.Key, one.Value)
			return one.Key, err
		},
		drop: func(ctx context.Context, tx *transaction, key string) error {
			_, err := tx.ExecContext(ctx, `
				delete from settings
				where key = $1`, key)
			return err
		},
		tell: func(key string, _ names) string { return "the setting " + settingWords(key) },
	}
}

func readSetting(ctx context.Context, db queryer, key string) (*setting, error) {
	rows, err := db.QueryContext(ctx, `
		select key, value
		from settings
		where key = $1`, key)
	return only(collect(rows, err, func(scan func(...any) error) (one setting, err error) {
		err = scan(&one.Key, &one.Value)
		return one, err
	}))
}

// Answers returns what was answered once about a source's files, by question.
func (s *Store) Answers(ctx context.Context, source string) (map[string]string, error) {
	rows, err := s.reader.QueryContext(ctx, `
		select question, answer
		from answers
		where source = $1`, source)
	answers := map[string]string{}
	_, err = collect(rows, err, func(scan func(...any) error) (struct{}, error) {
		var question, answer string
		err := scan(&question, &answer)
		answers[question] = answer
		return struct{}{}, err
	})
	if err != nil {
		return nil, s.explain("read answers", err)
	}
	return answers, nil
}

// SaveAnswers remembers answers about a source's files beside those already there; an empty answer
// forgets the question. It makes no revision: an answer changes no number until a file is committed.
func (s *Store) SaveAnswers(ctx context.Context, source string, answers map[string]string, by c.UserID) error {
	_, err := s.write(ctx, "save answers", by, func(w *work) error {
		for _, question := range slices.Sorted(maps.Keys(answers)) {
			if err := w.answer(ctx, source, question, answers[question]); err != nil {
				return err
			}
		}
		return w.audit(ctx, "save answers", source, fmt.Sprintf("%d answers", len(answers)))
	})
	return err
}

func (w *work) answer(ctx context.Context, source, question, answer string) error {
	var err error
	if answer == "" {
		_, err = w.tx.ExecContext(ctx, `
			delete from answers
			where source = $1
			and question = $2`, source, question)
	} else {
		_, err = w.tx.ExecContext(ctx, `
			insert into answers (source, question, answer, by_user, at)
			values ($1, $2, $3, $4, $5)
			on conflict (source, question) do update
			set answer = excluded.answer,
			    by_user = excluded.by_user,
			    at = excluded.at`, source, question, answer, w.info.By, w.at)
	}
	switch {
	case isForeignKeyViolation(err):
		return fault.New(fault.Invalid, "There is no user %q.", w.info.By).WithCode("unknown_user")
	case isConstraintViolation(err):
		return fault.New(fault.Invalid, "The answer to %q is empty or too long to be remembered.", clip(question, 100)).WithCode("long_text")
	case err != nil:
		return fmt.Errorf("remember an answer about %q: %w", source, err)
	}
	return nil
}
