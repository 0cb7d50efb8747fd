package browsertest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

var (
	dashboard string          // path of the program under test
	begun     string          // the data folder that its first start leaves, with a sample: every test has a copy
	browser   context.Context // of the one browser that all tests share
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	chromium, err := findChromium()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	dir, err := os.MkdirTemp("", "tradeoff-browsertest-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	if dashboard = os.Getenv("DASHBOARD"); dashboard == "" {
		dashboard = filepath.Join(dir, "dashboard")
		build := exec.Command("go", "build", "-o", dashboard, "./cmd/dashboard")
		build.Dir = filepath.Join("..", "..")
		if out, err := build.CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "building the dashboard: %v\n%s", err, out)
			return 1
		}
	}
	begun = filepath.Join(dir, "begun")
	if err := begin(begun); err != nil {
		fmt.Fprintln(os.Stderr, "starting the dashboard:", err)
		return 1
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(chromium), chromedp.UserDataDir(filepath.Join(dir, "profile")), chromedp.Headless,
		chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-sync", true),
		// Background tabs run like the front one.
		chromedp.Flag("disable-background-timer-throttling", true),
		chromedp.Flag("disable-backgrounding-occluded-windows", true),
		chromedp.Flag("disable-renderer-backgrounding", true),
		// Parts of the browser's window and spare processes, which tests do not need.
		chromedp.Flag("disable-features", "WebUIOmniboxPopup,WebUIOmniboxAimPopup,SpareRendererForSitePerProcess,Translate"),
	}
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	defer stop()
	ctx, cancel := chromedp.NewContext(allocator)
	defer cancel()
	if err := chromedp.Do(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "starting Chromium:", err)
		return 1
	}
	browser = ctx
	return m.Run()
}

// findChromium prefers the headless shell: the same engine without a window, which needs
// two thirds of the time.
func findChromium() (string, error) {
	if name := os.Getenv("CHROMIUM"); name != "" {
		return exec.LookPath(name)
	}
	for _, name := range []string{"chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser",
		"google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("the browser tests need Chromium: install the package chromium-headless-shell or chromium, or set CHROMIUM to its path")
}

// begin starts the dashboard for the first time, and stops it when it has computed the
// intervals of its two sample runs.
func begin(dir string) error {
	var log bytes.Buffer
	url, stop, err := launch(dir, &log)
	for _, run := range []string{"1", "2"} {
		for pending := true; err == nil && pending; time.Sleep(25 * time.Millisecond) {
			var res *http.Response
			if res, err = http.Get(url + "/api/v1/runs/" + run); err != nil {
				break
			}
			answer := struct {
				Pending bool `json:"intervals_pending"`
			}{}
			err = json.NewDecoder(res.Body).Decode(&answer)
			res.Body.Close()
			pending = answer.Pending
		}
	}
	if err := errors.Join(err, stop()); err != nil {
		return fmt.Errorf("%w\n%s", err, log.String())
	}
	return nil
}

// A server is a running dashboard with its own data directory.
type server struct {
	t   testing.TB
	url string
	dir string
	cmd *exec.Cmd
}

// start runs the dashboard until the test ends. It marks the test as parallel.
func start(t testing.TB, flags ...string) *server {
	t.Helper()
	if t, ok := t.(*testing.T); ok {
		t.Parallel()
	}
	s := &server{t: t, dir: t.TempDir()}
	if err := os.CopyFS(s.dir, os.DirFS(begun)); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	var stop func() error
	var err error
	s.url, stop, err = launch(s.dir, &log, flags...)
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("the dashboard ended with %v\n%s", err, log.String())
		}
		if t.Failed() {
			t.Logf("the dashboard's log:\n%s", tail(log.String(), 4000))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// launch runs the dashboard on a data folder, and returns its address when it accepts
// requests. The log may be read after stop, which waits until it has ended.
func launch(dir string, log io.Writer, flags ...string) (url string, stop func() error, err error) {
	cmd := exec.Command(dashboard, append([]string{"serve", "--listen", "127.0.0.1:0", "--data", dir}, flags...)...)
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return "", func() error { return nil }, err
	}
	address := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if at := strings.Index(lines.Text(), "http://"); at >= 0 {
				address <- strings.TrimRight(strings.TrimSpace(lines.Text()[at:]), "/.")
				break
			}
		}
		close(address)
		io.Copy(io.Discard, out)
	}()
	stop = func() error {
		cmd.Process.Signal(syscall.SIGTERM)
		return cmd.Wait()
	}
	select {
	case url = <-address:
	case <-time.After(time.Minute):
	}
	if url == "" {
		return "", stop, errors.New("the dashboard did not print its address")
	}
	return url, stop, nil
}

func tail(s string, n int) string {
	if len(s) > n {
		return "…" + s[len(s)-n:]
	}
	return s
}

// request sends a request to the API and decodes the response.
func (s *server) request(method, path, contentType string, body io.Reader, answer any) int {
	s.t.Helper()
	req, err := http.NewRequest(method, s.url+path, body)
	if err != nil {
		s.t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if answer != nil {
		if err := json.Unmarshal(b, answer); err != nil {
			s.t.Fatalf("%s %s answered %d %s", method, path, res.StatusCode, b)
		}
	}
	return res.StatusCode
}

// upload uploads a file to a new experiment and returns the ids of its runs.
func (s *server) upload(experiment, fileName string, content []byte,
	query string) (experimentID int64, runIDs []int64) {
	s.t.Helper()
	name, _ := json.Marshal(map[string]string{"name": experiment})
	var made struct{ ID int64 }
	if status := s.request("POST", "/api/v1/experiments", "application/json", bytes.NewReader(name),
		&made); status != 201 {
		s.t.Fatalf("making an experiment answered %d", status)
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, _ := w.CreateFormFile("file", fileName)
	part.Write(content)
	w.Close()
	var answer struct {
		Runs   []struct{ ID int64 }
		Detail string
	}
	path := fmt.Sprintf("/api/v1/experiments/%d/runs?%s", made.ID, query)
	if status := s.request("POST", path, w.FormDataContentType(), &form, &answer); status != 201 {
		s.t.Fatalf("uploading %s answered %d: %s", fileName, status, answer.Detail)
	}
	for _, r := range answer.Runs {
		runIDs = append(runIDs, r.ID)
	}
	return made.ID, runIDs
}
