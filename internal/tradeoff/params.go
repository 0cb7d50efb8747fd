package tradeoff

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The bounds of the parameters of a run, in characters where they are lengths.
const (
	MaxParams     = 100 // of one run
	MaxParamKey   = 100
	MaxParamValue = 500 // of a text
)

// A ParamType is the type of the value of a parameter.
type ParamType string

// The types of values.
const (
	NumberParam ParamType = "number"
	TextParam   ParamType = "text"
	BoolParam   ParamType = "bool"
)

// A ParamValue is a number, a text or a bool. Only the field of its type is set.
type ParamValue struct {
	Type   ParamType
	Number float64 // finite
	Text   string
	Bool   bool
}

// A Param is a parameter that a model was made with, such as a learning rate.
type Param struct {
	Key   string
	Value ParamValue
}

// Params are the parameters of a run, by their keys in alphabetical order, each once. In
// JSON they are an object: {"epochs": 20, "optimizer": "adam", "amp": true}.
type Params []Param

// numberSpelling is how a number is written. Leading zeros, as in 007, make it a text.
var numberSpelling = regexp.MustCompile(`^[+-]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$`)

// maxWhole is the number below which every whole number has a float64 of its own.
const maxWhole = 1 << 53

// guessParam returns the value that a text means: a number if it is written as one and
// float64 keeps it, true and false, and else the text. A text in quotes is the text in
// them.
func guessParam(text string) ParamValue {
	text = strings.TrimSpace(text)
	if n := len(text); n > 1 && text[0] == text[n-1] && (text[0] == '"' || text[0] == '\'') {
		var unquoted string
		if text[0] == '"' && json.Unmarshal([]byte(text), &unquoted) == nil {
			return ParamValue{Type: TextParam, Text: unquoted}
		}
		return ParamValue{Type: TextParam, Text: text[1 : n-1]}
	}
	switch text {
	case "true", "True", "TRUE":
		return ParamValue{Type: BoolParam, Bool: true}
	case "false", "False", "FALSE":
		return ParamValue{Type: BoolParam}
	}
	if x, ok := keptNumber(text); ok {
		return ParamValue{Type: NumberParam, Number: x}
	}
	return ParamValue{Type: TextParam, Text: text}
}

