package browsertest

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/npy/npytest"
	"tradeoff/internal/wire"
)

// core is JavaScript for a promise of the exports of modules of js/core, which pages only
// have inside their bundles.
func core(b *tab, names ...string) string {
	b.t.Helper()
	var entry strings.Builder
	for _, name := range names {
		fmt.Fprintf(&entry, "export * from %q;\n", "./web/static/js/core/"+name+".js")
	}
	build := exec.Command("go", "tool", "esbuild", "--bundle", "--format=iife", "--global-name=module",
		"--log-level=error")
	build.Dir, build.Stdin, build.Stderr = filepath.Join("..", ".."), strings.NewReader(entry.String()), os.Stderr
	script, err := build.Output()
	if err != nil {
		b.t.Fatalf("bundling %q of js/core: %v", names, err)
	}
	return fmt.Sprintf("(async () => { %s; return module })()", script)
}

func TestMetricsMatchTheServer(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	type row struct {
		C        calc.Confusion
		Weighted bool
		Want     map[string]calc.Estimate
	}
	var ids []string
	for _, m := range calc.ConfusionMetrics() {
		ids = append(ids, m.ID)
	}
	var rows []row
	for i := range 1500 {
		n := []int{1, 2, 5, 50, 10_000, 40_000_000}[i%6]
		c := calc.Confusion{TP: float64(r.IntN(n + 1)), FP: float64(r.IntN(n + 1)), FN: float64(r.IntN(n + 1)),
			TN: float64(r.IntN(n + 1))}
		p := calc.OperatingPoint{Confusion: c, Weighted: i%7 == 0}
		want := make(map[string]calc.Estimate)
		for _, id := range ids {
			want[id] = p.Estimate(id, 0.95)
		}
		rows = append(rows, row{c, p.Weighted, want})
	}
	sent, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	b := start(t).tab(t)
	b.open("/")
	wrong := js[[]string](b, fmt.Sprintf(`%s.then(m => %s.flatMap(r => Object.entries(r.Want).filter(([id, w]) => {
		const e = m.estimate(id, r.C, r.Weighted, %s);
		return (e.v ?? null) !== (w.value ?? null) || (e.low ?? null) !== (w.low ?? null) || (e.high ?? null) !== (w.high ?? null) || (e.reason ?? "") !== (w.reason ?? "");
	}).map(([id, w]) => id + " of " + JSON.stringify(r.C) + ": " + JSON.stringify(m.estimate(id, r.C, r.Weighted, 1)) + " in the browser, " + JSON.stringify(w) + " in Go")).slice(0, 10))`,
		core(b, "metrics"), sent, format.Number(calc.NormalQuantile(1-(1-0.95)/2))))
	for _, w := range wrong {
		t.Error(w)
	}
}

func TestResampledIntervalsMatchTheServer(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 13))
	var ids []string
	for _, m := range calc.ConfusionMetrics() {
		ids = append(ids, m.ID)
	}
	type row struct {
		C          calc.Confusion
		Prevalence *float64
		Want       map[string]calc.Estimate
	}
	var rows []row
	for i := range 120 {
		n := []int{1, 3, 14, 40, 300, 20_000, 30_000_000}[i%7]
		cell := func() float64 { return float64(r.IntN(n + 1)) }
		x := row{C: calc.Confusion{TP: cell(), FP: cell(), FN: cell(), TN: cell()}, Want: make(map[string]calc.Estimate)}
		if i%5 == 0 {
			x.C.FP, x.C.FN = math.Floor(x.C.FP/1000), math.Floor(x.C.FN/100)
		}
		if i%3 == 0 {
			pi := 0.001 + 0.9*r.Float64()
			x.Prevalence = &pi
		}
		if x.C.Total() == 0 {
			continue
		}
		p := calc.OperatingPoint{Confusion: x.C}
		for k, b := range p.Bootstrap(ids, x.Prevalence, calc.DefaultResampling()) {
			if b.Estimate.OK {
				x.Want[ids[k]] = calc.Estimate{Value: b.Estimate, Low: b.Low, High: b.High, IntervalReason: b.Low.Reason}
			}
		}
		rows = append(rows, x)
	}
	sent, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	b := start(t).tab(t)
	b.open("/")
	wrong := js[[]string](b, fmt.Sprintf(`%s.then(m => %s.flatMap(r => {
		const ids = Object.keys(r.Want), found = m.resampledIntervals(r.C, ids.map(id => ({id, prevalence: r.Prevalence})));
		const near = (a, b) => (a ?? null) === b || Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b));
		return ids.filter((id, i) => !near(found[i].low, r.Want[id].low) || !near(found[i].high, r.Want[id].high) || (found[i].reason ?? "") !== (r.Want[id].interval_reason ?? ""))
			.map(id => id + " of " + JSON.stringify(r.C) + " at " + r.Prevalence + ": " + JSON.stringify(found[ids.indexOf(id)]) + " in the browser, " + JSON.stringify(r.Want[id]) + " in Go");
	}).slice(0, 10))`, core(b, "resample"), sent))
	for _, w := range wrong {
		t.Error(w)
	}
}

