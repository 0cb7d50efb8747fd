package ingest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

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
		out.labels, out.scores = append(out.labels, inOrder(l.labels[i], rows)), append(out.scores, inOrder(l.scores[i], rows))
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

// TestFilesOfEveryLayoutGiveTheRightNumber reads files under the names that their
// tools give, with columns and rows in any order: what is accepted without a
// question is right.
func TestFilesOfEveryLayoutGiveTheRightNumber(t *testing.T) {
	accepted := map[string]int{}
	rounds := 60
	if testing.Short() {
		rounds = 3
	}
	for seed := range rounds {
		r := rand.New(rand.NewPCG(1, uint64(seed)))
		for name, l := range layouts(r) {
			l := l.shuffled(r, nil)
			if checkLayout(t, name, l, true) {
				accepted[name]++
			}
		}
	}
	for _, name := range []string{"label and score", "prediction at one half", "prediction at max F1", "Scored Labels", "top class", "features",
		"margins beside a fraction", "DataRobot", "two logits", "margins of both classes", "spread and bounds", "verdict", "one-hot of two", "several models", "several labels", "classes", "one-hot"} {
		if accepted[name] < rounds*9/10 && !testing.Short() {
			t.Errorf("%s: %d of %d files were understood", name, accepted[name], rounds)
		}
	}
}

// TestMeaninglessNamesGiveAQuestionOrTheRightNumber reads the same files with
// columns that are called anything, or not at all.
func TestMeaninglessNamesGiveAQuestionOrTheRightNumber(t *testing.T) {
	letters := strings.Fields("a b c d e f h i j k l")
	rounds := 100
	if testing.Short() {
		rounds = 2
	}
	accepted := 0
	for seed := range rounds {
		r := rand.New(rand.NewPCG(2, uint64(seed)))
		for name, l := range layouts(r) {
			order := r.Perm(len(letters))
			for scheme, names := range map[string]func(int) string{
				"letters": func(k int) string { return letters[order[k]] },
				"x0":      func(k int) string { return fmt.Sprint("x", order[k]) },
				"x_1":     func(k int) string { return fmt.Sprint("x_", order[k]+1) },
				"col":     func(k int) string { return fmt.Sprint("col ", order[k]) },
				"words": func(k int) string {
					return strings.Fields("red blue tall warm new east hot left dry old big")[order[k]]
				},
			} {
				if checkLayout(t, name+" as "+scheme, l.shuffled(r, names), true) {
					accepted++
				}
			}
			if checkLayout(t, name+" without a header", l.shuffled(r, nil), false) {
				accepted++
			}
		}
	}
	if accepted < rounds {
		t.Errorf("%d files were understood: everything is asked", accepted)
	}
}

// checkLayout reads a layout and reports whether it was accepted. A file is
// refused as a question only.
func checkLayout(t *testing.T, name string, l *layout, header bool) bool {
	t.Helper()
	text := l.text(header)
	all, err := Read(context.Background(), strings.NewReader(text), "x.csv", Options{})
	var e *tradeoff.Error
	if err != nil && !errors.As(err, &e) {
		t.Fatalf("%s: %v", name, err)
	}
	for _, d := range all {
		if !l.right(d) {
			t.Errorf("%s: a wrong number of %s, roles %+v, findings %+v\n%s", name, d.Task, d.Roles, d.Findings, text[:min(len(text), 400)])
		}
	}
	return err == nil
}

// fileNames are names that columns have, of every role and of none.
var fileNames = strings.Fields("id label truth target class y predict predicted prediction scored_labels score p p0 p1 prob_yes prob_no " +
	"yes no confidence logit_0 logit_1 weight w model sex site toxic pred_toxic insult pred_insult x1 x2 a b PGR_1 PRE_1 I_a F_a")

// anyFile makes a file of columns with any names and kinds of values, two bytes of
// choice for each.
func anyFile(seed uint64, choice []byte) *layout {
	r := rand.New(rand.NewPCG(seed, 0))
	truth, p := made(r, 12+int(seed%30))
	l := &layout{}
	for len(choice) >= 2 && len(l.names) < 10 {
		name := fileNames[int(choice[0])%len(fileNames)]
		if slices.Contains(l.names, name) {
			name += fmt.Sprint("_", len(l.names))
		}
		l.add(name, drawn(r, int(choice[1]), truth, p))
		choice = choice[2:]
	}
	return l
}

