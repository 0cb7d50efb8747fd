package blob

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func seeded(t testing.TB) *rand.Rand {
	t.Helper()
	return rand.New(rand.NewPCG(7, 11))
}

func TestSealDetectsEveryDamagedByte(t *testing.T) {
	sealed := Seal([]byte{1, 'a', 'b', 'c'})
	if _, err := Open(sealed, 1); err != nil {
		t.Fatal(err)
	}
	for i := range sealed {
		damaged := slices.Clone(sealed)
		damaged[i] ^= 0x10
		if _, err := Open(damaged, 1); !errors.Is(err, ErrChecksum) {
			t.Errorf("byte %d: got %v, want a checksum error", i, err)
		}
		if _, err := Open(sealed[:i], 1); err == nil {
			t.Errorf("cut to %d bytes: no error", i)
		}
	}
	var version *VersionError
	if _, err := Open(sealed, 2); !errors.As(err, &version) || version.Version != 1 {
		t.Errorf("got %v, want a version error", err)
	}
}

func TestPackedIntegersRoundTripAtEveryWidth(t *testing.T) {
	r := seeded(t)
	for width := 0; width <= 64; width++ {
		for _, n := range []int{0, 1, 7, 127, 128, 129, 1000} {
			values := make([]uint64, n)
			for i := range values {
				values[i] = r.Uint64() >> (64 - width)
			}
			reader := &Reader{b: AppendPacked(nil, values)}
			got := make([]uint64, n)
			reader.Packed(got)
			if err := reader.Done(); err != nil || !slices.Equal(got, values) {
				t.Fatalf("width %d, %d values: %v", width, n, err)
			}
		}
	}
}

func sameBits(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return math.Float64bits(x) == math.Float64bits(y) })
}

// floatKinds are lists of numbers, each for one form of writing.
func floatKinds(r *rand.Rand, n int) map[string][]float64 {
	kinds := map[string][]float64{}
	for i := range n {
		kinds["few"] = append(kinds["few"], []float64{0, math.Copysign(0, -1), 1e300, 0.1}[i%4])
		kinds["four digits"] = append(kinds["four digits"], float64(r.IntN(20000)-10000)/1e4)
		kinds["all digits"] = append(kinds["all digits"], r.Float64())
		kinds["logits"] = append(kinds["logits"], r.NormFloat64()*5)
		kinds["huge and tiny"] = append(kinds["huge and tiny"], math.Ldexp(r.NormFloat64(), r.IntN(2000)-1000))
		kinds["any bits"] = append(kinds["any bits"], math.Float64frombits(r.Uint64()))
	}
	return kinds
}

func TestFloatsRoundTripExactly(t *testing.T) {
	for _, n := range []int{0, 1, 300, 4096} {
		for name, values := range floatKinds(seeded(t), n) {
			reader := &Reader{b: AppendFloats(nil, values)}
			got := make([]float64, n)
			reader.Floats(got)
			if err := reader.Done(); err != nil || !sameBits(got, values) {
				t.Errorf("%s, %d values: %v", name, n, err)
			}
		}
	}
}

func TestFallingNumbersRoundTripExactly(t *testing.T) {
	for _, n := range []int{0, 1, 2, 300, 4096} {
		for name, values := range floatKinds(seeded(t), n) {
			values = slices.DeleteFunc(values, func(v float64) bool { return v != v })
			slices.Sort(values)
			slices.Reverse(values)
			values = slices.CompactFunc(values, func(a, b float64) bool { return a == b })
			reader := &Reader{b: AppendFalling(nil, values)}
			got := make([]float64, len(values))
			reader.Falling(got)
			if err := reader.Done(); err != nil || !sameBits(got, values) {
				t.Errorf("%s, %d values: %v", name, len(values), err)
			}
		}
	}
}

func TestFallingSixDigitScoresTakeUnderTwoBytes(t *testing.T) {
	r, taken := seeded(t), map[int]bool{}
	for len(taken) < 4096 {
		taken[r.IntN(1_000_000)] = true
	}
	var values []float64
	for i := range taken {
		values = append(values, float64(i)/1e6)
	}
	slices.Sort(values)
	slices.Reverse(values)
	if got := len(AppendFalling(nil, values)); got > 2*len(values) {
		t.Errorf("got %d bytes for %d scores", got, len(values))
	}
}

// FuzzReader reads arbitrary bytes as everything that a body can hold.
func FuzzReader(f *testing.F) {
	for _, values := range floatKinds(seeded(f), 300) {
		f.Add(uint16(len(values)), AppendFloats(nil, values))
	}
	f.Add(uint16(3), AppendFalling(nil, []float64{3, 2, 1}))
	f.Add(uint16(9), AppendBits(nil, make([]uint8, 9)))
	f.Add(uint16(200), AppendPacked(nil, make([]uint64, 200)))
	f.Fuzz(func(t *testing.T, n uint16, b []byte) {
		n %= 4097
		for _, read := range []func(*Reader){
			func(r *Reader) { r.Floats(make([]float64, n)) },
			func(r *Reader) { r.Falling(make([]float64, n)) },
			func(r *Reader) { r.Bits(make([]uint8, n)) },
			func(r *Reader) { r.Packed(make([]uint64, n)) },
			func(r *Reader) { r.Section(1 << 20) },
		} {
			r := &Reader{b: b}
			read(r)
			_ = r.Done()
		}
	})
}
