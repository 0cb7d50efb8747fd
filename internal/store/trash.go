package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// DeleteRun moves a run to the trash. [Store.RestoreRun] restores it until [Store.Purge]
// deletes it permanently. Damaged runs can be deleted too.
//
// Its errors are NotFound, Deleted if it is in the trash already, and PreconditionFailed
// if its version is not that of [tradeoff.IfVersion].
func (s *Store) DeleteRun(ctx context.Context, id int64, opts ...tradeoff.ChangeOption) error {
	err := s.write(ctx, func(tx *sql.Tx, log *audit) error {
		t := tradeoff.Trashed{Object: tradeoff.RunObject, ID: id}
		var version int64
		const query = `SELECT name, experiment_id, version FROM runs WHERE id = ? AND deleted_at IS NULL`
		err := tx.QueryRowContext(ctx, query, id).Scan(&t.Name, &t.ExperimentID, &version)
		if errors.Is(err, sql.ErrNoRows) {
			return missing(ctx, tx, tradeoff.RunObject, id, noRun(id))
		} else if err != nil {
			return err
		}
		if err := checkVersion(tradeoff.ChangeWith(opts...), t.Object, id, t.Name, version, nil, nil); err != nil {
			return err
		}
		return trashRun(ctx, tx, log, t)
	})
	if err == nil {
		s.forget(id)
	}
	return err
}

// trashRun moves the run t to the trash: alone, with its experiment, or because the run
// ReplacedBy replaced it.
func trashRun(ctx context.Context, tx *sql.Tx, log *audit, t tradeoff.Trashed) error {
	t.DeletedAt, t.DeletedBy = log.now, log.actor.Who
	_, err := tx.ExecContext(ctx, `
		UPDATE runs SET deleted_at = ?2, deleted_by = ?3, deleted_with_experiment = ?4, trash_checksum = ?5,
			version = version + 1
		WHERE id = ?1`, t.ID, t.DeletedAt.UnixMilli(), t.DeletedBy, t.WithExperiment, trashChecksum(t))
	if err != nil {
		return err
	}
	if t.ReplacedBy != 0 {
		return log.add(ctx, tradeoff.ReplaceAction, t.Object, t.ID, t.Name, fields{"deleted_at": nil},
			fields{"deleted_at": t.DeletedAt, "replaced_by": t.ReplacedBy})
	}
	after := fields{"deleted_at": t.DeletedAt}
	if t.WithExperiment {
		after["with_experiment"] = true
	}
	return log.add(ctx, tradeoff.DeleteAction, t.Object, t.ID, t.Name, fields{"deleted_at": nil}, after)
}

// DeleteExperiment moves an experiment to the trash, together with its runs that are not
// there yet. Its decisions stay readable. Its errors are those of [Store.DeleteRun].
func (s *Store) DeleteExperiment(ctx context.Context, id int64, opts ...tradeoff.ChangeOption) error {
	err := s.write(ctx, func(tx *sql.Tx, log *audit) error {
		t := tradeoff.Trashed{Object: tradeoff.ExperimentObject, ID: id, DeletedAt: log.now, DeletedBy: log.actor.Who}
		var version int64
		const query = `SELECT name, version FROM experiments WHERE id = ? AND deleted_at IS NULL`
		err := tx.QueryRowContext(ctx, query, id).Scan(&t.Name, &version)
		if errors.Is(err, sql.ErrNoRows) {
			return missing(ctx, tx, tradeoff.ExperimentObject, id, noExperiment(id))
		} else if err != nil {
			return err
		}
		if err := checkVersion(tradeoff.ChangeWith(opts...), t.Object, id, t.Name, version, nil, nil); err != nil {
			return err
		}
		runs, err := namesOfRuns(ctx, tx, `experiment_id = ? AND deleted_at IS NULL`, id)
		if err != nil {
			return err
		}
		for _, run := range runs {
			run.WithExperiment = true
			if err := trashRun(ctx, tx, log, run); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `
			UPDATE experiments SET deleted_at = ?2, deleted_by = ?3, trash_checksum = ?4, version = version + 1 WHERE id = ?1`,
			id, t.DeletedAt.UnixMilli(), t.DeletedBy, trashChecksum(t))
		if err != nil {
			return err
		}
		return log.add(ctx, tradeoff.DeleteAction, t.Object, id, t.Name, fields{"deleted_at": nil},
			fields{"deleted_at": t.DeletedAt, "runs": len(runs)})
	})
	if err == nil {
		s.forgetAll()
	}
	return err
}

