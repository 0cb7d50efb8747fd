package explore

import "tradeoff/internal/tradeoff"

// TrueBoxes returns the number of true boxes: what the state says, or the upload.
// Of a part of a run it is not known.
func (of Subject) TrueBoxes(state tradeoff.Boxes) int {
	switch {
	case state.TrueBoxes > 0:
		return state.TrueBoxes
	case of.View.Whole():
		return of.Run.TrueBoxes
	default:
		return 0
	}
}
