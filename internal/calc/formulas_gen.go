// Code generated from internal/catalog by make generate; DO NOT EDIT.

package calc

import "math"

// formulas are those of the confusion metrics: NaN for 0/0, infinite for x/0.
var formulas = map[string]func(c Confusion) float64{
	"accuracy": func(c Confusion) float64 {
		return float64(float64(c.TP+c.TN) / float64(float64(c.TP+c.FN)+float64(c.TN+c.FP)))
	},
	"error_rate": func(c Confusion) float64 {
		return float64(float64(c.FP+c.FN) / float64(float64(c.TP+c.FN)+float64(c.TN+c.FP)))
	},
	"precision":   func(c Confusion) float64 { return float64(c.TP / float64(c.TP+c.FP)) },
	"recall":      func(c Confusion) float64 { return float64(c.TP / float64(c.TP+c.FN)) },
	"specificity": func(c Confusion) float64 { return float64(c.TN / float64(c.TN+c.FP)) },
	"npv":         func(c Confusion) float64 { return float64(c.TN / float64(c.TN+c.FN)) },
	"fpr":         func(c Confusion) float64 { return float64(c.FP / float64(c.TN+c.FP)) },
	"fnr":         func(c Confusion) float64 { return float64(c.FN / float64(c.TP+c.FN)) },
	"fdr":         func(c Confusion) float64 { return float64(c.FP / float64(c.TP+c.FP)) },
	"for":         func(c Confusion) float64 { return float64(c.FN / float64(c.TN+c.FN)) },
	"f1": func(c Confusion) float64 {
		return float64(float64(2*c.TP) / float64(float64(float64(2*c.TP)+c.FN)+c.FP))
	},
	"f0.5": func(c Confusion) float64 {
		return float64(float64(1.25*c.TP) / float64(float64(float64(1.25*c.TP)+float64(0.25*c.FN))+c.FP))
	},
	"f2": func(c Confusion) float64 {
		return float64(float64(5*c.TP) / float64(float64(float64(5*c.TP)+float64(4*c.FN))+c.FP))
	},
	"jaccard": func(c Confusion) float64 { return float64(c.TP / float64(float64(c.TP+c.FP)+c.FN)) },
	"balanced_accuracy": func(c Confusion) float64 {
		return float64(float64(float64(c.TP/float64(c.TP+c.FN))+float64(c.TN/float64(c.TN+c.FP))) / 2)
	},
	"youden_j": func(c Confusion) float64 {
		return float64(float64(float64(c.TP/float64(c.TP+c.FN))+float64(c.TN/float64(c.TN+c.FP))) - 1)
	},
	"markedness": func(c Confusion) float64 {
		return float64(float64(float64(c.TP/float64(c.TP+c.FP))+float64(c.TN/float64(c.TN+c.FN))) - 1)
	},
	"g_mean": func(c Confusion) float64 {
		return math.Sqrt(float64(float64(c.TP/float64(c.TP+c.FN)) * float64(c.TN/float64(c.TN+c.FP))))
	},
	"fowlkes_mallows": func(c Confusion) float64 {
		return math.Sqrt(float64(float64(c.TP/float64(c.TP+c.FP)) * float64(c.TP/float64(c.TP+c.FN))))
	},
	"mcc": func(c Confusion) float64 {
		return float64(float64(float64(c.TP*c.TN)-float64(c.FP*c.FN)) / float64(math.Sqrt(float64(float64(c.TP+c.FP)*float64(c.TP+c.FN)))*math.Sqrt(float64(float64(c.TN+c.FP)*float64(c.TN+c.FN)))))
	},
	"kappa": func(c Confusion) float64 {
		return float64(float64(2*float64(float64(c.TP*c.TN)-float64(c.FP*c.FN))) / float64(float64(float64(c.TP+c.FP)*float64(c.TN+c.FP))+float64(float64(c.TP+c.FN)*float64(c.TN+c.FN))))
	},
	"lr_plus": func(c Confusion) float64 {
		return float64(float64(c.TP/float64(c.TP+c.FN)) / float64(c.FP/float64(c.TN+c.FP)))
	},
	"lr_minus": func(c Confusion) float64 {
		return float64(float64(c.FN/float64(c.TP+c.FN)) / float64(c.TN/float64(c.TN+c.FP)))
	},
	"dor": func(c Confusion) float64 { return float64(float64(c.TP/c.FP) * float64(c.TN/c.FN)) },
	"prevalence": func(c Confusion) float64 {
		return float64(float64(c.TP+c.FN) / float64(float64(c.TP+c.FN)+float64(c.TN+c.FP)))
	},
	"predicted_positive_rate": func(c Confusion) float64 {
		return float64(float64(c.TP+c.FP) / float64(float64(c.TP+c.FN)+float64(c.TN+c.FP)))
	},
}