// namesOfRuns returns the ids and names of the runs that match a condition. Their other
// columns may be damaged.
func namesOfRuns(ctx context.Context, tx *sql.Tx, condition string, args ...any) (list []tradeoff.Trashed, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT id, name, experiment_id FROM runs WHERE `+condition+` ORDER BY id`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		t := tradeoff.Trashed{Object: tradeoff.RunObject}
		if err := rows.Scan(&t.ID, &t.Name, &t.ExperimentID); err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, rows.Err()
}

// RestoreRun restores a run from the trash. After a replaced run is restored, its id no
// longer redirects to its successor, and it is in no label group, because the successor
// has its position there. A run that is not in the trash is returned unchanged, so that a
// request can be repeated.
//
// Its errors are NotFound, Conflict if the experiment is in the trash too or now has runs
// of another task, and Internal for damage.
func (s *Store) RestoreRun(ctx context.Context, id int64) (run tradeoff.Run, err error) {
	err = s.write(ctx, func(tx *sql.Tx, log *audit) error {
		t, err := loadTrashed(ctx, tx, tradeoff.RunObject, id)
		if errors.Is(err, sql.ErrNoRows) {
			run, err = loadRun(ctx, tx, id)
			return err
		} else if err != nil {
			return err
		}
		if t.Damaged {
			return damagedRun(id, "place in the trash", nil)
		}
		if err := experimentIsThere(ctx, tx, t); err != nil {
			return err
		}
		if err := untrashRun(ctx, tx, log, t); err != nil {
			return err
		}
		if run, err = loadRun(ctx, tx, id); err != nil {
			return err
		}
		if t.ReplacedBy != 0 && run.LabelGroup != nil {
			run.LabelGroup = nil
			text, err := storedText(ctx, tx, &run)
			if err != nil {
				return err
			}
			values := withRunChecksum(&run, text)
			const query = `UPDATE runs SET label_group_id = NULL, checksum = ? WHERE id = ?`
			_, err = tx.ExecContext(ctx, query, values[len(values)-1], id)
			if err != nil {
				return err
			}
		}
		return oneTask(ctx, tx, &run)
	})
	return run, err
}

// experimentIsThere returns an error for restoring a run whose experiment is in the trash.
func experimentIsThere(ctx context.Context, tx *sql.Tx, run tradeoff.Trashed) error {
	e, err := loadTrashed(ctx, tx, tradeoff.ExperimentObject, run.ExperimentID)
	if errors.Is(err, sql.ErrNoRows) {
		var purged bool
		const query = `SELECT purged_at IS NOT NULL FROM experiments WHERE id = ?`
		if err := tx.QueryRowContext(ctx, query, run.ExperimentID).Scan(&purged); err != nil || !purged {
			return err
		}
		return noExperiment(run.ExperimentID)
	} else if err != nil {
		return err
	}
	conflict := tradeoff.Errorf(tradeoff.Conflict, "run %d (%q) belongs to experiment %d (%q), which is in the trash too",
		run.ID, run.Name, e.ID, e.Name)
	conflict.Hint = "Restore the experiment first."
	if run.WithExperiment {
		conflict.Hint = "Restore the experiment: that restores the run too."
	}
	return conflict
}

// untrashRun moves a run out of the trash.
func untrashRun(ctx context.Context, tx *sql.Tx, log *audit, t tradeoff.Trashed) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE runs SET deleted_at = NULL, deleted_by = '', deleted_with_experiment = 0, trash_checksum = NULL,
			version = version + 1
		WHERE id = ?`, t.ID)
	if err != nil {
		return err
	}
	before, after := fields{"deleted_at": t.DeletedAt}, fields{"deleted_at": nil}
	if t.ReplacedBy != 0 {
		before["replaced_by"] = t.ReplacedBy
		if _, err := tx.ExecContext(ctx, `DELETE FROM replaced_runs WHERE id = ?`, t.ID); err != nil {
			return err
		}
	}
	return log.add(ctx, tradeoff.RestoreAction, t.Object, t.ID, t.Name, before, after)
}

