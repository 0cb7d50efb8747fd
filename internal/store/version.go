package store

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"tradeoff/internal/tradeoff"
)

// checkVersion returns an error with both versions of the fields if the stored version is
// not the one that the change expects.
func checkVersion(
	c tradeoff.Change, object tradeoff.Object, id int64, name string, version int64, stored, sent fields,
) error {
	if c.Version == 0 || c.Version == version {
		return nil
	}
	m := tradeoff.Mismatch{Object: object, ID: id, Name: name, Expected: c.Version, Version: version}
	names := slices.AppendSeq(slices.Collect(maps.Keys(sent)), maps.Keys(stored)) // parameters can be in either
	slices.Sort(names)
	for _, field := range slices.Compact(names) {
		if !sameJSON(stored[field], sent[field]) {
			m.Fields = append(m.Fields, tradeoff.FieldMismatch{Name: field, Stored: stored[field], Sent: sent[field]})
		}
	}
	return m.Err()
}

// sameFields reports whether all values are equal.
func sameFields(a, b fields) bool { return maps.EqualFunc(a, b, sameJSON) }

// sameJSON reports whether two values have the same JSON.
func sameJSON(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
