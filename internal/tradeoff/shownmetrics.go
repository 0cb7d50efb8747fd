package tradeoff

// DefaultMetrics returns the metrics of a threshold that pages show by default.
func DefaultMetrics() []string {
	return []string{"recall", "precision", "specificity", "f1", "accuracy", "npv"}
}

// ShownMetrics returns the metrics of the threshold that the page shows, in their order.
func (s State) ShownMetrics() []string {
	if s.Metrics == nil {
		return DefaultMetrics()
	}
	return s.Metrics
}

// metricsField is the parameter of [State.Metrics].
var metricsField = ids("metrics", "the metrics beside the matrix, separated by commas",
	func(s *State) *[]string { return &s.Metrics }, DefaultMetrics(), checkPointMetric)

// A MatrixForm is what the cells of the confusion matrix show.
type MatrixForm string

// The forms of the matrix.
const (
	MatrixCounts   MatrixForm = "counts"   // of the test set
	MatrixRow      MatrixForm = "row"      // shares of the actual class
	MatrixColumn   MatrixForm = "column"   // shares of the predicted class
	MatrixDeployed MatrixForm = "deployed" // cases out of a round number, in deployment
)

// MatrixForms are all forms in their order.
var MatrixForms = []MatrixForm{MatrixCounts, MatrixDeployed, MatrixRow, MatrixColumn}

// matrixField is the parameter of [State.Matrix].
var matrixField = choice("matrix", "what the confusion matrix shows: counts of the test set, shares of each row or "+
	"each column, or cases out of a round number in deployment; by default deployed where a prevalence is set, "+
	"otherwise counts", func(s *State) *MatrixForm { return &s.Matrix }, "", MatrixForms...)

// DefaultMatrixForm returns what the matrix shows unless the state says something else:
// cases in deployment where a prevalence is set, since the metrics are restated for it.
func DefaultMatrixForm(prevalence bool) MatrixForm {
	if prevalence {
		return MatrixDeployed
	}
	return MatrixCounts
}

// MatrixForm returns what the matrix shows. With a prevalence, shares of rows and columns
// give way to cases in deployment: they are those of the test set, and the
// metrics beside them are restated.
func (s State) MatrixForm(prevalence bool) MatrixForm {
	if s.Matrix == "" || prevalence && s.Matrix != MatrixCounts {
		return DefaultMatrixForm(prevalence)
	}
	return s.Matrix
}
