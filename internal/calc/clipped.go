package calc

// ClippedBeyond returns where probabilities are too far from the truth for
// their logarithm: positives below low and negatives at or above high count as
// 2^-52 in every loss made of the cross entropy. They are the rows that
// [Loss.Clipped] counts.
func ClippedBeyond() (low, high float64) { return clip, 1 - clip/2 }
