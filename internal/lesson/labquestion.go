package lesson

import (
	"fmt"
	"math"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
)

// LabQuestion returns the question about a loss. Its answer is computed with the
// usual parameters or those that the question names.
func LabQuestion(loss LabLoss) Question {
	l := DefaultLab(loss)
	switch loss.ID {
	case "log_loss":
		return l.confidentMistakes()
	case "weighted_log_loss":
		return l.equalWeight()
	case "focal_loss":
		return l.downWeighted()
	case "dice_loss":
		return l.smallOrLarge()
	case "bce_dice_loss":
		return l.whichPart()
	case "jaccard_loss":
		return l.harder()
	case "tversky_loss":
		return l.missOrFalseAlarm()
	case "lovasz_softmax_loss":
		return l.hardPrediction("lovasz_softmax_loss", "the Lovász-Softmax loss")
	case "lovasz_sigmoid_loss":
		return l.hardPrediction("lovasz_sigmoid_loss", "the Lovász sigmoid loss")
	case "lovasz_hinge_loss":
		return l.confidentlyRight()
	case "iou_balanced_loss":
		return l.totalOfPositives()
	}
	panic("lesson: no question about " + loss.ID)
}

// nearestQuestion offers numbers of which the one nearest to x is right.
func nearestQuestion(text string, offered []float64, write func(float64) string, x float64, why string) Question {
	q := Question{Text: text, Why: why}
	best := 0
	for i, o := range offered {
		if math.Abs(math.Log(o/x)) < math.Abs(math.Log(offered[best]/x)) {
			best = i
		}
	}
	for i, o := range offered {
		q.Options = append(q.Options, Option{write(o), i == best})
	}
	return q
}

// compareQuestion offers that the first, the second or neither of two numbers is larger.
func compareQuestion(text, first, second, neither string, a, b float64, why string) Question {
	same := math.Abs(a-b) <= 1e-12
	return Question{
		Text: text, Why: why, Options: []Option{{first, !same && a > b}, {second, !same && b > a}, {neither, same}},
	}
}

func short(x float64) string { return format.Significant(x, 3) }

func (l Lab) confidentMistakes() Question {
	unsure, wrong := plainLoss.At(calc.Probability, true, 0.5), plainLoss.At(calc.Probability, true, 0.01)
	return nearestQuestion("Of two examples, the truth of one was given 0.5, that of the other 0.01. "+
		"How many times as much does the second one lose?",
		[]float64{2, 7, 50}, func(x float64) string { return "about " + format.Number(x) + " times" }, wrong/unsure,
		fmt.Sprintf("−ln 0.01 = %s, and −ln 0.5 = %s: the logarithm punishes what is sure and "+
			"wrong, but less than in proportion.", short(wrong), short(unsure)))
}

func (l Lab) equalWeight() Question {
	const share = 0.1
	q := Question{Text: "One in 10 examples is positive, and all are equally hard. With which pos_weight do positives " +
		"and negatives carry half of the loss each?"}
	for _, x := range []float64{2, 9, 10, 90} {
		positive := calc.ExampleLoss{Positive: x, Negative: 1}.At(calc.Probability, true, 0.5) * share
		negative := calc.ExampleLoss{Positive: x, Negative: 1}.At(calc.Probability, false, 0.5) * (1 - share)
		right := math.Abs(positive-negative) < 1e-12
		if q.Options = append(q.Options, Option{format.Number(x), right}); right {
			q.Why = fmt.Sprintf("There are 9 negatives for each positive, so %s × 1 = 9 × 1.", format.Number(x))
		}
	}
	return q
}

func (l Lab) downWeighted() Question {
	l.Losses = tradeoff.LossArgs{"focal_loss": {"use_alpha": 0}}
	part := l.Example("focal_loss").At(calc.Probability, true, 0.9) / plainLoss.At(calc.Probability, true, 0.9)
	return nearestQuestion("γ is 2, without α. The truth of an example was given 0.9. "+
		"Which part of its cross-entropy is left?",
		[]float64{0.5, 0.1, 0.01}, func(x float64) string { return "about " + format.Number(x) }, part,
		fmt.Sprintf("(1 − 0.9)² = %s. Of an example at 0.5, (1 − 0.5)² = 0.25 is left: 25 times as much.", short(part)))
}

const oneMore = "The prediction is sure and right, on an object of 4 pixels and on one of 36. " +
	"Now one more pixel of the background is called object. "

func (l Lab) smallOrLarge() Question {
	small, large := l.WithFalsePixel("dice_loss", smallest).V, l.WithFalsePixel("dice_loss", largest).V
	return compareQuestion(oneMore+"Where does the Dice loss rise more?", "on the small object", "on the large object",
		"on both alike", small, large,
		fmt.Sprintf("By %s on the small object and by %s on the large one: the same pixel is a larger part of a small "+
			"object. The mean cross-entropy rises by %s on both.", short(small), short(large),
			short(l.WithFalsePixel("log_loss", smallest).V)))
}

