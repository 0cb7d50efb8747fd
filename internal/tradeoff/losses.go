package tradeoff

import (
	"math"
	"net/url"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
)

// Losses returns the losses of a binary run, in the order in which they are shown.
func Losses() []calc.Metric {
	var out []calc.Metric
	for _, l := range catalog.Losses {
		if m, ok := calc.MetricByID(l.ID); ok && l.Shape != catalog.Boxes {
			out = append(out, m)
		}
	}
	return out
}

// LossField returns the name that a parameter of a loss has in URLs and forms.
func LossField(m calc.Metric, p calc.Param) string { return m.ID + "." + p.Name }

// LossArgs are the parameters of losses that are not the usual ones, by the
// identifier of the loss.
type LossArgs map[string]calc.Args

// The BCE-Dice loss is a sum of two losses with a weight each. As long as the
// weights add up to 2, as the usual ones do, they are one mix: the share that the
// Dice loss has of the sum.
const bceDice = "bce_dice_loss"

// mixed returns the weights of a mix, of cross-entropy and Dice loss.
func mixed(mix float64) (bce, dice float64) { return 2 * (1 - mix), 2 * mix }

// Mix returns the mix of the BCE-Dice loss, if its weights are one.
func (a LossArgs) Mix() (mix float64, ok bool) {
	bce, dice := a.Weights()
	return dice / 2, math.Abs(bce+dice-2) < 1e-12
}

// Weights returns those of cross-entropy and Dice loss in the BCE-Dice loss.
func (a LossArgs) Weights() (bce, dice float64) {
	bce, dice = mixed(catalog.MixParam.Default)
	if x, ok := a[bceDice]["weight_bce"]; ok {
		bce = x
	}
	if x, ok := a[bceDice]["weight_dice"]; ok {
		dice = x
	}
	return bce, dice
}

// BCEDice returns the parameters of the BCE-Dice loss.
func (a LossArgs) BCEDice() calc.BCEDice {
	o := calc.DefaultBCEDice()
	o.WeightBCE, o.WeightDice = a.Weights()
	if x, ok := a[bceDice]["smooth"]; ok {
		o.Smooth = x
	}
	return o
}

// Params returns the parameters by which a person sets the loss m: the mix takes
// the place of the weights that it stands for.
func (a LossArgs) Params(m calc.Metric) []calc.Param {
	if _, ok := a.Mix(); m.ID != bceDice || !ok {
		return m.Params
	}
	out := []calc.Param{catalog.MixParam}
	for _, p := range m.Params {
		if !isWeight(p.Name) {
			out = append(out, p)
		}
	}
	return out
}

func isWeight(param string) bool { return param == "weight_bce" || param == "weight_dice" }

// Value returns the value of a parameter of the loss m, which may be the mix.
func (a LossArgs) Value(m calc.Metric, p calc.Param) float64 {
	if p.Name == catalog.MixParam.Name {
		mix, _ := a.Mix()
		return mix
	}
	if x, ok := a[m.ID][p.Name]; ok {
		return x
	}
	return p.Default
}

// LossParams returns all parameters of the loss m that a URL may have.
func LossParams(m calc.Metric) []calc.Param {
	if m.ID != bceDice {
		return m.Params
	}
	return append([]calc.Param{catalog.MixParam}, m.Params...)
}

// ParseLossArgs reads the parameters of losses from a URL's query. Its errors
// name the parameter.
func ParseLossArgs(q url.Values) (LossArgs, error) {
	out := LossArgs{}
	if err := noForeignLoss(q, twoClassLossFields(), classLossFields(), "many"); err != nil {
		return nil, err
	}
	set := func(id, name string, x, usual float64) {
		if x == usual {
			return
		}
		if out[id] == nil {
			out[id] = calc.Args{}
		}
		out[id][name] = x
	}
	for _, m := range Losses() {
		for _, p := range LossParams(m) {
			name := LossField(m, p)
			text := strings.TrimSpace(q.Get(name))
			if text == "" {
				continue
			}
			x, err := ParseNumber(text)
			if err != nil || !(x >= p.Low && x <= p.High) || p.Open && x == p.Low || p.Switch && x != 0 && x != 1 {
				return nil, Errorf(Invalid, "%s is %q", name, text).WithMend("Give %s.", rangeOf(p))
			}
			if p.Name != catalog.MixParam.Name {
				set(m.ID, p.Name, x, p.Default)
				continue
			}
			if q.Get(bceDice+".weight_bce") != "" || q.Get(bceDice+".weight_dice") != "" {
				return nil, Errorf(Invalid, "%s stands beside the weights that it sets", name).WithMend("Give either the mix or the two weights.")
			}
			bce, dice := mixed(x)
			set(m.ID, "weight_bce", bce, 1)
			set(m.ID, "weight_dice", dice, 1)
		}
	}
	return out, nil
}

// put writes what [ParseLossArgs] reads.
func (a LossArgs) put(q url.Values) {
	mix, isMix := a.Mix()
	for id, args := range a {
		for name, x := range args {
			if id == bceDice && isMix && isWeight(name) {
				name, x = catalog.MixParam.Name, mix
			}
			q.Set(id+"."+name, strconv.FormatFloat(x, 'g', -1, 64))
		}
	}
}

func rangeOf(p calc.Param) string {
	switch {
	case p.Switch:
		return "0 or 1"
	case p.Open:
		return "a number above 0"
	case p.High <= 100:
		return "a number from 0 to " + strconv.FormatFloat(p.High, 'g', -1, 64)
	default:
		return "a number from 0 up"
	}
}
