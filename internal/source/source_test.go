package source

import (
	"errors"
	"fmt"
	"testing"

	"tradeoff/internal/tradeoff"
)

func TestMissingIsAnAnswerAndAnError(t *testing.T) {
	missing := &Missing{What: SingleRows, Because: "the rows stay in the warehouse", Instead: "Look at slices."}
	err := fmt.Errorf("run 3: %w", missing)
	if got, other := Why(err); got != missing || other != nil {
		t.Errorf("Why returned %v and %v", got, other)
	}
	var shown *tradeoff.Error
	const want = "single rows are not available, because the rows stay in the warehouse"
	if !errors.As(err, &shown) || shown.Kind != tradeoff.NotAvailable ||
		shown.Message != want || shown.Hint != "Look at slices." {
		t.Errorf("people are shown %+v", shown)
	}
	broken := errors.New("the disk is broken")
	if got, other := Why(broken); got != nil || other != broken {
		t.Errorf("Why returned %v and %v of another error", got, other)
	}
	if got, other := Why(nil); got != nil || other != nil {
		t.Errorf("Why returned %v and %v of no error", got, other)
	}
}
