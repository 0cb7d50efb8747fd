package explore

import (
	"fmt"
	"math"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
)

// A Verdict is one test of a difference to the baseline.
type Verdict struct {
	Kind string     `json:"kind" doc:"roc_auc, found, spared or right"`
	Test string     `json:"test" doc:"its name"`
	P    calc.Value `json:"p" doc:"two-sided"`
	MidP *float64   `json:"mid_p,omitempty" doc:"of McNemar's test; absent where the two runs differ on no row"`
	Holm calc.Value `json:"p_holm" doc:"adjusted by Holm for all tests of the comparison"`
	Text string     `json:"said" doc:"the difference and what chance has to do with it, in words"`

	Details string `json:"-"` // statistics and other p-values in one line
}

// Verdicts returns the tests of every run against the baseline, with p-values adjusted
// for all of them: none for the baseline and for runs that are not paired with it.
func (c Comparison) Verdicts() [][]Verdict {
	out := make([][]Verdict, len(c.Runs))
	var all []calc.Value
	for i, one := range c.Runs {
		if one.Paired != nil {
			out[i] = c.verdictsOn(one)
		}
		for _, v := range out[i] {
			all = append(all, v.P)
		}
	}
	adjusted := calc.Holm(all)
	for i := range out {
		for j := range out[i] {
			out[i][j].Holm, adjusted = adjusted[0], adjusted[1:]
		}
	}
	return out
}

// verdictsOn returns the tests of one run, not adjusted yet.
func (c Comparison) verdictsOn(one ComparedRun) (list []Verdict) {
	base, e := c.Runs[c.Baseline].NameInSentence(), c.Experiment
	if d := one.DeLong; d != nil && d.Difference.OK {
		list = append(list, aucVerdict(d, base))
	}
	if one.Joint == (calc.Joint{}) {
		return list
	}
	m := mcNemarVerdicts{base: base, name: one.NameInSentence()}
	positives, negatives := one.Joint.N(1), one.Joint.N(0)
	if positives > 0 {
		list = append(list, m.verdict("found", "misses", one.Joint.Found(), positives, e.PositiveName))
	}
	if negatives > 0 {
		const verb = "raises a false alarm for"
		list = append(list, m.verdict("spared", verb, one.Joint.Spared(), negatives, e.NegativeName))
	}
	n := positives + negatives
	return append(list, m.verdict("right", "is wrong about", one.Joint.Right(), n, Units(e, n)))
}

// aucVerdict returns DeLong's test of the AUC of a run against that of the baseline.
func aucVerdict(d *calc.DeLongPaired, base string) Verdict {
	v := Verdict{Kind: "roc_auc", Test: "DeLong", P: d.P, Text: fmt.Sprintf("Its AUC is the same as that of %s.", base)}
	if x := d.Difference.V; x != 0 {
		v.Text = fmt.Sprintf("Its AUC is %s %s. %s",
			format.Indices.Column(math.Abs(x), 3), moreOrLess(x, "higher", "lower"), chanceText(d.P, "ranked equally well"))
	}
	if d.Z.OK {
		v.Details = fmt.Sprintf("DeLong z = %s, %s; difference %s",
			format.Signed(format.Fixed(d.Z.V, 2)), PValueText(d.P), aucDifferenceText(d))
	}
	return v
}

// mcNemarVerdicts makes the verdicts of McNemar's tests between two runs of these names.
type mcNemarVerdicts struct{ base, name string }

// verdict returns the verdict of one test. verb says what an error of the run is, and n
// and rows which rows were tested: "misses", 12, "diabetic".
func (m mcNemarVerdicts) verdict(kind, verb string, t calc.McNemar, n int, rows string) Verdict {
	return Verdict{
		Kind: kind, Test: "McNemar, exact", P: t.ExactP, MidP: NilIfUndefined(t.MidP), Text: m.text(verb, t, n, rows),
		Details: fmt.Sprintf("McNemar: only %s right %s, only %s right %s; exact %s, %s, with continuity correction %s",
			m.base, format.Count(t.OnlyA), m.name, format.Count(t.OnlyB),
			PValueText(t.ExactP), MidPValueText(t), PValueText(t.Chi2CCP)),
	}
}

func (m mcNemarVerdicts) text(verb string, t calc.McNemar, n int, rows string) string {
	of := format.Count(n) + " " + rows
	d := t.OnlyA - t.OnlyB // how many errors the run makes more than the baseline
	switch {
	case t.OnlyA+t.OnlyB == 0:
		return fmt.Sprintf("It %s the same of %s as %s, if any.", verb, of, m.base)
	case d == 0:
		return fmt.Sprintf("It %s as many of %s, but not the same ones: %s it got right alone, and as many %s did.",
			verb, of, format.Count(t.OnlyB), m.base)
	}
	return fmt.Sprintf("It %s %s %s of %s. %s", verb, format.Count(max(d, -d)),
		moreOrLess(float64(d), "more", "fewer"), of, chanceText(t.ExactP, "were equally good at it"))
}

// moreOrLess returns more for a positive x and less for others.
func moreOrLess(x float64, more, less string) string {
	if x > 0 {
		return more
	}
	return less
}

// aucDifferenceText returns a difference of AUC with its interval, if it has one.
func aucDifferenceText(d *calc.DeLongPaired) string {
	value, interval := DifferenceText("roc_auc", calc.Estimate{Value: d.Difference, Low: d.Low, High: d.High})
	if interval == "" {
		return value
	}
	return value + " (" + interval + ")"
}
