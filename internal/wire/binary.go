package wire

import (
	"encoding/binary"
	"errors"
	"math"

	"tradeoff/internal/calc"
)

// The binary form, little endian, every section padded to 8 bytes so that a
// browser reads typed arrays in place:
//
//	"TRD1"
//	uint32   flags: 1 weighted, 2 whole, 4 logits, 8 scores
//	uint32   M, the number of stops
//	uint32   operating points of the sweep
//	float64  weight of the positives, of the negatives
//	uint32   positive rows, negative rows
//	float64  M thresholds, falling, the first +Inf
//	float64  4 × M weights TP, FP, FN, TN, only if weighted
//	uint32   M rows TP
//	uint32   M rows FP
//	uint32   M indices in the sweep
//	uint8    M numbers of decimals
//	uint32   B, the number of the histogram's bins, and 0
//	float64  lowest and highest score
//	float64  B weights of positives, B of negatives
const (
	magic      = "TRD1"
	headerSize = 40

	flagWeighted = 1
	flagWhole    = 2
	flagLogit    = 4
	flagScore    = 8
)

// maxDecimals is the largest number of decimals that a threshold is shown
// with; 255 says that it is written in full.
const maxDecimals = 15

var errDisplay = errors.New("wire: these bytes are not a display")

// MarshalBinary writes d.
func (d *Display) MarshalBinary() ([]byte, error) {
	w := writer{make([]byte, 0, d.size())}
	w.b = append(w.b, magic...)
	w.uint32s(d.flags(), uint32(d.Len()), uint32(d.Total))
	w.float64s(d.PositiveWeight, d.NegativeWeight)
	w.uint32s(d.Positives, d.Negatives)
	w.float64s(d.Threshold...)
	if d.Weighted {
		w.float64s(d.WTP...)
		w.float64s(d.WFP...)
		w.float64s(d.WFN...)
		w.float64s(d.WTN...)
	}
	for _, section := range [][]uint32{d.TP, d.FP, d.Index} {
		w.uint32s(section...)
		w.pad()
	}
	w.b = append(w.b, d.Digits...)
	w.pad()
	w.uint32s(uint32(len(d.Histogram.Positives)), 0)
	w.float64s(d.Histogram.Low, d.Histogram.High)
	w.float64s(d.Histogram.Positives...)
	w.float64s(d.Histogram.Negatives...)
	return w.b, nil
}

func (d *Display) size() int {
	perStop := 8 + 3*4 + 1
	if d.Weighted {
		perStop += 4 * 8
	}
	return headerSize + d.Len()*perStop + 4*8 + 24 + 16*len(d.Histogram.Positives)
}

func (d *Display) flags() uint32 {
	var f uint32
	if d.Weighted {
		f |= flagWeighted
	}
	if d.Whole {
		f |= flagWhole
	}
	return f | kindFlag(d.Kind)
}

// UnmarshalBinary reads the output of MarshalBinary. It refuses data that no
// sweep can have, and leaves d unchanged then.
func (d *Display) UnmarshalBinary(b []byte) error {
	if len(b) < headerSize || string(b[:4]) != magic {
		return errDisplay
	}
	r := reader{b: b[4:]}
	head := r.uint32s(3)
	flags, m := head[0], int(head[1])
	n := Display{
		Weighted: flags&flagWeighted != 0, Whole: flags&flagWhole != 0, Kind: calc.Probability, Total: int(head[2]),
	}
	switch flags &^ (flagWeighted | flagWhole) {
	case 0:
	case flagLogit:
		n.Kind = calc.Logit
	case flagScore:
		n.Kind = calc.Score
	default:
		return errDisplay
	}
	weights := r.float64s(2)
	n.PositiveWeight, n.NegativeWeight = weights[0], weights[1]
	rows := r.uint32s(2)
	n.Positives, n.Negatives = rows[0], rows[1]
	n.Threshold = r.float64s(m)
	if n.Weighted {
		n.WTP, n.WFP, n.WFN, n.WTN = r.float64s(m), r.float64s(m), r.float64s(m), r.float64s(m)
	}
	n.TP, n.FP, n.Index = r.padded(m), r.padded(m), r.padded(m)
	n.Digits = r.bytes(m)
	if bins := r.uint32s(2); bins != nil && bins[1] == 0 {
		ends := r.float64s(2)
		n.Histogram.Positives, n.Histogram.Negatives = r.float64s(int(bins[0])), r.float64s(int(bins[0]))
		if ends != nil {
			n.Histogram.Low, n.Histogram.High = ends[0], ends[1]
		}
	} else {
		r.failed = true
	}
	if r.failed || len(r.b) > 0 || !n.possible() {
		return errDisplay
	}
	*d = n
	return nil
}

