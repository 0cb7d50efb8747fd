// Longer than 400 lines: toolFiles is one table, a file of every tool of the test set.

package ingest

import (
	"fmt"
	"math"
	"strings"
)

// toolFiles returns the files that tools write of the test set.
func toolFiles(d *toolData) (list []toolFile) {
	add := func(tool, outcome, text string) *toolFile {
		list = append(list, toolFile{tool: tool, outcome: outcome, text: text})
		return &list[len(list)-1]
	}
	p, q, top, logit, minus := digits4(d.p), digits4(d.other()), digits4(d.top()), digits6(d.logit()), digits6(d.minus())
	a, b, c := digits6(d.probs[0]), digits6(d.probs[1]), digits6(d.probs[2])
	yes, no := []string{"no", "yes"}, []string{"0", "1"}
	kinds := []string{"setosa", "versicolor", "virginica"}
	numbers := []string{"0", "1", "2"}
	from1 := []string{"1", "2", "3"}
	age := among("20", "31", "44", "57", "68", "23")
	many := func(tool, outcome, text string) {
		f := add(tool, outcome, text)
		f.runs = []toolRun{d.multi()}
	}
	positive := func(f *toolFile, name string) { f.o.Positive = name }

	// R
	add("mlr3", readIt, d.table(",", "row_ids,truth,response,prob.yes,prob.no", counting(1), d.classes(yes...),
		d.predicted(yes...), p, q))
	positive(add("mlr3 neg pos", readIt, d.table(",", "row_ids,truth,response,prob.pos,prob.neg", counting(1),
		d.classes("neg", "pos"), d.predicted("neg", "pos"), p, q)), "")
	many("mlr3 classes", readIt, d.table(",", "row_ids,truth,response,prob.setosa,prob.versicolor,prob.virginica",
		counting(1), d.classes(kinds...), d.predicted(kinds...), a, b, c))
	add("mlr", readIt, d.table(",", `"id","truth","prob.no","prob.yes","response"`, counting(1), d.classes(yes...), q,
		p, d.predicted(yes...)))
	add("tidymodels augment", readIt, d.table(",", ".pred_class,.pred_no,.pred_yes,age,loyalty,churn",
		d.predicted(yes...), q, p, age, digits4(d.noise[0]), d.classes(yes...)))
	add("tidymodels collect_predictions", orAsk, d.table(",", ".pred_class,.pred_no,.pred_yes,id,.row,churn,.config",
		d.predicted(yes...), q, p, among("Fold1", "Fold2",
			"Fold3"), counting(1), d.classes(yes...), always("Preprocessor1_Model1")))
	many("tidymodels classes", readIt, d.table(",",
		".pred_class,.pred_setosa,.pred_versicolor,.pred_virginica,Species", d.predicted(kinds...), a, b, c,
		d.classes(kinds...)))
	positive(add("yardstick two_class_example", readIt, d.table(",", "truth,Class1,Class2,predicted",
		d.classes("Class2", "Class1"), p, q, d.predicted("Class2", "Class1"))), "Class1")
	add("yardstick two_class_example, unasked", orAsk, d.table(",", "truth,Class1,Class2,predicted",
		d.classes("Class2", "Class1"), p, q, d.predicted("Class2", "Class1")))
	many("yardstick hpc_cv", readIt, d.table(",", "obs,pred,VF,F,M,Resample", d.classes("VF", "F", "M"),
		d.predicted("VF", "F", "M"), a, b, c, among("Fold01", "Fold02")))
	add("caret", readIt, d.table(",", `"","pred","obs","No","Yes","rowIndex","mtry","Resample"`, counting(1),
		d.predicted("No", "Yes"), d.classes("No", "Yes"), q, p, counting(1), always("2"), among("Fold1", "Fold2")))
	many("caret classes", readIt, d.table(",", "pred,obs,setosa,versicolor,virginica,rowIndex,mtry,Resample",
		d.predicted(kinds...), d.classes(kinds...), a, b, c, counting(1), always("2"), among("Fold1", "Fold2")))
	add("R predict matrix and factor", readIt, d.table(",", `"","no","yes","truth"`, counting(1), q, p,
		inQuotes(d.classes(yes...))))
	add("R predict matrix of numbers", orAsk, d.table(",", `"","X0","X1","y"`, counting(1), q, p, d.classes(no...)))
	many("R predict matrix of classes", readIt, d.table(",", `"","setosa","versicolor","virginica","truth"`,
		counting(1), a, b, c, inQuotes(d.classes(kinds...))))
	add("glm", readIt, d.table(",", `"","y","fitted.values","linear.predictors"`, counting(1), d.classes(no...), p,
		logit))
	add("R pROC roc data", orAsk, d.table(" ", "outcome gos6 s100b", d.classes("Good", "Poor"), age, p))
	add("broom augment", orAsk, d.table(",", "churn,age,.fitted,.resid,.hat,.sigma,.cooksd,.std.resid",
		d.classes(no...), age, p, logit, digits4(d.noise[0]), digits4(d.noise[1]), digits4(d.noise[2]), minus))
	add("ranger", readIt, d.table(",", "truth,pred.no,pred.yes", d.classes(yes...), q, p))
	add("gbm type response", readIt, d.table(",", "obs,gbm.pred,pred.class", d.classes(no...), p, d.predicted(no...)))

	// Statistics programs
	add("SPSS", readIt, d.table(",", "default,PRE_1,PGR_1", d.classes(no...), p, d.predicted(no...)))
	add("SPSS with features", orAsk, d.table(",", "age,ed,employ,income,default,PRE_1,PGR_1", age,
		among("1", "2", "3"), among("0", "1"), among("22", "31", "47"), d.classes(no...), p, d.predicted(no...)))
	add("SPSS with residuals", orAsk, d.table(";", "age;default;PRE_1;PGR_1;RES_1;ZRE_1;COO_1", age, d.classes(no...),
		p, d.predicted(no...), digits4(d.each(func(i int) float64 { return float64(d.truth[i]) - d.p[i] })), logit,
		digits4(d.noise[0])))
	add("SPSS modeler", orAsk, d.table(",", "churn,$L-churn,$LP-churn,$LRP-churn", d.classes(no...),
		d.predicted(no...), top, p))
	add("SPSS modeler P0 P1", orAsk, d.table(",", "churn,$L-churn,$LP-churn,$LP-0,$LP-1", d.classes(no...),
		d.predicted(no...), top, q, p))
	add("SPSS PseudoProbability", orAsk, d.table(",",
		"default,MLP_PredictedValue,MLP_PseudoProbability_1,MLP_PseudoProbability_2", d.classes(no...), d.predicted(no...), q,
		p))
	add("SAS proc logistic", orAsk, d.table(",", "bad,_FROM_,_INTO_,IP_0,IP_1,_LEVEL_,phat", d.classes(no...),
		d.classes(no...), d.predicted(no...), q, p, always("1"), p))
	add("SAS proc logistic output", readIt, d.table(",", "bad,age,_LEVEL_,phat,lcl,ucl", d.classes(no...), age,
		always("1"), p, digits4(d.each(func(i int) float64 { return d.p[i] * 0.8 })),
		digits4(d.each(func(i int) float64 { return 1 - (1-d.p[i])*0.8 }))))
	add("SAS score", readIt, d.table(",", "BAD,F_BAD,I_BAD,P_0,P_1", d.classes(no...), d.classes(no...),
		d.predicted(no...), q, p))
	add("SAS EM", orAsk, d.table(",",
		"BAD,EM_EVENTPROBABILITY,EM_PROBABILITY,EM_CLASSIFICATION,I_BAD,P_BAD1,P_BAD0,_WARN_", d.classes(no...), p, top,
		d.predicted(no...), d.predicted(no...), p, q, always("")))
	many("SAS classes", orAsk, d.table(",",
		"Species,F_Species,I_Species,P_Speciessetosa,P_Speciesversicolor,P_Speciesvirginica", d.classes(kinds...),
		d.classes(kinds...), d.predicted(kinds...), a, b, c))
	add("Stata", readIt, d.table(",", "foreign,mpg,phat,xb", d.classes(no...), among("15", "22", "31", "18", "25"), p,
		logit))
	add("Stata pr", orAsk, d.table(",", "foreign,mpg,weight,pr", d.classes("Domestic", "Foreign"),
		among("15", "22", "31", "18", "25"), among("2930", "3350", "2640"), p))
	add("JMP", orAsk, d.table(",", "churn,Prob[no],Prob[yes],Most Likely churn", d.classes(yes...), q, p,
		d.predicted(yes...)))
	add("JMP Lin", orAsk, d.table(",", "churn,Lin[yes],Prob[yes],Prob[no],Most Likely churn", d.classes(yes...),
		logit, p, q, d.predicted(yes...)))
	add("MATLAB fitcsvm", orAsk, d.table(",", "Y,label,score_1,score_2", d.classes(no...), d.predicted(no...), minus,
		logit))
	add("MATLAB fitcsvm of names", orAsk, d.table(",", "Y,label,score_1,score_2", d.classes(yes...),
		d.predicted(yes...), minus, logit))
	add("MATLAB Score1 Score2", orAsk, d.table(",", "Truth,Score1,Score2", d.classes(no...), minus, logit))
	add("MATLAB -1 1", orAsk, d.table(",", "Y,score_1,score_2", d.classes("-1", "1"), minus, logit))
	add("MATLAB posterior", orAsk, d.table(",", "Y,label,posterior_1,posterior_2", d.classes(no...),
		d.predicted(no...), q, p))
	add("statsmodels", orAsk, d.table(",", ",endog,fittedvalues", counting(0), d.classes(no...), p))
	add("statsmodels predict", readIt, d.table(",", ",admit,gre,gpa,predict", counting(0), d.classes(no...),
		among("380", "660", "800", "640"), among("3.61", "3.67", "4.0", "3.19"), p))
	add("statsmodels summary_frame", orAsk, d.table(",", "admit,mean,mean_se,mean_ci_lower,mean_ci_upper",
		d.classes(no...), p, digits4(d.noise[0]), digits4(d.each(func(i int) float64 { return d.p[i] * 0.8 })),
		digits4(d.each(func(i int) float64 { return 1 - (1-d.p[i])*0.8 }))))
	add("statsmodels predicted, se", readIt, d.table(",", "y,predicted,se,ci_lower,ci_upper", d.classes(no...), p,
		digits4(d.noise[0]), digits4(d.each(func(i int) float64 { return d.p[i] * 0.8 })),
		digits4(d.each(func(i int) float64 { return 1 - (1-d.p[i])*0.8 }))))

	// Workbenches
	add("KNIME", readIt, d.table(",", `"churn","P (churn=no)","P (churn=yes)","Prediction (churn)"`,
		d.classes(yes...), q, p, d.predicted(yes...)))
	add("KNIME row id", readIt, d.table(",",
		`"row ID","age","churn","P (churn=0)","P (churn=1)","Prediction (churn)"`, named("Row"), age, d.classes(no...), q, p,
		d.predicted(no...)))
	many("KNIME classes", readIt, d.table(",",
		`"class","P (class=setosa)","P (class=versicolor)","P (class=virginica)","Prediction (class)"`, d.classes(kinds...),
		a, b, c, d.predicted(kinds...)))
	add("KNIME confidence", orAsk, d.table(",", `"churn","Prediction (churn)","Prediction (churn) (Confidence)"`,
		d.classes(yes...), d.predicted(yes...), top))
	add("KNIME Out", orAsk, d.table(",", `"class","class (Out)","P (class=yes)"`, d.classes(yes...),
		d.predicted(yes...), p))
	many("KNIME numbers", readIt, d.table(",",
		`"class","P (class=1)","P (class=2)","P (class=3)","Prediction (class)"`, d.classes(from1...), a, b, c,
		d.predicted(from1...)))
	add("Orange", orAsk, d.table("\t",
		"churn\tLogistic Regression (no)\tLogistic Regression (yes)\tLogistic Regression\tage", d.classes(yes...), q, p,
		d.predicted(yes...), age))
	many("Orange classes", orAsk, d.table("\t",
		"iris\tTree (setosa)\tTree (versicolor)\tTree (virginica)\tTree\tFold", d.classes(kinds...), a, b, c,
		d.predicted(kinds...), among("1", "2")))
	add("RapidMiner", readIt, d.table(";", `"id";"label";"prediction(label)";"confidence(no)";"confidence(yes)"`,
		counting(1), d.classes(yes...), d.predicted(yes...), q, p))
	many("RapidMiner classes", readIt, d.table(";",
		`"id";"label";"prediction(label)";"confidence(setosa)";"confidence(versicolor)";"confidence(virginica)"`, counting(1),
		d.classes(kinds...), d.predicted(kinds...), a, b, c))
	many("RapidMiner other label", readIt, d.table(";",
		`"Species";"prediction(Species)";"confidence(setosa)";"confidence(versicolor)";"confidence(virginica)"`,
		d.classes(kinds...), d.predicted(kinds...), a, b, c))
	add("Alteryx", readIt, d.table(",", "Default,Score_No,Score_Yes", d.classes("No", "Yes"), q, p))
	add("Dataiku", readIt, d.table("\t", "churn\tproba_no\tproba_yes\tprediction\terror_decile\tprediction_correct",
		d.classes(yes...), q, p, d.predicted(yes...), among("1", "2", "3"), d.correct("false", "true")))
	add("Dataiku percentile", readIt, d.table(",", "churn,proba_0,proba_1,proba_percentile,prediction,__error__",
		d.classes(no...), q, p, among("10", "20", "30", "90"), d.predicted(no...), d.correct("true", "false")))
	add("H2O", readIt, d.table(",", "predict,no,yes,churn", d.predictedAt(0.31, yes...), q, p, d.classes(yes...)))
	add("H2O calibrated", orAsk, d.table(",", "predict,p0,p1,cal_p0,cal_p1,churn", d.predictedAt(0.31, no...), q, p,
		digits4(d.each(func(i int) float64 { return 1 - d.p[i]*d.p[i] })), digits4(d.squares()), d.classes(no...)))
	list[len(list)-1].runs = []toolRun{d.binary(), {d.truth, d.squares()}}
	many("H2O classes", readIt, d.table(",", "predict,setosa,versicolor,virginica,species", d.predicted(kinds...), a,
		b, c, d.classes(kinds...)))
	many("H2O numbers", readIt, d.table(",", "predict,p0,p1,p2,class", d.predicted(numbers...), a, b, c,
		d.classes(numbers...)))
	add("DataRobot", readIt, d.table(",",
		"churn_1_PREDICTION,churn_0_PREDICTION,churn_PREDICTION,THRESHOLD,POSITIVE_CLASS,churn", p, q,
		d.predictedAt(0.5, no...), always("0.5"), always("1"), d.classes(no...)))
	add("DataRobot passthrough", readIt, d.table(",",
		"id,churn,churn_yes_PREDICTION,churn_no_PREDICTION,churn_PREDICTION,THRESHOLD,POSITIVE_CLASS,DEPLOYMENT_APPROVAL_STATUS", counting(
			1), d.classes(yes...), p, q, d.predicted(yes...), always("0.5"), always("yes"), always("APPROVED")))
	many("DataRobot classes", readIt, d.table(",",
		"species_setosa_PREDICTION,species_versicolor_PREDICTION,species_virginica_PREDICTION,species_PREDICTION,DEPLOYMENT_APPROVAL_STATUS,species", a, b, c, d.predicted(
			kinds...), always("APPROVED"), d.classes(kinds...)))
	add("DataRobot class columns", orAsk, d.table(",", "row_id,Prediction,PredictedLabel,Class_0,Class_1,actual",
		counting(0), p, d.predicted("0.0", "1.0"), q, p, d.classes(no...)))
	add("DataRobot cross validation", orAsk, d.table(",",
		"row_id,Partition,Full_Predictions,Cross-Validation Prediction,readmitted", counting(0), among("0.0", "1.0",
			"2.0", "3.0"), p, p, d.classes(no...)))

	// Clouds
	add("Azure ML Studio", readIt, d.table(",", "age,income,Scored Labels,Scored Probabilities", age,
		d.classes("<=50K", ">50K"), d.predicted("<=50K", ">50K"), p))
	positive(&list[len(list)-1], ">50K")
	many("Azure ML Studio classes", readIt, d.table(",",
		`Class,"Scored Probabilities for Class ""setosa""","Scored Probabilities for Class ""versicolor""","Scored Probabilities for Class ""virginica""",Scored Labels`, d.classes(
			kinds...), a, b, c, d.predicted(kinds...)))
	many("Azure designer classes", readIt, d.table(",",
		`Species,Scored Probabilities_setosa,Scored Probabilities_versicolor,Scored Probabilities_virginica,Scored Labels`,
		d.classes(kinds...), a, b, c, d.predicted(kinds...)))
	many("Azure designer numbers", readIt, d.table(",",
		`Class,Scored Probabilities_0,Scored Probabilities_1,Scored Probabilities_2,Scored Labels`, d.classes(numbers...), a,
		b, c, d.predicted(numbers...)))
	add("Azure AutoML", orAsk, d.table(",", "churn_orig,churn_predicted,churn_predicted_proba", d.classes(yes...),
		d.predicted(yes...), p))
	add("Azure AutoML proba", orAsk, d.table(",", "y_orig,y_predicted,no,yes", d.classes(yes...), d.predicted(yes...),
		q, p))
	add("SageMaker Autopilot", orAsk, d.table(",", "churn,predicted_label,probability,probabilities,labels",
		d.classes(yes...), d.predicted(yes...), p, func(i int) string {
			return fmt.Sprintf(`"[%s, %s]"`, q(i),
				p(i))
		}, always(`"['no', 'yes']"`)))
	add("SageMaker Autopilot ensembling", orAsk, d.table(",",
		"churn,predicted_label,probability,probabilities,labels", d.classes(yes...), d.predicted(yes...), top,
		func(i int) string { return fmt.Sprintf(`"[%s, %s]"`, q(i), p(i)) }, always(`"['no', 'yes']"`)))
	add("SageMaker Autopilot, positive 0", orAsk, d.table(",",
		"churn,predicted_label,probability,probabilities,labels", d.classes(no...), d.predicted(no...), q,
		func(i int) string { return fmt.Sprintf(`"[%s, %s]"`, p(i), q(i)) }, always(`"['1', '0']"`)))
	add("SageMaker Autopilot, positive 0, short", orAsk, d.table(",", "churn,predicted_label,probability",
		d.classes(no...), d.predicted(no...), q))
	add("SageMaker Autopilot, lists only", orAsk, d.table(",", "churn,probabilities,labels", d.classes(no...),
		func(i int) string { return fmt.Sprintf(`"[%s, %s]"`, p(i), q(i)) }, always(`"['1', '0']"`)))
	many("SageMaker Autopilot classes", orAsk, d.table(",",
		"species,predicted_label,probability,probabilities,labels", d.classes(kinds...), d.predicted(kinds...), c,
		func(i int) string {
			return fmt.Sprintf(`"[%s, %s, %s]"`, c(i), b(i),
				a(i))
		}, always(`"['virginica', 'versicolor', 'setosa']"`)))
	add("SageMaker jsonlines", orAsk, d.lines(`{"label": %s, "predictions": [{"score": %s, "predicted_label": %s}]}`,
		d.classes(no...), p, d.predicted(no...)))
	add("SageMaker Clarify", orAsk, d.table(",", "", d.classes(no...), age, digits4(d.noise[0]), d.predicted(no...),
		p))
	add("SageMaker monitor", orAsk, d.table(",", "probability,prediction,label", p, d.predictedAt(0.8, no...),
		d.classes(no...)))
	add("Vertex AutoML CSV", readIt, d.table(",", "age,churn,churn_no_scores,churn_yes_scores", age,
		d.classes(yes...), q, p))
	add("Vertex AutoML CSV score", readIt, d.table(",", "age,churn,churn_0_score,churn_1_score", age,
		d.classes(no...), q, p))
	add("AutoML Tables JSON", orAsk,
		d.lines(`{"churn": "%s", "predicted_churn": [{"tables": {"score": %s, "value": "0"}}, {"tables": {"score": %s, "value": "1"}}]}`, d.classes(
			no...), q, p))
	add("Vertex BigQuery", readIt,
		d.lines(`{"churn": "%s", "predicted_churn": {"classes": ["1", "0"], "scores": [%s, %s]}}`, d.classes(no...),
			p, q))
	add("Vertex JSONL", readIt,
		d.lines(`{"instance": {"age": "%s", "churn": "%s"}, "prediction": {"classes": ["no", "yes"], "scores": [%s, %s]}}`,
			age, d.classes(yes...), q, p))
	add("Vertex images", orAsk,
		d.lines(`{"instance": {"content": "gs://b/%s.jpg"}, "truth": "%s", "prediction": {"ids": ["11", "12"], "displayNames": ["yes", "no"], "confidences": [%s, %s]}}`, counting(
			1), d.classes(yes...), p, q))
	add("Vertex images, sorted", orAsk,
		d.lines(`{"truth": "%s", "prediction": {"ids": [%s], "displayNames": [%s], "confidences": [%s]}}`,
			d.classes(yes...), func(i int) string { return pick(d.p[i] >= 0.5, `"12","11"`, `"11","12"`) },
			func(i int) string {
				return pick(d.p[i] >= 0.5, `"yes","no"`,
					`"no","yes"`)
			}, func(i int) string { return pick(d.p[i] >= 0.5, p(i)+","+q(i), q(i)+","+p(i)) }))
	many("BigQuery ML classes", readIt,
		d.lines(`{"predicted_species": "%s", "predicted_species_probs": [{"label": "virginica", "prob": "%s"}, {"label": "setosa", "prob": "%s"}, {"label": "versicolor", "prob": "%s"}], "species": "%s"}`, d.predicted(
			kinds...), c, a, b, d.classes(kinds...)))
	add("BigQuery ML through pandas", orAsk, d.table(",", "predicted_churn,predicted_churn_probs,churn",
		d.predicted(no...), func(i int) string {
			return fmt.Sprintf(`"[{'label': 1, 'prob': %s}, {'label': 0, 'prob': %s}]"`, p(i), q(i))
		}, d.classes(no...)))
	add("Snowflake", orAsk, d.table(",", "CHURN,PREDICTION", d.classes(yes...), func(i int) string {
		return fmt.Sprintf(`"{""class"": ""%s"", ""logs"": null, ""probability"": {""no"": %s, ""yes"": %s}}"`,
			d.predicted(yes...)(i), q(i), p(i))
	}))
	add("Snowflake JSON", orAsk,
		d.lines(`{"CHURN": "%s", "PREDICTION": {"class": "%s", "logs": null, "probability": {"no": %s, "yes": %s}}}`,
			d.classes(yes...), d.predicted(yes...), q, p))
	add("Snowflake registry", orAsk, d.table(",", "AGE,CHURN,OUTPUT_CHURN,PREDICT_PROBA_0,PREDICT_PROBA_1", age,
		d.classes(no...), d.predicted(no...), q, p))
	add("Snowflake registry 2", orAsk, d.table(",", "AGE,CHURN,output_feature_0,output_feature_1", age,
		d.classes(no...), q, p))
	add("MLflow eval table", readIt, d.joined(`{"columns": ["age", "target", "prediction", "score"], "data": [`, "]}",
		",", `[%s, %s, %s, %s]`, age, d.classes(no...), d.predicted(no...), p))
	add("MLflow eval table CSV", readIt, d.table(",", "age,income,label,prediction,score", age, digits4(d.noise[0]),
		d.classes(no...), d.predicted(no...), p))
	many("MLflow eval table classes", orAsk, d.joined(`{"columns": ["target", "prediction", "score"], "data": [`,
		"]}", ",", `[%s, %s, [%s, %s, %s]]`, d.classes(numbers...), d.predicted(numbers...), a, b, c))
	add("Spark text", readIt, d.table(",", "label,rawPrediction,probability,prediction", d.classes("0.0", "1.0"),
		func(i int) string {
			return fmt.Sprintf(`"[%s,%s]"`, minus(i),
				logit(i))
		}, func(i int) string { return fmt.Sprintf(`"[%s,%s]"`, q(i), p(i)) }, d.predicted("0.0", "1.0")))
	add("Spark DenseVector", orAsk, d.table(",", "label,features,probability,prediction", d.classes("0.0", "1.0"),
		func(i int) string {
			return fmt.Sprintf(`"[%s,%s,1.5]"`, digits4(d.noise[0])(i), digits4(d.noise[1])(i))
		}, func(i int) string { return fmt.Sprintf(`"DenseVector([%s, %s])"`, q(i), p(i)) }, d.predicted("0.0", "1.0")))
	add("Spark features", orAsk, d.table(",", "label,features,probability,prediction", d.classes("0.0", "1.0"),
		func(i int) string {
			return fmt.Sprintf(`"[%s,%s]"`, digits4(d.noise[0])(i), digits4(d.noise[1])(i))
		}, func(i int) string { return fmt.Sprintf(`"[%s,%s]"`, q(i), p(i)) }, d.predicted("0.0", "1.0")))
	many("Spark classes", orAsk, d.table(",", "label,rawPrediction,probability,prediction",
		d.classes("0.0", "1.0", "2.0"), func(i int) string {
			return fmt.Sprintf(`"[%.4f,%.4f,%.4f]"`, math.Log(d.probs[0][i]), math.Log(d.probs[1][i]),
				math.Log(d.probs[2][i]))
		}, func(i int) string { return fmt.Sprintf(`"[%s,%s,%s]"`, a(i), b(i), c(i)) }, d.predicted("0.0", "1.0", "2.0")))
	add("Spark string index", orAsk, d.table(",", "churn,churnIndex,probability,prediction", d.classes("yes", "no"),
		d.classes("0.0", "1.0"), func(i int) string {
			return fmt.Sprintf(`"[%s,%s]"`, q(i),
				p(i))
		}, d.predicted("0.0", "1.0")))
	list[len(list)-1].runs = []toolRun{d.binary(), {d.flipped(), d.other()}}

	// Boosting and scikit-learn
	add("XGBoost margin", readIt, d.table(",", "label,margin", d.classes(no...), logit))
	add("XGBoost margin and probability", readIt, d.table(",", "label,margin,prob", d.classes(no...), logit, p))
	add("CatBoost probability", readIt, d.table("\t", "SampleId\tProbability\tLabel", counting(0), p,
		d.classes(no...)))
	add("CatBoost all", readIt, d.table("\t",
		"SampleId\tRawFormulaVal\tProbability:Class=0\tProbability:Class=1\tClass\tLabel", counting(0), logit, q, p,
		d.predicted(no...), d.classes(no...)))
	add("CatBoost raw, probability, class", readIt, d.table("\t",
		"SampleId\tRawFormulaVal\tProbability\tClass\tLabel", counting(0), logit, p, d.predicted(no...), d.classes(no...)))
	add("CatBoost class and raw", readIt, d.table("\t", "SampleId\tRawFormulaVal\tClass\tLabel", counting(0), logit,
		d.predicted(no...), d.classes(no...)))
	add("CatBoost log probability", orAsk, d.table("\t",
		"SampleId\tLogProbability:Class=0\tLogProbability:Class=1\tLabel", counting(0), digits6(d.logs(d.other())),
		digits6(d.logs(d.p)), d.classes(no...)))
	many("CatBoost classes", readIt, d.table("\t",
		"SampleId\tProbability:Class=setosa\tProbability:Class=versicolor\tProbability:Class=virginica\tClass\tLabel",
		counting(0), a, b, c, d.predicted(kinds...), d.classes(kinds...)))
	many("CatBoost raw classes", readIt, d.table("\t",
		"SampleId\tRawFormulaVal:Class=0\tRawFormulaVal:Class=1\tRawFormulaVal:Class=2\tLabel", counting(0), a, b, c,
		d.classes(numbers...)))
	add("cross_val_predict", readIt, d.table(",", "y,proba_0,proba_1", d.classes(no...), q, p))
	add("decision_function", readIt, d.table(",", "y_true,decision_function", d.classes("-1", "1"), logit))
	add("predict_proba and predict", readIt, d.table(",", "y_test,y_pred,y_proba", d.classes(no...),
		d.predicted(no...), p))
	add("predict_proba of two", readIt, d.table(",", "y_test,y_pred,proba_class_0,proba_class_1", d.classes(no...),
		d.predicted(no...), q, p))
	add("sklearn y_pred_prob", readIt, d.table(",", ",y_true,y_pred,y_pred_prob", counting(0), d.classes(no...),
		d.predicted(no...), p))
	add("sklearn prob", readIt, d.table(",", "Actual,Predicted,Probability", d.classes(no...), d.predicted(no...), p))
	add("sklearn prob of strings", readIt, d.table(",", "Actual,Predicted,Prob_Malignant",
		d.classes("benign", "malignant"), d.predicted("benign", "malignant"), p))
	add("sklearn other class's prob", orAsk, d.table(",", "Actual,Predicted,Prob_Benign",
		d.classes("benign", "malignant"), d.predicted("benign", "malignant"), q))
	add("sklearn other class's prob, no prediction", orAsk, d.table(",", "label,prob_0", d.classes(no...), q))
	add("sklearn other class's prob, bracket", orAsk, d.table(",", "label,proba[0]", d.classes(no...), q))
	add("PyCaret 3", readIt, d.table(",", "age,Purchase,prediction_label,prediction_score", age,
		d.classes("No", "Yes"), d.predicted("No", "Yes"), top))
	add("PyCaret 3 numbers", readIt, d.table(",", "age,Purchase,prediction_label,prediction_score", age,
		d.classes(no...), d.predicted(no...), top))
	add("PyCaret 3 raw", readIt, d.table(",", "age,Purchase,prediction_label,prediction_score_0,prediction_score_1",
		age, d.classes(no...), d.predicted(no...), q, p))
	add("PyCaret 2", orAsk, d.table(",", "age,Purchase,Label,Score", age, d.classes("No", "Yes"),
		d.predicted("No", "Yes"), top))
	add("PyCaret 2 raw", orAsk, d.table(",", "age,Purchase,Label,Score_0,Score_1", age, d.classes(no...),
		d.predicted(no...), q, p))
	add("PyCaret 2 raw names", orAsk, d.table(",", "age,Purchase,Label,Score_No,Score_Yes", age,
		d.classes("No", "Yes"), d.predicted("No", "Yes"), q, p))
	many("PyCaret 3 classes raw", readIt, d.table(",",
		"species,prediction_label,prediction_score_setosa,prediction_score_versicolor,prediction_score_virginica",
		d.classes(kinds...), d.predicted(kinds...), a, b, c))
	many("PyCaret 3 classes", orAsk, d.table(",", "species,prediction_label,prediction_score", d.classes(kinds...),
		d.predicted(kinds...), digits6(d.each(func(i int) float64 { return d.probs[d.best(i)][i] }))))
	add("AutoGluon", readIt, d.table(",", ",0,1,class", counting(0), q, p, d.classes(no...)))
	add("AutoGluon names", readIt, d.table(",", "churn,no,yes", d.classes(yes...), q, p))
	many("AutoGluon classes", readIt, d.table(",", ",0,1,2,label", counting(0), a, b, c, d.classes(numbers...)))
	add("LightGBM text", readIt, d.table("\t", "label\tpred", d.classes(no...), p))
	add("Keras in csv", readIt, d.table(",", "y_true,y_pred", d.classes(no...), p))
	add("Lightning", readIt, d.table(",", "preds,probs,targets", d.predicted(no...), p, d.classes(no...)))
	add("fastai 2", orAsk, d.table(",", "input,target,predicted,probability,loss", named("img"),
		d.classes("no", "yes"), d.predicted("no", "yes"), top, digits4(d.losses())))
	add("fastai 1", orAsk, d.table(",", "Prediction,Actual,Loss,Probability", d.predicted("no", "yes"),
		d.classes("no", "yes"), digits4(d.losses()), digits4(d.ofTruth())))
	add("TPOT", readIt, d.table(",", "target,prediction,probability", d.classes(no...), d.predicted(no...), p))
	add("MLJAR", orAsk, d.table(",", "target,prediction_0,prediction_1,label", d.classes(no...), q, p,
		d.predicted(no...)))
	add("MLJAR out of folds", orAsk, d.table(",", "prediction_0_for_no_1_for_yes,prediction,target", q, p,
		d.classes(no...)))
	add("skorch", readIt, d.table(",", "y,y_hat,y_proba", d.classes(no...), d.predicted(no...), p))

	// Texts
	add("fastText -1 2", orAsk, d.lines("%s", func(i int) string {
		return d.classes("__label__ham", "__label__spam")(i) + " " + pick(d.p[i] >= 0.5,
			"__label__spam "+p(i)+" __label__ham "+q(i), "__label__ham "+q(i)+" __label__spam "+p(i))
	}))
	add("HF pipeline", orAsk, d.joined("[", "]", ",", `{"text": "t%s", "truth": "%s", "label": "%s", "score": %s}`,
		counting(0), d.classes("NEGATIVE", "POSITIVE"), d.predicted("NEGATIVE", "POSITIVE"), top))
	add("HF pipeline LABEL_1", orAsk, d.lines(`{"truth": %s, "label": "%s", "score": %s}`, d.classes(no...),
		d.predicted("LABEL_0", "LABEL_1"), top))
	add("HF pipeline nested", orAsk, d.lines(`{"gold": "%s", "prediction": {"label": "%s", "score": %s}}`,
		d.classes("NEGATIVE", "POSITIVE"), d.predicted("NEGATIVE", "POSITIVE"), top))
	add("HF pipeline LABEL_0 list", orAsk,
		d.lines(`{"truth": %s, "scores": [{"label": "LABEL_0", "score": %s}, {"label": "LABEL_1", "score": %s}]}`,
			d.classes(no...), q, p))
	add("HF logits list", readIt, d.lines(`{"label": %s, "logits": [%s, %s]}`, d.classes(no...), always("0.0"),
		logit))
	add("HF predictions list", readIt, d.joined(`{"predictions": [`,
		d.joined(`], "label_ids": [`, "]}", ",", "%s",
			d.classes(no...)), ",", "[%s, %s]", always("0.5"), digits6(d.each(func(i int) float64 {
			return d.logit()[i] + 0.5
		}))))
	many("HF logits of classes", orAsk, d.lines(`{"label": %s, "probs": [%s, %s, %s]}`, d.classes(numbers...), a, b,
		c))
	add("spaCy", readIt, d.lines(`{"text": "t%s", "gold": "%s", "cats": {"POSITIVE": %s, "NEGATIVE": %s}}`,
		counting(1), d.classes("NEGATIVE", "POSITIVE"), p, q))
	add("spaCy gold cats", orAsk,
		d.lines(`{"text": "t%s", "gold": {"POS": %s, "NEG": %s}, "cats": {"POS": %s, "NEG": %s}}`, counting(1),
			d.classes("0.0", "1.0"), d.classes("1.0", "0.0"), p, q))
	many("spaCy classes", readIt,
		d.lines(`{"label": "%s", "cats": {"setosa": %s, "versicolor": %s, "virginica": %s}}`, d.classes(kinds...), a,
			b, c))
	many("zero-shot", readIt,
		d.lines(`{"sequence": "t", "labels": ["virginica", "setosa", "versicolor"], "scores": [%s, %s, %s], "truth": "%s"}`,
			c, a, b, d.classes(kinds...)))
	add("LLM judge", orAsk, d.lines(`{"id": "%s", "human_label": "%s", "judge_label": "%s", "judge_score": %s}`,
		counting(1), d.classes("bad", "good"), d.predicted("bad", "good"), p))
	add("LLM judge confidence", orAsk, d.lines(`{"label": %s, "verdict": "%s", "confidence": %s}`, d.classes(no...),
		d.predicted(yes...), top))
	add("LLM judge same words", orAsk, d.lines(`{"human": "%s", "judge": "%s", "confidence": %s}`, d.classes(yes...),
		d.predicted(yes...), top))
	add("LLM judge pass fail", orAsk, d.lines(`{"expected": "%s", "verdict": "%s", "score": %s}`,
		d.classes("fail", "pass"), d.predicted("fail", "pass"), p))
	add("OpenAI evals", refuse,
		d.lines(`{"run_id": "r", "event_id": %s, "sample_id": "x.%s", "type": "match", "data": {"correct": %s, "expected": "%s", "picked": "%s"}}`, counting(
			0), counting(0), d.correct("false", "true"), d.classes("A", "B"), d.predicted("A", "B")))
	add("lm-eval-harness", orAsk,
		d.lines(`{"doc_id": %s, "target": "%s", "resps": [[["%s", "False"]], [["%s", "False"]]], "filtered_resps": [["%s", "False"], ["%s", "False"]], "acc": %s}`, counting(
			0), d.classes(no...), minus, logit, minus, logit, d.correct("0.0", "1.0")))
	add("W&B table", orAsk, d.joined(`{"columns": ["id", "truth", "guess", "score_no", "score_yes"], "data": [`, "]}",
		",", `[%s, "%s", "%s", %s, %s]`, counting(1), d.classes(yes...), d.predicted(yes...), q, p))
	add("Label Studio", orAsk, d.joined("[", "]", ",",
		`{"id": %s, "data": {"text": "t"}, "annotations": [{"result": [{"value": {"choices": ["%s"]}}]}], "predictions": [{"score": %s, "result": [{"value": {"choices": ["%s"]}}]}]}`, counting(
			1), d.classes(yes...), top, d.predicted(yes...)))
	add("Label Studio CSV", orAsk, d.table(",", "id,text,choice,prediction,prediction_score", counting(1), named("t"),
		d.classes(yes...), d.predicted(yes...), top))

	// Monitoring and fairness
	add("Evidently", readIt, d.table(",", "age,target,prediction", age, d.classes(no...), p))
	many("Evidently classes", readIt, d.table(",", "target,prediction,setosa,versicolor,virginica",
		d.classes(kinds...), d.predicted(kinds...), a, b, c))
	add("NannyML", orAsk, d.table(",",
		"id,car_value,salary_range,debt_to_income_ratio,loan_length,repaid_loan_on_prev_car,driver_tenure,timestamp,y_pred_proba,y_pred,repaid", counting(
			0), among("39811.0", "12679.0", "19847.0"), among("40K - 60K", "20K - 40K", "0 - 20K"), digits4(d.noise[0]),
		among("19", "21", "7"), among("False", "True"), among("0.21", "4.5", "2.12"),
		func(i int) string {
			return fmt.Sprintf("2018-01-01 00:%02d:00.000",
				i)
		}, p, d.predicted(no...), d.classes("0.0", "1.0")))
	add("NannyML work from home", readIt, d.table(",",
		"distance_from_office,salary_range,public_transportation_cost,wfh_prev_workday,workday,tenure,identifier,work_home_actual,timestamp,y_pred_proba,partition", among(
			"5.96", "0.53", "2.36"), among("40K - 60K", "20K - 40K"), among("8.56", "8.88"), among("False", "True"),
		among("Friday", "Monday"), among("0.21", "4.5", "2.12"), counting(0), d.classes(no...),
		func(i int) string { return fmt.Sprintf("2014-05-09 22:%02d:00", i) }, p, always("reference")))
	many("NannyML classes", readIt, d.table(",",
		"app_channel,credit_bureau_score,y_pred_proba_prepaid_card,y_pred_proba_highstreet_card,y_pred_proba_upmarket_card,y_pred,y_true", among(
			"Partner1", "Store"), among("309", "323", "418"), a, b, c,
		d.predicted("prepaid_card", "highstreet_card", "upmarket_card"),
		d.classes("prepaid_card", "highstreet_card", "upmarket_card")))
	add("Deepchecks", readIt, d.table(",", "label,prediction,proba_0,proba_1,age", d.classes(no...),
		d.predicted(no...), q, p, age))
	add("WhyLabs", orAsk, d.table(",", "output_target,output_prediction,output_score", d.classes(yes...),
		d.predicted(yes...), top))
	add("WhyLabs numbers", orAsk, d.table(",", "targets,predictions,scores", d.classes(no...), d.predicted(no...),
		top))
	add("Fiddler", readIt, d.table(",", "creditscore,geography,gender,age,tenure,churn,predicted_churn,timestamp",
		among("619", "608", "502"), among("France", "Spain"), among("Female", "Male"), age, among("2", "1",
			"8"), d.classes("no", "yes"), p, counting(1600000000)))
	add("Arize", readIt, d.table(",",
		"prediction_id,prediction_ts,prediction_label,prediction_score,actual_label,age", named("id"), counting(1650000000),
		d.predicted("not_fraud", "fraud"), p, d.classes("not_fraud", "fraud"), age))
	add("Arize scores", readIt, d.table(",", "PREDICTION_LABEL,PREDICTION_SCORE,ACTUAL_LABEL,ACTUAL_SCORE",
		d.predicted("not fraud", "fraud"), p, d.classes("not fraud", "fraud"), d.classes("0.0", "1.0")))
	add("Aequitas", readIt, d.table(",", "entity_id,score,label_value,race,sex,age_cat", counting(1), p,
		d.classes(no...), among("African-American", "Caucasian"), among("Male", "Female"), among("25 - 45",
			"Less than 25")))
	add("Fairlearn", readIt, d.table(",", "sensitive_feature,y_true,y_pred,y_score", among("f", "m"),
		d.classes(no...), d.predicted(no...), p))
	add("COMPAS", orAsk, d.table(",",
		"id,sex,age,race,juv_fel_count,decile_score,priors_count,is_recid,two_year_recid,score_text,v_decile_score",
		counting(1), among("Male", "Female"), age, among("African-American", "Caucasian"), among("0", "1"),
		func(i int) string {
			return fmt.Sprint(int(d.p[i]*10) +
				1)
		}, among("0", "4", "1"), among("0", "1"), d.classes(no...),
		func(i int) string { return []string{"Low", "Medium", "High"}[int(d.p[i]*2.99)] }, among("1", "3", "2")))
	list[len(list)-1].runs = []toolRun{{d.truth, d.each(func(i int) float64 { return float64(int(d.p[i]*10) + 1) })}}
	add("What-if tool", readIt, d.table(",", "label,score,inference label", d.classes(no...), p, d.predicted(no...)))
	add("OpenML", orAsk, "% x\n@RELATION openml_predictions\n@ATTRIBUTE repeat NUMERIC\n@ATTRIBUTE fold "+
		"NUMERIC\n@ATTRIBUTE row_id NUMERIC\n@ATTRIBUTE prediction {no,yes}\n@ATTRIBUTE correct {no,yes}\n@ATTRIBUTE "+
		"confidence.no NUMERIC\n@ATTRIBUTE confidence.yes NUMERIC\n@DATA\n"+d.table(",", "", always("0"),
		among("0", "1", "2"), counting(0), d.predicted(yes...), d.classes(yes...), q, p))
	add("OpenML csv", orAsk, d.table(",", "repeat,fold,row_id,prediction,correct,confidence.no,confidence.yes",
		always("0"), among("0", "1"), counting(0), d.predicted(yes...), d.classes(yes...), q, p))
	add("OpenML numbers", orAsk, d.table(",", "repeat,fold,row_id,prediction,correct,confidence.0,confidence.1",
		always("0"), among("0", "1"), counting(0), d.predicted(no...), d.classes(no...), q, p))
	many("OpenML classes", orAsk, d.table(",",
		"repeat,fold,row_id,prediction,truth,confidence.setosa,confidence.versicolor,confidence.virginica", always("0"),
		among("0", "1"), counting(0), d.predicted(kinds...), d.classes(kinds...), a, b, c))
	add("UCI name order", orAsk, d.table(",", "", p, d.classes(no...)))
	add("TREC run", refuse, d.lines("q%s Q0 d%s %s %s run1", among("1", "2"), counting(1), counting(1), p))
	add("LETOR", refuse, d.lines("%s qid:%s 1:%s 2:%s", d.classes(no...), among("1", "2"), digits4(d.noise[0]), p))
	add("svmlight", refuse, d.lines("%s 1:%s 2:%s", d.classes("-1", "+1"), digits4(d.noise[0]), p))
	add("YOLO", orAsk, d.lines("%s 0.5 0.5 0.2 %s %s", d.classes(no...), digits4(d.noise[0]), p))
	add("Vowpal Wabbit", orAsk, d.lines("%s", func(i int) string { return p(i) + " tag" + counting(0)(i) }))

	list = append(append(list, awkwardFiles(d)...), moreFiles(d)...)
	return list
}

