package server

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"tradeoff/internal/store"
)

// checkHeaders fails unless a response has the headers that every response must have.
func checkHeaders(t testing.TB, what string, h http.Header) {
	t.Helper()
	for name, want := range map[string]string{
		"Content-Security-Policy": contentSecurityPolicy, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
		"Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: %s is %q, want %q", what, name, got, want)
		}
	}
	if h.Get("X-Request-Id") == "" || h.Get("Cache-Control") == "" {
		t.Errorf("%s: no request id or no caching rule", what)
	}
}

// contents counts the stored experiments and runs.
func contents(t testing.TB, s *Server) (experiments, runs int, names string) {
	t.Helper()
	list, _, err := s.store.Experiments(context.Background(), store.ExperimentFilter{})
	if err != nil {
		t.Fatal(err)
	}
	all, _, err := s.store.Runs(context.Background(), store.RunFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		names += e.Name + e.PositiveName + ";"
	}
	for _, r := range all {
		names += r.Name + ";"
	}
	return len(list), len(all), names
}

func TestGetRequestsChangeNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	s := ofEveryTask(t, Options{})
	e, r, names := contents(t, s)
	for _, route := range allRoutes(t, s) {
		if route.method != "GET" {
			continue
		}
		for _, method := range []string{"GET", "HEAD"} {
			w := ask(s, method, route.path, "")
			if w.Code != http.StatusOK {
				t.Errorf("%s %s: status %d: %.200s", method, route.path, w.Code, w.Body)
			}
			checkHeaders(t, method+" "+route.path, w.Header())
		}
	}
	if e2, r2, names2 := contents(t, s); e2 != e || r2 != r || names2 != names {
		t.Errorf("reading has changed the store to %s, it was %s", names2, names)
	}
}

func TestEveryRouteInParallel(t *testing.T) {
	s := ofEveryTask(t, Options{})
	routes := allRoutes(t, s)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, r := range routes {
				if r.method == "GET" {
					if w := ask(s, "GET", r.path, "", "Accept-Encoding", "gzip"); w.Code != http.StatusOK {
						t.Errorf("%s: status %d", r.path, w.Code)
					}
				}
			}
		})
	}
	wg.Wait()
}

func TestOnlyAllowedHostsAreAnswered(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	s := ofEveryTask(t, Options{Hosts: []string{"Lab.Example.org"}})
	routes := allRoutes(t, s)
	experiments, runs, _ := contents(t, s)
	for host, allowed := range map[string]bool{
		"localhost": true, "localhost:8080": true, "LOCALHOST": true, "localhost.": true, "127.0.0.1": true,
		"127.0.0.1:9": true,
		"127.9.9.9":   true, "[::1]": true, "[::1]:8080": true, "lab.example.org": true, "LAB.example.org:443": true,
		"": false, "evil.example": false, "localhost.evil.example": false, "127.0.0.1.nip.io": false, "example.org": false,
		"0.0.0.0": false, "10.0.0.1": false, "[::]": false, "localhost@evil.example": false, "127.1": false,
		"2130706433": false,
	} {
		for _, route := range routes {
			if allowed && (route.method != "GET" || host != "localhost" && route.pattern != "/") {
				continue // it would change something, or is the same for any host
			}
			w := ask(s, route.method, route.path, "", "Host", host)
			if got := w.Code != http.StatusMisdirectedRequest; got != allowed {
				t.Errorf("%s %s for host %q: status %d", route.method, route.path, host, w.Code)
			}
			checkHeaders(t, route.path, w.Header())
		}
	}
	if e, r, _ := contents(t, s); e != experiments || r != runs {
		t.Errorf("%d experiments and %d runs are left, want %d and %d", e, r, experiments, runs)
	}
}

