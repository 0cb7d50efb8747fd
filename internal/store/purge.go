package store

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"time"

	"tradeoff/internal/tradeoff"
)

// A Purged counts what was deleted permanently.
type Purged struct {
	Experiments, Runs int // Runs includes those of the experiments
}

// PurgeRun permanently deletes a run that is in the trash. Decisions about it stay. Its
// errors are NotFound, and Conflict if the run is not in the trash.
func (s *Store) PurgeRun(ctx context.Context, id int64) error {
	_, err := s.purge(ctx, tradeoff.RunObject, id, nil)
	return err
}

// PurgeExperiment permanently deletes an experiment that is in the trash, with all of its
// runs. Its decisions stay, and for them [Store.AnyExperiment] still returns it, but it
// can't be restored. Its errors are those of [Store.PurgeRun].
func (s *Store) PurgeExperiment(ctx context.Context, id int64) error {
	_, err := s.purge(ctx, tradeoff.ExperimentObject, id, nil)
	return err
}

// Purge permanently deletes everything that was moved to the trash before the given time,
// each thing in its own transaction: an error does not undo earlier deletions. Damaged
// entries stay until they are purged one by one, because their time can't be trusted.
func (s *Store) Purge(ctx context.Context, before time.Time) (total Purged, err error) {
	ids := make(map[tradeoff.Object][]int64)
	err = s.read(ctx, func(tx *sql.Tx) (err error) {
		for object, query := range map[tradeoff.Object]string{
			tradeoff.ExperimentObject: `SELECT id FROM experiments WHERE deleted_at < ? AND purged_at IS NULL ORDER BY id`,
			tradeoff.RunObject:        `SELECT id FROM runs WHERE deleted_at < ? AND deleted_with_experiment = 0 ORDER BY id`,
		} {
			if ids[object], err = queryIDs(ctx, tx, query, before.UnixMilli()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return total, err
	}
	due := func(t tradeoff.Trashed) bool { return !t.Damaged && t.DeletedAt.Before(before) }
	for _, object := range []tradeoff.Object{tradeoff.ExperimentObject, tradeoff.RunObject} {
		for _, id := range ids[object] {
			done, err := s.purge(ctx, object, id, due)
			if err != nil {
				return total, err
			}
			total.Experiments += done.Experiments
			total.Runs += done.Runs
		}
	}
	return total, nil
}

// purge permanently deletes a thing that is in the trash, unless due returns false for
// it. If due is not nil, it is not an error if the thing is no longer in the trash.
func (s *Store) purge(
	ctx context.Context, object tradeoff.Object, id int64, due func(tradeoff.Trashed) bool,
) (done Purged, err error) {
	err = s.write(ctx, func(tx *sql.Tx, log *audit) error {
		t, err := loadTrashed(ctx, tx, object, id)
		switch {
		case errors.Is(err, sql.ErrNoRows) && due != nil:
			return nil
		case errors.Is(err, sql.ErrNoRows):
			return notInTrash(ctx, tx, object, id)
		case err != nil:
			return err
		case due != nil && !due(t):
			return nil
		}
		if object == tradeoff.RunObject {
			done.Runs = 1
			return purgeRun(ctx, tx, log, t)
		}
		done.Experiments = 1
		done.Runs, err = purgeExperiment(ctx, tx, log, t)
		return err
	})
	return done, err
}

// notInTrash returns the error of purging a thing that is not in the trash.
func notInTrash(ctx context.Context, tx *sql.Tx, object tradeoff.Object, id int64) error {
	var err error
	if object == tradeoff.RunObject {
		_, err = loadRun(ctx, tx, id)
	} else {
		_, err = loadExperiment(ctx, tx, id)
	}
	if err != nil {
		return err
	}
	return tradeoff.Errorf(tradeoff.Conflict, "%s %d is not in the trash", object, id).WithHint("Delete it first.")
}

// purgeRun permanently deletes a run and all its data.
func purgeRun(ctx context.Context, tx *sql.Tx, log *audit, t tradeoff.Trashed) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM runs WHERE id = ?`, t.ID); err != nil {
		return err
	}
	was := fields{"experiment_id": t.ExperimentID}
	return log.add(ctx, tradeoff.PurgeAction, tradeoff.RunObject, t.ID, t.Name, was, nil)
}

// purgeExperiment permanently deletes an experiment and its runs, and returns the number
// of runs. If it has decisions, its row stays for them.
func purgeExperiment(ctx context.Context, tx *sql.Tx, log *audit, t tradeoff.Trashed) (int, error) {
	runs, err := namesOfRuns(ctx, tx, `experiment_id = ?`, t.ID)
	if err != nil {
		return 0, err
	}
	for _, run := range runs {
		if err := purgeRun(ctx, tx, log, run); err != nil {
			return 0, err
		}
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM experiments
		WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM decisions WHERE experiment_id = ?1)`, t.ID)
	if err != nil {
		return 0, err
	}
	const mark = `UPDATE experiments SET purged_at = ?2 WHERE id = ?1` // if it is still there
	if _, err := tx.ExecContext(ctx, mark, t.ID, log.now.UnixMilli()); err != nil {
		return 0, err
	}
	return len(runs), log.add(ctx, tradeoff.PurgeAction, tradeoff.ExperimentObject, t.ID, t.Name,
		fields{"deleted_at": t.DeletedAt, "runs": len(runs)}, nil)
}

// The interval of purges, and the delay of the first one after the start.
const (
	purgeEvery = 24 * time.Hour
	purgeFirst = time.Minute
)

// PurgeDaily permanently deletes what has been in the trash for [tradeoff.TrashDays]
// days: a minute after it is called and then once a day, until ctx ends. It logs what it
// deletes, and errors.
func (s *Store) PurgeDaily(ctx context.Context, log *slog.Logger) {
	daily(ctx, func() { s.purgeOld(ctx, log) })
}

// purgeOld permanently deletes what has been in the trash for long enough.
func (s *Store) purgeOld(ctx context.Context, log *slog.Logger) {
	done, err := s.Purge(tradeoff.WithActor(ctx, tradeoff.Actor{Who: "daily purge"}), s.clock().Add(-trashLife))
	if err != nil && ctx.Err() == nil {
		log.Warn("the trash was not purged", "error", err)
	}
	if done != (Purged{}) {
		log.Info("the trash was purged", "experiments", done.Experiments, "runs", done.Runs)
	}
}

// daily calls f a minute from now and then once a day, until ctx ends.
func daily(ctx context.Context, f func()) {
	timer := time.NewTimer(purgeFirst)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
			f()
			timer.Reset(purgeEvery)
		}
	}
}
