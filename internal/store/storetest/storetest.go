// Package storetest opens stores for the tests of other packages.
package storetest

import (
	"testing"

	"tradeoff/internal/store"
)

// New opens a store on a folder of its own, which goes when the test ends.
func New(t testing.TB, opts ...store.Option) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), t.TempDir(), opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
