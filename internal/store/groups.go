package store

import (
	"context"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// Groups are the rows of a part, cut into slices by one column or by two crossed
// columns. They have the slice of every place in the ranking of both classes, so that
// one pass over a cell of the confusion matrix finds its rows in a slice.
type Groups struct {
	Slices  []source.Slice
	Columns []source.GroupedBy // one or two

	codes   [2][]uint16
	weights [2][]float64 // nil if all weights are 1
}

// Groups cuts the rows by one or two text columns other than the ids. A column of numbers
// is cut into ranges if its Cut has any, or if it has more than 12 distinct numbers. The
// result is cached and shared, and must not be changed. Its errors are NotFound for a run
// or a column that does not exist, and Invalid for more than 65,535 slices and for ranges
// of a column without numbers.
func (p *Part) Groups(ctx context.Context, cuts ...tradeoff.Cut) (*Groups, error) {
	return cachedAs(ctx, p.store.cache, p.key("groups "+tradeoff.CutsKey(cuts)),
		func(ctx context.Context) (*Groups, error) {
			ranks, err := p.ranked(ctx)
			if err != nil {
				return nil, err
			}
			columns := make([]*groupColumn, len(cuts))
			for i, cut := range cuts {
				if columns[i], err = p.store.groupColumn(ctx, p.run, cut.Column); err != nil {
					return nil, err
				}
			}
			var g *Groups
			err = p.store.inTurn(ctx, len(ranks.rows[0])+len(ranks.rows[1]), func() error {
				g, err = cutInto(columns, cuts, ranks)
				return err
			})
			return g, err
		})
}

// FileSlices cuts all rows of the run's file by a column, as [Part.Groups] does.
func (p *Part) FileSlices(ctx context.Context, cut tradeoff.Cut) (*source.FileSlices, error) {
	c, err := p.store.groupColumn(ctx, p.run, cut.Column)
	if err != nil {
		return nil, err
	}
	all := make([]uint32, len(c.codes))
	for row := range all {
		all[row] = uint32(row)
	}
	d, err := c.cut(cut, &ranking{rows: [2][]uint32{all, nil}})
	if err != nil {
		return nil, err
	}
	f := &source.FileSlices{Of: d.codesOf(all)}
	for i := range d.keys {
		f.Slices = append(f.Slices, d.slice(i))
	}
	return f, nil
}

// cutInto cuts rows by one or two columns.
func cutInto(columns []*groupColumn, cuts []tradeoff.Cut, ranks *ranking) (*Groups, error) {
	g := &Groups{weights: ranks.weights}
	dims := make([]*dimension, len(cuts))
	for i, cut := range cuts {
		var err error
		if dims[i], err = columns[i].cut(cut, ranks); err != nil {
			return nil, err
		}
		g.Columns = append(g.Columns, source.GroupedBy{
			Name: columns[i].name, Numeric: columns[i].cuttable(), Ranges: dims[i].ranges,
		})
	}
	if len(dims) == 1 {
		g.single(dims[0], ranks)
		return g, nil
	}
	return g, g.cross(dims[0], dims[1], ranks)
}

func (g *Groups) single(d *dimension, ranks *ranking) {
	g.Slices = make([]source.Slice, len(d.keys))
	for i := range d.keys {
		g.Slices[i] = d.slice(i)
	}
	for y, rows := range ranks.rows {
		g.codes[y] = d.codesOf(rows)
	}
}

// cross makes a slice for every combination of two keys that has rows.
func (g *Groups) cross(a, b *dimension, ranks *ranking) error {
	seen := make(map[[2]uint16]uint16)
	for y, rows := range ranks.rows {
		g.codes[y] = a.codesOf(rows)
		second := b.codesOf(rows)
		for place, code := range g.codes[y] {
			pair := [2]uint16{code, second[place]}
			at, ok := seen[pair]
			if !ok {
				if len(g.Slices) == maxGroups {
					return tradeoff.Errorf(tradeoff.Invalid,
						"the columns %q and %q have more than %d different combinations of values",
						a.column.name, b.column.name, maxGroups).
						WithHint("Choose columns with fewer values.")
				}
				at = uint16(len(g.Slices))
				seen[pair] = at
				x, y := a.slice(int(pair[0])), b.slice(int(pair[1]))
				g.Slices = append(g.Slices, source.Slice{
					Where: slices.Concat(x.Where, y.Where), Keys: slices.Concat(x.Keys, y.Keys),
				})
			}
			g.codes[y][place] = at
		}
	}
	return nil
}

// Bytes returns the approximate size of g in memory.
func (g *Groups) Bytes() int64 {
	n := int64(0)
	for y := range g.codes {
		n += 2 * int64(len(g.codes[y]))
	}
	for _, s := range g.Slices {
		n += 300 * int64(len(s.Keys))
		for _, k := range s.Keys {
			n += 2 * int64(len(k.Value))
		}
	}
	return n
}

// At returns the operating point of every slice at the point p of the part, in the order
// of the slices. Rows of weight 0 do not count.
func (g *Groups) At(p calc.OperatingPoint) []source.Group {
	list := make([]source.Group, len(g.Slices))
	for i := range list {
		list[i].Slice, list[i].Number = g.Slices[i], i
		list[i].Threshold, list[i].Weighted = p.Threshold, p.Weighted
	}
	for class, called := range [2]int{p.RowsFP, p.RowsTP} {
		for place, code := range g.codes[class] {
			w := 1.0
			if g.weights[class] != nil {
				w = g.weights[class][place]
			}
			at := &list[code]
			switch {
			case class == 1 && place < called:
				at.TP += w
				at.RowsTP++
				at.Positives++
			case class == 1:
				at.FN += w
				at.Positives++
			case place < called:
				at.FP += w
				at.RowsFP++
				at.Negatives++
			default:
				at.TN += w
				at.Negatives++
			}
		}
	}
	return list
}

// Each calls f concurrently with the sweep of every slice that has rows, in any order.
func (g *Groups) Each(ctx context.Context, p *Part, f func(slice int, sweep *calc.Sweep)) error {
	return p.InTurn(ctx, func(whole *calc.Sweep) error {
		whole.Split(len(g.Slices), g.codes, g.weights, func(i int, part *calc.Sweep) {
			if ctx.Err() == nil && part.N() > 0 {
				f(i, part)
			}
		})
		return ctx.Err()
	})
}

// Code returns the number of the slice of one value. ok is false if there is none.
func (g *Groups) Code(value string) (code int, ok bool) {
	code = slices.IndexFunc(g.Slices, func(s source.Slice) bool {
		return len(s.Keys) == 1 && !s.Keys[0].Range && s.Keys[0].Value == value
	})
	return code, code >= 0
}

// Places returns the places from, …, to−1 of a class's ranking whose slice has the number
// code: at most limit after the first skip, and their total number. If backwards is true
// they begin at to−1.
func (g *Groups) Places(class uint8, code, from, to int, backwards bool, skip, limit int) (places []int, total int) {
	codes := g.codes[class]
	for i := range to - from {
		place := from + i
		if backwards {
			place = to - 1 - i
		}
		if int(codes[place]) != code {
			continue
		}
		if total >= skip && len(places) < limit {
			places = append(places, place)
		}
		total++
	}
	return places, total
}