// shares are the counts k of n that a metric is a proportion of.
var shares = map[string]func(c Confusion) (k, n float64){
	"accuracy": func(c Confusion) (k, n float64) {
		return float64(c.TP + c.TN), float64(float64(c.TP+c.FN) + float64(c.TN+c.FP))
	},
	"error_rate": func(c Confusion) (k, n float64) {
		return float64(c.FP + c.FN), float64(float64(c.TP+c.FN) + float64(c.TN+c.FP))
	},
	"precision":   func(c Confusion) (k, n float64) { return c.TP, float64(c.TP + c.FP) },
	"recall":      func(c Confusion) (k, n float64) { return c.TP, float64(c.TP + c.FN) },
	"specificity": func(c Confusion) (k, n float64) { return c.TN, float64(c.TN + c.FP) },
	"npv":         func(c Confusion) (k, n float64) { return c.TN, float64(c.TN + c.FN) },
	"fpr":         func(c Confusion) (k, n float64) { return c.FP, float64(c.TN + c.FP) },
	"fnr":         func(c Confusion) (k, n float64) { return c.FN, float64(c.TP + c.FN) },
	"fdr":         func(c Confusion) (k, n float64) { return c.FP, float64(c.TP + c.FP) },
	"for":         func(c Confusion) (k, n float64) { return c.FN, float64(c.TN + c.FN) },
	"jaccard":     func(c Confusion) (k, n float64) { return c.TP, float64(float64(c.TP+c.FP) + c.FN) },
	"prevalence": func(c Confusion) (k, n float64) {
		return float64(c.TP + c.FN), float64(float64(c.TP+c.FN) + float64(c.TN+c.FP))
	},
	"predicted_positive_rate": func(c Confusion) (k, n float64) {
		return float64(c.TP + c.FP), float64(float64(c.TP+c.FN) + float64(c.TN+c.FP))
	},
}

// lifts are the increasing functions by which a metric follows from a proportion.
var lifts = map[string]func(x float64) float64{
	"f1": func(x float64) float64 { return float64(float64(2*x) / float64(1+x)) },
}

// objectives are the objectives of policies that are not metrics.
var objectives = map[string]func(c Confusion, costs Costs) float64{
	"closest_topleft": func(c Confusion, costs Costs) float64 {
		return float64(float64(float64(c.FN/float64(c.TP+c.FN))*float64(c.FN/float64(c.TP+c.FN))) + float64(float64(c.FP/float64(c.TN+c.FP))*float64(c.FP/float64(c.TN+c.FP))))
	},
	"expected_cost": func(c Confusion, costs Costs) float64 {
		return float64(float64(float64(float64(costs.FP*float64(c.FP/float64(float64(c.TP+c.FN)+float64(c.TN+c.FP))))+float64(costs.FN*float64(c.FN/float64(float64(c.TP+c.FN)+float64(c.TN+c.FP)))))+float64(costs.TP*float64(c.TP/float64(float64(c.TP+c.FN)+float64(c.TN+c.FP))))) + float64(costs.TN*float64(c.TN/float64(float64(c.TP+c.FN)+float64(c.TN+c.FP)))))
	},
	"min_cost": func(c Confusion, costs Costs) float64 {
		return float64(float64(float64(float64(costs.FP*float64(c.FP/float64(float64(c.TP+c.FN)+float64(c.TN+c.FP))))+float64(costs.FN*float64(c.FN/float64(float64(c.TP+c.FN)+float64(c.TN+c.FP)))))+float64(costs.TP*float64(c.TP/float64(float64(c.TP+c.FN)+float64(c.TN+c.FP))))) + float64(costs.TN*float64(c.TN/float64(float64(c.TP+c.FN)+float64(c.TN+c.FP)))))
	},
}

// curveX are the x of charts that are curves.
var curveX = map[string]func(c Confusion, costs Costs, t float64) float64{
	"tradeoff": func(c Confusion, costs Costs, t float64) float64 { return t },
	"roc":      func(c Confusion, costs Costs, t float64) float64 { return float64(c.FP / float64(c.TN+c.FP)) },
	"pr":       func(c Confusion, costs Costs, t float64) float64 { return float64(c.TP / float64(c.TP+c.FN)) },
	"cost":     func(c Confusion, costs Costs, t float64) float64 { return t },
	"decision": func(c Confusion, costs Costs, t float64) float64 { return t },
	"gain": func(c Confusion, costs Costs, t float64) float64 {
		return float64(float64(c.TP+c.FP) / float64(float64(c.TP+c.FN)+float64(c.TN+c.FP)))
	},
	"lift": func(c Confusion, costs Costs, t float64) float64 {
		return float64(float64(c.TP+c.FP) / float64(float64(c.TP+c.FN)+float64(c.TN+c.FP)))
	},
	"det": func(c Confusion, costs Costs, t float64) float64 { return float64(c.FP / float64(c.TN+c.FP)) },
}

