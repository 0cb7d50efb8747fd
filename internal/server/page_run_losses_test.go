package server

import (
	"net/http"
	"strings"
	"testing"

	"tradeoff/internal/calc"
)

func TestLossesMatchTheSweep(t *testing.T) {
	s := filled(t, Options{})
	sweep, err := s.store.Sweep(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	type losses struct {
		Losses map[string]struct {
			Value  *float64
			Reason string
		}
		Rows   []float64
		Shares map[string][]float64
	}
	usual := answer[losses](t, ask(s, "GET", "/api/v1/runs/1/losses", ""), http.StatusOK)
	set := answer[losses](t, ask(s, "GET", "/api/v1/runs/1/losses?focal_loss.gamma=3&focal_loss.use_alpha=0&dice_loss.smooth=0", ""), http.StatusOK)
	for id, c := range map[string]struct {
		got  *float64
		want calc.Value
	}{
		"log loss":       {usual.Losses["log_loss"].Value, sweep.LogLoss().Mean},
		"focal":          {usual.Losses["focal_loss"].Value, sweep.FocalLoss(calc.DefaultFocal()).Mean},
		"focal, γ = 3":   {set.Losses["focal_loss"].Value, sweep.FocalLoss(calc.Focal{Gamma: 3}).Mean},
		"Dice, s = 0":    {set.Losses["dice_loss"].Value, sweep.Dice(0).Loss},
		"Lovász-Softmax": {set.Losses["lovasz_softmax_loss"].Value, sweep.LovaszSoftmax(calc.PresentClasses)},
	} {
		if c.got == nil || !c.want.OK || *c.got != c.want.V {
			t.Errorf("%s is %v, want %v", id, c.got, c.want)
		}
	}
	if l := usual.Losses["lovasz_hinge_loss"]; l.Value != nil || l.Reason != string(calc.NeedsLogits) {
		t.Errorf("the Lovász hinge loss of probabilities is %+v", l)
	}
	for _, id := range []string{"log_loss", "weighted_log_loss", "focal_loss"} {
		if y := set.Shares[id]; len(y) != len(set.Rows) || len(y) < 3 || y[len(y)-1] != 1 {
			t.Errorf("%s has %d shares of %d rows", id, len(y), len(set.Rows))
		}
	}
}

func TestInvalidLossParametersAreRejected(t *testing.T) {
	s := filled(t, Options{})
	for _, q := range []string{"focal_loss.gamma=-1", "focal_loss.beta=1", "gamma=2", "dice_loss.squared=2",
		"weighted_log_loss.pos_weight=0"} {
		if w := ask(s, "GET", "/api/v1/runs/1/losses?"+q, ""); w.Code != http.StatusUnprocessableEntity ||
			!strings.Contains(w.Body.String(), "loss") {
			t.Errorf("%s: status %d: %s", q, w.Code, w.Body)
		}
	}
	if w := ask(s, "GET", "/runs/1?focal_loss.gamma=-1", ""); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("the page answers %d", w.Code)
	}
}

func TestLinksKeepTheLossParameters(t *testing.T) {
	s := filled(t, Options{})
	body := ask(s, "GET", "/runs/1?focal_loss.gamma=3", "").Body.String()
	if n := strings.Count(body, `type="hidden" name="focal_loss.gamma" value="3"`); n < 3 {
		t.Errorf("%d forms keep γ", n)
	}
	if !strings.Contains(body, "focal_loss.gamma=3&amp;policy=max_f1") {
		t.Error("the links of policies drop γ")
	}
}
