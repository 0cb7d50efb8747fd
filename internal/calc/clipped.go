package calc

// ClippedBeyond returns the probabilities beyond which losses clip: positives
// below low and negatives at or above high count as 2^-52 in every loss based
// on cross entropy. They are the rows that [Loss.Clipped] counts.
func ClippedBeyond() (low, high float64) { return clip, 1 - clip/2 }
