package wire

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
)

var update = flag.Bool("update", false, "write displays for the tests of scripts, where a change of their bytes is meant")

// TestDisplayForScripts holds the bytes of displays to what web/test reads as the
// browser does.
func TestDisplayForScripts(t *testing.T) {
	type display struct {
		Name     string  `json:"name"`
		Display  []byte  `json:"display"`
		Whole    bool    `json:"whole"`
		Weighted bool    `json:"weighted"`
		Total    int     `json:"total"`
		Points   [][]any `json:"points"` // threshold, digits, index, TP, FP, FN, TN
	}
	var all []display
	for _, c := range []struct {
		name string
		rows calc.Binary
	}{
		{"a few rows", rows(21, 9, calc.Probability, 0.4, false)},
		{"weighted rows", rows(22, 12, calc.Logit, 0.5, true)},
		{"a thinned sweep", rows(23, 2000, calc.Probability, 0.3, false)},
		{"no rows", calc.Binary{Kind: calc.Score}},
	} {
		d := NewDisplay(sweepOf(t, c.rows), minBudget)
		out := display{Name: c.name, Display: marshal(t, d), Whole: d.Whole, Weighted: d.Weighted, Total: d.Total}
		for i := range d.Len() {
			p := d.Point(i)
			out.Points = append(out.Points, []any{format.Number(p.Threshold), d.Digits[i], d.Index[i], p.TP, p.FP, p.FN, p.TN})
		}
		all = append(all, out)
	}
	got, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "displays.json")
	if *update {
		if err := os.WriteFile(path, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != string(got)+"\n" {
		t.Errorf("displays are no longer the bytes in %s (%v): if that is meant, run go test ./internal/wire -update", path, err)
	}
}
