package static

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestStylesheetsHaveOneDeclarationPerLine(t *testing.T) {
	comments := regexp.MustCompile(`(?s)/\*.*?\*/`)
	inside := regexp.MustCompile(`"[^"]*"|\([^()]*\)`)
	sheets, err := filepath.Glob("css/*.css")
	if err != nil || len(sheets) < 10 {
		t.Fatalf("%d stylesheets: %v", len(sheets), err)
	}
	for _, name := range sheets {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		plain := comments.ReplaceAllStringFunc(string(text), func(c string) string { return strings.Repeat("\n", strings.Count(c, "\n")) })
		for i, line := range strings.Split(plain, "\n") {
			for short := ""; short != line; { // parentheses nest
				short, line = line, inside.ReplaceAllString(line, "")
			}
			_, after, several := strings.Cut(line, ";")
			if several && strings.TrimSpace(after) != "" || strings.Contains(line, "{") && strings.Contains(line, ";") {
				t.Errorf("%s:%d: more than one declaration on a line", name, i+1)
			}
		}
	}
}
