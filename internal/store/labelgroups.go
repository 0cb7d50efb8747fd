package store

import (
	"context"
	"database/sql"
	"errors"

	"tradeoff/internal/tradeoff"
)

// insertLabelGroups creates the label groups that have no id yet. It does not change
// the caller's groups, which are only updated after the transaction.
func insertLabelGroups(ctx context.Context, tx *sql.Tx, runs []*encodedRun) error {
	made := make(map[*tradeoff.LabelGroup]*tradeoff.LabelGroup)
	for _, e := range runs {
		wanted := e.run.LabelGroup
		if wanted == nil || wanted.ID != 0 {
			continue
		}
		if made[wanted] == nil {
			name, err := groupName(wanted.Name)
			if err != nil {
				return err
			}
			id, err := nextID(ctx, tx, "label_groups")
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO label_groups (id, name) VALUES (?, ?)`, id, name); err != nil {
				return err
			}
			made[wanted] = &tradeoff.LabelGroup{ID: id, Name: name}
		}
		e.run.LabelGroup = made[wanted]
	}
	return nil
}

// groupName cleans the name of a label group. Its error is Invalid.
func groupName(name string) (string, error) {
	name, err := cleaned("name of the labels", name, maxName)
	if err == nil && name == "" {
		err = invalid("the labels have no name", "Give the upload one.")
	}
	return name, err
}

// LabelGroup returns the group of the given id with its runs in the order in which
// they were stored. Its errors are NotFound, and Deleted if all of them are in the trash.
func (s *Store) LabelGroup(ctx context.Context, id int64) (group tradeoff.LabelGroup, list []RunSummary, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		runs, err := queryRuns(ctx, tx, `WHERE r.label_group_id = ? AND r.deleted_at IS NULL ORDER BY r.id`, id)
		if err != nil {
			return err
		}
		if len(runs) == 0 {
			var name string
			err := tx.QueryRowContext(ctx, `SELECT name FROM label_groups WHERE id = ?`, id).Scan(&name)
			if err == nil {
				return tradeoff.Errorf(tradeoff.Deleted, "all runs of the label group %d (%q) are in the trash", id, name).
					WithHint("Restore them first.")
			} else if !errors.Is(err, sql.ErrNoRows) {
				return err
			}
			return tradeoff.Errorf(tradeoff.NotFound, "there is no label group %d", id)
		}
		group = *runs[0].LabelGroup
		list, err = withMetrics(ctx, tx, runs)
		return err
	})
	return group, list, err
}
