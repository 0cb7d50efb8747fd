package server

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/go-chi/chi/v5"

	"tradeoff/internal/link"
	"tradeoff/internal/npy/npytest"
	"tradeoff/internal/store"
	"tradeoff/web/static"
)

// A database is the store of a server after a preparation that many tests share. It is
// prepared once, and every test gets a copy.
type database struct {
	once sync.Once
	file []byte
}

var empty, withARun, withEveryTask database

// server returns a server of a copy of the database.
func (d *database) server(t testing.TB, o Options, prepare func(*Server)) *Server {
	t.Helper()
	d.once.Do(func() {
		dir := t.TempDir()
		st, err := store.Open(context.Background(), dir)
		if err != nil {
			t.Fatal(err)
		}
		s := New(st, Options{})
		prepare(s)
		s.drafts.Close()
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		if d.file, err = os.ReadFile(filepath.Join(dir, "tradeoff.db")); err != nil {
			t.Fatal(err)
		}
	})
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "tradeoff.db"), d.file, 0o600); err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	s := New(st, o)
	s.settling = 0 // tests do not compute in the background
	s.assemble()
	t.Cleanup(s.drafts.Close) // before the store
	return s
}

// open returns a server of an empty store.
func open(t testing.TB, o Options) *Server {
	t.Helper()
	return empty.server(t, o, func(*Server) {})
}

// ask sends s a request in the same process.
func ask(s *Server, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	return serve(s, newRequest(method, path, body, headers...))
}

// newRequest returns a request; headers alternate between names and values.
func newRequest(method, path, body string, headers ...string) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "localhost"
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

func serve(s *Server, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	judge(s, r, w)
	return w
}

