package calc

func goldenHolm(in goldenInput) map[string]any {
	var a struct{ P []*float64 }
	in.inputInto(&a)
	p := make([]Value, len(a.P))
	for i, x := range a.P {
		if x != nil {
			p[i] = Defined(*x)
		}
	}
	adjusted, detectable, m := Holm(p), make([]any, len(p)), 0
	for i, x := range adjusted {
		if x.OK {
			m++
			detectable[i] = SliceTest{Adjusted: x}.Detectable()
		}
	}
	return map[string]any{"adjusted": adjusted, "m": m, "detectable": detectable,
		"reasons": map[string]any{"adjusted": "not_tested", "detectable": "not_tested"}}
}

func goldenSlices(in goldenInput) map[string]any {
	var a struct {
		Slices []struct {
			K, N  int
			RestK int `json:"rest_k"`
			RestN int `json:"rest_n"`
		}
	}
	p := struct {
		Alpha          float64
		MinN           int  `json:"min_n"`
		HigherIsBetter bool `json:"higher_is_better"`
	}{}
	in.inputInto(&a)
	in.into(&p)
	list := make([]SliceCounts, len(a.Slices))
	for i, s := range a.Slices {
		list[i] = SliceCounts(s)
	}
	found := TestSlices(list, p.MinN)
	n := len(found)
	rate, rest, ps, adjusted := make([]Value, n), make([]Value, n), make([]Value, n), make([]Value, n)
	mark := make([]any, n)
	reasons := map[string][]any{}
	for _, field := range []string{"rate", "rest_rate", "p", "p_adjusted", "mark"} {
		reasons[field] = make([]any, n)
	}
	for i, t := range found {
		rate[i], rest[i], ps[i], adjusted[i] = t.Rate, t.RestRate, t.P, t.Adjusted
		for field, v := range map[string]Value{"rate": t.Rate, "rest_rate": t.RestRate, "p": t.P, "p_adjusted": t.Adjusted,
			"mark": t.Adjusted} {
			if !v.OK {
				reasons[field][i] = string(v.Reason)
			}
		}
		switch {
		case !t.Adjusted.OK:
		case !t.Detectable():
			mark[i] = "≈"
		case t.Rate.V > t.RestRate.V == p.HigherIsBetter:
			mark[i] = "▲"
		default:
			mark[i] = "▼"
		}
	}
	out := map[string]any{}
	for field, list := range reasons { // without those of fields that are all defined
		for _, r := range list {
			if r != nil {
				out[field] = list
				break
			}
		}
	}
	return map[string]any{"rate": rate, "rest_rate": rest, "p": ps, "p_adjusted": adjusted, "mark": mark, "reasons": out}
}
