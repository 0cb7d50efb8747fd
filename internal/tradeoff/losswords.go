package tradeoff

import "tradeoff/internal/catalog"

// LossWords describes the purpose of a loss.
type LossWords struct {
	Purpose string
	Formula string
}

// WordsForLoss returns the words of the loss id of two classes for e.
func WordsForLoss(id string, e Experiment) LossWords {
	l, _ := catalog.LossByID(id)
	return e.lossWords(l.Two)
}

// WordsForClassLoss returns the words of the loss id of many classes for e.
func WordsForClassLoss(id string, e Experiment) LossWords {
	l, _ := catalog.LossByID(id)
	return e.lossWords(l.Many)
}

func (e Experiment) lossWords(f *catalog.Form) LossWords {
	if f == nil {
		return LossWords{}
	}
	return LossWords{e.Fill(f.Purpose), e.Fill(f.Formula)}
}
