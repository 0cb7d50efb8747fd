package tradeoff

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// A Parameter describes one parameter of a URL: for the parser, the API's
// document, and the browser, which writes addresses too.
type Parameter struct {
	Name    string
	About   string   // what it says, beginning with a small letter
	Default string   // the value that addresses leave out; "" if the run or its experiment decides, or it has none
	Choices []string // its values, or those besides numbers if it has a Range; nil: any text
	Range   *Range   // nil: its values are not numbers
	Many    bool     // it may be given several times
	Example string   // of a value; "" if the choices and the range say enough
	Beside  string   // a parameter that forms send with it and that addresses do not keep; "" if there is none
}

// A Range is the numbers that a [Parameter] may have.
type Range struct {
	Low, High float64 // infinite where there is no bound
	OpenLow   bool    // Low is not in it
	OpenHigh  bool    // High is not in it
	Whole     bool    // only whole numbers are
}

// anyNumber is the range of all numbers.
var anyNumber = &Range{Low: math.Inf(-1), High: math.Inf(1)}

// idRange is the range of the ids of runs.
var idRange = &Range{Low: 1, High: math.MaxInt64, Whole: true}

// wholeFrom returns the range of the whole numbers from low up.
func wholeFrom(low int) *Range { return &Range{Low: float64(low), High: math.Inf(1), Whole: true} }

// A Field is a parameter of a T, such as a [State], with how it is read and
// written. To add one to a state, add it to the table of the state's fields: the
// parser, the printer, the API's document and the browser's table follow.
type Field[T any] struct {
	Parameter
	Parse func(into *T, q url.Values) error // its error names the parameter
	Print func(of *T) []string              // nil at the default
}

// ParseFields reads every field from q in the order of the table. Rules between
// fields are the caller's.
func ParseFields[T any](fields []Field[T], q url.Values, into *T) error {
	for _, f := range fields {
		if err := f.Parse(into, q); err != nil {
			return err
		}
	}
	return nil
}

// PrintFields writes every field that is not at its default into q.
func PrintFields[T any](fields []Field[T], of *T, q url.Values) {
	for _, f := range fields {
		switch values := f.Print(of); {
		case values == nil:
		case f.Many:
			q[f.Name] = append(q[f.Name], values...)
		default:
			q[f.Name] = values
		}
	}
}

// within makes fields of a part of a T into fields of the T.
func within[T, P any](fields []Field[P], part func(*T) *P) []Field[T] {
	var list []Field[T]
	for _, f := range fields {
		list = append(list, Field[T]{
			Parameter: f.Parameter,
			Parse:     func(into *T, q url.Values) error { return f.Parse(part(into), q) },
			Print:     func(of *T) []string { return f.Print(part(of)) },
		})
	}
	return list
}

// Parameters returns the parameters of fields.
func Parameters[T any](fields []Field[T]) []Parameter {
	var list []Parameter
	for _, f := range fields {
		list = append(list, f.Parameter)
	}
	return list
}

func parameterNames(list []Parameter) []string {
	var names []string
	for _, p := range list {
		names = append(names, p.Name)
	}
	return names
}

// ToggleField is a field that is either its default or the other one of 0 and 1. It is
// set by the other one alone: anything else is the default.
func ToggleField[T any](name, about, usual string, at func(*T) *bool) Field[T] {
	other := map[string]string{"0": "1", "1": "0"}[usual]
	return Field[T]{
		Parameter: Parameter{Name: name, About: about, Default: usual, Choices: []string{usual, other}},
		Parse: func(into *T, q url.Values) error {
			*at(into) = q.Get(name) == other
			return nil
		},
		Print: func(of *T) []string {
			if *at(of) {
				return []string{other}
			}
			return nil
		},
	}
}

// WordsField is a field with one of p.Choices. get returns "" at the default, and set
// is told "" for it.
func WordsField[T any](p Parameter, get func(*T) string, set func(*T, string)) Field[T] {
	return Field[T]{
		Parameter: p,
		Parse: func(into *T, q url.Values) error {
			text := q.Get(p.Name)
			if text != "" && !slices.Contains(p.Choices, text) {
				return Errorf(Invalid, "%s is %.40q", p.Name, text).WithHint("Give one of %s.", strings.Join(p.Choices, ", "))
			}
			if text == p.Default {
				text = ""
			}
			set(into, text)
			return nil
		},
		Print: func(of *T) []string {
			if text := get(of); text != "" && text != p.Default {
				return []string{text}
			}
			return nil
		},
	}
}

// lastOf makes a field take the last of several values in an address, so that a
// form can say what an empty box means.
func lastOf[T any](f Field[T]) Field[T] {
	parse := f.Parse
	f.Parse = func(into *T, q url.Values) error {
		return parse(into, url.Values{f.Name: {strings.TrimSpace(last(q[f.Name]))}})
	}
	return f
}

