package evaluate

import (
	"fmt"
	"slices"
	"strconv"

	"tradeoff/internal/calc"
	"tradeoff/internal/ingest"
	"tradeoff/internal/tradeoff"
)

// Bounds at which the numbers of a run get a finding.
const (
	fewRows     = 30  // rows of one class: below, intervals are wide
	invertedAUC = 0.4 // below, and clearly below one half, labels may be inverted
	leakedAUC   = 0.9995
	manyTied    = 0.25 // share of the rows with the same score
	tiedRows    = 20   // with fewer rows ties mean nothing
)

// Checks are the kinds of findings that come from the numbers of a run, and not
// from its file.
var Checks = []string{
	"weightless_rows", "no_samples", "one_class", "few_positives", "few_negatives", "constant_score", "tied_scores",
	"labels_inverted", "label_leaked", "pixels_alike",
}

// check returns the findings about the numbers of a run.
func check(d *ingest.Dataset, s *calc.Sweep, r *Run) []tradeoff.Finding {
	out := leftOut(r)
	say := func(kind, message, hint string) *tradeoff.Finding {
		if !slices.Contains(Checks, kind) {
			panic("evaluate: " + kind + " is missing from the list of checks")
		}
		out = append(out, tradeoff.Finding{Kind: kind, Message: message, Hint: hint})
		return &out[len(out)-1]
	}
	positives, negatives := s.Positives(), s.Negatives()
	switch {
	case positives == 0 && negatives == 0:
		say("no_samples", "every row has weight 0", "Nothing can be computed. Is it the right weight column?").Serious = true
		return out
	case positives == 0 || negatives == 0:
		name, otherwise := d.PositiveName, "1"
		if positives == 0 {
			name, otherwise = d.NegativeName, "0"
		}
		if name == "" {
			name = otherwise
		}
		say("one_class", fmt.Sprintf("every row has the label %s", strconv.Quote(name)),
			"Metrics that compare two classes, such as AUC, are undefined. Is it the right label column?").Serious = true
	}
	for _, class := range []struct {
		n          int
		kind, name string
	}{{positives, "few_positives", "positive"}, {negatives, "few_negatives", "negative"}} {
		if class.n > 0 && class.n < fewRows {
			say(class.kind, fmt.Sprintf("only %d %s", class.n, plural(class.n, class.name+" row", class.name+" rows")),
				"Read the intervals: small numbers of rows make them wide.")
		}
	}
	if s.Len() == 2 {
		say("constant_score", fmt.Sprintf("every row has the score %s", number(s.Threshold(1))),
			"No threshold can tell the rows apart. Is it the right score column?").Serious = true
		return out
	}
	if d.Images != nil {
		say("pixels_alike", "pixels of one image are similar: intervals that treat them as "+
			"independent cases are far too narrow",
			"Use the intervals of the images, which resample whole images.")
	} else if score, share := mostTied(s); share >= manyTied && s.N() >= tiedRows {
		say("tied_scores", fmt.Sprintf("%.0f%% of the rows have the score %s", 100*share, number(score)),
			"No threshold can separate them.")
	}
	if auc := s.Evaluate("roc_auc"); auc.OK && auc.V < invertedAUC && (!auc.High.OK || auc.High.V < 0.5) {
		f := say("labels_inverted", fmt.Sprintf("AUC %s: are the labels inverted?", tradeoff.ScaleOf("roc_auc").Text(auc.V)),
			"Scores must be higher for the positive class. "+
				"If the other class is the positive one, name it with --positive (parameter positive).")
		other := d.NegativeName
		if other == "" {
			other = "0"
		}
		f.Serious = true
		f.Fixes = []tradeoff.Fix{{Text: strconv.Quote(other) + " is positive", Name: "positive", Value: other}}
	} else if auc.OK && auc.V >= leakedAUC && d.Images == nil && min(positives, negatives) >= fewRows {
		almost := "almost "
		if auc.V == 1 {
			almost = ""
		}
		say("label_leaked", fmt.Sprintf("AUC %s: the score separates the classes %swithout a mistake",
			tradeoff.ScaleOf("roc_auc").Text(auc.V), almost),
			"Was the score derived from the label, or the model evaluated on its training data?").Serious = true
	}
	return out
}

// leftOut returns the finding about ignored rows. Ignored pixels have a
// separate finding.
func leftOut(r *Run) []tradeoff.Finding {
	n := r.Weightless
	if n == 0 || r.N == 0 || r.Dataset.Images != nil {
		return nil
	}
	return []tradeoff.Finding{{
		Kind: "weightless_rows",
		Message: fmt.Sprintf("%d of %d rows %s the weight 0 and %s left out",
			n, n+r.N, plural(n, "has", "have"), plural(n, "is", "are")),
	}}
}

// mostTied returns the score that most rows have, the highest if there are
// several, and their share of all rows; 0 if none can have manyTied of them.
func mostTied(s *calc.Sweep) (score, share float64) {
	if most := s.N() - (s.Len() - 2); float64(most) < manyTied*float64(s.N()) {
		return 0, 0 // with so many distinct scores none has many rows
	}
	most := uint32(0)
	for k := 1; k < s.Len(); k++ {
		if c := s.Cell(k); c.NPos+c.NNeg > most {
			most, score = c.NPos+c.NNeg, c.Score
		}
	}
	return score, float64(most) / float64(s.N())
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', 6, 64) }

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
