package store

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"tradeoff/internal/tradeoff"
)

// A ChangeOption says something about a change.
type ChangeOption func(*change)

type change struct{ version int64 }

// IfVersion makes a change fail with PreconditionFailed unless the thing has the given
// version. 0 lets every change through.
func IfVersion(version int64) ChangeOption { return func(c *change) { c.version = version } }

func changeOptions(opts []ChangeOption) (c change) {
	for _, opt := range opts {
		opt(&c)
	}
	return c
}

// check returns an error with both texts if a thing has another version than the
// expected one.
func (c change) check(object tradeoff.Object, id int64, name string, version int64, stored, sent fields) error {
	if c.version == 0 || c.version == version {
		return nil
	}
	m := tradeoff.Mismatch{Object: object, ID: id, Name: name, Expected: c.version, Version: version}
	for _, field := range slices.Sorted(maps.Keys(sent)) {
		if !sameJSON(stored[field], sent[field]) {
			m.Fields = append(m.Fields, tradeoff.FieldMismatch{Name: field, Stored: stored[field], Sent: sent[field]})
		}
	}
	return m.Err()
}

// sameFields reports whether all values are the same.
func sameFields(a, b fields) bool { return maps.EqualFunc(a, b, sameJSON) }

// sameJSON reports whether two values have the same form in JSON.
func sameJSON(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
