package ingest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// A layout is one way in which people write predictions, with the numbers that
// may come out of it.
type layout struct {
	names   []string
	columns [][]string

	labels [][]int     // a right run's labels, 1 for the positive class or the class's number
	scores [][]float64 // what orders its rows; of many classes that of the true class
}

func (l *layout) add(name string, cells []string) {
	l.names, l.columns = append(l.names, name), append(l.columns, cells)
}

// made draws a truth, the probability of its positive class, and what follows.
func made(r *rand.Rand, n int) (truth []int, p []float64) {
	skill := []float64{0, 0.3, 1.5, 8}[r.IntN(4)] // none to perfect
	for range n {
		y := r.IntN(2)
		x := 1 / (1 + math.Exp(-(skill*(2*float64(y)-1) + r.NormFloat64())))
		truth, p = append(truth, y), append(p, math.Round(min(max(x, 0.0001), 0.9999)*1e4)/1e4)
	}
	truth[0], truth[1] = 0, 1
	return truth, p
}

func printed[T any](values []T, print func(T) string) []string {
	var cells []string
	for _, v := range values {
		cells = append(cells, print(v))
	}
	return cells
}

func fraction(x float64) string { return fmt.Sprintf("%.4f", x) }

func complementOf(p []float64) []string {
	return printed(p, func(x float64) string { return fraction(1 - x) })
}

