package store

import (
	"math"
	"reflect"
	"sync"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// thresholds returns scores of s, values between and next to them, and the ends.
func thresholds(s *calc.Sweep) []float64 {
	list := []float64{math.Inf(1), math.Inf(-1), 0, minusZero, 0.5, math.MaxFloat64, -math.MaxFloat64,
		math.SmallestNonzeroFloat64}
	for k := 1; k < s.Len(); k += 1 + s.Len()/61 {
		t := s.Threshold(k)
		list = append(list, t, math.Nextafter(t, 2*t+1), math.Nextafter(t, -2*math.Abs(t)-1))
	}
	for _, k := range []int{1, 4095, 4096, 4097, 4098, 8192, 8193, s.Len() - 1} { // around the ends of chunks
		if k > 0 && k < s.Len() {
			list = append(list, s.Threshold(k))
		}
	}
	return list
}

func TestOperatingPointEqualsTheSweepAtEveryThreshold(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	for name, b := range cases() {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir())
			n := store1(t, s, b)
			for _, threshold := range thresholds(n.Sweep) {
				got, index, err := s.OperatingPoint(t.Context(), n.Run.ID, threshold)
				if err != nil {
					t.Fatal(err)
				}
				if want := n.Sweep.At(threshold); got != want || index != n.Sweep.Index(threshold) {
					t.Errorf("at %v: got %+v at %d, want %+v at %d", threshold, got, index, want, n.Sweep.Index(threshold))
				}
			}
		})
	}
}

func TestPointsEqualTheSweepInEveryWindow(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	for name, b := range cases() {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir())
			n := store1(t, s, b)
			for _, w := range []struct{ offset, limit int }{
				{0, 0}, {0, 1}, {0, 10}, {1, 1}, {4090, 20}, {4096, 1}, {4097, 4096}, {0, 1 << 40}, {n.Sweep.Len() - 1, 5},
				{n.Sweep.Len(), 5}, {1 << 40, 5},
			} {
				got, total, err := s.Points(t.Context(), n.Run.ID, w.offset, w.limit)
				if err != nil || total != n.Sweep.Len() {
					t.Fatalf("%+v: got %d points in all, %v", w, total, err)
				}
				var want []calc.OperatingPoint
				for k := w.offset; k < n.Sweep.Len() && k-w.offset < w.limit; k++ {
					want = append(want, n.Sweep.Point(k))
				}
				if len(got) != len(want) || (len(want) > 0 && !reflect.DeepEqual(got, want)) {
					t.Errorf("%+v: got %d points, want %d, or others", w, len(got), len(want))
				}
			}
		})
	}
}

func TestOperatingPointRejectsNaN(t *testing.T) {
	s := open(t, t.TempDir())
	n := store1(t, s, cases()["ties"])
	_, _, err := s.OperatingPoint(t.Context(), n.Run.ID, math.NaN())
	wantKind(t, err, tradeoff.Invalid)
	_, _, err = s.Points(t.Context(), n.Run.ID, -1, 1)
	wantKind(t, err, tradeoff.Invalid)
}

func TestSweepIsCachedAndEvicted(t *testing.T) {
	s := open(t, t.TempDir(), CacheBytes(2*16*1000))
	var ids []int64
	for range 3 {
		r := seeded(uint64(len(ids)))
		ids = append(ids, store1(t, s, rows(r, 900, calc.Probability, r.Float64)).Run.ID)
	}
	sweep := func(id int64) *calc.Sweep {
		got, err := s.Sweep(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	first := sweep(ids[0])
	if sweep(ids[1]); sweep(ids[0]) != first {
		t.Error("a sweep was loaded twice")
	}
	if sweep(ids[2]); sweep(ids[0]) != first {
		t.Error("the sweep used last was forgotten")
	}
	if n := s.cache.Counts().Kept; n != 2 {
		t.Errorf("%d sweeps are kept where 2 have room", n)
	}

	var wait sync.WaitGroup
	got := make([]*calc.Sweep, 16)
	for i := range got {
		wait.Go(func() { got[i], _ = s.Sweep(t.Context(), ids[1]) })
	}
	wait.Wait()
	for i := range got {
		if got[i] != got[0] || got[i] == nil {
			t.Error("several who asked at once got different sweeps")
		}
	}
}
