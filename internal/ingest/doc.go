// Package ingest reads files of labels and scores: bytes become typed columns,
// each with the role that it plays, and findings about whatever was guessed or
// fixed on the way.
//
// What a file is is told by its content, never by its name:
//
//	packed     gzip, bzip2, Zstandard and zip, two layers at most; the files of an archive
//	           are tables of their own
//	delimited  commas, semicolons, tabs, bars or blanks between the cells, with or
//	           without quotes, header and decimal commas
//	JSON       a list of objects or of lists, one object a line, an object of lists,
//	           the tables of pandas and MLflow
//	Weka       ARFF, and its predictions as text or CSV
//	NumPy      NPY and NPZ
//	Parquet
//	Arrow      files, which version 2 of Feather is too, and streams
//	Excel      workbooks, a sheet of them
//
// Text is UTF-8, UTF-16 or a legacy encoding that its letters tell, with the line
// ends of any system. Scores that come with the names of their classes, in JSON, are
// columns named after them. Other files are refused by name.
//
// Text of lines is read as a stream, in blocks that all cores parse; memory
// grows with the columns that are kept and not with the file. What is not read
// from top to bottom, Parquet, Arrow and NumPy files and archives, is held in a
// temporary file first if it is large. A [format] is all that differs: it hands
// in a sample and the rows, and the rest is the same for all.
//
// Nothing is repaired silently. A cell that cannot be a label, a score or a
// weight refuses the whole file with a [tradeoff.Error] that says where and how
// to fix it; what is understood only by a guess comes with a
// [tradeoff.Finding].
//
// # How roles are decided
//
// An option of the caller always wins. Otherwise names decide, then the values of
// the first rows, and how columns depend on each other; roles.go has the order.
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
//	        the same labels in the same order: then each value is a run of its own
//	group   texts of at most 64 and integers of at most 20 different values
//	ignore  predicted classes: names with the word pred, predict, predicted or
//	        prediction, "Scored Labels", PGR_1, I_ or OUTPUT_ before a target; a counter without
//	        a name, as pandas and R write it; the probability of the other class
//
// A column that could be the truth or a prediction is decided by its name. Of two
// that are named like labels, the one that follows from a threshold on the score,
// or always names the class with the highest one, is the prediction. A score that
// is never below one half beside a column of the same classes is that of the
// predicted class if the column is named like one: it is turned into that of the
// positive class. All that this leaves open is a question: an error with a fix for
// each answer. What was decided by values alone is a serious finding.
//
// Two columns of scores that add up to one or order the rows in opposite ways, or two
// logits, are one score: that of the positive class. Columns are named after a class
// at either end of their name (prob_no, no_prob, p0, P_BAD1), or, for columns of an
// array, by their place in the order of the classes. A probability that is named
// after the negative class is turned, with a serious finding, if the rows bear that
// out. A score is asked if it is low where the predicted class is positive, or high
// where the prediction is right.
//
// Several other score columns are several runs on the same test set; several columns
// of 0 and 1 that go with a score each by their names are several runs too. Columns
// about a score (pred_std, prob_upper, score_rank, threshold, loss) and copies of one
// are no runs. If "score" and "probability" order the rows in different ways, it is
// asked which of them is meant. A column such as "correct" that says whether the
// prediction is right is no label, and a "weight" whose values look like a measure is
// asked. Columns without a role are kept as they are.
//
// Arrays of three axes, or of two that are called masks, are images: the mask is the
// array called mask, masks, truemask, gtmask, segmentation or like a label, the scores are
// those called like scores or else all of fractions. Their pixels become the rows.
//
// A label of three or more values goes with a score column for each: one that is
// named after it, or, with a finding and only if the scores bear it out, numbered
// columns and those that add up to one in the order of the classes. If some classes
// have a column of their name and others have none, the file is refused. The label
// may be one-hot: a column of 0 and 1 for each class, of which one is 1 in every row.
package ingest
