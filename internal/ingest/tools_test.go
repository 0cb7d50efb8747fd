package ingest

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/tradeoff"
)

// A toolFile is a small file as a tool writes it, with what should become of it.
type toolFile struct {
	tool    string
	text    string
	outcome string // see the constants
	o       Options
	runs    []toolRun // all that may come out of it; nil: the truth of the class "1" with its probability
}

// What should become of a file: it is read right; it is read right or a question is
// asked; it is refused, with or without a question. A wrong number is never right.
const (
	readIt = "read"
	orAsk  = "read or ask"
	refuse = "refuse"
)

// A toolRun is a right run: of two classes the scores order its rows, of more they
// are those of the true class.
type toolRun struct {
	labels []int
	scores []float64
}

// toolData is the test set that all files are about: 60 rows of two classes, ROC AUC
// about 0.87, and the same rows with three classes.
type toolData struct {
	n     int
	truth []int
	p     []float64
	three []int
	probs [3][]float64
	noise [4][]float64 // in [0,1]
}

func newToolData() *toolData {
	r := rand.New(rand.NewPCG(7, 7))
	d := &toolData{n: 60}
	for i := range d.n {
		y := r.IntN(5) / 3
		x := 1 / (1 + math.Exp(-(0.85*(2*float64(y)-1) + 1.05*r.NormFloat64())))
		d.truth, d.p = append(d.truth, y), append(d.p, math.Round(x*1e4)/1e4)
		class, total, e := r.IntN(3), 0.0, [3]float64{}
		if i < 3 {
			class = i
		}
		for k := range e {
			e[k] = math.Exp(r.NormFloat64())
			if k == class {
				e[k] *= 4
			}
			total += e[k]
		}
		d.three = append(d.three, class)
		a, b := math.Round(e[0]/total*1e6)/1e6, math.Round(e[1]/total*1e6)/1e6
		for k, x := range [3]float64{a, b, math.Round((1-a-b)*1e6) / 1e6} {
			d.probs[k] = append(d.probs[k], x)
		}
		for k := range d.noise {
			d.noise[k] = append(d.noise[k], math.Round(r.Float64()*1e4)/1e4)
		}
	}
	return d
}

// A cellsOf returns the cell of a row.
type cellsOf func(i int) string

// number prints numbers with four digits.
func digits4(list []float64) cellsOf {
	return func(i int) string { return fmt.Sprintf("%.4f", list[i]) }
}
func digits6(list []float64) cellsOf {
	return func(i int) string { return fmt.Sprintf("%.6f", list[i]) }
}

// classes prints the truth.
func (d *toolData) classes(names ...string) cellsOf {
	if len(names) == 3 {
		return func(i int) string { return names[d.three[i]] }
	}
	return func(i int) string { return names[d.truth[i]] }
}

// predicted prints the class that a threshold, or else the highest score, gives.
func (d *toolData) predicted(names ...string) cellsOf {
	return d.predictedAt(0.5, names...)
}

func (d *toolData) predictedAt(t float64, names ...string) cellsOf {
	if len(names) == 3 {
		return func(i int) string { return names[d.best(i)] }
	}
	return func(i int) string { return names[boolToInt(d.p[i] >= t)] }
}

func (d *toolData) best(i int) int {
	best := 0
	for k := range d.probs {
		if d.probs[k][i] > d.probs[best][i] {
			best = k
		}
	}
	return best
}

func (d *toolData) each(f func(i int) float64) (list []float64) {
	for i := range d.n {
		list = append(list, f(i))
	}
	return list
}

func (d *toolData) other() []float64 { return d.each(func(i int) float64 { return 1 - d.p[i] }) }
func (d *toolData) top() []float64 {
	return d.each(func(i int) float64 { return max(d.p[i], 1-d.p[i]) })
}
func (d *toolData) logit() []float64 {
	return d.each(func(i int) float64 { return math.Log(d.p[i] / (1 - d.p[i])) })
}
func (d *toolData) minus() []float64 {
	return d.each(func(i int) float64 { return -math.Log(d.p[i] / (1 - d.p[i])) })
}

func always(text string) cellsOf { return func(int) string { return text } }
func among(values ...string) cellsOf {
	return func(i int) string { return values[(i*7+i/3)%len(values)] }
}
func counting(from int) cellsOf { return func(i int) string { return fmt.Sprint(from + i) } }
func named(prefix string) cellsOf {
	return func(i int) string { return fmt.Sprint(prefix, (i*37)%101+100) }
}

