package explore

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/source"
)

// Maybe is a value, or the reason why there is none: it is still being computed, its
// source lacks what it is computed from, or it is undefined. Value is zero then.
type Maybe[T any] struct {
	Value   T
	Pending bool            // it is being computed: ask again
	Missing *source.Missing // why it is not available; nil if it is
	Reason  calc.Reason     // why it is undefined; "" if it is not
}
