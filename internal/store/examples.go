package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"runtime"
	"slices"
	"sort"
	"strconv"

	"golang.org/x/sync/errgroup"

	"tradeoff/internal/column"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// Examples returns the rows of a class at the given places of its ranking: place 0 is
// the row with the highest score, and ties are in file order. Rows of weight 0 have no
// place. At an operating point with RowsTP and RowsFP, the true positives are the places
// [0, RowsTP) of class 1, followed by the false negatives; the false positives are the
// places [0, RowsFP) of class 0, followed by the true negatives. It reads only the
// chunks that contain the rows.
//
// Its error is NotFound if the run does not exist or was stored without its rows.
func (s *Store) Examples(ctx context.Context, runID int64, class uint8, places []int) (e *source.Examples, err error) {
	err = s.readRun(ctx, runID, func(tx *sql.Tx) error {
		e, err = loadExamples(ctx, tx, runID, class, places)
		return err
	})
	return e, err
}

func loadExamples(ctx context.Context, tx *sql.Tx, runID int64, class uint8, places []int) (*source.Examples, error) {
	d, list, err := orderedColumns(ctx, tx, runID)
	if err != nil {
		return nil, err
	}
	found := make([]uint32, len(places))
	n := d.negatives
	if class == 1 {
		n = d.positives
	}
	total := int(list[0].rows)
	const orderQuery = `SELECT data FROM row_order WHERE run_id = ? AND label = ? AND k = ?`
	err = pick(ctx, tx, places, n, orderChunk, orderQuery, []any{runID, class},
		func(data []byte) (func(to, from int), error) {
			rows, err := decodeOrder(nil, data, total)
			return func(to, from int) {
				if from < len(rows) {
					found[to] = rows[from]
				}
			}, err
		})
	if err != nil {
		return nil, ofRun(runID, "order of rows", err)
	}
	return loadRows(ctx, tx, runID, list, class, found, func() ([]float64, error) {
		return loadScores(ctx, tx, runID, d, class, places)
	})
}

// loadRows returns the given rows, all of one class, with the values of all columns.
// scores returns their scores if these are stored in the row order.
func loadRows(ctx context.Context, tx *sql.Tx, runID int64, list []columnRow, class uint8, rows []uint32,
	scores func() ([]float64, error)) (*source.Examples, error) {
	e := &source.Examples{Class: class, Rows: rows, Columns: make([]source.ExampleColumn, len(list))}
	numbers := make([]int, len(rows))
	for i, r := range rows {
		numbers[i] = int(r)
	}
	var run tradeoff.Run // only loaded for a column of classes
	for position, row := range list {
		c := &e.Columns[position]
		c.Name, c.Role, c.Type = row.name, row.role, row.typ
		var err error
		switch {
		case row.typ == column.Label:
			// all of one class
		case row.stored == storedAsOrder:
			c.Floats, err = scores()
		case row.typ == column.Class:
			if run.ID == 0 {
				if run, err = loadRun(ctx, tx, runID); err != nil {
					return nil, err
				}
			}
			err = loadClasses(ctx, tx, c, run, position, numbers, int(row.rows))
		default:
			err = loadValues(ctx, tx, c, runID, position, numbers, int(row.rows))
		}
		if err != nil {
			return nil, ofRun(runID, fmt.Sprintf("column %q", c.Name), err)
		}
	}
	return e, nil
}

// orderedColumns returns the directory of a run's sweep and the list of its columns,
// which includes the label and the score.
func orderedColumns(ctx context.Context, tx *sql.Tx, runID int64) (*directory, []columnRow, error) {
	d, err := loadDirectory(ctx, tx, runID)
	if err != nil {
		return nil, nil, err
	}
	list, err := columnList(ctx, tx, runID)
	if err != nil {
		return nil, nil, err
	}
	labels, scores := 0, 0
	for _, c := range list {
		if c.role == tradeoff.LabelRole && c.typ == column.Label {
			labels++
		}
		if c.role == tradeoff.ScoreRole && c.typ == column.Float {
			scores++
		}
	}
	if (labels != 1 || scores != 1) && d.positives+d.negatives > 0 {
		return nil, nil, tradeoff.Errorf(tradeoff.NotFound, "run %d was stored without its rows", runID).
			WithHint("Upload its file again to see them.")
	}
	return d, list, nil
}

