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

// A Param is a parameter of the training of a model, such as a learning rate.
type Param struct {
	Key   string
	Value ParamValue
}

// Params are the parameters of a run, sorted by key, without duplicates. In JSON they
// are an object: {"epochs": 20, "optimizer": "adam", "amp": true}.
type Params []Param

// numberSpelling matches numbers. Values with leading zeros, as in 007, are texts.
var numberSpelling = regexp.MustCompile(`^[+-]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$`)

// maxWhole is the number below which float64 represents every whole number exactly.
const maxWhole = 1 << 53

// guessParam returns the value of a text: a number if it is written as one and float64
// can hold it, true or false, or else the text, without its quotes if it has any.
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

// keptNumber parses a number. ok is false if the text is no number, too large, or a
// whole number that would lose digits.
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

// ParseParam reads key=value, as the command line and forms have it. It guesses the type
// of the value: a number, true or false, otherwise a text. A value in quotes is a text,
// and so is a whole number with more digits than float64 can hold. Its errors are
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

// String returns the value without quotes.
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

// Quoted returns the value, in quotes if it would be read as another type without them.
func (v ParamValue) Quoted() string {
	text := v.String()
	if guessParam(text) == v {
		return text
	}
	b, err := json.Marshal(text)
	if err != nil { // a text can always be encoded
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
			return Errorf(Invalid, "a parameter is %.40s, which has more digits than a number can hold", text).
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
// A duplicate key is an error. All errors are Invalid.
func (p *Params) UnmarshalJSON(b []byte) error {
	notObject := Errorf(Invalid, "the parameters are not a JSON object").
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
	named.Message = fmt.Sprintf("the parameter %.80q can't be stored: %s", key, ours.Message)
	return &named
}

// ParseParams reads a JSON object, as [Params.UnmarshalJSON] does.
func ParseParams(text string) (p Params, err error) {
	return p, p.UnmarshalJSON([]byte(text))
}

func tooManyParams(n int) error {
	return Errorf(Invalid, "there are %d parameters or more", n).WithHint("Give at most %d.", MaxParams)
}

// Clean returns the parameters sorted by key, nil if there are none. Its errors are
// Invalid: for too many parameters, for a key that is a duplicate, empty, too long or
// has characters that keys can't have, and for a value that is too long or not finite.
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
			return nil, Errorf(Invalid, "the parameter %q is given twice", list[i].Key).WithHint("Give it once.")
		}
	}
	return list, nil
}

// keySigns are the characters that a key can have besides letters and digits.
const keySigns = "_-./:"

// check returns an error if a parameter is not valid.
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
		return Errorf(Invalid, "the value of the parameter %q is not a finite number", p.Key).
			WithHint("Give it as a text, in quotes.")
	}
	return nil
}

// repairedKey returns a valid key that resembles an invalid one, "" if there is none.
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
	Value string // as in an address: 0.10 matches 0.1, and also the text "0.10"
}

// paramPrefix begins the name of a filter in a query: param.optimizer=adam.
const paramPrefix = "param."

// ParamFilters returns the filters of a query, sorted by key. It ignores empty values.
// Its error is Invalid: for a key that no parameter can have.
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

// Guess returns the typed value of a filter, which also matches the text itself.
func (f ParamFilter) Guess() ParamValue { return guessParam(f.Value) }
