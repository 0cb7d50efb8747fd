package explore

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/source"
)

// Maybe is a value that may not be there: it is still being computed, its source
// does not have what it takes, or it is undefined. Value is the zero value then.
type Maybe[T any] struct {
	Value   T
	Pending bool            // it is being computed: ask again
	Missing *source.Missing // why it is not available; nil if it is
	Reason  calc.Reason     // why it is undefined; "" if it is not
}

// OK reports whether the value is there.
func (m Maybe[T]) OK() bool { return !m.Pending && m.Missing == nil && m.Reason == "" }
