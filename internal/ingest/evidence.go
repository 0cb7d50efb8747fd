package ingest

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// This file collects evidence from the first rows: about each column, and
// about relations between columns. The decisions are in roles.go.

// numbers returns column i of the sample, NaN where a cell is not a number.
func (g *guesser) numbers(i int) []float64 {
	if g.parsed == nil {
		g.parsed = make([][]float64, len(g.names))
	}
	if g.parsed[i] == nil {
		g.parsed[i] = make([]float64, len(g.rows))
		for row, r := range g.rows {
			x, _, ok := cellNumber([]byte(r[i]), g.mark)
			if !ok {
				x = math.NaN()
			}
			g.parsed[i][row] = x
		}
	}
	return g.parsed[i]
}

// folds returns column i of the sample in the form in which labels are compared.
func (g *guesser) folds(i int) []string {
	if g.folded == nil {
		g.folded = make([][]string, len(g.names))
	}
	if g.folded[i] == nil {
		g.folded[i] = make([]string, len(g.rows))
		for row, r := range g.rows {
			g.folded[i][row] = foldLabel([]byte(r[i]), g.mark)
		}
	}
	return g.folded[i]
}

// minEvidence is how many rows must agree before a relation between two columns
// is more than chance.
const minEvidence = 10

// isThresholded reports whether a column of two values is the result of some
// threshold on a score: all rows of one value have lower scores than all rows
// of the other. Predictions are; ground truth is only if the score separates
// the classes perfectly.
func (g *guesser) isThresholded(label, score int) bool {
	type point struct {
		x float64
		v string
	}
	var points []point
	numbers := g.numbers(score)
	for row, v := range g.folds(label) {
		if !missingLabel(v) && !math.IsNaN(numbers[row]) {
			points = append(points, point{numbers[row], v})
		}
	}
	if len(points) < minEvidence {
		return false
	}
	slices.SortFunc(points, func(a, b point) int { return cmp.Compare(a.x, b.x) })
	changes := 0
	for k := 1; k < len(points); k++ {
		if points[k].v == points[k-1].v {
			continue
		}
		if changes++; changes > 1 || points[k].x == points[k-1].x {
			return false
		}
	}
	return changes == 1
}

// isThresholdedScore reports whether a column of two values follows from a threshold on
// one of the columns that may be scores.
func (g *guesser) isThresholdedScore(i int) bool {
	return slices.ContainsFunc(g.scoresOrCandidates(), func(s int) bool { return s != i && g.isThresholded(i, s) })
}

// argmax reports whether a column always names the class with the highest
// score of a family. Predictions do; ground truth does only if the model is
// never wrong.
func (g *guesser) argmax(label int, f family) bool {
	if len(g.rows) < minEvidence || f.classes == nil {
		return false
	}
	for row, v := range g.folds(label) {
		best, top := -1, math.Inf(-1)
		for k, i := range f.columns {
			if x := g.numbers(i)[row]; x > top {
				best, top = k, x
			}
		}
		if best < 0 || v != f.classes[best] {
			return false
		}
	}
	return true
}

// agree reports whether two columns are equal in every row up to renaming of
// their values.
func (g *guesser) agree(i, j int) bool {
	there, back := map[string]string{}, map[string]string{}
	a, b := g.folds(i), g.folds(j)
	for row := range a {
		if v, ok := there[a[row]]; ok && v != b[row] {
			return false
		}
		if v, ok := back[b[row]]; ok && v != a[row] {
			return false
		}
		there[a[row]], back[b[row]] = b[row], a[row]
	}
	return len(a) > 0
}

// equal reports whether two columns are equal in every row.
func (g *guesser) equal(i, j int) bool { return slices.Equal(g.folds(i), g.folds(j)) }

// addUp reports whether the columns add up to one in all rows of the sample.
func (g *guesser) addUp(columns []int) bool {
	for row := range g.rows {
		total := 0.0
		for _, i := range columns {
			x := g.numbers(i)[row]
			if !(x >= -clampWidth && x <= 1+clampWidth) {
				return false
			}
			total += x
		}
		if math.Abs(total-1) > rowSumTolerance {
			return false
		}
	}
	return len(g.rows) > 0
}

// ascends reports whether rows of the positive class have higher numbers in a
// column than others, on average by their ranks.
func (g *guesser) ascends(score int, positive string) bool {
	var of, other []float64
	numbers := g.numbers(score)
	for row, v := range g.folds(g.label) {
		switch {
		case missingLabel(v) || math.IsNaN(numbers[row]):
		case v == positive:
			of = append(of, numbers[row])
		default:
			other = append(other, numbers[row])
		}
	}
	wins := 0
	slices.Sort(other)
	for _, x := range of {
		below, _ := slices.BinarySearch(other, x)
		above, _ := slices.BinarySearch(other, math.Nextafter(x, math.Inf(1)))
		wins += below + above // twice the number of negatives below, ties count half
	}
	return wins > len(of)*len(other)
}

// neverBelowHalf reports whether a column contains probabilities that are
// never below one half, like the probability of the predicted class of two.
func (g *guesser) neverBelowHalf(i int) bool {
	p := g.profiles[i]
	return p.cells > 0 && p.unit == p.cells && !slices.ContainsFunc(g.numbers(i), func(x float64) bool {
		return x < minConfidence
	})
}

// minConfidence is the lowest probability of the predicted class of two,
// minus the tolerance for rounding.
const minConfidence = 0.5 - clampWidth