// layouts draws a file of every layout.
func layouts(r *rand.Rand) map[string]*layout {
	n := 30 + r.IntN(120)
	all := map[string]*layout{}
	classes := [][2]string{{"0", "1"}, {"no", "yes"}, {"false", "true"}, {"-1", "1"}}[r.IntN(4)]
	class := func(y int) string { return classes[y] }
	begin := func(name string) (*layout, []int, []float64) {
		truth, p := made(r, n)
		l := &layout{labels: [][]int{truth}, scores: [][]float64{p}}
		all[name] = l
		return l, truth, p
	}
	threshold := func(p []float64, t float64) (predicted []int) {
		for _, x := range p {
			y := 0
			if x >= t {
				y = 1
			}
			predicted = append(predicted, y)
		}
		return predicted
	}
	noise := func() []string {
		cells := make([]string, n)
		for i := range cells {
			cells[i] = fraction(r.Float64())
		}
		return cells
	}
	among := func(values ...string) []string {
		cells := make([]string, n)
		for i := range cells {
			cells[i] = values[r.IntN(len(values))]
		}
		return cells
	}
	ids := make([]string, n)
	for i, k := range r.Perm(n) {
		ids[i] = fmt.Sprint("case", 1000+k)
	}

	l, truth, p := begin("label and score")
	l.add("id", ids)
	l.add("label", printed(truth, class))
	l.add("score", printed(p, fraction))

	for name, t := range map[string]float64{"prediction at one half": 0.5, "prediction at max F1": 0.31} {
		l, truth, p = begin(name)
		l.add("churned", printed(truth, class))
		l.add("predict", printed(threshold(p, t), class))
		l.add("p0", complementOf(p))
		l.add("p1", printed(p, fraction))
	}

	l, truth, p = begin("Scored Labels")
	l.add("age", among("20", "31", "44", "57", "68"))
	l.add("Survived", printed(truth, class))
	l.add("Scored Labels", printed(threshold(p, 0.5), class))
	l.add("Scored Probabilities", printed(p, fraction))

	l, truth, p = begin("label named as the prediction")
	l.add("truth", printed(truth, class))
	l.add("label", printed(threshold(p, 0.5), class))
	l.add("score", printed(p, fraction))

	for name, names := range map[string][3]string{
		"top class":             {"truth", "predicted", "confidence"},
		"top class, two labels": {"truth", "label", "score"},
		"top class, pycaret":    {"Purchase", "Label", "Score"},
	} {
		l, truth, p = begin(name)
		l.add(names[0], printed(truth, class))
		l.add(names[1], printed(threshold(p, 0.5), class))
		l.add(names[2], printed(p, func(x float64) string { return fraction(max(x, 1-x)) }))
	}

	l, truth, p = begin("features")
	l.add("smoker", among("0", "1"))
	l.add("sex", among("f", "m"))
	l.add("age", among("20", "31", "44", "57", "68"))
	l.add("loyalty", noise())
	l.add("label", printed(truth, class))
	l.add("score", printed(p, fraction))

	l, truth, p = begin("margins beside a fraction")
	l.add("loyalty", noise())
	l.add("outcome", printed(truth, class))
	l.add("logit", printed(p, func(x float64) string { return fmt.Sprintf("%.6f", math.Log(x/(1-x))) }))

	l, truth, p = begin("DataRobot")
	l.add("churn_1_PREDICTION", printed(p, fraction))
	l.add("churn_0_PREDICTION", complementOf(p))
	l.add("churn_PREDICTION", printed(threshold(p, 0.5), func(y int) string { return fmt.Sprint(y) }))
	l.add("THRESHOLD", slices.Repeat([]string{"0.5"}, n))
	l.add("POSITIVE_CLASS", slices.Repeat([]string{"1"}, n))
	l.add("churn", printed(truth, func(y int) string { return fmt.Sprint(y) }))

	l, truth, p = begin("two logits")
	l.add("label", printed(truth, func(y int) string { return fmt.Sprint(y) }))
	shift := noise()
	l.add("logits[0]", shift)
	l.add("logits[1]", printed(p, func(x float64) string { return fmt.Sprintf("%.6f", math.Log(x/(1-x))) }))
	for i := range p {
		var x, y float64
		fmt.Sscan(l.columns[1][i], &x)
		fmt.Sscan(l.columns[2][i], &y)
		l.scores[0][i] = y - x
	}

	l, truth, p = begin("several models")
	_, q := made(r, n)
	l.add("label", printed(truth, class))
	l.add("forest", printed(p, fraction))
	l.add("boost", printed(q, fraction))
	l.labels, l.scores = append(l.labels, truth), append(l.scores, q)

	logit := func(x float64) string { return fmt.Sprintf("%.6f", math.Log(x/(1-x))) }
	l, truth, p = begin("margins of both classes")
	l.add("truth", printed(truth, class))
	l.add("predicted", printed(threshold(p, 0.5), class))
	l.add("margin_"+classes[0], printed(p, func(x float64) string { return logit(1 - x) }))
	l.add("margin_"+classes[1], printed(p, logit))

	l, truth, p = begin("spread and bounds")
	l.add("outcome", printed(truth, class))
	l.add("pred_mean", printed(p, fraction))
	l.add("pred_std", noise())
	l.add("pred_lower", printed(p, func(x float64) string { return fraction(0.9 * x) }))
	l.add("score_rank", printed(r.Perm(n), func(k int) string { return fmt.Sprint(k + 1) }))

	l, truth, p = begin("verdict")
	l.add("churn", printed(truth, class))
	predicted, right := threshold(p, 0.5), make([]string, n)
	for i, y := range truth {
		right[i] = fmt.Sprint(boolToInt(predicted[i] == y))
	}
	l.add("predicted", printed(predicted, class))
	l.add("is_correct", right)
	l.add("score", printed(p, fraction))

	l, truth, p = begin("probability of the true class")
	l.add("actual", printed(truth, class))
	l.add("prediction", printed(threshold(p, 0.5), class))
	l.add("probability", printed(truth, func(int) string { return "" }))
	for i, y := range truth {
		l.columns[2][i] = fraction(map[bool]float64{true: p[i], false: 1 - p[i]}[y == 1])
	}

	l, truth, p = begin("one-hot of two")
	l.add("y_true[0]", printed(truth, func(y int) string { return fmt.Sprint(1 - y) }))
	l.add("y_true[1]", printed(truth, func(y int) string { return fmt.Sprint(y) }))
	l.add("y_pred[0]", complementOf(p))
	l.add("y_pred[1]", printed(p, fraction))

	l = &layout{}
	all["several labels"] = l
	for _, name := range []string{"toxic", "obscene", "insult"} {
		truth, p := made(r, n)
		l.add(name, printed(truth, func(y int) string { return fmt.Sprint(y) }))
		l.add("pred_"+name, printed(p, fraction))
		l.labels, l.scores = append(l.labels, truth), append(l.scores, p)
	}

	all["classes"], all["one-hot"] = manyClasses(r, n)
	return all
}

