package ingest

import (
	"fmt"
)

// awkwardFiles returns files with columns that are easily mistaken.
func awkwardFiles(d *toolData) (list []toolFile) {
	add := func(tool, outcome, text string) *toolFile {
		list = append(list, toolFile{tool: tool, outcome: outcome, text: text})
		return &list[len(list)-1]
	}
	p, q, top, logit := digits4(d.p), digits4(d.other()), digits4(d.top()), digits6(d.logit())
	yes, no := []string{"no", "yes"}, []string{"0", "1"}
	noise := digits4(d.noise[0])
	std := digits4(d.each(func(i int) float64 { return d.noise[1][i] / 5 }))
	low := digits4(d.each(func(i int) float64 { return d.p[i] * 0.8 }))
	high := digits4(d.each(func(i int) float64 { return 1 - (1-d.p[i])*0.8 }))
	rank := func(i int) string {
		n := 1
		for _, x := range d.p {
			if x > d.p[i] {
				n++
			}
		}
		return fmt.Sprint(n)
	}
	decile := func(i int) string { return fmt.Sprint(10 - int(d.p[i]*9.99)) }

	// Spreadsheets and databases
	add("Excel German", readIt, d.table(";", "Label;Score", d.classes(no...), decimalComma(p)))
	for _, words := range [][2]string{{"FALSCH", "WAHR"}, {"FAUX", "VRAI"}, {"NO", "SI"}, {"NO", "SÍ"}, {"nein",
		"ja"}, {"non", "oui"}, {"não", "sim"}, {"FALSO", "VERDADERO"}, {"NEE", "JA"}, {"нет", "да"}, {"否", "是"}} {
		add("Excel "+words[1], readIt, d.table(";", "label;score", d.classes(words[0], words[1]), decimalComma(p)))
	}
	add("Excel WAHR of label", orAsk, d.table(";", "Kunde;gekündigt;Wahrscheinlichkeit", named("K"),
		d.classes("FALSCH", "WAHR"), decimalComma(p)))
	add("SQL t/f", readIt, d.table("\t", "id\tis_fraud\tfraud_score", counting(1), d.classes("f", "t"), p))
	add("SQL Y/N", readIt, d.table(",", `"ID","CHURNED","CHURN_PROBABILITY"`, counting(1),
		inQuotes(d.classes("N", "Y")), p))
	add("SQL quoted numbers", readIt, d.table(",", `"label","score"`, inQuotes(d.classes(no...)), inQuotes(p)))
	add("SQL NULL", refuse, d.table(",", "label,score", d.classes(no...),
		func(i int) string { return pick(i == 7, "NULL", p(i)) }))
	add("psql aligned", orAsk, d.table(" | ", " id | label | score ", counting(1), d.classes(no...), p))
	add("class names with blanks", readIt, d.table(",", "risk,prob_low risk,prob_high risk",
		d.classes("low risk", "high risk"), q, p))
	list[len(list)-1].o.Positive = "high risk"
	f := add("labels 1 and 2 with positive", readIt, d.table(",", "label,prob_1,prob_2", d.classes("1", "2"), q, p))
	f.o.Positive = "2"
	f = add("labels 1 and 2, p1 and p2", orAsk, d.table(",", "label,p1,p2", d.classes("1", "2"), q, p))
	f.o.Positive = "2"
	f = add("labels 1 and 2, p0 and p1", orAsk, d.table(",", "label,p0,p1", d.classes("1", "2"), q, p))
	f.o.Positive = "2"
	add("labels 1 and 2, score", orAsk, d.table(",", "label,score", d.classes("1", "2"), p))
	add("swapped columns", readIt, d.table(",", "prob_1,prob_0,label", p, q, d.classes(no...)))
	add("labels -1 and 1 with both", readIt, d.table(",", "label,prob_-1,prob_1", d.classes("-1", "1"), q, p))

	// Beside the score
	add("ids that look like scores", readIt, d.table(",", "id,label,score", noise, d.classes(no...), p))
	add("ids that look like scores, 2", orAsk, d.table(",", "customer,churned,risk", noise, d.classes(no...), p))
	add("score and rank", readIt, d.table(",", "label,score,rank", d.classes(no...), p, rank))
	add("score_rank", readIt, d.table(",", "label,model_score,score_rank", d.classes(no...), p, rank))
	add("prob_rank alone", orAsk, d.table(",", "label,score_rank", d.classes(no...), rank))
	add("score_decile", readIt, d.table(",", "label,fraud_score,score_decile,score_percentile", d.classes(no...), p,
		decile, rank))
	add("decile alone", orAsk, d.table(",", "label,score_decile", d.classes(no...), decile))
	add("risk decile", readIt, d.table(",", "label,risk_score,risk_decile", d.classes(no...), p, decile))
	add("percentile fraction", readIt, d.table(",", "label,prob_default,prob_percentile", d.classes(no...), p, noise))
	add("expected loss", readIt, d.table(",", "default,prob_default,lgd,ead,expected_loss", d.classes(no...), p,
		noise, among("1000", "2500",
			"700"), digits4(d.each(func(i int) float64 { return d.p[i] * d.noise[0][i] * 1000 }))))
	add("raw and calibrated", orAsk, d.table(",", "label,raw_score,calibrated_score", d.classes(no...), logit, p))
	f = add("raw and calibrated in [0,1]", orAsk, d.table(",", "label,raw_score,calibrated_score", d.classes(no...),
		digits4(d.squares()), p))
	f.runs = []toolRun{d.binary(), {d.truth, d.squares()}}
	add("score and std", readIt, d.table(",", "label,score,score_std", d.classes(no...), p, std))
	add("pred mean and std", readIt, d.table(",", "label,pred_mean,pred_std", d.classes(no...), p, std))
	add("prob std", readIt, d.table(",", "label,churn_prob,churn_prob_std", d.classes(no...), p, std))
	add("bounds", readIt, d.table(",", "label,prob_churn,prob_lower,prob_upper", d.classes(no...), p, low, high))
	add("bounds 2", readIt, d.table(",", "label,churn_probability,churn_probability_ci_low,churn_probability_ci_high",
		d.classes(no...), p, low, high))
	add("uncertainty", readIt, d.table(",", "label,score,uncertainty", d.classes(no...), p, noise))
	add("uncertainty of pred", readIt, d.table(",", "target,pred_prob,pred_uncertainty", d.classes(no...), p, noise))
	add("variance", readIt, d.table(",", "y,p_mean,p_var", d.classes(no...), p, std))
	add("entropy", readIt, d.table(",", "label,prob,entropy", d.classes(no...), p, noise))
	add("pred entropy", readIt, d.table(",", "label,pred_proba,pred_entropy", d.classes(no...), p, noise))
	add("threshold column", readIt, d.table(",", "label,score,threshold", d.classes(no...), p, always("0.5")))
	add("score_threshold varies", readIt, d.table(",", "label,risk_score,score_threshold", d.classes(no...), p,
		among("0.4", "0.5", "0.61", "0.3")))
	add("fold", readIt, d.table(",", "fold,label,score", among("0", "1"), d.classes(no...), p))
	add("fold without label", orAsk, d.table(",", "fold,churn,score", among("0", "1"), d.classes(no...), p))
	add("split", readIt, d.table(",", "split,label,score", among("train", "test"), d.classes(no...), p))
	add("is_train", orAsk, d.table(",", "is_train,churn,score", among("0", "1"), d.classes(no...), p))
	add("correct", readIt, d.table(",", "label,prediction,correct,score", d.classes(no...), d.predicted(no...),
		d.correct("0", "1"), p))
	add("is_correct, no label", orAsk, d.table(",", "churn,prediction,is_correct,score", d.classes(no...),
		d.predicted(no...), d.correct("0", "1"), p))
	add("is_correct, no prediction", orAsk, d.table(",", "churn,is_correct,score", d.classes(no...),
		d.correct("False", "True"), p))
	add("is_correct alone", orAsk, d.table(",", "prediction,is_correct,score", d.predicted(no...),
		d.correct("0", "1"), p))
	add("is_correct alone with score", orAsk, d.table(",", "is_correct,score", d.correct("0", "1"), p))
	add("error alone", orAsk, d.table(",", "prediction,error,score", d.predicted(no...), d.correct("1", "0"), p))
	add("correct confidence alone", orAsk, d.table(",", "prediction,correct,confidence", d.predicted(yes...),
		d.correct("0", "1"), top))
	for _, f := range list[len(list)-4:] {
		_ = f
	}
	add("error column", orAsk, d.table(",", "churn,prediction,error,score", d.classes(no...), d.predicted(no...),
		d.correct("1", "0"), p))
	add("loss column", readIt, d.table(",", "label,pred,loss", d.classes(no...), p, digits4(d.losses())))
	add("pred_loss column", orAsk, d.table(",", "label,pred_prob,pred_loss", d.classes(no...), p,
		digits4(d.losses())))
	add("timestamps", readIt, d.table(",", "ts,label,score", counting(1700000000), d.classes(no...), p))
	add("score_time", readIt, d.table(",", "label,fraud_score,score_time", d.classes(no...), p, counting(1700000000)))
	add("lat lon", readIt, d.table(",", "lat,lon,label,score", noise, digits4(d.noise[1]), d.classes(no...), p))
	add("lat lon without score", orAsk, d.table(",", "lat,lon,label,output", noise, digits4(d.noise[1]),
		d.classes(no...), p))
	add("body weight", orAsk, d.table(",", "age,height,weight,label,score", among("20", "31", "44"),
		among("1.62", "1.85", "1.7"), among("55", "81.5", "70"), d.classes(no...), p))
	add("body weight 2", orAsk, d.table(",", "patient,weight,diagnosis,risk", counting(1),
		among("55.5", "81.5", "70.2", "92"), d.classes(no...), p))
	add("car weight", orAsk, d.table(",", "mpg,weight,foreign,phat", among("15", "22", "31"),
		among("2930", "3350", "2640"), d.classes(no...), p))
	add("price and age", readIt, d.table(",", "price,age,label,score", among("9.99", "5", "120.5"),
		among("20", "31", "44"), d.classes(no...), p))
	add("score and probability disagree", orAsk, d.table(",", "default,score,probability", d.classes(no...),
		func(i int) string { return fmt.Sprint(850 - int(550*d.p[i])) }, p))
	add("credit score beside", readIt, d.table(",", "default,credit_score,probability", d.classes(no...),
		among("620", "712", "801", "555"), p))
	add("score and confidence", readIt, d.table(",", "label,prediction,score,confidence", d.classes(no...),
		d.predicted(no...), p, top))
	add("confidence and probability", orAsk, d.table(",", "label,prediction,confidence,probability", d.classes(no...),
		d.predicted(no...), top, p))
	add("prob of 0 only", orAsk, d.table(",", "label,prob_0", d.classes(no...), q))
	add("prob of no only", orAsk, d.table(",", "churn,prob_no", d.classes(yes...), q))
	add("P(benign) only", orAsk, d.table(",", "diagnosis,P(benign)", d.classes("benign", "malignant"), q))
	add("prediction says the other way", orAsk, d.table(",", "label,prediction,score", d.classes(no...),
		d.predicted(no...), q))
	add("distance as score", orAsk, d.table(",", "label,predicted,score", d.classes("genuine", "impostor"),
		d.predicted("genuine", "impostor"), q))
	list[len(list)-1].o.Positive = "impostor"
	add("margin and its negative", orAsk, d.table(",", "label,score_neg,score_pos", d.classes("neg", "pos"),
		digits6(d.minus()), logit))
	add("anomaly", readIt, d.table(",", "is_anomaly,anomaly_score,predicted_anomaly", d.classes(no...), logit,
		d.predicted(no...)))
	add("two raters", orAsk, d.table(",", "rater_1,rater_2,score", d.classes(no...), among("0", "1", "1"), p))
	add("jury", orAsk, d.table(",", "juror_a,juror_b,juror_c,verdict,score", among("0", "1", "1"), among("1", "0"),
		d.classes(no...), d.classes(no...), p))
	add("label and label_smooth", readIt, d.table(",", "label,label_confidence,score", d.classes(no...), noise, p))
	add("annotator confidence", orAsk, d.table(",", "label,annotator_confidence,model_prob", d.classes(no...), noise,
		p))
	add("label_score", orAsk, d.table(",", "label,label_score", d.classes(no...), noise))
	list[len(list)-1].runs = []toolRun{{d.truth, d.noise[0]}}
	add("percent", readIt, d.table(",", "label,score", d.classes(no...),
		func(i int) string { return fmt.Sprintf("%.2f%%", 100*d.p[i]) }))
	add("two models with one prediction", readIt, d.table(",", "label,prob_rf,prob_gb,pred_rf,pred_gb",
		d.classes(no...), p, digits4(d.p), d.predicted(no...), d.predicted(no...)))
	add("calibration side by side", orAsk, d.table(",", "y_true,y_prob,y_prob_calibrated", d.classes(no...),
		digits4(d.squares()), p))
	list[len(list)-1].runs = []toolRun{d.binary(), {d.truth, d.squares()}}
	add("labels in a cell", orAsk, d.table(",", "labels,scores",
		func(i int) string { return "[" + no[d.truth[i]] + "]" }, func(i int) string { return "[" + p(i) + "]" }))
	add("label as float", readIt, d.table(",", "label,score", d.classes("0.0", "1.0"), p))
	add("CheXpert", orAsk, d.table(",", "Path,Atelectasis,Cardiomegaly,Atelectasis_pred,Cardiomegaly_pred",
		named("patient"), d.classes(no...), among("0", "1"), p, noise))
	list[len(list)-1].runs = []toolRun{d.binary(), {d.ints(among("0", "1")), d.noise[0]}}
	add("CheXpert uncertain", orAsk, d.table(",", "Path,Atelectasis,Cardiomegaly,Atelectasis_pred,Cardiomegaly_pred",
		named("patient"), d.classes("0.0", "1.0"), among("0.0", "1.0", "-1.0"), p, noise))
	add("MIMIC prefixes", orAsk, d.table(",", "y_true_edema,y_true_effusion,y_pred_edema,y_pred_effusion",
		d.classes(no...), among("0", "1"), p, noise))
	list[len(list)-1].runs = []toolRun{d.binary(), {d.ints(among("0", "1")), d.noise[0]}}
	add("label numbers and names", readIt, d.table(",", "label,label_name,score", d.classes(no...),
		d.classes("ham", "spam"), p))
	add("second label of time", orAsk, d.table(",", "label,label_30d,score", d.classes(no...), among("0", "1"), p))
	add("margin 2 columns", orAsk, d.table(",", "y,decision_0,decision_1", d.classes(no...), digits6(d.minus()),
		logit))
	add("log_proba", orAsk, d.table(",", "y,log_proba_0,log_proba_1", d.classes(no...), digits6(d.logs(d.other())),
		digits6(d.logs(d.p))))
	add("log_proba names", orAsk, d.table(",", "y,log_prob_no,log_prob_yes", d.classes(yes...),
		digits6(d.logs(d.other())), digits6(d.logs(d.p))))
	add("odds", orAsk, d.table(",", "label,odds", d.classes(no...),
		digits4(d.each(func(i int) float64 { return d.p[i] / (1 - d.p[i]) }))))
	add("unnamed features", readIt, d.table(",", "f0,f1,label,pred", noise, digits4(d.noise[1]), d.classes(no...), p))
	add("sentence pair similarity", readIt, d.table("\t", "sentence1\tsentence2\tlabel\tscore", named("a"),
		named("b"), d.classes(no...), p))
	add("Kaggle solution", readIt, d.table(",", "id,target,Usage,prediction", counting(1), d.classes(no...),
		among("Public", "Private"), p))
	return list
}