// sharesName reports whether the names of a label and a score are about the
// same thing, as "cancer" and "cancer_prob", or "probwin_outcome" and
// "probwin".
func (g *guesser) sharesName(label, score int) bool {
	a, b := coreOf(g.names[label]), coreOf(g.names[score])
	if a != "" && a == b {
		return true
	}
	name, of := normalName(g.names[label]), normalName(g.names[score])
	if len(name) < 2 || len(of) < 2 {
		return false
	}
	if rest, ok := strings.CutPrefix(of, name); ok && startsOrEnds(rest, scoreWords) {
		return true
	}
	if rest, ok := strings.CutSuffix(of, name); ok && startsOrEnds(rest, scoreWords) {
		return true
	}
	rest, ok := strings.CutPrefix(name, of)
	return ok && startsOrEnds(rest, truthWords)
}

// describesScore reports whether column i describes a score rather than being
// one: its spread, a bound, its rank, its loss. Words that are a class
// ("prob_low") do not count.
func (g *guesser) describesScore(i int) bool {
	list := tokens(g.names[i])
	isClass := func(word string) bool {
		return slices.ContainsFunc(g.profiles, func(p *profile) bool {
			return len(p.distinct) <= maxClasses &&
				p.distinct[word] > 0
		})
	}
	for k, t := range list {
		if (isWord(t, aboutScores) || k == len(list)-1 && isWord(t, aboutScoresLast)) && !isClass(t) {
			return true
		}
	}
	return len(list) == 2 && list[0] == "p" && list[1] == "value"
}

// scoreRank returns the rank of column i as a score by its name, -1 if its
// name is not a score's. Fractions named like predictions are scores; a
// single column of an array is not, since logits may be fractions by chance.
func (g *guesser) scoreRank(i int) int {
	if g.describesScore(i) {
		return -1
	}
	if r := scoreRank(g.names[i]); r >= 0 {
		return r
	}
	if g.namesPrediction(g.names[i]) && g.profiles[i].fraction() && !inBrackets(g.names[i]) {
		return len(scoreNames)
	}
	return -1
}

// A point is a row of two columns of numbers.
type point struct{ x, y float64 }

// points returns the rows in which two columns have numbers, sorted by x,
// ties by falling y.
func (g *guesser) points(i, j int) (list []point) {
	x, y := g.numbers(i), g.numbers(j)
	for row := range x {
		if !math.IsNaN(x[row]) && !math.IsNaN(y[row]) {
			list = append(list, point{x[row], y[row]})
		}
	}
	slices.SortFunc(list, func(a, b point) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(b.y, a.y)) })
	return list
}

// opposes reports whether two columns order the rows in opposite ways, like
// the margins of two classes, their log-probabilities, or a distance and a
// similarity.
func (g *guesser) opposes(i, j int) bool {
	x, y := g.numbers(i), g.numbers(j)
	for row := range x { // most columns are ruled out by the first rows, without sorting
		if (x[row]-x[0])*(y[row]-y[0]) > 0 {
			return false
		}
	}
	list := g.points(i, j)
	if len(list) < minEvidence || g.profiles[i].constant() || g.profiles[j].constant() {
		return false
	}
	for k := 1; k < len(list); k++ {
		if list[k].y > list[k-1].y {
			return false
		}
	}
	return true
}

// follows reports whether column i orders the rows like column j: the same
// score on another scale.
func (g *guesser) follows(i, j int) bool {
	list := g.points(i, j)
	for k := 1; k < len(list); k++ {
		if list[k].y < list[k-1].y && list[k].x > list[k-1].x {
			return false
		}
	}
	return len(list) >= minEvidence
}

// complements reports whether two columns are the scores of two classes, so
// that one determines the other.
func (g *guesser) complements(i, j int) bool { return g.addUp([]int{i, j}) || g.opposes(i, j) }

// isProbabilityOfPredicted reports whether column i is the probability of the
// predicted class and column j that of one class.
func (g *guesser) isProbabilityOfPredicted(i, j int) bool {
	top, p := g.numbers(i), g.numbers(j)
	low, high := 0, 0
	for row := range top {
		if !(math.Abs(top[row]-max(p[row], 1-p[row])) <= rowSumTolerance) {
			return false
		}
		low, high = low+boolToInt(p[row] < minConfidence), high+boolToInt(p[row] > 1-minConfidence)
	}
	return low > 0 && high > 0 && len(top) >= minEvidence
}

// positivesScoreHigher reports whether the rows that a column predicts
// positive have the higher scores. The column must be thresholded on the
// score.
func (g *guesser) positivesScoreHigher(predicted, score int, positive string) bool {
	high, low := math.Inf(-1), math.Inf(-1) // the highest score of the positive class, and of the other
	numbers := g.numbers(score)
	for row, v := range g.folds(predicted) {
		switch {
		case math.IsNaN(numbers[row]) || missingLabel(v):
		case v == positive:
			high = max(high, numbers[row])
		default:
			low = max(low, numbers[row])
		}
	}
	return high > low
}

// isProbabilityOfTruth reports whether a score is the probability of the true
// class: it is at or above one half in exactly the rows whose prediction is
// right.
func (g *guesser) isProbabilityOfTruth(predicted, score int) bool {
	if p := g.profiles[score]; p.unit < p.cells || len(g.rows) < minEvidence {
		return false
	}
	truths, right := g.folds(g.label), 0
	for row, v := range g.folds(predicted) {
		x := g.numbers(score)[row]
		if (v == truths[row]) != (x >= minConfidence) &&
			math.Abs(x-0.5) > rowSumTolerance { // at one half both classes are right
			return false
		}
		right += boolToInt(v == truths[row])
	}
	return right > 0 && right < len(truths)
}
