package server

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
)

func TestAsidesAreFoundOnceAndKept(t *testing.T) {
	b := newAsides[int]("a number")
	calls := 0
	find := func() (int, error) {
		calls++
		return calls, nil
	}
	for range 3 {
		if a := b.ask("a", find); a.ready() && a.value != 1 {
			t.Errorf("found again: %d", a.value)
		} else {
			<-a.done
		}
	}
	failed := b.ask("b", func() (int, error) { return 0, errors.New("gone") })
	<-failed.done
	panicked := b.ask("c", func() (int, error) { panic("a fault") })
	<-panicked.done
	if failed.err == nil || panicked.err == nil || len(b.found) != 1 || b.order.Len() != 1 {
		t.Errorf("%v and %v, %d are kept; want only the good one", failed.err, panicked.err, len(b.found))
	}
	again := b.ask("b", find)
	if <-again.done; again.err != nil || again.value != 2 {
		t.Errorf("after a failure: %+v", again)
	}
	for i := range keptAsides + 5 {
		<-b.ask(fmt.Sprint(i), find).done
	}
	if len(b.found) != keptAsides || b.order.Len() != keptAsides {
		t.Errorf("%d are kept, want %d", len(b.found), keptAsides)
	}
}

func TestAsidesOfManyWhoAskAreForLater(t *testing.T) {
	b := newAsides[int]("a number")
	hold := make(chan struct{})
	find := func() (int, error) { <-hold; return 1, nil }
	var all []*aside[int]
	for i := range waitingAsides {
		all = append(all, b.ask(fmt.Sprint(i), find))
	}
	if refused := b.ask("one more", find); refused.ready() || len(b.found) != waitingAsides {
		t.Errorf("%d wait, want %d", len(b.found), waitingAsides)
	}
	close(hold)
	for _, a := range all {
		<-a.done
	}
	again := b.ask("one more", find)
	if <-again.done; again.err != nil || again.value != 1 {
		t.Errorf("later: %+v", again)
	}
}

func TestWhatGoesOnBesideEachOtherFailsAsOne(t *testing.T) {
	var done [20]atomic.Bool
	if err := beside(len(done), func(i int) error { done[i].Store(true); return nil }); err != nil {
		t.Error(err)
	}
	for i := range done {
		if !done[i].Load() {
			t.Errorf("%d was not done", i)
		}
	}
	wrong := errors.New("wrong")
	if err := beside(3, func(i int) error { return []error{nil, wrong, nil}[i] }); err != wrong {
		t.Errorf("got %v", err)
	}
	if err := beside(3, func(i int) error { return []error{nil}[i] }); err == nil || !strings.Contains(err.Error(), "out of range") {
		t.Errorf("a panic gives %v", err)
	}
}
