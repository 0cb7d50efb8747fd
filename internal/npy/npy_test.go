package npy

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// file returns an array as NumPy writes it: version 1, the header filled with
// blanks to a multiple of 64.
func file(descr string, fortran bool, shape string, values any) []byte {
	order := binary.ByteOrder(binary.LittleEndian)
	if strings.HasPrefix(descr, ">") {
		order = binary.BigEndian
	}
	var data bytes.Buffer
	if err := binary.Write(&data, order, values); err != nil {
		panic(err)
	}
	return withHeader(fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': %s, }", descr,
		map[bool]string{true: "True", false: "False"}[fortran], shape), data.Bytes())
}

func withHeader(header string, data []byte) []byte {
	for (10+len(header)+1)%64 != 0 {
		header += " "
	}
	header += "\n"
	b := append([]byte(Magic), 1, 0, byte(len(header)), byte(len(header)>>8))
	return append(append(b, header...), data...)
}

func open(t testing.TB, b []byte) *Array {
	t.Helper()
	a, err := Open(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestNumbersOfEveryType(t *testing.T) {
	for _, c := range []struct {
		descr  string
		values any
		want   []float64
	}{
		{"<f8", []float64{0.1, -2, math.Inf(1)}, []float64{0.1, -2, math.Inf(1)}},
		{">f8", []float64{0.1, -2, 1e300}, []float64{0.1, -2, 1e300}},
		{"=f8", []float64{0.1, -2, 1e300}, []float64{0.1, -2, 1e300}},
		{"<f4", []float32{0.1, -2, 3}, []float64{float64(float32(0.1)), -2, 3}},
		{">f4", []float32{0.1, -2, 3}, []float64{float64(float32(0.1)), -2, 3}},
		// The first is 0.5, the second the least above 0, the third the greatest, as IEEE 754 has them.
		{"<f2", []uint16{0x3800, 0x0001, 0x7bff, 0xfc00, 0xbc00}, []float64{0.5, 0x1p-24, 65504, math.Inf(-1), -1}},
		{"|i1", []int8{-128, 0, 127}, []float64{-128, 0, 127}},
		{"<i2", []int16{-300, 0, 300}, []float64{-300, 0, 300}},
		{">i4", []int32{-70000, 0, 70000}, []float64{-70000, 0, 70000}},
		{"<i8", []int64{-1 << 53, 0, 1 << 53}, []float64{-1 << 53, 0, 1 << 53}},
		{"|u1", []uint8{0, 1, 255}, []float64{0, 1, 255}},
		{">u2", []uint16{0, 1, 65535}, []float64{0, 1, 65535}},
		{"<u4", []uint32{0, 1, 1<<32 - 1}, []float64{0, 1, 1<<32 - 1}},
		{"<u8", []uint64{0, 1, 1 << 63}, []float64{0, 1, 1 << 63}},
		{"|b1", []uint8{0, 1, 1}, []float64{0, 1, 1}},
	} {
		a := open(t, file(c.descr, false, fmt.Sprintf("(%d,)", len(c.want)), c.values))
		got := make([]float64, len(c.want))
		if err := a.Floats(got, 0); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, %v, want %v", c.descr, got, err, c.want)
		}
		if a.Type.IsFloat() {
			continue
		}
		whole := make([]int64, len(c.want))
		err := a.Ints(whole, 0)
		if c.descr == "<u8" {
			var e *Error
			if !errors.As(err, &e) || !strings.Contains(e.Message, "row 3") {
				t.Errorf("a number beyond int64: %v", err)
			}
			continue
		}
		for i, n := range whole {
			if err != nil || float64(n) != c.want[i] {
				t.Errorf("%s: integers %v, %v", c.descr, whole, err)
				break
			}
		}
	}
}

func TestStrings(t *testing.T) {
	for _, c := range []struct {
		descr  string
		values any
		want   []string
	}{
		{"<U3", []uint32{'y', 'e', 's', 'n', 'ö', 0, 0, 0, 0}, []string{"yes", "nö", ""}},
		{">U2", []uint32{'a', 0, 0x1f600, 'b', 0, 0}, []string{"a", "😀b", ""}},
		{"|S3", []byte("yesno\x00\x00\x00\x00"), []string{"yes", "no", ""}},
	} {
		a := open(t, file(c.descr, false, "(3,)", c.values))
		got := make([]string, 3)
		if err := a.Strings(got, 0); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, %v, want %q", c.descr, got, err, c.want)
		}
	}
	a := open(t, file("<U1", false, "(2,)", []uint32{'a', 0x110000}))
	if err := a.Strings(make([]string, 2), 0); err == nil || !strings.Contains(err.Error(), "row 2") {
		t.Errorf("beyond Unicode: %v", err)
	}
}

