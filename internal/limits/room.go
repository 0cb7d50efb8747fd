package limits

import "sync/atomic"

// A Room counts the unpacked bytes of one file. Several goroutines may use
// it.
type Room struct {
	used   atomic.Int64
	size   int64 // of the file
	limits Limits
}

// NewRoom returns the room of a file of so many bytes. The limits must have
// their defaults.
func NewRoom(size int64, l Limits) *Room { return &Room{size: size, limits: l} }

// Take counts n bytes more. It is called before memory is allocated for them, and
// refuses what is over the limits.
func (m *Room) Take(n int64) error {
	l := &m.limits
	if n < 0 || n > l.Unpacked {
		n = l.Unpacked + 1
	}
	switch used := m.used.Add(n); {
	case used > l.Unpacked:
		return Unpacked.Refuse("Split the file", "the file unpacks to more than %d MB", l.Unpacked>>20)
	case used > l.RatioFrom && used/l.Ratio > m.size:
		return Ratio.Refuse("If that is intended, write it without compression",
			"the file unpacks to more than %d times its size", l.Ratio)
	}
	return nil
}
