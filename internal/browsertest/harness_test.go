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
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
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
		chromedp.ExecPath(chromium), chromedp.UserDataDir(filepath.Join(dir, "profile")), chromedp.Headless, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-sync", true),
		// Tabs that are not in front run as those that are.
		chromedp.Flag("disable-background-timer-throttling", true), chromedp.Flag("disable-backgrounding-occluded-windows", true),
		chromedp.Flag("disable-renderer-backgrounding", true),
		// Parts of the browser's own window, and processes kept in reserve, which nobody sees.
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

// findChromium prefers the headless shell, which is the same engine without a
// window around it and takes two thirds of the work.
func findChromium() (string, error) {
	if name := os.Getenv("CHROMIUM"); name != "" {
		return exec.LookPath(name)
	}
	for _, name := range []string{"chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("the browser tests need Chromium: install the package chromium-headless-shell or chromium, or set CHROMIUM to its path")
}

// begin starts the dashboard for the first time, and stops it when it has found
// the intervals of its two sample runs.
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

// A server is one running dashboard with a data directory of its own.
type server struct {
	t   testing.TB
	url string
	dir string
	cmd *exec.Cmd
}

// start runs the dashboard until the test ends, which runs beside others.
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

// launch runs the dashboard on a data folder, and returns its address when it
// takes requests. What it logs may be read after stop, which waits for its end.
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

// request sends a request to the API and decodes its answer.
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

// upload puts a file into a new experiment and returns the ids of its runs.
func (s *server) upload(experiment, fileName string, content []byte, query string) (experimentID int64, runIDs []int64) {
	s.t.Helper()
	name, _ := json.Marshal(map[string]string{"name": experiment})
	var made struct{ ID int64 }
	if status := s.request("POST", "/api/v1/experiments", "application/json", bytes.NewReader(name), &made); status != 201 {
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

// A tab is a page in a browser profile of its own. Whatever it writes to the
// console fails the test, except what a test says it expects.
type tab struct {
	t   testing.TB
	ctx context.Context
	*server

	mu       sync.Mutex
	requests []string
	complain []string
	expected []string

	scriptless bool
}

// tab opens an empty tab.
func (s *server) tab(t testing.TB) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	ctx, stop := context.WithTimeout(ctx, 3*time.Minute)
	b := &tab{t: t, ctx: ctx, server: s}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1440, 1000)); err != nil {
		t.Fatal(err)
	}
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleWarning || m.IsException() {
				b.mu.Lock()
				b.complain = append(b.complain, fmt.Sprintf("%s (%s:%d)%s", m, m.URL, m.Line, trace(m)))
				b.mu.Unlock()
			}
		}
	}()
	requests := chromedp.Events(ctx, network.RequestWillBeSent)
	go func() {
		for e, err := range requests {
			if err != nil {
				return
			}
			if strings.HasSuffix(e.Request.URL, "/img/icon.svg") {
				continue // the browser looks for it when the address changes, and nobody waits
			}
			b.mu.Lock()
			b.requests = append(b.requests, e.Request.Method+" "+e.Request.URL)
			b.mu.Unlock()
		}
	}()
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	// Several tabs have the focus at once.
	if _, err := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
	complaints:
		for _, c := range b.complain {
			for _, e := range b.expected {
				if strings.Contains(c, e) {
					continue complaints
				}
			}
			t.Errorf("the console says %s", c)
		}
		stop()
		cancel()
	})
	return b
}

// in makes a subtest's of what fails from here on. A tab that has shown a page
// shows the next in half the time that a new one takes.
func (b *tab) in(t testing.TB) { b.t = t }

// trace is where a message came from, the innermost call first.
func trace(m chromedp.ConsoleMessage) string {
	var b strings.Builder
	if m.Stack != nil {
		for _, f := range m.Stack.CallFrames {
			fmt.Fprintf(&b, "\n\tat %s (%s:%d)", f.FunctionName, f.URL, f.LineNumber+1)
		}
	}
	return b.String()
}

// expect lets the console say something.
func (b *tab) expect(text string) { b.expected = append(b.expected, text) }

// sent returns the requests since the last call that a person would wait for.
func (b *tab) sent() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	sent := b.requests
	b.requests = nil
	return sent
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	b.arrived()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// open goes to a page.
func (b *tab) open(path string) {
	b.t.Helper()
	b.leave("opening "+path, chromedp.Navigate(b.url+path))
}

