package tradeoff

import (
	"net/url"
)

// A Parameter describes one parameter of a URL for the parser, the OpenAPI document, and
// the browser, which writes addresses too.
type Parameter struct {
	Name    string
	About   string   // a description that begins with a lower-case letter
	Default string   // the value that addresses leave out; "" if the run or its experiment decides, or it has none
	Choices []string // its values, or those besides numbers if it has a Range; nil for any text
	Range   *Range   // of its numbers; nil if its values are not numbers
	Many    bool     // it may be given several times
	Example string   // of a value; "" if the choices and the range are clear enough
	Beside  string   // a parameter that forms send with it and that addresses leave out; "" if there is none
}

// A Field is a parameter of a T, such as a [State], with its parser and printer. To add
// one to a state, add it to the table of the state's fields: parsing, printing, the
// OpenAPI document and the browser's table follow.
type Field[T any] struct {
	Parameter
	Parse func(into *T, q url.Values) error // its error names the parameter
	Print func(of *T) []string              // nil at the default
}

// ParseFields parses every field of q in the order of the table. The caller applies the
// rules between fields.
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

// within turns fields of a part of a T into fields of the T.
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
