package ingest

import (
	"bytes"
	"context"
	"errors"
	"hash/maphash"
	"slices"

	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// findKeys looks for key columns in both files.
func (p *joinedFiles) findKeys() {
	l, s := p.labels.guess(), p.scores.guess()
	p.keyL, p.keyS = l.ownKey(), s.ownKey()
	if p.keyL < 0 && s.options.ID != "" {
		p.keyL = l.find(s.options.ID)
	}
	if p.keyS < 0 && l.options.ID != "" {
		p.keyS = s.find(l.options.ID)
	}
	if p.keyL >= 0 && p.keyS >= 0 {
		return
	}
	p.keyL, p.keyS = -1, -1
	// A column that both files have and in which nothing repeats, such as the
	// saved index of a shuffled table.
	for i, name := range l.names {
		for k, other := range s.names {
			if words(name) == words(other) && l.couldBeKey(i) && s.couldBeKey(k) && sameKeys(l.profiles[i], s.profiles[k]) {
				p.keyL, p.keyS = i, k
				return
			}
		}
	}
}

// ownKey returns the column named like an id, -1 if there is none.
func (g *guesser) ownKey() int {
	if g.options.ID != "" {
		if i := g.find(g.options.ID); i >= 0 {
			return i
		}
	}
	if !g.header {
		return -1
	}
	return g.best(idNames, func(i int) bool {
		return !slices.Contains(g.options.Ignore, g.names[i]) && !slices.Contains(g.options.Keep, g.names[i])
	})
}

// couldBeKey reports whether a column of texts or whole numbers has no
// repeated value.
func (g *guesser) couldBeKey(i int) bool {
	p := g.profiles[i]
	return g.header && g.unassigned(i) && p.unique() && p.cells > 1 && (p.integer() || p.numbers == 0) &&
		!slices.Contains(g.options.Ignore, g.names[i])
}

// sameKeys reports whether two columns may contain the same keys. If one of
// them only counts the rows, the other must have the same numbers in another
// order.
func sameKeys(a, b *profile) bool {
	switch {
	case a.integer() != b.integer(), a.counts && b.counts:
		return false
	case a.counts || b.counts:
		return slices.Equal(a.values(), b.values())
	default:
		return true
	}
}

// counter reports whether a column only counts the rows.
func (g *guesser) counter(i int) bool {
	return rank(indexNames, g.names[i]) >= 0 && g.profiles[i].counts
}

// uniqueKeys refuses labels whose ids are missing or repeat.
func uniqueKeys(ctx context.Context, l *assembled, file string) error {
	strict := *l
	half := *l.plan
	half.firmID, half.keepDuplicates = true, false
	strict.plan = &half
	if _, err := strict.checkIDs(ctx); err != nil {
		var e *tradeoff.Error
		if errors.As(err, &e) {
			e = e.WithHint("Each case has one label: delete one of the two rows.")
			e.Fixes = nil
			err = e
		}
		return inFile(err, file)
	}
	return nil
}

// A keyIndex finds the row of a key.
type keyIndex struct {
	keys *column.Texts
	seed maphash.Seed
	rows map[uint64][]uint32 // by hash
}

func newKeyIndex(keys *column.Texts) *keyIndex {
	return &keyIndex{keys: keys, seed: maphash.MakeSeed()}
}

// find returns the row of a key, -1 if there is none. The index is built on
// first use.
func (x *keyIndex) find(key []byte) int {
	if x.rows == nil {
		x.rows = make(map[uint64][]uint32, x.keys.Len())
		for row, k := range x.keys.All() {
			h := maphash.Bytes(x.seed, k)
			x.rows[h] = append(x.rows[h], uint32(row))
		}
	}
	for _, row := range x.rows[maphash.Bytes(x.seed, key)] {
		if bytes.Equal(x.keys.At(int(row)), key) {
			return int(row)
		}
	}
	return -1
}