// text is a field with any text.
func text[T any](name, about string, at func(*T) *string) Field[T] {
	return Field[T]{
		Parameter: Parameter{Name: name, About: about},
		Parse: func(into *T, q url.Values) error {
			*at(into) = q.Get(name)
			return nil
		},
		Print: func(of *T) []string {
			if *at(of) == "" {
				return nil
			}
			return []string{*at(of)}
		},
	}
}

// texts is a field with any texts, given one by one. Empty ones are ignored.
func texts[T any](name, about string, at func(*T) *[]string) Field[T] {
	return Field[T]{
		Parameter: Parameter{Name: name, About: about, Many: true},
		Parse: func(into *T, q url.Values) error {
			for _, text := range q[name] {
				if text != "" {
					*at(into) = append(*at(into), text)
				}
			}
			return nil
		},
		Print: func(of *T) []string { return slices.Clone(*at(of)) },
	}
}

// idField is the field of the id of a row.
func idField[T any](at func(*T) *string) Field[T] {
	f := text("id", "only rows with exactly this id", at)
	parse := f.Parse
	f.Parse = func(into *T, q url.Values) error {
		return parse(into, url.Values{f.Name: {strings.TrimSpace(q.Get(f.Name))}})
	}
	return f
}

// pageField is the field of the page of a list, counted from 1. The state has to
// begin with 1.
func pageField[T any](at func(*T) *int) Field[T] {
	p := Parameter{Name: "page", About: "the page of the list", Default: "1", Range: &Range{Low: 1, High: 1 << 31, Whole: true}}
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
		if v := q.Get(f.Name); v != strings.TrimSpace(v) { // it has always been refused
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

// runsField is the field of the ids of runs that a page is about.
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

// A RowFilter keeps only the rows with one value of a column.
type RowFilter struct {
	By    string // the column
	Value string // as it is shown; "" for all rows, unless Blank
	Blank bool   // the value is the empty one
}

// Filters reports whether f keeps only the rows with one value.
func (f RowFilter) Filters() bool { return f.By != "" && (f.Value != "" || f.Blank) }

// rowFilterFields are the parameters of a [RowFilter]: addresses have a value only
// beside its column, and blank only without a value.
func rowFilterFields(by, value, blank string) []Field[RowFilter] {
	values := text("value", value, func(f *RowFilter) *string { return &f.Value })
	print := values.Print
	values.Print = func(f *RowFilter) []string {
		if f.By == "" {
			return nil
		}
		return print(f)
	}
	blanks := ToggleField("blank", blank, "0", func(f *RowFilter) *bool { return &f.Blank })
	printBlank := blanks.Print
	blanks.Print = func(f *RowFilter) []string {
		if f.By == "" || f.Value != "" {
			return nil
		}
		return printBlank(f)
	}
	return []Field[RowFilter]{text("by", by, func(f *RowFilter) *string { return &f.By }), values, blanks}
}

// choice is a field with one of several words. usual is the default, for which ""
// is kept; "" if the default has no word.
func choice[T any, W ~string](name, about string, at func(*T) *W, usual W, all ...W) Field[T] {
	p := Parameter{Name: name, About: about, Default: string(usual)}
	for _, w := range all {
		p.Choices = append(p.Choices, string(w))
	}
	return WordsField(p, func(of *T) string { return string(*at(of)) }, func(into *T, text string) { *at(into) = W(text) })
}

// box is a field of a form's box, which is either its default or the other one of
// 0 and 1.
func box[T any](name, about, usual string, at func(*T) *bool) Field[T] {
	p := ToggleField(name, about, usual, at).Parameter
	get := func(of *T) string {
		if *at(of) {
			return p.Choices[1]
		}
		return ""
	}
	return lastOf(WordsField(p, get, func(into *T, text string) { *at(into) = text != "" }))
}

// NumberField is a field with a number from p.Range; want says which one to give. get
// returns nil at the default, and set is told of every number in an address.
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

// whole is a number that is written without point, comma and exponent.
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

// ids is a field with a list of identifiers, each once: a,b or, as a form sends
// it, one after the other. For the usual list and for none, nil is kept. check
// refuses identifiers.
func ids[T any](name, about string, at func(*T) *[]string, usual []string, check func(id string) error) Field[T] {
	return Field[T]{
		Parameter: Parameter{Name: name, About: about, Default: strings.Join(usual, ",")},
		Parse: func(into *T, q url.Values) (err error) {
			*at(into), err = parseIDs(q[name], usual, check)
			return err
		},
		Print: func(of *T) []string {
			if list := *at(of); list != nil && !slices.Equal(list, usual) {
				return []string{strings.Join(list, ",")}
			}
			return nil
		},
	}
}

// unlessZero returns a pointer to x, or nil for 0, which means the default.
func unlessZero[N int | float64](x N) *N {
	if x == 0 {
		return nil
	}
	return &x
}
