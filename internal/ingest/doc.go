// Package ingest reads files of labels and scores into typed columns, each with
// its role, and findings about everything that was guessed or fixed.
//
// The format of a file is recognised by its content, never by its name:
// recognise.go tries the formats that docs/files.md lists. Files may be packed, in
// two layers at most; the files of an archive are separate tables.
//
// Text is UTF-8, UTF-16 or a legacy encoding that is detected from its letters,
// with the line ends of any system. Scores that come with the names of their
// classes, in JSON, are columns named after them. Errors name the format of other
// files.
//
// Text is read as a stream, in blocks that are parsed on all cores; memory grows
// with the columns that are kept and not with the file. Formats that need random
// access (Parquet, Arrow, NumPy and archives) are spooled to a temporary file if
// they are large. Only the [format] differs: it provides a sample and the rows,
// and everything else is shared.
//
// Nothing is repaired silently. A cell that cannot be a label, a score or a
// weight refuses the whole file with a [tradeoff.Error] that has the place and a
// hint; a guess is reported as a [tradeoff.Finding].
//
// # How roles are decided
//
// The caller's options always win. Otherwise names decide, then the values of the
// first rows, and the relations between columns; roles.go has the order.
// Names are compared without case, blanks and punctuation ("Y_True", "y true" and
// "ytrue" are one name).
//
//	label   label labels y ytrue truelabel true truth groundtruth gt target targets
//	        actual actuals obs observed outcome outcomes gold goldlabel labelids
//	        reference response class diagnosis; else the only column of two values
//	score   score scores yscore probability prob proba probs yproba yprob ypredproba
//	        predictproba predproba p phat logit logits margin margins link
//	        decisionfunction confidence risk fitted fittedvalues pd pctr pcvr
//	        predictions prediction yhat pred predicted ypred predict; names that
//	        begin with score, prob, proba, probability, p, pred, or have the word
//	        score, prob, proba, probability, confidence, likelihood or posterior in
//	        them; fractions named like predictions; else the only column of numbers
//	id      id ids uid uuid guid rowid sampleid exampleid caseid recordid; names
//	        that end in id, no, nr or number if no value repeats; else a first
//	        column of texts that do not repeat
//	weight  weight weights sampleweight sampleweights caseweight caseweights w wt
//	model   model modelname classifier run runname, if ids repeat or each value has
//	        the same labels in the same order: then each value is a separate run
//	group   texts of at most 64 and integers of at most 20 different values
//	ignore  predicted classes: names with the word pred, predict, predicted or
//	        prediction, "Scored Labels", PGR_1, I_ or OUTPUT_ before a target; a counter without
//	        a name, as pandas and R write it; the probability of the other class
//
// A column that could be ground truth or a prediction is decided by its name. Of
// two columns named like labels, the prediction is the one that is thresholded on
// the score, or always names the class with the highest score. A score that is
// never below one half belongs to the predicted class if a column with the same
// classes is named like predictions: it is converted to that of the positive
// class. Everything that remains open is a question: an error with a fix for each
// answer. Decisions by values alone are serious findings.
//
// Two columns of scores that add up to one or order the rows in opposite ways, or
// two logits, are one score: that of the positive class. Columns are named after a
// class at either end of their name (prob_no, no_prob, p0, P_BAD1), or, for columns
// of an array, by their index in the order of the classes. A probability named
// after the negative class is replaced by its complement, with a serious finding,
// if the rows confirm it. A score that is low where the predicted class is
// positive, or high where the prediction is right, is a question.
//
// Several other score columns are several runs on the same test set; so are several
// columns of 0 and 1 that each match a score by name. Columns about a score
// (pred_std, prob_upper, score_rank, threshold, loss) and copies of one are not
// runs. If "score" and "probability" order the rows differently, the user is asked.
// A column such as "correct" that tells whether the prediction is right is not a
// label, and a "weight" whose values look like a measure is a question. Columns
// without a role are kept unchanged.
//
// Arrays of three axes, or of two axes and the name of a mask, are images: the mask
// is the array named mask, masks, truemask, gtmask, segmentation or like a label,
// the scores are the arrays named like scores or else all arrays of fractions.
// Their pixels become the rows.
//
// A label of three or more values needs a score column for each: named after it, or,
// with a finding and only if the scores confirm it, numbered columns and those that
// add up to one in the order of the classes. If only some classes have a column of
// their name the file is refused. The label may be one-hot: a column of 0 and 1 for
// each class, of which one is 1 in every row.
package ingest