// curveLines are the y of their lines, by chart and line.
var curveLines = map[string]func(c Confusion, costs Costs, t float64) float64{
	"roc roc": func(c Confusion, costs Costs, t float64) float64 { return float64(c.TP / float64(c.TP+c.FN)) },
	"pr pr":   func(c Confusion, costs Costs, t float64) float64 { return float64(c.TP / float64(c.TP+c.FP)) },
	"cost cost": func(c Confusion, costs Costs, t float64) float64 {
		return float64(float64(float64(float64(costs.FP*float64(c.FP/float64(float64(c.TP+c.FN)+float64(c.TN+c.FP))))+float64(costs.FN*float64(c.FN/float64(float64(c.TP+c.FN)+float64(c.TN+c.FP)))))+float64(costs.TP*float64(c.TP/float64(float64(c.TP+c.FN)+float64(c.TN+c.FP))))) + float64(costs.TN*float64(c.TN/float64(float64(c.TP+c.FN)+float64(c.TN+c.FP)))))
	},
	"cost misses": func(c Confusion, costs Costs, t float64) float64 {
		return float64(costs.FN * float64(c.FN/float64(float64(c.TP+c.FN)+float64(c.TN+c.FP))))
	},
	"cost false_alarms": func(c Confusion, costs Costs, t float64) float64 {
		return float64(costs.FP * float64(c.FP/float64(float64(c.TP+c.FN)+float64(c.TN+c.FP))))
	},
	"decision decision": func(c Confusion, costs Costs, t float64) float64 {
		return float64(float64(c.TP/float64(float64(c.TP+c.FN)+float64(c.TN+c.FP))) - float64(float64(c.FP/float64(float64(c.TP+c.FN)+float64(c.TN+c.FP)))*float64(t/float64(1-t))))
	},
	"decision all": func(c Confusion, costs Costs, t float64) float64 {
		return float64(float64(float64(c.TP+c.FN)/float64(float64(c.TP+c.FN)+float64(c.TN+c.FP))) - float64(float64(float64(c.TN+c.FP)/float64(float64(c.TP+c.FN)+float64(c.TN+c.FP)))*float64(t/float64(1-t))))
	},
	"gain gain": func(c Confusion, costs Costs, t float64) float64 { return float64(c.TP / float64(c.TP+c.FN)) },
	"lift lift": func(c Confusion, costs Costs, t float64) float64 {
		return float64(float64(c.TP/float64(c.TP+c.FN)) / float64(float64(c.TP+c.FP)/float64(float64(c.TP+c.FN)+float64(c.TN+c.FP))))
	},
	"det det": func(c Confusion, costs Costs, t float64) float64 { return float64(c.FN / float64(c.TP+c.FN)) },
}

// curveDashed are the y of their reference lines.
var curveDashed = map[string]func(c Confusion, costs Costs, x float64) float64{
	"roc": func(c Confusion, costs Costs, x float64) float64 { return x },
	"pr": func(c Confusion, costs Costs, x float64) float64 {
		return float64(float64(c.TP+c.FN) / float64(float64(c.TP+c.FN)+float64(c.TN+c.FP)))
	},
	"cost": func(c Confusion, costs Costs, x float64) float64 {
		return min(float64(float64(costs.FP*float64(float64(c.TN+c.FP)/float64(float64(c.TP+c.FN)+float64(c.TN+c.FP))))+float64(costs.TP*float64(float64(c.TP+c.FN)/float64(float64(c.TP+c.FN)+float64(c.TN+c.FP))))), float64(float64(costs.FN*float64(float64(c.TP+c.FN)/float64(float64(c.TP+c.FN)+float64(c.TN+c.FP))))+float64(costs.TN*float64(float64(c.TN+c.FP)/float64(float64(c.TP+c.FN)+float64(c.TN+c.FP))))))
	},
	"decision": func(c Confusion, costs Costs, x float64) float64 { return 0 },
	"gain":     func(c Confusion, costs Costs, x float64) float64 { return x },
	"lift":     func(c Confusion, costs Costs, x float64) float64 { return 1 },
	"det":      func(c Confusion, costs Costs, x float64) float64 { return float64(1 - x) },
}
