package calc

import "slices"

// Groups merges classes that are confused, until there are at most k groups
// or the rest are never confused. The confusion of two classes is the share
// of their rows that is predicted as the other one, and that of two groups is
// the mean over all pairs of their classes:
//
//	mean of (n_ij + n_ji) / (n_i + n_j),
//
// n_ij being the weight of the rows of class i predicted as j, and n_i that
// of all rows of i. Each step joins the two groups that are confused most,
// the first of equal pairs. Within a group, confused classes are adjacent;
// groups are in the order of their first classes. It panics if k is below 1.
func (m ClassConfusion) Groups(k int) [][]int {
	if k < 1 {
		panic("calc: there is at least one group")
	}
	groups := make([][]int, len(m))
	between := newClassConfusion(len(m)) // sums of the shares over all pairs
	rows, _, _ := m.margins()
	for i := range groups {
		groups[i] = []int{i}
		for j := range m {
			if wrong := m[i][j] + m[j][i]; i != j && wrong > 0 {
				between[i][j] = wrong / (rows[i] + rows[j])
			}
		}
	}
	for len(groups) > k {
		a, b, most := 0, 0, 0.0
		for i := range groups {
			for j := i + 1; j < len(groups); j++ {
				if mean := between[i][j] / float64(len(groups[i])*len(groups[j])); mean > most {
					a, b, most = i, j, mean
				}
			}
		}
		if most == 0 {
			break
		}
		groups[a] = m.joinAtMostConfused(groups[a], groups[b])
		for i := range groups {
			between[a][i] += between[b][i]
			between[i][a] = between[a][i]
		}
		for i := range groups {
			between[i] = slices.Delete(between[i], b, b+1)
		}
		groups, between = slices.Delete(groups, b, b+1), slices.Delete(between, b, b+1)
	}
	return groups
}

// Order returns the classes in an order in which confused classes are
// adjacent: that of [ClassConfusion.Groups] for one group.
func (m ClassConfusion) Order() []int { return slices.Concat(m.Groups(1)...) }

// joinAtMostConfused joins two groups at the pair of ends with the most
// confusion.
func (m ClassConfusion) joinAtMostConfused(a, b []int) []int {
	confused := func(x, y int) float64 { return m[x][y] + m[y][x] }
	backwards := func(list []int) []int {
		list = slices.Clone(list)
		slices.Reverse(list)
		return list
	}
	lastA, lastB := a[len(a)-1], b[len(b)-1]
	best := slices.Concat(a, b)
	most := confused(lastA, b[0])
	for _, other := range []struct {
		x, y int
		list []int
	}{
		{lastA, lastB, slices.Concat(a, backwards(b))},
		{a[0], b[0], slices.Concat(backwards(a), b)},
		{a[0], lastB, slices.Concat(b, a)},
	} {
		if n := confused(other.x, other.y); n > most {
			best, most = other.list, n
		}
	}
	return best
}

// Collapsed returns the matrix of groups of classes, or of classes in another
// order.
func (m ClassConfusion) Collapsed(groups [][]int) ClassConfusion {
	out := newClassConfusion(len(groups))
	for a, rows := range groups {
		for b, cols := range groups {
			var s sum
			for _, i := range rows {
				for _, j := range cols {
					s.add(m[i][j])
				}
			}
			out[a][b] = s.value()
		}
	}
	return out
}
