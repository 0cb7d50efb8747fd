package tradeoff

import (
	"math"
	"net/url"
	"testing"
)

func TestEveryLossHasWordsAndControls(t *testing.T) {
	if n := len(Losses()); n != 10 {
		t.Errorf("%d losses", n)
	}
	for _, m := range Losses() {
		if w := WordsForLoss(m.ID, Experiment{}); w.Purpose == "" || w.Formula == "" {
			t.Errorf("%s has no words", m.ID)
		}
		for _, p := range LossParams(m) {
			c := p.Control
			if c.Label == "" || !p.Switch && (c.AccessibleName() == "" || !(c.High > c.Low) || c.Step == 0) {
				t.Errorf("%s has no control: %+v", LossField(m, p), c)
			}
		}
	}
}

func TestLossArgsRoundTripThroughURL(t *testing.T) {
	q := url.Values{
		"focal_loss.gamma": {"3,5"}, "focal_loss.alpha": {"0.25"}, "focal_loss.use_alpha": {"0"},
		"dice_loss.squared": {"1"}, "weighted_log_loss.pos_weight": {" 12 "}, "lovasz_softmax_loss.all_classes": {""},
		"shares": {"1"},
	}
	s, err := ParseState(q)
	if err != nil {
		t.Fatal(err)
	}
	want := "dice_loss.squared=1&focal_loss.gamma=3.5&focal_loss.use_alpha=0&shares=1&weighted_log_loss.pos_weight=12"
	if got := s.Query().Encode(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for name, bad := range map[string][]string{
		"focal_loss.gamma":                {"-1", "NaN", "inf", "high"},
		"focal_loss.alpha":                {"1.5"},
		"focal_loss.use_alpha":            {"0.5", "2"},
		"weighted_log_loss.pos_weight":    {"0", "1e99"},
		"tversky_loss.beta":               {"-0.1"},
		"lovasz_softmax_loss.all_classes": {"yes"},
	} {
		for _, v := range bad {
			if _, err := ParseState(url.Values{name: {v}}); err == nil {
				t.Errorf("%s=%s is accepted", name, v)
			}
		}
	}
}

func TestMixSetsBothWeights(t *testing.T) {
	for query, want := range map[string]struct {
		bce, dice float64
		back      string
	}{
		"":                       {1, 1, ""},
		"bce_dice_loss.mix=0.5":  {1, 1, ""},
		"bce_dice_loss.mix=0,75": {0.5, 1.5, "bce_dice_loss.mix=0.75"},
		"bce_dice_loss.mix=1":    {0, 2, "bce_dice_loss.mix=1"},
		"bce_dice_loss.mix=0.7":  {0.6, 1.4, "bce_dice_loss.mix=0.7"},
		"bce_dice_loss.weight_bce=0.6&bce_dice_loss.weight_dice=1.4": {0.6, 1.4, "bce_dice_loss.mix=0.7"},
		"bce_dice_loss.weight_bce=3":                                 {3, 1, "bce_dice_loss.weight_bce=3"},
		"bce_dice_loss.weight_bce=3&bce_dice_loss.smooth=2":          {3, 1, "bce_dice_loss.smooth=2&bce_dice_loss.weight_bce=3"},
	} {
		q, _ := url.ParseQuery(query)
		s, err := ParseState(q)
		if err != nil {
			t.Errorf("%q: %v", query, err)
			continue
		}
		if bce, dice := s.Losses.Weights(); math.Abs(bce-want.bce) > 1e-15 || math.Abs(dice-want.dice) > 1e-15 || s.Query().
			Encode() != want.back {
			t.Errorf("%q gives weights %v and %v and is written as %q, want %+v", query, bce, dice, s.Query().Encode(), want)
		}
	}
	for _, query := range []string{"bce_dice_loss.mix=1.1", "bce_dice_loss.mix=-1",
		"bce_dice_loss.mix=0.5&bce_dice_loss.weight_bce=1"} {
		q, _ := url.ParseQuery(query)
		if _, err := ParseState(q); err == nil {
			t.Errorf("%q is accepted", query)
		}
	}
}