// answer decodes the response of s, which must have the given status.
func answer[T any](t testing.TB, w *httptest.ResponseRecorder, status int) (v T) {
	t.Helper()
	if w.Code != status {
		t.Fatalf("status %d, want %d: %s", w.Code, status, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	return v
}

// form returns the body of a form and its content type. Fields alternate
// between names and values; the name "file:x.csv" makes the value a file.
func form(fields ...string) (body, kind string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(fields); i += 2 {
		name, file, isFile := strings.Cut(fields[i], ":")
		if isFile {
			part, _ := w.CreateFormFile(name, file)
			io.WriteString(part, fields[i+1])
		} else {
			w.WriteField(name, fields[i+1])
		}
	}
	w.Close()
	return b.String(), w.FormDataContentType()
}

// table returns a file of n rows.
func table(n int) string {
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	var b strings.Builder
	b.WriteString("id,label,score\n")
	for i := range n {
		y := rng.IntN(2)
		fmt.Fprintf(&b, "r%d,%d,%.6f\n", i, y, (rng.Float64()+float64(y))/2)
	}
	return b.String()
}

const few = "id,label,score\na,1,0.9\nb,1,0.8\nc,0,0.7\nd,1,0.6\ne,0,0.5\nf,0,0.4\ng,1,0.3\nh,0,0.2\n"

type uploaded struct {
	Runs []struct {
		ID       int64
		Name     string
		URL      string
		Findings []struct{ Kind string }
	}
}

// newExperiment creates an experiment and returns its path in the API.
func newExperiment(t testing.TB, s *Server, body string) string {
	t.Helper()
	e := answer[struct{ ID int64 }](t, ask(s, "POST", "/api/v1/experiments", body), http.StatusCreated)
	return fmt.Sprintf("/api/v1/experiments/%d", e.ID)
}

// filled returns a server with an experiment 1 and its run 1.
func filled(t testing.TB, o Options) *Server {
	t.Helper()
	return withARun.server(t, o, func(s *Server) { addRun(t, s) })
}

func addRun(t testing.TB, s *Server) {
	t.Helper()
	path := newExperiment(t, s, `{"name":"First"}`)
	answer[uploaded](t, ask(s, "POST", path+"/runs?name=one", few), http.StatusCreated)
}

// ofEveryTask returns a filled server that also has a run of each other task, each in a
// separate experiment.
func ofEveryTask(t testing.TB, o Options) *Server {
	t.Helper()
	return withEveryTask.server(t, o, func(s *Server) {
		addRun(t, s)
		path := newExperiment(t, s, `{"name":"Boxes"}`)
		answer[uploaded](t, ask(s, "POST", path+"/runs?name=boxes", "score,label,iou\n0.9,1,0.8\n0.4,0,\n0.7,1,0.6\n"),
			http.StatusCreated)
		path = newExperiment(t, s, `{"name":"Discs"}`)
		answer[uploaded](t, ask(s, "POST", path+"/runs?name=discs", string(npytest.Masks(1, 4, 12, 15))), http.StatusCreated)
		path = newExperiment(t, s, `{"name":"Scenes"}`)
		answer[uploaded](t, ask(s, "POST", path+"/runs?name=scenes", scenes(3, 6, 7)), http.StatusCreated)
		answer[decidedAnswer](t, ask(s, "POST", "/api/v1/runs/1/decisions", `{"who":"Ada","why":"it is safe"}`),
			http.StatusCreated)
		path = newExperiment(t, s, `{"name":"Topics"}`)
		answer[uploaded](t, ask(s, "POST", path+"/runs?name=topics", severalLabels(t)), http.StatusCreated)
	})
}

// scenes is a file of n images whose pixels are of three classes, the last of which
// does not occur in the first image.
func scenes(n, height, width int) string {
	const classes = 3
	rng := rand.New(rand.NewPCG(7, 11))
	size := height * width
	prob, mask := make([]float64, n*classes*size), make([]uint8, n*size)
	for i := range mask {
		image, pixel := i/size, i%size
		mask[i] = uint8(pixel * min(classes, 2+image) / size)
		for c := range classes {
			p := 0.1 + 0.1*rng.Float64()
			if c == int(mask[i]) {
				p = 0.25 * rng.Float64()
			}
			prob[(image*classes+c)*size+pixel] = p
		}
		rest := 1.0
		for c := range classes {
			rest -= prob[(image*classes+c)*size+pixel]
		}
		prob[(image*classes+int(mask[i]))*size+pixel] += rest
	}
	return string(npytest.Archive("prob", npytest.Array(prob, n, classes, height, width), "mask",
		npytest.Array(mask, n, height, width)))
}

// A route is one entry of the router, with a path of something that exists.
type route struct{ method, pattern, path string }

// allRoutes returns every route of s, which must have a run of every task.
func allRoutes(t testing.TB, s *Server) []route {
	t.Helper()
	run := answer[struct{ Display string }](t, ask(s, "GET", "/api/v1/runs/1", ""), http.StatusOK)
	imagesHash := "0"
	if w := ask(s, "GET", "/api/v1/runs/3/images", ""); w.Code == http.StatusOK {
		maps := answer[struct{ Maps string }](t, w, http.StatusOK).Maps
		imagesHash = strings.TrimSuffix(maps[strings.LastIndex(maps, "/")+1:], ".bin")
	}
	hash := strings.TrimSuffix(run.Display[strings.LastIndex(run.Display, "/")+1:], ".bin")
	draft := draftOf(t, s, "file:draft.csv", few)
	var all []route
	err := chi.Walk(s.router, func(method, pattern string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		path := strings.TrimSuffix(pattern, "/")
		if path == "" {
			path = "/"
		}
		path = strings.ReplaceAll(path, "/static/{hash}/*", static.Path("dist/every.css"))
		path = strings.ReplaceAll(path, "{id}/images/classes", "4/images/classes") // the multi-class run
		if strings.Contains(path, "/images") {
			path = strings.ReplaceAll(path, "{hash}", imagesHash)
			path = strings.ReplaceAll(path, "{id}", "3") // the run of segmentation
			path = strings.ReplaceAll(path, "{image}", "1")
		}
		path = strings.ReplaceAll(path, "{hash}", hash)
		if strings.HasSuffix(path, "/boxes") {
			path = strings.ReplaceAll(path, "{id}", "2") // the run of detection
		}
		path = strings.ReplaceAll(path, "{id}", "1")
		path = strings.ReplaceAll(path, "{chart}", "roc")
		path = strings.ReplaceAll(path, "/uploads/{draft}", draft)
		switch {
		case path == link.APIPath+"/compare", strings.HasSuffix(path, "/compare/report"):
			path += "?run=1&run=2"
		case strings.Contains(path, "/compare/"):
			path += "?run=1&run=1"
		}
		if strings.HasSuffix(path, "/choice") {
			path += "?policy=max_f1"
		}
		if strings.ContainsAny(path, "{*") {
			return fmt.Errorf("no path for the route %s", pattern)
		}
		all = append(all, route{method, pattern, path})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 10 {
		t.Fatalf("only %d routes", len(all))
	}
	return all
}
