package explore

import (
	"fmt"
	"math"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
)

// A Verdict is one test of a difference to the baseline.
type Verdict struct {
	Kind  string     `json:"kind" doc:"roc_auc, found, spared or right"`
	Test  string     `json:"test" doc:"its name"`
	P     calc.Value `json:"p" doc:"two-sided"`
	MidP  *float64   `json:"mid_p,omitempty" doc:"of McNemar's test, beside its exact p; absent where the two runs differ on no row"`
	Holm  calc.Value `json:"p_holm" doc:"adjusted by Holm for all tests of the comparison"`
	Said  string     `json:"said" doc:"the difference and what chance has to do with it, in words"`
	Small string     `json:"-"` // numbers for those who want them
}

// Verdicts tests every run against the baseline, and adjusts for all the tests.
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

func (c Comparison) verdictsOn(one ComparedRun) (list []Verdict) {
	base, name := c.Runs[c.Baseline].InSentence(), one.InSentence()
	e := c.Experiment
	if d := one.Delong; d != nil && d.Difference.OK {
		v := Verdict{Kind: "roc_auc", Test: "DeLong", P: d.P, Said: fmt.Sprintf("Its AUC is the same as that of %s.", base)}
		if x := d.Difference.V; x != 0 {
			v.Said = fmt.Sprintf("Its AUC is %s %s. %s", format.Fixed(math.Abs(x), 3), moreOrLess(x, "higher", "lower"), chanceWords(d.P, "ranked equally well"))
		}
		if d.Z.OK {
			v.Small = fmt.Sprintf("DeLong z = %s, %s; difference %s", format.Signed(format.Fixed(d.Z.V, 2)), PText(d.P), intervalText(d.Difference, d.Low, d.High))
		}
		list = append(list, v)
	}
	if one.Joint == (calc.Joint{}) {
		return list
	}
	mc := func(kind, said string, t calc.McNemar) {
		list = append(list, Verdict{Kind: kind, Test: "McNemar, exact", P: t.ExactP, MidP: NumberOrNil(t.MidP), Said: said,
			Small: fmt.Sprintf("McNemar: only %s right %s, only %s right %s; exact %s, %s, with continuity correction %s",
				base, format.Count(t.OnlyA), name, format.Count(t.OnlyB), PText(t.ExactP), MidPText(t), PText(t.Chi2CCP))})
	}
	found, spared := one.Joint.Found(), one.Joint.Spared()
	positives, negatives := one.Joint.N(1), one.Joint.N(0)
	words := func(verb string, t calc.McNemar, of int, who string) string {
		d := t.OnlyA - t.OnlyB // errors more than the baseline
		switch {
		case t.OnlyA+t.OnlyB == 0:
			return fmt.Sprintf("It %s the same of %s %s as %s, if any.", verb, format.Count(of), who, base)
		case d == 0:
			return fmt.Sprintf("It %s as many of %s %s, but not the same ones: %s it got right alone, and as many %s did.", verb, format.Count(of), who, format.Count(t.OnlyB), base)
		}
		return fmt.Sprintf("It %s %s %s of %s %s. %s", verb, format.Count(max(d, -d)), moreOrLess(float64(d), "more", "fewer"), format.Count(of), who, chanceWords(t.ExactP, "were equally good at it"))
	}
	if positives > 0 {
		mc("found", words("misses", found, positives, e.PositiveName), found)
	}
	if negatives > 0 {
		mc("spared", words("raises a false alarm for", spared, negatives, e.NegativeName), spared)
	}
	right := one.Joint.Right()
	mc("right", words("is wrong about", right, positives+negatives, Units(e, positives+negatives)), right)
	return list
}

// MidPText is the mid-p of McNemar's test, which stands beside its exact p.
func MidPText(t calc.McNemar) string { return "mid-" + PText(t.MidP) }

func moreOrLess(x float64, more, less string) string {
	if x > 0 {
		return more
	}
	return less
}

func intervalText(v, low, high calc.Value) string {
	if !low.OK || !high.OK {
		return format.Amount(v.V)
	}
	d := max(3, format.Decimals(low.V, high.V))
	return format.Decimal(v.V, d) + " (" + format.Interval(low.V, high.V, d) + ")"
}