// table writes a table with a separator. header has the names, separated as the
// cellsOf are; "" leaves it out.
func (d *toolData) table(sep, header string, columns ...cellsOf) string {
	var b strings.Builder
	if header != "" {
		if n := strings.Count(header, sep) + 1; n != len(columns) {
			panic(fmt.Sprint(header, ": ", n, " names for ", len(columns), " columns"))
		}
		b.WriteString(header + "\n")
	}
	for i := range d.n {
		for k, c := range columns {
			if k > 0 {
				b.WriteString(sep)
			}
			b.WriteString(c(i))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// lines writes a line for each row by a template with a %s for each cell.
func (d *toolData) lines(template string, columns ...cellsOf) string {
	return d.joined("", "", "\n", template, columns...)
}

func (d *toolData) joined(before, behind, between, template string, columns ...cellsOf) string {
	var rows []string
	for i := range d.n {
		var args []any
		for _, c := range columns {
			args = append(args, c(i))
		}
		rows = append(rows, fmt.Sprintf(template, args...))
	}
	return before + strings.Join(rows, between) + behind
}

func decimalComma(c cellsOf) cellsOf {
	return func(i int) string { return strings.ReplaceAll(c(i), ".", ",") }
}

func inQuotes(c cellsOf) cellsOf { return func(i int) string { return `"` + c(i) + `"` } }

// binary and multi are the runs that files of two and of three classes hold.
func (d *toolData) binary() toolRun { return toolRun{d.truth, d.p} }
func (d *toolData) multi() toolRun {
	return toolRun{d.three, d.each(func(i int) float64 { return d.probs[d.three[i]][i] })}
}

// is reports whether a dataset is the run.
func (r toolRun) is(d *Dataset) bool {
	if d.Task == tradeoff.MultiClassTask {
		m := d.MultiClass()
		if len(m.Label) != len(r.labels) || m.Weight != nil {
			return false
		}
		for row := range r.labels {
			own := m.Score[row][m.Label[row]]
			if math.Abs(own-r.scores[row]) > 1e-6 {
				return false
			}
		}
		return true
	}
	b := d.Binary()
	if len(b.Label) != len(r.labels) || b.Weight != nil {
		return false
	}
	for row := range r.labels {
		if int(b.Label[row]) != r.labels[row] || d.Kind == "probability" &&
			math.Abs(b.Score[row]-r.scores[row]) > 1e-3 {
			return false
		}
	}
	return math.Abs(aucOf(b.Label, b.Score)-aucOf(b.Label, r.scores)) < 2e-3
}

func TestFilesOfTools(t *testing.T) {
	d := newToolData()
	for _, f := range toolFiles(d) {
		t.Run(f.tool, func(t *testing.T) {
			if f.runs == nil {
				f.runs = []toolRun{d.binary()}
			}
			all, err := readText(t, f.text, f.o)
			said := strings.Join(strings.SplitN(f.text, "\n", 3)[:2], " / ")
			switch {
			case err != nil && f.outcome == readIt:
				t.Errorf("REFUSED %v\n\t%s", err, said)
			case err != nil:
				t.Log("ASKED", err)
				f.follow(t, err, f.o, nil)
			case f.outcome == refuse:
				t.Errorf("READ though it must be refused: %+v\n\t%s", all[0].Roles, said)
			}
			for _, run := range all {
				if !slices.ContainsFunc(f.runs, func(r toolRun) bool { return r.is(run) }) {
					t.Errorf("WRONG NUMBER: %s, roles %+v, findings %s\n\t%s", run.Task, run.Roles,
						listed(run.Findings), said)
				}
			}
			if err == nil && !t.Failed() {
				t.Log("READ", listed(all[0].Findings))
			}
		})
	}
}

func listed(list []tradeoff.Finding) string {
	var all []string
	for _, f := range list {
		text := f.Kind
		if f.Serious {
			text += "!"
		}
		all = append(all, text)
	}
	return strings.Join(all, " ")
}

// follow takes the fixes of a question, and those of the questions that follow.
func (f *toolFile) follow(t *testing.T, err error, o Options, path []string) bool {
	var e *tradeoff.Error
	if !errors.As(err, &e) || len(path) > 4 {
		return false
	}
	right := false
	for _, fix := range e.Fixes {
		next := with(t, o, fix)
		path := append(slices.Clip(path), fix.Name+"="+fix.Value)
		all, again := readText(t, f.text, next)
		switch {
		case again != nil && again.Error() == err.Error():
			t.Errorf("SAME QUESTION after %q: %v", path, again)
		case again != nil:
			if f.follow(t, again, next, path) {
				right = true
			}
		case slices.ContainsFunc(all, func(d *Dataset) bool {
			return !slices.ContainsFunc(f.runs,
				func(r toolRun) bool { return r.is(d) })
		}):
			t.Logf("path WRONG %q: %s", path, listed(all[0].Findings))
		default:
			right = true
		}
	}
	if len(path) == 0 && !right {
		t.Logf("NOPATH among %d fixes", len(e.Fixes))
	}
	return right
}
