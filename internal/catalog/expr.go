package catalog

import (
	"math"
	"slices"
)

// Cells are what a formula is computed from: the confusion matrix, the cost of
// each of its cells where the formula names costs, the argument of a
// [Metric.Lift] or the x of a chart, and its threshold.
type Cells struct {
	TP, FP, FN, TN                 float64
	CostFP, CostFN, CostTP, CostTN float64
	X, T                           float64
}

// An Expr is a formula over [Cells]. It can be evaluated, printed as text and as
// MathML, and compiled to Go and to JavaScript that compute the same digits. The
// zero Expr is no formula.
type Expr struct {
	op   op
	num  float64 // of opNumber
	cell cell    // of opCell
	args []Expr
}

type op uint8

const (
	opNone op = iota
	opNumber
	opCell
	opSum
	opDifference
	opProduct
	opQuotient
	opRoot
	opLeast
)

type cell uint8

// The first four are the confusion matrix.
const (
	cellTP cell = iota
	cellFP
	cellFN
	cellTN
	cellCostFP
	cellCostFN
	cellCostTP
	cellCostTN
	cellX
	cellT
	cells
)

// The cells.
var (
	TP     = Expr{op: opCell, cell: cellTP}
	FP     = Expr{op: opCell, cell: cellFP}
	FN     = Expr{op: opCell, cell: cellFN}
	TN     = Expr{op: opCell, cell: cellTN}
	CostFP = Expr{op: opCell, cell: cellCostFP}
	CostFN = Expr{op: opCell, cell: cellCostFN}
	CostTP = Expr{op: opCell, cell: cellCostTP}
	CostTN = Expr{op: opCell, cell: cellCostTN}
	X      = Expr{op: opCell, cell: cellX}
	T      = Expr{op: opCell, cell: cellT}
)

// The margins: actual positives and negatives, predicted positives and
// negatives, and all rows.
var (
	P = Sum(TP, FN)
	Q = Sum(TN, FP)
	A = Sum(TP, FP)
	B = Sum(TN, FN)
	N = Sum(P, Q)
)

// Number is a constant.
func Number(x float64) Expr { return Expr{op: opNumber, num: x} }

// Sum adds its terms from left to right.
func Sum(terms ...Expr) Expr { return Expr{op: opSum, args: terms} }

// Minus is a − b.
func Minus(a, b Expr) Expr { return Expr{op: opDifference, args: []Expr{a, b}} }

// Times multiplies its factors from left to right.
func Times(factors ...Expr) Expr { return Expr{op: opProduct, args: factors} }

// Over is a / b.
func Over(a, b Expr) Expr { return Expr{op: opQuotient, args: []Expr{a, b}} }

// Root is √a.
func Root(a Expr) Expr { return Expr{op: opRoot, args: []Expr{a}} }

// Least is the smaller of a and b.
func Least(a, b Expr) Expr { return Expr{op: opLeast, args: []Expr{a, b}} }

// None reports whether e is no formula.
func (e Expr) None() bool { return e.op == opNone }

// Value returns e at c: NaN for 0/0, infinite for x/0. It interprets the tree,
// which takes 20 times as long as the code that [Expr.Go] returns: hot paths call
// that. It panics if e is no formula.
func (e Expr) Value(c Cells) float64 {
	switch e.op {
	case opNumber:
		return e.num
	case opCell:
		return [cells]float64{c.TP, c.FP, c.FN, c.TN, c.CostFP, c.CostFN, c.CostTP, c.CostTN, c.X, c.T}[e.cell]
	case opRoot:
		return math.Sqrt(e.args[0].Value(c))
	case opNone:
		panic("catalog: no formula")
	}
	x := e.args[0].Value(c)
	for _, a := range e.args[1:] {
		y := a.Value(c)
		switch e.op { // the conversions keep a product from being fused with a sum
		case opSum:
			x = float64(x + y)
		case opDifference:
			x = float64(x - y)
		case opProduct:
			x = float64(x * y)
		case opLeast:
			x = min(x, y)
		default:
			x /= y
		}
	}
	return x
}

// A Margin is a sum of cells that may be empty.
type Margin uint8

// The margins, in the order in which an empty one is given as the reason.
const (
	MarginN Margin = iota
	MarginP
	MarginQ
	MarginA
	MarginB
	margins
)

// String returns the letter of docs/metrics.md.
func (m Margin) String() string { return "NPQAB"[m : m+1] }

// A cellSet has bit 1<<c of each of its cells of the confusion matrix.
type cellSet uint8

var marginCells = [margins]cellSet{
	MarginN: 1<<cellTP | 1<<cellFP | 1<<cellFN | 1<<cellTN,
	MarginP: 1<<cellTP | 1<<cellFN,
	MarginQ: 1<<cellTN | 1<<cellFP,
	MarginA: 1<<cellTP | 1<<cellFP,
	MarginB: 1<<cellTN | 1<<cellFN,
}

