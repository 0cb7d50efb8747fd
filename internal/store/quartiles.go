package store

import (
	"cmp"
	"math"
	"slices"
	"strconv"
)

// fewestForQuartiles is how many numbers a column must have to be cut into
// four: fewer are shown one by one.
const fewestForQuartiles = 13

// Quartiles returns g with its values put into four bins of about as many rows
// each, named for their lowest and highest value, from the lowest bin up. Equal
// numbers share a bin, so that there may be fewer bins; rows without a value
// have one of their own, the empty one. It returns nil if a value is no finite
// number or if there are fewer than thirteen different ones.
func (g *Groups) Quartiles() *Groups {
	g.quarter.Do(func() { g.quarters = g.cut(4) })
	return g.quarters
}

func (g *Groups) cut(bins int) *Groups {
	type number struct {
		x    float64
		code int
		rows int
	}
	numbers := make([]number, 0, len(g.Values))
	rows := make([]int, len(g.Values))
	total, blank := 0, -1
	for class := range g.codes {
		for _, code := range g.codes[class] {
			rows[code]++
		}
	}
	for code, text := range g.Values {
		if text == "" {
			blank = code
			continue
		}
		x, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
			return nil
		}
		numbers = append(numbers, number{x, code, rows[code]})
		total += rows[code]
	}
	if len(numbers) < fewestForQuartiles || total == 0 {
		return nil
	}
	slices.SortFunc(numbers, func(a, b number) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.code, b.code)) })
	out := &Groups{Column: g.Column, weights: g.weights}
	recode := make([]uint16, len(g.Values))
	below, last, first := 0, -1, 0
	for i := 0; i < len(numbers); {
		end, here := i, 0
		for end < len(numbers) && numbers[end].x == numbers[i].x {
			here += numbers[end].rows
			end++
		}
		// A number belongs to the bin in which the middle of its rows lies.
		bin := min(bins-1, bins*(2*below+here)/(2*total))
		if bin != last {
			last, first = bin, i
			out.Values = append(out.Values, "")
		}
		for _, n := range numbers[i:end] {
			recode[n.code] = uint16(len(out.Values) - 1)
		}
		low, high := g.Values[numbers[first].code], g.Values[numbers[end-1].code]
		out.Values[len(out.Values)-1] = low + " … " + high
		below, i = below+here, end
	}
	if blank >= 0 {
		recode[blank] = uint16(len(out.Values))
		out.Values = append(out.Values, "")
	}
	for class, codes := range g.codes {
		out.codes[class] = make([]uint16, len(codes))
		for i, code := range codes {
			out.codes[class][i] = recode[code]
		}
	}
	return out
}
