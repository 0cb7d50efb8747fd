package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"tradeoff/internal/calc"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// A RunFilter selects the runs of a list.
type RunFilter = source.RunFilter

// A RunSummary is a run with its metrics.
type RunSummary = source.RunSummary

const runColumns = `r.id, r.experiment_id, r.name, r.task, r.score_kind, r.weighted, r.n, r.positives,
	r.test_set_digest, r.source_name, r.source_bytes, r.source_sha256, r.roles, r.findings, r.facts,
	r.notes, r.tags, r.model_version, r.date,
	r.params, r."commit", r.links,
	r.label_group_id, (SELECT g.name FROM label_groups g WHERE g.id = r.label_group_id),
	r.created_at, r.version, r.checksum`

// runSortings are the orders of a list of runs: by their properties and metrics.
var runSortings = func() []sorting {
	list := []sorting{
		{"created_at", "r.created_at"}, {"name", "lower(r.name)"}, {"date", "nullif(r.date, '')"}, {"n", "r.n"},
	}
	for _, m := range calc.RunMetrics() {
		list = append(list, sorting{m.ID,
			`(SELECT m.value FROM run_metrics m WHERE m.run_id = r.id AND m.metric = '` + m.ID + `')`})
	}
	return list
}()

// Runs lists the runs of an experiment, newest first by default; a run that replaced
// another has its position. next is the cursor of the next page, "" on the last one. An
// experiment that does not exist has no runs.
func (s *Store) Runs(ctx context.Context, filter RunFilter) (list []RunSummary, next string, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		var plain []tradeoff.Run
		if plain, next, err = runs(ctx, tx, filter); err != nil || len(plain) == 0 {
			return err
		}
		list, err = withMetrics(ctx, tx, plain)
		return err
	})
	return list, next, err
}

// withMetrics reads the metrics of runs.
func withMetrics(ctx context.Context, tx *sql.Tx, runs []tradeoff.Run) (list []RunSummary, err error) {
	ids := make([]int64, len(runs))
	for i, r := range runs {
		ids[i] = r.ID
	}
	wanted, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	metrics, err := queryMetrics(ctx, tx,
		`WHERE m.run_id IN (SELECT value FROM json_each(?)) ORDER BY m.run_id, m.position`, string(wanted))
	for _, r := range runs {
		list = append(list, RunSummary{Run: r, Metrics: metrics[r.ID]})
	}
	return list, err
}

// PlainRuns is [Store.Runs] without metrics.
func (s *Store) PlainRuns(ctx context.Context, filter RunFilter) (list []tradeoff.Run, next string, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		list, next, err = runs(ctx, tx, filter)
		return err
	})
	return list, next, err
}

func runs(ctx context.Context, tx *sql.Tx, filter RunFilter) (list []tradeoff.Run, next string, err error) {
	by, err := newPager(filter.Sort, filter.Cursor, filter.Limit, runSortings)
	if err != nil {
		return nil, "", err
	}
	kept, err := runsWhere(filter)
	if err != nil {
		return nil, "", err
	}
	tail, args := by.tail(kept.String(), kept.args...)
	rows, err := tx.QueryContext(ctx, `SELECT `+runColumns+`, `+by.key+` FROM runs r `+tail, args...)
	if err != nil {
		return nil, "", err
	}
	defer rows.Close()
	for rows.Next() {
		var r tradeoff.Run
		var key any
		if err := scanRun(rows, &r, &key); err != nil {
			return nil, "", err
		}
		if next = by.next(len(list)); next != "" {
			break
		}
		by.passed(key, r.ID)
		list = append(list, r)
	}
	return list, next, rows.Err()
}

// queryRuns reads the runs that an SQL clause on the table r selects.
func queryRuns(ctx context.Context, q queryer, clause string, args ...any) (list []tradeoff.Run, err error) {
	rows, err := q.QueryContext(ctx, `SELECT `+runColumns+` FROM runs r `+clause, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r tradeoff.Run
		if err := scanRun(rows, &r); err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

// Run returns the run with the given id. Its errors are NotFound, and Deleted if it is
// in the trash. A run that was replaced is NotFound: see [Store.ReplacedBy].
func (s *Store) Run(ctx context.Context, id int64) (run tradeoff.Run, err error) {
	run, err = loadRun(ctx, s.reader, id)
	return run, s.hint(err)
}

// queryer is a transaction or a pool.
type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func loadRun(ctx context.Context, q queryer, id int64) (r tradeoff.Run, err error) {
	const query = `SELECT ` + runColumns + ` FROM runs r WHERE r.id = ? AND r.deleted_at IS NULL`
	err = scanRun(q.QueryRowContext(ctx, query, id), &r)
	if errors.Is(err, sql.ErrNoRows) {
		err = missing(ctx, q, tradeoff.RunObject, id, noRun(id))
	}
	return r, err
}

// runName cleans the name of a run. Its error is Invalid.
func runName(name string) (string, error) {
	name, err := cleaned("name of the run", name, maxName)
	if err == nil && name == "" {
		err = invalid("the run has no name", "Give it one.")
	}
	return name, err
}

// UpdateRun reads the run id, calls change, and stores its name and remarks, in one
// transaction. It increments the version if anything has changed. Its errors are those of
// change, Invalid for an invalid name or remark, NotFound, Deleted, and
// PreconditionFailed if the version is not that of [tradeoff.IfVersion].
func (s *Store) UpdateRun(
	ctx context.Context, id int64, change func(*tradeoff.Run) error, opts ...tradeoff.ChangeOption,
) (r tradeoff.Run, err error) {
	err = s.write(ctx, func(tx *sql.Tx, log *audit) error {
		stored, err := loadRun(ctx, tx, id)
		if err != nil {
			return err
		}
		changed := stored
		if err := change(&changed); err != nil {
			return err
		}
		r = stored
		if r.Name, err = runName(changed.Name); err != nil {
			return err
		}
		if r.Remarks, err = cleanRemarks(changed.Remarks); err != nil {
			return err
		}
		before, after := runFields(&stored), runFields(&r)
		if err := checkVersion(tradeoff.ChangeWith(opts...), tradeoff.RunObject, id, stored.Name, stored.Version,
			before, after); err != nil {
			return err
		}
		if sameFields(before, after) {
			return nil
		}
		r.Version++
		if err := updateRun(ctx, tx, &r); err != nil {
			return err
		}
		return log.add(ctx, tradeoff.UpdateAction, tradeoff.RunObject, id, r.Name, before, after)
	})
	return r, err
}

// updateRun stores the name and the remarks of a run.
func updateRun(ctx context.Context, tx *sql.Tx, r *tradeoff.Run) error {
	text, err := storedText(ctx, tx, r)
	if err != nil {
		return err
	}
	values := withRunChecksum(r, text)
	_, err = tx.ExecContext(ctx, `
		UPDATE runs SET name = ?2, notes = ?3, tags = ?4, model_version = ?5, date = ?6, checksum = ?7, version = ?8,
			params = ?9, "commit" = ?10, links = ?11
		WHERE id = ?1`, r.ID, r.Name, r.Notes, text.tags, r.ModelVersion, r.Date, values[len(values)-1], r.Version,
		text.params, r.Commit, text.links)
	return err
}
