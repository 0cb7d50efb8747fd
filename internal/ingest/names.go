package ingest

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// The names of columns by role, the best first in each list. They are
// compared in the form of normalName. doc.go documents them.
var (
	labelNames = []string{"label", "labels", "ytrue", "y", "truelabel", "true", "truth", "groundtruth", "gt",
		"target", "targets", "actual", "actuals", "obs", "observed", "outcome", "outcomes", "gold", "goldlabel", "labelids",
		"reference", "response", "class", "diagnosis"}
	scoreNames = []string{"score", "scores", "yscore", "probability", "prob", "proba", "probs", "yproba", "yprob",
		"ypredproba", "predictproba", "predproba", "p", "phat", "logit", "logits", "margin", "margins", "link",
		"decisionfunction", "confidence", "risk", "fitted", "fittedvalues", "pd", "pctr", "pcvr", "predictions",
		"prediction", "yhat", "pred", "predicted", "ypred", "predict"}
	scorePrefixes = []string{"score", "prob", "proba", "probability", "p", "pred"}
	weightNames   = []string{"weight", "weights", "sampleweight", "sampleweights", "caseweight", "caseweights", "w", "wt"}
	idNames       = []string{"id", "ids", "uid", "uuid", "guid", "rowid", "sampleid", "exampleid", "caseid", "recordid"}
	idSuffixes    = []string{"id", "no", "nr", "number"}
	indexNames    = []string{"", "unnamed0", "index", "indexlevel0", "row", "rownames"}

	// vagueLabels are names of labels that features have too: other names
	// win.
	vagueLabels = []string{"reference", "response", "class", "diagnosis"}

	// Predicted classes, unless they are the only score.
	predictedNames = []string{"pred", "predicted", "prediction", "predictions", "ypred", "yhat", "predclass",
		"predictedclass", "predictedlabel", "predict", "pgr"}
)

// Words in names, in the singular.
var (
	truthWords = []string{"true", "truth", "actual", "observed", "obs", "target", "gold", "groundtruth", "label",
		"outcome", "ytrue"}
	scoreWords = []string{"p", "prob", "proba", "probability", "probabilities", "score", "logit", "pred", "predict",
		"predicted", "prediction", "confidence", "conf", "posterior", "margin", "likelihood", "scored", "softmax",
		"output", "risk", "pre", "yscore", "ypred", "yproba", "yprob"}
	// saysScore are the scoreWords that make a column of numbers a score
	// anywhere in its name.
	saysScore = []string{"prob", "proba", "probability", "probabilities", "score", "confidence", "likelihood", "posterior"}
	// saysProbability are the words that make it the probability of a class.
	saysProbability = []string{"prob", "proba", "probability", "probabilities"}
	// aboutScores are words for columns that describe a score: its spread or
	// bounds anywhere in the name, and its rank, error or time at the end.
	aboutScores = []string{"std", "stdev", "sd", "se", "stderr", "sem", "var", "variance", "lower", "upper", "lcl",
		"ucl", "lci", "uci", "ci", "uncertainty", "entropy", "annotator", "rater", "labeler", "labeller"}
	aboutScoresLast = []string{"rank", "ranking", "percentile", "decile", "quantile", "quartile", "quintile", "band",
		"bin", "bucket", "threshold", "thresh", "cutoff", "loss", "error", "err", "resid", "residual", "correct", "time",
		"timestamp", "ts", "date", "at", "version", "id", "low", "high", "lo", "hi", "count", "diff", "delta", "pvalue",
		"pval"}
	// verdictWords mean that a column says whether the prediction is right,
	// unless one of answerWords means that it contains the right answer.
	verdictWords = []string{"correct", "correctly", "incorrect", "wrong", "error", "err", "mistake", "misclassified",
		"acc", "accuracy"}
	// matchWords mean that only if there is a column of predictions: pairs
	// may match too.
	matchWords  = []string{"match", "matched", "hit", "agree", "agreement", "same"}
	answerWords = []string{"label", "class", "answer", "target", "value", "category"}
	// groupWords mean that a column of two values describes the cases.
	groupWords = []string{"sex", "gender", "fold", "split", "partition", "repeat", "cluster", "segment", "batch",
		"race", "ethnicity", "region", "site", "country", "state",
		"age", "group", "cohort", "subset", "dataset", "source", "season", "year", "month"}
	// modelWords name kinds of classifiers.
	modelWords = []string{"logreg", "logistic", "logit", "glm", "lr", "lasso", "ridge", "rf", "forest", "randomforest",
		"tree", "cart", "boost", "boosting", "gboost", "xgboost", "xgb", "gb", "gbm", "gbt", "gbdt", "lightgbm", "lgbm",
		"lgb",
		"catboost", "adaboost", "svm", "svc", "knn", "nb", "bayes", "nbayes", "naivebayes", "nn", "mlp", "cnn", "rnn",
		"lstm", "resnet", "bert", "roberta", "transformer", "net", "lda", "qda", "gp", "gam", "ensemble", "stack",
		"stacking", "voting", "model", "baseline", "classifier", "dummy", "automl", "tabnet", "ours"}
)

