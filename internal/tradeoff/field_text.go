package tradeoff

import (
	"net/url"
	"slices"
	"strings"
)

// ToggleField is a field with the values 0 and 1, of which usual is the default. Any
// value but the other one means the default.
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

// WordsField is a field with one of p.Choices. For the default get returns "" and set is
// called with "".
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

// lastOf makes a field use the last of several values in an address, so that a form can
// send the value of an unticked box.
func lastOf[T any](f Field[T]) Field[T] {
	parse := f.Parse
	f.Parse = func(into *T, q url.Values) error {
		return parse(into, url.Values{f.Name: {strings.TrimSpace(last(q[f.Name]))}})
	}
	return f
}

// text is a field whose value is any text.
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

// texts is a field with several values, each any text. Empty ones are ignored.
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

// choice is a field with one of several words. The default usual is stored as ""; it is
// "" if the default has no word.
func choice[T any, W ~string](name, about string, at func(*T) *W, usual W, all ...W) Field[T] {
	p := Parameter{Name: name, About: about, Default: string(usual)}
	for _, w := range all {
		p.Choices = append(p.Choices, string(w))
	}
	return WordsField(p, func(of *T) string { return string(*at(of)) }, func(into *T, text string) { *at(into) = W(text) })
}

// box is the field of a tick box: 0 or 1, of which usual is the default.
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

// ids is a field with a list of identifiers without duplicates: a,b or, as a form sends
// it, one value each. The default list and an empty one are stored as nil. check rejects
// unknown identifiers.
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
