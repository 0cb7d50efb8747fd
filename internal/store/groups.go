package store

import (
	"context"
	"maps"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// Groups are the rows of a part cut into slices by one column or by two that
// are crossed. The slice of every place in the order of either class is known:
// so the rows of a slice in any cell of the confusion matrix at any threshold
// are found by one look at those of the cell.
type Groups struct {
	Slices  []source.Slice
	Columns []source.GroupedBy // one or two

	codes   [2][]uint16
	weights [2][]float64 // nil if no row weighs other than 1
}

// Groups cuts the rows by one column or two, which must be texts that are no
// ids. A column of numbers is cut into ranges as its Cut says, and without its
// saying so if there are more than a dozen different ones. The answer is shared
// and must not be changed; the last ones stay in memory. Its errors are NotFound
// for a run or a column that is not there, and Invalid for more than 65,535
// slices and for ranges of what are no numbers.
func (p *Part) Groups(ctx context.Context, cuts ...tradeoff.Cut) (*Groups, error) {
	return cachedAs(ctx, p.store.cache, p.key("groups "+tradeoff.CutsKey(cuts)), func(ctx context.Context) (*Groups, error) {
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
	f := &source.FileSlices{SliceOf: d.codesOf(all)}
	for i := range d.keys {
		f.Slices = append(f.Slices, d.slice(i))
	}
	return f, nil
}

// cutInto cuts rows by one column or two.
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

// cross makes a slice of every pair of keys that some row has.
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
					return tradeoff.Errorf(tradeoff.Invalid, "the columns %q and %q have more than %d different pairs of values", a.column.name, b.column.name, maxGroups).
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

// Bytes is about how much memory g takes.
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

// A dimension is a column that was cut.
type dimension struct {
	column *groupColumn
	keys   []source.SliceKey
	ranges bool
	recode []uint16  // from the column's codes to keys
	edges  []float64 // between ranges
}

// cuttable reports whether the column's numbers can be cut into ranges.
func (c *groupColumn) cuttable() bool {
	numbers, others := c.different()
	return numbers >= 2 && others <= mostOthers
}

// different returns how many different numbers the column has, or many, and how
// many values that are none.
func (c *groupColumn) different() (numbers, others int) {
	different := make(map[float64]bool)
	for _, x := range c.number {
		if math.IsNaN(x) {
			others++
		} else {
			different[x] = true
		}
	}
	if c.numbers != nil {
		return maxGroups, others
	}
	return len(different), others
}

// cut cuts the column as it is asked for, and as it is usual otherwise.
func (c *groupColumn) cut(how tradeoff.Cut, ranks *ranking) (*dimension, error) {
	numbers, others := c.different()
	asked := how.Cuts != nil || how.Quantiles != 0
	if asked && !c.cuttable() {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "the column %q is none of numbers that could be cut into ranges", c.name).
			WithHint("Leave out quantiles and cuts, or name another column.")
	}
	usual := numbers > fewNumbers && others <= mostOthers
	if !asked && (!usual || how.Each && c.numbers == nil) {
		d := &dimension{column: c, recode: make([]uint16, len(c.values))}
		for code, text := range c.values {
			d.recode[code] = uint16(code)
			d.keys = append(d.keys, source.SliceKey{Value: text, Place: code})
		}
		return d, nil
	}
	bins := how.Quantiles
	if bins == 0 {
		bins = tradeoff.UsualQuantiles
	}
	d := &dimension{column: c, ranges: true, edges: how.Cuts, recode: make([]uint16, len(c.values))}
	var present []float64
	if c.numbers == nil {
		var rows []int
		if present, rows = c.count(ranks); d.edges == nil {
			d.edges = quantiles(present, rows, bins)
		}
	} else if present = c.all(ranks); d.edges == nil {
		d.edges = quantilesOf(present, bins)
	}
	for i := range len(d.edges) + 1 {
		key := source.SliceKey{Range: true, From: math.Inf(-1), To: math.Inf(1), Low: math.Inf(1), High: math.Inf(-1), Place: i}
		if i > 0 {
			key.From = d.edges[i-1]
		}
		if i < len(d.edges) {
			key.To = d.edges[i]
		}
		d.keys = append(d.keys, key)
	}
	for _, x := range present {
		key := &d.keys[d.bin(x)]
		key.Low, key.High = min(key.Low, x), max(key.High, x)
	}
	for code, x := range c.number {
		if !math.IsNaN(x) {
			d.recode[code] = uint16(d.bin(x))
			continue
		}
		d.recode[code] = uint16(len(d.keys))
		d.keys = append(d.keys, source.SliceKey{Value: c.values[code], Place: len(d.keys)})
	}
	return d, nil
}

// bin returns the range in which x lies.
func (d *dimension) bin(x float64) int {
	at, found := slices.BinarySearch(d.edges, x)
	if found {
		at++
	}
	return at
}

// codesOf returns the key of each row.
func (d *dimension) codesOf(rows []uint32) []uint16 {
	codes := make([]uint16, len(rows))
	inBlocks(len(rows), func(_, lo, hi int) {
		for place := lo; place < hi; place++ {
			code := d.column.codes[rows[place]]
			if code != aNumber {
				codes[place] = d.recode[code]
			} else {
				codes[place] = uint16(d.bin(d.column.numbers[rows[place]]))
			}
		}
	})
	return codes
}

// slice returns the slice of key i.
func (d *dimension) slice(i int) source.Slice {
	key := d.keys[i]
	s := source.Slice{Keys: []source.SliceKey{key}}
	where := func(op tradeoff.Op, x float64) {
		if !math.IsInf(x, 0) {
			s.Where = append(s.Where, tradeoff.Condition{Column: d.column.name, Op: op, Number: x})
		}
	}
	if !key.Range {
		s.Where = []tradeoff.Condition{{Column: d.column.name, Op: tradeoff.Is, Text: key.Value}}
		return s
	}
	where(tradeoff.AtLeast, key.From)
	where(tradeoff.Below, key.To)
	return s
}

// count returns the different numbers that the rows have, from the lowest up, and
// how many rows have each.
func (c *groupColumn) count(ranks *ranking) (numbers []float64, rows []int) {
	parts := make([][]int, 2*runtime.GOMAXPROCS(0))
	for y, all := range ranks.rows {
		inBlocks(len(all), func(b, lo, hi int) {
			ofCode := make([]int, len(c.values))
			for _, row := range all[lo:hi] {
				ofCode[c.codes[row]]++
			}
			parts[2*b+y] = ofCode
		})
	}
	found := make(map[float64]int)
	for code, x := range c.number {
		for _, ofCode := range parts {
			if n := ofCode[code]; n > 0 && !math.IsNaN(x) {
				found[x] += n
			}
		}
	}
	numbers = slices.Sorted(maps.Keys(found))
	for _, x := range numbers {
		rows = append(rows, found[x])
	}
	return numbers, rows
}

// all returns the numbers of all rows.
func (c *groupColumn) all(ranks *ranking) []float64 {
	var all []float64
	for _, rows := range ranks.rows {
		for _, row := range rows {
			if c.codes[row] == aNumber {
				all = append(all, c.numbers[row])
			}
		}
	}
	return all
}

// quantiles returns where to cut different, rising numbers into ranges of about
// as many rows each. A number belongs to the range in which the middle of its
// rows lies, so that there may be fewer ranges.
func quantiles(numbers []float64, rows []int, bins int) (edges []float64) {
	total := 0
	for _, n := range rows {
		total += n
	}
	below, last := 0, -1
	for i, n := range rows {
		bin := min(bins-1, bins*(2*below+n)/(2*total))
		if last >= 0 && bin != last {
			edges = append(edges, numbers[i])
		}
		below, last = below+n, bin
	}
	return edges
}

// quantilesOf returns the same of a number for each row, in any order, which it
// changes. It does not sort them.
func quantilesOf(all []float64, bins int) (edges []float64) {
	if len(all) == 0 {
		return nil
	}
	lowest, from := slices.Min(all), 0
	for bin := 1; bin < bins; bin++ {
		rank := bin * len(all) / bins
		if rank >= from {
			nth(all[from:], rank-from)
			from = rank + 1
		}
		x := all[rank]
		below, rows, next := 0, 0, math.Inf(1)
		for _, y := range all {
			switch {
			case y < x:
				below++
			case y == x:
				rows++
			default:
				next = min(next, y)
			}
		}
		if bins*(2*below+rows) < bin*2*len(all) { // the middle of its rows lies in the range below
			x = next
		}
		if x > lowest && !math.IsInf(x, 1) && (len(edges) == 0 || x > edges[len(edges)-1]) {
			edges = append(edges, x)
		}
	}
	return edges
}

// nth puts the number of rank k at its place, those below before it and those
// above behind it.
func nth(list []float64, k int) {
	for len(list) > 1 {
		pivot := list[rand.IntN(len(list))]
		i, j := 0, len(list)-1
		for i <= j {
			for list[i] < pivot {
				i++
			}
			for list[j] > pivot {
				j--
			}
			if i <= j {
				list[i], list[j] = list[j], list[i]
				i++
				j--
			}
		}
		switch {
		case k <= j:
			list = list[:j+1]
		case k >= i:
			list, k = list[i:], k-i
		default:
			return
		}
	}
}

// At returns every slice's own operating point where the part has the point p,
// in the order of the slices. Rows of weight 0 do not count.
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

// Each calls f with the sweep of every slice that has rows, in no order and for
// several at once.
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

// Code returns the number of the slice of one value, and whether there is one.
func (g *Groups) Code(value string) (code int, ok bool) {
	code = slices.IndexFunc(g.Slices, func(s source.Slice) bool {
		return len(s.Keys) == 1 && !s.Keys[0].Range && s.Keys[0].Value == value
	})
	return code, code >= 0
}

// Places returns the places from, …, to−1 of a class's order whose slice has
// the number code: those after skip of them, at most limit, and how many there
// are in all. Backwards they begin at to−1.
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
