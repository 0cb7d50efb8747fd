package show

import (
	"tradeoff/web/templates"
)

// FormulaTerms returns the parts of a formula of TP, FP, FN and TN, with the counts in
// place of these. count returns the text of a cell by id: "tp", "fp", "fn" or "tn".
func FormulaTerms(formula string, count func(id string) string) []templates.Term {
	var out []templates.Term
	text := ""
	for i := 0; i < len(formula); {
		if i+2 <= len(formula) {
			if id, ok := map[string]string{"TP": "tp", "FP": "fp", "FN": "fn", "TN": "tn"}[formula[i:i+2]]; ok {
				if text != "" {
					out = append(out, templates.Term{Text: text})
				}
				text = ""
				out = append(out, templates.Term{Cell: id, Text: count(id)})
				i += 2
				continue
			}
		}
		text += formula[i : i+1]
		i++
	}
	if text != "" {
		out = append(out, templates.Term{Text: text})
	}
	return out
}
