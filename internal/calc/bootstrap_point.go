package calc

// Bootstrap resamples the rows behind p with replacement and returns the
// confusion metrics with the given identifiers, in order, with their percentile
// intervals: at a fixed threshold they depend on the rows only through the four
// cells, so that any number of rows costs the same. If prevalence is not nil,
// every resample is restated for it, as [Confusion.AtPrevalence] does. A
// weighted point has no interval, [WeightsNotSupported]. It panics if there is
// no such metric. See docs/metrics.md 15.
func (p OperatingPoint) Bootstrap(ids []string, prevalence *float64, o Resampling) []Bootstrap {
	stats := make([]Statistic, len(ids))
	for i, id := range ids {
		stats[i] = pointStatistic(id, 1, prevalence)
	}
	if p.Weighted || p.Total() == 0 {
		why := WeightsNotSupported
		if !p.Weighted {
			why = NoSamples
		}
		out := make([]Bootstrap, len(ids))
		for i, id := range ids {
			out[i] = noBootstrap(atPrevalence(id, prevalence)(p.Confusion), why, o)
		}
		return out
	}
	// Scores of 1 are called positive and scores of 0 are not.
	var score []float64
	var npos, nneg []uint32
	for _, call := range []struct{ score, pos, neg float64 }{{1, p.TP, p.FP}, {0, p.FN, p.TN}} {
		if call.pos+call.neg > 0 {
			score, npos, nneg = append(score, call.score), append(npos, uint32(call.pos)), append(nneg, uint32(call.neg))
		}
	}
	s, err := RestoreSweep(Score, score, npos, nneg, nil, nil)
	if err != nil {
		panic("calc: " + err.Error())
	}
	return s.BootstrapAll(stats, o)
}

// pointStatistic returns the confusion metric id at a threshold, where the share
// of positives is prevalence unless that is nil, as a statistic.
func pointStatistic(id string, threshold float64, prevalence *float64) Statistic {
	of := atPrevalence(id, prevalence)
	return func(s *Sweep) Value { return of(s.At(threshold).Confusion) }
}

func atPrevalence(id string, prevalence *float64) func(Confusion) Value {
	m, ok := MetricByID(id)
	if !ok || m.point == nil {
		panic("calc: no confusion metric " + id)
	}
	if prevalence == nil {
		return m.point
	}
	return func(c Confusion) Value {
		there, reason := c.AtPrevalence(*prevalence)
		if reason != "" {
			return Undefined(reason)
		}
		return m.point(there)
	}
}