// click follows a link, or presses a button that leads to another page.
func (b *tab) click(selector string) {
	b.t.Helper()
	b.leave("clicking "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// leave takes steps that lead to another page, and waits until that page is
// whole and, where it has a script that makes it live, has been made so.
func (b *tab) leave(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	b.leaveUntil(what, "true", steps...)
}

// leaveUntil is leave where another page may come in between, or the same one
// twice: an expression is true of the page that the steps lead to in the end. The
// page that is left is marked: it may still write its own address anew, which
// chromedp takes for the end of its waiting.
func (b *tab) leaveUntil(what, expression string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	js[bool](b, `document.isLeft = true`)
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
	b.untilWhole("the page after "+what+" is whole", `!document.isLeft && (`+expression+`)`)
}

// untilWhole waits for a whole page of which an expression is true, be it this
// one or another.
func (b *tab) untilWhole(what, expression string) {
	b.t.Helper()
	live := `document.documentElement.dataset.live === "" || !document.querySelector('script[type=module]:not([src$="/basic.js"])')`
	if b.scriptless {
		live = "true"
	}
	b.until(what, `document.readyState === "complete" && (`+live+`) && (`+expression+`) && (document.isWhole = true)`)
}

// at fails the test unless the page's address begins so.
func (b *tab) at(path string) {
	b.t.Helper()
	if at := js[string](b, `location.pathname`); !strings.HasPrefix(at, path) {
		b.t.Errorf("the page is %s, want %s", at, path)
	}
}

// arrived fails the test if it has come to another page without leave: what it
// is about to press or read may not be there yet, or belong to the page before.
func (b *tab) arrived() {
	b.t.Helper()
	if at, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.isWhole || location.protocol === "about:" ? "" : (document.isWhole = true, location.href)`)); at != "" || err != nil {
		b.t.Errorf("the test has not waited until %s was whole: leave waits (%v)", at, err)
	}
}

// withoutScripts is a browser in which no page's script runs.
func (b *tab) withoutScripts() {
	b.t.Helper()
	b.scriptless = true
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) waitLive() {
	b.t.Helper()
	b.until("the page is live", `document.documentElement?.dataset.live === ""`)
}

// until waits until a JavaScript expression is true. While a page gives way to
// the next one there is nothing to ask, so an error is not the end.
func (b *tab) until(what, expression string) {
	b.t.Helper()
	var last error
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(25 * time.Millisecond) {
		done, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("!!("+expression+")"))
		if err == nil && done {
			return
		}
		last = err
	}
	b.t.Fatalf("waited in vain until %s (%v)", what, last)
}

// js evaluates an expression, which may be a promise.
func js[T any](b *tab, expression string) T {
	b.t.Helper()
	b.arrived()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", tail(expression, 300), err)
	}
	return v
}

// text returns the shown text of the first element that a selector finds.
func (b *tab) text(selector string) string {
	b.t.Helper()
	return js[string](b, fmt.Sprintf(`document.querySelector(%q).textContent.trim()`, selector))
}

// typed replaces what stands in a field.
func typed(selector, text string) chromedp.Action[chromedp.Void] {
	return chromedp.Steps(chromedp.Focus(chromedp.CSS(selector)), chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)), chromedp.KeyEvent(text))
}

// frame waits until the browser has painted.
func (b *tab) frame() {
	b.t.Helper()
	js[bool](b, `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`)
}

// dark or light.
func (b *tab) scheme(name string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// axe fails the test for every violation of the rules, all of them if none are
// named, that axe-core finds on the page.
func (b *tab) axe(rules ...string) {
	b.t.Helper()
	if !js[bool](b, `"axe" in window`) {
		source, err := os.ReadFile(filepath.Join("testdata", "axe.min.js"))
		if err != nil {
			b.t.Fatal(err)
		}
		js[bool](b, string(source)+";true")
	}
	options := `{resultTypes: ["violations"]}`
	if len(rules) > 0 {
		options = fmt.Sprintf(`{resultTypes: ["violations"], runOnly: ["%s"]}`, strings.Join(rules, `", "`))
	}
	found := js[[]string](b, `axe.run(document, `+options+`).then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.target.join(" ") + " — " + n.failureSummary)))`)
	for _, f := range found {
		b.t.Errorf("axe: %s", f)
	}
}

// ofLooks are the rules that another width or other colours can break.
var ofLooks = []string{"color-contrast", "link-in-text-block", "scrollable-region-focusable"}

// looks fails the test unless a page fits its window and reads in light and
// dark, from a phone's width to a projector's. It shows the page twice, in the
// narrow and in the wide window, and turns each into the other.
func (b *tab) looks(name string, show func()) {
	b.t.Helper()
	at := func(scheme string, width int64) {
		b.t.Helper()
		b.scheme(scheme)
		b.do(chromedp.EmulateViewport(width, 1000))
	}
	fits := func(scheme string, width int64) {
		b.t.Helper()
		at(scheme, width)
		b.frame()
		b.overflow()
		b.picture(fmt.Sprintf("%s-%s-%d", name, scheme, width))
	}
	at("light", 390)
	show()
	fits("light", 390)
	b.axe()
	fits("light", 1920)
	at("dark", 1920)
	show()
	fits("dark", 1920)
	b.axe(ofLooks...)
	fits("dark", 1440)
	fits("dark", 390)
}

// overflow fails the test if the page is wider than its window.
func (b *tab) overflow() {
	b.t.Helper()
	if wide := js[string](b, `(() => {
		const w = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= w) return "";
		return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > w + 1 && !e.closest(".table-wrap, .visually-hidden, svg"))
			.map(e => e.tagName + "." + e.className).slice(0, 5).join(", ") || "something";
	})()`); wide != "" {
		b.t.Errorf("the page is wider than its window: %s", wide)
	}
}

// picture keeps a screenshot of the whole page, if SCREENSHOTS says where.
func (b *tab) picture(name string) { b.t.Helper(); b.keep(name, chromedp.FullScreenshot(100)) }

// window keeps a screenshot of what is in view.
func (b *tab) window(name string) { b.t.Helper(); b.keep(name, chromedp.CaptureScreenshot()) }

func (b *tab) keep(name string, shot chromedp.Action[[]byte]) {
	b.t.Helper()
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, shot)
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
