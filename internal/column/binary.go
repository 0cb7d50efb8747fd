package column

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// Binary puts the label, the score and the weight of a run together. They share
// the memory of their columns; what has no column is nil.
func Binary(kind calc.Kind, columns []Column) calc.Binary {
	b := calc.Binary{Kind: kind}
	for i := range columns {
		switch c := &columns[i]; c.Role {
		case tradeoff.LabelRole:
			b.Label = c.Labels
		case tradeoff.ScoreRole:
			b.Score = c.Floats
		case tradeoff.WeightRole:
			b.Weight = c.Floats
		}
	}
	return b
}
