package calc

import "slices"

// column applies f to the list of arguments that the input holds under one name.
func column[T any, R any](in goldenInput, name, result string, f func(T) R) map[string]any {
	var args map[string][]T
	in.inputInto(&args)
	got := []R{}
	for _, a := range args[name] {
		got = append(got, f(a))
	}
	return map[string]any{result: got}
}

func goldenNormalCDF(in goldenInput) map[string]any {
	return column(in, "x", "y", func(x Number) float64 { return NormalCDF(float64(x)) })
}

func goldenNormalQuantile(in goldenInput) map[string]any {
	return column(in, "p", "x", NormalQuantile)
}

func goldenBetaCDF(in goldenInput) map[string]any {
	return column(in, "abx", "y", func(a [3]float64) float64 { return BetaCDF(a[0], a[1], a[2]) })
}

func goldenBetaQuantile(in goldenInput) map[string]any {
	return column(in, "abq", "x", func(a [3]float64) float64 { return BetaQuantile(a[0], a[1], a[2]) })
}

func goldenBinomialHalf(in goldenInput) map[string]any {
	return column(in, "kn", "y", func(a [2]int) float64 { return BinomialHalfCDF(a[0], a[1]) })
}

func goldenChiSquared(in goldenInput) map[string]any { return column(in, "x", "y", ChiSquaredTail) }

func goldenStudent(in goldenInput) map[string]any {
	return column(in, "t_df", "y", func(a [2]float64) float64 { return StudentTwoSided(a[0], a[1]) })
}

func goldenSigmoid(in goldenInput) map[string]any { return column(in, "z", "y", Sigmoid) }

func goldenSoftplus(in goldenInput) map[string]any { return column(in, "z", "y", Softplus) }

func goldenLogSumExp(in goldenInput) map[string]any { return column(in, "rows", "y", LogSumExp) }

func goldenQuantile(in goldenInput) map[string]any {
	var a struct{ X, Q []float64 }
	in.inputInto(&a)
	slices.Sort(a.X)
	y := make([]float64, len(a.Q))
	for i, q := range a.Q {
		y[i] = Quantile(a.X, q)
	}
	return map[string]any{"y": y}
}