// words returns the letters and digits of a name in lower case, with one "_"
// for everything else between them: ".pred_Yes" is "pred_yes".
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

// normalName returns the words of a name without the gaps between them.
func normalName(name string) string { return strings.ReplaceAll(words(name), "_", "") }

// tokens returns the words of a name in lower case. A capital after a small
// letter begins a word: "predictedLabel" is "predicted", "label".
func tokens(name string) []string {
	var spaced []rune
	runes := []rune(name)
	for i, r := range runes {
		if i > 0 && unicode.IsUpper(r) && (unicode.IsLower(runes[i-1]) ||
			unicode.IsUpper(runes[i-1]) && i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			spaced = append(spaced, ' ')
		}
		spaced = append(spaced, r)
	}
	return strings.FieldsFunc(words(string(spaced)), func(r rune) bool { return r == '_' })
}

// isWord reports whether a token is in a list, in the singular or plural.
func isWord(token string, list []string) bool {
	return slices.Contains(list, token) || slices.Contains(list, strings.TrimSuffix(token, "s"))
}

// hasWord reports whether a token of a name is in a list.
func hasWord(name string, list []string) bool {
	return slices.ContainsFunc(tokens(name), func(t string) bool { return isWord(t, list) })
}

// startsOrEnds reports whether a text begins or ends with a word of a list of
// more than one letter.
func startsOrEnds(text string, list []string) bool {
	return slices.ContainsFunc(list, func(w string) bool {
		return len(w) > 1 && (strings.HasPrefix(text, w) || strings.HasSuffix(text, w))
	})
}

// rank returns the position of a name in a list, -1 if it is not in it.
func rank(list []string, name string) int { return slices.Index(list, normalName(name)) }

// scoreRank returns the rank of a score's name. Names that merely contain a
// word for scores share the last rank.
func scoreRank(name string) int {
	if i := rank(scoreNames, name); i >= 0 {
		return i
	}
	w, list := words(name), tokens(name)
	for _, p := range scorePrefixes {
		if strings.HasPrefix(w, p+"_") {
			return len(scoreNames)
		}
	}
	if len(list) < 2 {
		return -1
	}
	last := list[len(list)-1]
	if slices.ContainsFunc(list, func(t string) bool { return isWord(t, saysScore) }) ||
		last == "logit" || last == "margin" || list[0] == "pre" && isDigits(last) { // SPSS writes PRE_1
		return len(scoreNames)
	}
	return -1
}

// namesPrediction reports whether a column is named like predicted classes:
// one of its words means that, as in "Scored Labels", "churn_predicted" and
// SPSS's "PGR_1".
func namesPrediction(name string) bool {
	if rank(predictedNames, name) >= 0 {
		return true
	}
	list := tokens(name)
	return slices.ContainsFunc(list, func(t string) bool {
		return t == "pred" || t == "preds" || t == "ypred" || t == "yhat" || t == "pgr" || t == "forecast" ||
			t == "inferred" || t == "inference" || t == "classified" || t == "classification" ||
			strings.HasPrefix(t, "predict") && !strings.HasPrefix(t, "predictor") && !strings.HasPrefix(t, "predictive")
	}) || slices.Contains(list, "scored") && hasWord(name, []string{"label", "class"})
}

// namesTruth reports whether a word of a name means ground truth, and none
// prediction.
func namesTruth(name string) bool { return hasWord(name, truthWords) && !namesPrediction(name) }

// namesVerdict reports whether a name means that the column tells whether the
// prediction is right.
func namesVerdict(name string, words []string) bool {
	return hasWord(name, words) && !hasWord(name, answerWords)
}

// namesGroup reports whether a name begins or ends with a word for properties
// of the cases.
func namesGroup(name string) bool {
	list := tokens(name)
	return len(list) > 0 && (isWord(list[0], groupWords) || isWord(list[len(list)-1], groupWords))
}

