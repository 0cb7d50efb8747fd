package tradeoff

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
)

// Losses returns the losses of a binary run in display order.
func Losses() []calc.Metric {
	var out []calc.Metric
	for _, l := range catalog.Losses {
		if m, ok := calc.MetricByID(l.ID); ok && l.Shape != catalog.Boxes {
			out = append(out, m)
		}
	}
	return out
}

// LossField returns the name of a loss parameter in URLs and forms.
func LossField(m calc.Metric, p calc.Param) string { return m.ID + "." + p.Name }

// LossArgs are the non-default parameters of losses, by the id of the loss.
type LossArgs map[string]calc.Args

// The BCE-Dice loss is a weighted sum of two losses. If the weights add up to 2, as the
// default ones do, one number describes them: the mix, the share of the Dice loss.
const bceDice = "bce_dice_loss"

// mixed returns the weights of cross-entropy and Dice loss for a mix.
func mixed(mix float64) (bce, dice float64) { return 2 * (1 - mix), 2 * mix }

// Mix returns the mix of the BCE-Dice loss, if its weights add up to 2.
func (a LossArgs) Mix() (mix float64, ok bool) {
	bce, dice := a.Weights()
	return dice / 2, math.Abs(bce+dice-2) < 1e-12
}

// Weights returns the weights of cross-entropy and Dice loss in the BCE-Dice loss.
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

// Params returns the parameters of the loss m that pages offer: the mix instead of the
// two weights.
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

// lossFields are the parameters of the losses of two classes.
var lossFields = func() (list []Field[LossArgs]) {
	for _, m := range Losses() {
		for _, p := range LossParams(m) {
			f := lossField(m.ID, m.Name, p)
			if m.ID == bceDice && (p.Name == catalog.MixParam.Name || isWeight(p.Name)) {
				f = mixField(f, p.Name)
			}
			list = append(list, f)
		}
	}
	return list
}()

// LossParameters returns the parameters of the losses of two classes.
func LossParameters() []Parameter { return Parameters(lossFields) }

// lossField is the field of one parameter of a loss.
func lossField(id, name string, p calc.Param) Field[LossArgs] {
	about := Parameter{
		Name: id + "." + p.Name, About: name + ": " + p.Control.AccessibleName(),
		Range: &Range{Low: p.Low, High: p.High, OpenLow: p.Open, Whole: p.Switch},
	}
	if !math.IsNaN(p.Default) {
		about.Default = plain(p.Default)
	}
	return NumberField(about, rangeOf(p),
		func(a *LossArgs) *float64 {
			if x, ok := (*a)[id][p.Name]; ok {
				return &x
			}
			return nil
		},
		func(a *LossArgs, x float64) { a.set(id, p.Name, x, p.Default) },
	)
}

// mixField adapts the field of the mix or of a weight of the BCE-Dice loss: URLs have
// either the mix or the weights.
func mixField(f Field[LossArgs], param string) Field[LossArgs] {
	parse, print := f.Parse, f.Print
	if isWeight(param) {
		f.Print = func(a *LossArgs) []string {
			if _, isMix := a.Mix(); isMix {
				return nil
			}
			return print(a)
		}
		return f
	}
	f.Parse = func(a *LossArgs, q url.Values) error {
		var mix LossArgs
		if err := parse(&mix, q); err != nil {
			return err
		}
		if strings.TrimSpace(q.Get(f.Name)) == "" {
			return nil
		}
		if q.Get(bceDice+".weight_bce") != "" || q.Get(bceDice+".weight_dice") != "" {
			return Errorf(Invalid, "%s is given together with the weights that it sets", f.Name).
				WithHint("Give either the mix or the two weights.")
		}
		share, ok := mix[bceDice][catalog.MixParam.Name]
		if !ok {
			share = catalog.MixParam.Default
		}
		bce, dice := mixed(share)
		a.set(bceDice, "weight_bce", bce, 1)
		a.set(bceDice, "weight_dice", dice, 1)
		return nil
	}
	f.Print = func(a *LossArgs) []string {
		if mix, isMix := a.Mix(); isMix && mix != catalog.MixParam.Default {
			return []string{plain(mix)}
		}
		return nil
	}
	return f
}

// set stores the value of a parameter unless it is the default.
func (a *LossArgs) set(id, name string, x, usual float64) {
	if x == usual {
		return
	}
	if *a == nil {
		*a = LossArgs{}
	}
	if (*a)[id] == nil {
		(*a)[id] = calc.Args{}
	}
	(*a)[id][name] = x
}

// ParseLossArgs reads the parameters of losses from a URL's query. Its errors
// name the parameter.
func ParseLossArgs(q url.Values) (LossArgs, error) {
	if err := noForeignLoss(q, lossFields, classLossFields, "many"); err != nil {
		return nil, err
	}
	out := LossArgs{}
	if err := ParseFields(lossFields, q, &out); err != nil {
		return nil, err
	}
	return out, nil
}

// noForeignLoss rejects parameters that only losses of the other kind of run have:
// ignoring them would look as if they were applied.
func noForeignLoss(q url.Values, own, others []Field[LossArgs], classes string) error {
	for _, f := range others {
		of := func(own Field[LossArgs]) bool { return own.Name == f.Name }
		if q.Get(f.Name) != "" && !slices.ContainsFunc(own, of) {
			return Errorf(Invalid, "%s is a parameter of runs with %s classes", f.Name, classes).WithHint("Leave it out.")
		}
	}
	return nil
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
