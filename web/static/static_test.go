package static

import (
	"io/fs"
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
		plain := comments.ReplaceAllStringFunc(string(text), func(c string) string {
			return strings.Repeat("\n", strings.Count(c, "\n"))
		})
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

// modules returns the texts of all modules by their paths in js.
func modules(t *testing.T) map[string]string {
	t.Helper()
	all := make(map[string]string)
	err := fs.WalkDir(os.DirFS("js"), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".js" {
			return err
		}
		text, err := os.ReadFile(filepath.Join("js", path))
		all[path] = string(text)
		return err
	})
	if err != nil || len(all) < 50 {
		t.Fatalf("%d modules: %v", len(all), err)
	}
	return all
}

func TestModulesAreShort(t *testing.T) {
	for path, text := range modules(t) {
		if n := strings.Count(text, "\n"); n > 300 {
			t.Errorf("js/%s has %d lines, want at most 300", path, n)
		}
	}
}

// TestModulesAndExportsHaveNamesOfTheirOwn also takes names that differ by one
// letter for the same.
func TestModulesAndExportsHaveNamesOfTheirOwn(t *testing.T) {
	exports := regexp.MustCompile(`(?m)^export (?:async )?(?:function|class|const|let) (\w+)`)
	where := make(map[string]string)
	claim := func(name, path string) {
		for other, at := range where {
			if oneLetterApart(name, other) {
				t.Errorf("%s of js/%s reads like %s of js/%s", name, path, other, at)
			}
		}
		where[name] = path
	}
	all := modules(t)
	paths := slices.Sorted(maps.Keys(all))
	for _, path := range paths {
		claim(strings.TrimSuffix(filepath.Base(path), ".js"), path)
	}
	clear(where)
	for _, path := range paths {
		for _, m := range exports.FindAllStringSubmatch(all[path], -1) {
			claim(m[1], path)
		}
	}
}

// oneLetterApart reports whether two names are equal but for one letter at most, which
// may be missing in one of them.
func oneLetterApart(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return i == len(b) || b[i+1:] == a[i:] || i < len(a) && b[i+1:] == a[i+1:]
}
