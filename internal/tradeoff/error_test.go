package tradeoff

import "testing"

func TestErrorAddsNoFullStopToAQuestion(t *testing.T) {
	e := Errorf(Invalid, "which column is the label?").WithHint("Name it.")
	if got, want := e.Error(), "which column is the label? Name it."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := Errorf(Invalid, "no label").WithHint("Name it.").Error(), "no label. Name it."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
