package calc

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

func TestConfusedClassesAreMergedFirst(t *testing.T) {
	m := ClassConfusion{
		{90, 0, 8, 0, 0}, // 0 and 2 are confused most
		{0, 95, 0, 5, 0}, // then 1 and 3
		{6, 0, 92, 0, 1}, // 2 with 4 a little
		{0, 3, 0, 99, 0},
		{0, 0, 0, 0, 50},
	}
	for k, want := range map[int][][]int{
		5: {{0}, {1}, {2}, {3}, {4}},
		4: {{0, 2}, {1}, {3}, {4}},
		3: {{0, 2}, {1, 3}, {4}},
		2: {{0, 2, 4}, {1, 3}},
		1: {{0, 2, 4}, {1, 3}}, // what is never confused stays apart
	} {
		if got := m.Groups(k); !reflect.DeepEqual(got, want) {
			t.Errorf("%d groups are %v, want %v", k, got, want)
		}
	}
	if got := m.Order(); !slices.Equal(got, []int{0, 2, 4, 1, 3}) {
		t.Errorf("order is %v", got)
	}
	if got, want := m.Collapsed(m.Groups(2)), (ClassConfusion{{247, 0}, {0, 202}}); !reflect.DeepEqual(got, want) {
		t.Errorf("collapsed to %v, want %v", got, want)
	}
}

// A class is judged by shares, so that a rare one is not left alone for its size.
func TestRareClassesAreMergedByShare(t *testing.T) {
	m := ClassConfusion{{1000, 30, 0, 0}, {30, 1000, 0, 0}, {0, 0, 3, 2}, {0, 0, 1, 4}}
	if got := m.Groups(3); !reflect.DeepEqual(got, [][]int{{0}, {1}, {2, 3}}) {
		t.Errorf("got %v", got)
	}
}

func TestGroupsAreAPartition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 3))
	for range 40 {
		m := newClassConfusion(1 + r.IntN(12))
		total := 0.0
		for i := range m {
			for j := range m {
				m[i][j] = float64(r.IntN(4) * r.IntN(2))
				total += m[i][j]
			}
		}
		for k := 1; k <= len(m)+1; k++ {
			groups := m.Groups(k)
			all := slices.Concat(groups...)
			slices.Sort(all)
			for c, got := range all {
				if got != c {
					t.Fatalf("%v is no partition of %d classes", groups, len(m))
				}
			}
			_, _, got := m.Collapsed(groups).margins()
			if len(all) != len(m) || got != total {
				t.Errorf("%d of %d classes, total %v, want %v", len(all), len(m), got, total)
			}
		}
	}
}
