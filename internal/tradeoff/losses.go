package tradeoff

import (
	"math"
	"net/url"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
)

// Losses returns the losses of a binary run, in the order in which they are shown.
func Losses() []calc.Metric {
	var out []calc.Metric
	for _, m := range calc.RunMetrics() {
		if (m.ID == "log_loss" || strings.HasSuffix(m.ID, "_loss")) && m.ID != "iou_balanced_loss" {
			out = append(out, m)
		}
	}
	return out
}

// LossField returns the name that a parameter of a loss has in URLs and forms.
func LossField(m calc.Metric, p calc.Param) string { return m.ID + "." + p.Name }

// LossFields returns the names of all parameters of all losses.
func LossFields() []string {
	var out []string
	for _, m := range Losses() {
		for _, p := range m.Params {
			out = append(out, LossField(m, p))
		}
	}
	return out
}

// LossArgs are the parameters of losses that are not the usual ones, by the
// identifier of the loss.
type LossArgs map[string]calc.Args

// ParseLossArgs reads the parameters of losses from a URL's query. Its errors
// name the parameter.
func ParseLossArgs(q url.Values) (LossArgs, error) {
	out := LossArgs{}
	for _, m := range Losses() {
		for _, p := range m.Params {
			name := LossField(m, p)
			text := strings.TrimSpace(q.Get(name))
			if text == "" {
				continue
			}
			x, err := parseNumber(text)
			if err != nil || math.IsNaN(x) || m.Check(calc.Args{p.Name: x}) != nil || IsSwitch(p.Name) && x != 0 && x != 1 {
				return nil, Errorf(Invalid, "%s is %q", name, text).WithMend("Give %s.", rangeOf(p))
			}
			if x == p.Default {
				continue
			}
			if out[m.ID] == nil {
				out[m.ID] = calc.Args{}
			}
			out[m.ID][p.Name] = x
		}
	}
	return out, nil
}

// put writes what [ParseLossArgs] reads.
func (a LossArgs) put(q url.Values) {
	for id, args := range a {
		for name, x := range args {
			q.Set(id+"."+name, strconv.FormatFloat(x, 'g', -1, 64))
		}
	}
}

func rangeOf(p calc.Param) string {
	switch {
	case IsSwitch(p.Name):
		return "0 or 1"
	case p.Open:
		return "a number above 0"
	case p.High == 1:
		return "a number from 0 to 1"
	default:
		return "a number from 0 up"
	}
}

// IsSwitch reports whether a parameter of a loss is either 0 or 1.
func IsSwitch(param string) bool {
	return param == "use_alpha" || param == "squared" || param == "all_classes"
}
