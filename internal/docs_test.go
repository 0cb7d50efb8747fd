package internal

import (
	"maps"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// documents returns the texts for people, by their paths from the root.
func documents(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pattern := range []string{"../*.md", "../docs/*.md", "../bench/*.md", "../internal/calc/testdata/*.md"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			all[strings.TrimPrefix(filepath.ToSlash(file), "../")] = string(text)
		}
	}
	return all
}

var (
	fencedCode   = regexp.MustCompile("(?ms)^```.*?^```$")
	markdownLink = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading      = regexp.MustCompile(`(?m)^#+ (.+)$`)
	codePath     = regexp.MustCompile("`((?:internal|web|cmd|docs|migrations|bench)(?:/[\\w.-]+)+|migrations|bench)`")
)

func TestLinksOfDocumentsLeadSomewhere(t *testing.T) {
	texts := documents(t)
	links := 0
	for name, text := range texts {
		for _, m := range markdownLink.FindAllStringSubmatch(fencedCode.ReplaceAllString(text, ""), -1) {
			u, err := url.Parse(m[1])
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if u.IsAbs() {
				continue
			}
			links++
			target := name
			if u.Path != "" {
				target = path.Join(path.Dir(name), u.Path)
			}
			if _, err := os.Stat(filepath.Join("..", target)); err != nil {
				t.Errorf("%s links to %s, which does not exist", name, m[1])
			} else if u.Fragment != "" && !slices.Contains(anchors(texts[target]), u.Fragment) {
				t.Errorf("%s links to %s, and %s has no such heading", name, m[1], target)
			}
		}
	}
	if links < 20 {
		t.Errorf("only %d links were found", links)
	}
}

// anchors returns the fragments of the headings of a document: words in lower case
// with a hyphen for each blank and without punctuation.
func anchors(text string) (list []string) {
	for _, m := range heading.FindAllStringSubmatch(fencedCode.ReplaceAllString(text, ""), -1) {
		list = append(list, strings.Map(func(r rune) rune {
			switch {
			case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
				return unicode.ToLower(r)
			case r == ' ':
				return '-'
			}
			return -1
		}, m[1]))
	}
	return list
}

// Files and folders that documents name exist, those of the worked examples aside.
func TestPathsInDocumentsExist(t *testing.T) {
	added := map[string]bool{}
	for _, s := range readExamples(t) {
		if s.before == "" {
			added[s.file] = true
		}
	}
	paths := 0
	for name, text := range documents(t) {
		if name == "CHANGELOG.md" {
			continue
		}
		for _, m := range codePath.FindAllStringSubmatch(text, -1) {
			paths++
			if _, err := os.Stat(filepath.Join("..", m[1])); err != nil && !added[m[1]] {
				t.Errorf("%s names %s, which does not exist", name, m[1])
			}
		}
	}
	if paths < 50 {
		t.Errorf("only %d paths were found", paths)
	}
}

func TestTheTourNamesEveryPackage(t *testing.T) {
	tour := documents(t)["docs/contributing.md"]
	for _, name := range slices.Sorted(maps.Keys(mayImport)) {
		if name != "internal" && !strings.Contains(tour, "`"+name+"`") {
			t.Errorf("%s has no place in docs/contributing.md", name)
		}
	}
}

func TestLinksAreFound(t *testing.T) {
	text := "# One & two\n[a](b.md#c) ![d](e.svg)\n```\n[no](link.md)\n# no heading\n```\n## `f` — 3.2, g-h\n"
	var links []string
	for _, m := range markdownLink.FindAllStringSubmatch(fencedCode.ReplaceAllString(text, ""), -1) {
		links = append(links, m[1])
	}
	if want := []string{"b.md#c", "e.svg"}; !slices.Equal(links, want) {
		t.Errorf("links are %q, want %q", links, want)
	}
	if got, want := anchors(text), []string{"one--two", "f--32-g-h"}; !slices.Equal(got, want) {
		t.Errorf("anchors are %q, want %q", got, want)
	}
}
