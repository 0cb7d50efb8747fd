package templates

import "regexp"

// uploadFields are the fields of the upload form that name columns and classes.
// Each bears the name of the flag and the parameter that say the same.
var uploadFields = []struct{ name, label, placeholder string }{
	{"name", "Name of the run", "named after the file"},
	{"label", "Label column", "guessed"},
	{"score", "Score column", "guessed"},
	{"positive", "Positive label", "as in the file, e.g. diabetic"},
	{"id", "Id column", "guessed"},
	{"weight", "Weight column", "guessed"},
}

const kindLabel = "Scores are"

var flagBeforeValue = regexp.MustCompile(`--[a-z_]+ "`)

var flagInMend = regexp.MustCompile(`--([a-z_]+) \(parameter [a-z_]+\)`)

// mendOnPage says a mend in the words of the upload form: what the command line
// calls --positive is the field “Positive label” there.
func mendOnPage(mend string) string {
	mend = flagBeforeValue.ReplaceAllString(mend, `"`)
	return flagInMend.ReplaceAllStringFunc(mend, func(s string) string {
		name := flagInMend.FindStringSubmatch(s)[1]
		if name == "kind" {
			return "the field “" + kindLabel + "”"
		}
		for _, f := range uploadFields {
			if f.name == name {
				return "the field “" + f.label + "”"
			}
		}
		return s
	})
}
