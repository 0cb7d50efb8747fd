package explore

import (
	"slices"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// counted returns a run of two classes with these counts at its threshold.
func counted(tp, fn, fp, tn float64, state tradeoff.State) RunAt {
	v := RunAt{State: state, Experiment: tradeoff.Experiment{PositiveName: "diabetic", NegativeName: "healthy",
		UnitSingular: "woman", UnitPlural: "women", CostFP: 1, CostFN: 1}}
	v.Point.Confusion = calc.Confusion{TP: tp, FN: fn, FP: fp, TN: tn}
	return v
}

func prevalent(p float64) tradeoff.State { return tradeoff.State{Prevalence: &p} }

func TestMatrixShowsTheFormOfTheState(t *testing.T) {
	form := func(s tradeoff.State, f tradeoff.MatrixForm) tradeoff.State {
		s.Matrix = f
		return s
	}
	for _, c := range []struct {
		what                          string
		v                             RunAt
		form                          tradeoff.MatrixForm
		tp, fp, tpShare, fpShare, sum string
		offered                       []tradeoff.MatrixForm
	}{
		{"counts", counted(100, 9, 78, 145, tradeoff.State{}), tradeoff.MatrixCounts, "100", "78", "92%",
			"35%", "332",
			[]tradeoff.MatrixForm{tradeoff.MatrixCounts, tradeoff.MatrixRow, tradeoff.MatrixColumn}},
		{"columns", counted(100, 9, 78, 145, form(tradeoff.State{}, tradeoff.MatrixColumn)), tradeoff.MatrixColumn,
			"100", "78", "56%", "44%", "332",
			[]tradeoff.MatrixForm{tradeoff.MatrixCounts, tradeoff.MatrixRow, tradeoff.MatrixColumn}},
		{"in deployment", counted(99, 10, 78, 145, prevalent(0.05)), tradeoff.MatrixDeployed, "45",
			"332", "91%", "35%", "1,000",
			[]tradeoff.MatrixForm{tradeoff.MatrixCounts, tradeoff.MatrixDeployed}},
		{"the test set beside a prevalence", counted(99, 10, 78, 145, form(prevalent(0.05), tradeoff.MatrixCounts)),
			tradeoff.MatrixCounts, "99", "78", "91%", "35%", "332",
			[]tradeoff.MatrixForm{tradeoff.MatrixCounts, tradeoff.MatrixDeployed}},
		{"shares do not go with a prevalence", counted(99, 10, 78, 145, form(prevalent(0.05), tradeoff.MatrixColumn)),
			tradeoff.MatrixDeployed, "45", "332", "91%", "35%", "1,000",
			[]tradeoff.MatrixForm{tradeoff.MatrixCounts, tradeoff.MatrixDeployed}},
		{"a rare class", counted(173, 829, 327, 998671, tradeoff.State{}), tradeoff.MatrixCounts, "173",
			"327", "17%", "0.033%",
			"1,000,000", []tradeoff.MatrixForm{tradeoff.MatrixCounts, tradeoff.MatrixDeployed, tradeoff.MatrixRow}},
		{"one class only", counted(0, 0, 1, 2, prevalent(0.05)), tradeoff.MatrixCounts, "0", "1", "—", "33%", "3",
			[]tradeoff.MatrixForm{tradeoff.MatrixCounts}},
	} {
		m := c.v.Matrix()
		if m.Form != c.form || m.CountText("tp") != c.tp || m.CountText("fp") != c.fp || m.ShareText("tp") != c.tpShare ||
			m.ShareText("fp") != c.fpShare || m.MarginTexts()["n"] != c.sum || !slices.Equal(m.Forms(), c.offered) {
			t.Errorf("%s: %s, TP %s (%s), FP %s (%s) of %s, offered %v", c.what, m.Form, m.CountText("tp"), m.ShareText("tp"),
				m.CountText("fp"), m.ShareText("fp"), m.MarginTexts()["n"], m.Forms())
		}
	}
	for v, want := range map[float64]string{0.05: "Per 1,000 at 5%", 0.0003: "Per 100,000 at 0.03%"} {
		if got := counted(99, 10, 78, 145, prevalent(v)).Matrix().FormText(tradeoff.MatrixDeployed); got != want {
			t.Errorf("the button says %q, want %q", got, want)
		}
	}
}

func TestRowsOfMetricsSayWhatTheyCount(t *testing.T) {
	known := func(v, low, high float64) calc.Estimate {
		return calc.Estimate{Value: calc.Defined(v), Low: calc.Defined(low), High: calc.Defined(high)}
	}
	for _, c := range []struct {
		what, id                        string
		v                               RunAt
		e                               calc.Estimate
		counts, value, interval, remark string
	}{
		{"a proportion", "recall", counted(100, 9, 78, 145, tradeoff.State{}), known(0.917, 0.85, 0.96),
			"100 / 109", "0.92",
			"0.85–0.96", ""},
		{"a quotient of counts", "f1", counted(100, 9, 78, 145, tradeoff.State{}), known(0.7, 0.63,
			0.76), "200 / 287", "0.70",
			"0.63–0.76", ""},
		{"no quotient", "mcc", counted(100, 9, 78, 145, tradeoff.State{}), known(0.5, 0.4, 0.6), "",
			"0.50", "0.40–0.60", ""},
		{"restated", "precision", counted(99, 10, 78, 145, prevalent(0.05)), known(0.12, 0.10, 0.14),
			"0.56 in test set", "0.12",
			"0.10–0.14", ""},
		{"the same at every prevalence", "recall", counted(99, 10, 78, 145, prevalent(0.05)),
			known(0.908, 0.84, 0.95), "99 / 109",
			"0.91", "0.84–0.95", ""},
		{"undefined", "precision", counted(0, 109, 0, 223, tradeoff.State{}),
			calc.Estimate{Value: calc.Undefined(calc.NoPredictedPositives)}, "", "—", "",
			"no woman is predicted diabetic at this threshold"},
		{"without an interval", "mcc", counted(1, 1, 1, 1, tradeoff.State{}),
			calc.Estimate{Value: calc.Defined(0.25), IntervalReason: calc.TooFewSamples}, "", "0.25", "no interval",
			"there are too few women"},
		{"an interval without a width", "mcc", counted(1, 0, 0, 1, tradeoff.State{}), known(1, 1, 1), "",
			"1.00", "no interval",
			"the sample shows no variation"},
	} {
		row := NewMetricRow(c.v, c.id, c.e)
		value, interval, remark := row.Texts(c.v.Experiment)
		if row.CountsText() != c.counts || value != c.value || interval != c.interval || remark != c.remark {
			t.Errorf("%s: %q %q, %q, %q", c.what, value, interval, row.CountsText(), remark)
		}
	}
}

func TestRatesNearTheEndsAreFrequenciesToo(t *testing.T) {
	v := counted(173, 829, 327, 998671, tradeoff.State{})
	v.Experiment.PositiveName, v.Experiment.NegativeName = "fraud", "legitimate"
	for id, want := range map[string]string{"specificity": "1 in 3,100 flagged", "npv": "1 in 1,200 is fraud",
		"fpr": "1 in 3,100 flagged", "recall": "", "f1": "", "mcc": "", "accuracy": "1 in 870 is wrong"} {
		m, _ := calc.MetricByID(id)
		row := NewMetricRow(v, id, calc.Estimate{Value: m.At(v.Point.Confusion)})
		if got := row.Frequency(v.Experiment); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
		if (row.Trivial != "") != (id == "accuracy") {
			t.Errorf("%s says of a trivial model %q", id, row.Trivial)
		}
	}
	for state, want := range map[float64]string{0.3: "", 0.001: "a model that flags nothing: 99.90%"} {
		if got := NewMetricRow(counted(9, 1, 5, 5, prevalent(state)), "accuracy", calc.Estimate{}).Trivial; got != want {
			t.Errorf("at a prevalence of %v a trivial model has %q, want %q", state, got, want)
		}
	}
}