// checkAnyOrder reads a file with its columns in two orders. Whatever roles come
// out, the numbers are the same.
func checkAnyOrder(t *testing.T, l *layout) {
	t.Helper()
	if len(l.names) < 2 {
		return
	}
	back := &layout{}
	for i := len(l.names) - 1; i >= 0; i-- {
		back.add(l.names[i], l.columns[i])
	}
	a, errA := readText(t, l.text(true), Options{})
	b, errB := readText(t, back.text(true), Options{})
	if errA != nil || errB != nil {
		return
	}
	if x, y := numbersOfRuns(a), numbersOfRuns(b); !slices.Equal(x, y) {
		t.Errorf("%q: %v, and %v in the other order of columns\n%s", l.names, x, y, l.text(true))
	}
}

// TestTheOrderOfColumnsChangesNoNumber reads the same files each time.
func TestTheOrderOfColumnsChangesNoNumber(t *testing.T) {
	rounds := uint64(3000)
	if testing.Short() {
		rounds = 100
	}
	for seed := range rounds {
		r := rand.New(rand.NewPCG(3, seed))
		choice := make([]byte, 2*(2+r.IntN(6)))
		for i := range choice {
			choice[i] = byte(r.Uint32())
		}
		checkAnyOrder(t, anyFile(seed, choice))
	}
}

// FuzzRoles reads any files, and with FUZZ_ORDER=1 looks for those of which the
// order of the columns changes a number: what it finds is rare and has to be
// thought about, so that it is no part of every test run. What it found so far are
// seeds, which every run checks.
func FuzzRoles(f *testing.F) {
	f.Add(uint64(1), []byte{1, 0, 10, 3})
	f.Add(uint64(2), []byte{2, 0, 7, 1, 18, 4})
	f.Add(uint64(3), []byte{26, 0, 27, 3, 28, 0, 29, 3})
	f.Add(uint64(4), []byte{1, 5, 12, 3, 13, 3, 16, 3})
	searching := flag.Lookup("test.fuzz").Value.String() != "" && os.Getenv("FUZZ_ORDER") == ""
	f.Fuzz(func(t *testing.T, seed uint64, choice []byte) {
		l := anyFile(seed, choice)
		if !searching || len(l.names) == 0 {
			checkAnyOrder(t, l)
			return
		}
		all, err := readText(t, l.text(true), Options{})
		if err == nil {
			numbersOfRuns(all) // panics if labels and scores are not of one length, or not finite
		}
	})
}

// drawn returns a column of some kind of values.
func drawn(r *rand.Rand, kind int, truth []int, p []float64) (cells []string) {
	for i, y := range truth {
		var cell string
		switch kind % 9 {
		case 0:
			cell = fmt.Sprint(y)
		case 1: // a prediction
			cell = fmt.Sprint(int(math.Round(p[i])))
		case 2:
			cell = fmt.Sprint(r.IntN(2))
		case 3:
			cell = fraction(p[i])
		case 4:
			cell = fraction(1 - p[i])
		case 5:
			cell = fraction(max(p[i], 1-p[i]))
		case 6:
			cell = []string{"no", "yes"}[y]
		case 7:
			cell = fmt.Sprint(i)
		default:
			cell = fmt.Sprintf("%.3f", 40*r.NormFloat64())
		}
		cells = append(cells, cell)
	}
	return cells
}

// numbersOfRuns returns what the runs of a file are judged to be, in any order.
func numbersOfRuns(all []*Dataset) (list []string) {
	for _, d := range all {
		if d.Task == tradeoff.MultiClassTask {
			list = append(list, fmt.Sprint(d.N, " of ", d.Classes))
			continue
		}
		b := d.Binary()
		list = append(list, fmt.Sprintf("%d %.9f", len(b.Label), aucOf(b.Label, b.Score)))
	}
	slices.Sort(list)
	return list
}
