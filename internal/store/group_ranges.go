package store

import (
	"maps"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"

	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

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

// different returns the number of distinct numbers of the column, or many, and of values
// that are not numbers.
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

// cut cuts the column as how requests, or by default.
func (c *groupColumn) cut(how tradeoff.Cut, ranks *ranking) (*dimension, error) {
	numbers, others := c.different()
	asked := how.Cuts != nil || how.Quantiles != 0
	if asked && !c.cuttable() {
		return nil, tradeoff.Errorf(tradeoff.Invalid,
			"the column %q does not have numbers that could be cut into ranges", c.name).
			WithHint("Leave out quantiles and cuts, or choose another column.")
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
		key := source.SliceKey{Range: true, From: math.Inf(-1), To: math.Inf(1), Low: math.Inf(1),
			High: math.Inf(-1), Place: i}
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

// bin returns the index of the range that contains x.
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

// count returns the distinct numbers of the rows in ascending order, and the number of
// rows of each.
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

// quantiles returns the edges that cut distinct, ascending numbers into ranges of about
// equally many rows. A number belongs to the range that contains the middle of its rows,
// so there may be fewer ranges than bins.
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

// quantilesOf returns the edges of [quantiles] for a list with the number of each row in any
// order. It reorders the list, but does not sort it.
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
		if bins*(2*below+rows) < bin*2*len(all) { // the middle of its rows is in the range below
			x = next
		}
		if x > lowest && !math.IsInf(x, 1) && (len(edges) == 0 || x > edges[len(edges)-1]) {
			edges = append(edges, x)
		}
	}
	return edges
}

// nth partially sorts list: the number of rank k is at index k, lower ones before it and
// higher ones after it.
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
