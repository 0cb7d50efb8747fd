package api

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"tradeoff/internal/tradeoff"
)

// A Parameter is one that an operation takes in the query, in a header, or as
// a field of a form.
type Parameter struct {
	Name, About string
	schema      huma.Schema
	required    bool
	Repeated    bool // it may be given several times
	prefix      bool // its name ends with KEY, a placeholder for any text
}

// needed returns p as a required parameter.
func (p Parameter) needed() Parameter {
	p.required = true
	return p
}

// several returns p as a parameter that may be given several times.
func (p Parameter) several() Parameter {
	p.Repeated = true
	return p
}

// describedAs returns p with another description.
func (p Parameter) describedAs(about string) Parameter {
	p.About = about
	return p
}

// stateParameter returns the parameter of [tradeoff.State] with the given name,
// which URLs of pages have too. It panics if there is none.
func stateParameter(name string) Parameter {
	list := tradeoff.StateParameters()
	i := slices.IndexFunc(list, func(p tradeoff.Parameter) bool { return p.Name == name })
	if i < 0 {
		panic("api: the state has no parameter " + name)
	}
	return tableParameter(list[i])
}

// stateList returns the parameter of [tradeoff.State] with the given name as a
// list of words, separated by commas.
func stateList(name string, usual, choices []string) Parameter {
	return listOf(name, stateParameter(name).About, usual, choices)
}

// tableParameter converts a parameter from a table of the package tradeoff.
func tableParameter(p tradeoff.Parameter) Parameter {
	out := oneOf(p.Name, p.About, p.Default, p.Choices...)
	out.Repeated = p.Many
	if p.Example != "" {
		out.schema.Examples = []any{p.Example}
	}
	if p.Range == nil {
		return out
	}
	numbers := rangeSchema(*p.Range)
	if len(p.Choices) > 0 { // words besides the numbers
		out.schema = huma.Schema{OneOf: []*huma.Schema{&numbers, {Type: huma.TypeString, Enum: out.schema.Enum}}}
		return out
	}
	out.schema = numbers
	if x, err := strconv.ParseFloat(p.Default, 64); err == nil {
		out.schema.Default = x
	}
	return out
}

// rangeSchema describes the numbers of a range.
func rangeSchema(r tradeoff.Range) huma.Schema {
	out := huma.Schema{Type: huma.TypeNumber}
	if r.Whole {
		out.Type = huma.TypeInteger
	}
	if r == (tradeoff.Range{Low: 0, High: 1, Whole: true}) {
		out.Enum = []any{0, 1}
		return out
	}
	if low := &r.Low; !math.IsInf(r.Low, 0) && r.OpenLow {
		out.ExclusiveMinimum = low
	} else if !math.IsInf(r.Low, 0) {
		out.Minimum = low
	}
	if high := &r.High; !math.IsInf(r.High, 0) && r.OpenHigh {
		out.ExclusiveMaximum = high
	} else if !math.IsInf(r.High, 0) {
		out.Maximum = high
	}
	return out
}

// text returns a parameter with any text as its value.
func text(name, about string) Parameter {
	return Parameter{Name: name, About: about, schema: huma.Schema{Type: huma.TypeString}}
}

// oneOf returns a parameter with one of some words as its value. usual is the
// default; "" if there is none.
func oneOf(name, about, usual string, words ...string) Parameter {
	p := text(name, about)
	for _, w := range words {
		p.schema.Enum = append(p.schema.Enum, w)
	}
	if usual != "" {
		p.schema.Default = usual
	}
	return p
}

// integer returns a parameter with a whole number from low to high as its value.
func integer(name, about string, usual, low, high int) Parameter {
	from, to := float64(low), float64(high)
	return Parameter{Name: name, About: about, schema: huma.Schema{
		Type: huma.TypeInteger, Default: usual, Minimum: &from, Maximum: &to,
	}}
}

// keyed returns a parameter whose name ends with a key, as in param.optimizer, with any
// text as its value. The name has KEY in the place of the key.
func keyed(name, about string) Parameter {
	p := text(name, about)
	p.prefix = true
	return p
}

// takes reports whether p is the parameter of the given name in a query.
func (p Parameter) takes(name string) bool {
	if !p.prefix {
		return p.Name == name
	}
	before := p.beforeKey()
	return strings.HasPrefix(name, before) && len(name) > len(before)
}

// beforeKey returns the name of a keyed parameter without KEY.
func (p Parameter) beforeKey() string { return strings.TrimSuffix(p.Name, "KEY") }

// listOf returns a parameter with some of the words, separated by commas, as its
// value.
func listOf(name, about string, usual, words []string) Parameter {
	word := huma.Schema{Type: huma.TypeString}
	for _, w := range words {
		word.Enum = append(word.Enum, w)
	}
	return Parameter{Name: name, About: about, schema: huma.Schema{Type: huma.TypeArray, Items: &word, Default: usual}}
}
