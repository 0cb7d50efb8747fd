package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// A NewRun is a run to be stored. Run and Columns must be set, and Sweep unless the run
// is multi-class.
type NewRun struct {
	// The caller sets ExperimentID, Name, Task and the facts of the source; CreateUpload
	// sets the ID. Runs that share a LabelGroup without an ID become one new group.
	Run     *tradeoff.Run
	Columns []column.Column // in file order, all of equal length
	Sweep   *calc.Sweep     // of the label, score and weight columns; nil for a multi-class run
	Display []byte          // the sweep in the format of the browser
	Summary []byte          // results of the task besides the sweep, in its format; see [Store.Summary]
	Metrics []RunMetric     // in display order

	Predictions string // digest of ids, labels and scores; "" if it is not known
}

// An Upload is a set of runs, with their experiment, that is stored in one transaction.
type Upload struct {
	Runs []NewRun

	// Experiment gets all of the runs. It is created if it has no ID. Otherwise it
	// is updated as by [Store.UpdateExperiment], if its Version is the stored one or
	// 0. If it is nil, each run has its ExperimentID and no experiment is written.
	Experiment *tradeoff.Experiment

	// Replaces is the id of the run that the only one of Runs replaces; 0 for none.
	// The old run is moved to the trash and its id redirects to the new one, which
	// gets its time of creation and its label group.
	Replaces int64

	Key *UploadKey // nil if the upload has none
}

// CreateUpload stores an upload: all of it, or nothing if there is an error. When it
// returns, the data is on disk. It sets the ID and CreatedAt of each run, and from its
// sweep N, Positives, Weighted and ScoreKind; for a run without a sweep the caller sets
// these.
//
// Its errors are NotFound if an experiment or the replaced run does not exist,
// Deleted if one is in the trash, PreconditionFailed if the experiment was changed in
// between, Invalid for a run without a name and for invalid remarks or an invalid
// experiment, Conflict if the key has been used or the experiment has runs of another
// task, and Unavailable if the disk is full.
func (s *Store) CreateUpload(ctx context.Context, u Upload) error {
	_, err := s.create(ctx, u, func(*sql.Tx, *audit) (bool, error) { return true, nil })
	return err
}

// CreateRuns stores runs as [Store.CreateUpload] does.
func (s *Store) CreateRuns(ctx context.Context, list []NewRun) error {
	return s.CreateUpload(ctx, Upload{Runs: list})
}

// CreateSample stores the sample experiment e with its runs, once per data folder: if it
// ever existed, even if it was deleted, CreateSample does nothing and created is false.
func (s *Store) CreateSample(ctx context.Context, e *tradeoff.Experiment, list []NewRun) (created bool, err error) {
	return s.create(ctx, Upload{Runs: list, Experiment: e}, func(tx *sql.Tx, log *audit) (bool, error) {
		return markSample(ctx, tx, log)
	})
}

// create stores an upload in one transaction, unless proceed returns false at its start.
func (s *Store) create(
	ctx context.Context, u Upload, proceed func(*sql.Tx, *audit) (bool, error),
) (created bool, err error) {
	var experiment tradeoff.Experiment
	if u.Experiment != nil {
		if experiment, err = completed(*u.Experiment); err != nil {
			return false, err
		}
	}
	encoded, err := s.encodeRuns(ctx, u.Runs)
	if err != nil {
		return false, err
	}
	err = s.write(ctx, func(tx *sql.Tx, log *audit) error {
		if created, err = proceed(tx, log); err != nil || !created {
			return err
		}
		if u.Experiment != nil {
			if err := s.putExperiment(ctx, tx, log, &experiment, encoded); err != nil {
				return err
			}
		}
		if err := replaceRun(ctx, tx, log, u.Replaces, encoded); err != nil {
			return err
		}
		return s.keepKey(ctx, tx, u.Key, encoded)
	})
	if err != nil || !created {
		return false, err
	}
	if u.Experiment != nil {
		*u.Experiment = experiment
	}
	if u.Replaces != 0 {
		s.forget(u.Replaces)
	}
	for _, e := range encoded {
		*e.caller = *e.run
	}
	return true, nil
}

// putExperiment creates or updates an experiment, and assigns the runs to it.
func (s *Store) putExperiment(
	ctx context.Context, tx *sql.Tx, log *audit, e *tradeoff.Experiment, runs []*encodedRun,
) (err error) {
	if e.ID == 0 {
		e.CreatedAt = s.clock()
		err = insertExperiment(ctx, tx, log, e)
	} else {
		var stored tradeoff.Experiment
		if stored, err = loadExperiment(ctx, tx, e.ID); err == nil {
			err = updateExperiment(ctx, tx, log, stored, e, tradeoff.Change{Version: e.Version})
		}
	}
	for _, r := range runs {
		r.run.ExperimentID = e.ID
	}
	return err
}

