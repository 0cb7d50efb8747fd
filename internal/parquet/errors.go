package parquet

import (
	"fmt"

	"tradeoff/internal/tradeoff"
)

// damaged is the error of a file that contradicts itself or the format.
func damaged(format string, args ...any) *tradeoff.Error {
	return tradeoff.Errorf(tradeoff.Invalid, "the Parquet file is damaged: %s", fmt.Sprintf(format, args...)).
		WithHint("Write or send the file again.")
}

// unsupported is the error of a Parquet feature that this package does not
// support.
func unsupported(hint, format string, args ...any) *tradeoff.Error {
	return tradeoff.Errorf(tradeoff.Invalid, "the Parquet file has %s, which is not supported",
		fmt.Sprintf(format, args...)).
		WithHint("%s", hint)
}

// inColumn adds the column, and the first possible row, to an error.
func inColumn(err *tradeoff.Error, column string, row int) *tradeoff.Error {
	return err.At(tradeoff.Place{Row: row, Column: column})
}
