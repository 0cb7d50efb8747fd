package show

import (
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// An offer is a policy with a button: its label, and the policy as a URL has it. A
// parameter, with its usual value, follows the policy there.
type offer struct {
	catalog.Policy
	Label, Prefix    string
	Parameter, value string
}

// offered are those of the catalog, in its order.
var Offered = func() []offer {
	var out []offer
	for _, p := range catalog.Policies {
		if !p.Offered {
			continue
		}
		o := offer{Policy: p, Label: p.Label, Prefix: p.ID}
		if p.AnyBeta || p.Rule.Bounds() {
			o.value = format.Number(p.Default)
		}
		switch {
		case p.AnyBeta:
			o.Parameter = "β"
		case p.Rule == catalog.AtLeast:
			o.Parameter = "min " + p.Label
		case p.Rule == catalog.AtMost:
			o.Parameter = "max " + p.Label
		}
		if p.Rule.Bounds() {
			o.Label, o.Prefix = p.Label+" "+p.Rule.Sign(), p.ID+string(p.Rule)
		}
		out = append(out, o)
	}
	return out
}()

// offeredChips are the buttons of the policies, of which one may be chosen; with
// gives the address of a changed state.
func OfferedChips(chosen *calc.Policy, with func(func(*tradeoff.State)) string) []templates.ChipView {
	now := ""
	if chosen != nil {
		now = chosen.String()
	}
	var chips []templates.ChipView
	for _, o := range Offered {
		chip := templates.ChipView{Label: o.Label, Policy: o.Prefix, Parameter: o.Parameter, Value: o.value, Wants: "a number"}
		if o.AnyBeta {
			chip.Wants = "a number above 0"
		}
		if o.Parameter == "" {
			chip.Pressed = now == o.Prefix
			p, err := calc.ParsePolicy(o.Prefix)
			if err != nil {
				panic("server: " + err.Error())
			}
			chip.Href = with(func(s *tradeoff.State) { s.Threshold, s.Policy = nil, &p })
		} else if bound, ok := strings.CutPrefix(now, o.Prefix); ok && !isOffered(now) {
			if _, err := tradeoff.ParseThreshold(bound); err == nil {
				chip.Pressed, chip.Value = true, bound
			}
		}
		chips = append(chips, chip)
	}
	return chips
}

// isOffered reports whether a policy has a button of its own, without a parameter.
func isOffered(policy string) bool {
	for _, o := range Offered {
		if o.Parameter == "" && o.Prefix == policy {
			return true
		}
	}
	return false
}

// policyTexts are the sentences of all policies that the page offers, by policy
// without its parameter.
func PolicyTexts() map[string]tradeoff.PolicyWords {
	out := make(map[string]tradeoff.PolicyWords, len(Offered))
	for _, o := range Offered {
		p, err := calc.ParsePolicy(o.Prefix + o.value)
		if err != nil {
			panic("server: " + err.Error())
		}
		words := tradeoff.WordsForPolicy(p)
		if o.AnyBeta {
			words.Chosen = strings.Replace(words.Chosen, "F"+o.value, "F{bound}", 1)
		}
		out[o.Prefix] = words
	}
	return out
}
