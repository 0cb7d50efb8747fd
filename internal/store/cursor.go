package store

import (
	"encoding/base64"
	"math"
	"strconv"

	"tradeoff/internal/tradeoff"
)

// The number of entries in a page of a list.
const (
	defaultLimit = 100
	maxLimit     = 1000
)

func clampLimit(n int) int {
	if n <= 0 {
		return defaultLimit
	}
	return min(n, maxLimit)
}

// Lists run from the highest id down. A cursor hides the id of the last entry
// that was given, so that lists may be ordered otherwise one day.
func encodeCursor(id int64) string {
	return base64.RawURLEncoding.EncodeToString(strconv.AppendInt(nil, id, 10))
}

// decodeCursor returns the id below which the list goes on.
func decodeCursor(s string) (int64, error) {
	if s == "" {
		return math.MaxInt64, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		var id int64
		if id, err = strconv.ParseInt(string(b), 10, 64); err == nil {
			return id, nil
		}
	}
	return 0, tradeoff.Errorf(tradeoff.Invalid, "the cursor %q is not one that this list gave", s).
		WithMend("Leave it out to begin at the start.")
}
