package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// A RunFilter says which runs a list holds.
type RunFilter struct {
	ExperimentID int64         // 0 for the runs of all experiments
	Task         tradeoff.Task // "" for any
	But          int64         // a run that is left out
	Search       string        // part of the name, the notes or the model's version; "" for all
	Tag          string        // "" for all
	Sort         string        // one of [RunSorts], a minus before it turns the order round; "" for the newest first
	Limit        int           // entries in one page: 100 if 0, at most 1,000
	Cursor       string        // where to go on; "" for the start
}

// A RunSummary is a run with its metrics, in the order in which they were stored.
type RunSummary struct {
	tradeoff.Run
	Metrics []RunMetric
}

const runColumns = `r.id, r.experiment_id, r.name, r.task, r.score_kind, r.weighted, r.n, r.positives, r.test_set_digest,
	r.source_name, r.source_bytes, r.source_sha256, r.roles, r.findings, r.facts, r.notes, r.tags, r.model_version, r.date,
	r.label_group_id, (SELECT g.name FROM label_groups g WHERE g.id = r.label_group_id), r.created_at, r.version, r.checksum`

// runSortings are the orders of a list of runs: what is known of them, and
// their metrics.
var runSortings = func() []sorting {
	list := []sorting{
		{"created_at", "r.created_at"}, {"name", "lower(r.name)"}, {"date", "nullif(r.date, '')"}, {"n", "r.n"},
	}
	for _, m := range calc.RunMetrics() {
		list = append(list, sorting{m.ID, `(SELECT m.value FROM run_metrics m WHERE m.run_id = r.id AND m.metric = '` + m.ID + `')`})
	}
	return list
}()

// RunSorts are the names of what a list of runs can be sorted by.
var RunSorts = sortNames(runSortings)

// Runs lists the runs of an experiment, the newest first unless the filter says
// otherwise; a run that took the place of another stands there. The cursor that
// it returns continues the list, and is "" at its end. An experiment that does
// not exist has no runs.
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
	metrics, err := queryMetrics(ctx, tx, `WHERE m.run_id IN (SELECT value FROM json_each(?)) ORDER BY m.run_id, m.position`, string(wanted))
	for _, r := range runs {
		list = append(list, RunSummary{r, metrics[r.ID]})
	}
	return list, err
}

// PlainRuns is [Store.Runs] without their metrics.
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
	tail, args := by.tail(`r.deleted_at IS NULL AND (?1 = 0 OR r.experiment_id = ?1)
		AND (?2 = '' OR instr(lower(r.name), lower(?2)) OR instr(lower(r.notes), lower(?2)) OR instr(lower(r.model_version), lower(?2)))
		AND (?3 = '' OR EXISTS (SELECT 1 FROM json_each(r.tags) t WHERE lower(t.value) = lower(?3)))
		AND (?4 = '' OR r.task = ?4) AND r.id <> ?5`,
		filter.ExperimentID, strings.TrimSpace(filter.Search), strings.TrimSpace(filter.Tag), string(filter.Task), filter.But)
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

// queryRuns reads the runs, called r, that a clause of SQL keeps.
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
	err = scanRun(q.QueryRowContext(ctx, `SELECT `+runColumns+` FROM runs r WHERE r.id = ? AND r.deleted_at IS NULL`, id), &r)
	if errors.Is(err, sql.ErrNoRows) {
		err = missing(ctx, q, tradeoff.RunObject, id, noRun(id))
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

// UpdateRun reads the run id, lets change set its name and remarks, and stores
// the result, while nobody else can write. The version rises if anything has changed.
// Its errors are Invalid for a name or a remark that cannot be, NotFound, Deleted,
// PreconditionFailed if the version is not that of [IfVersion], and change's own.
func (s *Store) UpdateRun(
	ctx context.Context, id int64, change func(*tradeoff.Run) error, opts ...ChangeOption,
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
		if err := changeOptions(opts).check(tradeoff.RunObject, id, stored.Name, stored.Version, before, after); err != nil {
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
		UPDATE runs SET name = ?2, notes = ?3, tags = ?4, model_version = ?5, date = ?6, checksum = ?7, version = ?8
		WHERE id = ?1`, r.ID, r.Name, r.Notes, text.tags, r.ModelVersion, r.Date, values[len(values)-1], r.Version)
	return err
}

// storedText returns the JSON of a run as it is stored, with the tags that it
// has now.
func storedText(ctx context.Context, tx *sql.Tx, r *tradeoff.Run) (text runText, err error) {
	const query = `SELECT roles, findings, facts FROM runs WHERE id = ?`
	if err := tx.QueryRowContext(ctx, query, r.ID).Scan(&text.roles, &text.findings, &text.facts); err != nil {
		return text, err
	}
	text.tags, err = tagsText(r.Tags)
	return text, err
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
	tags, err := tagsText(r.Tags)
	if err != nil {
		return nil, err
	}
	return withRunChecksum(r, runText{string(roles), string(findings), string(facts), tags}), nil
}

// A runText is what is stored of a run as JSON.
type runText struct{ roles, findings, facts, tags string }

// How a run without facts of its task, and one without tags is stored.
const (
	noFacts = "{}"
	noTags  = "[]"
)

func tagsText(tags []string) (string, error) {
	if len(tags) == 0 {
		return noTags, nil
	}
	b, err := json.Marshal(tags)
	return string(b), err
}

// withRunChecksum takes the JSON as it is stored, so that a new field in it does
// not make old rows look damaged; nor does a run without facts, remarks or a group,
// as older programs wrote it. The last values are the id of the group, nil without
// one, and the checksum, which covers the group's name too.
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
	remarks := []any{r.Notes, text.tags, r.ModelVersion, r.Date}
	if r.Notes != "" || text.tags != noTags || r.ModelVersion != "" || r.Date != "" {
		summed = append(summed[:len(summed):len(summed)], remarks...)
	}
	var group any
	if g := r.LabelGroup; g != nil {
		group = g.ID
		summed = append(summed[:len(summed):len(summed)], g.ID, g.Name)
	}
	return append(append(append(values, text.facts), remarks...), group, checksum(summed...))
}

// scanRun reads runColumns, and what follows them into more.
func scanRun(row scanner, r *tradeoff.Run, more ...any) error {
	var created, sum int64
	var text runText
	var group sql.NullInt64
	var groupName sql.NullString
	dest := append([]any{&r.ID, &r.ExperimentID, &r.Name, &r.Task, &r.ScoreKind, &r.Weighted, &r.N, &r.Positives, &r.TestSetDigest,
		&r.SourceName, &r.SourceBytes, &r.SourceSHA256, &text.roles, &text.findings, &text.facts, &r.Notes, &text.tags, &r.ModelVersion, &r.Date,
		&group, &groupName, &created, &r.Version, &sum}, more...)
	if err := row.Scan(dest...); err != nil {
		return err
	}
	r.CreatedAt = fromMillis(created)
	if group.Valid {
		r.LabelGroup = &tradeoff.LabelGroup{ID: group.Int64, Name: groupName.String}
	}
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
	if text.tags == noTags {
		return nil
	}
	if err := json.Unmarshal([]byte(text.tags), &r.Tags); err != nil {
		return damagedRun(r.ID, "tags", err)
	}
	return nil
}
