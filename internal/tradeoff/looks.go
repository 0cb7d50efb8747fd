package tradeoff

// A Look is how a metric is drawn: the hue that its key, its curve and its point
// share, which is the name of a CSS token, and the dashes of its curve.
type Look struct {
	Hue  string // "recall"
	Dash Dash
}

// A Dash tells curves of one hue apart.
type Dash string

// The dashes.
const (
	Solid  Dash = ""
	Dashed Dash = "dashed"
	Dotted Dash = "dotted"
)

// looks are those of all metrics whose hue is not their own. What two metrics
// have in common shows: a rate and what it lacks to 1 share a hue, and so do the
// relatives of F1.
var looks = map[string]Look{
	"fnr":                     {"recall", Dashed},
	"fpr":                     {"specificity", Dashed},
	"fdr":                     {"precision", Dashed},
	"for":                     {"npv", Dashed},
	"error_rate":              {"accuracy", Dashed},
	"f0.5":                    {"f1", Dotted},
	"f2":                      {"f1", Dashed},
	"jaccard":                 {"jaccard", Solid},
	"fowlkes_mallows":         {"jaccard", Dashed},
	"g_mean":                  {"balanced_accuracy", Dashed},
	"markedness":              {"youden_j", Dashed},
	"kappa":                   {"mcc", Dashed},
	"lr_plus":                 {"odds", Solid},
	"lr_minus":                {"odds", Dashed},
	"dor":                     {"odds", Dotted},
	"predicted_positive_rate": {"called", Solid},
	"prevalence":              {"called", Dashed},
}

// LookOf returns how the confusion metric id is drawn.
func LookOf(id string) Look {
	if l, ok := looks[id]; ok {
		return l
	}
	return Look{Hue: id}
}
