package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// An ExperimentFilter selects the experiments of a list.
type ExperimentFilter = source.ExperimentFilter

// An ExperimentSummary is an experiment as a list shows it.
type ExperimentSummary = source.ExperimentSummary

// headlines are the metrics that determine the best run of an experiment. All runs of an
// experiment have the same task, and thus the same headline.
const headlines = `'roc_auc', 'macro_f1'`

// A BestRun is the run of an experiment that leads its list.
type BestRun = source.BestRun

const experimentColumns = `r.id, r.name, r.description, r.positive_name, r.negative_name,
	r.unit_singular, r.unit_plural, r.cost_fp, r.cost_fn, r.prevalence, r.created_at, r.version, r.checksum`

const (
	numberOfRuns = `(SELECT count(*) FROM runs n WHERE n.experiment_id = r.id AND n.deleted_at IS NULL)`
	highestAUC   = `(SELECT max(m.value) FROM runs n JOIN run_metrics m ON m.run_id = n.id AND m.metric = 'roc_auc'
	                 WHERE n.experiment_id = r.id AND n.deleted_at IS NULL)`
	lastChange = `max(r.created_at,
	                 coalesce((SELECT max(n.created_at) FROM runs n
	                           WHERE n.experiment_id = r.id AND n.deleted_at IS NULL), 0),
	                 coalesce((SELECT max(d.created_at) FROM decisions d WHERE d.experiment_id = r.id), 0))`
	bestRun = `(SELECT n.id FROM runs n JOIN run_metrics m ON m.run_id = n.id AND m.metric IN (` + headlines + `)
	                 WHERE n.experiment_id = r.id AND n.deleted_at IS NULL AND m.value IS NOT NULL
	                 ORDER BY m.value DESC, n.id LIMIT 1)`
)

var experimentSortings = []sorting{
	{"created_at", "r.created_at"}, {"name", "lower(r.name)"}, {"runs", numberOfRuns}, {"roc_auc", highestAUC},
	{"changed_at", lastChange},
}

// Experiments lists experiments, newest first by default. next is the cursor of the next
// page, "" on the last one.
func (s *Store) Experiments(ctx context.Context,
	filter ExperimentFilter) (list []ExperimentSummary, next string, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		list, next, err = experiments(ctx, tx, filter)
		return err
	})
	return list, next, err
}

func experiments(ctx context.Context, tx *sql.Tx,
	filter ExperimentFilter) (list []ExperimentSummary, next string, err error) {
	by, err := newPager(filter.Sort, filter.Cursor, filter.Limit, experimentSortings)
	if err != nil {
		return nil, "", err
	}
	tail, args := by.tail(`r.deleted_at IS NULL
		AND (?1 = '' OR instr(lower(r.name), lower(?1)) OR instr(lower(r.description), lower(?1)))`,
		strings.TrimSpace(filter.Search))
	rows, err := tx.QueryContext(ctx,
		`SELECT `+experimentColumns+`, `+numberOfRuns+`, `+bestRun+`, `+lastChange+`, `+by.key+`
		 FROM experiments r `+tail, args...)
	if err != nil {
		return nil, "", err
	}
	defer rows.Close()
	for rows.Next() {
		var e ExperimentSummary
		var best sql.NullInt64
		var changed int64
		var key any
		if err := scanExperiment(rows, &e.Experiment, &e.Runs, &best, &changed, &key); err != nil {
			return nil, "", err
		}
		if next = by.next(len(list)); next != "" {
			break
		}
		by.passed(key, e.ID)
		e.Changed = fromMillis(changed)
		if best.Valid {
			e.Best = &BestRun{Run: tradeoff.Run{ID: best.Int64}}
		}
		list = append(list, e)
	}
	if err := rows.Err(); err != nil {
		return nil, "", err
	}
	rows.Close()
	for _, e := range list {
		if e.Best == nil {
			continue
		}
		if err := loadBest(ctx, tx, e.Best); err != nil {
			return nil, "", err
		}
	}
	return list, next, nil
}

func loadBest(ctx context.Context, tx *sql.Tx, best *BestRun) error {
	run, err := loadRun(ctx, tx, best.ID)
	if err != nil {
		return err
	}
	best.Run = run
	metrics, err := queryMetrics(ctx, tx, `WHERE m.run_id = ? AND m.metric IN (`+headlines+`)`, best.ID)
	if err == nil {
		best.Metric = metrics[best.ID][0]
	}
	return err
}

