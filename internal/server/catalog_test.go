package server

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"tradeoff/internal/catalog"
)

// A declared curve and a loss are drawn in their hue although no stylesheet knows them by name.
func TestCurvesHaveTheHueOfTheirDeclaration(t *testing.T) {
	s := open(t, Options{})
	if w := ask(s, "POST", "/api/v1/runs?name=few", few); w.Code != http.StatusCreated {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	for _, c := range catalog.Charts {
		if c.Curve == nil {
			continue
		}
		body := ask(s, "GET", "/runs/1?charts="+c.ID, "").Body.String()
		for _, l := range c.Curve.Lines {
			if want := fmt.Sprintf(`data-metric="%s" data-hue="%s"`, l.ID, l.Hue); !strings.Contains(body, want) {
				t.Errorf("the page with the chart %s has no %s", c.ID, want)
			}
		}
	}
	body := ask(s, "GET", "/runs/1", "").Body.String()
	for _, id := range catalog.LossesOf(catalog.PerRow) {
		l, _ := catalog.LossByID(id)
		curve := fmt.Sprintf(`data-loss-curve="%s" data-hue="%s" data-dash="%s"`, id, l.Hue, l.Dash)
		if n := strings.Count(body, curve); n != 4 {
			t.Errorf("%d curves and keys have %s, want the key, the shares and the shapes of both classes", n, curve)
		}
	}
}
