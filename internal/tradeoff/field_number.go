package tradeoff

import (
	"math"
	"net/url"
	"strconv"
	"strings"
)

// A Range is the numbers that a [Parameter] may have.
type Range struct {
	Low, High float64 // infinite where there is no bound
	OpenLow   bool    // Low is excluded
	OpenHigh  bool    // High is excluded
	Whole     bool    // only whole numbers
}

// anyNumber is the range of all numbers.
var anyNumber = &Range{Low: math.Inf(-1), High: math.Inf(1)}

// idRange is the range of the ids of runs.
var idRange = &Range{Low: 1, High: math.MaxInt64, Whole: true}

// wholeFrom returns the range of the whole numbers from low up.
func wholeFrom(low int) *Range { return &Range{Low: float64(low), High: math.Inf(1), Whole: true} }

// pageField is the field of the page of a list, counted from 1. The caller sets 1 before
// parsing.
func pageField[T any](at func(*T) *int) Field[T] {
	p := Parameter{Name: "page", About: "the page of the list", Default: "1",
		Range: &Range{Low: 1, High: 1 << 31, Whole: true}}
	f := whole(p, "a whole number from 1 up",
		func(of *T) *int {
			if *at(of) <= 1 {
				return nil
			}
			return at(of)
		},
		func(into *T, n int) { *at(into) = n },
	)
	parse := f.Parse
	f.Parse = func(into *T, q url.Values) error {
		if v := q.Get(f.Name); v != strings.TrimSpace(v) { // has always been an error
			return Errorf(Invalid, "%s is %.40q", f.Name, v).WithHint("Give a whole number from 1 up.")
		}
		return parse(into, q)
	}
	return f
}

// ThresholdField is the field of a threshold, nil if there is none.
func ThresholdField[T any](name, about string, at func(*T) **float64) Field[T] {
	return Field[T]{
		Parameter: Parameter{Name: name, About: about, Choices: []string{"inf", "-inf"}, Range: anyNumber},
		Parse: func(into *T, q url.Values) error {
			text := strings.TrimSpace(q.Get(name))
			if text == "" {
				return nil
			}
			t, err := ParseThreshold(text)
			*at(into) = &t
			return err
		},
		Print: func(of *T) []string {
			if t := *at(of); t != nil {
				return []string{ThresholdText(*t)}
			}
			return nil
		},
	}
}

// runsField is the field of the ids of the runs of a page.
func runsField[T any](about string, at func(*T) *[]int64) Field[T] {
	return Field[T]{
		Parameter: Parameter{Name: "run", About: about, Range: idRange, Many: true},
		Parse: func(into *T, q url.Values) (err error) {
			*at(into), err = parseRuns(q["run"])
			return err
		},
		Print: func(of *T) (list []string) {
			for _, id := range *at(of) {
				list = append(list, strconv.FormatInt(id, 10))
			}
			return list
		},
	}
}

// parseRuns reads ids of runs. Empty texts are ignored.
func parseRuns(texts []string) (ids []int64, err error) {
	for _, v := range texts {
		if v = strings.TrimSpace(v); v == "" {
			continue
		}
		id, err := strconv.ParseInt(v, 10, 64)
		if err != nil || id < 1 {
			return nil, Errorf(Invalid, "run is %.40q", v).WithHint("Give the id of a run.")
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// NumberField is a field with a number in p.Range, which want describes in errors. get
// returns nil for the default; set is called with the number in an address.
func NumberField[T any](p Parameter, want string, get func(*T) *float64, set func(*T, float64)) Field[T] {
	return Field[T]{
		Parameter: p,
		Parse: func(into *T, q url.Values) error {
			text := strings.TrimSpace(q.Get(p.Name))
			if text == "" {
				return nil
			}
			x, err := ParseNumber(text)
			if err != nil || !p.Range.has(x) {
				return Errorf(Invalid, "%s is %.40q", p.Name, text).WithHint("Give %s.", want)
			}
			set(into, x)
			return nil
		},
		Print: func(of *T) []string {
			if x := get(of); x != nil {
				return []string{plain(*x)}
			}
			return nil
		},
	}
}

// whole is a field with a number that is written without point, comma and exponent.
func whole[T any](p Parameter, want string, get func(*T) *int, set func(*T, int)) Field[T] {
	return Field[T]{
		Parameter: p,
		Parse: func(into *T, q url.Values) error {
			text := strings.TrimSpace(q.Get(p.Name))
			if text == "" {
				return nil
			}
			n, err := strconv.Atoi(text)
			if err != nil || !p.Range.has(float64(n)) {
				return Errorf(Invalid, "%s is %.40q", p.Name, text).WithHint("Give %s.", want)
			}
			set(into, n)
			return nil
		},
		Print: func(of *T) []string {
			if n := get(of); n != nil {
				return []string{strconv.Itoa(*n)}
			}
			return nil
		},
	}
}

// has reports whether x is in r.
func (r *Range) has(x float64) bool {
	below, above := x < r.Low || x == r.Low && r.OpenLow, x > r.High || x == r.High && r.OpenHigh
	return x == x && !below && !above && (!r.Whole || x == math.Trunc(x)) // NaN is in no range
}

// unlessZero returns a pointer to x, or nil for 0, which means the default.
func unlessZero[N int | float64](x N) *N {
	if x == 0 {
		return nil
	}
	return &x
}
