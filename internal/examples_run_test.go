package internal

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"math"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// exampleRows has eight rows in the format of a worked example. At 0.6 there are
// TP 3, FP 1, FN 1, TN 3.
const exampleRows = `id=a label=1 score=0.9
id=b label=1 score=0.8
id=c label=0 score=0.7
id=d label=1 score=0.6
id=e label=0 score=0.4
id=f label=1 score=0.3
id=g label=0 score=0.2
id=h label=0 score=0.1
`

// generatedFiles are those that make generate writes.
var generatedFiles = []string{
	"internal/calc/formulas_gen.go", "web/static/js/core/catalog.gen.js", "docs/metrics.md",
	"web/static/js/core/fields.js", "web/static/dist/*", "internal/report/dist/*", "web/templates/*_templ.go",
}

// TestWorkedExamples makes the six changes of docs/contributing.md in a copy of the
// tree, through the files of testdata/examples.txtar alone. It generates and builds
// there, and finds all of them on pages, in the API, in the docs and in the CLI.
func TestWorkedExamples(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the program")
	}
	root := t.TempDir()
	copyTree(t, root)
	before := digests(t, root)
	list := readExamples(t)
	byHand := map[string]bool{}
	for _, s := range list {
		s.apply(t, root)
		byHand[s.file] = true
	}
	command(t, root, "make", "--no-print-directory", "generate")
	for file, digest := range digests(t, root) {
		generated := func(pattern string) bool { ok, _ := path.Match(pattern, file); return ok }
		if digest != before[file] && !byHand[file] && !slices.ContainsFunc(generatedFiles, generated) {
			t.Errorf("%s changed, which is neither generated nor one of the files of an example", file)
		}
	}
	command(t, root, "go", "build", "-o", "bin/dashboard", "./cmd/dashboard")
	command(t, root, "go", "test", "-short", "-run", "Imports|Declarations|Irregular|Charts|Hues|Bundle",
		"./internal", "./internal/catalog", "./web/static")

	docs, err := os.ReadFile(filepath.Join(root, "docs/metrics.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"p4", "equal_errors", "precision_at", "poly1_loss"} {
		contains(t, "docs/metrics.md", string(docs), "| `"+id+"` |")
	}
	rows := filepath.Join(root, "rows.logfmt")
	if err := os.WriteFile(rows, []byte(exampleRows), 0o644); err != nil {
		t.Fatal(err)
	}
	eval := command(t, root, "bin/dashboard", "eval", rows)
	contains(t, "dashboard eval", eval, "8 rows, 4 positive")
	contains(t, "dashboard eval", eval, "p4                       0.75  P4")
	contains(t, "dashboard eval", eval, "poly1_loss           0.86   Poly-1 loss")

	data := filepath.Join(root, "data")
	s := startServer(t, root, data)
	uploaded := s.json("POST", "/api/v1/runs?name=toys", exampleRows)
	run, _ := uploaded.at("runs", 0, "url").(string)
	s.checkAPI(run)
	s.checkPages(run)
	report := command(t, root, "bin/dashboard", "report", path.Base(run), "--data", data, "--output", "-",
		"--at", "policy=equal_errors&charts=precision_at&metrics=p4")
	for _, want := range []string{"equal error rates", "Precision of the top", ">P4<", "Poly-1 loss"} {
		contains(t, "dashboard report", report, want)
	}
}

// checkAPI finds the examples in the API.
func (s *server) checkAPI(run string) {
	t := s.t
	t.Helper()
	run = "/api/v1" + run
	near(t, "P4 of the operating point", s.json("GET", run+"/operating-point?threshold=0.6", "").
		at("metrics", "p4", "value"), 0.75)
	near(t, "the threshold of equal errors", s.json("GET", run+"/choice?policy=equal_errors", "").at("threshold"), 0.6)
	near(t, "the threshold of the highest P4", s.json("GET", run+"/choice?policy=max_p4", "").at("threshold"), 0.6)
	contains(t, "the CSV of the chart", s.text("GET", run+"/charts/precision_at.csv", ""), "0.6,3,1,1,3,0.5,0.75\r\n")
	// The mean cross-entropy plus the mean of 1-p of the truth, 0.35.
	loss := -math.Log(0.9*0.8*0.3*0.6) / 4
	near(t, "the Poly-1 loss", s.json("GET", run+"/losses", "").at("losses", "poly1_loss", "value"), loss+0.35)
	near(t, "the Poly-1 loss with ε = 2", s.json("GET", run+"/losses?poly1_loss.epsilon=2", "").
		at("losses", "poly1_loss", "value"), loss+0.7)

	document := s.text("GET", "/api/v1/openapi.json", "")
	for _, want := range []string{`"p4"`, "equal_errors", `"precision_at"`, `"poly1_loss.epsilon"`} {
		contains(t, "the OpenAPI document", document, want)
	}
}

