package store

import (
	"context"
	"database/sql"
	"runtime"
	"slices"
	"sort"

	"golang.org/x/sync/errgroup"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// A Part is the rows of a run that a view has: all of them as they were stored,
// or some, of which everything is found in memory. What is read of it is shared
// and must not be changed.
type Part struct {
	store *Store
	run   int64
	view  tradeoff.View
	some  *partRows // nil for the whole run
}

// A partRows is the rows of a part with their sweep.
type partRows struct {
	*ranking
	sweep *calc.Sweep
}

// Bytes is about how much memory p takes.
func (p *partRows) Bytes() int64 { return p.ranking.Bytes() + sweepBytes(p.sweep) }

// A ranking is the rows of either label from the highest score down: their
// numbers in the file, and what they weigh if any weighs other than 1.
type ranking struct {
	rows    [2][]uint32
	weights [2][]float64
}

// Bytes is about how much memory r takes.
func (r *ranking) Bytes() int64 {
	n := 0
	for y := range r.rows {
		n += 4*len(r.rows[y]) + 8*len(r.weights[y])
	}
	return int64(n)
}

// Part returns the part of a run that a view has. The last ones stay in memory.
// Its errors are NotFound for a run, a column or a class that is not there, and
// for a part without a row, and those of damage. A run that does not exist has
// a part that is the whole of it, from which nothing can be read.
func (s *Store) Part(ctx context.Context, runID int64, view tradeoff.View) (*Part, error) {
	p := &Part{store: s, run: runID, view: view}
	if view.Whole() {
		return p, nil
	}
	var err error
	p.some, err = cachedAs(ctx, s.cache, cacheKey{runID, "part " + view.Key()}, func(ctx context.Context) (*partRows, error) {
		return s.loadPart(ctx, runID, view)
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// base returns the rows among which a view chooses, with their sweep: those of
// the run as it was stored.
func (s *Store) base(ctx context.Context, runID int64, class string) (*calc.Sweep, *ranking, error) {
	if class != "" {
		return s.oneAgainstRest(ctx, runID, class)
	}
	sweep, err := s.Sweep(ctx, runID)
	if err != nil {
		return nil, nil, err
	}
	ranks, err := s.ranking(ctx, runID)
	return sweep, ranks, err
}

// ranking returns the order of the rows of a run as it was stored.
func (s *Store) ranking(ctx context.Context, runID int64) (*ranking, error) {
	return cachedAs(ctx, s.cache, cacheKey{runID, "ranking"}, func(ctx context.Context) (r *ranking, err error) {
		err = s.readRun(ctx, runID, func(tx *sql.Tx) error {
			r, err = loadRanking(ctx, tx, runID)
			return err
		})
		return r, err
	})
}

// loadRanking reads the order of a run's rows, and what they weigh.
func loadRanking(ctx context.Context, tx *sql.Tx, runID int64) (*ranking, error) {
	d, list, err := orderedColumns(ctx, tx, runID)
	if err != nil {
		return nil, err
	}
	total := int(list[0].rows)
	r := new(ranking)
	for y, n := range [2]int{d.negatives, d.positives} {
		r.rows[y] = make([]uint32, 0, n)
		err := eachOrderChunk(ctx, tx, runID, uint8(y), n, total, func(_ int, rows []uint32) {
			r.rows[y] = append(r.rows[y], rows...)
		})
		if err != nil {
			return nil, ofRun(runID, "order of rows", err)
		}
	}
	if !d.weighted {
		return r, nil
	}
	for position, row := range list {
		if row.role != tradeoff.WeightRole || row.typ != column.Float {
			continue
		}
		var c column.Column
		err := loadChunks(ctx, tx, runID, position, row, &c)
		if err == nil && len(c.Floats) != total {
			err = &damage{errForeignSweep}
		}
		if err != nil {
			return nil, ofRun(runID, "weights", err)
		}
		r.weigh(c.Floats)
		return r, nil
	}
	return nil, damagedRun(runID, "weights", errForeignSweep)
}

// weigh sets the weights from those of all rows of the file.
func (r *ranking) weigh(weights []float64) {
	for y, rows := range r.rows {
		r.weights[y] = make([]float64, len(rows))
		inBlocks(len(rows), func(_, lo, hi int) {
			for place := lo; place < hi; place++ {
				r.weights[y][place] = weights[rows[place]]
			}
		})
	}
}

// inBlocks calls f for as many parts of 0, …, n−1 as there are cores, all at
// once, with the number of the part.
func inBlocks(n int, f func(b, lo, hi int)) {
	cores := runtime.GOMAXPROCS(0)
	var g errgroup.Group
	for b := range cores {
		g.Go(func() error {
			f(b, n*b/cores, n*(b+1)/cores)
			return nil
		})
	}
	_ = g.Wait() // f cannot fail
}

func (s *Store) loadPart(ctx context.Context, runID int64, view tradeoff.View) (*partRows, error) {
	sweep, all, err := s.base(ctx, runID, view.Class)
	if err != nil {
		return nil, err
	}
	if len(view.Where) == 0 {
		return &partRows{all, sweep}, nil
	}
	columns := make([]*groupColumn, len(view.Where))
	for i, c := range view.Where {
		if columns[i], err = s.groupColumn(ctx, runID, c.Column); err != nil {
			return nil, err
		}
	}
	var part *partRows
	err = s.inTurn(ctx, sweep.N(), func() error {
		part, err = rowsWhere(ctx, sweep, all, columns, view.Where)
		return ofRun(runID, "order of rows", err)
	})
	if err == nil && part.sweep.N() == 0 {
		err = tradeoff.Errorf(tradeoff.NotFound, "run %d has no such rows", runID).
			WithHint("Change the conditions, or leave one out.")
	}
	return part, err
}

// rowsWhere returns the rows for which every condition holds on its column.
func rowsWhere(ctx context.Context, sweep *calc.Sweep, all *ranking, columns []*groupColumn, where []tradeoff.Condition) (*partRows, error) {
	keep := make([]bool, len(columns[0].codes))
	for row := range keep {
		keep[row] = true
	}
	for i, c := range columns {
		if len(c.codes) != len(keep) {
			return nil, &damage{errForeignSweep}
		}
		c.strike(keep, where[i])
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	part := &partRows{ranking: new(ranking)}
	chosen := calc.Rows{Weight: all.weights}
	for y, rows := range all.rows {
		if len(rows) > 0 && int(slices.Max(rows)) >= len(keep) {
			return nil, &damage{errForeignSweep}
		}
		chosen.Keep[y] = make([]bool, len(rows))
		part.rows[y], part.weights[y] = all.choose(y, keep, chosen.Keep[y])
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	part.sweep = sweep.Part(chosen)
	if !part.sweep.Weighted() {
		part.weights = [2][]float64{}
	}
	return part, nil
}

// strike takes the rows out for which a condition does not hold.
func (c *groupColumn) strike(keep []bool, where tradeoff.Condition) {
	holds := func(text string, number float64) bool {
		switch where.Op {
		case tradeoff.Is:
			return text == where.Text
		case tradeoff.AtLeast:
			return number >= where.Number
		default:
			return number < where.Number
		}
	}
	ofCode := make([]bool, len(c.values))
	for code, text := range c.values {
		ofCode[code] = holds(text, c.number[code])
	}
	if c.numbers != nil && where.Op == tradeoff.Is { // the texts of numbers are gone
		x := numberIn([]byte(where.Text))
		holds = func(_ string, number float64) bool { return number == x }
	}
	inBlocks(len(keep), func(_, lo, hi int) {
		for row := lo; row < hi; row++ {
			switch code := c.codes[row]; {
			case !keep[row]:
			case code != aNumber:
				keep[row] = ofCode[code]
			default:
				keep[row] = holds("", c.numbers[row])
			}
		}
	})
}

// choose returns the rows of label y that are kept, with their weights, and
// writes into kept which places they have.
func (r *ranking) choose(y int, keep, kept []bool) (rows []uint32, weights []float64) {
	all := r.rows[y]
	counts := make([]int, runtime.GOMAXPROCS(0)+1)
	inBlocks(len(all), func(b, lo, hi int) {
		n := 0
		for place := lo; place < hi; place++ {
			if keep[all[place]] {
				kept[place] = true
				n++
			}
		}
		counts[b+1] = n
	})
	for b := 1; b < len(counts); b++ {
		counts[b] += counts[b-1]
	}
	rows = make([]uint32, counts[len(counts)-1])
	if r.weights[y] != nil {
		weights = make([]float64, len(rows))
	}
	inBlocks(len(all), func(b, lo, hi int) {
		at := counts[b]
		for place := lo; place < hi; place++ {
			if !kept[place] {
				continue
			}
			rows[at] = all[place]
			if weights != nil {
				weights[at] = r.weights[y][place]
			}
			at++
		}
	})
	return rows, weights
}

// Whole reports whether p is all rows of the run, as they were stored.
func (p *Part) Whole() bool { return p.some == nil }

// Sweep returns the sweep of the rows.
func (p *Part) Sweep(ctx context.Context) (*calc.Sweep, error) {
	if p.some == nil {
		return p.store.Sweep(ctx, p.run)
	}
	return p.some.sweep, nil
}

// OperatingPoint returns the counts of the rows at a threshold and the index of
// the point in their sweep, as [Store.OperatingPoint] does for a run.
func (p *Part) OperatingPoint(ctx context.Context, threshold float64) (point calc.OperatingPoint, index int, err error) {
	if p.some == nil || threshold != threshold {
		return p.store.OperatingPoint(ctx, p.run, threshold)
	}
	return p.some.sweep.At(threshold), p.some.sweep.Index(threshold), nil
}

// Points returns a window of the operating points, as [Store.Points] does for a
// run.
func (p *Part) Points(ctx context.Context, offset, limit int) (list []calc.OperatingPoint, total int, err error) {
	if p.some == nil || offset < 0 || limit < 0 {
		return p.store.Points(ctx, p.run, offset, limit)
	}
	total = p.some.sweep.Len()
	for k := min(offset, total); k < min(offset, total)+min(limit, max(0, total-offset)); k++ {
		list = append(list, p.some.sweep.Point(k))
	}
	return list, total, nil
}

// Examples returns the rows of a class at the given places of the part's own
// order, as [Store.Examples] does for a run.
func (p *Part) Examples(ctx context.Context, class uint8, places []int) (e *source.Examples, err error) {
	if p.some == nil {
		return p.store.Examples(ctx, p.run, class, places)
	}
	all := p.some.rows[class]
	rows := make([]uint32, len(places))
	for i, place := range places {
		if place < 0 || place >= len(all) {
			return nil, noPlace(len(all), place)
		}
		rows[i] = all[place]
	}
	err = p.store.read(ctx, func(tx *sql.Tx) error {
		list, err := columnList(ctx, tx, p.run)
		if err != nil {
			return err
		}
		e, err = loadRows(ctx, tx, p.run, list, class, rows, func() ([]float64, error) { return p.some.scores(class, places), nil })
		if err == nil && p.view.Class != "" {
			e.Scores = p.some.scores(class, places)
		}
		return err
	})
	return e, err
}

// scores returns the scores at the given places of a class's order.
func (p *partRows) scores(class uint8, places []int) []float64 {
	scores := make([]float64, len(places))
	for i, place := range places {
		k := sort.Search(p.sweep.Len(), func(k int) bool {
			point := p.sweep.Point(k)
			return [2]int{point.RowsFP, point.RowsTP}[class] > place
		})
		scores[i] = p.sweep.Threshold(k)
	}
	return scores
}

// FindID returns the rows of the part whose id is exactly the given one, as
// [Store.FindID] does for a run.
func (p *Part) FindID(ctx context.Context, id string) ([]source.Found, error) {
	if p.some == nil {
		return p.store.FindID(ctx, p.run, id)
	}
	var found []source.Found
	err := p.store.read(ctx, func(tx *sql.Tx) error {
		list, err := columnList(ctx, tx, p.run)
		if err == nil {
			found, err = findRows(ctx, tx, p.run, list, id)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var here []source.Found
	for class, rows := range p.some.rows {
		for place, row := range rows {
			if _, ok := slices.BinarySearchFunc(found, row, func(f source.Found, row uint32) int { return int(f.Row) - int(row) }); ok {
				here = append(here, source.Found{Row: row, Class: uint8(class), Place: place})
			}
		}
	}
	slices.SortFunc(here, func(a, b source.Found) int { return int(a.Row) - int(b.Row) })
	return here, nil
}

// Binary returns the rows that the sweep was made of: those of a whole run in
// the order of the file, and those of a part from the highest score down.
func (p *Part) Binary(ctx context.Context) (b calc.Binary, err error) {
	if p.some != nil {
		return p.some.binary(), nil
	}
	_, b, err = p.FileRows(ctx)
	return b, err
}

func (p *partRows) binary() calc.Binary {
	n := p.sweep.N()
	b := calc.Binary{Kind: p.sweep.Kind(), Label: make([]uint8, 0, n), Score: make([]float64, 0, n)}
	for k := 1; k < p.sweep.Len(); k++ {
		c := p.sweep.Cell(k)
		for y, count := range [2]uint32{c.NNeg, c.NPos} {
			for range count {
				b.Label, b.Score = append(b.Label, uint8(y)), append(b.Score, c.Score)
			}
		}
	}
	if p.sweep.Weighted() {
		b.Weight = make([]float64, 0, n)
		var at [2]int
		for _, y := range b.Label {
			b.Weight = append(b.Weight, p.weights[y][at[y]])
			at[y]++
		}
	}
	return b
}

// Weights returns what the rows of a weighted part weigh, by label and from the
// highest score down; it is shared.
func (p *Part) Weights(ctx context.Context) ([2][]float64, error) {
	r, err := p.ranked(ctx)
	if err != nil {
		return [2][]float64{}, err
	}
	return r.weights, nil
}

// FileRows returns the rows of the part in the order of the file, with their
// numbers there, counted from 0; nil for a whole run, all of whose rows it has.
func (p *Part) FileRows(ctx context.Context) (numbers []uint32, b calc.Binary, err error) {
	if p.some == nil {
		columns, err := p.store.ColumnsOf(ctx, p.run, tradeoff.LabelRole, tradeoff.ScoreRole, tradeoff.WeightRole)
		if err != nil {
			return nil, b, err
		}
		run, err := p.store.Run(ctx, p.run)
		return nil, column.Binary(run.ScoreKind, columns), err
	}
	numbers, b = p.some.inFile()
	return numbers, b, nil
}

// inFile returns the rows of the part in the order of the file.
func (p *partRows) inFile() (numbers []uint32, b calc.Binary) {
	ranked := p.binary()
	numbers = make([]uint32, 0, len(ranked.Label))
	var at [2]int
	for _, y := range ranked.Label {
		numbers = append(numbers, p.rows[y][at[y]])
		at[y]++
	}
	order := inOrder(numbers)
	return gathered(numbers, order), calc.Binary{
		Kind: ranked.Kind, Label: gathered(ranked.Label, order), Score: gathered(ranked.Score, order), Weight: gathered(ranked.Weight, order),
	}
}

// gathered returns the values at the given places; nil of nil.
func gathered[T any](values []T, places []int) []T {
	if values == nil {
		return nil
	}
	out := make([]T, len(places))
	for i, place := range places {
		out[i] = values[place]
	}
	return out
}

// ranked returns the rows of the part in their order.
func (p *Part) ranked(ctx context.Context) (*ranking, error) {
	if p.some != nil {
		return p.some.ranking, nil
	}
	_, r, err := p.store.base(ctx, p.run, "")
	return r, err
}

// Rows returns the values of all columns in the given rows of the file, which are
// of one class and have the given scores.
func (p *Part) Rows(ctx context.Context, class uint8, rows []uint32, scores []float64) (e *source.Examples, err error) {
	err = p.store.read(ctx, func(tx *sql.Tx) error {
		list, err := columnList(ctx, tx, p.run)
		if err == nil {
			e, err = loadRows(ctx, tx, p.run, list, class, rows, func() ([]float64, error) { return scores, nil })
		}
		return err
	})
	return e, err
}

// InTurn calls f, which computes something of all rows, when not too much of this
// kind goes on already. f must not ask for anything but the sweep.
func (p *Part) InTurn(ctx context.Context, f func(*calc.Sweep) error) error {
	sweep, err := p.Sweep(ctx)
	if err != nil {
		return err
	}
	return p.store.inTurn(ctx, sweep.N(), func() error { return f(sweep) })
}

// key names something of the part.
func (p *Part) key(name string) cacheKey { return cacheKey{p.run, name + " of " + p.view.Key()} }