// An encodedRun is a run in the form in which it is written. Encoding happens before
// the transaction, during which all other writers wait.
type encodedRun struct {
	caller    *tradeoff.Run // gets run when it is stored
	run       *tradeoff.Run
	directory []byte
	cells     [][]byte
	columns   []encodedColumn
	order     [2][][]byte // by label
	display   []byte
	summary   []byte
	metrics   []RunMetric

	predictions string
}

type encodedColumn struct {
	columnRow
	chunks [][]byte // none if the values are restored from the order
}

func (s *Store) encodeRuns(ctx context.Context, list []NewRun) ([]*encodedRun, error) {
	encoded := make([]*encodedRun, len(list))
	now := s.clock()
	for i, n := range list {
		run := *n.Run
		var err error
		if run.Name, err = runName(run.Name); err != nil {
			return nil, err
		}
		if run.Remarks, err = cleanRemarks(run.Remarks); err != nil {
			return nil, err
		}
		if run.Task == "" {
			run.Task = tradeoff.BinaryTask
		}
		if run.ManyClasses() != (n.Sweep == nil) || run.ManyClasses() && len(run.Roles.Score) != len(run.Classes) {
			return nil, fmt.Errorf("store: run %q needs either a sweep or a score column for each of several classes", run.Name)
		}
		run.CreatedAt = now
		if n.Sweep != nil {
			run.N, run.Positives = n.Sweep.N(), n.Sweep.Positives()
			run.Weighted, run.ScoreKind = n.Sweep.Weighted(), n.Sweep.Kind()
		}
		e, err := encodeRun(ctx, n)
		if err != nil {
			return nil, fmt.Errorf("store: run %q: %w", run.Name, err)
		}
		e.caller, e.run = n.Run, &run
		encoded[i] = e
	}
	return encoded, nil
}

func encodeRun(ctx context.Context, n NewRun) (*encodedRun, error) {
	e := &encodedRun{display: n.Display, summary: n.Summary, metrics: n.Metrics, predictions: n.Predictions}
	var order *rowOrder
	if n.Sweep != nil {
		e.directory = encodeDirectory(n.Sweep)
		e.cells = make([][]byte, sweepChunks(n.Sweep.Len()-1))
		var err error
		if order, err = orderRows(n.Columns, n.Sweep); err != nil {
			return nil, err
		}
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))

	inParallel(ctx, g, e.cells, func(k int) ([]byte, error) { return encodeCells(n.Sweep, k), nil })
	if order != nil {
		for class := range e.order {
			g.Go(func() error {
				e.order[class] = encodeOrder(order.rows(uint8(class)))
				return nil
			})
		}
	}
	e.columns = make([]encodedColumn, len(n.Columns))
	for i := range n.Columns {
		c := &n.Columns[i]
		e.columns[i].columnRow = columnRow{c.Name, c.Role, c.Type(), storedAsChunks, int64(c.Len())}
		if order != nil && order.whole && !n.Run.HasImages() &&
			(c.Role == tradeoff.LabelRole || c.Role == tradeoff.ScoreRole) {
			e.columns[i].stored = storedAsOrder
			continue
		}
		e.columns[i].chunks = make([][]byte, column.Chunks(c.Len()))
		inParallel(ctx, g, e.columns[i].chunks, func(k int) ([]byte, error) { return column.EncodeChunk(c, k) })
	}
	return e, g.Wait()
}

// chunksAtOnce is how many chunks one goroutine encodes: enough that the cost of
// starting it does not matter.
const chunksAtOnce = 64

