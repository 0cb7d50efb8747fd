package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"tradeoff/internal/tradeoff"
)

// The queries of the trash for [scanTrashed]. An experiment has its doubled id, a run its
// doubled id plus 1, so that ids are unique.
const (
	trashedExperiments = `
		SELECT 2 * x.id AS id, x.name, 0 AS experiment_id, '' AS experiment_name, x.deleted_at, x.deleted_by,
			0 AS deleted_with_experiment, 0 AS replaced_by,
			(SELECT count(*) FROM runs n WHERE n.experiment_id = x.id AND n.deleted_with_experiment = 1) AS runs,
			x.trash_checksum
		FROM experiments x WHERE x.deleted_at IS NOT NULL AND x.purged_at IS NULL`
	trashedRuns = `
		SELECT 2 * x.id + 1 AS id, x.name, x.experiment_id, e.name AS experiment_name, x.deleted_at, x.deleted_by,
			x.deleted_with_experiment, coalesce((SELECT p.by_id FROM replaced_runs p WHERE p.id = x.id), 0) AS replaced_by,
			0 AS runs, x.trash_checksum
		FROM runs x JOIN experiments e ON e.id = x.experiment_id WHERE x.deleted_at IS NOT NULL`
)

const trashedColumns = `r.id, r.name, r.experiment_id, r.experiment_name, r.deleted_at, r.deleted_by,
	r.deleted_with_experiment, r.replaced_by, r.runs, r.trash_checksum`

// scanTrashed reads trashedColumns, and the columns after them into more. A damaged entry
// is marked, so that the others can still be restored.
func scanTrashed(row scanner, t *tradeoff.Trashed, more ...any) error {
	var id, deleted int64
	var sum sql.NullInt64
	dest := append([]any{
		&id, &t.Name, &t.ExperimentID, &t.ExperimentName, &deleted, &t.DeletedBy,
		&t.WithExperiment, &t.ReplacedBy, &t.Runs, &sum,
	}, more...)
	if err := row.Scan(dest...); err != nil {
		return err
	}
	t.ID, t.Object = id/2, tradeoff.ExperimentObject
	if id%2 == 1 {
		t.Object = tradeoff.RunObject
	}
	t.DeletedAt = fromMillis(deleted)
	t.PurgeAt = t.DeletedAt.Add(trashLife)
	t.Damaged = !sum.Valid || sum.Int64 != trashChecksum(*t)
	return nil
}

// trashLife is how long deleted things stay in the trash.
const trashLife = tradeoff.TrashDays * 24 * time.Hour

// trashChecksum returns the checksum of an entry of the trash.
func trashChecksum(t tradeoff.Trashed) int64 {
	with := int64(0)
	if t.WithExperiment {
		with = 1
	}
	return checksum(string(t.Object), t.ID, t.Name, t.DeletedAt.UnixMilli(), t.DeletedBy, with)
}

// loadTrashed returns a thing that is in the trash, or sql.ErrNoRows.
func loadTrashed(ctx context.Context, q queryer, object tradeoff.Object, id int64) (t tradeoff.Trashed, err error) {
	const (
		run        = `SELECT ` + trashedColumns + ` FROM (` + trashedRuns + ` AND x.id = ?) r`
		experiment = `SELECT ` + trashedColumns + ` FROM (` + trashedExperiments + ` AND x.id = ?) r`
	)
	query := experiment
	if object == tradeoff.RunObject {
		query = run
	}
	err = scanTrashed(q.QueryRowContext(ctx, query, id), &t)
	return t, err
}

// missing returns the error of a request for an object that was not found: Deleted if it
// is in the trash, otherwise none. A replaced run is in the trash too, but gives none,
// because its id redirects to its successor.
func missing(ctx context.Context, q queryer, object tradeoff.Object, id int64, none error) error {
	t, err := loadTrashed(ctx, q, object, id)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return none
	case err != nil:
		return err
	case t.Damaged:
		return damaged(nil, "%s %d, which is in the trash,", object, id)
	case t.ReplacedBy != 0:
		return none
	}
	return t.Err()
}

// notDeleted returns an error if a run is in the trash. It returns nil for a run that does
// not exist: the read that follows reports that.
func notDeleted(ctx context.Context, q queryer, runID int64) error {
	var deleted bool
	err := q.QueryRowContext(ctx, `SELECT deleted_at IS NOT NULL FROM runs WHERE id = ?`, runID).Scan(&deleted)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil || !deleted:
		return err
	}
	return missing(ctx, q, tradeoff.RunObject, runID, noRun(runID))
}

// readRun runs f as [Store.read] does, unless the run is in the trash.
func (s *Store) readRun(ctx context.Context, runID int64, f func(*sql.Tx) error) error {
	return s.read(ctx, func(tx *sql.Tx) error {
		if err := notDeleted(ctx, tx, runID); err != nil {
			return err
		}
		return f(tx)
	})
}