// Experiment returns the experiment with the given id. Its errors are NotFound, and
// Deleted if it is in the trash.
func (s *Store) Experiment(ctx context.Context, id int64) (e tradeoff.Experiment, err error) {
	e, err = loadExperiment(ctx, s.reader, id)
	return e, s.hint(err)
}

func loadExperiment(ctx context.Context, q queryer, id int64) (e tradeoff.Experiment, err error) {
	const query = `SELECT ` + experimentColumns + ` FROM experiments r WHERE r.id = ? AND r.deleted_at IS NULL`
	row := q.QueryRowContext(ctx, query, id)
	if err = scanExperiment(row, &e); errors.Is(err, sql.ErrNoRows) {
		err = missing(ctx, q, tradeoff.ExperimentObject, id, noExperiment(id))
	}
	return e, err
}

// AnyExperiment returns the experiment with the given id even if it is in the trash, or
// was purged but has decisions, which stay readable. Its error is NotFound.
func (s *Store) AnyExperiment(ctx context.Context, id int64) (e tradeoff.Experiment, err error) {
	row := s.reader.QueryRowContext(ctx, `SELECT `+experimentColumns+` FROM experiments r WHERE r.id = ?`, id)
	if err = scanExperiment(row, &e); errors.Is(err, sql.ErrNoRows) {
		err = noExperiment(id)
	}
	return e, s.hint(err)
}

// CreateExperiment stores e and sets its ID, Version and CreatedAt. Empty fields get
// defaults: the classes "positive" and "negative", the unit "case", and a cost of 1 for
// both errors. Its error is Invalid for fields that are not valid.
func (s *Store) CreateExperiment(ctx context.Context, e *tradeoff.Experiment) error {
	c, err := completed(*e)
	if err != nil {
		return err
	}
	c.CreatedAt = s.clock()
	err = s.write(ctx, func(tx *sql.Tx, log *audit) error { return insertExperiment(ctx, tx, log, &c) })
	if err == nil {
		*e = c
	}
	return err
}