// inParallel fills chunks with the results of encode.
func inParallel(ctx context.Context, g *errgroup.Group, chunks [][]byte, encode func(k int) ([]byte, error)) {
	for from := 0; from < len(chunks); from += chunksAtOnce {
		g.Go(func() (err error) {
			for k := from; k < min(from+chunksAtOnce, len(chunks)); k++ {
				if err := ctx.Err(); err != nil {
					return err
				}
				if chunks[k], err = encode(k); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

func insertRuns(ctx context.Context, tx *sql.Tx, log *audit, encoded []*encodedRun) error {
	for _, e := range encoded {
		if err := insertRun(ctx, tx, e); err != nil {
			return err
		}
		err := log.add(ctx, tradeoff.CreateAction, tradeoff.RunObject, e.run.ID, e.run.Name, nil, newRunFields(e.run))
		if err != nil {
			return err
		}
	}
	return nil
}

func insertRun(ctx context.Context, tx *sql.Tx, e *encodedRun) error {
	id, err := nextID(ctx, tx, "runs")
	if err != nil {
		return err
	}
	e.run.ID, e.run.Version = id, 1
	values, err := runValues(e.run)
	if err != nil {
		return err
	}
	if _, err := loadExperiment(ctx, tx, e.run.ExperimentID); err != nil {
		return err
	}
	if err := oneTask(ctx, tx, e.run); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO runs (id, experiment_id, name, task, score_kind, weighted, n, positives, test_set_digest,
		                  source_name, source_bytes, source_sha256, roles, findings, created_at,
		                  facts, notes, tags, model_version, date,
		                  params, "commit", links, label_group_id, checksum)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, values...)
	if err != nil {
		return err
	}
	for _, insert := range []func(context.Context, *sql.Tx, int64) error{e.insertSweep, e.insertColumns, e.insertResults} {
		if err := insert(ctx, tx, id); err != nil {
			return err
		}
	}
	return nil
}

// insertSweep inserts the sweep of the run id and the order of its rows, if it has them.
func (e *encodedRun) insertSweep(ctx context.Context, tx *sql.Tx, id int64) error {
	if e.directory != nil {
		if _, err := tx.ExecContext(ctx, `INSERT INTO sweeps (run_id, directory) VALUES (?, ?)`,
			id, e.directory); err != nil {
			return err
		}
	}
	if err := insertChunks(ctx, tx, `INSERT INTO sweep_chunks (run_id, k, data) VALUES (?, ?, ?)`,
		e.cells, id); err != nil {
		return err
	}
	for label, chunks := range e.order {
		if err := insertChunks(ctx, tx, `INSERT INTO row_order (run_id, label, k, data) VALUES (?, ?, ?, ?)`, chunks,
			id, label); err != nil {
			return err
		}
	}
	return nil
}

// insertColumns inserts the columns of the run id.
func (e *encodedRun) insertColumns(ctx context.Context, tx *sql.Tx, id int64) error {
	for i, c := range e.columns {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO columns (run_id, position, name, role, type, stored, rows, checksum)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, c.values(id, int64(i))...)
		if err != nil {
			return err
		}
		if err := insertChunks(ctx, tx, `INSERT INTO chunks (run_id, position, k, data) VALUES (?, ?, ?, ?)`, c.chunks,
			id, i); err != nil {
			return err
		}
	}
	return nil
}

// insertResults inserts what was computed from the rows of the run id.
func (e *encodedRun) insertResults(ctx context.Context, tx *sql.Tx, id int64) error {
	if err := insertMetrics(ctx, tx, id, e.metrics); err != nil {
		return err
	}
	if err := insertHashed(ctx, tx, `INSERT INTO displays (run_id, sha256, data) VALUES (?, ?, ?)`,
		id, e.display); err != nil {
		return err
	}
	if err := insertPredictions(ctx, tx, id, e.predictions); err != nil {
		return err
	}
	return insertHashed(ctx, tx, `INSERT INTO summaries (run_id, sha256, data) VALUES (?, ?, ?)`, id, e.summary)
}

// oneTask returns an error for a run whose task differs from that of the other runs of
// its experiment: an experiment is one problem.
func oneTask(ctx context.Context, tx *sql.Tx, run *tradeoff.Run) error {
	var other tradeoff.Task
	const query = `SELECT task FROM runs WHERE experiment_id = ? AND task <> ? AND deleted_at IS NULL LIMIT 1`
	err := tx.QueryRowContext(ctx, query, run.ExperimentID, string(run.Task)).Scan(&other)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	} else if err != nil {
		return err
	}
	return tradeoff.Errorf(tradeoff.Conflict, "%q is a %s run, and the runs of the experiment are %s", run.Name,
		run.Task.Words(), other.Words()).
		WithHint("Upload it to another experiment: all runs of an experiment have the same task.")
}

// insertChunks inserts a row for each chunk: key, number, bytes.
func insertChunks(ctx context.Context, tx *sql.Tx, query string, chunks [][]byte, key ...any) error {
	if len(chunks) == 0 {
		return nil
	}
	stmt, err := tx.PrepareContext(ctx, query)
	if err != nil {
		return err
	}
	defer stmt.Close()
	for k, data := range chunks {
		if _, err := stmt.ExecContext(ctx, append(key[:len(key):len(key)], k, data)...); err != nil {
			return err
		}
	}
	return nil
}
