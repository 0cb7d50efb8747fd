package ingest

import (
	"context"
	"strings"
	"testing"
)

func TestExpectedNamesDecideOnlyIfTheyOccur(t *testing.T) {
	const rows = "label,score\npear,0.9\napple,0.2\npear,0.7\napple,0.4\n"
	yes := strings.NewReplacer("pear", "yes", "apple", "no").Replace(rows)
	for _, c := range []struct {
		what, text string
		o          Options
		positives  int
		refused    bool
	}{
		{"named", rows, Options{Expected: Classes{Positive: "Apple", Negative: "pear"}}, 2, false},
		{"not named", rows, Options{}, 0, true},
		{"others named", rows, Options{Expected: Classes{Positive: "plum", Negative: "fig"}}, 0, true},
		{"others named, and none needed", yes, Options{Expected: Classes{Positive: "plum", Negative: "fig"}}, 2, false},
		{"only the negative class", "label,score\npear,0.9\npear,0.2\n",
			Options{Expected: Classes{Positive: "apple", Negative: "pear"}}, 0, false},
		{"the caller's word goes before", rows, Options{Positive: "pear", Expected: Classes{Positive: "plum"}}, 2, false},
	} {
		sets, err := Read(context.Background(), strings.NewReader(c.text), "x.csv", c.o)
		if c.refused {
			if err == nil {
				t.Errorf("%s: accepted", c.what)
			}
			continue
		} else if err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		n := 0
		for _, y := range sets[0].Binary().Label {
			n += int(y)
		}
		if n != c.positives {
			t.Errorf("%s: %d positives, want %d", c.what, n, c.positives)
		}
	}
}