func (l Lab) whichPart() Question {
	all, dice := l.WithFalsePixel("bce_dice_loss", smallest).V, l.WithFalsePixel("dice_loss", smallest).V
	return compareQuestion("The prediction is sure and right, on an object of 4 pixels. Now one more pixel of the "+
		"background is called object. Which part of the BCE-Dice loss rises more?",
		"the Dice part", "the cross-entropy", "both alike", dice, all-dice,
		fmt.Sprintf("The Dice part rises by %s, the mean cross-entropy over all 100 pixels by %s. "+
			"On a large object it is the other way round: there the Dice part rises by %s.", short(dice), short(all-dice),
			short(l.WithFalsePixel("dice_loss", largest).V)))
}

func (l Lab) harder() Question {
	l.Losses = tradeoff.LossArgs{"dice_loss": {"smooth": 0}, "jaccard_loss": {"smooth": 0}}
	dice, jaccard := l.OfMask("dice_loss").V, l.OfMask("jaccard_loss").V
	return compareQuestion("Of one prediction, without smoothing: which is larger, its Dice loss or its Jaccard loss?",
		"the Dice loss", "the Jaccard loss", "they are the same", dice, jaccard,
		fmt.Sprintf("Here they are %s and %s. Dice counts the intersection twice; Jaccard loss = 2 × Dice loss / (1 + "+
			"Dice loss), which is never less.", short(dice), short(jaccard)))
}

func (l Lab) missOrFalseAlarm() Question {
	l.Losses = tradeoff.LossArgs{"tversky_loss": {"alpha": 0.3, "beta": 0.7}}
	m, mask := metric("tversky_loss"), RightMask(largest)
	at := FirstPixel(largest)
	right := l.valueOf(m, pixelsOf(m.ID, largest, mask, at, Levels[lastLevel])).V
	miss := l.valueOf(m, pixelsOf(m.ID, largest, mask, at, Levels[0])).V - right
	alarm := l.WithFalsePixel(m.ID, largest).V
	return compareQuestion("α is 0.3 and β is 0.7. What costs more: to miss one pixel of the "+
		"object, or to call one pixel too many?", "the missed pixel", "the pixel too many", "both alike", miss, alarm,
		fmt.Sprintf("On the large object the missed pixel costs %s and the one too many %s: β weighs misses, α false alarms.",
			short(miss), short(alarm)))
}

// hardPrediction asks for the loss of a prediction of zeros and ones.
func (l Lab) hardPrediction(id, name string) Question {
	b := calc.Binary{Kind: calc.Probability}
	for i := range MaskSide * MaskSide { // 4 pixels of the object, the first of them missed, and one false alarm
		y, p := uint8(0), 0.0
		if i < 4 {
			y = 1
		}
		if i > 0 && i < 5 {
			p = 1
		}
		b.Label, b.Score = append(b.Label, y), append(b.Score, p)
	}
	s := sweepOf(b)
	object, background := s.LovaszSigmoid().V, 2.0/97
	value := metric(id).Of(s, nil, 0.95).Value.V
	where := "of the object: 3 of 5 pixels are in both"
	if id == "lovasz_softmax_loss" {
		where = "of the object, 3 of 5, and of the background, 95 of 97, on average"
	}
	return numberQuestion(fmt.Sprintf("A prediction of zeros and ones finds 3 of the 4 pixels of the object, "+
		"and calls one pixel of the 96 others object. What is %s?", name),
		[]float64{object, (object + background) / 2, 0.25, 0.02}, value,
		fmt.Sprintf("Of a prediction that is sure everywhere it is 1 − IoU itself: %s.", where))
}

func (l Lab) confidentlyRight() Question {
	m := metric("lovasz_hinge_loss")
	of := func(z float64) float64 {
		return l.valueOf(m, pixelsOf(m.ID, smallest, RightMask(smallest), FirstPixel(smallest), calc.Sigmoid(z))).V
	}
	safe, safer := of(2), of(6)
	return compareQuestion("A pixel of the object has the logit 2, and all others are right for sure. "+
		"The logit rises to 6. What does the Lovász hinge loss do?", "it falls", "it rises", "it stays", safe, safer,
		fmt.Sprintf("Its error is max(0, 1 − 2) = 0, and stays 0: the loss is %s before and %s after. "+
			"The cross-entropy would go on pulling.", short(safe), short(safer)))
}

func (l Lab) totalOfPositives() Question {
	of := func(eta float64) float64 {
		l.Boxes.Eta = &eta
		balanced, _, _ := l.Balanced()
		total := 0.0
		for i := range l.Placed {
			total += balanced.PerSample[i]
		}
		return total
	}
	before, after := of(0), of(3)
	return compareQuestion("η rises from 0 to 3. What becomes of the total loss of the boxes that match a true one?",
		"it falls", "it rises", "it stays", before, after,
		fmt.Sprintf("It is %s before and %s after: the weights are scaled so that only the shares change.", short(before),
			short(after)))
}
