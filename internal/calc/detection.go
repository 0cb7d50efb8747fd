package calc

import (
	"fmt"
	"math"
)

// Detection holds the rows of a detection run: candidate boxes, whether they
// match a true one, and how well.
type Detection struct {
	Binary
	IoU []float64 // of the matched pair of boxes, in [0,1]; ignored for negatives, where it may be NaN
}

// Validate returns the first fault of d as an *[InputError]: those of
// [Binary.Validate], and a positive whose IoU is missing or outside [0,1].
func (d Detection) Validate() error {
	if err := d.Binary.Validate(); err != nil {
		return err
	}
	if d.IoU == nil {
		return nil // undefined, not wrong
	}
	if len(d.IoU) != len(d.Label) {
		return &InputError{Row: -1, Message: fmt.Sprintf("%d overlaps for %d labels", len(d.IoU), len(d.Label))}
	}
	for i, y := range d.Label {
		if u := d.IoU[i]; y == 1 && !(u >= 0 && u <= 1) {
			return &InputError{Row: i, Message: fmt.Sprintf("the IoU %v of a positive is not in [0,1]", u)}
		}
	}
	return nil
}

// IoUBalanced holds the parameters of the IoU-balanced classification loss.
type IoUBalanced struct {
	Eta       float64 // how much more well-placed boxes count
	Normalize bool    // keep the total of the positives' losses
	Focal     *Focal  // the loss that is shared out; nil: the cross entropy
}

// DefaultIoUBalanced returns η = 1.5, normalised, over the cross entropy.
func DefaultIoUBalanced() IoUBalanced { return IoUBalanced{Eta: 1.5, Normalize: true} }

// An IoUBalancedLoss is the result of [Detection.IoUBalanced]. If it is
// undefined, so are all values, and the slices are nil.
type IoUBalancedLoss struct {
	Mean        Value // Sum / n
	Sum         Value // 0 over no rows
	PerPositive Value // Sum / number of positives; undefined without them
	Normalizer  Value // what the powers of the IoU are multiplied by

	// One element per row of weight above 0, in input order.
	Weights   []float64 // 1 for negatives
	PerSample []float64 // weight times loss
	Grad      []float64 // derivative of Mean with respect to the row's logit, the weights held fixed

	Reason Reason
}

// IoUBalanced returns the IoU-balanced loss of Wu et al. 2019,
//
//	Σ_pos w_i L_i + Σ_neg L_i,  w_i = IoU_i^η · Σ_pos L_j / Σ_pos IoU_j^η L_j,
//
// or w_i = IoU_i^η if it is not normalised. Normalised, its value is that of the
// plain loss by construction: what changes is how loss and gradient are shared
// among the positives, which Weights, PerSample and Grad show.
//
// Undefined for kind [Score], without IoU and with weights other than 0 and 1,
// and if it is normalised and every positive that loses anything has IoU 0.
// Without positives, the normaliser is 1; if no positive loses anything it is
// undefined, and the weights are the powers of the IoU. A fault in d gives an
// *[InputError]. It panics if η is negative. See docs/metrics.md 10.
func (d Detection) IoUBalanced(o IoUBalanced) (IoUBalancedLoss, error) {
	checkParameters("eta", o.Eta)
	if o.Focal != nil {
		o.Focal.check()
	}
	if err := d.Validate(); err != nil {
		return IoUBalancedLoss{}, err
	}
	d, weighted := d.withoutWeightless()
	switch {
	case len(d.Label) == 0:
		u := Undefined(NoSamples)
		return IoUBalancedLoss{Mean: u, Sum: Defined(0), PerPositive: u, Normalizer: u,
			Weights: []float64{}, PerSample: []float64{}, Grad: []float64{}}, nil
	case d.Kind == Score:
		return undefinedIoUBalanced(NeedsProbabilities), nil
	case d.IoU == nil:
		return undefinedIoUBalanced(NeedsIoU), nil
	case weighted:
		return undefinedIoUBalanced(WeightsNotSupported), nil
	}
	return d.computeIoUBalanced(o), nil
}

func undefinedIoUBalanced(r Reason) IoUBalancedLoss {
	u := Undefined(r)
	return IoUBalancedLoss{Mean: u, Sum: u, PerPositive: u, Normalizer: u, Reason: r}
}

