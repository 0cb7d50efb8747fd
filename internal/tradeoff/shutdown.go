package tradeoff

// ShuttingDown is the error of work that the shutdown of the server interrupts.
func ShuttingDown() *Error {
	return Errorf(Unavailable, "the server is shutting down, and nothing was stored").
		WithHint("Try again when it is back.")
}
