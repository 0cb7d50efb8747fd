package tradeoff

import (
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
		for _, p := range m.Params {
			c := ControlFor(p.Name)
			if c.Label == "" || !IsSwitch(p.Name) && (c.Says == "" || !(c.High > c.Low) || c.Step == 0) {
				t.Errorf("%s has no control: %+v", LossField(m, p), c)
			}
		}
	}
}

func TestLossArgsAreReadAsTheyAreWritten(t *testing.T) {
	q := url.Values{
		"focal_loss.gamma": {"3,5"}, "focal_loss.alpha": {"0.25"}, "focal_loss.use_alpha": {"0"},
		"dice_loss.squared": {"1"}, "weighted_log_loss.pos_weight": {" 12 "}, "lovasz_softmax_loss.all_classes": {""}, "shares": {"1"},
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
				t.Errorf("%s=%s is taken", name, v)
			}
		}
	}
}
