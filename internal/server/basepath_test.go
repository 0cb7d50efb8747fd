package server

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// folder is the base path of the tests.
const folder = "/tools/tradeoff"

// A proxied is a server below a folder, behind a proxy that forwards only that.
type proxied struct {
	t      *testing.T
	server *Server // the one below the folder
	root   *Server // one of the same store without a base path, for what tests look up
	url    string  // the proxy's, without the folder
	client *http.Client
}

func behindProxy(t *testing.T) *proxied {
	t.Helper()
	s := ofEveryTask(t, Options{Base: folder})
	root := New(s.store, Options{})
	root.drafts.Close()
	root.drafts, root.settling = s.drafts, 0
	root.assemble()
	answer[uploaded](t, ask(root, "POST", "/api/v1/experiments/1/runs?name=second", few), http.StatusCreated) // run 8
	back := httptest.NewServer(s)
	t.Cleanup(back.Close)
	target, err := url.Parse(back.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host
	}}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != folder && !strings.HasPrefix(r.URL.Path, folder+"/") {
			t.Errorf("%s %s is asked for, which is not below %s", r.Method, r.URL.Path, folder)
			http.Error(w, "another product", http.StatusTeapot)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	client := front.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &proxied{t, s, root, front.URL, client}
}

// do sends a request to the proxy as a browser does. Headers alternate between names and
// values.
func (p *proxied) do(method, path, body string, headers ...string) (*http.Response, string) {
	p.t.Helper()
	r, err := http.NewRequest(method, p.url+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w, err := p.client.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer w.Body.Close()
	text, err := io.ReadAll(w.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, name := range []string{"Location", "Content-Location"} {
		p.below(method+" "+path+": "+name, w.Header.Get(name))
	}
	for _, c := range w.Cookies() {
		if c.Path != folder+"/" {
			p.t.Errorf("%s %s sets the cookie %s for %q", method, path, c.Name, c.Path)
		}
	}
	return w, string(text)
}

// below fails if an absolute path is not below the folder.
func (p *proxied) below(where, address string) {
	p.t.Helper()
	address = strings.TrimSpace(address)
	if strings.HasPrefix(address, "/") && address != folder && !strings.HasPrefix(address, folder+"/") {
		p.t.Errorf("%s leads to %s, which is not below %s", where, address, folder)
	}
}

// page checks every attribute of a page that may be an address, and all texts in the data
// of its scripts, and returns its links. Data in a report have paths without a folder.
func (p *proxied) page(where, text string) (links []string) {
	p.t.Helper()
	isReport := strings.Contains(text, "<html lang=\"en\" data-theme=\"\" data-report>")
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		p.t.Fatal(err)
	}
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			at := fmt.Sprintf("%s: <%s %s>", where, n.Data, a.Key)
			switch {
			case strings.HasPrefix(a.Key, "data-"), a.Key == "src", a.Key == "action", a.Key == "formaction", a.Key == "poster":
				p.below(at, a.Val)
			case a.Key == "href":
				if p.below(at, a.Val); n.Data == "a" && strings.HasPrefix(a.Val, folder) {
					links = append(links, a.Val)
				}
			case a.Key == "srcset" || a.Key == "style" || a.Key == "ping" || a.Key == "http-equiv" && a.Val == "refresh":
				p.t.Errorf("%s: the test does not read it", at)
			}
		}
		if n.Data == "script" && n.FirstChild != nil && !isReport {
			p.json(where+": data of a script", n.FirstChild.Data)
		}
	}
	return links
}

// json checks all texts of a response.
func (p *proxied) json(where, text string) {
	p.t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		p.t.Errorf("%s: %v", where, err)
		return
	}
	var walk func(at string, v any)
	walk = func(at string, v any) {
		switch v := v.(type) {
		case string:
			p.below(at, v)
		case []any:
			for i, x := range v {
				walk(fmt.Sprintf("%s[%d]", at, i), x)
			}
		case map[string]any:
			for name, x := range v {
				walk(at+"."+name, x)
			}
		}
	}
	walk(where, v)
}

