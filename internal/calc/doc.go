// Package calc computes every number that the product shows: sweeps,
// confusion matrices, metrics, curves, losses, intervals and tests.
//
// It uses the standard library only and does no I/O. A sample is predicted
// positive if and only if its score is at or above the threshold. A 0/0 is
// undefined, a [Value] with its [Reason], never 0 and never NaN. A mistake in
// the input is an [InputError] that names the row; a programmer's mistake
// panics with the prefix "calc:".
//
// [Confusion.NaturalFrequencies] states an operating point in whole cases, in
// the test set or at another prevalence, for sentences such as "of 1,000 women,
// 50 are diabetic". Positives stay the same at all thresholds.
package calc
