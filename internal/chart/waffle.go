package chart

import (
	"math"
	"slices"
	"strconv"

	"tradeoff/internal/calc"
)

// A Waffle is a field of small squares, each of them the same number of cases, coloured by
// outcome.
type Waffle struct {
	Each          int // the cases of a square
	Squares       int
	Width, Height int // of the drawing, in which a square has a field of 10 × 10
	Paths         [4]string
}

// mostSquares is how many squares a waffle has at most.
const mostSquares = 1000

// WaffleCells are the cells of the paths of a [Waffle], in the order of its squares.
var WaffleCells = [4]string{"tp", "fn", "fp", "tn"}

// NewWaffle returns the waffle of the cases f. Where a square is several cases, an outcome
// that occurs has at least one, at the expense of the most frequent outcome.
func NewWaffle(f calc.Frequencies) Waffle {
	w := Waffle{Squares: min(f.Base, mostSquares)}
	w.Each = f.Base / w.Squares
	columns := 50
	if w.Squares <= 100 {
		columns = 20
	}
	w.Width, w.Height = 10*columns, 10*(w.Squares/columns)
	cells := []int{f.TP, f.FN, f.FP, f.TN}
	squares, rest := make([]int, 4), w.Squares
	for i, n := range cells {
		if n > 0 {
			squares[i] = max(1, int(math.Floor(float64(n)/float64(w.Each)+0.5)))
		}
		rest -= squares[i]
	}
	squares[slices.Index(cells, slices.Max(cells))] += rest
	from := 0
	for i, n := range squares {
		w.Paths[i] = squaresPath(from, n, columns)
		from += n
	}
	return w
}

// squaresPath returns the SVG path of n squares, from place from on, in rows of so many
// columns.
func squaresPath(from, n, columns int) string {
	b := make([]byte, 0, 14*n)
	for i := from; i < from+n; i++ {
		b = append(b, 'M')
		b = strconv.AppendInt(b, int64(i%columns*10+1), 10)
		b = append(b, ' ')
		b = strconv.AppendInt(b, int64(i/columns*10+1), 10)
		b = append(b, "h8v8h-8z"...)
	}
	return string(b)
}