// morePages are states of pages that have links and data which the plain ones lack.
var morePages = []string{
	"/?search=nothing", "/runs/1?charts=roc,pr,calibration,cost,decision,gain,lift,det,histogram",
	"/runs/1?policy=recall>%3D0.9&prevalence=0.1",
	"/runs/1?meeting=1&blind=1", "/runs/2?eta=2", "/runs/3?image=1", "/runs/4?class=1", "/runs/1/decide?threshold=0.5",
	"/compare?run=1&run=8&lock=recall:0.5", "/compare/flips?run=1&run=8", "/compare/ranks?run=1&run=8",
	"/compare/report?run=1&run=8", "/runs/1/report?format=json",
	"/decisions/1", "/learn/scan?step=precision",
	"/learn/losses?loss=focal_loss", "/experiments/1?sort=-name", "/uploads/nothing", "/runs/99", "/nothing",
}

// TestEverythingIsServedBelowAFolder requests every page and every operation, and all
// links of the pages, behind a proxy that forwards one folder.
func TestEverythingIsServedBelowAFolder(t *testing.T) {
	p := behindProxy(t)
	var paths []string
	for _, r := range allRoutes(t, p.root) {
		if r.method == "GET" {
			paths = append(paths, r.path)
		}
	}
	asked := make(map[string]bool) // by the path without its query
	var links []string
	visit := func(address string) {
		w, text := p.do("GET", address, "")
		asked[strings.Split(address, "?")[0]] = true
		switch kind := w.Header.Get("Content-Type"); {
		case strings.HasPrefix(kind, "text/html"):
			links = append(links, p.page(address, text)...)
		case strings.Contains(kind, "json"):
			p.json(address, text)
		}
		wanted := http.StatusOK
		if strings.Contains(address, "nothing") && !strings.Contains(address, "?") || strings.HasSuffix(address, "/99") {
			wanted = http.StatusNotFound
		}
		if w.StatusCode != wanted {
			t.Errorf("%s: status %d, want %d: %.300s", address, w.StatusCode, wanted, text)
		}
	}
	for _, path := range append(paths, morePages...) {
		visit(folder + path)
	}
	walked := len(paths) + len(morePages)
	for i := 0; i < len(links); i++ {
		address, _, _ := strings.Cut(links[i], "#")
		if !asked[strings.Split(address, "?")[0]] {
			visit(address)
			walked++
		}
	}
	if walked < 80 || len(links) < 500 {
		t.Errorf("only %d addresses, with %d links", walked, len(links))
	}
	t.Logf("%d addresses, %d links", walked, len(links))
}

// TestFormsRedirectBelowTheFolder sends the forms that answer with a redirect, and API
// requests that create something.
func TestFormsRedirectBelowTheFolder(t *testing.T) {
	p := behindProxy(t)
	const fields = "application/x-www-form-urlencoded"
	send := func(path, body, kind string, status int, wanted string) string {
		t.Helper()
		w, text := p.do("POST", folder+path, body, "Content-Type", kind)
		location := w.Header.Get("Location")
		if w.StatusCode != status || !strings.HasPrefix(location, folder+wanted) && status != http.StatusOK {
			t.Errorf("%s: status %d, to %q, want %d, to %s: %.300s", path, w.StatusCode, location, status, folder+wanted, text)
		}
		if strings.Contains(w.Header.Get("Content-Type"), "json") {
			p.json(path, text)
		}
		return location
	}
	// The field “here” is a path of the site, with its folder or without.
	send("/theme", "theme=dark&here=%2Fruns%2F1%3Fthreshold%3D0.5", fields, http.StatusSeeOther, "/runs/1?threshold=0.5")
	send("/theme", "theme=dark&here="+url.QueryEscape(folder+"/runs/1"), fields, http.StatusSeeOther, "/runs/1")
	send("/theme", "theme=dark&here=%2F%2Fevil.example", fields, http.StatusSeeOther, "/")
	send("/experiments", "name=Another", fields, http.StatusSeeOther, "/experiments/")
	send("/experiments/1", "name=Renamed", fields, http.StatusSeeOther, "/experiments/1")
	send("/runs/1", "name=Renamed", fields, http.StatusSeeOther, "/runs/1")
	send("/runs/1/decisions?threshold=0.5", "who=Ada&why=safe", fields, http.StatusSeeOther, "/decisions/")
	send("/learn/apply", "run=1&policy=max_f1", fields, http.StatusSeeOther, "/runs/1")
	body, kind := form("file:more.csv", few)
	draft := send("/uploads", body, kind, http.StatusSeeOther, "/uploads/")
	if w, text := p.do("GET", draft, ""); w.StatusCode != http.StatusOK {
		t.Errorf("%s: status %d", draft, w.StatusCode)
	} else {
		p.page(draft, text)
	}
	send(strings.TrimPrefix(draft, folder)+"/cancel", "", fields, http.StatusSeeOther, "/upload")
	send("/api/v1/experiments", `{"name":"Third"}`, "application/json", http.StatusCreated, "/api/v1/experiments/")
	send("/api/v1/runs?name=two", few, "text/csv", http.StatusCreated, "/api/v1/runs/")
	send("/api/v1/runs?dry_run=1", few, "text/csv", http.StatusOK, "")
	send("/api/v1/runs/1/decisions", `{"who":"Ada","why":"safe"}`, "application/json", http.StatusCreated,
		"/api/v1/decisions/")
	send("/runs/1/flip", "", fields, http.StatusSeeOther, "/runs/")
	if w, _ := p.do("GET", folder+"/runs/1?threshold=0.5", ""); w.StatusCode != http.StatusTemporaryRedirect {
		t.Errorf("a replaced run has status %d", w.StatusCode)
	}
	send("/runs/2/delete", "", fields, http.StatusSeeOther, "/experiments/2")
}

