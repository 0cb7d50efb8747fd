package explore

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// twinScript reads operating points with the texts that Go wrote for them, and prints
// where the browser's differ.
const twinScript = `
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
const load = (name) => import(pathToFileURL(process.argv[1] + "/" + name + ".js"));
const f = Object.assign({}, ...(await Promise.all(["answer", "matrix", "rowtexts", "metrics"].map(load))));
const { Rows, AnswerTexts, LiveTexts, Words } = JSON.parse(readFileSync(0, "utf8"));
const wrong = Rows.flatMap(({ Cells, Prevalence, Form, Costs, Bound, Names, Texts }) => {
  const of = { text: "0.2136", cells: Cells, prevalence: Prevalence, names: Names, texts: AnswerTexts };
  const form = f.shownForm(Form, Prevalence, Cells), matrix = f.matrixTexts(form, Cells, Prevalence);
  const got = {
    answer: f.answerParts({ ...of, reason: "" }).map((p) => (p.strong ? "*" + p.text + "*" : p.text)).join(""),
    costs: f.costRatioText({ fp: Costs.FP, fn: Costs.FN }, AnswerTexts),
    bound: f.boundText(Bound),
    form,
    forms: f.matrixForms(Cells, Prevalence, LiveTexts).map(([id, text]) => id + " " + text).join(),
    matrix: JSON.stringify([matrix.counts, matrix.shares, matrix.sums].map((texts) => Object.entries(texts).sort())),
    trivial: f.trivialText("accuracy", Prevalence === null ? Cells : f.atPrevalence(Cells, Prevalence), LiveTexts),
  };
  for (const [id, { Counted, Others }] of Object.entries(Words)) {
    got["counts of " + id] = f.countsText(id, Cells, Prevalence !== null && f.metrics[id](Cells).v !== undefined && id !== "recall", LiveTexts);
    const { v } = f.metrics[id](Cells);
    got["frequency of " + id] = v === undefined ? "" : f.frequencyText(v, Counted, Others);
  }
  return Object.keys(Texts).filter((k) => got[k] !== Texts[k])
    .map((k) => k + " of " + JSON.stringify({ Cells, Prevalence, Form }) + ": " + got[k] + " in the browser, " + Texts[k] + " in Go");
});
console.log(JSON.stringify(wrong.slice(0, 20)));
`

// twinMetrics are proportions, and F1; all but recall depend on the prevalence.
var twinMetrics = []string{"recall", "precision", "npv", "accuracy", "f1"}

type twinRow struct {
	Cells      map[string]float64
	Prevalence *float64
	Form       tradeoff.MatrixForm
	Costs      calc.Costs
	Bound      float64
	Names      map[string]string
	Texts      map[string]string
}

func newTwinRow(t *testing.T, v RunAt, bound float64) twinRow {
	t.Helper()
	v.Text = "0.2136"
	c, e := v.Point.Confusion, v.Experiment
	matrix := v.Matrix()
	counts, shares := make(map[string]string), make(map[string]string)
	for _, cell := range []string{"tp", "fn", "fp", "tn"} {
		counts[cell], shares[cell] = matrix.CountText(cell), matrix.ShareText(cell)
	}
	forms := ""
	for i, f := range matrix.Forms() {
		if i > 0 {
			forms += ","
		}
		forms += string(f) + " " + matrix.FormText(f)
	}
	texts := map[string]string{"costs": CostRatioText(calc.Costs{FP: e.CostFP, FN: e.CostFN}), "bound": BoundText(bound),
		"form": string(matrix.Form), "forms": forms, "matrix": asEntries(t, counts, shares, matrix.MarginTexts()),
		"trivial": NewMetricRow(v, "accuracy", calc.Estimate{}).Trivial}
	for _, p := range NewAnswer(v).Parts {
		if p.Strong {
			p.Text = "*" + p.Text + "*"
		}
		texts["answer"] += p.Text
	}
	for _, id := range twinMetrics {
		m, _ := calc.MetricByID(id)
		row := NewMetricRow(v, id, calc.Estimate{Value: m.At(c)})
		row.Restated = row.Restated && row.OK
		texts["counts of "+id], texts["frequency of "+id] = row.CountsText(), row.Frequency(e)
	}
	return twinRow{map[string]float64{"tp": c.TP, "fp": c.FP, "fn": c.FN, "tn": c.TN}, v.Setting().Prevalence,
		v.State.Matrix, calc.Costs{FP: e.CostFP, FN: e.CostFN}, bound, AnswerNames(e), texts}
}

// asEntries writes texts as the script does: pairs, sorted by name.
func asEntries(t *testing.T, list ...map[string]string) string {
	t.Helper()
	out := make([][][2]string, len(list))
	for i, texts := range list {
		for _, name := range []string{"a", "b", "fn", "fp", "n", "p", "q", "tn", "tp"} {
			if text, ok := texts[name]; ok {
				out[i] = append(out[i], [2]string{name, text})
			}
		}
	}
	b, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestBrowserSaysTheSameOfAnOperatingPoint(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("this needs Node, which make test installs")
	}
	r := rand.New(rand.NewPCG(3, 9))
	forms := []tradeoff.MatrixForm{"", tradeoff.MatrixCounts, tradeoff.MatrixDeployed, tradeoff.MatrixRow,
		tradeoff.MatrixColumn}
	var rows []twinRow
	for i := range 1500 {
		some := func() float64 {
			n := []int{1, 2, 3, 40, 1000, 1_000_000}[r.IntN(6)]
			if i%5 == 0 {
				return float64(r.IntN(2*n)) / 4 // weights
			}
			return float64(r.IntN(n))
		}
		state := tradeoff.State{Matrix: forms[i%len(forms)], Threshold: ptr(0.2136)}
		if i%3 > 0 {
			state.Prevalence = ptr([]float64{0.05, 0.5, 0.001, r.Float64(), math.Exp(-16 * r.Float64())}[r.IntN(5)])
		}
		v := counted(some(), some(), some(), some(), state)
		v.Experiment.CostFP, v.Experiment.CostFN = float64(r.IntN(4)), float64(r.IntN(40))/2
		rows = append(rows, newTwinRow(t, v, float64(r.IntN(2000))/2000))
	}
	words := make(map[string]struct{ Counted, Others string })
	for _, id := range twinMetrics {
		m, _ := calc.MetricByID(id)
		e := rows[0].Names
		fillNames := func(text string) string {
			return fill(text, "positive", e["positive"], "negative", e["negative"])
		}
		words[id] = struct{ Counted, Others string }{fillNames(m.Counted), fillNames(m.Others)}
	}
	sent, err := json.Marshal(map[string]any{"Rows": rows, "AnswerTexts": AnswerTexts(), "LiveTexts": LiveTexts(),
		"Words": words})
	if err != nil {
		t.Fatal(err)
	}
	scripts, err := filepath.Abs(filepath.FromSlash("../../web/static/js/core"))
	if err != nil {
		t.Fatal(err)
	}
	var out, problems bytes.Buffer
	run := exec.Command(node, "--input-type=module", "--eval", twinScript, scripts)
	run.Stdin, run.Stdout, run.Stderr = bytes.NewReader(sent), &out, &problems
	if err := run.Run(); err != nil {
		t.Fatalf("%v: %s", err, problems.String())
	}
	var wrong []string
	if err := json.Unmarshal(out.Bytes(), &wrong); err != nil {
		t.Fatal(err)
	}
	for _, w := range wrong {
		t.Error(w)
	}
}