func insertExperiment(ctx context.Context, tx *sql.Tx, log *audit, e *tradeoff.Experiment) (err error) {
	if e.ID, err = nextID(ctx, tx, "experiments"); err != nil {
		return err
	}
	e.Version = 1
	_, err = tx.ExecContext(ctx, `
		INSERT INTO experiments (id, name, description, positive_name, negative_name, unit_singular, unit_plural,
		                         cost_fp, cost_fn, prevalence, created_at, checksum)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, experimentValues(e)...)
	if err != nil {
		return err
	}
	return log.add(ctx, tradeoff.CreateAction, tradeoff.ExperimentObject, e.ID, e.Name, nil, experimentFields(e))
}

// UpdateExperiment reads the experiment id, calls change, and stores the result, in one
// transaction. It ignores changes of ID, Version and CreatedAt, and increments the
// version if anything has changed. Defaults are those of CreateExperiment. Its errors
// are those of CreateExperiment and of change, NotFound, Deleted, and PreconditionFailed
// if the version is not that of [tradeoff.IfVersion].
func (s *Store) UpdateExperiment(
	ctx context.Context, id int64, change func(*tradeoff.Experiment) error, opts ...tradeoff.ChangeOption,
) (e tradeoff.Experiment, err error) {
	err = s.write(ctx, func(tx *sql.Tx, log *audit) error {
		stored, err := loadExperiment(ctx, tx, id)
		if err != nil {
			return err
		}
		e = stored
		if err := change(&e); err != nil {
			return err
		}
		if e, err = completed(e); err != nil {
			return err
		}
		return updateExperiment(ctx, tx, log, stored, &e, tradeoff.ChangeWith(opts...))
	})
	return e, err
}

// updateExperiment replaces the stored experiment by e, which is complete.
func updateExperiment(
	ctx context.Context, tx *sql.Tx, log *audit, stored tradeoff.Experiment, e *tradeoff.Experiment, c tradeoff.Change,
) error {
	e.ID, e.CreatedAt, e.Version = stored.ID, stored.CreatedAt, stored.Version
	before, after := experimentFields(&stored), experimentFields(e)
	if err := checkVersion(c, tradeoff.ExperimentObject, e.ID, stored.Name, stored.Version, before, after); err != nil {
		return err
	}
	if sameFields(before, after) {
		return nil
	}
	e.Version++
	_, err := tx.ExecContext(ctx, `
		UPDATE experiments
		SET name = ?2, description = ?3, positive_name = ?4, negative_name = ?5, unit_singular = ?6, unit_plural = ?7,
		    cost_fp = ?8, cost_fn = ?9, prevalence = ?10, created_at = ?11, checksum = ?12, version = version + 1
		WHERE id = ?1`, experimentValues(e)...)
	if err != nil {
		return err
	}
	return log.add(ctx, tradeoff.UpdateAction, tradeoff.ExperimentObject, e.ID, e.Name, before, after)
}

// completed returns e with defaults for its empty fields, or an error if e is not valid.
func completed(e tradeoff.Experiment) (tradeoff.Experiment, error) {
	for _, text := range []struct {
		what  string
		value *string
		most  int
		empty string
	}{
		{"name of the experiment", &e.Name, maxName, ""}, {"description", &e.Description, maxDescription, ""},
		{"name of the positive class", &e.PositiveName, maxName, "positive"},
		{"name of the negative class", &e.NegativeName, maxName, "negative"},
		{"unit", &e.UnitSingular, maxName, "case"}, {"unit in the plural", &e.UnitPlural, maxName, "cases"},
	} {
		var err error
		if *text.value, err = cleaned(text.what, *text.value, text.most); err != nil {
			return e, err
		}
		if *text.value == "" {
			*text.value = text.empty
		}
	}
	if e.CostFP == 0 && e.CostFN == 0 { // both are missing: without costs there is nothing to trade off
		e.CostFP, e.CostFN = 1, 1
	}
	e.CostFP, e.CostFN = e.CostFP+0, e.CostFN+0 // -0 is 0, as SQLite keeps it
	switch p := e.Prevalence; {
	case e.Name == "":
		return e, invalid("the experiment has no name", "Give it one.")
	case e.PositiveName == e.NegativeName:
		return e, invalid("both classes have the name \""+e.PositiveName+"\"",
			"Give the positive and the negative class different names.")
	case !isCost(e.CostFP) || !isCost(e.CostFN):
		return e, invalid("a cost is not a finite number of at least 0",
			"Give the costs of a false positive and of a false negative as numbers like 1 and 5.")
	case p != nil && !(*p > 0 && *p < 1):
		return e, invalid("the prevalence is not between 0 and 1",
			"Give it as a share, like 0.05, or leave it empty to use that of the test set.")
	}
	return e, nil
}

// The longest texts, in characters.
const (
	maxName        = 200
	maxDescription = 4000
)

// cleaned trims a text that a person has entered and replaces invisible characters and
// line breaks by spaces; a description keeps its lines. Its error is Invalid for a text
// that is too long.
func cleaned(what, text string, most int) (string, error) {
	text = visible(text, most == maxDescription)
	if n := utf8.RuneCountInString(text); n > most {
		return "", invalid(fmt.Sprintf("the %s has %d characters", what, n), fmt.Sprintf("Give it at most %d.", most))
	}
	return text, nil
}

// visible trims a text and replaces invisible characters by spaces, and line breaks too
// unless lines is true.
func visible(text string, lines bool) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && (r != '\n' || !lines) || r == '\u200b' || r == '\ufeff' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "�")))
}

func isCost(x float64) bool { return x >= 0 && !math.IsInf(x, 1) }

func invalid(message, hint string) error {
	return &tradeoff.Error{Kind: tradeoff.Invalid, Message: message, Hint: hint}
}

// experimentValues returns the columns of e, the checksum last.
func experimentValues(e *tradeoff.Experiment) []any {
	values := []any{e.ID, e.Name, e.Description, e.PositiveName, e.NegativeName, e.UnitSingular, e.UnitPlural,
		e.CostFP, e.CostFN, e.Prevalence, e.CreatedAt.UnixMilli()}
	return append(values, checksum(values...))
}

// scanner is a *sql.Row or *sql.Rows.
type scanner interface{ Scan(dest ...any) error }

// scanExperiment reads experimentColumns, and the columns after them into more.
func scanExperiment(row scanner, e *tradeoff.Experiment, more ...any) error {
	var created, sum int64
	dest := append([]any{&e.ID, &e.Name, &e.Description, &e.PositiveName, &e.NegativeName, &e.UnitSingular, &e.UnitPlural,
		&e.CostFP, &e.CostFN, &e.Prevalence, &created, &e.Version, &sum}, more...)
	if err := row.Scan(dest...); err != nil {
		return err
	}
	e.CreatedAt = fromMillis(created)
	values := experimentValues(e)
	if want := values[len(values)-1]; want != sum {
		return damaged(nil, "experiment %d", e.ID)
	}
	return nil
}

// clock returns the time as it can be stored.
func (s *Store) clock() time.Time { return fromMillis(s.now().UnixMilli()) }

func fromMillis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
