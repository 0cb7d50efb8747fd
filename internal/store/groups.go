package store

import (
	"context"
	"maps"
	"math"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// Groups are the rows of a part cut into slices by one column or by two that
// are crossed. The slice of every place in the order of either class is known:
// so the rows of a slice in any cell of the confusion matrix at any threshold
// are found by one look at those of the cell.
type Groups struct {
	Slices  []Slice
	Columns []GroupedBy // one or two

	codes   [2][]uint16
	weights [2][]float64 // nil if no row weighs other than 1
}

// A GroupedBy is a column by which rows are grouped.
type GroupedBy struct {
	Name    string
	Numeric bool // its numbers can be cut into ranges
	Ranges  bool // and they are
}

// A Slice is a group of rows: for each column that groups them, a value or
// a range of numbers.
type Slice struct {
	Where []tradeoff.Condition // what its rows have in common
	Keys  []SliceKey           // one for each column
}

// A SliceKey is what the rows of a slice have in one column.
type SliceKey struct {
	Value     string
	Range     bool    // a range of numbers in place of a value
	From, To  float64 // its ends: from From on, below To; infinite at the outer ones
	Low, High float64 // the lowest and the highest number that occurs; NaN if none does
	Place     int     // among the keys of the column: ranges from the lowest up, values in file order
}

// A Group is how one slice fares at an operating point.
type Group struct {
	Slice
	Positives           int // rows
	Negatives           int
	calc.OperatingPoint // of these rows alone
}

// N returns the number of rows.
func (g Group) N() int { return g.Positives + g.Negatives }

// Groups cuts the rows by one column or two, which must be texts that are no
// ids. A column of numbers is cut into ranges as its Cut says, and without its
// saying so if there are more than a dozen different ones. The answer is shared
// and must not be changed; the last ones stay in memory. Its errors are NotFound
// for a run or a column that is not there, and Invalid for more than 65,535
// slices and for ranges of what are no numbers.
func (p *Part) Groups(ctx context.Context, cuts ...tradeoff.Cut) (*Groups, error) {
	return Derived(ctx, p, "groups "+tradeoff.Key(cuts), func(ctx context.Context) (*Groups, error) {
		ranks, err := p.ranked(ctx)
		if err != nil {
			return nil, err
		}
		dims := make([]*dimension, len(cuts))
		for i, cut := range cuts {
			c, err := p.store.groupColumn(ctx, p.run, cut.Column)
			if err != nil {
				return nil, err
			}
			if dims[i], err = c.cut(cut, ranks); err != nil {
				return nil, err
			}
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		g := &Groups{weights: ranks.weights}
		for _, d := range dims {
			g.Columns = append(g.Columns, GroupedBy{d.column.name, d.column.cuttable(), d.ranges})
		}
		if len(dims) == 1 {
			g.single(dims[0], ranks)
			return g, nil
		}
		return g, g.cross(dims[0], dims[1], ranks)
	})
}

func (g *Groups) single(d *dimension, ranks *ranking) {
	g.Slices = make([]Slice, len(d.keys))
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
						WithMend("Choose columns with fewer values.")
				}
				at = uint16(len(g.Slices))
				seen[pair] = at
				x, y := a.slice(int(pair[0])), b.slice(int(pair[1]))
				g.Slices = append(g.Slices, Slice{slices.Concat(x.Where, y.Where), slices.Concat(x.Keys, y.Keys)})
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
	keys   []SliceKey
	ranges bool
	recode []uint16  // from the column's codes to keys
	edges  []float64 // between ranges
}

// cuttable reports whether the column's numbers can be cut into ranges.
func (c *groupColumn) cuttable() bool {
	numbers, others := c.count()
	return numbers >= 2 && others <= mostOthers
}

// count returns how many different numbers the column has, or many, and how many
// values that are none.
func (c *groupColumn) count() (numbers, others int) {
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
	numbers, others := c.count()
	asked := how.Cuts != nil || how.Quantiles != 0
	if asked && !c.cuttable() {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "the column %q is none of numbers that could be cut into ranges", c.name).
			WithMend("Leave out quantiles and cuts, or name another column.")
	}
	usual := numbers > fewNumbers && others <= mostOthers
	if !asked && (!usual || how.Each && c.numbers == nil) {
		d := &dimension{column: c, recode: make([]uint16, len(c.values))}
		for code, text := range c.values {
			d.recode[code] = uint16(code)
			d.keys = append(d.keys, SliceKey{Value: text, Place: code})
		}
		return d, nil
	}
	d := &dimension{column: c, ranges: true, edges: how.Cuts, recode: make([]uint16, len(c.values))}
	counts := c.numbersOf(ranks)
	if d.edges == nil {
		bins := how.Quantiles
		if bins == 0 {
			bins = tradeoff.UsualQuantiles
		}
		d.edges = quantiles(counts, bins)
	}
	for i := range len(d.edges) + 1 {
		key := SliceKey{Range: true, From: math.Inf(-1), To: math.Inf(1), Low: math.NaN(), High: math.NaN(), Place: i}
		if i > 0 {
			key.From = d.edges[i-1]
		}
		if i < len(d.edges) {
			key.To = d.edges[i]
		}
		d.keys = append(d.keys, key)
	}
	for _, n := range counts {
		key := &d.keys[d.bin(n.x)]
		if math.IsNaN(key.Low) {
			key.Low = n.x
		}
		key.High = n.x
	}
	for code, x := range c.number {
		if !math.IsNaN(x) {
			d.recode[code] = uint16(d.bin(x))
			continue
		}
		d.recode[code] = uint16(len(d.keys))
		d.keys = append(d.keys, SliceKey{Value: c.values[code], Place: len(d.keys)})
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
func (d *dimension) slice(i int) Slice {
	key := d.keys[i]
	s := Slice{Keys: []SliceKey{key}}
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

// A counted is a number and how many rows have it.
type counted struct {
	x    float64
	rows int
}

// numbersOf returns the different numbers that the rows have, from the lowest up.
func (c *groupColumn) numbersOf(ranks *ranking) []counted {
	var list []counted
	if c.numbers == nil {
		rows := make(map[float64]int)
		ofCode := make([]int, len(c.values))
		for _, all := range ranks.rows {
			for _, row := range all {
				ofCode[c.codes[row]]++
			}
		}
		for code, n := range ofCode {
			if x := c.number[code]; n > 0 && !math.IsNaN(x) {
				rows[x] += n
			}
		}
		for _, x := range slices.Sorted(maps.Keys(rows)) {
			list = append(list, counted{x, rows[x]})
		}
		return list
	}
	var all []float64
	for _, rows := range ranks.rows {
		for _, row := range rows {
			if c.codes[row] == aNumber {
				all = append(all, c.numbers[row])
			}
		}
	}
	slices.Sort(all)
	for i, x := range all {
		if i == 0 || x != all[i-1] {
			list = append(list, counted{x: x})
		}
		list[len(list)-1].rows++
	}
	return list
}

// quantiles returns where to cut numbers into ranges of about as many rows each.
// A number belongs to the range in which the middle of its rows lies, so that
// there may be fewer ranges.
func quantiles(numbers []counted, bins int) (edges []float64) {
	total := 0
	for _, n := range numbers {
		total += n.rows
	}
	below, last := 0, -1
	for _, n := range numbers {
		bin := min(bins-1, int(int64(bins)*int64(2*below+n.rows)/int64(2*total)))
		if last >= 0 && bin != last {
			edges = append(edges, n.x)
		}
		below, last = below+n.rows, bin
	}
	return edges
}

// At returns every slice's own operating point where the part has the point p,
// in the order of the slices. Rows of weight 0 do not count.
func (g *Groups) At(p calc.OperatingPoint) []Group {
	list := make([]Group, len(g.Slices))
	for i := range list {
		list[i].Slice = g.Slices[i]
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

// Code returns the number of the slice of one value, and whether there is one.
func (g *Groups) Code(value string) (code int, ok bool) {
	code = slices.IndexFunc(g.Slices, func(s Slice) bool {
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
