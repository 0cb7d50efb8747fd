package calc

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// TestFisherExactEqualsExactSums compares p with the sum of exact rational probabilities.
func TestFisherExactEqualsExactSums(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		n, rest := 1+r.IntN(60), 1+r.IntN(60)
		k, restK := r.IntN(n+1), r.IntN(rest+1)
		got, want := FisherExact(k, n, restK, rest), exactFisher(k, n, restK, rest)
		if !got.OK || math.Abs(got.V-want) > 1e-11*want {
			t.Fatalf("%d of %d against %d of %d: p = %v, want %v", k, n, restK, rest, got, want)
		}
	}
}

// exactFisher sums the tables whose probability is at most (1 + 1e-7) times the observed.
func exactFisher(k, n, restK, rest int) float64 {
	tables := func(x int) *big.Int { // with x of the slice among k+restK
		a := new(big.Int).Binomial(int64(n), int64(x))
		return a.Mul(a, new(big.Int).Binomial(int64(rest), int64(k+restK-x)))
	}
	limit := new(big.Rat).SetInt(tables(k))
	limit.Mul(limit, big.NewRat(10_000_001, 10_000_000))
	sum, all := new(big.Int), new(big.Int).Binomial(int64(n+rest), int64(k+restK))
	for x := max(0, k+restK-rest); x <= min(n, k+restK); x++ {
		if w := tables(x); new(big.Rat).SetInt(w).Cmp(limit) <= 0 {
			sum.Add(sum, w)
		}
	}
	p, _ := new(big.Rat).SetFrac(sum, all).Float64()
	return p
}

// TestFisherExactKeepsDigitsInTheTail tests a table that is as extreme as its margins allow:
// p is one over the number of tables.
func TestFisherExactKeepsDigitsInTheTail(t *testing.T) {
	got := FisherExact(200, 200, 0, 300)
	all := new(big.Float).SetInt(new(big.Int).Binomial(500, 200))
	want, _ := new(big.Float).Quo(big.NewFloat(1), all).Float64()
	if !got.OK || math.Abs(got.V-want) > 1e-10*want {
		t.Errorf("p = %v, want %v", got.V, want)
	}
	if p := FisherExact(500_100, 1_000_000, 250_000, 500_000); !p.OK || p.V < 0.9 || p.V > 1 {
		t.Errorf("half and half of a million rows: p = %v", p)
	}
	if p := FisherExact(0, 0, 1, 2); p.OK || p.Reason != NoSamples {
		t.Errorf("an empty slice: %+v", p)
	}
}
