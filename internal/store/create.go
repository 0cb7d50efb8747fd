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

// A NewRun is a run that is to be stored. Run, Columns and, unless the run has
// many classes, Sweep must be there.
type NewRun struct {
	// ExperimentID, Name, Task and what is known of the source; gets its ID. Runs
	// whose LabelGroup is the same and has no ID become one new group.
	Run     *tradeoff.Run
	Columns []column.Column // in file order, all of equal length
	Sweep   *calc.Sweep     // of the label, score and weight columns; nil for a run with many classes
	Display []byte          // the sweep as the browser reads it
	Summary []byte          // what the task knows beyond that, as it writes it; see [Store.Summary]
	Metrics []RunMetric     // in the order in which they are shown

	Predictions string // digest of ids, labels and scores; "" if it is not known
}

// An Upload is what is stored at once: runs, and what comes with them.
type Upload struct {
	Runs []NewRun

	// Experiment gets all of the runs. It is made if it has no ID, which it gets,
	// and else replaced as [Store.UpdateExperiment] does, if its Version is the stored
	// one or 0. If it is nil, each run
	// says to which experiment it goes, and no experiment is written.
	Experiment *tradeoff.Experiment

	// Replaces is the run whose place the only one of Runs takes: it goes into the
	// trash, and its id leads to the new one, which gets its time of creation and its
	// label group. 0 if there is none.
	Replaces int64

	Key *UploadKey // nil if the upload has none
}

// CreateUpload stores an upload: all of it, or nothing if there is an error.
// When it returns, it is on the disk. It sets each run's ID and CreatedAt, and
// what the sweep knows better: N, Positives, Weighted and ScoreKind. A run
// without a sweep brings them itself.
//
// Its errors are NotFound if an experiment or the replaced run does not exist,
// Deleted if one is in the trash, PreconditionFailed if the experiment was changed in
// between, Invalid for a run without a name and for remarks or an experiment that cannot
// be, Conflict if the key has been used or the experiment has runs of another task, and Unavailable if the disk is full.
func (s *Store) CreateUpload(ctx context.Context, u Upload) error {
	_, err := s.create(ctx, u, func(*sql.Tx, *audit) (bool, error) { return true, nil })
	return err
}

// CreateRuns stores runs as [Store.CreateUpload] does.
func (s *Store) CreateRuns(ctx context.Context, list []NewRun) error {
	return s.CreateUpload(ctx, Upload{Runs: list})
}

// CreateSample stores the sample experiment e with its runs, once in the life
// of a data folder: if it was there before, even if it was deleted, nothing
// happens and created is false.
func (s *Store) CreateSample(ctx context.Context, e *tradeoff.Experiment, list []NewRun) (created bool, err error) {
	return s.create(ctx, Upload{Runs: list, Experiment: e}, func(tx *sql.Tx, log *audit) (bool, error) {
		return markSample(ctx, tx, log)
	})
}

// create stores an upload in one transaction, if proceed says so at its beginning.
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

// putExperiment makes or replaces an experiment, and gives it the runs.
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

// An encodedRun is a run as it will be written. The transaction only copies:
// while it lasts, nobody else can write.
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
	chunks [][]byte // none if the order gives the values back
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
			return nil, fmt.Errorf("store: run %q: either a sweep or a score column for each of many classes", run.Name)
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
		if order != nil && order.whole && !n.Run.HasImages() && (c.Role == tradeoff.LabelRole || c.Role == tradeoff.ScoreRole) {
			e.columns[i].stored = storedAsOrder
			continue
		}
		e.columns[i].chunks = make([][]byte, column.Chunks(c.Len()))
		inParallel(ctx, g, e.columns[i].chunks, func(k int) ([]byte, error) { return column.EncodeChunk(c, k) })
	}
	return e, g.Wait()
}

// chunksAtOnce is how many chunks one goroutine encodes: enough that starting
// it costs nothing.
const chunksAtOnce = 64

// inParallel fills chunks by encode.
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
		                  source_name, source_bytes, source_sha256, roles, findings, created_at, facts, notes, tags, model_version, date,
		                  params, "commit", links, label_group_id, checksum)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, values...)
	if err != nil {
		return err
	}
	if err := insertMetrics(ctx, tx, id, e.metrics); err != nil {
		return err
	}
	if e.directory != nil {
		if _, err := tx.ExecContext(ctx, `INSERT INTO sweeps (run_id, directory) VALUES (?, ?)`, id, e.directory); err != nil {
			return err
		}
	}
	if err := insertChunks(ctx, tx, `INSERT INTO sweep_chunks (run_id, k, data) VALUES (?, ?, ?)`, e.cells, id); err != nil {
		return err
	}
	for label, chunks := range e.order {
		if err := insertChunks(ctx, tx, `INSERT INTO row_order (run_id, label, k, data) VALUES (?, ?, ?, ?)`, chunks, id, label); err != nil {
			return err
		}
	}
	for i, c := range e.columns {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO columns (run_id, position, name, role, type, stored, rows, checksum)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, c.values(id, int64(i))...)
		if err != nil {
			return err
		}
		if err := insertChunks(ctx, tx, `INSERT INTO chunks (run_id, position, k, data) VALUES (?, ?, ?, ?)`, c.chunks, id, i); err != nil {
			return err
		}
	}
	if err := insertHashed(ctx, tx, `INSERT INTO displays (run_id, sha256, data) VALUES (?, ?, ?)`, id, e.display); err != nil {
		return err
	}
	if err := insertPredictions(ctx, tx, id, e.predictions); err != nil {
		return err
	}
	return insertHashed(ctx, tx, `INSERT INTO summaries (run_id, sha256, data) VALUES (?, ?, ?)`, id, e.summary)
}

// oneTask refuses a run for an experiment whose runs have another task: an
// experiment is one problem.
func oneTask(ctx context.Context, tx *sql.Tx, run *tradeoff.Run) error {
	var other tradeoff.Task
	const query = `SELECT task FROM runs WHERE experiment_id = ? AND task <> ? AND deleted_at IS NULL LIMIT 1`
	err := tx.QueryRowContext(ctx, query, run.ExperimentID, string(run.Task)).Scan(&other)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	} else if err != nil {
		return err
	}
	return tradeoff.Errorf(tradeoff.Conflict, "%q is a %s run, and the runs of the experiment are %s", run.Name, run.Task.Words(), other.Words()).
		WithHint("Upload it to another experiment: one experiment is one problem.")
}

// insertChunks inserts a row for each chunk: key, its number, its bytes.
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
