package internal

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// styleToDo lists the folders and files that do not follow the rules of this
// file yet. An entry is removed once it does.
var styleToDo = []string{
	"internal/api", "internal/explore", "internal/imports_test.go", "internal/incoming",
	"internal/page",
	"internal/source", "web/templates",
}

const (
	maxLines   = 400 // of a file
	maxColumns = 120 // of a line; a tab is one
	longString = 50  // columns of a literal from which a line of test data may be longer
)

const (
	maxFunction = 60 // lines
	maxMethods  = 25 // of a type, those of tests included
)

// longFunctionReason begins the reason why a function is longer than
// maxFunction, in its doc comment or in its body: "Longer than 60 lines: …".
const longFunctionReason = "Longer than 60 lines: "

// longToDo are the functions that are still too long, by folder. An entry is
// removed once it is split; none is added.
var longToDo = map[string][]string{
	"bench":                    {"run"},
	"cmd/dashboard":            {"eval", "importFiles"},
	"internal/api":             {"Operations"},
	"internal/calc":            {"Bootstrap", "dealKeys"},
	"internal/evaluate":        {"Report", "check"},
	"internal/ingest":          {"assemble", "cells", "combine", "entry", "findScore", "giveRoles", "match", "outline", "parseBlocks", "parseNumber", "recognise", "sample"},
	"internal/lesson":          {"Advise"},
	"internal/page/compare":    {"charts", "ranksPage"},
	"internal/page/experiment": {"experimentPage"},
	"internal/page/learn":      {"mask", "view"},
	"internal/page/reports":    {"comparisonReport", "runReport"},
	"internal/page/run":        {"boxWeights", "drawHistogram", "view"},
	"internal/parquet":         {"meaningOf"},
}

// methodsToDo are the types that have more than maxMethods, with the number that
// they may have until they are split. Numbers only fall.
var methodsToDo = map[string]int{
	"internal/browsertest.tab":    35,  // the steps of all tests, which read best as methods
	"internal/calc.ClassRun":      40,  // the metrics of a multi-class run
	"internal/calc.Confusion":     36,  // one method for each metric of a threshold
	"internal/calc.Sweep":         115, // the curves, metrics and intervals of a run
	"internal/explore.Explorer":   55,
	"internal/explore.RunAt":      30,
	"internal/explore.Subject":    30,
	"internal/ingest.assembled":   45,
	"internal/ingest.guesser":     135,
	"internal/lesson.Lab":         30,
	"internal/page/run.ClassView": 30, // what its template shows
	"internal/page/run.RunView":   85, // what its template shows
	"internal/store.Store":        95, // the interface to the database
}

// longFileReason begins the reason why a file is longer than maxLines, in the
// comment at its head: "Longer than 400 lines: …".
const longFileReason = "Longer than 400 lines: "

// unusualWords are not used in comments and texts; see the plain words beside
// them.
var unusualWords = map[string]string{
	"whoever":      "everyone, the caller",
	"nobody":       "no one, or say what does not happen",
	"somebody":     "a person, the caller",
	"everybody":    "everyone, all clients",
	"lest":         "so that … not, otherwise",
	"in vain":      "for nothing",
	"in earnest":   "fully",
	"taken for":    "treated as, used as",
	"of its own":   "its own, separate",
	"of their own": "their own, separate",
	"stands for":   "means, represents",
	"once more":    "again",
}

var unusual = func() *regexp.Regexp {
	var words []string
	for w := range unusualWords {
		words = append(words, strings.ReplaceAll(w, " ", `\s+(?://\s*)?`))
	}
	slices.Sort(words)
	return regexp.MustCompile(`(?i)\b(?:` + strings.Join(words, "|") + `)\b`)
}()

