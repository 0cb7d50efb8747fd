package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"tradeoff/internal/tradeoff"
)

// A RunFilter says which runs a list holds.
type RunFilter struct {
	ExperimentID int64  // 0 for the runs of all experiments
	Limit        int    // entries in one page: 100 if 0, at most 1,000
	Cursor       string // where to go on; "" for the start
}

// A RunSummary is a run with its metrics, in the order in which they were stored.
type RunSummary struct {
	tradeoff.Run
	Metrics []RunMetric
}

const runColumns = `r.id, r.experiment_id, r.name, r.task, r.score_kind, r.weighted, r.n, r.positives, r.test_set_digest,
	r.source_name, r.source_bytes, r.source_sha256, r.roles, r.findings, r.facts, r.created_at, r.checksum`

// Runs lists the runs of an experiment, the newest first. The cursor that it
// returns continues the list, and is "" at its end. An experiment that does
// not exist has no runs.
func (s *Store) Runs(ctx context.Context, filter RunFilter) (list []RunSummary, next string, err error) {
	below, err := decodeCursor(filter.Cursor)
	if err != nil {
		return nil, "", err
	}
	limit := clampLimit(filter.Limit)
	err = s.read(ctx, func(tx *sql.Tx) error {
		list, next, err = runs(ctx, tx, filter.ExperimentID, below, limit)
		return err
	})
	return list, next, err
}

func runs(ctx context.Context, tx *sql.Tx, experiment, below int64, limit int) (list []RunSummary, next string, err error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT `+runColumns+` FROM runs r
		WHERE r.id < ?1 AND (?2 = 0 OR r.experiment_id = ?2)
		ORDER BY r.id DESC LIMIT ?3`, below, experiment, limit+1)
	if err != nil {
		return nil, "", err
	}
	defer rows.Close()
	for rows.Next() {
		if len(list) == limit {
			next = encodeCursor(list[limit-1].ID)
			break
		}
		var r RunSummary
		if err := scanRun(rows, &r.Run); err != nil {
			return nil, "", err
		}
		list = append(list, r)
	}
	if err := rows.Err(); err != nil || len(list) == 0 {
		return nil, "", err
	}
	rows.Close()
	metrics, err := queryMetrics(ctx, tx, `
		JOIN runs r ON r.id = m.run_id
		WHERE r.id BETWEEN ?1 AND ?2 AND (?3 = 0 OR r.experiment_id = ?3)
		ORDER BY m.run_id, m.position`, list[len(list)-1].ID, list[0].ID, experiment)
	for i := range list {
		list[i].Metrics = metrics[list[i].ID]
	}
	return list, next, err
}

// Run returns the run with the given id, or a NotFound error.
func (s *Store) Run(ctx context.Context, id int64) (run tradeoff.Run, err error) {
	run, err = loadRun(ctx, s.reader, id)
	return run, s.mend(err)
}

// queryer is a transaction or a pool.
type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func loadRun(ctx context.Context, q queryer, id int64) (r tradeoff.Run, err error) {
	err = scanRun(q.QueryRowContext(ctx, `SELECT `+runColumns+` FROM runs r WHERE r.id = ?`, id), &r)
	if errors.Is(err, sql.ErrNoRows) {
		err = noRun(id)
	}
	return r, err
}

// runName returns a name that a run can have.
func runName(name string) (string, error) {
	name, err := cleaned("name of the run", name, maxName)
	if err == nil && name == "" {
		err = invalid("the run has no name", "Give it one.")
	}
	return name, err
}

// RenameRun gives a run another name. Its errors are Invalid for an empty name
// and NotFound.
func (s *Store) RenameRun(ctx context.Context, id int64, name string) error {
	name, err := runName(name)
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		r, err := loadRun(ctx, tx, id)
		if err != nil {
			return err
		}
		r.Name = name
		var text runText
		if err := tx.QueryRowContext(ctx, `SELECT roles, findings, facts FROM runs WHERE id = ?`, id).Scan(&text.roles, &text.findings, &text.facts); err != nil {
			return err
		}
		values := withRunChecksum(&r, text)
		_, err = tx.ExecContext(ctx, `UPDATE runs SET name = ?, checksum = ? WHERE id = ?`, name, values[len(values)-1], id)
		return err
	})
}

// DeleteRun deletes a run and everything that was stored with it.
func (s *Store) DeleteRun(ctx context.Context, id int64) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `DELETE FROM runs WHERE id = ?`, id)
		return affected(res, err, noRun(id))
	})
	if err == nil {
		s.sweeps.remove(id)
		s.groups.remove(id)
	}
	return err
}

// runValues returns the columns of r, the checksum last.
func runValues(r *tradeoff.Run) ([]any, error) {
	roles, err := json.Marshal(r.Roles)
	if err != nil {
		return nil, err
	}
	findings, err := json.Marshal(r.Findings)
	if err != nil {
		return nil, err
	}
	facts, err := json.Marshal(r.TaskFacts)
	if err != nil {
		return nil, err
	}
	return withRunChecksum(r, runText{string(roles), string(findings), string(facts)}), nil
}

// A runText is what is stored of a run as JSON.
type runText struct{ roles, findings, facts string }

// noFacts is how a run without facts of its task is stored.
const noFacts = "{}"

// withRunChecksum takes the JSON as it is stored, so that a new field in it does
// not make old rows look damaged; nor does a run without facts, as older
// programs wrote it.
func withRunChecksum(r *tradeoff.Run, text runText) []any {
	weighted := int64(0)
	if r.Weighted {
		weighted = 1
	}
	values := []any{r.ID, r.ExperimentID, r.Name, string(r.Task), string(r.ScoreKind), weighted, int64(r.N), int64(r.Positives), r.TestSetDigest,
		r.SourceName, r.SourceBytes, r.SourceSHA256, text.roles, text.findings, r.CreatedAt.UnixMilli()}
	summed := values
	if text.facts != noFacts {
		summed = append(values[:len(values):len(values)], text.facts)
	}
	return append(values, text.facts, checksum(summed...))
}

// scanRun reads runColumns.
func scanRun(row scanner, r *tradeoff.Run) error {
	var created, sum int64
	var text runText
	if err := row.Scan(&r.ID, &r.ExperimentID, &r.Name, &r.Task, &r.ScoreKind, &r.Weighted, &r.N, &r.Positives, &r.TestSetDigest,
		&r.SourceName, &r.SourceBytes, &r.SourceSHA256, &text.roles, &text.findings, &text.facts, &created, &sum); err != nil {
		return err
	}
	r.CreatedAt = fromMillis(created)
	if values := withRunChecksum(r, text); values[len(values)-1] != sum {
		return damaged(nil, "run %d", r.ID)
	}
	if err := json.Unmarshal([]byte(text.roles), &r.Roles); err != nil {
		return damagedRun(r.ID, "roles", err)
	}
	if err := json.Unmarshal([]byte(text.findings), &r.Findings); err != nil {
		return damagedRun(r.ID, "findings", err)
	}
	if err := json.Unmarshal([]byte(text.facts), &r.TaskFacts); err != nil {
		return damagedRun(r.ID, "facts", err)
	}
	return nil
}
