package tradeoff

import (
	"encoding/json"
	"errors"
	"strings"
)

// Lines returns the parameters as forms have them: one key = value in each line, as
// [ParseParamLines] reads them.
func (p Params) Lines() string {
	var b strings.Builder
	for _, one := range p {
		value := one.Value.Quoted()
		if strings.ContainsAny(value, "\r\n") { // a value stays in its line
			quoted, err := json.Marshal(one.Value.Text)
			if err == nil {
				value = string(quoted)
			}
		}
		b.WriteString(one.Key + " = " + value + "\n")
	}
	return b.String()
}

// ParseParamLines reads parameters from lines of key = value, with types as [ParseParam]
// guesses them. Empty lines are left out. Its errors are Invalid and name the line.
func ParseParamLines(text string) (Params, error) {
	var list Params
	lines := make(map[string]int)
	for i, line := range strings.Split(text, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		at := Place{File: "Parameters", Line: i + 1}
		p, err := ParseParam(line)
		var ours *Error
		switch {
		case errors.As(err, &ours):
			return nil, ours.At(at)
		case err != nil:
			return nil, err
		case lines[p.Key] > 0:
			return nil, Errorf(Invalid, "the parameter %q is in line %d already", p.Key, lines[p.Key]).
				WithHint("Give it once.").At(at)
		case len(list) == MaxParams:
			return nil, Errorf(Invalid, "there are more than %d parameters", MaxParams).
				WithHint("Give at most %d.", MaxParams).At(at)
		}
		lines[p.Key] = i + 1
		list = append(list, p)
	}
	return list.Clean()
}
