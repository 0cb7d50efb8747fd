package explore

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"
)

func TestConcurrentlyReturnsTheFirstError(t *testing.T) {
	var done [20]atomic.Bool
	if err := concurrently(len(done), func(i int) error { done[i].Store(true); return nil }); err != nil {
		t.Error(err)
	}
	for i := range done {
		if !done[i].Load() {
			t.Errorf("%d was not done", i)
		}
	}
	wrong := errors.New("wrong")
	if err := concurrently(3, func(i int) error { return []error{nil, wrong, nil}[i] }); err != wrong {
		t.Errorf("got %v", err)
	}
	err := concurrently(3, func(i int) error { return []error{nil}[i] })
	if err == nil || !strings.Contains(err.Error(), "out of range") {
		t.Errorf("a panic gives %v", err)
	}
}
