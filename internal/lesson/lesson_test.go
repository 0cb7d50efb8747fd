package lesson

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

func diabetes() tradeoff.Experiment {
	return tradeoff.Experiment{
		PositiveName: "diabetic", NegativeName: "healthy", UnitSingular: "student", UnitPlural: "students", CostFP: 1,
		CostFN: 1,
	}
}

// schools are made-up ones of every sort, and drawn ones.
func schools(t *testing.T) map[string]*School {
	t.Helper()
	list := make(map[string]*School)
	for _, size := range []int{MinSize, 60, 240, MaxSize} {
		for _, prevalence := range []float64{0.001, 0.02, 0.125, 0.5, 0.95} {
			for _, auc := range []float64{MinAUC, 0.8, 0.9, MaxAUC} {
				list[fmt.Sprintf("%d students, %g positive, AUC %g", size, prevalence, auc)] = Plan{
					size, prevalence, auc,
				}.Make(diabetes())
			}
		}
	}
	for name, b := range map[string]calc.Binary{
		"three rows":     {Kind: calc.Probability, Label: []uint8{0, 1, 1}, Score: []float64{0.2, 0.2, 0.7}},
		"constant score": {Kind: calc.Score, Label: []uint8{0, 1, 1, 0}, Score: []float64{3, 3, 3, 3}},
		"perfect":        {Kind: calc.Logit, Label: []uint8{0, 0, 1, 1}, Score: []float64{-9, -2, 4, 40}},
		"the wrong way":  {Kind: calc.Logit, Label: []uint8{1, 1, 0, 0}, Score: []float64{-9, -2, 4, 40}},
		"weighted": {Kind: calc.Probability, Label: []uint8{0, 1, 1}, Score: []float64{0.2, 0.4, 0.7},
			Weight: []float64{9, 1, 3}},
	} {
		sweep, err := calc.NewSweep(b)
		if err != nil {
			t.Fatal(err)
		}
		s, ok := SchoolOf(diabetes(), sweep)
		if !ok {
			t.Fatalf("%s: no school", name)
		}
		list[name] = s
	}
	many := calc.Binary{Kind: calc.Logit}
	for i := range 3000 {
		many.Score = append(many.Score, math.Sqrt(float64(i)))
		many.Label = append(many.Label, uint8(i*i%7/4))
	}
	sweep, err := calc.NewSweep(many)
	if err != nil {
		t.Fatal(err)
	}
	s, ok := SchoolOf(diabetes(), sweep)
	if !ok || s.Sweep.Len() < MaxSize/2 {
		t.Fatal("no school of many scores")
	}
	list["many scores"] = s
	return list
}

func TestEveryQuestionHasOneRightOption(t *testing.T) {
	for name, s := range schools(t) {
		for _, step := range s.Steps() {
			q := s.Question(step.ID)
			right, texts := 0, map[string]bool{}
			for _, o := range q.Options {
				if o.Right {
					right++
				}
				if texts[o.Text] {
					t.Errorf("%s, %s: the option %q is there twice", name, step.ID, o.Text)
				}
				texts[o.Text] = true
			}
			if right != 1 || len(q.Options) < 2 {
				t.Errorf("%s, %s: %d of %d options are right: %+v", name, step.ID, right, len(q.Options), q)
			}
			if strings.ContainsAny(q.Text+q.Why, "{}") || strings.Contains(q.Why, "NaN") || q.Why == "" {
				t.Errorf("%s, %s: %q, %q", name, step.ID, q.Text, q.Why)
			}
		}
	}
}

// Recall cannot rise and specificity cannot fall when the threshold rises, and
// in the usual school precision does both: the point of the lesson.
func TestDirectionsAreThoseOfTheCounts(t *testing.T) {
	s := DefaultPlan().Make(diabetes())
	for metric, want := range map[string]string{
		"recall": fall, "specificity": rise, "precision": either, "accuracy": either, "f1": either,
	} {
		q := s.Question(metric)
		if got := q.Options[q.Right()].Text; got != want {
			t.Errorf("%s: %q, want %q", metric, got, want)
		}
	}
	up, down := s.Moves("precision", true)
	for _, m := range []*Move{up, down} {
		before, after := s.Sweep.At(m.From).Precision(), s.Sweep.At(m.To).Precision()
		if before.V != m.Before || after.V != m.After || !(m.To > m.From) {
			t.Errorf("%+v, but precision goes from %v to %v", m, before, after)
		}
	}
}