// loadValues fills c with the values of the given rows of a column of n values.
func loadValues(
	ctx context.Context, tx *sql.Tx, c *source.ExampleColumn, runID int64, position int, rows []int, n int,
) error {
	if c.Type == column.Text {
		c.Texts = make([]string, len(rows))
	} else {
		c.Floats = make([]float64, len(rows))
	}
	return pickValues(ctx, tx, runID, position, rows, n, c.Type, func(to int, part *column.Column, from int) {
		if c.Type == column.Text {
			c.Texts[to] = string(part.Texts.At(from))
		} else {
			c.Floats[to] = part.Floats[from]
		}
	})
}

// loadClasses fills c, which becomes a column of texts, with the class names of the
// given rows. Columns of other roles get the indices as text.
func loadClasses(
	ctx context.Context, tx *sql.Tx, c *source.ExampleColumn, run tradeoff.Run, position int, rows []int, n int,
) error {
	c.Texts = make([]string, len(rows))
	var unknown error
	err := pickValues(ctx, tx, run.ID, position, rows, n, column.Class, func(to int, part *column.Column, from int) {
		switch code := int(part.Classes[from]); {
		case c.Role != tradeoff.LabelRole:
			c.Texts[to] = strconv.Itoa(code)
		case code < len(run.Classes):
			c.Texts[to] = run.Classes[code]
		default:
			unknown = &damage{fmt.Errorf("a label of class %d", code)}
		}
	})
	c.Type = column.Text
	return cmp.Or(err, unknown)
}

// pickValues calls take for each of the given rows of a column of n values, with the
// chunk that contains the row and its place there.
func pickValues(ctx context.Context, tx *sql.Tx, runID int64, position int, rows []int, n int, typ column.Type,
	take func(to int, part *column.Column, from int)) error {
	const query = `SELECT data FROM chunks WHERE run_id = ? AND position = ? AND k = ?`
	return pick(ctx, tx, rows, n, column.ChunkLen, query, []any{runID, position},
		func(data []byte) (func(to, from int), error) {
			part := new(column.Column)
			if err := column.DecodeChunk(part, typ, data); err != nil {
				return nil, err
			}
			return func(to, from int) {
				if from < part.Len() {
					take(to, part, from)
				}
			}, nil
		})
}

// loadScores returns the scores at the given places of a class's ranking, from the
// sweep.
func loadScores(ctx context.Context, tx *sql.Tx, runID int64, d *directory, class uint8,
	places []int) ([]float64, error) {
	above := func(k int) int {
		positives, negatives := d.above(k)
		if class == 1 {
			return positives
		}
		return negatives
	}
	scores := make([]float64, len(places))
	now := -1 // the decoded chunk
	var begin []int
	var part *cells
	for _, i := range inOrder(places) {
		// The last chunk with at most this many rows of the class above it contains the
		// place.
		k := sort.Search(d.chunks(), func(k int) bool { return above(k) > places[i] }) - 1
		if k != now {
			var err error
			if part, err = loadCells(ctx, tx, runID, d, k); err != nil {
				return nil, err
			}
			now, begin = k, make([]int, len(part.score))
			counts, n := part.nneg, above(k)
			if class == 1 {
				counts = part.npos
			}
			for j, c := range counts {
				begin[j] = n
				n += int(c)
			}
		}
		scores[i] = part.score[sort.SearchInts(begin, places[i]+1)-1]
	}
	return scores, nil
}

// inOrder returns the indices of a list of numbers in ascending order of the numbers.
func inOrder[T cmp.Ordered](numbers []T) []int {
	index := make([]int, len(numbers))
	for i := range index {
		index[i] = i
	}
	slices.SortFunc(index, func(a, b int) int { return cmp.Compare(numbers[a], numbers[b]) })
	return index
}

