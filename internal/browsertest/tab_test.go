package browsertest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// A tab is a page in its own browser profile. Any message in its console fails the test,
// unless the test expects it.
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
				continue // the browser requests it when the address changes, and no test waits for it
			}
			b.mu.Lock()
			b.requests = append(b.requests, e.Request.Method+" "+e.Request.URL)
			b.mu.Unlock()
		}
	}()
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	// Several tabs have the focus at the same time.
	if _, err := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled,
		emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
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

// in makes further failures those of a subtest. Reusing a tab takes half the time of
// opening a new one.
func (b *tab) in(t testing.TB) { b.t = t }

// trace returns the call stack of a message, innermost call first.
func trace(m chromedp.ConsoleMessage) string {
	var b strings.Builder
	if m.Stack != nil {
		for _, f := range m.Stack.CallFrames {
			fmt.Fprintf(&b, "\n\tat %s (%s:%d)", f.FunctionName, f.URL, f.LineNumber+1)
		}
	}
	return b.String()
}

// expect allows a message in the console.
func (b *tab) expect(text string) { b.expected = append(b.expected, text) }

// sent returns the requests since the last call, except those for icons.
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

// open navigates to a page.
func (b *tab) open(path string) {
	b.t.Helper()
	b.leave("opening "+path, chromedp.Navigate(b.url+path))
}

// openTab opens a part of the page of a run.
func (b *tab) openTab(name string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS("#tab-" + name)))
	b.until("the tab is open", fmt.Sprintf(`document.querySelector("#panel-%s").hasAttribute("data-open")`, name))
}

// click follows a link, or presses a button that opens another page.
func (b *tab) click(selector string) {
	b.t.Helper()
	b.leave("clicking "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// leave runs steps that open another page, and waits until that page is loaded and its
// script, if it has one, has started.
func (b *tab) leave(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	b.leaveUntil(what, "true", steps...)
}

// leaveUntil is leave for steps with an intermediate page, or with the same page twice:
// the expression is only true on the final page. It marks the page that it leaves, because
// that may still update its address, which would end the waiting of chromedp.
func (b *tab) leaveUntil(what, expression string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	js[bool](b, `document.isLeft = true`)
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
	b.untilWhole("the page after "+what+" is whole", `!document.isLeft && (`+expression+`)`)
}

// untilWhole waits until this or another page is loaded and an expression is true there.
func (b *tab) untilWhole(what, expression string) {
	b.t.Helper()
	live := `document.documentElement.dataset.live === "" || !document.querySelector('script[type=module]:not([src$="/basic.js"])')`
	if b.scriptless {
		live = "true"
	}
	b.until(what, `document.readyState === "complete" && (`+live+`) && (`+expression+`) && (document.isWhole = true)`)
}

// at fails the test unless the address of the page begins with path.
func (b *tab) at(path string) {
	b.t.Helper()
	if at := js[string](b, `location.pathname`); !strings.HasPrefix(at, path) {
		b.t.Errorf("the page is %s, want %s", at, path)
	}
}

// arrived fails the test if it has opened another page without leave: the next elements
// may not be there yet, or belong to the previous page.
func (b *tab) arrived() {
	b.t.Helper()
	if at, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.isWhole || location.protocol === "about:" ? "" : (document.isWhole = true, location.href)`)); at != "" || err != nil {
		b.t.Errorf("the test has not waited until %s was whole: leave waits (%v)", at, err)
	}
}

// withoutScripts disables the scripts of pages.
func (b *tab) withoutScripts() {
	b.t.Helper()
	b.scriptless = true
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled,
		emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) waitLive() {
	b.t.Helper()
	b.until("the page is live", `document.documentElement?.dataset.live === ""`)
}

// until waits until a JavaScript expression is true. It ignores errors, because evaluation
// fails while a page is replaced by the next one.
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
	b.t.Fatalf("timed out waiting until %s (%v)", what, last)
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

// text returns the visible text of the first element that a selector matches.
func (b *tab) text(selector string) string {
	b.t.Helper()
	return js[string](b, fmt.Sprintf(`document.querySelector(%q).textContent.trim()`, selector))
}

// typed replaces the text of a field.
func typed(selector, text string) chromedp.Action[chromedp.Void] {
	return chromedp.Steps(chromedp.Focus(chromedp.CSS(selector)),
		chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)), chromedp.KeyEvent(text))
}

// frame waits until the browser has painted.
func (b *tab) frame() {
	b.t.Helper()
	js[bool](b, `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`)
}

// scheme sets the colour scheme, dark or light.
func (b *tab) scheme(name string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	})
	if err != nil {
		b.t.Fatal(err)
	}
}