// possible reports whether d can be the display of a sweep.
func (d *Display) possible() bool {
	m := d.Len()
	if m == 0 || m > d.Total || d.Whole != (m == d.Total) ||
		!math.IsInf(d.Threshold[0], 1) || d.Index[0] != 0 || d.TP[0] != 0 || d.FP[0] != 0 ||
		int(d.Index[m-1]) != d.Total-1 || d.TP[m-1] != d.Positives || d.FP[m-1] != d.Negatives ||
		!amounts([]float64{d.PositiveWeight, d.NegativeWeight}) {
		return false
	}
	for i := range m {
		if i > 0 && (!(d.Threshold[i] < d.Threshold[i-1]) || math.IsInf(d.Threshold[i], 0) ||
			d.Index[i] <= d.Index[i-1] || d.TP[i] < d.TP[i-1] || d.FP[i] < d.FP[i-1]) {
			return false
		}
		if d.Digits[i] > maxDecimals && d.Digits[i] != math.MaxUint8 {
			return false
		}
	}
	h := d.Histogram
	return amounts(d.WTP) && amounts(d.WFP) && amounts(d.WFN) && amounts(d.WTN) &&
		len(h.Positives) <= HistogramBins && amounts(h.Positives) && amounts(h.Negatives) &&
		h.Low <= h.High && !math.IsInf(h.Low, 0) && !math.IsInf(h.High, 0)
}

// amounts reports whether all weights are finite and not negative.
func amounts(list []float64) bool {
	for _, x := range list {
		if !(x >= 0) || math.IsInf(x, 1) {
			return false
		}
	}
	return true
}

type writer struct{ b []byte }

func (w *writer) uint32s(list ...uint32) {
	for _, x := range list {
		w.b = binary.LittleEndian.AppendUint32(w.b, x)
	}
}

func (w *writer) float64s(list ...float64) {
	for _, x := range list {
		w.b = binary.LittleEndian.AppendUint64(w.b, math.Float64bits(x))
	}
}

// pad fills up to the next multiple of 8 bytes.
func (w *writer) pad() {
	for len(w.b)%8 != 0 {
		w.b = append(w.b, 0)
	}
}

// A reader takes sections off b. After the first that is not there it fails and
// returns nil for all others. It allocates no more than b can fill.
type reader struct {
	b      []byte
	failed bool
}

// take returns the next count items of size bytes.
func (r *reader) take(count, size int) []byte {
	if r.failed || count < 0 || count > len(r.b)/size {
		r.failed = true
		return nil
	}
	section := r.b[:count*size]
	r.b = r.b[count*size:]
	return section
}

func (r *reader) float64s(n int) []float64 {
	section := r.take(n, 8)
	if r.failed {
		return nil
	}
	list := make([]float64, n)
	for i := range list {
		list[i] = math.Float64frombits(binary.LittleEndian.Uint64(section[8*i:]))
	}
	return list
}

func (r *reader) uint32s(n int) []uint32 {
	section := r.take(n, 4)
	if r.failed {
		return nil
	}
	list := make([]uint32, n)
	for i := range list {
		list[i] = binary.LittleEndian.Uint32(section[4*i:])
	}
	return list
}

// padded reads a section of uint32 with its padding.
func (r *reader) padded(n int) []uint32 {
	list := r.uint32s(n)
	r.zeros(4 * n)
	return list
}

// bytes reads a section of bytes with its padding.
func (r *reader) bytes(n int) []uint8 {
	list := append([]uint8(nil), r.take(n, 1)...)
	r.zeros(n)
	return list
}

// zeros reads what pads a section of n bytes.
func (r *reader) zeros(n int) {
	for _, x := range r.take((8-n%8)%8, 1) {
		if x != 0 {
			r.failed = true
		}
	}
}
