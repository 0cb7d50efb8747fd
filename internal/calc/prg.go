package calc

// A PRGCurve is the precision–recall–gain curve of Flach and Kull (2015), on
// which straight lines are right and the area is comparable across
// prevalences. One point for each distinct score from the highest down; points
// without true positives have undefined gains. If it is undefined as a whole
// the slices are nil and Reason says why. See docs/metrics.md 5.5.
type PRGCurve struct {
	Threshold     []float64
	PrecisionGain []Value // 1 - c·FP/TP, c = P/Q
	RecallGain    []Value // 1 - c·FN/TP
	Area          Value   // over recall gain from 0 to 1; negative precision gain counts negatively
	Reason        Reason
}

// PRG returns the precision–recall–gain curve. Undefined if a class is missing
// or the sweep is weighted.
func (s *Sweep) PRG() PRGCurve {
	if r := s.missing(NoPositives, NoNegatives); r != "" {
		return PRGCurve{Area: Undefined(r), Reason: r}
	}
	if s.Weighted() {
		return PRGCurve{Area: Undefined(WeightsNotSupported), Reason: WeightsNotSupported}
	}
	n := len(s.score)
	g := PRGCurve{Threshold: s.scores(), PrecisionGain: make([]Value, n), RecallGain: make([]Value, n), Area: s.AUPRG()}
	c := s.PositiveWeight() / s.NegativeWeight()
	for k := 1; k <= n; k++ {
		at := s.Confusion(k)
		if at.TP == 0 {
			g.PrecisionGain[k-1], g.RecallGain[k-1] = Undefined(ZeroDenominator), Undefined(ZeroDenominator)
			continue
		}
		g.PrecisionGain[k-1], g.RecallGain[k-1] = Defined(gain(c, at.FP, at.TP)), Defined(gain(c, at.FN, at.TP))
	}
	return g
}

// gain returns 1 - c·errors/tp.
func gain(c, errors, tp float64) float64 { return 1 - float64(c*errors)/tp }

// AUPRG returns the area under the precision–recall–gain curve, of
// [Sweep.PRG]. Between operating points true and false positives grow together
// in a straight line; the area starts where TP = P²/n, at recall gain 0.
func (s *Sweep) AUPRG() Value {
	if r := s.missing(NoPositives, NoNegatives); r != "" {
		return Undefined(r)
	}
	if s.Weighted() {
		return Undefined(WeightsNotSupported)
	}
	p, q := s.PositiveWeight(), s.NegativeWeight()
	c := p / q
	start := p * (p / (p + q)) // TP at recall gain 0
	var area sum
	started := false
	var precision, recall float64
	before := Confusion{}
	for k := 1; k < s.Len(); k++ {
		at := s.Confusion(k)
		if at.TP >= start {
			if !started {
				started = true
				fp := before.FP + float64((at.FP-before.FP)*((start-before.TP)/(at.TP-before.TP)))
				precision, recall = gain(c, fp, start), 0
			}
			atPrecision, atRecall := gain(c, at.FP, at.TP), gain(c, at.FN, at.TP)
			area.add((atRecall - recall) * ((precision + atPrecision) / 2))
			precision, recall = atPrecision, atRecall
		}
		before = at
	}
	return Defined(area.value())
}