// coreOf returns a name without its words for label or score: "toxic" of
// "label_toxic" and "pred_toxic", "1" of "prob1".
func coreOf(name string) string {
	var core []string
	for _, t := range tokens(name) {
		switch {
		case isWord(t, scoreWords), isWord(t, truthWords), t == "is", t == "has", t == "y":
		default:
			for _, w := range []string{"proba", "prob", "pred", "score"} {
				if rest, ok := strings.CutPrefix(t, w); ok && rest != "" {
					t = rest
					break
				}
			}
			core = append(core, t)
		}
	}
	return strings.Join(core, "_")
}

// A classReading is one way to read a column name as the name of a class's
// score: the class, and the rest of the name.
type classReading struct {
	class string // squeezed
	text  string // with "_" between its words
	stem  string
}

// maxReadings is how many words of a column name are considered.
const maxReadings = 32

// classReadings returns the classes that a column may be named after, in the
// form of normalName: the whole name, its end ("prob_Yes", "P(Yes)",
// "Probability:Class=1", "p0"), or its beginning or middle if the rest means
// score ("no_prob", "0_predicted_proba", "churn_1_PREDICTION").
func classReadings(name string) (list []classReading) {
	t := tokens(name)
	if len(t) == 0 {
		return nil
	}
	add := func(class, before, behind []string) {
		stem := strings.Join(append(slices.Clone(before), behind...), "_")
		r := classReading{strings.Join(class, ""), strings.Join(class, "_"), stem}
		if len(list) < maxReadings && r.class != "" && !slices.Contains(list, r) {
			list = append(list, r)
		}
	}
	end := len(t)
	add(t, nil, nil)
	for i := end - 1; i > 0; i-- {
		add(t[i:], t[:i], nil)
	}
	for end > 1 && isWord(t[end-1], scoreWords) { // any word for scores at the end may belong to it
		end--
		for i := end - 1; i >= 0; i-- {
			add(t[i:end], t[:i], t[end:])
		}
	}
	whole := words(name)
	for _, p := range scorePrefixes { // "p1", "probYes"
		if class, ok := strings.CutPrefix(whole, p); ok && class != "" && class[0] != '_' {
			add(strings.Split(class, "_"), []string{p}, nil)
		}
	}
	for i, token := range t { // SAS writes P_BAD1
		digits := strings.TrimLeftFunc(token, func(r rune) bool { return !unicode.IsDigit(r) })
		if stem := strings.TrimSuffix(token, digits); isDigits(digits) && stem != "" && i == end-1 && i > 0 &&
			isWord(t[0], scoreWords) {
			add([]string{digits}, append(slices.Clone(t[:i]), stem), t[end:])
		}
	}
	return list
}

// readings returns the class readings of column i; none if the file does not
// name its columns.
func (g *guesser) readings(i int) []classReading {
	if !g.header {
		return nil
	}
	return classReadings(g.names[i])
}

// namesClass reports whether column i may be named after a class. A number
// counts only if the rest of the name is words for scores.
func (g *guesser) namesClass(i int, class string) bool {
	k := normalName(class)
	if class != k && strings.TrimPrefix(class, "-") == k && !strings.Contains(g.names[i], class) {
		return false // "p1" is not named after -1
	}
	return k != "" && slices.ContainsFunc(g.readings(i), func(r classReading) bool {
		return r.class == k && (r.stem == "" || !isDigits(k) || hasScoreWord(r.stem))
	})
}

// hasScoreWord reports whether one of the words of a name means score.
func hasScoreWord(name string) bool { return hasWord(name, scoreWords) }

// numberOf splits a name such as "p1" or "y_score[1]" into its number and
// what precedes it; ok is false if it does not end in a number.
func numberOf(name string) (stem string, number int, ok bool) {
	w := words(name)
	stem = strings.TrimRightFunc(w, unicode.IsDigit)
	number, err := strconv.Atoi(w[len(stem):])
	return strings.TrimSuffix(stem, "_"), number, err == nil
}

// inBrackets reports whether a name ends in a number in brackets, like the
// columns of arrays and lists: "y_proba[1]". Such a number is an index and
// not a name.
func inBrackets(name string) bool {
	rest, ok := strings.CutSuffix(name, "]")
	at := strings.LastIndexByte(rest, '[')
	return ok && at >= 0 && isDigits(rest[at+1:])
}

func isDigits(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsDigit(r) }) < 0
}

// idLike reports whether a name ends like those of numbers and keys.
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

// quoted quotes names, at most the first most of them.
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
