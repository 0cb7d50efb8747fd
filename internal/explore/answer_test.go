package explore

import (
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// chosen returns v at a threshold that a policy has chosen.
func chosen(t *testing.T, v RunAt, policy string, reached bool, value float64) RunAt {
	t.Helper()
	p, err := calc.ParsePolicy(policy)
	if err != nil {
		t.Fatal(err)
	}
	v.State.Policy, v.Chosen = &p, true
	v.Choice.Value, v.Choice.Reached = calc.Defined(value), reached
	return v
}

// named returns v with other names.
func named(v RunAt, positive, negative, unit, units string) RunAt {
	v.Experiment.PositiveName, v.Experiment.NegativeName = positive, negative
	v.Experiment.UnitSingular, v.Experiment.UnitPlural = unit, units
	return v
}

// at2136 returns v at the threshold 0.2136, with costs of errors.
func at2136(v RunAt, fn, fp float64) RunAt {
	v.Text = "0.2136"
	v.Experiment.CostFN, v.Experiment.CostFP = fn, fp
	return v
}

func TestAnswers(t *testing.T) {
	none := tradeoff.State{}
	manual := 0.2136
	hand := tradeoff.State{Threshold: &manual}
	fraud := func(v RunAt) RunAt { return named(v, "fraud", "legitimate", "transaction", "transactions") }
	for _, c := range []struct {
		what string
		v    RunAt
		want string // strong parts between asterisks; a star at the end for an optimistic one
	}{
		{"min cost", chosen(t, at2136(counted(100, 9, 78, 145, none), 5, 1), "min_cost", true, 0.4),
			"At 0.2136 the model finds *100 of 109* diabetic women and raises *78 false alarms*. " +
				"No threshold costs less when one miss equals five false alarms. (optimistic)"},
		{"a bound", chosen(t, at2136(counted(99, 10, 78, 145, none), 1, 1), "recall>=0.9", true, 0.908),
			"At 0.2136 the model finds *99 of 109* diabetic women and raises *78 false alarms*. " +
				"It is the highest threshold with recall ≥ 0.90. (optimistic)"},
		{"a bound with three decimals",
			chosen(t, at2136(counted(99, 10, 78, 145, none), 1, 1), "precision>=0.925", true, 0.93),
			"At 0.2136 the model finds *99 of 109* diabetic women and raises *78 false alarms*. " +
				"No threshold with precision ≥ 0.925 has a higher recall. (optimistic)"},
		{"a bound that is out of reach",
			chosen(t, at2136(counted(0, 109, 0, 223, none), 1, 1), "specificity>=0.99", false, 0.97),
			"At 0.2136 the model finds *none of 109* diabetic women and raises *no false alarms*. " +
				"No threshold reaches specificity 0.99. The highest is 0.97, at 0.2136. (optimistic)"},
		{"without labels", chosen(t, at2136(counted(109, 0, 1, 222, none), 1, 1), "alert_rate<=0.1", true, 0.1),
			"At 0.2136 the model finds *all 109* diabetic women and raises *1 false alarm*. " +
				"It is the lowest threshold with alert rate ≤ 0.10."},
		{"the highest F1", chosen(t, at2136(counted(100, 9, 78, 145, none), 1, 1), "max_f1", true, 0.7),
			"At 0.2136 the model finds *100 of 109* diabetic women and raises *78 false alarms*. " +
				"No threshold has a higher F1. (optimistic)"},
		{"set manually", at2136(counted(100, 9, 78, 145, hand), 1, 1),
			"At 0.2136 the model finds *100 of 109* diabetic women and raises *78 false alarms*."},
		{"one positive", at2136(counted(1, 0, 2, 3, hand), 1, 1),
			"At 0.2136 the model finds *1 of 1* diabetic woman and raises *2 false alarms*."},
		{"weights", at2136(counted(100.5, 9, 1234.25, 145, hand), 1, 1),
			"At 0.2136 the model finds *100.5 of 109.5* diabetic women and raises *1,234.3 false alarms*."},
		{"a prevalence", at2136(counted(99, 10, 78, 145, tradeoff.State{Threshold: &manual, Prevalence: ptr(0.05)}), 1, 1),
			"At 5% prevalence, of 1,000 women *50* are diabetic: the model finds *45*, misses *5* and raises " +
				"*332 false alarms*. Precision falls from 0.56 to *0.12*; recall and specificity stay."},
		{"a higher prevalence",
			at2136(counted(99, 10, 78, 145, tradeoff.State{Threshold: &manual, Prevalence: ptr(0.5)}), 1, 1),
			"At 50% prevalence, of 100 women *50* are diabetic: the model finds *45*, misses *5* and raises " +
				"*17 false alarms*. Precision rises from 0.56 to *0.72*; recall and specificity stay."},
		{"a rare class", fraud(at2136(counted(173, 829, 327, 998671, hand), 1, 1)),
			"Of 10,000 transactions, *10* are fraud. The model raises *5 alerts*: *2* are fraud, *3* are false alarms. " +
				"It misses *8*. One in 3,100 legitimate transactions is flagged."},
		{"a rare class without alerts", fraud(at2136(counted(0, 1002, 0, 998998, hand), 1, 1)),
			"Of 10,000 transactions, *10* are fraud. The model raises *no alerts* and misses *10*."},
		{"a rare class, one alert", fraud(at2136(counted(100, 902, 0, 998998, hand), 1, 1)),
			"Of 10,000 transactions, *10* are fraud. The model raises *1 alert*: *1* is fraud, *none* is a false alarm. " +
				"It misses *9*."},
		{"a rare prevalence",
			at2136(counted(99, 10, 78, 145, tradeoff.State{Threshold: &manual, Prevalence: ptr(0.0001)}), 1, 1),
			"At 0.01% prevalence, of 100,000 women, *10* are diabetic. The model raises *34,983 alerts*: *9* are diabetic, " +
				"*34,974* are false alarms. It misses *1*. Precision falls from 0.56 to *0.026%*; recall and specificity stay."},
		{"rare negatives", at2136(counted(998671, 327, 829, 173, hand), 1, 1),
			"At 0.2136 the model finds *998,671 of 998,998* diabetic women and raises *829 false alarms*."},
		{"no positives", named(counted(0, 0, 1, 2, hand), "positive", "negative", "case", "cases"),
			"All 3 cases are negative, so recall and AUC are undefined."},
		{"no negatives",
			chosen(t, named(counted(1, 2, 0, 0, none), "positive", "negative", "case", "cases"), "alert_rate<=0.1",
				true, 0), "All 3 cases are positive, so specificity and AUC are undefined."},
		{"one row", named(counted(0, 0, 0, 1, hand), "positive", "negative", "case", "cases"),
			"The only case is negative, so recall and AUC are undefined."},
		{"no rows", counted(0, 0, 0, 0, hand), "There are no women here, so every metric is undefined."},
		{"names are taken as they are", named(at2136(counted(1, 1, 1, 1, hand), 1, 1), "{fp}", "\x02x", "{b}", "a*b{tp}"),
			"At 0.2136 the model finds *1 of 2* {fp} a*b{tp} and raises *1 false alarm*."},
	} {
		answer := NewAnswer(c.v)
		got := ""
		for _, p := range answer.Parts {
			if p.Strong {
				p.Text = "*" + p.Text + "*"
			}
			got += p.Text
		}
		if answer.Optimistic {
			got += " (optimistic)"
		}
		if got != c.want {
			t.Errorf("%s:\n%s, want\n%s", c.what, got, c.want)
		}
		if strings.ContainsAny(answer.String(), beginStrong+endStrong) {
			t.Errorf("%s: marks are left in %q", c.what, answer)
		}
	}
}

func ptr(x float64) *float64 { return &x }

func TestCostsAreARatio(t *testing.T) {
	for want, c := range map[string]calc.Costs{
		"one miss equals five false alarms":   {FN: 5, FP: 1},
		"one miss equals two false alarms":    {FN: 100, FP: 50},
		"one miss equals 2.5 false alarms":    {FN: 5, FP: 2},
		"one miss equals 1,000 false alarms":  {FN: 1000, FP: 1},
		"one false alarm equals three misses": {FN: 1, FP: 3},
		"one miss equals one false alarm":     {FN: 4, FP: 4},
		"misses cost nothing":                 {FN: 0, FP: 1},
		"false alarms cost nothing":           {FN: 1, FP: 0},
		"errors cost nothing":                 {},
	} {
		if got := CostRatioText(c); got != want {
			t.Errorf("%+v: %s, want %s", c, got, want)
		}
	}
}