// pick reads the chunks that contain the given numbers, of a list of n values in chunks
// of size. query has the arguments args and the number of the chunk. decode returns a
// function that copies the value at a place of the chunk to a place of the result; it is
// called for several chunks concurrently.
func pick(ctx context.Context, tx *sql.Tx, numbers []int, n, size int, query string, args []any,
	decode func(data []byte) (take func(to, from int), err error)) error {
	stmt, err := tx.PrepareContext(ctx, query)
	if err != nil {
		return err
	}
	defer stmt.Close()
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	index := inOrder(numbers)
	for len(index) > 0 {
		first := numbers[index[0]]
		if first < 0 || numbers[index[len(index)-1]] >= n {
			g.Wait() //nolint:errcheck // this error comes first
			return noPlace(n, numbers[index[len(index)-1]])
		}
		k := first / size
		end := sort.Search(len(index), func(j int) bool { return numbers[index[j]]/size > k })
		here := index[:end]
		index = index[end:]
		var data []byte
		if err := stmt.QueryRowContext(ctx, append(args[:len(args):len(args)], k)...).Scan(&data); err != nil {
			g.Wait() //nolint:errcheck // this error comes first
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return &damage{fmt.Errorf("chunk %d: %w", k, err)}
		}
		g.Go(func() error {
			take, err := decode(data)
			if err != nil {
				return &damage{fmt.Errorf("chunk %d: %w", k, err)}
			}
			for _, i := range here {
				take(i, numbers[i]-k*size)
			}
			return nil
		})
	}
	return g.Wait()
}

// noPlace returns the error of a request for a row outside of n rows.
func noPlace(n, place int) error {
	return tradeoff.Errorf(tradeoff.Invalid, "there are %d rows here, counted from 0, so there is no row %d", n, place)
}

// maxFound is how many rows with one id are returned.
const maxFound = 1000

// FindID returns the rows with exactly the given id, in file order, at most 1,000. A run
// without ids has none.
func (s *Store) FindID(ctx context.Context, runID int64, id string) (found []source.Found, err error) {
	err = s.readRun(ctx, runID, func(tx *sql.Tx) error {
		d, list, err := orderedColumns(ctx, tx, runID)
		if err != nil {
			return err
		}
		if found, err = findRows(ctx, tx, runID, list, id); err != nil || len(found) == 0 {
			return err
		}
		for class, n := range [2]int{d.negatives, d.positives} {
			err := eachOrderChunk(ctx, tx, runID, uint8(class), n, int(list[0].rows), func(first int, rows []uint32) {
				for i, row := range rows {
					// Few rows are searched for, so most lookups fail.
					if at, ok := slices.BinarySearchFunc(found, row, func(f source.Found, row uint32) int {
						return int(f.Row) - int(row)
					}); ok {
						found[at].Class, found[at].Place = uint8(class), first+i
					}
				}
			})
			if err != nil {
				return ofRun(runID, "order of rows", err)
			}
		}
		return nil
	})
	return found, err
}

// findRows returns the rows with an id, without their places.
func findRows(ctx context.Context, tx *sql.Tx, runID int64, list []columnRow,
	id string) (found []source.Found, err error) {
	for position, row := range list {
		if row.role == tradeoff.IDRole && row.typ == column.Text {
			if found, err = findText(ctx, tx, runID, position, int(row.rows), id); err != nil {
				return nil, ofRun(runID, fmt.Sprintf("column %q", row.name), err)
			}
		}
	}
	return found, nil
}

// findText returns the rows of a column with exactly the given text.
func findText(ctx context.Context, tx *sql.Tx, runID int64, position, n int, text string) ([]source.Found, error) {
	var found []source.Found
	first := 0
	const query = `SELECT k, data FROM chunks WHERE run_id = ? AND position = ? ORDER BY k`
	err := eachChunk(ctx, tx, column.Chunks(n), func(data []byte) error {
		var c column.Column
		if err := column.DecodeChunk(&c, column.Text, data); err != nil {
			return err
		}
		for i, value := range c.Texts.All() {
			if string(value) == text && len(found) < maxFound {
				found = append(found, source.Found{Row: uint32(first + i), Place: -1})
			}
		}
		first += c.Len()
		return nil
	}, query, runID, position)
	return found, err
}

// eachOrderChunk calls f with the rows of a class in descending order of score, chunk by
// chunk, and the place of the first row of each chunk.
func eachOrderChunk(ctx context.Context, tx *sql.Tx, runID int64, class uint8, n, total int,
	f func(first int, rows []uint32)) error {
	const query = `SELECT k, data FROM row_order WHERE run_id = ? AND label = ? ORDER BY k`
	first := 0
	rows := make([]uint32, 0, orderChunk)
	err := eachChunk(ctx, tx, orderChunks(n), func(data []byte) (err error) {
		if rows, err = decodeOrder(rows[:0], data, total); err != nil {
			return err
		}
		f(first, rows)
		first += len(rows)
		return nil
	}, query, runID, class)
	if err == nil && first != n {
		err = &damage{fmt.Errorf("%d rows of %d", first, n)}
	}
	return err
}
