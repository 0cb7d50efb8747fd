package lesson

import (
	"fmt"

	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
)

// realField is a field with a number from r, which addresses leave out at the
// usual one.
func realField[T any](name, about, want string, usual float64, r tradeoff.Range,
	at func(*T) *float64) tradeoff.Field[T] {
	p := tradeoff.Parameter{Name: name, About: about, Default: fmt.Sprint(usual), Range: &r}
	return tradeoff.NumberField(p, want,
		func(of *T) *float64 {
			if *at(of) == usual {
				return nil
			}
			return at(of)
		},
		func(into *T, x float64) { *at(into) = x },
	)
}

// countField is a field with a whole number from low to high. usual returns the
// one that addresses leave out, which may depend on what else is set; byDefault
// says it if it does not.
func countField[T any](name, about, byDefault string, low, high int, at func(*T) *int,
	usual func(*T) int) tradeoff.Field[T] {
	p := tradeoff.Parameter{Name: name, About: about, Default: byDefault,
		Range: &tradeoff.Range{Low: float64(low), High: float64(high), Whole: true}}
	return tradeoff.NumberField(p, "a whole number from "+format.Count(low)+" to "+format.Count(high),
		func(of *T) *float64 {
			n := float64(*at(of))
			if *at(of) == usual(of) {
				return nil
			}
			return &n
		},
		func(into *T, x float64) { *at(into) = int(x) },
	)
}

// plainCount is a [countField] whose usual number is always the same.
func plainCount[T any](name, about string, usual, low, high int, at func(*T) *int) tradeoff.Field[T] {
	return countField(name, about, fmt.Sprint(usual), low, high, at, func(*T) int { return usual })
}

// shareField is a field with a share above 0 and below 1, nil if there is none.
func shareField[T any](name, about string, at func(*T) **float64) tradeoff.Field[T] {
	p := tradeoff.Parameter{Name: name, About: about, Range: openShare}
	return tradeoff.NumberField(p, wantedShare, func(of *T) *float64 { return *at(of) }, func(into *T, x float64) {
		*at(into) = &x
	})
}

// openShare is the range of shares between 0 and 1.
var openShare = &tradeoff.Range{Low: 0, High: 1, OpenLow: true, OpenHigh: true}

const wantedShare = "a share between 0 and 1, such as 0.02"
