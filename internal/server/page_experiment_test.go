package server

import (
	"fmt"
	"testing"

	"tradeoff/internal/tradeoff"
)

func TestOnlySharedTestSetsHaveALetter(t *testing.T) {
	for _, c := range []struct {
		name    string
		digests []string
		want    map[string]string
		one     bool
	}{
		{"no run", nil, map[string]string{}, false},
		{"one run", []string{"a"}, map[string]string{}, false},
		{"one set", []string{"a", "a", "a"}, map[string]string{}, true},
		{"no set", []string{"", ""}, map[string]string{}, false},
		{"one set and a run without", []string{"a", "", "a"}, map[string]string{"a": "A"}, false},
		{"two sets and a run alone", []string{"c", "a", "b", "a", "b"}, map[string]string{"a": "A", "b": "B"}, false},
		{"all alone", []string{"a", "b", "c"}, map[string]string{}, false},
	} {
		var entries []leaderboardEntry
		for _, d := range c.digests {
			entries = append(entries, leaderboardEntry{run: tradeoff.Run{TestSetDigest: d}})
		}
		if got := testSets(entries); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: letters %v, want %v", c.name, got, c.want)
		}
		if got := oneTestSet(entries); got != c.one {
			t.Errorf("%s: one test set is %v", c.name, got)
		}
	}
}
