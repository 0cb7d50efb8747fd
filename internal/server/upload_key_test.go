package server

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"tradeoff/internal/intake"
	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// keyDir is the environment variable for a process that serves the folder until it answers
// 201, and then kills itself before a byte of the response is sent.
const keyDir = "TRADEOFF_TEST_KEY_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(keyDir); dir != "" {
		serveUntilStored(dir)
	}
	os.Exit(m.Run())
}

func serveUntilStored(dir string) {
	st, err := store.Open(context.Background(), dir)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(l.Addr())
	s := New(st, Options{})
	fmt.Println(http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.ServeHTTP(&killer{ResponseWriter: w}, r)
	})))
	os.Exit(1)
}

// A killer kills its process instead of sending 201.
type killer struct{ http.ResponseWriter }

func (k *killer) WriteHeader(status int) {
	if status == http.StatusCreated {
		p, _ := os.FindProcess(os.Getpid())
		_ = p.Kill()
		select {}
	}
	k.ResponseWriter.WriteHeader(status)
}

// TestUploadKeySurvivesServerCrash kills a server between the commit of an upload and its
// response. For the same upload the next server returns the run that the first one stored.
func TestUploadKeySurvivesServerCrash(t *testing.T) {
	dir := t.TempDir()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), keyDir+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatal("the child does not start")
	}
	r, err := http.NewRequest("POST", "http://"+lines.Text()+"/api/v1/runs?name=once", strings.NewReader(few))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Idempotency-Key", "k-1")
	if res, err := http.DefaultClient.Do(r); err == nil {
		b, _ := io.ReadAll(res.Body)
		t.Fatalf("the child answers %d: %s", res.StatusCode, b)
	}
	var exit *exec.ExitError
	if err := child.Wait(); !errors.As(err, &exit) || exit.ExitCode() != -1 {
		t.Fatalf("the child was not killed: %v", err)
	}

	st, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	s := New(st, Options{})
	if _, runs, _ := contents(t, s); runs != 1 {
		t.Fatalf("the child has stored %d runs, want 1", runs)
	}
	for range 2 {
		up := answer[uploaded](t, ask(s, "POST", "/api/v1/runs?name=once", few, "Idempotency-Key", "k-1"), http.StatusCreated)
		if len(up.Runs) != 1 || up.Runs[0].ID != 1 || up.Runs[0].Name != "once" {
			t.Errorf("got %+v, want run 1", up.Runs)
		}
	}
	if e, runs, _ := contents(t, s); e != 1 || runs != 1 {
		t.Errorf("there are %d experiments and %d runs, want one of each", e, runs)
	}
}

func TestKeyOfAnotherUploadIsRejected(t *testing.T) {
	s := filled(t, Options{})
	body, kind := form("name", "m", "file:a.csv", few)
	again, otherBoundary := form("name", "m", "file:a.csv", few)
	if body == again {
		t.Fatal("both forms have one boundary")
	}
	send := func(path, body, kind, key string) (int, string) {
		w := ask(s, "POST", path, body, "Content-Type", kind, "Idempotency-Key", key)
		return w.Code, w.Body.String()
	}
	code, first := send("/api/v1/experiments/1/runs", body, kind, "key")
	if code != http.StatusCreated {
		t.Fatalf("status %d: %s", code, first)
	}
	if code, second := send("/api/v1/experiments/1/runs", again, otherBoundary, `"key"`); code != http.StatusCreated ||
		second != first {
		t.Errorf("the same upload again: %d, %s, want %s", code, second, first)
	}
	renamed, renamedKind := form("name", "n", "file:a.csv", few)
	other, otherKind := form("name", "m", "file:a.csv", strings.Replace(few, "0.9", "0.95", 1))
	broken, brokenKind := form("name", "m", "file:a.csv", "nothing")
	for what, c := range map[string][3]string{
		"another file":       {"/api/v1/experiments/1/runs", other, otherKind},
		"a broken file":      {"/api/v1/experiments/1/runs", broken, brokenKind},
		"another field":      {"/api/v1/experiments/1/runs", renamed, renamedKind},
		"another parameter":  {"/api/v1/experiments/1/runs?kind=score", body, kind},
		"another experiment": {"/api/v1/runs", body, kind},
	} {
		if code, text := send(c[0], c[1], c[2], "key"); code != http.StatusUnprocessableEntity ||
			!strings.Contains(text, "another upload") {
			t.Errorf("%s: %d, %s", what, code, text)
		}
	}
	for _, key := range []string{"", " ", `""`, strings.Repeat("k", intake.MaxKey+1), "kéy"} {
		if code, text := send("/api/v1/experiments/1/runs", body, kind, key); code != http.StatusUnprocessableEntity ||
			!strings.Contains(text, "Idempotency-Key") {
			t.Errorf("the key %q: %d, %s", key, code, text)
		}
	}
	if _, runs, _ := contents(t, s); runs != 2 {
		t.Errorf("%d runs, want 2", runs)
	}

	// A rejected upload leaves its key unused, and a deleted run is not created again.
	if code, _ := send("/api/v1/experiments/1/runs", broken, brokenKind, "free"); code != http.StatusUnprocessableEntity {
		t.Errorf("a broken file: status %d", code)
	}
	if code, text := send("/api/v1/experiments/1/runs", body, kind, "free"); code != http.StatusCreated || text == first {
		t.Errorf("after a refusal: %d, %s", code, text)
	}
	ask(s, "DELETE", "/api/v1/runs/2", "")
	if code, text := send("/api/v1/experiments/1/runs", body, kind, "key"); code != http.StatusConflict ||
		!strings.Contains(text, "run 2") {
		t.Errorf("after the run was deleted: %d, %s", code, text)
	}
}

func TestKeyOfUploadInProgressIsRejected(t *testing.T) {
	s := filled(t, Options{})
	begun, finish := make(chan bool), make(chan bool)
	done := make(chan int)
	go func() {
		r := newRequest("POST", "/api/v1/experiments/1/runs", few, "Idempotency-Key", "key")
		r.Body = io.NopCloser(io.MultiReader(strings.NewReader(few[:20]), readerFunc(func([]byte) (int, error) {
			begun <- true
			<-finish
			return 0, io.EOF
		}), strings.NewReader(few[20:])))
		done <- serve(s, r).Code
	}()
	<-begun
	p := answer[web.Problem](t, ask(s, "POST", "/api/v1/experiments/1/runs", few, "Idempotency-Key", "key"),
		http.StatusConflict)
	if p.Kind != tradeoff.Conflict || !strings.Contains(p.Detail, "being received") {
		t.Errorf("got %+v", p)
	}
	if w := ask(s, "POST", "/api/v1/experiments/1/runs", few, "Idempotency-Key", "other"); w.Code != http.StatusCreated {
		t.Errorf("another key: status %d", w.Code)
	}
	finish <- true
	if code := <-done; code != http.StatusCreated {
		t.Errorf("the first upload: status %d", code)
	}
	if w := ask(s, "POST", "/api/v1/experiments/1/runs", few, "Idempotency-Key", "key"); w.Code != http.StatusCreated {
		t.Errorf("again: status %d: %s", w.Code, w.Body)
	}
	if _, runs, _ := contents(t, s); runs != 3 {
		t.Errorf("%d runs, want 3", runs)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