// The folder may change: a decision that was recorded below one folder links to its page
// below another.
func TestStoredAddressesHaveNoFolder(t *testing.T) {
	p := behindProxy(t)
	const page = "/compare?run=1&run=2"
	w, _ := p.do("POST", folder+"/runs/1/decisions", "who=Ada&why=safe&among=2&page="+url.QueryEscape(folder+page),
		"Content-Type", "application/x-www-form-urlencoded")
	if w.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", w.StatusCode)
	}
	type decision struct{ URL, Page string }
	path := "/api/v1" + strings.TrimPrefix(w.Header.Get("Location"), folder)
	if got := answer[decision](t, ask(p.root, "GET", path, ""), http.StatusOK); got.Page != page {
		t.Errorf("without a folder it leads to %q", got.Page)
	}
	_, text := p.do("GET", folder+path, "", "Accept", "application/json")
	var got decision
	if err := json.Unmarshal([]byte(text), &got); err != nil || got.Page != folder+page {
		t.Errorf("below the folder it leads to %q (%v)", got.Page, err)
	}
}

func TestOnlyTheFolderIsServed(t *testing.T) {
	s := filled(t, Options{Base: folder})
	for _, c := range []struct {
		path     string
		status   int
		location string
	}{
		{folder, http.StatusPermanentRedirect, folder + "/"},
		{folder + "?search=x", http.StatusPermanentRedirect, folder + "/?search=x"},
		{folder + "/", http.StatusOK, ""}, {folder + "/runs/1", http.StatusOK, ""}, {folder + "/healthz", http.StatusOK, ""},
		{"/", http.StatusNotFound, ""}, {"/runs/1", http.StatusNotFound, ""}, {folder + "s/runs/1", http.StatusNotFound, ""},
		{folder + folder + "/", http.StatusNotFound, ""}, {"/tools/%74radeoff/runs/1", http.StatusNotFound, ""},
	} {
		w := ask(s, "GET", c.path, "")
		if w.Code != c.status || w.Header().Get("Location") != c.location {
			t.Errorf("%s: status %d, to %q, want %d, to %q", c.path, w.Code, w.Header().Get("Location"), c.status, c.location)
		}
		checkHeaders(t, c.path, w.Header())
		if c.path == "/" && !strings.Contains(w.Body.String(), folder+"/") {
			t.Errorf("the page does not link to the site: %s", w.Body)
		}
	}
	w := ask(s, "GET", folder+"/api/v1/nothing", "")
	if kind := w.Header().Get("Content-Type"); w.Code != http.StatusNotFound || kind != "application/problem+json" {
		t.Errorf("status %d, %s", w.Code, kind)
	}
	type document struct{ Servers []struct{ URL string } }
	served := answer[document](t, ask(s, "GET", folder+"/api/v1/openapi.json", ""), http.StatusOK)
	if len(served.Servers) != 1 || served.Servers[0].URL != folder+"/api/v1" {
		t.Errorf("the API is at %v in the document", served.Servers)
	}
}

// TestHandlersRedirectThroughOneFunction fails for redirects and addresses without the
// base path: use web.SeeOther, web.Created and link.To.
func TestHandlersRedirectThroughOneFunction(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			bare := strings.Contains(line, "http.Redirect(") ||
				strings.Contains(line, `Set("Location"`) && !strings.Contains(line, `Set("Location", link.To(`)
			if bare && !strings.HasSuffix(name, "_test.go") {
				t.Errorf("%s:%d: %s", name, i+1, strings.TrimSpace(line))
			}
		}
	}
}