// withoutWeightless is [Binary.withoutWeightless] with the overlaps.
func (d Detection) withoutWeightless() (Detection, bool) {
	b, weighted := d.Binary.withoutWeightless()
	if len(b.Label) < len(d.Label) && d.IoU != nil {
		kept := make([]float64, 0, len(b.Label))
		for i, w := range d.Weight {
			if w != 0 {
				kept = append(kept, d.IoU[i])
			}
		}
		d.IoU = kept
	}
	d.Binary = b
	return d, weighted
}

// computeIoUBalanced computes the loss of valid rows with overlaps and without weights.
func (d Detection) computeIoUBalanced(o IoUBalanced) IoUBalancedLoss {
	n := len(d.Label)
	l := IoUBalancedLoss{Weights: make([]float64, n), PerSample: make([]float64, n), Grad: make([]float64, n)}
	var plain, powered sum
	positives := 0
	for i, y := range d.Label {
		l.Weights[i] = 1
		l.PerSample[i] = o.loss(d.Kind, y == 1, d.Score[i])
		if y == 1 {
			positives++
			l.Weights[i] = math.Pow(d.IoU[i], o.Eta)
			plain.add(l.PerSample[i])
			powered.add(l.Weights[i] * l.PerSample[i])
		}
	}
	l.Normalizer = Defined(1)
	if o.Normalize && positives > 0 {
		switch {
		case powered.value() > 0:
			l.Normalizer = Defined(plain.value() / powered.value())
		case plain.value() > 0:
			return undefinedIoUBalanced(ZeroDenominator)
		default:
			l.Normalizer = Undefined(ZeroDenominator)
		}
	}
	var total sum
	for i, y := range d.Label {
		if y == 1 && l.Normalizer.OK {
			l.Weights[i] *= l.Normalizer.V
		}
		l.PerSample[i] *= l.Weights[i]
		l.Grad[i] = l.Weights[i] * o.slope(d.Kind, y == 1, d.Score[i]) / float64(n)
		total.add(l.PerSample[i])
	}
	l.Sum = Defined(total.value())
	l.Mean = Defined(total.value() / float64(n))
	l.PerPositive = Ratio(total.value(), float64(positives), NoPositives)
	return l
}

// loss returns the loss of one row before balancing.
func (o IoUBalanced) loss(kind Kind, positive bool, score float64) float64 {
	if o.Focal != nil {
		return o.Focal.row(kind, positive, score)
	}
	return crossEntropy(kind, positive, score)
}

// slope returns the derivative of loss with respect to the logit.
func (o IoUBalanced) slope(kind Kind, positive bool, score float64) float64 {
	if o.Focal != nil {
		return o.Focal.ExampleLoss().Slope(kind, positive, score)
	}
	return ExampleLoss{Positive: 1, Negative: 1}.Slope(kind, positive, score)
}

// Localization returns the IoU-balanced localisation loss over matched boxes,
//
//	1/N Σ IoU_i^λ Σ smoothL1_β(δ),  smoothL1(δ) = δ²/2β if |δ| < β, else |δ| - β/2,
//
// where delta holds the four coordinate errors of each box. Wu et al. use λ =
// 1.5 and β = 1. Undefined without boxes. Lengths that differ, an error that is
// not finite and an IoU outside [0,1] give an *[InputError]. It panics unless λ
// is not negative and β is positive.
func Localization(delta [][4]float64, iou []float64, lambda, beta float64) (Value, error) {
	checkParameters("lambda", lambda)
	if !(beta > 0) || math.IsInf(beta, 1) {
		panic("calc: beta is positive")
	}
	if len(delta) != len(iou) {
		return Value{}, &InputError{Row: -1, Message: fmt.Sprintf("%d overlaps for %d boxes", len(iou), len(delta))}
	}
	var total sum
	for i, box := range delta {
		if !(iou[i] >= 0 && iou[i] <= 1) {
			return Value{}, &InputError{Row: i, Message: fmt.Sprintf("the IoU %v is not in [0,1]", iou[i])}
		}
		for _, d := range box {
			if isNotFinite(d) {
				return Value{}, &InputError{Row: i, Message: fmt.Sprintf("the coordinate error %v is not a finite number", d)}
			}
			total.add(math.Pow(iou[i], lambda) * smoothL1(math.Abs(d), beta))
		}
	}
	return Ratio(total.value(), float64(len(delta)), NoPositives), nil
}

func smoothL1(d, beta float64) float64 {
	if d < beta {
		return d * d / (2 * beta)
	}
	return d - beta/2
}