func pick(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}

// correct prints whether the prediction at one half is right.
func (d *toolData) correct(no, yes string) cellsOf {
	return func(i int) string { return pick((d.p[i] >= 0.5) == (d.truth[i] == 1), yes, no) }
}

func (d *toolData) flipped() (list []int) {
	for _, y := range d.truth {
		list = append(list, 1-y)
	}
	return list
}

// isProbabilityOfTruth is the probability of the true class.
func (d *toolData) ofTruth() []float64 {
	return d.each(func(i int) float64 { return pickNumber(d.truth[i] == 1, d.p[i], 1-d.p[i]) })
}

func pickNumber(is bool, yes, no float64) float64 {
	if is {
		return yes
	}
	return no
}

func (d *toolData) logs(list []float64) []float64 {
	return d.each(func(i int) float64 { return math.Log(list[i]) })
}

func (d *toolData) losses() []float64 {
	return d.each(func(i int) float64 { return -math.Log(d.ofTruth()[i]) })
}

func (d *toolData) ints(c cellsOf) (list []int) {
	for i := range d.n {
		list = append(list, boolToInt(strings.HasPrefix(c(i), "1")))
	}
	return list
}

func (d *toolData) squares() []float64 { return d.each(func(i int) float64 { return d.p[i] * d.p[i] }) }
