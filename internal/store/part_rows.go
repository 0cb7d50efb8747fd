package store

import (
	"context"
	"slices"
	"sort"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// A partRows is the rows of a part with their sweep.
type partRows struct {
	*ranking
	sweep *calc.Sweep
}

// Bytes returns the approximate size of p in memory.
func (p *partRows) Bytes() int64 { return p.ranking.Bytes() + sweepBytes(p.sweep) }

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

// rowsWhere returns the rows that satisfy every condition on its column.
func rowsWhere(ctx context.Context, sweep *calc.Sweep, all *ranking, columns []*groupColumn,
	where []tradeoff.Condition) (*partRows, error) {
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

// strike removes from keep the rows that do not satisfy a condition.
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
	if c.numbers != nil && where.Op == tradeoff.Is { // the texts of numbers are not stored
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

// scores returns the scores at the given places of a class's ranking.
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

// inFile returns the rows of the part in file order.
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
		Kind: ranked.Kind, Label: gathered(ranked.Label, order), Score: gathered(ranked.Score, order),
		Weight: gathered(ranked.Weight, order),
	}
}

// gathered returns the values at the given places; nil if values is nil.
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
