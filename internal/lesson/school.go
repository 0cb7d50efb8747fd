// Package lesson has the content of the teaching pages: a school whose
// students are scanned, the steps of the lesson with their questions, and the
// advice on which metric to choose. Every answer is computed from the
// displayed students.
package lesson

import (
	"math"
	"math/rand/v2"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// A School is the scanned students, with the class names of an experiment.
type School struct {
	Experiment tradeoff.Experiment // names of the classes and of the unit
	Students   []Student           // in the order of their classrooms
	Sweep      *calc.Sweep         // of the students
	Whole      int                 // how many rows the students were drawn from; 0 if they are all of them
}

// A Student is one examined case.
type Student struct {
	Room     int // classroom, counted from 0
	Positive bool
	Score    float64
}

// PredictedPositive reports whether the scan says positive at a threshold.
func (s Student) PredictedPositive(threshold float64) bool { return s.Score >= threshold }

// Outcome returns the cell of the confusion matrix that the student is in.
func (s Student) Outcome(threshold float64) string {
	switch predicted := s.PredictedPositive(threshold); {
	case s.Positive && predicted:
		return "tp"
	case s.Positive:
		return "fn"
	case predicted:
		return "fp"
	default:
		return "tn"
	}
}

// roomSize is how many students sit in one classroom.
const roomSize = 20

// A Plan configures a made-up school.
type Plan struct {
	Size       int     // students, MinSize to MaxSize
	Prevalence float64 // share that is positive; at least one student of either class is there
	AUC        float64 // how good the scan is, MinAUC to MaxAUC
}

// Bounds of a plan. More students than MaxSize cannot be told apart on a projector.
const (
	MinSize, MaxSize = 20, 400
	MinAUC, MaxAUC   = 0.55, 0.995
)

// DefaultPlan is the school of the lesson. One student in eight is diabetic, far
// more than in any school: with fewer there would be little to see.
func DefaultPlan() Plan { return Plan{Size: 240, Prevalence: 0.125, AUC: 0.9} }

// Make returns the school of a plan, the same one every time. It panics unless
// the plan is within its bounds.
//
// Scores are points in steps of two: normally distributed with a standard
// deviation of ten points, around 36 for the negatives and 10·√2·Φ⁻¹(AUC) points
// higher for the positives, which gives that AUC. The students are spread
// evenly over the quantiles, so that a small school is no matter of luck.
// Points belong to the scan, and mean the same in every school.
func (p Plan) Make(e tradeoff.Experiment) *School {
	if p.Size < MinSize || p.Size > MaxSize || !(p.Prevalence > 0 && p.Prevalence < 1) ||
		!(p.AUC >= MinAUC && p.AUC <= MaxAUC) {
		panic("lesson: a plan out of its bounds")
	}
	positives := positivesOf(p.Size, p.Prevalence)
	apart := math.Sqrt2 * calc.NormalQuantile(p.AUC)
	r := rand.New(rand.NewPCG(1923, 0)) // the year of the Nobel prize for insulin
	var list []Student
	class := func(n int, positive bool) {
		for i := range n {
			z := calc.NormalQuantile((float64(i) + 0.25 + 0.5*r.Float64()) / float64(n))
			if positive {
				z += apart
			}
			list = append(list, Student{Positive: positive, Score: min(max(2*math.Round(18+5*z), 0), 100)})
		}
	}
	class(positives, true)
	class(p.Size-positives, false)
	return newSchool(e, list, calc.Score, 0)
}

// positivesOf returns how many of n are positive: at least one, and not all.
func positivesOf(n int, share float64) int {
	return min(max(int(math.Round(float64(n)*share)), 1), n-1)
}

// SchoolOf returns a school of the rows of a run. A run of more than MaxSize rows
// is represented by MaxSize students, spread evenly over the rows of each class
// from the highest score down: their share of each class is that of the run.
// ok is false unless both classes occur.
func SchoolOf(e tradeoff.Experiment, s *calc.Sweep) (school *School, ok bool) {
	if s.Positives() == 0 || s.Negatives() == 0 {
		return nil, false
	}
	size, whole := s.N(), 0
	if size > MaxSize {
		size, whole = MaxSize, s.N()
	}
	positives := s.Positives()
	if whole > 0 {
		positives = positivesOf(size, float64(s.Positives())/float64(s.N()))
	}
	var list []Student
	take := func(n, of int, positive bool) {
		rows, taken := 0, 0 // passed so far
		for k := 1; k < s.Len(); k++ {
			c := s.Cell(k)
			here := int(c.NNeg)
			if positive {
				here = int(c.NPos)
			}
			rows += here
			// The student i represents the rows around (i+½)/n of the class.
			for ; taken < n && (2*taken+1)*of < 2*n*rows; taken++ {
				list = append(list, Student{Positive: positive, Score: c.Score})
			}
		}
	}
	take(positives, s.Positives(), true)
	take(size-positives, s.Negatives(), false)
	return newSchool(e, list, s.Kind(), whole), true
}

// newSchool seats the students in classrooms at random.
func newSchool(e tradeoff.Experiment, list []Student, kind calc.Kind, whole int) *School {
	r := rand.New(rand.NewPCG(uint64(len(list)), 7))
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	b := calc.Binary{Kind: kind}
	for i := range list {
		list[i].Room = i / roomSize
		label := uint8(0)
		if list[i].Positive {
			label = 1
		}
		b.Label, b.Score = append(b.Label, label), append(b.Score, list[i].Score)
	}
	sweep, err := calc.NewSweep(b)
	if err != nil {
		panic("lesson: " + err.Error()) // our own students
	}
	return &School{Experiment: e, Students: list, Sweep: sweep, Whole: whole}
}

// Threshold returns where the lesson begins: the highest threshold at which seven
// in ten positives are found and all four outcomes are there to be seen, or else
// the highest score.
func (s *School) Threshold() float64 {
	for k := 1; k < s.Sweep.Len(); k++ {
		p := s.Sweep.Point(k)
		if p.TP > 0 && p.FP > 0 && p.FN > 0 && p.TN > 0 && 10*p.TP >= 7*p.Positives() {
			return p.Threshold
		}
	}
	return s.Sweep.Threshold(1)
}