func TestMadeSchoolKeepsItsPlan(t *testing.T) {
	for _, p := range []Plan{DefaultPlan(), {400, 0.5, 0.75}, {200, 0.1, 0.95}} {
		s := p.Make(diabetes())
		if len(s.Students) != p.Size || s.Sweep.Positives() != int(math.Round(float64(p.Size)*p.Prevalence)) {
			t.Errorf("%+v: %d students, %d positive", p, len(s.Students), s.Sweep.Positives())
		}
		if auc := s.Sweep.ROCAUC().V; math.Abs(auc-p.AUC) > 0.02 {
			t.Errorf("%+v: AUC %.3f", p, auc)
		}
		if again := p.Make(diabetes()); !slices.Equal(again.Students, s.Students) {
			t.Errorf("%+v: another school the second time", p)
		}
		if point := s.Sweep.At(s.Threshold()); point.TP == 0 || point.FP == 0 || point.FN == 0 || point.TN == 0 {
			t.Errorf("%+v: at the first threshold an outcome is missing: %+v", p, point.Confusion)
		}
	}
}

func TestSchoolOfARunRepresentsIt(t *testing.T) {
	b := calc.Binary{Kind: calc.Probability}
	for i := range 10_000 {
		b.Score = append(b.Score, float64(i)/10_000)
		b.Label = append(b.Label, uint8(min(1, max(0, (i-5000+1000*(i%7))/4000))))
	}
	sweep, err := calc.NewSweep(b)
	if err != nil {
		t.Fatal(err)
	}
	s, ok := SchoolOf(diabetes(), sweep)
	if !ok || s.Whole != 10_000 || len(s.Students) != MaxSize {
		t.Fatalf("%d students of %d", len(s.Students), s.Whole)
	}
	if got, want := s.Sweep.ROCAUC().V, sweep.ROCAUC().V; math.Abs(got-want) > 0.01 {
		t.Errorf("AUC %.4f, that of the run is %.4f", got, want)
	}
	single, err := calc.NewSweep(calc.Binary{Kind: calc.Probability, Label: []uint8{1}, Score: []float64{0.5}})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := SchoolOf(diabetes(), single); ok {
		t.Error("a school of one class")
	}
}

func TestOutcomesAreThoseOfTheSweep(t *testing.T) {
	for name, s := range schools(t) {
		for k := range s.Sweep.Len() {
			p := s.Sweep.Point(k)
			n := map[string]float64{}
			for _, student := range s.Students {
				n[student.Outcome(p.Threshold)]++
			}
			if n["tp"] != p.TP || n["fp"] != p.FP || n["fn"] != p.FN || n["tn"] != p.TN {
				t.Fatalf("%s at %v: %v, the sweep says %+v", name, p.Threshold, n, p.Confusion)
			}
		}
	}
}

// What is lit up gives the metric when it is counted.
func TestHighlightedStudentsGiveTheMetric(t *testing.T) {
	s := DefaultPlan().Make(diabetes())
	p := s.Sweep.At(s.Threshold())
	cell := map[string]float64{"tp": p.TP, "fp": p.FP, "fn": p.FN, "tn": p.TN}
	for metric, l := range highlights {
		above, below := 0.0, 0.0
		for _, id := range l.Numerator {
			above += cell[id]
		}
		for _, id := range l.Denominator {
			below += cell[id]
		}
		if metric == "f1" { // the true positives count twice on both sides
			above, below = 2*above, below+cell["tp"]
		}
		if want := p.Estimate(metric, 0.95).V; math.Abs(above/below-want) > 1e-12 {
			t.Errorf("%s: %v / %v, want %v", metric, above, below, want)
		}
	}
}

