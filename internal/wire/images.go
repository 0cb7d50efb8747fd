package wire

import (
	"math"

	"tradeoff/internal/calc"
)

// Pixels of an image, little endian, every section padded to 8 bytes:
//
//	"TRM1"
//	uint32   height, width
//	uint32   flags: 4 logits, 8 scores, 16 scores are float32
//	uint8    height × width labels: 1, 0, or 255 for a pixel that does not count
//	float32  height × width scores, or float64
//
// Scores are float32 only if that loses nothing.
const (
	mapMagic    = "TRM1"
	flagFloat32 = 16
)

// An ImageMap is the pixels of an image, row by row.
type ImageMap struct {
	Height, Width int
	Kind          calc.Kind
	Label         []uint8
	Score         []float64
}

// MarshalBinary writes m.
func (m ImageMap) MarshalBinary() ([]byte, error) {
	flags, size := kindFlag(m.Kind)|flagFloat32, 4
	for _, x := range m.Score {
		if float64(float32(x)) != x {
			flags, size = kindFlag(m.Kind), 8
			break
		}
	}
	w := writer{make([]byte, 0, 24+len(m.Label)+size*len(m.Score))}
	w.b = append(w.b, mapMagic...)
	w.uint32s(uint32(m.Height), uint32(m.Width), flags)
	w.b = append(w.b, m.Label...)
	w.pad()
	if size == 8 {
		w.float64s(m.Score...)
		return w.b, nil
	}
	for _, x := range m.Score {
		w.uint32s(math.Float32bits(float32(x)))
	}
	w.pad()
	return w.b, nil
}

// kindFlag returns the flag of a kind of scores.
func kindFlag(k calc.Kind) uint32 {
	switch k {
	case calc.Logit:
		return flagLogit
	case calc.Score:
		return flagScore
	}
	return 0
}

// Sweeps of images, little endian, every section padded to 8 bytes:
//
//	"TRI1"
//	uint32   N, the number of images
//	uint32   S, the number of their steps in all
//	uint32   0
//	uint32   N+1 numbers of steps before each image, the last S
//	uint32   N numbers of positive pixels
//	uint32   N numbers of negative pixels
//	float64  S thresholds, falling within an image
//	uint32   S pixels TP
//	uint32   S pixels FP
const sweepsMagic = "TRI1"

// ImageSteps is how many steps the sweeps of all images have.
func ImageSteps(images *calc.Images) (n int) {
	for _, s := range images.Each {
		n += s.Len() - 1
	}
	return n
}

// ImageSweeps writes the sweep of every image, each with all of its scores.
func ImageSweeps(images *calc.Images) []byte {
	steps := ImageSteps(images)
	w := writer{make([]byte, 0, 48+12*len(images.Each)+16*steps)}
	w.b = append(w.b, sweepsMagic...)
	w.uint32s(uint32(len(images.Each)), uint32(steps), 0)
	first := uint32(0)
	w.uint32s(first)
	for _, s := range images.Each {
		first += uint32(s.Len() - 1)
		w.uint32s(first)
	}
	w.pad()
	for _, count := range []func(*calc.Sweep) int{(*calc.Sweep).Positives, (*calc.Sweep).Negatives} {
		for _, s := range images.Each {
			w.uint32s(uint32(count(s)))
		}
		w.pad()
	}
	for _, s := range images.Each {
		for k := 1; k < s.Len(); k++ {
			w.float64s(s.Threshold(k))
		}
	}
	for _, count := range []func(calc.OperatingPoint) int{
		func(p calc.OperatingPoint) int { return p.RowsTP }, func(p calc.OperatingPoint) int { return p.RowsFP },
	} {
		for _, s := range images.Each {
			for k := 1; k < s.Len(); k++ {
				w.uint32s(uint32(count(s.Point(k))))
			}
		}
		w.pad()
	}
	return w.b
}