var scriptAddress = regexp.MustCompile(`<script type="module" src="([^"]+)"`)

// checkPages finds the examples on the page of the run, and the new page.
func (s *server) checkPages(run string) {
	t := s.t
	t.Helper()
	page := s.text("GET", run+"?policy=equal_errors&charts=precision_at,tradeoff&curves=p4&metrics=p4", "")
	for _, want := range []string{
		`data-policy="equal_errors" data-current aria-current="true">Equal error rates</a>`,
		"At no threshold are miss rate and false positive rate closer.",
		`data-chart-card="precision_at"`, `data-metric="precision_at" data-hue="precision"`,
		"0.50 predicted positive, precision 0.75",
		`data-metric-row="p4"`, `name="metrics" value="p4" checked`, `name="curves" value="p4" checked`, `data-metric="p4"`,
		`data-loss="poly1_loss"`, `data-slides="poly1_loss.epsilon"`,
	} {
		contains(t, "the page of the run", page, want)
	}
	script := s.text("GET", scriptAddress.FindStringSubmatch(page)[1], "")
	for _, want := range []string{"p4", "equal_errors", "precision_at", "poly1_loss"} {
		contains(t, "the script of the page", script, want)
	}
	glossary := s.text("GET", "/learn/glossary", "")
	for _, id := range []string{"p4", "poly1_loss"} {
		contains(t, "the glossary", glossary, `id="`+id+`"`)
	}
	recent := s.text("GET", "/recent", "")
	contains(t, "the new page", recent, `<a href="`+run+`"><bdi>toys</bdi></a>`)
	contains(t, "the header of the new page", recent, `<a href="/recent" aria-current="page">Recent</a>`)
	script = s.text("GET", scriptAddress.FindStringSubmatch(recent)[1], "")
	contains(t, "the script of the new page", script, "[data-name]")
}

// A server is the program, running in the copy.
type server struct {
	t       *testing.T
	address string
}

// startServer runs the program until the test ends.
func startServer(t *testing.T, root, data string) *server {
	t.Helper()
	c := exec.Command("bin/dashboard", "serve", "--listen", "127.0.0.1:0", "--data", data)
	c.Dir = root
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Process.Signal(os.Interrupt); err != nil {
			t.Error(err)
		}
		if err := c.Wait(); err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return &server{t, strings.TrimPrefix(strings.TrimSpace(line), "Tradeoff is at ")}
}

// text returns the body of an answer, which must succeed.
func (s *server) text(method, address, body string) string {
	s.t.Helper()
	r, err := http.NewRequest(method, s.address+address, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if answer.StatusCode >= 300 {
		shown, _ := url.PathUnescape(address)
		s.t.Fatalf("%s %s: %s: %.300s", method, shown, answer.Status, b)
	}
	return string(b)
}

// json is text for answers in JSON.
func (s *server) json(method, address, body string) (v value) {
	s.t.Helper()
	if err := json.Unmarshal([]byte(s.text(method, address, body)), &v.any); err != nil {
		s.t.Fatalf("%s: %v", address, err)
	}
	return v
}

// A value is one of JSON.
type value struct{ any }

// at returns what is at a path of names and places, nil if nothing is.
func (v value) at(path ...any) any {
	now := v.any
	for _, step := range path {
		switch step := step.(type) {
		case string:
			members, _ := now.(map[string]any)
			now = members[step]
		case int:
			list, _ := now.([]any)
			if step >= len(list) {
				return nil
			}
			now = list[step]
		}
	}
	return now
}

func near(t *testing.T, what string, got any, want float64) {
	t.Helper()
	if x, ok := got.(float64); !ok || math.Abs(x-want) > 1e-12 {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func contains(t *testing.T, what, text, want string) {
	t.Helper()
	if !strings.Contains(text, want) {
		t.Errorf("%s has no %q", what, want)
	}
}

// command runs a program in the copy, and returns what it prints. The environment
// forbids the network: all modules are in the cache that built this test.
func command(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	if strings.Contains(name, "/") {
		name = filepath.Join(dir, name)
	}
	c := exec.CommandContext(ctx, name, args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=readonly", "MAKEFLAGS=", "MAKELEVEL=")
	var out, log bytes.Buffer
	c.Stdout, c.Stderr = &out, &log
	start := time.Now()
	if err := c.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, out.String(), log.String())
	}
	t.Logf("%s %.40s took %.1f s", filepath.Base(name), strings.Join(args, " "), time.Since(start).Seconds())
	return out.String()
}

// digests returns a digest of each file in a tree.
func digests(t *testing.T, root string) map[string]string {
	t.Helper()
	all := map[string]string{}
	tree := os.DirFS(root)
	err := fs.WalkDir(tree, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(tree, path)
		all[path] = fmt.Sprintf("%x", sha256.Sum256(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
