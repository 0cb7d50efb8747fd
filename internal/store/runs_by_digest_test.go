package store

import (
	"strings"
	"testing"

	"tradeoff/internal/calc"
)

func TestRunsOfSourceAndOnTestSet(t *testing.T) {
	s := open(t, t.TempDir())
	e := createExperiment(t, s, "scan")
	sums := []string{strings.Repeat("a", 64), strings.Repeat("b", 64), strings.Repeat("a", 64), ""}
	digests := []string{"one", "one", "two", ""}
	for i := range sums {
		n := newRun(e.ID, "run "+digests[i],
			calc.Binary{Kind: calc.Probability, Label: []uint8{0, 1}, Score: []float64{0.25, 0.75}})
		n.Run.SourceSHA256, n.Run.TestSetDigest = sums[i], digests[i]
		if err := s.CreateRuns(t.Context(), []NewRun{n}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		sum, digest string
		limit       int
		want        []int64
	}{
		{sum: sums[0], limit: 9, want: []int64{3, 1}},
		{sum: sums[0], limit: 1, want: []int64{3}},
		{sum: strings.Repeat("c", 64), limit: 9},
		{limit: 9},
		{digest: "one", limit: 9, want: []int64{2, 1}},
	} {
		list, err := s.RunsOfSource(t.Context(), c.sum, c.limit)
		if c.digest != "" {
			list, err = s.RunsOnTestSet(t.Context(), c.digest, c.limit)
		}
		if err != nil || len(list) != len(c.want) {
			t.Fatalf("%+v: %d runs, %v", c, len(list), err)
		}
		for i, r := range list {
			if r.ID != c.want[i] {
				t.Errorf("%+v: run %d is %d", c, i, r.ID)
			}
		}
	}
}
