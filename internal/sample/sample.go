// Package sample makes up a school whose students are scanned for diabetes,
// as something to try the program on. It is fictional.
//
// Each student has two traits that are drawn from normal distributions: what a
// questionnaire finds out (weight, family, habits) and what a blood test finds
// out beyond that. The logarithm of the odds of diabetes is a weighted sum of
// both, and a student is diabetic with that probability. The two models give
// the probability of diabetes as far as they can know it: one from the
// questionnaire alone, the mean over all that the blood may show, and one from
// both. So both are well calibrated, and the second one is better.
package sample

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"

	"tradeoff/internal/tradeoff"
)

// A File is the predictions of one model, as a user would upload them: CSV
// with the columns id, label, score, classroom, grade, age, sex and bmi_band.
type File struct {
	RunName  string
	FileName string
	CSV      []byte
}

// Experiment returns the experiment that the files belong to.
func Experiment() tradeoff.Experiment {
	return tradeoff.Experiment{
		Name: "Diabetes scan",
		Description: "A school has its students scanned for diabetes. Two models say how likely it is for each student: " +
			"one asks questions only, the other looks at a blood test too. " +
			"All of it is made up by a random generator, to try this program on; delete it when you are done.",
		PositiveName: "diabetic",
		NegativeName: "healthy",
		UnitSingular: "student",
		UnitPlural:   "students",
		CostFP:       1, // a second, closer scan
		CostFN:       5, // a missed student stays untreated
	}
}

// Is reports whether e has the name and the description of the sample as it was installed.
func Is(e tradeoff.Experiment) bool {
	s := Experiment()
	return e.Name == s.Name && e.Description == s.Description
}

// Files returns the two models' predictions on the same students. They are the
// same bytes every time.
func Files() []File {
	students := school()
	return []File{
		{"Questionnaire", "questionnaire.csv", write(students, func(s student) float64 { return s.fromQuestions })},
		{"Blood test and questionnaire", "blood-test-and-questionnaire.csv", write(students, func(s student) float64 {
			return s.fromBoth
		})},
	}
}

// The school: six grades of four classrooms.
const (
	students   = 640
	firstGrade = 5
	grades     = 6
	parallel   = 4
)

// The logarithm of the odds of diabetes is base + questions·x + blood·y, with x
// and y drawn from standard normal distributions. About one student in eight
// is diabetic, far more than in any school: with fewer there would be little
// to see.
const (
	base      = -4.0
	questions = 2.0
	blood     = 2.0
)

type student struct {
	id        string
	diabetic  bool
	classroom string
	grade     int
	age       int
	sex       string
	bmiBand   string

	fromQuestions float64 // probabilities of diabetes
	fromBoth      float64
}

func school() []student {
	r := rand.New(rand.NewPCG(1923, students)) // the year of the Nobel prize for insulin
	list := make([]student, students)
	for i := range list {
		s := &list[i]
		room := i * grades * parallel / students
		s.id = fmt.Sprintf("S-%03d", i+1)
		s.grade = firstGrade + room/parallel
		s.classroom = fmt.Sprintf("%d%c", s.grade, 'a'+rune(room%parallel))
		s.age = s.grade + 5 + r.IntN(2)
		s.sex = []string{"female", "male"}[r.IntN(2)]

		// Two thirds of the questionnaire's variance is the body mass index.
		bmi, rest := r.NormFloat64(), r.NormFloat64()
		x := math.Sqrt(2./3)*bmi + math.Sqrt(1./3)*rest
		y := r.NormFloat64()
		s.bmiBand = band(bmi)
		s.fromQuestions = meanOverBlood(x)
		s.fromBoth = sigmoid(base + questions*x + blood*y)
		s.diabetic = r.Float64() < s.fromBoth
	}
	return list
}

func band(bmi float64) string {
	switch {
	case bmi < -1:
		return "low"
	case bmi < 0.7:
		return "normal"
	case bmi < 1.5:
		return "high"
	default:
		return "very high"
	}
}

// meanOverBlood returns the probability of diabetes of students with the
// questionnaire's trait x, by the trapezoid rule over the blood's trait.
func meanOverBlood(x float64) float64 {
	const step, end = 0.05, 6.0
	sum, weight := 0.0, 0.0
	for k := range int(2*end/step) + 1 {
		y := -end + step*float64(k)
		density := math.Exp(-y * y / 2)
		sum += density * sigmoid(base+questions*x+blood*y)
		weight += density
	}
	return sum / weight
}

func sigmoid(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// write returns the CSV of one model. Scores have four digits, as many
// programs write them.
func write(list []student, score func(student) float64) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	record := func(fields ...string) {
		_ = w.Write(fields) // a buffer takes everything
	}
	record("id", "label", "score", "classroom", "grade", "age", "sex", "bmi_band")
	for _, s := range list {
		label := "healthy"
		if s.diabetic {
			label = "diabetic"
		}
		record(s.id, label, strconv.FormatFloat(score(s), 'f', 4, 64),
			s.classroom, strconv.Itoa(s.grade), strconv.Itoa(s.age), s.sex, s.bmiBand)
	}
	w.Flush()
	return b.Bytes()
}