func TestAdviceFollowsTheProblem(t *testing.T) {
	for _, c := range []struct{ query, metric, policy string }{
		{"worse=fn&how=intolerable", "recall", "recall>=0.95"},                          // diabetes
		{"worse=fp&how=intolerable&whom=called", "precision", "precision>=0.95"},        // spam
		{"worse=fp&how=intolerable&whom=negatives", "specificity", "specificity>=0.99"}, // drug test
		{"worse=equal&even=yes", "accuracy", "min_cost"},
		{"worse=equal&even=no", "f1", "max_f1"},
		{"worse=fn&how=priced&times=7", "expected_cost", "min_cost"},
		{"worse=fp&how=priced&times=7", "expected_cost", "min_cost"},
		{"worse=fn", "f2", "max_f2"},
		{"worse=fp", "f0.5", "max_f0.5"},
		{"need=ranking&even=yes", "roc_auc", ""},
		{"need=ranking&even=no", "average_precision", ""},
		{"need=probabilities", "log_loss", ""},
	} {
		q, _ := url.ParseQuery(c.query)
		a, err := ParseAnswers(q)
		if err != nil {
			t.Fatal(err)
		}
		advice := a.Advise(diabetes())
		policy := ""
		if advice.State.Policy != nil {
			policy = advice.State.Policy.String()
		}
		if advice.Metric != c.metric || policy != c.policy || len(advice.Reasons) == 0 {
			t.Errorf("%s: %s by %q", c.query, advice.Metric, policy)
		}
		if _, ok := calc.MetricByID(advice.Metric); !ok && advice.Metric != "expected_cost" {
			t.Errorf("there is no metric %s", advice.Metric)
		}
		if again, err := ParseAnswers(a.Query()); err != nil || again.Query().Encode() != a.Query().Encode() {
			t.Errorf("%s: %v does not come back: %v", c.query, a, err)
		}
	}
	for _, bad := range []string{"worse=both", "times=-1", "prevalence=2", "need=luck"} {
		q, _ := url.ParseQuery(bad)
		if _, err := ParseAnswers(q); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}

// The line at any threshold has exactly those on its right that are called.
func TestTheLineSeparatesTheStudents(t *testing.T) {
	for name, s := range schools(t) {
		l := s.Lined()
		seats := map[Seat]bool{}
		for _, seat := range l.Seats {
			if seats[seat] || seat.X < 0 || seat.Y < 0 || seat.X+Figure > l.Width || seat.Y+Figure > l.Height {
				t.Fatalf("%s: the seat %v is taken or outside %d × %d", name, seat, l.Width, l.Height)
			}
			seats[seat] = true
		}
		for k := range s.Sweep.Len() {
			at := s.Sweep.Threshold(k)
			line := l.Threshold(at, 8)
			for i, student := range s.Students {
				x := line[0].X // of the line at the height of the student
				if len(line) == 4 && l.Seats[i].Y >= line[1].Y {
					x = line[2].X
				}
				if (l.Seats[i].X >= x) != student.PredictedPositive(at) {
					t.Fatalf("%s at %v: student %d with score %v is on the wrong side of %v", name, at, i, student.Score, line)
				}
			}
		}
	}
}

func TestClassroomsHaveASeatForEach(t *testing.T) {
	for name, s := range schools(t) {
		a := s.Classrooms()
		seats := map[Seat]bool{}
		for _, seat := range a.Seats {
			if seats[seat] || seat.X+Figure > a.Width || seat.Y+Figure > a.Height {
				t.Fatalf("%s: the seat %v is taken or outside %d × %d", name, seat, a.Width, a.Height)
			}
			seats[seat] = true
		}
	}
}

func TestStateRoundTripsThroughItsURL(t *testing.T) {
	for _, query := range []string{
		"", "step=recall&threshold=40", "threshold=inf",
		"size=60&prevalence=0.5&auc=0.75&positive_name=spam&negative_name=ham&unit_singular=mail&unit_plural=mails",
		"run=7&step=prevalence&elsewhere=0.01&projector=1", "seated=1&pair=3&precision=0.5&recall=0.25&step=harmonic",
	} {
		q, _ := url.ParseQuery(query)
		s, err := ParseState(q)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		if got := s.Query().Encode(); got != q.Encode() {
			t.Errorf("%s comes back as %s", query, got)
		}
	}
	for _, bad := range []string{
		"step=42", "size=1000", "size=30.5", "prevalence=1", "auc=0.2", "run=x", "threshold=high", "positive_name=healthy",
	} {
		q, _ := url.ParseQuery(bad)
		if _, err := ParseState(q); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}

func TestTheGlossaryExplainsEveryNumberOfTheApp(t *testing.T) {
	terms := map[string]Term{}
	for _, c := range Chapters(diabetes()) {
		for _, term := range c.Terms {
			if _, twice := terms[term.ID]; twice {
				t.Errorf("%s is there twice", term.ID)
			}
			if term.Name == "" || term.Text == "" || strings.Contains(term.Text+term.Formula, "{") {
				t.Errorf("%s is explained by %q", term.ID, term.Text)
			}
			terms[term.ID] = term
		}
	}
	var ids []string
	for _, m := range slices.Concat(calc.ConfusionMetrics(), calc.RunMetrics()) {
		ids = append(ids, m.ID)
	}
	for _, m := range calc.ClassMetricList() {
		ids = append(ids, m.ID)
	}
	for _, id := range slices.Concat(ids, tradeoff.ClassColumns[1:]) {
		if _, ok := terms[id]; !ok {
			t.Errorf("%s is not explained", id)
		}
	}
}
