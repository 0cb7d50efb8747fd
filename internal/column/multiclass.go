package column

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// MultiClass puts the columns of a run with many classes together. The scores of
// the classes are in the order of the columns whose role is score. Its rows of
// scores are copies; weights share the memory of their column.
func MultiClass(kind calc.Kind, classes int, columns []Column) calc.MultiClass {
	m := calc.MultiClass{Kind: kind, Classes: classes}
	var scores [][]float64
	for i := range columns {
		switch c := &columns[i]; c.Role {
		case tradeoff.LabelRole:
			m.Label = make([]int, len(c.Classes))
			for row, class := range c.Classes {
				m.Label[row] = int(class)
			}
		case tradeoff.ScoreRole:
			scores = append(scores, c.Floats)
		case tradeoff.WeightRole:
			m.Weight = c.Floats
		}
	}
	cells := make([]float64, len(m.Label)*len(scores))
	m.Score = make([][]float64, len(m.Label))
	for row := range m.Score {
		m.Score[row], cells = cells[:len(scores):len(scores)], cells[len(scores):]
		for c, s := range scores {
			m.Score[row][c] = s[row]
		}
	}
	return m
}
