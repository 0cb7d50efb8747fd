package learn

import (
	"fmt"
	"math"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/lesson"
	"tradeoff/internal/page/show"
	"tradeoff/web/templates"
)

// partNames are the names of the groups of examples, which are the outcomes at the
// threshold 0.5.
var partNames = []struct{ outcome, name string }{
	{"fn", "hard positives"}, {"tp", "easy positives"}, {"tn", "easy negatives"}, {"fp", "hard negatives"},
}

// partsOf returns parts in the order of partNames.
func partsOf(p calc.LossParts) [4]float64 {
	return [4]float64{p.HardPositives, p.EasyPositives, p.EasyNegatives, p.HardNegatives}
}

// imbalance shows the share of each group of examples in the losses.
func (v labView) imbalance(controls []templates.LossControl) *templates.UnevenView {
	s := v.Imbalanced()
	out := &templates.UnevenView{
		Share: format.Number(v.Share), Slider: format.Number(math.Log10(v.Share)), Controls: controls,
		Facts: fmt.Sprintf("%d positive, %d negative. Easy: the truth was given 0.5 or more.",
			s.Positives(), s.Negatives()),
	}
	for _, g := range partNames {
		out.Groups = append(out.Groups, templates.OutcomeView{ID: g.outcome, Name: g.name})
	}
	bar := func(id, name string, parts [4]float64) [4]float64 {
		total, x := 0.0, 0.0
		for _, p := range parts {
			total += p
		}
		b := templates.SharesView{ID: id, Name: name}
		for i, p := range parts {
			part := templates.SharePart{
				Outcome: partNames[i].outcome, X: show.Percent(x), Width: show.Percent(0), Text: format.Undefined,
			}
			if total > 0 {
				parts[i] = p / total
				part.Width, part.Text = show.Percent(parts[i]), format.Percent(parts[i])
				x += parts[i]
			}
			b.Parts = append(b.Parts, part)
		}
		out.Bars = append(out.Bars, b)
		return parts
	}
	bar("rows", "examples", partsOf(s.WeightParts()))
	easy := make(map[string]string)
	for _, id := range lesson.ExampleLosses {
		m, _ := calc.MetricByID(id)
		parts := bar(id, m.Name, partsOf(s.LossParts(v.Example(id))))
		easy[id] = format.Percent(parts[2])
	}
	out.Said = fmt.Sprintf("The easy negatives carry %s of the cross-entropy, "+
		"%s of the weighted cross-entropy and %s of the focal loss.",
		easy["log_loss"], easy["weighted_log_loss"], easy["focal_loss"])
	return out
}
