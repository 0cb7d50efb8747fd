package explore

import "strings"

// The texts about an operating point that the server and the browser both write. They
// have gaps, such as {value}.
const (
	inTestSet    = "{value} in test set" // of a restated metric
	flagsNothing = "a model that flags nothing: {accuracy}"
	flagsAll     = "a model that flags everything: {accuracy}"

	matrixCounts   = "Counts"
	matrixTestSet  = "Test set" // the same beside cases in deployment
	matrixRow      = "Row %"
	matrixColumn   = "Column %"
	matrixPer      = "Per {base}"
	matrixDeployed = "Per {base} at {prevalence}"
)

// NoInterval stands in place of an interval that does not exist. The reason is beside it.
const NoInterval = "no interval"

// LiveTexts returns the texts that the browser writes while the threshold moves, by name.
func LiveTexts() map[string]string {
	return map[string]string{
		"in_test_set": inTestSet, "no_interval": NoInterval, "flags_nothing": flagsNothing,
		"flags_all": flagsAll, "matrix_counts": matrixCounts,
		"matrix_test_set": matrixTestSet, "matrix_row": matrixRow, "matrix_column": matrixColumn, "matrix_per": matrixPer,
		"matrix_deployed": matrixDeployed,
	}
}

// fill puts values into the gaps of a text: pairs of a name and a value.
func fill(text string, gaps ...string) string {
	list := make([]string, len(gaps))
	for i, g := range gaps {
		if list[i] = g; i%2 == 0 {
			list[i] = "{" + g + "}"
		}
	}
	return strings.NewReplacer(list...).Replace(text)
}
