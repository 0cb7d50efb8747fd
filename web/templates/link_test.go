package templates

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tradeoff/internal/link"
)

// An attribute that leads somewhere, with its value, and what that may begin with.
var (
	leading = regexp.MustCompile(`\b(href|src|action|formaction|poster|srcset)=("[^"]*"|\{[^}]*\})`)
	allowed = regexp.MustCompile(`^("#|"\?|\{ (to|asset|link\.To)\(ctx, |\{ figure\()`)
	made    = regexp.MustCompile(`templ\.(URL|SafeURL|JSONScript)\b`)
)

// TestTemplatesLeadSomewhereThroughOneFunction fails for href="/upload" and for
// templ.URL: neither knows the base path. Write href={ to(ctx, "/upload") }, and
// @island(ctx, …) for data with addresses.
func TestTemplatesLeadSomewhereThroughOneFunction(t *testing.T) {
	files, err := filepath.Glob("*.templ")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d templates: %v", len(files), err)
	}
	found := 0
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			for _, m := range leading.FindAllStringSubmatch(line, -1) {
				found++
				if !allowed.MatchString(m[2]) {
					t.Errorf("%s:%d: %s does not know the base path", name, i+1, m[0])
				}
			}
			if m := made.FindString(line); m != "" {
				t.Errorf("%s:%d: %s does not know the base path", name, i+1, m)
			}
		}
	}
	if found < 200 {
		t.Errorf("only %d attributes that lead somewhere were found", found)
	}
}

// TestScriptsMakeNoAddressesOfTheirOwn fails for "/upload" in a script, unless it is
// site("/upload").
func TestScriptsMakeNoAddressesOfTheirOwn(t *testing.T) {
	literal := regexp.MustCompile("(site\\()?[\"'`]/([A-Za-z$][^\"'`\\s]*)?[\"'`]")
	seen := 0
	err := filepath.WalkDir("../static/js", func(path string, _ os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".js" {
			return err
		}
		seen++
		text, err := os.ReadFile(path)
		for i, line := range strings.Split(string(text), "\n") {
			code, _, _ := strings.Cut(line, "// ")
			for _, m := range literal.FindAllString(code, -1) {
				if !strings.HasPrefix(m, "site(") {
					t.Errorf("%s:%d: %s does not know the base path", path, i+1, m)
				}
			}
		}
		return err
	})
	if err != nil || seen < 40 {
		t.Errorf("%d scripts: %v", seen, err)
	}
}

func TestDataForScriptsAreBelowTheBasePath(t *testing.T) {
	ctx := link.WithBase(context.Background(), "/t")
	compare := CompareData{Runs: []CompareRunData{{Display: "/d"}}}
	for _, data := range []any{
		RunData{Display: "/d", At: "/d", Points: "/d", Choice: "/d"}, ImagesData{Sweeps: "/d", Counts: "/d", Maps: "/d"},
		LossData{At: "/d"}, compare, ChartData{Facts: LossData{At: "/d"}},
	} {
		text, err := json.Marshal(addresses(ctx, data))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), `"/t/d"`) || strings.Contains(string(text), `"/d"`) {
			t.Errorf("%T becomes %s", data, text)
		}
	}
	if compare.Runs[0].Display != "/d" {
		t.Error("the data themselves have changed")
	}
}