// TestOrderDoesNotMatter reads arrays of up to four axes in both orders, whole
// and from the middle: value (i,j,k,l) is 1000i + 100j + 10k + l.
func TestOrderDoesNotMatter(t *testing.T) {
	for _, shape := range [][]int{{5}, {5, 3}, {4, 2, 3}, {3, 2, 4, 5}} {
		total := 1
		for _, n := range shape {
			total *= n
		}
		value := func(index []int) float64 {
			x := 0.0
			for i := range 4 {
				x *= 10
				if i < len(index) {
					x += float64(index[i])
				}
			}
			return x
		}
		var c, f []float64
		for i := range total {
			index, rest := make([]int, len(shape)), i
			for d := len(shape) - 1; d >= 0; d-- {
				index[d], rest = rest%shape[d], rest/shape[d]
			}
			c = append(c, value(index))
			rest = i
			for d := range shape {
				index[d], rest = rest%shape[d], rest/shape[d]
			}
			f = append(f, value(index))
		}
		text := "(" + strings.Trim(strings.ReplaceAll(fmt.Sprint(shape), " ", ", "), "[]") + ",)"
		for order, b := range map[string][]byte{"C": file("<f8", false, text, c), "Fortran": file(">f8", true, text, f)} {
			a := open(t, b)
			if a.Rows() != shape[0] || a.RowLen()*shape[0] != total {
				t.Fatalf("%s: %d rows of %d", text, a.Rows(), a.RowLen())
			}
			for first := range a.Rows() {
				for last := first + 1; last <= a.Rows(); last++ {
					got := make([]float64, (last-first)*a.RowLen())
					if err := a.Floats(got, first); err != nil || !slices.Equal(got, c[first*a.RowLen():last*a.RowLen()]) {
						t.Fatalf("%s %s, rows %d to %d: %v, %v", order, text, first, last, got, err)
					}
				}
			}
		}
	}
}

func TestLongRunsAreReadInPieces(t *testing.T) {
	values := make([]float64, 3*bufferSize/8+1)
	for i := range values {
		values[i] = float64(i)
	}
	a := open(t, file("<f8", false, fmt.Sprintf("(%d,)", len(values)), values))
	got := make([]float64, len(values))
	if err := a.Floats(got, 0); err != nil || !slices.Equal(got, values) {
		t.Error(err)
	}
}

func TestHeadersOfOtherVersionsAndPythons(t *testing.T) {
	for name, header := range map[string]string{
		"Python 2":     "{'descr': '<f8', 'fortran_order': False, 'shape': (2L,), }",
		"other order":  "{'shape': (2,), 'fortran_order': False, 'descr': '<f8'}",
		"other quotes": `{"descr":"<f8","fortran_order":False,"shape":(2,)}`,
	} {
		a := open(t, withHeader(header, make([]byte, 16)))
		if a.Rows() != 2 || a.Type.String() != "float64" {
			t.Errorf("%s: %d rows of %s", name, a.Rows(), a.Type)
		}
	}
	one := file("<f8", false, "()", []float64{7})
	two := append([]byte(Magic), 2, 0, one[8], one[9], 0, 0)
	a := open(t, append(two, one[10:]...))
	got := make([]float64, 1)
	if err := a.Floats(got, 0); err != nil || got[0] != 7 || a.Rows() != 1 || a.RowLen() != 1 {
		t.Errorf("a number alone: %v, %v", got, err)
	}
}

func TestHostileHeadersAreRefused(t *testing.T) {
	good := file("<f8", false, "(2,)", []float64{1, 2})
	for says, b := range map[string][]byte{
		"not a NumPy array":               []byte("PK\x03\x04 and so on"),
		"ends within":                     []byte(Magic),
		"version 9":                       append([]byte(Magic), 9, 0, 1, 0, 0, 0),
		"longer than 65536":               append([]byte(Magic), 2, 0, 255, 255, 255, 255),
		"longer than its":                 good[:40],
		"takes 16 bytes, but there are 8": good[:len(good)-8],
		"1 bytes after":                   append(bytes.Clone(good), 0),
		"too large to exist": withHeader("{'descr': '<f8', 'fortran_order': False, "+
			"'shape': (4294967296, 4294967296), }", nil),
		"takes 8796093022208 bytes": withHeader("{'descr': '<f8', 'fortran_order': False, 'shape': (1099511627776,), }",
			nil),
		"Python objects": withHeader("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }",
			make([]byte, 16)),
		"structured": withHeader("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (2,), }",
			make([]byte, 16)),
		`"<c16"`:                     file("<c16", false, "(1,)", make([]byte, 16)),
		`"<M8[ns]"`:                  file("<M8[ns]", false, "(1,)", make([]byte, 8)),
		`"<f16"`:                     file("<f16", false, "(1,)", make([]byte, 16)),
		`"|f8"`:                      file("|f8", false, "(1,)", make([]byte, 8)),
		"have no bytes":              file("<U0", false, "(1000000000,)", []byte{}),
		"no shape that":              withHeader("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }", nil),
		"header is damaged":          withHeader("{'descr': '<f8', 'fortran_order': False, }", nil),
		"header is not a dictionary": withHeader("__import__('os')", nil),
	} {
		_, err := Open(bytes.NewReader(b), int64(len(b)))
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(e.Message, says) || e.Hint == "" {
			t.Errorf("got %v, want %q", err, says)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(file("<f8", false, "(2,)", []float64{1, 2}))
	f.Add(file(">f4", true, "(2, 3)", []float32{1, 2, 3, 4, 5, 6}))
	f.Add(file("<U2", false, "(2,)", []uint32{'a', 'b', 'c', 0}))
	f.Add(file("|O", false, "(2,)", make([]byte, 16)))
	f.Add(file("|u1", false, "(0, 5)", []byte{}))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := Open(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Message == "" || e.Hint == "" {
				t.Fatalf("%v says nothing", err)
			}
			return
		}
		n := a.Rows() * a.RowLen()
		if n < 0 || n > len(b) {
			t.Fatalf("%d values in %d bytes", n, len(b))
		}
		if a.Type.IsText() {
			a.Strings(make([]string, n), 0)
			return
		}
		if err := a.Floats(make([]float64, n), 0); err != nil {
			t.Fatal(err)
		}
		if !a.Type.IsFloat() {
			a.Ints(make([]int64, n), 0)
		}
	})
}
