package ingest

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// repeatedBySorting is the oracle of repeatedHashes.
func repeatedBySorting(hashes []uint64) (repeated []uint64) {
	h := slices.Sorted(slices.Values(hashes))
	for i := 1; i < len(h); i++ {
		if h[i] == h[i-1] {
			repeated = append(repeated, h[i])
		}
	}
	return slices.Compact(repeated)
}

func TestRepeatedHashesAreThoseThatSortingFinds(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for _, n := range []int{0, 1, 2, 100, 4095, 4096, 4097, 100_000} {
		for _, spread := range []uint64{1, 3, uint64(n) + 1, 1 << 40, 0} {
			hashes := make([]uint64, n)
			for i := range hashes {
				if hashes[i] = r.Uint64(); spread > 0 {
					hashes[i] = r.Uint64N(spread) * 0x9e3779b97f4a7c15 // hashes fill all their bits
				}
			}
			want := repeatedBySorting(hashes)
			if got := repeatedHashes(hashes); !slices.Equal(got, want) {
				t.Errorf("%d hashes below %d: %d repeated, want %d", n, spread, len(got), len(want))
			}
		}
	}
}

func BenchmarkRepeatedHashes(b *testing.B) {
	r := rand.New(rand.NewPCG(11, 12))
	hashes, work := make([]uint64, 1_000_000), make([]uint64, 1_000_000)
	for i := range hashes {
		hashes[i] = r.Uint64()
	}
	b.Run("buckets", func(b *testing.B) {
		for b.Loop() {
			copy(work, hashes)
			repeatedHashes(work)
		}
	})
	b.Run("sorting", func(b *testing.B) {
		for b.Loop() {
			repeatedBySorting(hashes)
		}
	})
}
