package server

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/web"
)

// hostileNames are names with markup, formulas and control characters.
var hostileNames = []string{
	`</script><script>alert(1)</script>`,
	`"><img src=x onerror=alert(1)>`,
	`' onmouseover='alert(1)`,
	`<svg/onload=alert(1)>`,
	`{{alert(1)}}${alert(1)}`,
	`javascript:alert(1)`,
	`<!--<script>`,
	`]]></title><b>`,
	"\u2028\u2029alert(1)//",
	`%3Cscript%3E&lt;b&gt;&#60;`,
	`=cmd|' /C calc'!A0`,
	`../../etc/passwd`,
	"\u202egnp.exe",
	`a'; DROP TABLE runs;--`,
}

// TestNamesAreShownAsText gives a hostile name to everything that has a name and checks
// every page.
func TestNamesAreShownAsText(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	for _, name := range hostileNames {
		t.Run("", func(t *testing.T) {
			t.Parallel() // each has its own server, and waits for its disk
			s := open(t, Options{})
			quoted, err := json.Marshal(name)
			if err != nil {
				t.Fatal(err)
			}
			path := newExperiment(t, s, fmt.Sprintf(`{"name":%[1]s,"description":%[1]s,"unit_singular":%[1]s,"unit_plural":%[1]s}`, quoted))
			field := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
			file := strings.NewReplacer("id,label,score", field(name)+",label,"+field(name+"2"), ",1,", ","+field(name)+",",
				",0,", ",healthy,").Replace(few)
			query := url.Values{"name": {name}, "file_name": {name}, "positive": {name}, "label": {"label"},
				"score": {name + "2"}, "id": {name}}
			up := answer[uploaded](t, ask(s, "POST", path+"/runs?"+query.Encode(), file), http.StatusCreated)
			if got, want := up.Runs[0].Name, strings.TrimSpace(name); got != want {
				t.Errorf("the run is called %q, want %q", got, want)
			}
			// to compare it with
			answer[uploaded](t, ask(s, "POST", path+"/runs?"+query.Encode(), strings.ReplaceAll(file, "0.9", "0.45")),
				http.StatusCreated)
			e := answer[shape.ExperimentFields](t, ask(s, "GET", path, ""), http.StatusOK)
			if e.Name != strings.TrimSpace(name) || e.PositiveName != strings.TrimSpace(name) {
				t.Errorf("the experiment is called %q with the class %q, want %q", e.Name, e.PositiveName, name)
			}
			decision := answer[decidedAnswer](t,
				ask(s, "POST", "/api/v1/runs/1/decisions", fmt.Sprintf(`{"who":%[1]s,"why":%[1]s,"dissent":%[1]s}`, quoted)),
				http.StatusCreated)
			if decision.Why != strings.TrimSpace(name) {
				t.Errorf("the reason is %q, want %q", decision.Why, name)
			}
			for _, route := range allRoutes(t, s) {
				if route.method != "GET" {
					continue
				}
				w := ask(s, "GET", route.path, "")
				if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
					checkPage(t, route.path, w.Body.String())
				}
			}
			w := ask(s, "GET", "/"+url.PathEscape(name), "")
			checkPage(t, "the error page", w.Body.String())
			w = ask(s, "POST", path+"/runs?"+url.Values{"file_name": {name}, "score": {name}}.Encode(), few)
			answer[web.Problem](t, w, http.StatusUnprocessableEntity)
		})
	}
}

// checkPage fails if a page runs or loads anything but files of this server. A report
// loads nothing: its policy names its parts.
func checkPage(t testing.TB, what, page string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	policy := ""
	named := func(n *html.Node) bool {
		sum := sha256.Sum256([]byte(n.FirstChild.Data))
		return strings.Contains(policy, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		attributes := make(map[string]string)
		for _, a := range n.Attr {
			attributes[a.Key] = a.Val
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" {
				t.Errorf("%s: <%s> has the attribute %s=%q", what, n.Data, a.Key, a.Val)
			}
			if slices.Contains([]string{"href", "src", "action", "formaction", "data"}, a.Key) &&
				!strings.HasPrefix(a.Val, "data:image/png;base64,") && !strings.HasPrefix(a.Val, "/") &&
				!strings.HasPrefix(a.Val, "#") && !strings.HasPrefix(a.Val, "?") {
				t.Errorf("%s: <%s> leads to %s=%q", what, n.Data, a.Key, a.Val)
			}
		}
		switch n.Data {
		case "script":
			island := attributes["type"] == "application/json"
			if attributes["src"] == "" && !island && !named(n) {
				t.Errorf("%s: a script within the page", what)
			}
			if island {
				var v any
				if n.FirstChild == nil || json.Unmarshal([]byte(n.FirstChild.Data), &v) != nil {
					t.Errorf("%s: the island %q is no JSON", what, attributes["id"])
				}
			}
		case "meta":
			if attributes["http-equiv"] == "Content-Security-Policy" {
				policy = attributes["content"]
			}
		case "style":
			if !named(n) {
				t.Errorf("%s: a style within the page", what)
			}
		case "iframe", "object", "embed", "base":
			t.Errorf("%s: there is an element <%s>", what, n.Data)
		case "img", "b":
			if len(n.Attr) > 0 && attributes["src"] == "x" {
				t.Errorf("%s: a name has become an element <%s>", what, n.Data)
			}
		}
	}
}
