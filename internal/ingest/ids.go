package ingest

import (
	"bytes"
	"context"
	"hash/maphash"
	"slices"

	"tradeoff/internal/tradeoff"
)

// checkIDs makes sure that no id is missing or repeats. An id that was taken
// for one only because the first rows looked like it is kept as a text instead.
func (t *table) checkIDs(ctx context.Context) ([]tradeoff.Finding, error) {
	if t.id < 0 {
		return nil, nil
	}
	first, second, err := t.repeatedID(ctx)
	if err != nil {
		return nil, err
	}
	missing := -1
	for i, id := range t.columns[t.id].Texts.All() {
		if len(id) == 0 {
			missing = i
			break
		}
	}
	name := t.columns[t.id].Name
	if second < 0 && missing < 0 {
		return nil, nil
	}
	if !t.firmID {
		t.columns[t.id].Role = ""
		why := "has a row without a value"
		if second >= 0 {
			why = "repeats"
		}
		return []tradeoff.Finding{finding("id_not_unique", "Runs are paired by row order; name a column without repetitions with --id (parameter id) if there is one.",
			"%q looks like an id and %s, so it is none", name, why)}, nil
	}
	if missing >= 0 && (second < 0 || missing < second) {
		return nil, t.fault(t.id, missing, "the id is missing").
			WithMend("Fill it in, or leave the column out with --ignore %q (parameter ignore).", name)
	}
	how := "as"
	if !t.sameRow(first, second) {
		how = "with another label or score than"
	}
	return nil, t.fault(t.id, second, "the id %s stands here again, %s in line %d", clipped(t.columns[t.id].Texts.At(second)), how, t.lines.line(first)).
		WithMend("Take one of the two rows out, or leave the column out with --ignore %q (parameter ignore).", name)
}

// sameRow reports whether two rows have the same label and scores.
func (t *table) sameRow(i, j int) bool {
	if l := t.columns[t.label].Labels; l[i] != l[j] {
		return false
	}
	for _, s := range t.scores {
		if x := t.columns[s].Floats; x[i] != x[j] {
			return false
		}
	}
	return true
}

// repeatedID returns the first row whose id stands in an earlier row too, and
// that earlier row; -1, -1 if there is none.
//
// Ids in rising order need one look each. Others are told apart by a keyed
// hash of 64 bits, eight bytes a row: only ids whose hashes repeat are compared.
func (t *table) repeatedID(ctx context.Context) (first, second int, err error) {
	ids := t.columns[t.id].Texts
	rising := true
	var previous []byte
	for i, id := range ids.All() {
		if i > 0 && !before(previous, id) {
			rising = false
			break
		}
		previous = id
	}
	if rising {
		return -1, -1, nil
	}

	seed := maphash.MakeSeed()
	hashes := make([]uint64, 0, ids.Len())
	for _, id := range ids.All() {
		hashes = append(hashes, maphash.Bytes(seed, id))
	}
	if err := ctx.Err(); err != nil {
		return -1, -1, err
	}
	repeated := repeatedHashes(hashes)
	if len(repeated) == 0 {
		return -1, -1, nil
	}
	rows := map[uint64][]int{} // of ids with a repeated hash
	for i, id := range ids.All() {
		h := maphash.Bytes(seed, id)
		if _, ok := slices.BinarySearch(repeated, h); !ok {
			continue
		}
		for _, k := range rows[h] {
			if bytes.Equal(ids.At(k), id) {
				return k, i, nil
			}
		}
		rows[h] = append(rows[h], i)
	}
	return -1, -1, nil
}

// before orders ids by length and then by bytes, as counters rise.
func before(a, b []byte) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return bytes.Compare(a, b) < 0
}

// repeatedHashes returns the hashes that occur more than once, in rising
// order. It rearranges hashes: sorted into buckets by their top bits in place,
// each bucket goes through a small table that fits the processor's cache.
func repeatedHashes(hashes []uint64) []uint64 {
	slices.Sort(hashes)
	var repeated []uint64
	for i := 1; i < len(hashes); i++ {
		if hashes[i] == hashes[i-1] && (len(repeated) == 0 || repeated[len(repeated)-1] != hashes[i]) {
			repeated = append(repeated, hashes[i])
		}
	}
	return repeated
}