// manyClasses draws a run of three classes, with a column of labels and a predicted
// one, and with a one-hot label.
func manyClasses(r *rand.Rand, n int) (plain, hot *layout) {
	names := [][]string{{"cat", "dog", "owl"}, {"0", "1", "2"}, {"1", "2", "3"}}[r.IntN(3)]
	plain, hot = &layout{}, &layout{}
	skill := []float64{0, 1, 6}[r.IntN(3)]
	truth, own := make([]int, n), make([]float64, n)
	labels, predicted := make([]string, n), make([]string, n)
	scores, hots := make([][]string, 3), make([][]string, 3)
	for i := range n {
		y := r.IntN(3)
		if i < 3 {
			y = i
		}
		var x [3]float64
		total := 0.0
		for k := range x {
			x[k] = math.Exp(r.NormFloat64())
			if k == y {
				x[k] *= math.Exp(skill)
			}
			total += x[k]
		}
		best := 0
		for k := range x {
			x[k] /= total
			if x[k] > x[best] {
				best = k
			}
			scores[k] = append(scores[k], fmt.Sprintf("%.7f", x[k]))
			hots[k] = append(hots[k], map[bool]string{true: "1", false: "0"}[k == y])
		}
		truth[i], labels[i], predicted[i] = y, names[y], names[best]
		fmt.Sscan(scores[y][i], &own[i])
	}
	plain.add("label", labels)
	if r.IntN(2) == 0 {
		plain.add("predicted", predicted)
	}
	for k, name := range names {
		plain.add("prob_"+name, scores[k])
		hot.add("is_"+name, hots[k])
	}
	for k, name := range names {
		hot.add("prob_"+name, scores[k])
	}
	for _, l := range []*layout{plain, hot} {
		l.labels, l.scores = [][]int{truth}, [][]float64{own}
	}
	return plain, hot
}

// shuffled returns the layout with its columns in another order, its rows sorted
// by one of them perhaps, and its columns called otherwise if names are given.
func (l *layout) shuffled(r *rand.Rand, names func(k int) string) *layout {
	out := &layout{}
	for _, i := range r.Perm(len(l.names)) {
		out.add(l.names[i], l.columns[i])
		if names != nil {
			out.names[len(out.names)-1] = names(i)
		}
	}
	rows := r.Perm(len(l.columns[0]))
	if by := r.IntN(2 * len(l.names)); by < len(l.names) {
		slices.SortStableFunc(rows, func(a, b int) int { return strings.Compare(l.columns[by][b], l.columns[by][a]) })
	}
	for i, cells := range out.columns {
		out.columns[i] = inOrder(cells, rows)
	}
	for i := range l.labels {
		out.labels, out.scores = append(out.labels, inOrder(l.labels[i], rows)),
			append(out.scores, inOrder(l.scores[i], rows))
	}
	return out
}

func (l *layout) text(header bool) string {
	var b strings.Builder
	if header {
		b.WriteString(strings.Join(l.names, ",") + "\n")
	}
	for row := range l.columns[0] {
		for i, cells := range l.columns {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(cells[row])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// right reports whether a run is one of those that the layout holds.
func (l *layout) right(d *Dataset) bool {
	for i, labels := range l.labels {
		if d.Task == tradeoff.MultiClassTask {
			m := d.MultiClass()
			same := len(m.Label) == len(labels)
			for row := 0; same && row < len(labels); row++ {
				same = m.Score[row][m.Label[row]] == l.scores[i][row]
			}
			if same {
				return true
			}
			continue
		}
		b := d.Binary()
		same := len(b.Label) == len(labels) && b.Weight == nil
		for row := 0; same && row < len(labels); row++ {
			same = int(b.Label[row]) == labels[row]
		}
		if same && math.Abs(aucOf(b.Label, b.Score)-aucOf(b.Label, l.scores[i])) < 1e-9 {
			return true
		}
	}
	return false
}

func aucOf(label []uint8, score []float64) float64 {
	s, err := calc.NewSweep(calc.Binary{Label: label, Score: score, Kind: calc.Score})
	if err != nil {
		panic(err)
	}
	return s.ROCAUC().V
}
