package browsertest

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
)

// A shape is a kind of run that pages must show correctly.
type shape struct {
	name, query string
	csv         []byte
}

// shapes are small runs of every kind. Tests compare what pages show at each of their
// stops with the server.
func shapes() []shape {
	return []shape{
		{"probability", "", table(1, 96, func(r *rand.Rand, y int) float64 {
			return sigmoid(2*float64(y) - 1.5 + r.NormFloat64())
		})},
		{"logit", "kind=logit", table(2, 60, func(r *rand.Rand, y int) float64 {
			return 20*float64(y) - 14 + 12*r.NormFloat64()
		})},
		{"tied", "", table(3, 400, func(r *rand.Rand, y int) float64 {
			return math.Round(10*sigmoid(float64(y)+r.NormFloat64())) / 10
		})},
		{"weighted", "", weighted(4, 60)},
		{"one class", "positive_name=yes&negative_name=no", []byte("label,score\n1,0.2\n1,0.9\n1,0.4\n")},
		{"three rows", "", []byte("label,score\n1,0.9\n0,0.5\n1,0.1\n")},
		{"constant", "", []byte("label,score\n1,0.5\n0,0.5\n1,0.5\n0,0.5\n")},
		{"close scores", "", []byte("label,score\n1,0.30000000000000004\n0,0.3\n1,0.3000000000000001\n0,0.1\n")},
		{"tiny scores", "kind=score", []byte("label,score\n1,3e-12\n0,1e-12\n1,2e-12\n0,5e-13\n")},
	}
}

// table writes n rows whose score depends on the label.
func table(seed uint64, n int, score func(r *rand.Rand, y int) float64) []byte {
	r := rand.New(rand.NewPCG(seed, 1))
	var b bytes.Buffer
	b.WriteString("id,label,score,group\n")
	for i := range n {
		y := 0
		if r.Float64() < 0.35 {
			y = 1
		}
		fmt.Fprintf(&b, "c%06d,%d,%v,%c\n", i, y, score(r, y), 'a'+rune(r.IntN(3)))
	}
	return b.Bytes()
}

func weighted(seed uint64, n int) []byte {
	r := rand.New(rand.NewPCG(seed, 1))
	var b bytes.Buffer
	b.WriteString("label,score,weight\n")
	for range n {
		y := r.IntN(2)
		fmt.Fprintf(&b, "%d,%v,%v\n", y, sigmoid(float64(y)+r.NormFloat64()), []float64{0.5, 1, 2.25, 50}[r.IntN(4)])
	}
	return b.Bytes()
}

// big has more distinct scores than the browser has stops.
func big(n int) []byte {
	return table(5, n, func(r *rand.Rand, y int) float64 { return sigmoid(1.7*float64(y) - 1 + r.NormFloat64()) })
}

func sigmoid(z float64) float64 { return 1 / (1 + math.Exp(-z)) }
