package calc

import (
	"math"
	"slices"
)

// AtPrevalence returns c restated for the prevalence pi: pi·TPR, pi·FNR,
// (1-pi)·FPR and (1-pi)·TNR in place of the cells. Recall, specificity and
// everything derived from them stay the same. It returns the reason if a
// class is missing from c, and "" otherwise. It panics unless 0 ≤ pi ≤ 1. See
// docs/metrics.md 7.3.
func (c Confusion) AtPrevalence(pi float64) (Confusion, Reason) {
	if !(pi >= 0 && pi <= 1) {
		panic("calc: a prevalence lies in [0,1]")
	}
	if r := c.emptyMargin(NoPositives, NoNegatives); r != "" {
		return Confusion{}, r
	}
	return Confusion{
		TP: pi * c.Recall().V, FN: pi * c.FNR().V,
		FP: (1 - pi) * c.FPR().V, TN: (1 - pi) * c.Specificity().V,
	}, ""
}

// Frequencies are the cells of a table in whole cases out of a round number.
type Frequencies struct {
	TP int `json:"tp"`
	FP int `json:"fp"`
	FN int `json:"fn"`
	TN int `json:"tn"`
}

// NaturalFrequencies returns c scaled to whole cases that add up to out,
// 1,000 say: by the largest remainder method. ok is false if c is empty. It
// panics if out is negative.
func (c Confusion) NaturalFrequencies(out int) (f Frequencies, ok bool) {
	if out < 0 {
		panic("calc: frequencies are out of a positive number")
	}
	if c.Total() == 0 {
		return Frequencies{}, false
	}
	s := c.scaled()
	exact := [4]float64{s.TP * float64(out), s.FP * float64(out), s.FN * float64(out), s.TN * float64(out)}
	var whole [4]int
	order := [4]int{0, 1, 2, 3}
	missing := out
	for i, x := range exact {
		whole[i] = int(math.Floor(x))
		missing -= whole[i]
	}
	slices.SortStableFunc(order[:], func(a, b int) int {
		switch ra, rb := exact[a]-math.Floor(exact[a]), exact[b]-math.Floor(exact[b]); {
		case ra > rb:
			return -1
		case ra < rb:
			return 1
		}
		return 0
	})
	for _, i := range order[:max(0, min(missing, 4))] {
		whole[i]++
	}
	return Frequencies{whole[0], whole[1], whole[2], whole[3]}, true
}
