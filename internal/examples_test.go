package internal

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// exampleCosts are the numbers of files that the worked examples of
// docs/contributing.md change by hand, apart from tests and CHANGELOG.md.
var exampleCosts = map[string]int{"metric": 1, "policy": 1, "chart": 1, "loss": 4, "page": 5, "file format": 3}

// A section is a part of testdata/examples.txtar: a new file, or lines to insert.
type section struct {
	example, file string
	before        string // "" for a new file
	text          string
}

var sectionHead = regexp.MustCompile(`(?m)^-- (\w+(?: \w+)?): (\S+?)(?:, before (.+))? --\n`)

// readExamples returns the sections of all worked examples.
func readExamples(t *testing.T) (list []section) {
	t.Helper()
	all, err := os.ReadFile("testdata/examples.txtar")
	if err != nil {
		t.Fatal(err)
	}
	text := string(all)
	heads := sectionHead.FindAllStringSubmatchIndex(text, -1)
	for i, h := range heads {
		end := len(text)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		s := section{example: text[h[2]:h[3]], file: text[h[4]:h[5]], text: text[h[1]:end]}
		if h[6] >= 0 {
			s.before = text[h[6]:h[7]]
		}
		list = append(list, s)
	}
	return list
}

// filesOf returns the files of an example that are no tests.
func filesOf(list []section, example string) []string {
	files := map[string]bool{}
	for _, s := range list {
		if s.example == example && !strings.HasSuffix(s.file, "_test.go") {
			files[s.file] = true
		}
	}
	return slices.Sorted(maps.Keys(files))
}

func TestWorkedExamplesCostWhatTheGuideSays(t *testing.T) {
	list := readExamples(t)
	for example, cost := range exampleCosts {
		if files := filesOf(list, example); len(files) != cost {
			t.Errorf("a new %s has %d files, want %d: %v", example, len(files), cost, files)
		}
	}
	for _, s := range list {
		if exampleCosts[s.example] == 0 {
			t.Errorf("there is no example %q", s.example)
		}
		if s.before == "" && strings.HasSuffix(s.file, ".go") {
			checkStyle(t, s.file, []byte(s.text))
		}
	}
}

// The guide names every file of an example, and shows no code that is not in it.
func TestTheGuideShowsTheWorkedExamples(t *testing.T) {
	guide, err := os.ReadFile("../docs/contributing.md")
	if err != nil {
		t.Fatal(err)
	}
	list := readExamples(t)
	parts := strings.Split(string(guide), "\n### ")
	for example, cost := range exampleCosts {
		row := fmt.Sprintf("| [%s](#a-%s) | %d |\n", example, strings.ReplaceAll(example, " ", "-"), cost)
		if !strings.Contains(string(guide), row) {
			t.Errorf("the table of costs has no row %s", row)
		}
		i := slices.IndexFunc(parts, func(part string) bool { return strings.HasPrefix(part, "A "+example) })
		if i < 0 {
			t.Errorf("docs/contributing.md has no example with the heading “A %s”", example)
			continue
		}
		code := ""
		for _, s := range list {
			if s.example == example {
				code += squeezed(s.text)
			}
		}
		for _, file := range filesOf(list, example) {
			if !strings.Contains(parts[i], "`"+file+"`") {
				t.Errorf("the example of a %s does not name %s", example, file)
			}
		}
		for _, block := range codeBlocks(parts[i]) {
			for piece := range strings.SplitSeq(block, "…\n") {
				if piece = squeezed(piece); !strings.Contains(code, piece) {
					t.Errorf("the example of a %s shows code that is not in examples.txtar: %s", example, piece)
				}
			}
		}
	}
}

// codeBlocks returns the blocks of code in a text, those of commands aside.
func codeBlocks(markdown string) (list []string) {
	for i, block := range strings.Split(markdown, "```") {
		language, code, _ := strings.Cut(block, "\n")
		if i%2 == 1 && language != "sh" && language != "" {
			list = append(list, code)
		}
	}
	return list
}

// squeezed returns a text without indentation and empty lines.
func squeezed(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out.WriteString(line + "\n")
		}
	}
	return out.String()
}

// copyTree copies what the program is built from.
func copyTree(t *testing.T, to string) {
	t.Helper()
	skipped := []string{"node_modules", "testdata", "bin", "data", "browsertest"}
	root := os.DirFS("..")
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || slices.Contains(skipped, d.Name())):
			return fs.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(to, path), 0o755)
		case !d.Type().IsRegular():
			return nil
		}
		b, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, path), b, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// apply makes the change of a section in a copy of the tree.
func (s section) apply(t *testing.T, root string) {
	t.Helper()
	path := filepath.Join(root, s.file)
	if s.before == "" {
		if _, err := os.Stat(path); err == nil {
			t.Fatalf("%s exists already", s.file)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(s.text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	found := 0
	for line := range bytes.Lines(text) {
		if bytes.Contains(line, []byte(s.before)) {
			found++
			out.WriteString(s.text)
		}
		out.Write(line)
	}
	if found != 1 {
		t.Fatalf("%d lines of %s contain %q: name another line in testdata/examples.txtar", found, s.file, s.before)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
