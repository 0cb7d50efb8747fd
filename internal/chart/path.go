package chart

import (
	"math"
	"strconv"
	"strings"

	"tradeoff/internal/format"
)

// A Point is a point of a curve. A NaN ends a segment; the next point begins
// a new one.
type Point struct{ X, Y float64 }

// Path returns the SVG path of a polyline in a square of side × side whose
// y axis points upwards, for x from low to high and y from 0 to 1. Of the points
// that share a column of one part in columns it keeps the first, the lowest,
// the highest and the last, which draw the same picture.
func Path(points []Point, low, high float64, side, columns int) string {
	var w pathWriter
	w.b = make([]byte, 0, 4096)
	scale := float64(side)
	column := func(p Point) int { return int((p.X - low) / (high - low) * float64(columns)) }
	for i := 0; i < len(points); {
		if math.IsNaN(points[i].Y) || math.IsNaN(points[i].X) {
			w.pen = false
			i++
			continue
		}
		j, lowest, highest := i, i, i
		for j+1 < len(points) && !math.IsNaN(points[j+1].Y) && column(points[j+1]) == column(points[i]) {
			j++
			if points[j].Y < points[lowest].Y {
				lowest = j
			}
			if points[j].Y > points[highest].Y {
				highest = j
			}
		}
		kept := [4]int{i, min(lowest, highest), max(lowest, highest), j}
		for k, at := range kept {
			if k > 0 && at == kept[k-1] {
				continue
			}
			p := points[at]
			w.to(math.Round((p.X-low)/(high-low)*scale), math.Round((1-p.Y)*scale))
		}
		i = j + 1
	}
	return string(w.b)
}

type pathWriter struct {
	b    []byte
	pen  bool
	x, y float64
}

// to continues the path to a place. Its commands are relative, which takes half the room.
func (w *pathWriter) to(x, y float64) {
	dx, dy := int64(x-w.x), int64(y-w.y)
	switch {
	case !w.pen:
		w.b = append(w.b, 'M')
		w.b = strconv.AppendInt(w.b, int64(x), 10)
		w.b = append(w.b, ' ')
		w.b = strconv.AppendInt(w.b, int64(y), 10)
	case dx == 0 && dy == 0:
		return
	case dy == 0:
		w.b = strconv.AppendInt(append(w.b, 'h'), dx, 10)
	case dx == 0:
		w.b = strconv.AppendInt(append(w.b, 'v'), dy, 10)
	default:
		w.b = strconv.AppendInt(append(w.b, 'l'), dx, 10)
		if dy > 0 {
			w.b = append(w.b, ' ')
		}
		w.b = strconv.AppendInt(w.b, dy, 10)
	}
	w.pen, w.x, w.y = true, x, y
}

// Steps returns the points of a function of the threshold that is constant
// from each threshold down to the next lower one. Points must descend in X.
func Steps(points []Point) []Point {
	out := make([]Point, 0, 2*len(points))
	for i, p := range points {
		if i > 0 {
			out = append(out, Point{p.X, points[i-1].Y})
		}
		out = append(out, p)
	}
	return out
}

// A Tick is a labelled place on an axis.
type Tick struct {
	Value float64 `json:"value"`
	Text  string  `json:"text"`
}

// Ticks returns at most n+1 round places in [low, high].
func Ticks(low, high float64, n int) []Tick {
	span := high - low
	if !(span > 0) || math.IsInf(span, 0) || n < 1 {
		return nil
	}
	step := math.Pow(10, math.Floor(math.Log10(span/float64(n))))
	for _, m := range []float64{1, 2, 2.5, 5, 10} {
		if span/(step*m) <= float64(n) {
			step *= m
			break
		}
	}
	if step == 0 || math.IsInf(step, 0) || math.IsInf(low/step, 0) { // at the ends of what a number can be
		return nil
	}
	decimals := 0
	for d := step; decimals < 12 && math.Abs(d-math.Round(d)) > 1e-9*d; decimals++ {
		d = step * math.Pow10(decimals+1)
	}
	text := func(value float64) string { return format.Signed(format.Fixed(value, decimals)) }
	if most := math.Max(math.Abs(low), math.Abs(high)); decimals > mostTickDigits || most >= math.Pow10(mostTickDigits) {
		text = func(value float64) string { return format.Signed(exponential(value, step)) }
	}
	var out []Tick
	first := math.Ceil(low/step - 1e-9)
	for k := range n + 1 { // not from first on: beyond 2^53 adding 1 changes nothing
		value := (first + float64(k)) * step
		if value > high+1e-9*step {
			break
		}
		if len(out) > 0 && value <= out[len(out)-1].Value {
			continue // the step is lost between two neighbouring numbers
		}
		out = append(out, Tick{value, text(value)})
	}
	return out
}

// mostTickDigits is how many digits a label of an axis has on either side of the
// point before it has an exponent.
const mostTickDigits = 7

// exponential writes a multiple of step with an exponent: 2.5e-12.
func exponential(value, step float64) string {
	if value == 0 {
		return "0"
	}
	// one more for a step of 2.5
	digits := max(0, int(math.Floor(math.Log10(math.Abs(value)))-math.Floor(math.Log10(step)))+1)
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(value, 'e', min(digits, 16), 64), "e")
	if strings.Contains(mantissa, ".") {
		mantissa = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".")
	}
	n, _ := strconv.Atoi(exponent)
	return mantissa + "e" + strconv.Itoa(n)
}
