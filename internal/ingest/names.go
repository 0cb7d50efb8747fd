package ingest

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// The names by which headers announce roles, each list by falling rank. They
// are compared in the form that squeeze gives. doc.go documents them.
var (
	labelNames = []string{"label", "labels", "ytrue", "y", "truelabel", "true", "truth", "groundtruth", "gt",
		"target", "targets", "actual", "actuals", "obs", "observed", "outcome", "outcomes", "gold", "goldlabel",
		"reference", "response", "class", "diagnosis"}
	scoreNames = []string{"score", "scores", "yscore", "probability", "prob", "proba", "probs", "yproba", "yprob",
		"ypredproba", "predictproba", "predproba", "p", "phat", "logit", "logits", "margin", "margins", "link",
		"decisionfunction", "confidence", "risk", "predictions", "prediction", "yhat", "pred", "predicted", "ypred"}
	scorePrefixes = []string{"score", "prob", "proba", "probability", "p", "pred"}
	scoreSuffixes = []string{"score", "prob", "proba", "probability", "logit", "margin"}
	weightNames   = []string{"weight", "weights", "sampleweight", "sampleweights", "caseweight", "caseweights", "w", "wt"}
	idNames       = []string{"id", "ids", "uid", "uuid", "guid", "rowid", "sampleid", "exampleid", "caseid", "recordid"}
	idSuffixes    = []string{"id", "no", "nr", "number"}
	indexNames    = []string{"", "unnamed0", "index", "indexlevel0", "row", "rownames"}

	// Predicted classes, unless they are all the score that there is.
	predictedNames = []string{"pred", "predicted", "prediction", "predictions", "ypred", "yhat", "predclass",
		"predictedclass", "predictedlabel"}
)

// words returns the letters and digits of a name in lower case, all else
// between them as one "_": ".pred_Yes" is "pred_yes".
func words(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte('_')
			gap = false
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// squeeze returns the words of a name without the gaps between them.
func squeeze(name string) string { return strings.ReplaceAll(words(name), "_", "") }

// rank returns the place of a name in a list, -1 if it is not there.
func rank(list []string, name string) int { return slices.Index(list, squeeze(name)) }

// scoreRank returns the rank of a score's name. All names that only begin or
// end like a score's share the last rank.
func scoreRank(name string) int {
	if i := rank(scoreNames, name); i >= 0 {
		return i
	}
	w := words(name)
	for _, p := range scorePrefixes {
		if strings.HasPrefix(w, p+"_") {
			return len(scoreNames)
		}
	}
	for _, s := range scoreSuffixes {
		if strings.HasSuffix(w, "_"+s) {
			return len(scoreNames)
		}
	}
	return -1
}

// namesClass reports whether a column's name ends in the name of a class, as
// in "prob_Yes", ".pred_Yes", "P(Yes)", "proba_1" or "Class1".
func namesClass(column, class string) bool {
	k := words(class)
	return k != "" && slices.Contains(endings(words(column)), k)
}

// mostEndings is how many of its last words a column's name is looked up by.
const mostEndings = 32

// endings returns the words of the classes that a column may be named after, by
// the words of its name.
func endings(name string) []string {
	list := []string{name}
	for end := len(name); len(list) < mostEndings; {
		if end = strings.LastIndexByte(name[:end], '_'); end < 0 {
			break
		}
		list = append(list, name[end+1:])
	}
	for _, p := range scorePrefixes { // "p1", "prob1"
		if class, ok := strings.CutPrefix(name, p); ok && class != "" && class[0] != '_' {
			list = append(list, class)
		}
	}
	return list
}

// idLike reports whether a name ends as the names of numbers and keys do.
func idLike(name string) bool {
	w := words(name)
	for _, s := range idSuffixes {
		if strings.HasSuffix(w, "_"+s) {
			return true
		}
	}
	return strings.HasSuffix(w, "id")
}

// How many names a sentence quotes.
const (
	fewNames  = 4
	manyNames = 8
)

// quoted quotes names, the first most of them.
func quoted(names []string, most int) string {
	var out []string
	for i, n := range names {
		if i == most {
			out = append(out, "…")
			break
		}
		out = append(out, strconv.Quote(clip(n)))
	}
	return strings.Join(out, ", ")
}
