package wire

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"testing"

	"tradeoff/internal/calc"
)

func marshal(t testing.TB, d *Display) []byte {
	t.Helper()
	b, err := d.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDisplayRoundTrips(t *testing.T) {
	sweeps := cases(t)
	for _, n := range []int{0, 1, 2, 3} {
		sweeps[fmt.Sprintf("%d rows", n)] = sweepOf(t, rows(2, n, calc.Score, 0.5, n == 3))
	}
	for name, s := range sweeps {
		want := NewDisplay(s, Budget)
		b := marshal(t, want)
		got := new(Display)
		if err := got.UnmarshalBinary(b); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if again := marshal(t, got); !bytes.Equal(again, b) {
			t.Errorf("%s: the bytes change on their way", name)
		}
		if got.Len() != want.Len() || got.Kind != want.Kind || got.Weighted != want.Weighted || got.Whole != want.Whole ||
			got.Total != want.Total {
			t.Errorf("%s: got %d stops, %+v", name, got.Len(), got)
		}
		for i := range want.Len() {
			if got.Point(i) != want.Point(i) {
				t.Fatalf("%s: stop %d is %+v, want %+v", name, i, got.Point(i), want.Point(i))
			}
		}
	}
}

func TestSectionsAreAlignedForTypedArrays(t *testing.T) {
	for _, weighted := range []bool{false, true} {
		d := NewDisplay(sweepOf(t, rows(2, 3, calc.Score, 0.5, weighted)), Budget) // 4 stops, and an odd number below
		for _, d := range []*Display{d, NewDisplay(sweepOf(t, rows(2, 4, calc.Score, 0.5, weighted)), Budget)} {
			b := marshal(t, d)
			m := d.Len()
			if got := int(binary.LittleEndian.Uint32(b[8:])); got != m {
				t.Fatalf("M is %d, want %d", got, m)
			}
			at := 40
			if got := math.Float64frombits(binary.LittleEndian.Uint64(b[at:])); !math.IsInf(got, 1) {
				t.Errorf("the first threshold is %v, want +Inf", got)
			}
			at += 8 * m
			if weighted {
				at += 4 * 8 * m
			}
			even := (m + 1) / 2 * 2
			for section, want := range []uint32{d.TP[m-1], d.FP[m-1], d.Index[m-1]} {
				from := at + section*4*even
				if from%8 != 0 {
					t.Errorf("section %d begins at %d", section, from)
				}
				if got := binary.LittleEndian.Uint32(b[from+4*(m-1):]); got != want {
					t.Errorf("section %d ends with %d, want %d", section, got, want)
				}
			}
		}
	}
}

func TestHostileBytesAreRefused(t *testing.T) {
	d := NewDisplay(sweepOf(t, rows(2, 5, calc.Score, 0.5, true)), Budget)
	good := marshal(t, d)
	refused := func(what string, b []byte) {
		t.Helper()
		kept := Display{Total: 77}
		if err := kept.UnmarshalBinary(b); err == nil {
			t.Errorf("%s: accepted", what)
		} else if !reflect.DeepEqual(kept, Display{Total: 77}) {
			t.Errorf("%s: the display was changed", what)
		}
	}
	for n := range good {
		refused("cut short", good[:n])
	}
	refused("with a byte more", append(bytes.Clone(good), 0))
	put := func(at int, x uint32) []byte {
		b := bytes.Clone(good)
		binary.LittleEndian.PutUint32(b[at:], x)
		return b
	}
	refused("other magic", put(0, 1))
	refused("unknown flag", put(4, 1<<20))
	refused("two kinds", put(4, flagLogit|flagScore))
	refused("four thousand million stops", put(8, math.MaxUint32))
	refused("half of them", put(8, math.MaxInt32))
	refused("no stops", put(8, 0))
	refused("other total", put(12, 99))
	refused("other rows", put(32, 1_000_000))
	refused("a first threshold that is finite", put(44, 0))
	refused("thresholds that rise", put(40+8+4, 0xfff00000))
}

func FuzzUnmarshalBinary(f *testing.F) {
	for _, weighted := range []bool{false, true} {
		f.Add(marshal(f, NewDisplay(sweepOf(f, rows(2, 5, calc.Score, 0.5, weighted)), Budget)))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		d := new(Display)
		if d.UnmarshalBinary(b) != nil {
			return
		}
		for i := range d.Len() {
			d.Point(i)
		}
		again, err := d.MarshalBinary()
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("an accepted display gives other bytes: %v", err)
		}
	})
}