// TestSourceFollowsTheStyle checks the sizes of all hand-written Go files, and
// the words of their comments and texts.
func TestSourceFollowsTheStyle(t *testing.T) {
	files := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := filepath.ToSlash(strings.TrimPrefix(path, ".."+string(filepath.Separator)))
		if d.IsDir() {
			hidden := len(name) > 1 && strings.HasPrefix(d.Name(), ".") && path != ".."
			if hidden || d.Name() == "node_modules" || d.Name() == "testdata" || slices.Contains(styleToDo, name) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || name == "internal/style_test.go" || slices.Contains(styleToDo, name) {
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		checkStyle(t, name, source)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 200 {
		t.Errorf("only %d files were checked", files)
	}
}

// TestStyleOfExamples makes sure that the check finds what it looks for.
func TestStyleOfExamples(t *testing.T) {
	long := "package x\n" + strings.Repeat("\n", maxLines)
	wide := "package x\n\nvar x = 1" + strings.Repeat(" + 1", maxColumns/4) + "\n"
	data := "package x\n\nvar x = \"" + strings.Repeat("data ", maxColumns/4) + "\"\n"
	for _, c := range []struct {
		name, source string
		want         int
	}{
		{"x.go", "package x\n", 0},
		{"x.go", long, 1},
		{"x.go", "// " + longFileReason + "one table.\n\n" + long, 0},
		{"x.go", "// " + longFileReason + "\n\n" + long, 1},
		{"x.go", "// Code generated by x; DO NOT EDIT.\n\n" + long, 0},
		{"x.go", wide, 1},
		{"x_test.go", wide, 1},
		{"x.go", data, 1},
		{"x_test.go", data, 0},
		{"x.go", "package x\n\n// x runs, lest\n// y waits in\n// vain.\nvar x int\n", 2},
		{"x.go", "package x\n\nvar x, y = \"for nobody\", \"nobody\"\n", 1},
	} {
		if got := styleFaults(c.name, []byte(c.source)); len(got) != c.want {
			t.Errorf("%.60q: got %q, want %d", c.source, got, c.want)
		}
	}
}

// goFiles parses all hand-written Go files, and calls f with the folder and the
// name of each.
func goFiles(t *testing.T, f func(folder, name string, files *token.FileSet, file *ast.File)) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			hidden := strings.HasPrefix(d.Name(), ".") && path != ".."
			if hidden || d.Name() == "node_modules" || d.Name() == "testdata" {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.ParseComments)
		if err != nil || ast.IsGenerated(file) {
			return err
		}
		folder, err := filepath.Rel("..", filepath.Dir(path))
		f(filepath.ToSlash(folder), filepath.Base(path), files, file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestFunctionsAreShort finds functions of more than maxFunction lines without a
// reason. Tests are not checked: many are one long table.
func TestFunctionsAreShort(t *testing.T) {
	long := map[string][]string{}
	goFiles(t, func(folder, name string, files *token.FileSet, file *ast.File) {
		if strings.HasSuffix(name, "_test.go") {
			return
		}
		for _, function := range longFunctions(files, file) {
			if long[folder] = append(long[folder], function); !slices.Contains(longToDo[folder], function) {
				t.Errorf("%s/%s: %s is longer than 60 lines: split it, or write “%s…” and the reason in its comment",
					folder, name, function, longFunctionReason)
			}
		}
	})
	for folder, functions := range longToDo {
		for _, function := range functions {
			if !slices.Contains(long[folder], function) {
				t.Errorf("%s of %s is short now, or has a reason: remove it from longToDo", function, folder)
			}
		}
	}
}

// longFunctions returns the names of the functions of a file that are longer than
// maxFunction and have no reason for it.
func longFunctions(files *token.FileSet, file *ast.File) (names []string) {
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || files.Position(f.End()).Line-files.Position(f.Pos()).Line < maxFunction {
			continue
		}
		hasReason := slices.ContainsFunc(file.Comments, func(c *ast.CommentGroup) bool {
			inside := c == f.Doc || f.Pos() < c.Pos() && c.End() < f.End()
			_, reason, ok := strings.Cut(c.Text(), longFunctionReason)
			return inside && ok && strings.TrimSpace(reason) != ""
		})
		if !hasReason {
			names = append(names, f.Name.Name)
		}
	}
	return names
}

// TestLongFunctionsOfExamples makes sure that the check finds what it looks for.
func TestLongFunctionsOfExamples(t *testing.T) {
	short, long := strings.Repeat("\n", maxFunction-1), strings.Repeat("\n", maxFunction)
	for source, want := range map[string]int{
		"package x\n\nfunc f() {" + short + "}\n":                                                   0,
		"package x\n\nfunc f() {" + long + "}\n":                                                    1,
		"package x\n\n// f is f.\n//\n// " + longFunctionReason + "why.\nfunc f() {" + long + "}\n": 0,
		"package x\n\nfunc f() {\n// " + longFunctionReason + "why." + long + "}\n":                 0,
		"package x\n\nfunc f() {\n// " + longFunctionReason + long + "}\n":                          1,
	} {
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, "x.go", source, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if got := longFunctions(files, file); len(got) != want {
			t.Errorf("%.60q: got %q, want %d", source, got, want)
		}
	}
}

// TestTypesHaveFewMethods counts the methods of all types.
func TestTypesHaveFewMethods(t *testing.T) {
	methods := map[string]int{}
	goFiles(t, func(folder, _ string, _ *token.FileSet, file *ast.File) {
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv != nil {
				methods[folder+"."+receiver(f.Recv.List[0].Type)]++
			}
		}
	})
	for name, n := range methods {
		if most := max(maxMethods, methodsToDo[name]); n > most {
			t.Errorf("%s has %d methods, want at most %d: split it by what they are about", name, n, most)
		}
	}
	for name := range methodsToDo {
		if methods[name] <= maxMethods {
			t.Errorf("%s has %d methods now: remove it from methodsToDo", name, methods[name])
		}
	}
}

// receiver returns the name of the type of a method's receiver.
func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

func checkStyle(t *testing.T, name string, source []byte) {
	t.Helper()
	for _, fault := range styleFaults(name, source) {
		t.Errorf("%s: %s", name, fault)
	}
}

// styleFaults returns what breaks the rules in a Go file.
func styleFaults(name string, source []byte) (faults []string) {
	files := token.NewFileSet()
	f, err := parser.ParseFile(files, name, source, parser.ParseComments)
	if err != nil {
		return []string{err.Error()}
	}
	if ast.IsGenerated(f) {
		return nil
	}
	at := func(p token.Pos) string { return "line " + files.Position(p).String()[len(name)+1:] + ": " }
	if n := bytes.Count(source, []byte("\n")); n > maxLines && !longFileHasReason(f) {
		faults = append(faults, "it is longer than 400 lines: split it, or begin it with a comment "+
			"“"+longFileReason+"…” and the reason")
	}
	wideLiterals := map[int]bool{} // lines
	check := func(p token.Pos, text string) {
		for _, word := range unusual.FindAllString(text, -1) {
			plain := strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(word, "//", " ")), " "))
			faults = append(faults, at(p)+"“"+plain+"”: write "+unusualWords[plain])
		}
	}
	for _, group := range f.Comments {
		var text strings.Builder
		for _, c := range group.List {
			text.WriteString(c.Text + "\n")
		}
		check(group.Pos(), text.String())
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
			if utf8.RuneCountInString(l.Value) > longString {
				for line := files.Position(l.Pos()).Line; line <= files.Position(l.End()).Line; line++ {
					wideLiterals[line] = true
				}
			}
			if strings.Contains(l.Value, " ") { // not an identifier
				check(l.Pos(), l.Value)
			}
		}
		return true
	})
	isTest := strings.HasSuffix(name, "_test.go")
	for i, line := range strings.Split(string(source), "\n") {
		if n := utf8.RuneCountInString(line); n > maxColumns && !(isTest && wideLiterals[i+1]) {
			faults = append(faults, at(files.File(f.Pos()).LineStart(i+1))+"it is longer than 120 columns")
		}
	}
	return faults
}

// longFileHasReason reports whether the first comment of a file says why it is
// longer than maxLines.
func longFileHasReason(f *ast.File) bool {
	if len(f.Comments) == 0 || f.Comments[0].Pos() > f.Package {
		return false
	}
	_, reason, ok := strings.Cut(f.Comments[0].Text(), longFileReason)
	return ok && strings.TrimSpace(reason) != ""
}
