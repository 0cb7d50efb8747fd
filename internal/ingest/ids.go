package ingest

import (
	"bytes"
	"context"
	"fmt"
	"hash/maphash"
	"math/bits"
	"slices"

	"tradeoff/internal/tradeoff"
)

// checkIDs makes sure that no id is missing or repeated. A column that only
// looked like ids in the first rows is kept as text instead.
func (t *assembled) checkIDs(ctx context.Context) ([]tradeoff.Finding, error) {
	if t.id < 0 {
		return nil, nil
	}
	first, second, repeated := -1, -1, 0
	if !t.rising {
		var err error
		if first, second, repeated, err = t.repeatedID(ctx); err != nil {
			return nil, err
		}
	}
	missing := t.noID
	name := t.columns[t.id].Name
	if second < 0 && missing < 0 {
		return nil, nil
	}
	ignore := tradeoff.Fix{Text: fmt.Sprintf("Leave the column %q out", clip(name)), Name: "ignore", Value: name}
	if !t.firmID {
		t.columns[t.id].Role = ""
		why := "has a row without a value"
		if second >= 0 {
			why = "repeats"
		}
		return []tradeoff.Finding{finding("id_not_unique",
			"Runs are paired by row order. If there is a column of unique ids, name it with --id (parameter id).",
			"%q looks like an id but %s, so it is not used as one", name, why)}, nil
	}
	if missing >= 0 && (second < 0 || missing < second) {
		return nil, t.fault(t.id, missing, "the id is missing").
			WithHint("Fill it in, or leave the column out with --ignore %q (parameter ignore).", name).
			WithFix(ignore.Text, ignore.Name, ignore.Value)
	}
	how := "as"
	if !t.sameRow(first, second) {
		how = "with another label or score than"
	}
	again := fmt.Sprintf("the id %s is repeated here, %s in %s", clipped(t.columns[t.id].Texts.At(second)), how,
		t.where(first))
	if !t.keepDuplicates {
		return nil, t.fault(t.id, second, "%s", again).
			WithHint("Delete one of the two rows, keep both with --duplicate_ids keep (parameter duplicate_ids), "+
				"or leave the column out with --ignore %q (parameter ignore).", name).
			WithFix("Keep all rows; the run can then not be paired", "duplicate_ids", "keep").
			WithFix(ignore.Text, ignore.Name, ignore.Value)
	}
	t.unpaired = true
	f := finding("duplicate_ids", "Give each row a unique id to compare runs row by row.",
		"%d %s an id that an earlier row has, %s as in %s: this run cannot be paired with others",
		repeated, plural(repeated, "row has", "rows have"), t.where(second), t.where(first))
	f.Place = t.placed(tradeoff.Place{Line: t.lines.line(second)}, t.id)
	return []tradeoff.Finding{f}, nil
}

// sameRow reports whether two rows have the same label and scores.
func (t *assembled) sameRow(i, j int) bool {
	for k := range t.columns {
		c := &t.columns[k]
		switch {
		case c.Role == tradeoff.LabelRole && c.Classes != nil && c.Classes[i] != c.Classes[j],
			c.Role == tradeoff.LabelRole && c.Labels != nil && c.Labels[i] != c.Labels[j],
			c.Role == tradeoff.ScoreRole && c.Floats[i] != c.Floats[j]:
			return false
		}
	}
	return true
}

// repeatedID returns the first row whose id occurs in an earlier row, that
// earlier row, and the number of such rows; -1, -1, 0 if there is none.
//
// Ids are compared by a keyed hash of 64 bits, eight bytes a row: only ids
// with repeated hashes are compared themselves. Ids in rising order never get
// here.
func (t *assembled) repeatedID(ctx context.Context) (first, second, n int, err error) {
	ids := t.columns[t.id].Texts
	seed := maphash.MakeSeed()
	hashes := make([]uint64, 0, ids.Len())
	for _, id := range ids.All() {
		hashes = append(hashes, maphash.Bytes(seed, id))
	}
	if err := ctx.Err(); err != nil {
		return -1, -1, 0, err
	}
	first, second = -1, -1
	repeated := repeatedHashes(hashes)
	if len(repeated) == 0 {
		return first, second, 0, nil
	}
	rows := map[uint64][]int{} // of the different ids with a repeated hash
	for i, id := range ids.All() {
		h := maphash.Bytes(seed, id)
		if _, ok := slices.BinarySearch(repeated, h); !ok {
			continue
		}
		k := slices.IndexFunc(rows[h], func(k int) bool { return bytes.Equal(ids.At(k), id) })
		if k < 0 {
			rows[h] = append(rows[h], i)
			continue
		}
		if n++; n == 1 {
			first, second = rows[h][k], i
		}
	}
	return first, second, n, nil
}

// before orders ids by length and then by bytes, the order of counters.
func before(a, b []byte) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return bytes.Compare(a, b) < 0
}

// bucketBits is the number of hashes, as a power of two, that are processed
// together: their table stays in the processor's cache.
const bucketBits = 12

// repeatedHashes returns the hashes that occur more than once, in rising
// order. It reorders hashes: they are put into buckets by their top bits, in
// place, and each bucket goes through a small hash table. That is several
// times faster than sorting them.
func repeatedHashes(hashes []uint64) (repeated []uint64) {
	shift := 64 - max(0, bits.Len(uint(len(hashes)))-bucketBits)
	ends := partition(hashes, shift)
	var table []uint64
	start := 0
	for _, end := range ends {
		bucket := hashes[start:end]
		start = end
		size := 1 << bits.Len(uint(2*len(bucket)))
		if cap(table) < size {
			table = make([]uint64, size)
		}
		table = table[:size]
		clear(table)
		zero := false
		for _, h := range bucket {
			if h == 0 { // which marks a free slot
				if zero {
					repeated = append(repeated, 0)
				}
				zero = true
				continue
			}
			i := h & uint64(size-1)
			for table[i] != 0 && table[i] != h {
				i = (i + 1) & uint64(size-1)
			}
			if table[i] == h {
				repeated = append(repeated, h)
			}
			table[i] = h
		}
	}
	slices.Sort(repeated)
	return slices.Compact(repeated)
}

// partition groups hashes by their bits above shift and returns the end of
// each bucket.
func partition(hashes []uint64, shift int) (ends []int) {
	ends = make([]int, 1<<(64-shift))
	if len(ends) == 1 {
		ends[0] = len(hashes)
		return ends
	}
	for _, h := range hashes {
		ends[h>>shift]++
	}
	next := make([]int, len(ends)) // next position in each bucket
	for k, sum := 0, 0; k < len(ends); k++ {
		next[k] = sum
		sum += ends[k]
		ends[k] = sum
	}
	for k, end := range ends {
		for next[k] < end {
			h := hashes[next[k]]
			for b := h >> shift; b != uint64(k); b = h >> shift {
				h, hashes[next[b]] = hashes[next[b]], h
				next[b]++
			}
			hashes[next[k]] = h
			next[k]++
		}
	}
	return ends
}
