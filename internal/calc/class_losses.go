package calc

import "math"

// A ClassLoss is a loss of a multi-class run with its denominators.
type ClassLoss struct {
	Mean         Value // Sum / W
	WeightedMean Value // Sum / Σ w c_y, over the class weights; what torch's cross_entropy(weight) returns
	Sum          Value // 0 over no rows
	Clipped      int   // rows whose share depends on the clip of the logarithm

	// loss of each row of weight above 0 in input order, class weight included, sample weight not; nil if undefined
	PerSample []float64
}

// CrossEntropy returns -ln of the probability given to the true class, natural
// logarithm, clipped as in [Sweep.LogLoss]. Rows are not renormalised.
// classWeight multiplies the loss of each class; nil is 1 for all. Undefined
// without rows and for kind [Score]; WeightedMean also if all rows' class
// weights are 0. It panics unless there is a weight, finite and not negative,
// for each class. See docs/metrics.md 12.1.
func (r *ClassRun) CrossEntropy(classWeight []float64) ClassLoss {
	l := r.loss(classWeight, r.crossEntropy)
	if r.kind == Probability {
		for i, y := range r.label {
			l.Clipped += int(isOne(r.p[i][y] < clip))
		}
	}
	return l
}

func (r *ClassRun) crossEntropy(i int) float64 {
	y := r.label[i]
	if r.kind == Logit {
		return logitLoss(r.score[i], y)
	}
	return 0 - math.Log(math.Max(r.p[i][y], clip))
}

// logitLoss returns logsumexp(z) - z_y, as ln(1 + Σ e^(z_c - z_y)) if y is
// the largest, where the difference would lose precision.
func logitLoss(z []float64, y int) float64 {
	top := argmax(z)
	rest := 0.0
	for c := range z {
		if c != top {
			rest += math.Exp(z[c] - z[top])
		}
	}
	return math.Min(z[top]-z[y], math.MaxFloat64) + math.Log1p(rest)
}

// FocalLoss returns the softmax focal loss Σ α_y (1-p_y)^γ CE. alpha holds a
// weight for each class; nil is 1 for all. WeightedMean divides by the α of the
// rows. It panics if γ is negative or alpha is not one weight per class. See
// docs/metrics.md 12.2.
func (r *ClassRun) FocalLoss(gamma float64, alpha []float64) ClassLoss {
	checkParameters("gamma", gamma)
	return r.loss(alpha, func(i int) float64 {
		return math.Pow(r.missed(i), gamma) * r.crossEntropy(i)
	})
}

// missed returns 1-p_y; for logits as the sum of the others' probabilities,
// which is accurate for small values.
func (r *ClassRun) missed(i int) float64 {
	y := r.label[i]
	if r.kind == Probability {
		return 1 - r.p[i][y]
	}
	rest := 0.0
	for c, p := range r.p[i] {
		if c != y {
			rest += p
		}
	}
	return math.Min(rest, 1)
}

// loss adds up the loss of each row, multiplied by its class's weight.
func (r *ClassRun) loss(classWeight []float64, row func(i int) float64) ClassLoss {
	if classWeight != nil && len(classWeight) != r.classes {
		panic("calc: a weight for each class")
	}
	checkParameters("a class weight", classWeight...)
	if why := r.missingProbability(); why != "" {
		u := undefinedLoss(why)
		return ClassLoss{Mean: u.Mean, WeightedMean: u.Mean, Sum: u.Sum}
	}
	l := ClassLoss{PerSample: make([]float64, len(r.label))}
	var total, weight, weighted sum
	for i, y := range r.label {
		c := 1.0
		if classWeight != nil {
			c = classWeight[y]
		}
		l.PerSample[i] = c * row(i)
		total.add(r.w(i) * l.PerSample[i])
		weight.add(r.w(i))
		weighted.add(r.w(i) * c)
	}
	l.Sum = Defined(total.value())
	l.Mean = Defined(total.value() / weight.value())
	l.WeightedMean = Ratio(total.value(), weighted.value(), ZeroDenominator)
	return l
}

// Brier returns the mean over the rows of Σ (p_c - [y=c])², in [0,2]; with two
// classes twice the Brier score of [Sweep.Brier]. Undefined without rows and for
// kind [Score]. See docs/metrics.md 12.5.
func (r *ClassRun) Brier() Value {
	if why := r.missingProbability(); why != "" {
		return Undefined(why)
	}
	var total, weight sum
	for i, y := range r.label {
		row := 0.0
		for c, p := range r.p[i] {
			if c == y {
				p = r.missed(i)
			}
			row += p * p
		}
		total.add(r.w(i) * row)
		weight.add(r.w(i))
	}
	return Defined(total.value() / weight.value())
}

// ClassOverlap is an overlap loss of every class one-vs-rest.
type ClassOverlap struct {
	PerClass    []Value
	Mean        Value // over the classes where it is defined
	MeanPresent Value // over those of them that occur
	Defined     int
}

// Dice returns the soft Dice loss of every class, with its probability as the
// soft set; class 0 too, which often is the background. See docs/metrics.md 12.3.
func (r *ClassRun) Dice(smooth float64) ClassOverlap {
	return r.overlap(func(s *Sweep) Value { return s.Dice(smooth).Loss })
}

// Jaccard returns the soft Jaccard loss of every class.
func (r *ClassRun) Jaccard(smooth float64) ClassOverlap {
	return r.overlap(func(s *Sweep) Value { return s.Jaccard(smooth).Loss })
}

func (r *ClassRun) overlap(f func(*Sweep) Value) ClassOverlap {
	o := ClassOverlap{PerClass: make([]Value, r.classes)}
	why := r.missingProbability()
	support, _ := r.support()
	var present []Value
	for c := range o.PerClass {
		if why != "" {
			o.PerClass[c] = Undefined(why)
			continue
		}
		o.PerClass[c] = f(r.OneVsRest(c))
		if support[c] > 0 {
			present = append(present, o.PerClass[c])
		}
	}
	o.Mean, o.Defined = MeanOfDefined(o.PerClass)
	o.MeanPresent, _ = MeanOfDefined(present)
	return o
}

// Lovasz returns the Lovász-Softmax loss, the mean over the classes of the Lovász
// extension of the Jaccard loss of each. Undefined without rows and for kind
// [Score]. See docs/metrics.md 12.4.
func (r *ClassRun) Lovasz(classes Classes) Value {
	classes.check()
	if why := r.missingProbability(); why != "" {
		return Undefined(why)
	}
	support, _ := r.support()
	var values []Value
	for c := range r.classes {
		if classes == AllClasses || support[c] > 0 {
			values = append(values, r.OneVsRest(c).LovaszSigmoid())
		}
	}
	mean, _ := MeanOfDefined(values)
	return mean
}
