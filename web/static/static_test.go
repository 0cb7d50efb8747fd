package static

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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

func TestEveryEntryHasABundleAndEveryBundleAnEntry(t *testing.T) {
	var want []string
	for _, pattern := range []string{"css/pages/*.css", "js/pages/*.js"} {
		entries, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range entries {
			if base := filepath.Base(name); !strings.HasPrefix(base, "report-") { // these lie in their own package
				want = append(want, "dist/"+base)
			}
		}
	}
	var got []string
	for name := range maps.Keys(Files()) {
		if strings.HasPrefix(name, "dist/") {
			got = append(got, name)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if len(want) < 5 || !slices.Equal(got, want) {
		t.Errorf("the bundles are %q, want %q: run make generate, and remove what has no entry any more", got, want)
	}
}
