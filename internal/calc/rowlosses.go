package calc

// RowLosses are the losses of single rows, for finding the hardest examples.
type RowLosses struct {
	Row    []int     // indices into the input, ascending; without rows of weight 0
	Loss   []float64 // of that row, not multiplied by its weight
	Reason Reason    // why there are none; the slices are nil then
}

// RowLogLosses returns the cross entropy of every row of b. Their weighted
// mean is [Sweep.LogLoss]. An invalid b gives an *[InputError].
func RowLogLosses(b Binary) (RowLosses, error) { return rowLosses(b, crossEntropy) }

// RowFocalLosses returns the focal loss of every row of b. Their weighted
// mean is [Sweep.FocalLoss]. An invalid b gives an *[InputError].
func RowFocalLosses(b Binary, f Focal) (RowLosses, error) {
	f.check()
	return rowLosses(b, f.row)
}

func rowLosses(b Binary, loss lossFunc) (RowLosses, error) {
	if err := b.Validate(); err != nil {
		return RowLosses{}, err
	}
	if b.Kind == Score {
		return RowLosses{Reason: NeedsProbabilities}, nil
	}
	l := RowLosses{Row: []int{}, Loss: []float64{}}
	for i, s := range b.Score {
		if b.Weight == nil || b.Weight[i] > 0 {
			l.Row = append(l.Row, i)
			l.Loss = append(l.Loss, loss(b.Kind, b.Label[i] == 1, s))
		}
	}
	return l, nil
}
