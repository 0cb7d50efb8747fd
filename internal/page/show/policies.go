package show

import (
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// An Offer is a policy with a button. In a URL the policy is its prefix, followed by the
// value of its parameter if it has one.
type Offer struct {
	catalog.Policy
	Label, Prefix          string
	Parameter, defaultText string
}

// OfferedPolicies are the policies of the catalog that have buttons, in its order.
var OfferedPolicies = func() []Offer {
	var out []Offer
	for _, p := range catalog.Policies {
		if !p.Offered {
			continue
		}
		o := Offer{Policy: p, Label: p.Label, Prefix: p.ID}
		if p.AnyBeta || p.Rule.Bounds() {
			o.defaultText = format.Number(p.Default)
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

// PolicyChips returns the buttons of the policies, of which the chosen one is pressed. with
// returns the address of the page at a changed state.
func PolicyChips(chosen *calc.Policy, with func(func(*tradeoff.State)) string) []templates.ChipView {
	now := ""
	if chosen != nil {
		now = chosen.String()
	}
	var chips []templates.ChipView
	for _, o := range OfferedPolicies {
		chip := templates.ChipView{
			Label: o.Label, Policy: o.Prefix, Parameter: o.Parameter, Value: o.defaultText, Wants: "a number",
		}
		if o.AnyBeta {
			chip.Wants = "a number above 0"
		}
		if o.Parameter == "" {
			chip.Pressed = now == o.Prefix
			p, err := calc.ParsePolicy(o.Prefix)
			if err != nil {
				panic("show: " + err.Error())
			}
			chip.Href = with(func(s *tradeoff.State) { s.Threshold, s.Policy = nil, &p })
		} else if bound, ok := strings.CutPrefix(now, o.Prefix); ok && !isPlainPolicy(now) {
			if _, err := tradeoff.ParseThreshold(bound); err == nil {
				chip.Pressed, chip.Value = true, bound
			}
		}
		chips = append(chips, chip)
	}
	return chips
}

// isPlainPolicy reports whether a policy has a button without a parameter.
func isPlainPolicy(policy string) bool {
	for _, o := range OfferedPolicies {
		if o.Parameter == "" && o.Prefix == policy {
			return true
		}
	}
	return false
}

// PolicyTexts returns the sentences about all offered policies, by prefix.
func PolicyTexts() map[string]tradeoff.PolicyWords {
	out := make(map[string]tradeoff.PolicyWords, len(OfferedPolicies))
	for _, o := range OfferedPolicies {
		p, err := calc.ParsePolicy(o.Prefix + o.defaultText)
		if err != nil {
			panic("show: " + err.Error())
		}
		words := tradeoff.WordsForPolicy(p)
		if o.AnyBeta {
			for _, text := range []*string{&words.Chosen, &words.Why} {
				*text = strings.Replace(*text, "F"+o.defaultText, "F{bound}", 1)
			}
		}
		out[o.Prefix] = words
	}
	return out
}
