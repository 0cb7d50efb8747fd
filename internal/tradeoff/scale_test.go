package tradeoff

import (
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/format"
)

func TestScalesFollowTheCatalog(t *testing.T) {
	for id, want := range map[string]format.Scale{
		"recall": format.Shares, "roc_auc": format.Shares, "macro_f1": format.Shares, "ece": format.Shares,
		"mcc": format.Indices, "gini": format.Indices, "kappa_linear": format.Indices, "youden_j": format.Indices,
		"lr_plus": format.Amounts, "brier": format.Amounts, "expected_cost": format.Amounts, "net_benefit": format.Amounts,
		"log_loss": format.Amounts, "unknown": format.Amounts,
	} {
		if got := ScaleOf(id); got != want {
			t.Errorf("the scale of %s is %s, want %s", id, got, want)
		}
	}
	for id, want := range map[string]int{"roc_auc": 3, "brier": 3, "recall": 2, "average_precision": 2, "log_loss": 2} {
		if got := ColumnDecimals(id); got != want {
			t.Errorf("%s has %d decimals in tables, want %d", id, got, want)
		}
	}
}

func TestScalesOfPolicies(t *testing.T) {
	for text, want := range map[string]format.Scale{
		"max_f1": format.Shares, "max_f0.7": format.Shares, "max_mcc": format.Indices, "min_cost": format.Amounts,
		"alert_rate<=0.1": format.Shares, "expected_cost<=0.5": format.Amounts, "closest_topleft": format.Amounts,
	} {
		p, err := calc.ParsePolicy(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := ScaleOfPolicy(p); got != want {
			t.Errorf("the scale of %s is %s, want %s", text, got, want)
		}
	}
}

func TestMetricsWithOneNameHaveOneScale(t *testing.T) {
	for _, m := range catalog.ClassMetrics {
		if first, _ := metricOf(m.ID); first.Span != m.Span || first.Fine != m.Fine {
			t.Errorf("%s of many classes is written in another way than that of two", m.ID)
		}
	}
}
