package axis

import (
	"encoding/json"
	"flag"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tradeoff/internal/format"
)

var update = flag.Bool("update", false, "write places for the tests of scripts, where a change of them is meant")

// TestPlacesForScripts holds places and scores to what web/test reads, to which it holds
// the browser's.
func TestPlacesForScripts(t *testing.T) {
	type window struct {
		From   float64    `json:"from"`
		To     float64    `json:"to"`
		Ends   [2]string  `json:"ends"`
		Places [][2]any   `json:"places"` // thresholds and where they are
		Scores []string   `json:"scores"` // at 0, 0.05, …, 1
		Zoomed [2]float64 `json:"zoomed"` // by one half about a third
	}
	type sample struct {
		Name    string   `json:"name"`
		Axis    Axis     `json:"axis"`
		Windows []window `json:"windows"`
	}
	var all []sample
	list := axes(t)
	for _, name := range slices.Sorted(maps.Keys(list)) {
		a := list[name]
		out := sample{Name: name, Axis: a}
		for _, w := range []Window{a.All(), a.Between(a.Score(0.25), a.Score(0.75)), {a, 0.123, 0.234}} {
			low, high := w.Ends()
			half := w.Zoomed(0.5, 1.0/3)
			one := window{From: w.From, To: w.To,
				Ends: [2]string{format.Number(low), format.Number(high)}, Zoomed: [2]float64{half.From, half.To}}
			for i, x := range thresholds(a) {
				if i%4 == 0 {
					one.Places = append(one.Places, [2]any{format.Number(x), w.At(x)})
				}
			}
			for i := range 21 {
				one.Scores = append(one.Scores, format.Number(w.Score(float64(i)/20)))
			}
			out.Windows = append(out.Windows, one)
		}
		all = append(all, out)
	}
	got, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "axes.json")
	if *update {
		if err := os.WriteFile(path, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var want []sample
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &want)
	}
	if err != nil || len(want) != len(all) {
		t.Fatalf("%s has %d axes, want %d (%v)", path, len(want), len(all), err)
	}
	for i, sample := range want {
		for j, w := range sample.Windows {
			for k, place := range w.Places {
				x := all[i].Windows[j].Places[k]
				if x[0] != place[0] || math.Abs(x[1].(float64)-place[1].(float64)) > 1e-12 {
					t.Fatalf("%s: %v is at %v, in %s at %v: if that is meant, run go test ./internal/axis -update", sample.Name,
						x[0], x[1], path, place[1])
				}
			}
		}
	}
}
