package static

import (
	"os"
	"regexp"
	"testing"

	"tradeoff/internal/catalog"
)

// What the catalog declares is drawn in a hue: a token of tokens.css, for which charts.css has a rule.
func TestHuesOfTheCatalogAreInTheStylesheets(t *testing.T) {
	read := func(name string) string {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	tokens, rules := read("css/tokens.css"), read("css/charts.css")
	check := func(what, hue string) {
		t.Helper()
		name := regexp.QuoteMeta(hue)
		if !regexp.MustCompile(`(?m)^ *--` + name + `: light-dark\(`).MatchString(tokens) {
			t.Errorf("%s has the hue %q: take that of a related one, or add --%s to css/tokens.css", what, hue, hue)
		}
		if !regexp.MustCompile(`\[data-hue="` + name + `"\] \{\s*--hue: var\(--` + name + `\);`).MatchString(rules) {
			t.Errorf("%s has the hue %q, for which css/charts.css has no rule", what, hue)
		}
	}
	for _, m := range catalog.Metrics {
		hue := m.Hue
		if hue == "" {
			hue = m.ID
		}
		check("the metric "+m.ID, hue)
	}
	for _, c := range catalog.Charts {
		if c.Curve == nil {
			continue
		}
		for _, l := range c.Curve.Lines {
			check("the line "+l.ID+" of the chart "+c.ID, l.Hue)
		}
		for _, a := range []catalog.Axis{c.Curve.X, c.Curve.Y} {
			if a.Hue != "" {
				check("the axis "+a.Name+" of the chart "+c.ID, a.Hue)
			}
		}
	}
	for _, l := range catalog.Losses {
		if l.Hue != "" {
			check("the loss "+l.ID, l.Hue)
		}
	}
}
