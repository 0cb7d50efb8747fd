package calc

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func FuzzSortsAgreeWithTheStandardLibrary(f *testing.F) {
	f.Add([]byte("some sixteen bytes and a few more"), uint16(1))
	f.Add([]byte{}, uint16(0))
	f.Fuzz(func(t *testing.T, data []byte, repeat uint16) {
		var keys []uint64
		for range int(repeat%512) + 1 {
			for at := 0; at+8 <= len(data); at += 8 {
				keys = append(keys, binary.LittleEndian.Uint64(data[at:])+uint64(len(keys))<<40)
			}
		}
		want := slices.Sorted(slices.Values(keys))
		rows := make([]keyed, len(keys))
		for i, k := range keys {
			rows[i] = keyed{k >> 3, float64(i)}
		}
		again, count := slices.Clone(keys), make([]uint32, len(keys))
		if !bucketSort(again, make([]uint64, len(keys)), count) {
			if !slices.Equal(again, keys) {
				t.Error("keys that share buckets do not stay as they were")
			}
		} else if !slices.Equal(again, want) {
			t.Errorf("%d keys are not in order in buckets", len(keys))
		}
		radixSort(keys, make([]uint64, len(keys)))
		if !slices.Equal(keys, want) {
			t.Errorf("%d keys are not in order", len(keys))
		}
		radixSortKeyed(rows)
		for i := 1; i < len(rows); i++ {
			a, b := rows[i-1], rows[i]
			if a.key > b.key || a.key == b.key && a.value > b.value {
				t.Fatalf("rows %d and %d are not in a stable order", i-1, i)
			}
		}
	})
}

// plainCells counts rows per distinct score as simply as can be.
func plainCells(b Binary) []Cell {
	order := make([]int, 0, len(b.Score))
	for i := range b.Score {
		if b.Weight == nil || b.Weight[i] > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case b.Score[i] > b.Score[j]:
			return -1
		case b.Score[i] < b.Score[j]:
			return 1
		}
		return 0
	})
	var cells []Cell
	for _, i := range order {
		if n := len(cells); n == 0 || cells[n-1].Score != b.Score[i] {
			cells = append(cells, Cell{Score: plainZero(b.Score[i])})
		}
		c := &cells[len(cells)-1]
		w := 1.0
		if b.Weight != nil {
			w = b.Weight[i]
		}
		if b.Label[i] == 1 {
			c.NPos++
			c.WPos += w
		} else {
			c.NNeg++
			c.WNeg += w
		}
	}
	return cells
}

// compareCells compares a sweep with the plain count.
func compareCells(t testing.TB, s *Sweep, b Binary) {
	t.Helper()
	want := plainCells(b)
	if s.Len() != len(want)+1 {
		t.Fatalf("%d distinct scores, want %d", s.Len()-1, len(want))
	}
	for k, w := range want {
		got := s.Cell(k + 1)
		if got.Score != w.Score || math.Signbit(got.Score) != math.Signbit(w.Score) || got.NPos != w.NPos ||
			got.NNeg != w.NNeg ||
			!isClose(got.WPos, w.WPos) || !isClose(got.WNeg, w.WNeg) {
			t.Fatalf("cell %d is %+v, want %+v", k+1, got, w)
		}
	}
}

func FuzzSweepCountsAsAPlainSortDoes(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x00\x00\x00\xf0\x3f1\x00\x00\x00\x00\x00\x00\x00\x800"), uint8(0), false)
	f.Add([]byte("abcdefghijklmnopqrstuvwxyz"), uint8(3), true)
	f.Fuzz(func(t *testing.T, data []byte, repeat uint8, weighted bool) {
		b := Binary{Kind: Score}
		for range int(repeat) + 1 {
			for at := 0; at+9 <= len(data); at += 9 {
				x := math.Float64frombits(binary.LittleEndian.Uint64(data[at:]))
				if isNotFinite(x) {
					x = 0
				}
				b.Score = append(b.Score, x*float64(len(b.Score)%3-1))
				b.Label = append(b.Label, data[at+8]&1)
				if weighted {
					b.Weight = append(b.Weight, float64(data[at+8]>>5))
				}
			}
		}
		for i, x := range b.Score {
			if isNotFinite(x) {
				b.Score[i] = 1
			}
		}
		s, err := NewSweep(b)
		if err != nil {
			t.Fatal(err)
		}
		compareCells(t, s, b)
	})
}

func TestSweepOfManyRowsCountsAsAPlainSortDoes(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	n := 50 * keysPerPart
	for name, score := range map[string]func() float64{
		"even":         r.Float64,
		"both signs":   r.NormFloat64,
		"concentrated": func() float64 { return math.Exp(-30 * r.Float64()) },
		"an outlier":   func() float64 { return math.Exp(300 * (r.Float64() - 1)) },
		"denormal":     func() float64 { return float64(r.IntN(1<<20)) * math.SmallestNonzeroFloat64 },
		"far apart":    func() float64 { return math.MaxFloat64 * (2*r.Float64() - 1) },
		"crowded": func() float64 { // within a partition, but for a few far away
			if r.IntN(1000) == 0 {
				return r.Float64()
			}
			return 0.5 + 1e-12*r.Float64()
		},
		"tiny":          func() float64 { return math.Copysign(math.Exp(-700*r.Float64()), r.Float64()-0.5) },
		"negative":      func() float64 { return -1 - r.Float64() },
		"negative or 0": func() float64 { return -max(0, r.Float64()-0.5) }, // and -0
		"rounded":       func() float64 { return math.Round(1e6*r.Float64()) / 1e6 },
		"equal but one": func() float64 {
			if r.IntN(n) == 0 {
				return 1
			}
			return 0
		},
	} {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && name != "even" && name != "crowded" && name != "both signs" {
				t.Skip("the parts are sorted beside each other whatever the scores")
			}
			b := Binary{Kind: Score, Label: make([]uint8, n), Score: make([]float64, n)}
			for i := range n {
				b.Score[i], b.Label[i] = score(), uint8(r.IntN(2))
			}
			compareCells(t, sweepOfKeys(b.Kind, b.Label, b.Score), b)
		})
	}
}

func TestTallyAgreesWithTheSort(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	b := Binary{Kind: Score, Label: make([]uint8, 20000), Score: make([]float64, 20000)}
	for i := range b.Score {
		b.Score[i], b.Label[i] = float64(r.IntN(200)-100)/100, uint8(r.IntN(2))
	}
	counts, ok := tally(b.Label, b.Score)
	if !ok {
		t.Fatal("200 distinct scores are too many for the tally")
	}
	compareCells(t, sweepOfTally(b.Kind, counts), b)
	for i := range b.Score {
		b.Score[i] = r.Float64()
	}
	if _, ok := tally(b.Label, b.Score); ok {
		t.Error("the tally takes 20,000 distinct scores")
	}
}
