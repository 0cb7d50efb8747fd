package catalog

import (
	"slices"
	"strconv"
	"strings"
)

var cellNames = [cells]string{
	"TP", "FP", "FN", "TN", "c_fp", "c_fn", "c_tp", "c_tn", "x", "t",
}

// everything is how [N] is printed, in the order in which people name the cells.
var everything = Sum(TP, FP, FN, TN)

// bind returns the precedence of a formula: lower ones need brackets.
func (e Expr) bind() int {
	switch e.op {
	case opSum, opDifference:
		return 1
	case opQuotient:
		return 2
	case opProduct:
		return 3
	}
	return 4
}

// readable returns e as people write it: N in one sum, and a product of roots as
// one root.
func (e Expr) readable() Expr {
	if m, ok := e.margin(); ok && m == MarginN {
		return everything
	}
	root := func(a Expr) bool { return a.op == opRoot }
	if e.op != opProduct || !root(e.args[0]) || slices.ContainsFunc(e.args, func(a Expr) bool { return !root(a) }) {
		return e
	}
	var factors []Expr
	for _, a := range e.args {
		if under := a.args[0]; under.op == opProduct {
			factors = append(factors, under.args...)
		} else {
			factors = append(factors, under)
		}
	}
	return Root(Times(factors...))
}

// A notation writes the parts of a formula.
type notation struct {
	letters      bool // margins are written as their letters
	number, name func(string) string
	sum          func(terms []string) string
	difference   func(a, b string) string
	product      func(factors []string) string
	quotient     func(n notation, a, b Expr) string
	root         func(string) string
	least        func(a, b string) string
	brackets     func(string) string
}

func (n notation) write(e Expr) string {
	if m, ok := e.margin(); ok && n.letters {
		return n.name(m.String())
	}
	e = e.readable()
	var parts []string
	switch e.op {
	case opNone:
		return ""
	case opNumber:
		return n.number(strconv.FormatFloat(e.num, 'g', -1, 64))
	case opCell:
		return n.name(cellNames[e.cell])
	case opSum:
		for _, a := range e.args {
			parts = append(parts, n.write(a))
		}
		return n.sum(parts)
	case opDifference:
		return n.difference(n.write(e.args[0]), n.inside(e.args[1], 2))
	case opProduct:
		for _, a := range e.args {
			parts = append(parts, n.inside(a, 3))
		}
		return n.product(parts)
	case opQuotient:
		return n.quotient(n, e.args[0], e.args[1])
	case opLeast:
		return n.least(n.write(e.args[0]), n.write(e.args[1]))
	default:
		return n.root(n.write(e.args[0]))
	}
}

// inside returns e, in brackets if its precedence is lower than least.
func (n notation) inside(e Expr, least int) string {
	_, short := e.margin()
	if short = short && n.letters; !short && e.readable().bind() < least {
		return n.brackets(n.write(e))
	}
	return n.write(e)
}

func same(s string) string { return s }

func tag(name string) func(string) string {
	return func(s string) string { return "<" + name + ">" + s + "</" + name + ">" }
}

var row = tag("mrow")

var (
	plainText = notation{
		number: same, name: same,
		sum:        func(terms []string) string { return strings.Join(terms, " + ") },
		difference: func(a, b string) string { return a + " − " + b },
		product:    func(factors []string) string { return strings.Join(factors, "·") },
		quotient:   func(n notation, a, b Expr) string { return n.inside(a, 3) + " / " + n.inside(b, 4) },
		root:       func(a string) string { return "√(" + a + ")" },
		least:      func(a, b string) string { return "min(" + a + ", " + b + ")" },
		brackets:   func(a string) string { return "(" + a + ")" },
	}
	mathML = notation{
		number: tag("mn"), name: tag("mi"),
		sum:        func(terms []string) string { return row(strings.Join(terms, "<mo>+</mo>")) },
		difference: func(a, b string) string { return row(a + "<mo>−</mo>" + b) },
		product:    func(factors []string) string { return row(strings.Join(factors, "<mo>·</mo>")) },
		quotient:   func(n notation, a, b Expr) string { return tag("mfrac")(n.write(a) + n.write(b)) },
		root:       tag("msqrt"),
		least: func(a, b string) string {
			return row("<mi>min</mi><mo>(</mo>" + a + "<mo>,</mo>" + b + "<mo>)</mo>")
		},
		brackets: func(a string) string { return row("<mo>(</mo>" + a + "<mo>)</mo>") },
	}
)

// Text returns e as people write it on one line: "TP / (TP + FP)".
func (e Expr) Text() string { return plainText.write(e) }

// MathML returns e as presentation MathML, without the <math> around it.
func (e Expr) MathML() string { return mathML.write(e) }

// Letters is [Expr.Text] with the letters of docs/metrics.md for the margins:
// "TP / A".
func (e Expr) Letters() string {
	inLetters := plainText
	inLetters.letters = true
	return inLetters.write(e)
}

// A dialect is how a language writes a formula.
type dialect struct {
	cells [cells]string
	round string // keeps a product from being fused with a sum
	root  string
	least string
}

var (
	javaScript = dialect{
		cells: [cells]string{
			"c.tp", "c.fp", "c.fn", "c.tn", "costs.fp", "costs.fn", "(costs.tp ?? 0)", "(costs.tn ?? 0)", "x", "t",
		},
		root: "Math.sqrt", least: "Math.min",
	}
	golang = dialect{
		cells: [cells]string{"c.TP", "c.FP", "c.FN", "c.TN", "costs.FP", "costs.FN", "costs.TP", "costs.TN", "x",
			"t"},
		round: "float64", root: "math.Sqrt", least: "min",
	}
)

// JS returns e as an expression of JavaScript over c, costs, x and t, in the order
// of operations of the tree.
func (e Expr) JS() string { return e.in(javaScript) }

// Go returns e as an expression of Go over c, costs, x and t, likewise.
func (e Expr) Go() string { return e.in(golang) }

func (e Expr) in(d dialect) string {
	switch e.op {
	case opNone:
		panic("catalog: no formula")
	case opNumber:
		return strconv.FormatFloat(e.num, 'g', -1, 64)
	case opCell:
		return d.cells[e.cell]
	case opRoot:
		return d.root + "(" + e.args[0].in(d) + ")"
	case opLeast:
		return d.least + "(" + e.args[0].in(d) + ", " + e.args[1].in(d) + ")"
	}
	sign := map[op]string{opSum: " + ", opDifference: " - ", opProduct: " * ", opQuotient: " / "}[e.op]
	s := e.args[0].in(d)
	for _, a := range e.args[1:] {
		s = d.round + "(" + s + sign + a.in(d) + ")"
	}
	return s
}
