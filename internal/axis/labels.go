package axis

import (
	"math"
	"strconv"
	"strings"
)

// fewLabels is how many labels a logit axis needs at least before it gets others than
// powers of ten.
const fewLabels = 3

// odds are probabilities with one digit from their closer end, from the lowest up: powers
// of ten and one half; and moreOdds also twice and five times them.
var odds, moreOdds = probabilities(1), probabilities(1, 2, 5)

func probabilities(multiples ...int) []float64 {
	var low, high []float64
	number := func(text string) float64 {
		x, err := strconv.ParseFloat(text, 64)
		if err != nil {
			panic("axis: " + err.Error())
		}
		return x
	}
	for e := 12; e >= 1; e-- {
		for _, m := range multiples {
			if e == 1 && m == 5 {
				continue
			}
			low = append(low, number(strconv.Itoa(m)+"e-"+strconv.Itoa(e)))
			high = append(high, number("0."+strings.Repeat("9", e-1)+strconv.Itoa(10-m)))
		}
	}
	list := append(low, 0.5)
	for i := len(high) - 1; i >= 0; i-- {
		list = append(list, high[i])
	}
	return list
}

// Labels returns at most about n scores to label in a window of a logit or quantile axis,
// rising. It returns none where round numbers do as well: on a linear axis, and on a
// logit axis that is zoomed in so far that scores rise almost evenly.
func (w Window) Labels(n int) []float64 {
	apart := 0.8 / float64(n)
	switch w.Kind {
	case Logit:
		for _, ladder := range [][]float64{odds, moreOdds} {
			if list := w.spread(ladder, apart); len(list) >= fewLabels {
				return list
			}
		}
	case Quantile:
		var scores []float64
		for i := range n + 1 {
			place := between(w.From, w.To, float64(i)/float64(n))
			scores = append(scores, w.Axis.short(min(place, top), (w.To-w.From)*apart/4))
		}
		return w.spread(scores, apart/2)
	}
	return nil
}

// spread returns those of rising scores that are in view and so far apart.
func (w Window) spread(scores []float64, apart float64) []float64 {
	var list []float64
	last := math.Inf(-1)
	for _, t := range scores {
		if t < w.Low || t > w.High { // At moves these to the ends
			continue
		}
		if place := w.At(t); place >= 0 && place <= 1 && place-last >= apart {
			list, last = append(list, t), place
		}
	}
	return list
}