// keptNumber returns the number that a text is, unless it is none, too large, or a whole
// number that would lose digits.
func keptNumber(text string) (float64, bool) {
	if !numberSpelling.MatchString(text) {
		return 0, false
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || !strings.ContainsAny(text, ".eE") && math.Abs(x) >= maxWhole {
		return 0, false
	}
	return x + 0, true // -0 is 0
}

// ParseParam reads key=value, as the command line and forms have it. The type of the
// value is guessed: a number, true or false, and else a text; a value in quotes stays a
// text, and so does a whole number with more digits than a number keeps. Its errors are
// Invalid and name the key and what is wrong with it.
func ParseParam(text string) (Param, error) {
	key, value, ok := strings.Cut(text, "=")
	if !ok {
		return Param{}, Errorf(Invalid, "the parameter %.80q has no value", text).
			WithHint("Write it as key=value, such as learning_rate=0.01.")
	}
	p := Param{Key: strings.TrimSpace(key), Value: guessParam(value)}
	return p, p.check()
}

// String returns p as [ParseParam] reads it.
func (p Param) String() string { return p.Key + "=" + p.Value.Quoted() }

// String returns the value as people write it, without quotes.
func (v ParamValue) String() string {
	switch v.Type {
	case NumberParam:
		b, err := json.Marshal(v.Number)
		if err != nil { // not a finite number
			return strconv.FormatFloat(v.Number, 'g', -1, 64)
		}
		return string(b)
	case BoolParam:
		return strconv.FormatBool(v.Bool)
	default:
		return v.Text
	}
}

// Quoted returns the value with quotes if it would be read as another one without them.
func (v ParamValue) Quoted() string {
	text := v.String()
	if guessParam(text) == v {
		return text
	}
	b, err := json.Marshal(text)
	if err != nil { // a text always has a form
		return text
	}
	return string(b)
}

// MarshalJSON writes a number, a string or a bool.
func (v ParamValue) MarshalJSON() ([]byte, error) {
	switch v.Type {
	case NumberParam:
		return json.Marshal(v.Number)
	case BoolParam:
		return json.Marshal(v.Bool)
	default:
		return json.Marshal(v.Text)
	}
}

// UnmarshalJSON reads a number, a string or a bool. Its errors are Invalid.
func (v *ParamValue) UnmarshalJSON(b []byte) error {
	text := string(bytes.TrimSpace(b))
	switch {
	case text == "true", text == "false":
		*v = ParamValue{Type: BoolParam, Bool: text == "true"}
	case strings.HasPrefix(text, `"`):
		*v = ParamValue{Type: TextParam}
		return json.Unmarshal(b, &v.Text)
	case text == "null", strings.HasPrefix(text, "{"), strings.HasPrefix(text, "["):
		return Errorf(Invalid, "a parameter is %.40s", text).
			WithHint("Give a number, a text, true or false; " +
				"write nested parameters with dots in their keys, such as optimizer.lr.")
	default:
		x, ok := keptNumber(text)
		if !ok {
			return Errorf(Invalid, "a parameter is %.40s, of which a number keeps not every digit", text).
				WithHint("Put it in quotes to keep it as a text.")
		}
		*v = ParamValue{Type: NumberParam, Number: x}
	}
	return nil
}

// MarshalJSON writes the object of the parameters.
func (p Params) MarshalJSON() ([]byte, error) {
	values := make(map[string]ParamValue, len(p))
	for _, one := range p {
		values[one.Key] = one.Value
	}
	return json.Marshal(values)
}

// UnmarshalJSON reads an object of parameters, and checks them as [Params.Clean] does.
// A key that is there twice is an error, as are all others of kind Invalid.
func (p *Params) UnmarshalJSON(b []byte) error {
	notObject := Errorf(Invalid, "the parameters are not an object of JSON").
		WithHint(`Write them as {"learning_rate": 0.01, "optimizer": "adam"}.`)
	if string(bytes.TrimSpace(b)) == "null" {
		*p = nil
		return nil
	}
	in := json.NewDecoder(bytes.NewReader(b))
	if start, err := in.Token(); err != nil || start != json.Delim('{') {
		return notObject
	}
	var list Params
	for in.More() {
		key, err := in.Token()
		if err != nil {
			return notObject
		}
		one := Param{Key: fmt.Sprint(key)}
		if err := in.Decode(&one.Value); err != nil {
			return ofParam(one.Key, err, notObject)
		}
		if list = append(list, one); len(list) > MaxParams {
			return tooManyParams(len(list))
		}
	}
	if _, err := in.Token(); err != nil {
		return notObject
	}
	if _, err := in.Token(); err != io.EOF {
		return notObject
	}
	clean, err := list.Clean()
	*p = clean
	return err
}

// ofParam names the key in an error of a value; otherwise is any other error.
func ofParam(key string, err error, otherwise *Error) error {
	var ours *Error
	if !errors.As(err, &ours) {
		return otherwise
	}
	named := *ours
	named.Message = fmt.Sprintf("the parameter %.80q cannot be kept: %s", key, ours.Message)
	return &named
}

// ParseParams reads an object of JSON, as [Params.UnmarshalJSON] does.
func ParseParams(text string) (p Params, err error) {
	return p, p.UnmarshalJSON([]byte(text))
}

func tooManyParams(n int) error {
	return Errorf(Invalid, "there are %d parameters or more", n).WithHint("Give at most %d.", MaxParams)
}

// Clean returns the parameters in alphabetical order of their keys, nil if there are
// none. Its errors are Invalid: for too many, a key that is there twice, empty, too long or of
// characters that it cannot have, and a value that is too long or no finite number.
func (p Params) Clean() (Params, error) {
	if len(p) == 0 {
		return nil, nil
	}
	if len(p) > MaxParams {
		return nil, tooManyParams(len(p))
	}
	list := slices.Clone(p)
	for i := range list {
		list[i].Key = strings.TrimSpace(list[i].Key)
		list[i].Value.Number += 0 // -0 is 0
		if err := list[i].check(); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(list, func(a, b Param) int { return strings.Compare(a.Key, b.Key) })
	for i := 1; i < len(list); i++ {
		if list[i].Key == list[i-1].Key {
			return nil, Errorf(Invalid, "the parameter %q is there twice", list[i].Key).WithHint("Give it once.")
		}
	}
	return list, nil
}

// keySigns are the characters that a key can have besides letters and digits.
const keySigns = "_-./:"

// check returns why a parameter cannot be.
func (p Param) check() error {
	if p.Key == "" {
		return Errorf(Invalid, "the parameter with the value %.40q has no key", p.Value.String()).
			WithHint("Write it as key=value, such as learning_rate=0.01.")
	}
	if n := utf8.RuneCountInString(p.Key); n > MaxParamKey {
		return Errorf(Invalid, "the key %.40q… of a parameter has %d characters", p.Key, n).
			WithHint("Give it at most %d.", MaxParamKey)
	}
	place := 0
	for _, r := range p.Key {
		place++
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || place > 1 && strings.ContainsRune(keySigns, r) {
			continue
		}
		hint := "Use letters, digits and " + strings.Join(strings.Split(keySigns, ""), " ") + ", a letter, a digit or _ first"
		if other := repairedKey(p.Key); other != "" {
			hint += fmt.Sprintf("; for example %s", other)
		}
		return Errorf(Invalid, "the key %.80q of a parameter has %q as its character %d", p.Key, r, place).
			WithHint("%s.", hint)
	}
	if n := utf8.RuneCountInString(p.Value.Text); n > MaxParamValue {
		return Errorf(Invalid, "the value of the parameter %q has %d characters", p.Key, n).
			WithHint("Give it at most %d; long texts have room in the notes.", MaxParamValue)
	}
	if !utf8.ValidString(p.Value.Text) {
		return Errorf(Invalid, "the value of the parameter %q is not UTF-8", p.Key).WithHint("Write it in UTF-8.")
	}
	if math.IsNaN(p.Value.Number) || math.IsInf(p.Value.Number, 0) {
		return Errorf(Invalid, "the value of the parameter %q is no finite number", p.Key).
			WithHint("Give it as a text, in quotes.")
	}
	return nil
}

// repairedKey returns a key that can be in the place of one that cannot, "" if there is
// none.
func repairedKey(key string) string {
	key = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(keySigns, r) {
			return r
		}
		return '_'
	}, strings.ToValidUTF8(key, "_"))
	return strings.TrimLeft(key, keySigns)
}

// A ParamFilter keeps the runs that have a parameter of a key with a value.
type ParamFilter struct {
	Key   string
	Value string // as people write it: 0.10 finds 0.1, and also the text "0.10"
}

// paramPrefix begins the name of a filter in a query: param.optimizer=adam.
const paramPrefix = "param."

// ParamFilters returns the filters of a query, by their keys in alphabetical order.
// Empty values are no filters. Its errors are Invalid, for a key that no parameter can have.
func ParamFilters(q url.Values) (list []ParamFilter, err error) {
	for name, values := range q {
		key, ok := strings.CutPrefix(name, paramPrefix)
		if !ok {
			continue
		}
		for _, value := range values {
			if value = strings.TrimSpace(value); value == "" {
				continue
			}
			if err := (Param{Key: key}).check(); err != nil {
				return nil, err
			}
			list = append(list, ParamFilter{key, value})
		}
	}
	slices.SortFunc(list, func(a, b ParamFilter) int {
		return strings.Compare(a.Key+"="+a.Value, b.Key+"="+b.Value)
	})
	return list, nil
}

// Guess returns the value that a filter means first; it means the text too.
func (f ParamFilter) Guess() ParamValue { return guessParam(f.Value) }
