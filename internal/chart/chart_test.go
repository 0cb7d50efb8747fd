package chart

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
)

func TestOptionsAreJSONWithoutFunctionsOrColours(t *testing.T) {
	curves := []Curve{Dashed("chance"), {ID: "recall", Name: "Recall", Token: "--recall", Step: true}}
	options := map[string]map[string]any{
		"curves": Curves("threshold", "recall", ShortNames, curves), "calibration": Calibration(),
		"histogram": Histogram(-4, 6, 2, curves),
	}
	for name, option := range options {
		b, err := json.Marshal(option)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		s := string(b)
		for _, bad := range []string{"function", "__f__", "#5470c6", "http"} {
			if strings.Contains(s, bad) {
				t.Errorf("%s has %q: %s", name, bad, s)
			}
		}
		var back struct {
			Series []struct {
				ID     string `json:"id"`
				Silent bool   `json:"silent"`
			} `json:"series"`
			XAxis []struct{ Min, Max *float64 } `json:"xAxis"`
		}
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(back.Series) == 0 || back.Series[0].ID == "" || !back.Series[0].Silent {
			t.Errorf("%s: series are %+v, want ids and silence", name, back.Series)
		}
		if x := back.XAxis[0]; x.Min == nil || x.Max == nil {
			t.Errorf("%s: an end of the axis got lost: %s", name, s)
		}
	}
}

func TestPathKeepsPeaksAndBreaksAtNaN(t *testing.T) {
	points := []Point{{0, 0}, {0.001, 1}, {0.002, 0.5}, {0.5, 0.5}, {0.6, math.NaN()}, {1, 0.25}}
	want := "M0 1000l1-1000l1 500h498M1000 750"
	if got := Path(points, 0, 1, 1000, 10); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestStepsHoldTheValueDownToTheNextThreshold(t *testing.T) {
	got := Steps([]Point{{3, 0}, {2, 0.5}, {1, 1}})
	want := []Point{{3, 0}, {2, 0}, {2, 0.5}, {1, 0.5}, {1, 1}}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestTicksAreRound(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		n         int
		want      string
	}{
		{0, 1, 5, "0.0 0.2 0.4 0.6 0.8 1.0"},
		{0.0116, 0.9963, 5, "0.2 0.4 0.6 0.8"},
		{-40, 40, 5, "−40 −20 0 20 40"},
		{0, 1, 4, "0.00 0.25 0.50 0.75 1.00"},
		{1e-9, 2e-9, 2, "1e-9 1.5e-9 2e-9"},
		{-2e15, 2e15, 4, "−2e15 −1e15 0 1e15 2e15"},
		{1e15, 1e15 + 40, 4, "1e15 1.00000000000001e15 1.00000000000002e15 1.00000000000003e15 1.00000000000004e15"},
		{3, 3, 5, ""},
	} {
		var texts []string
		for _, tick := range Ticks(c.low, c.high, c.n) {
			texts = append(texts, tick.Text)
		}
		if got := strings.Join(texts, " "); got != c.want {
			t.Errorf("Ticks(%v, %v, %d) = %q, want %q", c.low, c.high, c.n, got, c.want)
		}
	}
}

// Numbers so large that a step is smaller than their last digit once made the
// loop over ticks endless.
func TestTicksAreFewAndRiseWhateverTheRange(t *testing.T) {
	for _, c := range []struct{ low, high float64 }{
		{1e17, 1e17 + 16}, {-1e17 - 16, -1e17}, {1e300, math.Nextafter(1e300, 2e300)}, {0, math.MaxFloat64},
		{-math.MaxFloat64 / 2, math.MaxFloat64 / 2}, {0, math.SmallestNonzeroFloat64}, {-1e-310, 1e-310}, {1 - 1e-16, 1},
	} {
		for n := 1; n <= 8; n++ {
			ticks := Ticks(c.low, c.high, n)
			if len(ticks) > n+1 {
				t.Errorf("Ticks(%v, %v, %d) are %d", c.low, c.high, n, len(ticks))
			}
			for i := 1; i < len(ticks); i++ {
				if !(ticks[i].Value > ticks[i-1].Value) {
					t.Errorf("Ticks(%v, %v, %d) do not rise: %v", c.low, c.high, n, ticks)
				}
			}
		}
	}
}
