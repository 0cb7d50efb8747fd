package chart

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/internal/axis"
	"tradeoff/internal/calc"
)

var update = flag.Bool("update", false, "write ticks for the tests of scripts, where a change of them is meant")

// rare returns the sweep of a rare class with scores of 0.
func rare(t *testing.T) *calc.Sweep {
	t.Helper()
	b := calc.Binary{Kind: calc.Probability}
	for i := range 1000 {
		b.Score = append(b.Score, calc.Sigmoid(float64(i)/50-14))
		b.Label = append(b.Label, uint8(i/994))
	}
	b.Score = append(b.Score, 0)
	b.Label = append(b.Label, 0)
	s, err := calc.NewSweep(b)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func texts(ticks []Tick) string {
	var list []string
	for _, t := range ticks {
		list = append(list, t.Text)
	}
	return strings.Join(list, " ")
}

func TestTicksOfOddsArePercent(t *testing.T) {
	a := axis.New(axis.Logit, calc.Probability, rare(t))
	for _, c := range []struct {
		w       axis.Window
		percent bool
		want    string
	}{
		{a.All(), true, "≤ 0.001% 0.01% 0.1% 1% 10% 50% 90% 99%"},
		{a.All(), false, "≤ 0.00001 0.0001 0.001 0.01 0.1 0.5 0.9 0.99"},
		{a.Between(0.02, 0.5), true, "2% 5% 10% 20% 50%"},
		{a.Between(0.07, 0.08), true, "7.0% 7.2% 7.4% 7.6% 7.8% 8.0%"},
	} {
		if got := texts(ScoreTicks(c.w, 8, c.percent)); got != c.want {
			low, high := c.w.Ends()
			t.Errorf("from %v to %v the ticks are %q, want %q", low, high, got, c.want)
		}
	}
}

func TestTicksOfLinearAxisAreRoundScores(t *testing.T) {
	a := axis.New(axis.Linear, calc.Logit, rare(t))
	for _, tick := range ScoreTicks(a.All(), 5, false) {
		if tick.Value < 0 || tick.Value > 1 {
			t.Errorf("%s is at %v", tick.Text, tick.Value)
		}
	}
	if got, want := texts(ScoreTicks(a.All(), 5, false)), "0.00 0.25 0.50 0.75 1.00"; got != want {
		t.Errorf("ticks are %q, want %q", got, want)
	}
}

// TestTicksForScripts holds ticks to what web/test reads, to which it holds the browser's.
func TestTicksForScripts(t *testing.T) {
	var samples []struct {
		Name string    `json:"name"`
		Axis axis.Axis `json:"axis"`
	}
	text, err := os.ReadFile(filepath.Join("..", "axis", "testdata", "axes.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &samples); err != nil {
		t.Fatal(err)
	}
	type ticks struct {
		Name    string  `json:"name"`
		From    float64 `json:"from"`
		To      float64 `json:"to"`
		N       int     `json:"n"`
		Percent bool    `json:"percent"`
		Ticks   string  `json:"ticks"`
	}
	var all []ticks
	for _, s := range samples {
		whole := s.Axis.All()
		for i, w := range []axis.Window{whole, whole.Zoomed(0.5, 0.3), whole.Zoomed(0.05, 0.6), whole.Zoomed(0.001, 0.5)} {
			for _, n := range []int{4, 8} {
				one := ticks{Name: s.Name, From: w.From, To: w.To, N: n, Percent: s.Axis.Max <= 1 && i%2 == 0}
				one.Ticks = texts(ScoreTicks(w, n, one.Percent))
				all = append(all, one)
			}
		}
	}
	got, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "ticks.json")
	if *update {
		if err := os.WriteFile(path, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != string(got)+"\n" {
		t.Errorf("ticks are no longer those in %s (%v): if that is meant, run go test ./internal/chart -update", path, err)
	}
}