// RestoreExperiment restores an experiment from the trash, together with the runs that
// were deleted with it, whose ids it returns; runs that were deleted before stay there.
// An experiment that is not in the trash is returned unchanged.
//
// Its errors are NotFound, and Internal for damage.
func (s *Store) RestoreExperiment(ctx context.Context, id int64) (e tradeoff.Experiment, runs []int64, err error) {
	err = s.write(ctx, func(tx *sql.Tx, log *audit) error {
		t, err := loadTrashed(ctx, tx, tradeoff.ExperimentObject, id)
		if errors.Is(err, sql.ErrNoRows) {
			e, err = loadExperiment(ctx, tx, id)
			return err
		} else if err != nil {
			return err
		}
		if t.Damaged {
			return damaged(nil, "experiment %d (its place in the trash)", id)
		}
		_, err = tx.ExecContext(ctx, `
			UPDATE experiments SET deleted_at = NULL, deleted_by = '', trash_checksum = NULL, version = version + 1
			WHERE id = ?`, id)
		if err != nil {
			return err
		}
		list, err := namesOfRuns(ctx, tx, `experiment_id = ? AND deleted_with_experiment = 1`, id)
		if err != nil {
			return err
		}
		for _, run := range list {
			run.DeletedAt = t.DeletedAt
			if err := untrashRun(ctx, tx, log, run); err != nil {
				return err
			}
			runs = append(runs, run.ID)
		}
		err = log.add(ctx, tradeoff.RestoreAction, t.Object, id, t.Name, fields{"deleted_at": t.DeletedAt},
			fields{"deleted_at": nil, "runs": len(runs)})
		if err != nil {
			return err
		}
		e, err = loadExperiment(ctx, tx, id)
		return err
	})
	return e, runs, err
}

// A TrashFilter selects a page of the trash.
type TrashFilter = source.TrashFilter

var trashSortings = []sorting{{"deleted_at", "r.deleted_at"}}

// Trash lists what is in the trash, most recently deleted first. Runs that were deleted
// with their experiment are not listed, but counted in its entry. next is the cursor of
// the next page, "" on the last one.
func (s *Store) Trash(ctx context.Context, filter TrashFilter) (list []tradeoff.Trashed, next string, err error) {
	by, err := newPager("-deleted_at", filter.Cursor, filter.Limit, trashSortings)
	if err != nil {
		return nil, "", err
	}
	tail, args := by.tail("true")
	query := fmt.Sprintf(`SELECT %s FROM (%s UNION ALL %s AND x.deleted_with_experiment = 0) r %s`,
		trashedColumns, trashedExperiments, trashedRuns, tail)
	rows, err := s.reader.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, "", s.hint(err)
	}
	defer rows.Close()
	for rows.Next() {
		var t tradeoff.Trashed
		if err := scanTrashed(rows, &t); err != nil {
			return nil, "", s.hint(err)
		}
		if next = by.next(len(list)); next != "" {
			break
		}
		id := 2 * t.ID
		if t.Object == tradeoff.RunObject {
			id++
		}
		by.passed(t.DeletedAt.UnixMilli(), id)
		list = append(list, t)
	}
	return list, next, s.hint(rows.Err())
}
