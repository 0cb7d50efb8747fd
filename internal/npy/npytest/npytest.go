// Package npytest writes NumPy's files for tests.
package npytest

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
)

// Array returns values as numpy.save writes them. They are numbers, booleans or
// strings in C order, as many as the shape has.
func Array(values any, shape ...int) []byte {
	var descr string
	switch list := values.(type) {
	case []bool:
		descr = "|b1"
	case []uint8:
		descr = "|u1"
	case []int8:
		descr = "|i1"
	case []int32:
		descr = "<i4"
	case []int64:
		descr = "<i8"
	case []float32:
		descr = "<f4"
	case []float64:
		descr = "<f8"
	case []string:
		width := 1
		for _, s := range list {
			width = max(width, len(s))
		}
		descr = fmt.Sprintf("|S%d", width)
		var text []byte
		for _, s := range list {
			text = append(text, s+strings.Repeat("\x00", width-len(s))...)
		}
		values = text
	default:
		panic(fmt.Sprintf("npytest: an array of %T", values))
	}
	var dims strings.Builder
	for _, n := range shape {
		fmt.Fprintf(&dims, "%d, ", n)
	}
	header := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s), }", descr, dims.String())
	header += strings.Repeat(" ", 63-(10+len(header))%64) + "\n"
	var b bytes.Buffer
	b.WriteString("\x93NUMPY\x01\x00")
	binary.Write(&b, binary.LittleEndian, uint16(len(header)))
	b.WriteString(header)
	if err := binary.Write(&b, binary.LittleEndian, values); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// Archive returns arrays as numpy.savez writes them. Names and arrays alternate.
func Archive(named ...any) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(named); i += 2 {
		w, err := z.Create(named[i].(string) + ".npy")
		if err == nil {
			_, err = w.Write(named[i+1].([]byte))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// Discs are n images of discs that are more or less well found. The last
// image of several is empty, and so is its prediction from 0.5 on.
func Discs(seed uint64, n, height, width int) (prob []float32, mask []uint8) {
	rng := rand.New(rand.NewPCG(seed, uint64(n)))
	for i := range n {
		cx, cy := (0.3+0.4*rng.Float64())*float64(width), (0.3+0.4*rng.Float64())*float64(height)
		r := (0.15 + 0.15*rng.Float64()) * float64(min(height, width))
		slip := 0.6 * rng.Float64() * r // how far off the disc is seen
		for y := range height {
			for x := range width {
				dx, dy := float64(x)-cx, float64(y)-cy
				inside := math.Hypot(dx, dy) < r
				z := (r - math.Hypot(dx-slip, dy)) / 2
				p := 1 / (1 + math.Exp(-z-rng.NormFloat64()))
				if n > 1 && i == n-1 {
					inside, p = false, 0.4*p
				}
				label := uint8(0)
				if inside {
					label = 1
				}
				mask = append(mask, label)
				prob = append(prob, float32(math.Round(1000*p)/1000))
			}
		}
	}
	return prob, mask
}

// Masks returns the file of [Discs], prob and mask.
func Masks(seed uint64, n, height, width int) []byte {
	prob, mask := Discs(seed, n, height, width)
	return Archive("prob", Array(prob, n, height, width), "mask", Array(mask, n, height, width))
}
