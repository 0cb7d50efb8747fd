package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// served is a dashboard that runs until stop is called.
type served struct {
	url    string
	stop   context.CancelFunc
	code   chan int
	stderr *bytes.Buffer
}

func startServe(t testing.TB, data string, args ...string) *served {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s := &served{stop: cancel, code: make(chan int, 1), stderr: new(bytes.Buffer)}
	r, w := io.Pipe()
	go func() {
		s.code <- run(ctx, append([]string{"serve", "--listen", "127.0.0.1:0", "--data", data}, args...), nil, w, s.stderr)
		close(s.code)
		w.Close()
	}()
	t.Cleanup(func() { // before the folder goes, into which it may still write
		cancel()
		for range s.code {
		}
	})
	line, err := bufio.NewReader(r).ReadString('\n')
	go io.Copy(io.Discard, r)
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "Tradeoff is at ")
	if err != nil || !ok {
		t.Fatalf("it says %q, %v; code %d, %s", line, err, <-s.code, s.stderr)
	}
	s.url = url
	return s
}

// end stops s and returns its exit code.
func (s *served) end(t testing.TB) int {
	t.Helper()
	s.stop()
	select {
	case code := <-s.code:
		return code
	case <-time.After(20 * time.Second):
		t.Fatal("it does not end")
		return -1
	}
}

func get(t testing.TB, url string) (status int, body string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

func TestServeKeepsWhatWasUploaded(t *testing.T) {
	data := filepath.Join(t.TempDir(), "new", "folder")
	s := startServe(t, data)
	if status, body := get(t, s.url); status != http.StatusOK || !strings.Contains(body, "Diabetes scan") {
		t.Errorf("the first page answers %d: %.300s", status, body)
	}
	res, err := http.Post(s.url+"/api/v1/experiments/1/runs?name=kept", "text/csv", strings.NewReader(few))
	if err != nil || res.StatusCode != http.StatusCreated {
		t.Fatalf("upload: %v, %v", res, err)
	}
	res.Body.Close()
	if code := s.end(t); code != 0 {
		t.Fatalf("code %d: %s", code, s.stderr)
	}
	s = startServe(t, data)
	if status, body := get(t, s.url+"/api/v1/runs/3"); status != http.StatusOK ||
		!strings.Contains(body, `"name":"kept"`) {
		t.Errorf("after a restart: %d, %s", status, body)
	}
	if _, body := get(t, s.url+"/api/v1/experiments"); strings.Count(body, "Diabetes scan") != 1 {
		t.Errorf("the sample was installed again: %s", body)
	}
	if code := s.end(t); code != 0 {
		t.Errorf("code %d: %s", code, s.stderr)
	}
}

func TestServeBelowAFolder(t *testing.T) {
	s := startServe(t, t.TempDir(), "--base-path", "/tools/tradeoff/")
	if !strings.HasSuffix(s.url, "/tools/tradeoff") {
		t.Errorf("it says that it is at %s", s.url)
	}
	status, body := get(t, s.url+"/")
	if status != http.StatusOK || !strings.Contains(body, `href="/tools/tradeoff/experiments/1"`) {
		t.Errorf("the first page answers %d: %.300s", status, body)
	}
	if status, _ := get(t, strings.TrimSuffix(s.url, "/tools/tradeoff")+"/"); status != http.StatusNotFound {
		t.Errorf("outside the folder it answers %d", status)
	}
	file := filepath.Join(t.TempDir(), "few.csv")
	if err := os.WriteFile(file, []byte(few), 0o600); err != nil {
		t.Fatal(err)
	}
	got := runWith("", "import", "--server", s.url, file)
	if got.code != 0 || !strings.Contains(got.stdout, s.url+"/runs/3") {
		t.Errorf("an upload gives %+v", got)
	}
	got = runWith("", "serve", "--listen", "127.0.0.1:0", "--data", t.TempDir(), "--base-path", "tradeoff")
	if got.code != 2 || !strings.Contains(got.stderr, "/tradeoff") {
		t.Errorf("a base path without a slash gives %+v", got)
	}
}

func TestSecondServerOnTheSameFolderIsRefusedWithThePID(t *testing.T) {
	data := t.TempDir()
	startServe(t, data)
	got := runWith("", "serve", "--listen", "127.0.0.1:0", "--data", data)
	if got.code != 1 || !strings.Contains(got.stderr, fmt.Sprintf("process %d", os.Getpid())) || got.stdout != "" {
		t.Errorf("got %+v", got)
	}
}

func TestTakenAddressIsNamed(t *testing.T) {
	s := startServe(t, t.TempDir())
	addr := strings.TrimPrefix(s.url, "http://")
	got := runWith("", "serve", "--listen", addr, "--data", t.TempDir())
	if got.code != 1 || !strings.Contains(got.stderr, addr) || !strings.Contains(got.stderr, "--listen") {
		t.Errorf("got %+v", got)
	}
}

func TestListeningBeyondThisMachineNeedsConfirmation(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--listen", "0.0.0.0:0"}, "--no-login"},
		{[]string{"--listen", "0.0.0.0:0"}, "--allow-host"},
		{[]string{"--listen", ":0"}, "--allow-host"},
		{[]string{"--listen", "[::]:0", "--no-login"}, "--allow-host"},
		{[]string{"--listen", "192.0.2.1:0", "--allow-host", "lab.example"}, "--no-login"},
		{[]string{"--listen", "lab.example:80"}, "--no-login"},
		{[]string{"--listen", "8080"}, "127.0.0.1:8080"},
	} {
		got := runWith("", append([]string{"serve", "--data", t.TempDir()}, c.args...)...)
		if got.code != 2 || !strings.Contains(got.stderr, c.want) || got.stdout != "" {
			t.Errorf("%v: %+v, want code 2 and %q", c.args, got, c.want)
		}
	}
	s := startServe(t, t.TempDir(), "--listen", "0.0.0.0:0", "--allow-host", "lab.example", "--no-login")
	if !strings.HasPrefix(s.url, "http://lab.example:") {
		t.Errorf("the address is %s", s.url)
	}
	_, port, _ := strings.Cut(strings.TrimPrefix(s.url, "http://"), ":")
	if status, _ := get(t, "http://127.0.0.1:"+port+"/healthz"); status != http.StatusOK {
		t.Errorf("status %d", status)
	}
	s.end(t)
	if !strings.Contains(s.stderr.String(), "There is no login") {
		t.Errorf("it does not say so aloud: %s", s.stderr)
	}
}