// plain returns the cells of e if e is a sum of cells of the confusion matrix,
// each at most once.
func (e Expr) plain() (set cellSet, ok bool) {
	switch e.op {
	case opCell:
		return 1 << e.cell, e.cell <= cellTN
	case opSum:
		for _, a := range e.args {
			more, ok := a.plain()
			if !ok || set&more != 0 {
				return 0, false
			}
			set |= more
		}
		return set, true
	}
	return 0, false
}

// margin returns the margin that e is, if it is one.
func (e Expr) margin() (Margin, bool) {
	set, ok := e.plain()
	i := slices.Index(marginCells[:], set)
	return Margin(max(i, 0)), ok && i >= 0
}

// Divisors returns what e divides by, each once: e is undefined if one of them is
// zero. Of a divisor that is a product these are its factors, of a root what it is
// the root of, and of a quotient its numerator.
func (e Expr) Divisors() []Expr {
	var out []Expr
	var split func(d Expr)
	split = func(d Expr) {
		switch d.op {
		case opProduct:
			for _, f := range d.args {
				split(f)
			}
		case opQuotient, opRoot:
			split(d.args[0])
		case opNumber: // not zero
		default:
			same := func(o Expr) bool { return o.Text() == d.Text() }
			if !slices.ContainsFunc(out, same) {
				out = append(out, d)
			}
		}
	}
	e.walk(func(e Expr) {
		if e.op == opQuotient {
			split(e.args[1])
		}
	})
	return out
}

// Margins returns the margins among the divisors of e, in their order. If one is
// empty, that is why e is undefined.
func (e Expr) Margins() []Margin {
	var out []Margin
	for _, d := range e.Divisors() {
		if m, ok := d.margin(); ok {
			out = append(out, m)
		}
	}
	slices.Sort(out)
	return out
}

// Share returns the counts k of n that e is a proportion of, if it is one. A
// proportion has Wilson's interval.
func (e Expr) Share() (k, n Expr, ok bool) {
	if e.op != opQuotient {
		return k, n, false
	}
	some, ok1 := e.args[0].plain()
	all, ok2 := e.args[1].plain()
	return e.args[0], e.args[1], ok1 && ok2 && some&^all == 0
}

// Fraction returns the numerator and the denominator of e, if both are counts of rows:
// sums of cells of the confusion matrix, each taken a whole number of times. Every
// proportion is one.
func (e Expr) Fraction() (num, den Expr, ok bool) {
	if e.op != opQuotient {
		return num, den, false
	}
	return e.args[0], e.args[1], e.args[0].counts() && e.args[1].counts()
}

// counts reports whether e is a sum of cells of the confusion matrix, each taken a whole
// number of times.
func (e Expr) counts() bool {
	switch e.op {
	case opCell:
		return e.cell <= cellTN
	case opSum:
		return !slices.ContainsFunc(e.args, func(a Expr) bool { return !a.counts() })
	case opProduct:
		first := e.args[0]
		return len(e.args) == 2 && first.op == opNumber && first.num == math.Trunc(first.num) && e.args[1].counts()
	}
	return false
}

// Scaled reports whether e has a product of counts, which could overflow. Such a
// formula is computed of the table divided by its total.
func (e Expr) Scaled() bool {
	found := false
	e.walk(func(e Expr) { found = found || e.degree() > 1 })
	return found
}

// degree is the power of a number by which e grows when the whole table is
// multiplied by that number.
func (e Expr) degree() float64 {
	d := 0.0
	switch e.op {
	case opCell:
		if e.cell <= cellTN {
			return 1
		}
	case opSum, opDifference, opLeast:
		for _, a := range e.args {
			d = max(d, a.degree())
		}
	case opProduct:
		for _, a := range e.args {
			d += a.degree()
		}
	case opQuotient:
		return e.args[0].degree() - e.args[1].degree()
	case opRoot:
		return e.args[0].degree() / 2
	}
	return d
}

func (e Expr) walk(f func(Expr)) {
	f(e)
	for _, a := range e.args {
		a.walk(f)
	}
}

// DependsOnPrevalence reports whether e changes when the same classifier meets
// another share of positives. It compares a table with the one whose positives
// count three times.
func (e Expr) DependsOnPrevalence() bool {
	at := func(positives float64) float64 {
		return e.Value(Cells{TP: 7 * positives, FN: 2 * positives, FP: 3, TN: 11,
			CostFP: 1, CostFN: 5, CostTP: 0.5, CostTN: 0.25, X: 0.3, T: 0.4})
	}
	return math.Abs(at(1)-at(3)) > 1e-9
}

// UsesCosts reports whether e names costs.
func (e Expr) UsesCosts() bool {
	return e.names(func(c cell) bool { return c >= cellCostFP && c <= cellCostTN })
}

// UsesThreshold reports whether e names [T].
func (e Expr) UsesThreshold() bool { return e.names(func(c cell) bool { return c == cellT }) }

func (e Expr) names(is func(cell) bool) bool {
	found := false
	e.walk(func(e Expr) { found = found || e.op == opCell && is(e.cell) })
	return found
}
