package lesson

import (
	"math"
	"net/url"
	"reflect"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/tradeoff"
)

func TestTheLabHasEveryLoss(t *testing.T) {
	have := map[string]bool{}
	for _, l := range LabLosses() {
		have[l.ID] = true
		if m, ok := calc.MetricByID(l.ID); !ok || m.Name != l.Name || len(l.For) == 0 {
			t.Errorf("%s is called %q in the lab and %q on other pages", l.ID, l.Name, m.Name)
		}
	}
	for _, l := range catalog.Losses {
		if l.Lab != have[l.ID] {
			t.Errorf("%s is declared to be in the lab: %t", l.ID, l.Lab)
		}
	}
}

func TestEveryQuestionOfTheLabHasOneRightOption(t *testing.T) {
	want := map[string]string{
		"log_loss": "about 7 times", "weighted_log_loss": "9", "focal_loss": "about 0.01", "dice_loss": "on the small object",
		"bce_dice_loss": "the Dice part",
		"jaccard_loss":  "the Jaccard loss", "tversky_loss": "the missed pixel", "lovasz_softmax_loss": "0.21",
		"lovasz_sigmoid_loss": "0.40",
		"lovasz_hinge_loss":   "it stays", "iou_balanced_loss": "it stays",
	}
	for _, l := range LabLosses() {
		q := LabQuestion(l)
		right, texts := 0, map[string]bool{}
		for _, o := range q.Options {
			if o.Right {
				right++
			}
			texts[o.Text] = true
		}
		if right != 1 || len(texts) != len(q.Options) || q.Why == "" {
			t.Errorf("%s: %+v", l.ID, q)
		} else if got := q.Options[q.Right()].Text; got != want[l.ID] {
			t.Errorf("%s: %q is marked right, want %q", l.ID, got, want[l.ID])
		}
	}
}

func TestALabIsReadBackFromItsQuery(t *testing.T) {
	for _, text := range []string{
		"", "loss=focal_loss&focal_loss.gamma=3&p=0.7&truth=0&positives=0.2",
		"loss=dice_loss&object=large&pixel=3&brush=4&mask=" + MaskText(RightMask(smallest)) + "&bce_dice_loss.mix=0.25",
		"loss=iou_balanced_loss&eta=3&normalize=0&base=focal&x1=20&y2=5&p3=0.5&box=2", "object=none",
	} {
		q, err := url.ParseQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		l, err := ParseLab(q)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := l.Query(); !reflect.DeepEqual(got, q) {
			t.Errorf("%s is written as %s", text, got.Encode())
		}
	}
	for _, text := range []string{
		"loss=accuracy", "p=0", "p=x", "positives=0.9", "mask=12", "pixel=100", "pixel=1.5", "object=round", "x1=110",
		"eta=-1", "focal_loss.gamma=-1", "brush=10", "paint=100", "box=3",
	} {
		q, _ := url.ParseQuery(text)
		if _, err := ParseLab(q); err == nil {
			t.Errorf("%s is taken", text)
		} else if e := new(tradeoff.Error); !asError(err, &e) || e.Hint == "" {
			t.Errorf("%s: %v has no hint", text, err)
		}
	}
}

func asError(err error, into **tradeoff.Error) bool {
	e, ok := err.(*tradeoff.Error)
	*into = e
	return ok
}

func TestPaintingChangesOnePixelAndBack(t *testing.T) {
	q := url.Values{"paint": {"7"}}
	l, err := ParseLab(q)
	if err != nil {
		t.Fatal(err)
	}
	if l.Mask[7] != lastLevel || l.Pixel != 7 {
		t.Errorf("pixel %d has the level %d", l.Pixel, l.Mask[7])
	}
	q.Set("mask", MaskText(l.Mask))
	if l, err = ParseLab(q); err != nil || l.Mask[7] != 0 {
		t.Errorf("painted again it has the level %d (%v)", l.Mask[7], err)
	}
}

// The slope of a curve is that of its points.
func TestCurvesOfTheLabHaveTheirSlopes(t *testing.T) {
	for _, loss := range LabLosses() {
		for _, negative := range []bool{false, true} {
			l := DefaultLab(loss)
			l.Negative = negative
			if negative {
				l.Pixel = 45 // of the background, called object
			}
			for _, p := range []float64{0.07, 0.33, 0.52, 0.85} {
				const h = 1e-6
				z := math.Log(p / (1 - p))
				now, up, down := l.At(p), l.At(calc.Sigmoid(z+h)), l.At(calc.Sigmoid(z-h))
				for what, v := range map[string][3]float64{
					"the loss":      {now.Slope.V, up.Loss.V, down.Loss.V},
					"cross-entropy": {now.PlainSlope.V, up.PlainLoss.V, down.PlainLoss.V},
				} {
					want := (v[1] - v[2]) / (2 * h)
					if loss.ID == "iou_balanced_loss" && what == "the loss" {
						continue // its gradient holds the weight fixed
					}
					if math.Abs(v[0]-want) > 1e-5 {
						t.Errorf("%s at %v: slope of %s is %v, by differences %v", loss.ID, p, what, v[0], want)
					}
				}
			}
		}
	}
}

func TestImbalancedSetIsWellCalibrated(t *testing.T) {
	for _, share := range []float64{LeastShare, 0.05, 0.2, MostShare} {
		l := DefaultLab(labLosses[0])
		l.Share = share
		s := l.Imbalanced()
		if got := float64(s.Positives()) / Examples; math.Abs(got-share) > 1e-9 {
			t.Errorf("%v are positive, want %v", got, share)
		}
		mean := 0.0
		for k := 1; k < s.Len(); k++ {
			c := s.Cell(k)
			mean += calc.Sigmoid(c.Score) * (c.WPos + c.WNeg) / Examples
		}
		if math.Abs(mean-share) > 0.004 {
			t.Errorf("at %v the mean probability is %v", share, mean)
		}
	}
}

func TestAreasOfTheLabAreTheLosses(t *testing.T) {
	for _, object := range Objects() {
		for _, id := range []string{"lovasz_softmax_loss", "lovasz_sigmoid_loss", "lovasz_hinge_loss"} {
			l := DefaultLab(labLosses[0])
			l.Object, l.Mask, l.Pixel = object, FirstMask(object), FirstPixel(object)
			sum := 0.0
			areas := l.LovaszAreas(id)
			for _, a := range areas {
				sum += a.Area
			}
			if got, want := sum/float64(len(areas)), l.OfMask(id).V; math.Abs(got-want) > 1e-12 {
				t.Errorf("%s, %s object: the areas make %v, the loss is %v", id, object, got, want)
			}
		}
	}
}

func TestOneMorePixelCostsMoreOnASmallObject(t *testing.T) {
	l := DefaultLab(labLosses[0])
	for _, id := range MaskLosses {
		small, large := l.WithFalsePixel(id, "small"), l.WithFalsePixel(id, "large")
		if id == "log_loss" {
			if math.Abs(small.V-large.V) > 1e-12 {
				t.Errorf("cross-entropy rises by %v and %v", small.V, large.V)
			}
		} else if !(small.V > large.V) {
			t.Errorf("%s rises by %v on the small object and %v on the large one", id, small.V, large.V)
		}
	}
}
