package calc

// Bootstrap resamples the rows behind an unweighted matrix with replacement and
// returns the metrics with the given identifiers, in order, with their percentile
// intervals: they depend on the rows only through the cells, so that any number
// of rows costs the same. It panics unless all cells are whole numbers, and if a
// metric is not one of the matrix alone. See docs/metrics.md 15.
func (m ClassConfusion) Bootstrap(ids []string, o Resampling) []Bootstrap {
	o.check()
	metrics := make([]ClassMetric, len(ids))
	for k, id := range ids {
		var ok bool
		if metrics[k], ok = ClassMetricByID(id); !ok || !metrics[k].OfMatrix() {
			panic("calc: no metric of a confusion matrix " + id)
		}
	}
	whole := m.quickReport()
	type cell struct{ i, j, rows int }
	var cells []cell
	all := 0
	for i := range m {
		for j, w := range m[i] {
			n := int(w)
			if float64(n) != w {
				panic("calc: a resampled cell is a number of rows")
			}
			if n > 0 {
				cells = append(cells, cell{i, j, n})
				all += n
			}
		}
	}
	out := make([]Bootstrap, len(ids))
	if all == 0 {
		for k, metric := range metrics {
			out[k] = noBootstrap(metric.matrix(&whole), NoSamples, o)
		}
		return out
	}
	replicates := replicate(o, func() func(int) []Value {
		drawn := newClassConfusion(len(m))
		return func(r int) []Value {
			d := newRNG(o.Seed, r)
			// Multinomial: each cell gets its share of what the previous
			// cells left.
			left, rows := all, all
			for _, c := range cells {
				n := d.binomial(left, float64(c.rows)/float64(rows))
				drawn[c.i][c.j] = float64(n)
				left, rows = left-n, rows-c.rows
			}
			report := drawn.quickReport()
			values := make([]Value, len(ids))
			for k, metric := range metrics {
				values[k] = metric.matrix(&report)
			}
			return values
		}
	})
	one := make([]Value, o.Resamples)
	for k, metric := range metrics {
		for r := range one {
			one[r] = replicates[r][k]
		}
		out[k] = summarize(metric.matrix(&whole), one, o)
		out[k].Replicates = nil // one list for all statistics
	}
	return out
}

func newClassConfusion(classes int) ClassConfusion {
	m := make(ClassConfusion, classes)
	for i := range m {
		m[i] = make([]float64, classes)
	}
	return m
}