func TestOtherSitesCannotWrite(t *testing.T) {
	s := ofEveryTask(t, Options{})
	_, _, before := contents(t, s)
	for _, route := range allRoutes(t, s) {
		if route.method == "GET" {
			continue
		}
		for _, headers := range [][]string{
			{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"},
			{"Origin", "http://evil.example"}, {"Origin", "null"}, {"Origin", "http://localhost:9999"},
			{"Sec-Fetch-Site", "cross-site", "Origin", "http://localhost"},
		} {
			w := ask(s, route.method, route.path, "{}", headers...)
			if w.Code != http.StatusForbidden {
				t.Errorf("%s %s with %v: status %d, want 403", route.method, route.path, headers, w.Code)
			}
			checkHeaders(t, route.path, w.Header())
		}
	}
	if _, _, after := contents(t, s); after != before {
		t.Errorf("the store has changed to %s", after)
	}
	for _, headers := range [][]string{nil, {"Sec-Fetch-Site", "same-origin"}, {"Origin", "http://localhost"}} {
		if w := ask(s, "POST", "/api/v1/experiments", `{"name":"ours"}`, headers...); w.Code != http.StatusCreated {
			t.Errorf("our own page with %v: status %d, want 201", headers, w.Code)
		}
	}
}

func TestUnknownPathsAndMethods(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	s := ofEveryTask(t, Options{})
	for _, c := range []struct {
		method, path, allow string
		status              int
	}{
		{"GET", "/nothing", "", 404},
		{"GET", "/api/v1/nothing", "", 404},
		{"GET", "/runs/0", "", 404},
		{"GET", "/runs/1e3", "", 404},
		{"GET", "/runs/99", "", 404},
		{"GET", "/api/v1/runs/99/sweep", "", 404},
		{"GET", "/api/v1/experiments/99/runs", "", 404},
		{"GET", "/api/v1/runs/1/display/0000000000000000.bin", "", 404},
		{"GET", "/static/0000000000000000/dist/every.css", "", 404},
		{"PUT", "/api/v1/runs/1", "GET, HEAD, PATCH, DELETE", 405},
		{"POST", "/healthz", "GET, HEAD", 405},
		{"DELETE", "/api/v1/experiments", "GET, HEAD, POST", 405},
	} {
		w := ask(s, c.method, c.path, "")
		if w.Code != c.status || w.Header().Get("Allow") != c.allow {
			t.Errorf("%s %s: status %d, Allow %q, want %d and %q", c.method, c.path, w.Code, w.Header().Get("Allow"),
				c.status, c.allow)
		}
		checkHeaders(t, c.path, w.Header())
		json := strings.HasPrefix(w.Header().Get("Content-Type"), "application/problem+json")
		if want := strings.HasPrefix(c.path, "/api") || c.path == "/healthz"; json != want {
			t.Errorf("%s: content type %q", c.path, w.Header().Get("Content-Type"))
		}
	}
	if w := ask(s, "GET", "/nothing", "", "Accept", "application/json"); w.Header().
		Get("Content-Type") != "application/problem+json" {
		t.Errorf("a client that prefers JSON gets %s", w.Header().Get("Content-Type"))
	}
}

func TestProblemHasItsMembers(t *testing.T) {
	s := ofEveryTask(t, Options{})
	w := ask(s, "POST", "/api/v1/experiments/1/runs?file_name=bad.csv&score=score", "label,score\n1,0.5\n0,high\n")
	p := answer[map[string]any](t, w, http.StatusUnprocessableEntity)
	place, _ := p["place"].(map[string]any)
	if p["type"] != "about:blank" || p["title"] != "Unprocessable Entity" || p["status"] != 422.0 ||
		p["kind"] != "invalid" ||
		p["detail"] == "" || p["hint"] == "" || place["file"] != "bad.csv" || place["line"] != 3.0 ||
		place["column"] != "score" {
		t.Errorf("got %v", p)
	}
}

func TestPanicIsAnsweredAndLogged(t *testing.T) {
	var log bytes.Buffer
	s := ofEveryTask(t, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	s.router.Get("/api/panic", func(http.ResponseWriter, *http.Request) { panic("the secret of the server") })
	s.router.Get("/panic", func(http.ResponseWriter, *http.Request) { panic("the secret of the server") })
	for _, path := range []string{"/api/panic", "/panic"} {
		log.Reset()
		w := ask(s, "GET", path, "")
		if w.Code != http.StatusInternalServerError {
			t.Errorf("%s: status %d, want 500", path, w.Code)
		}
		checkHeaders(t, path, w.Header())
		id := w.Header().Get("X-Request-Id")
		if body := w.Body.String(); strings.Contains(body, "secret") || !strings.Contains(body, id) {
			t.Errorf("%s: the answer is %s", path, body)
		}
		if line := log.String(); !strings.Contains(line, "the secret of the server") || !strings.Contains(line, id) ||
			!strings.Contains(line, "ERROR") {
			t.Errorf("%s: the log has %s", path, line)
		}
	}
}

func TestLogHasNoQuery(t *testing.T) {
	var log bytes.Buffer
	s := ofEveryTask(t, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	ask(s, "GET", "/api/v1/runs/1?threshold=0.4321987", "")
	if line := log.String(); strings.Contains(line, "4321987") || !strings.Contains(line, "path=/api/v1/runs/1 ") {
		t.Errorf("the log has %s", line)
	}
}

func TestBodyAboveTheLimitIsRejected(t *testing.T) {
	s := ofEveryTask(t, Options{})
	w := ask(s, "POST", "/api/v1/experiments", `{"name":"`+strings.Repeat("x", smallBody)+`"}`)
	if w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d, want 413: %s", w.Code, w.Body)
	}
}

func TestHealthReportsTheStore(t *testing.T) {
	st, err := store.Open(context.Background(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := New(st, Options{})
	if w := ask(s, "GET", "/healthz", ""); w.Code != http.StatusOK {
		t.Errorf("status %d, want 200", w.Code)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	if w := ask(s, "GET", "/healthz", ""); w.Code < 500 {
		t.Errorf("status %d with a closed store", w.Code)
	}
}
