package templates

import "regexp"

// Names of the fields of the page of a draft for flags of the command line.
const (
	positiveLabel   = "Positive class"
	kindLabel       = "Scores are"
	skipLabel       = "Skip rows without a label or score"
	duplicatesLabel = "Keep rows with a repeated id"
)

var onPage = map[string]string{
	"positive":      "the field “" + positiveLabel + "”",
	"kind":          "the field “" + kindLabel + "”",
	"skip_missing":  "the box “" + skipLabel + "”",
	"duplicate_ids": "the box “" + duplicatesLabel + "”",
	"class_names":   "the buttons below",
	"name":          "the field “Name of the run”",
}

var flagInHint = regexp.MustCompile(`--([a-z_]+)( "(?:[^"\\]|\\.)*"| [a-z]+)? \(parameter [a-z_]+\)`)

var exampleInHint = regexp.MustCompile(`, as in --[a-z_]+ "(?:[^"\\]|\\.)*"`)

var flagBeforeValue = regexp.MustCompile(`--[a-z_]+ "`)

// hintOnPage returns a hint for the page of a draft. The flag --positive is the field
// “Positive class” there, and columns have their roles.
func hintOnPage(hint string) string {
	hint = exampleInHint.ReplaceAllString(hint, "")
	hint = flagInHint.ReplaceAllStringFunc(hint, func(s string) string {
		name := flagInHint.FindStringSubmatch(s)[1]
		if words, ok := onPage[name]; ok {
			return words
		}
		if name == "ignore" {
			name = "ignored"
		}
		return "the role “" + name + "”"
	})
	return flagBeforeValue.ReplaceAllString(hint, `"`)
}