func TestImageCountsMatchTheServer(t *testing.T) {
	prob, mask := npytest.Discs(9, 7, 11, 13)
	var images []calc.Image
	for i := range 7 {
		m := calc.Image{Height: 11, Width: 13, Label: mask[i*143 : (i+1)*143]}
		for _, p := range prob[i*143 : (i+1)*143] {
			m.Score = append(m.Score, float64(p))
		}
		images = append(images, m)
	}
	set, err := calc.NewImages(calc.Probability, images)
	if err != nil {
		t.Fatal(err)
	}
	type row struct {
		T     float64
		Cells []calc.Confusion
		Mean  map[string]calc.Value
		N     map[string]int
	}
	var rows []row
	for _, threshold := range []float64{-1, 0, 0.001, 0.25, 0.3333, 0.5, 0.75, 0.999, 1, 2} {
		at := func(s *calc.Sweep) calc.Confusion { return s.At(threshold).Confusion }
		r := row{T: threshold, Mean: make(map[string]calc.Value), N: make(map[string]int)}
		for _, s := range set.Each {
			r.Cells = append(r.Cells, at(s))
		}
		for id, f := range map[string]func(calc.Confusion) calc.Value{"dice": calc.Confusion.F1,
			"iou": calc.Confusion.Jaccard, "precision": calc.Confusion.Precision, "recall": calc.Confusion.Recall} {
			m := set.Mean(func(s *calc.Sweep) calc.Value { return f(at(s)) })
			r.Mean[id], r.N[id] = m.Mean, m.Defined
		}
		rows = append(rows, r)
	}
	sent, err := json.Marshal(map[string]any{"rows": rows, "sweeps": wire.ImageSweeps(set), "pixels": images})
	if err != nil {
		t.Fatal(err)
	}
	b := start(t).tab(t)
	b.open("/")
	wrong := js[[]string](b, fmt.Sprintf(`%s.then(f => {
		const {rows, sweeps, pixels} = %s, bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
		const set = new f.ImageSweeps(bytes(sweeps).buffer), same = (a, b) => ["tp", "fp", "fn", "tn"].every(k => a[k] === b[k]);
		return rows.flatMap(r => {
			const cells = set.cells(r.T), each = cells.map(f.overlaps);
			const painted = pixels.map(m => f.paintOutcomes({labels: bytes(m.Label), scores: m.Score}, r.T, [1, 2, 3, 4], []));
			return [...r.Cells.flatMap((c, i) => [[c, cells[i]], [c, painted[i]]]).filter(([a, b]) => !same(a, b)).map(x => r.T + ": " + JSON.stringify(x)),
				...Object.keys(r.Mean).filter(id => { const m = f.meanOfDefined(each.map(e => e[id])); return (m.mean.v ?? null) !== r.Mean[id] || m.defined !== r.N[id]; }).map(id => r.T + ": " + id)];
		}).slice(0, 10);
	})`, core(b, "images"), sent))
	for _, w := range wrong {
		t.Error(w)
	}
}
