package format

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"testing"
)

// twinScript reads numbers with the texts that Go wrote for them, and prints where the
// browser's differ.
const twinScript = `
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
const load = (name) => import(pathToFileURL(process.argv[1] + "/" + name + ".js"));
const f = { ...(await load("format")), ...(await load("scale")) };
const wrong = JSON.parse(readFileSync(0, "utf8")).flatMap(({ X, Low, High, D, Texts }) => {
  const got = {
    fixed: f.fixed(X, D), decimal: f.decimal(X, D), number: f.number(X), quantity: f.quantity(X),
    significant: f.significant(X, D + 1), threshold: f.threshold(X, f.thresholdDigits(X, Low, High)),
    thresholdInTable: f.thresholdInTable(X), score: f.score(X), expected: f.expected(Math.abs(X)),
  };
  const p = Math.abs(X);
  if (p <= 1) Object.assign(got, { share: f.shareText(p), percent: f.percentText(p), oneIn: f.oneIn(p), given: f.givenPercent(p) });
  for (const scale of ["share", "index", "amount"]) {
    got[scale + " alone"] = f.valueText(scale, X);
    [got[scale], got[scale + " interval"]] = f.estimateText(scale, X, Low, High);
    got[scale + " column"] = f.columnText(scale, X, D);
    got[scale + " difference"] = f.differenceText(scale, X, D);
  }
  return Object.keys(Texts).filter((k) => got[k] !== Texts[k])
    .map((k) => k + " of " + X + " in " + Low + " to " + High + ": " + got[k] + " in the browser, " + Texts[k] + " in Go");
});
console.log(JSON.stringify(wrong.slice(0, 20)));
`

type twinRow struct {
	X, Low, High float64
	D            int
	Texts        map[string]string
}

func newTwinRow(x, low, high float64, d int) twinRow {
	texts := map[string]string{
		"fixed": Fixed(x, d), "decimal": Decimal(x, d), "number": Number(x), "quantity": Quantity(x),
		"significant": Significant(x, d+1), "threshold": Threshold(x, ThresholdDigits(x, low, high)),
		"thresholdInTable": ThresholdInTable(x), "score": Score(x), "expected": Expected(math.Abs(x)),
	}
	if p := math.Abs(x); p <= 1 {
		texts["share"], texts["percent"], texts["oneIn"] = Share(p), Percent(p), OneIn(p)
		texts["given"] = GivenPercent(p)
	}
	for _, s := range []Scale{Shares, Indices, Amounts} {
		name := string(s)
		texts[name+" alone"], texts[name+" column"] = s.Text(x), s.Column(x, d)
		texts[name+" difference"] = s.Difference(x, d)
		texts[name], texts[name+" interval"] = s.WithInterval(x, low, high)
	}
	return twinRow{x, low, high, d, texts}
}

func TestBrowserWritesTheSameTexts(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("this needs Node, which make test installs")
	}
	r := rand.New(rand.NewPCG(7, 7))
	var rows []twinRow
	add := func(x, low, high float64) { rows = append(rows, newTwinRow(x, low, high, r.IntN(5))) }
	for k := range 129 {
		add(float64(k)/128, float64(k-1)/128, float64(k+1)/128)
		add(float64(k)/16, -float64(k)/16, float64(k))
		add(float64(k)*5, float64(k), float64(k)*7)
	}
	for range 1500 {
		k, n := counts(r.Uint64(), r.Uint64())
		p, wide := float64(k)/float64(n), math.Exp(-12*r.Float64())
		add(p, p*(1-wide), p+(1-p)*wide)
		add(r.Float64(), 0, 1)
		y := r.NormFloat64() * math.Exp(30*r.Float64()-15)
		add(y, y-math.Abs(y)*math.Exp(-30*r.Float64()), y+math.Abs(y)*math.Exp(-30*r.Float64()))
		z := 2*r.Float64() - 1
		add(z, max(-1, z-wide), min(1, z+wide))
	}
	sent, err := json.Marshal(rows)
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
