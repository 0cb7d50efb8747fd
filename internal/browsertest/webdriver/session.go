// Package webdriver is a small client of W3C WebDriver for the browsers that
// chromedp does not drive: Firefox, over its own remote port, and WebKitGTK, over
// WebKitWebDriver.
//
// It only has the commands that the walk through the pages needs. Places are CSS pixels
// from the top left of the window.
package webdriver

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// A Session is one window of one browser. Its methods wait for the browser's response.
type Session struct {
	wire  wire
	close func() error           // ends the browser
	print func() ([]byte, error) // prints the page on A4, where the browser has no command for it
}

// A wire carries commands to a browser.
type wire interface {
	// call sends a command and returns the value of the response.
	call(c command, parameters any) (json.RawMessage, error)
}

// A command has one name in W3C WebDriver, a method and a path below the session,
// and another on Firefox's remote port.
type command struct{ method, path, marionette string }

var (
	navigate      = command{"POST", "url", "WebDriver:Navigate"}
	back          = command{"POST", "back", "WebDriver:Back"}
	executeScript = command{"POST", "execute/sync", "WebDriver:ExecuteScript"}
	findElement   = command{"POST", "element", "WebDriver:FindElement"}
	sendKeys      = command{"POST", "element/{id}/value", "WebDriver:ElementSendKeys"}
	setWindowRect = command{"POST", "window/rect", "WebDriver:SetWindowRect"}
	printPage     = command{"POST", "print", "WebDriver:Print"}
	takePicture   = command{"GET", "screenshot", "WebDriver:TakeScreenshot"}
	actions       = command{"POST", "actions", "WebDriver:PerformActions"}
	setTimeouts   = command{"POST", "timeouts", "WebDriver:SetTimeouts"}
)

// An Error is the response of a browser to a command that failed.
type Error struct {
	Code    string `json:"error"`
	Message string `json:"message"`
}

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// do sends a command and decodes the value of the response into out, unless out is nil.
func (s *Session) do(c command, parameters, out any) error {
	value, err := s.wire.call(c, parameters)
	if err == nil && out != nil {
		err = json.Unmarshal(value, out)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", strings.TrimPrefix(c.marionette, "WebDriver:"), err)
	}
	return nil
}

// prepare sets up a new window.
func (s *Session) prepare() error {
	ms := func(d time.Duration) int64 { return d.Milliseconds() }
	limits := map[string]int64{"script": ms(30 * time.Second), "pageLoad": ms(time.Minute), "implicit": 0}
	return s.do(setTimeouts, limits, nil)
}

// Close ends the browser and waits for its end.
func (s *Session) Close() error { return s.close() }

// Navigate goes to an address and waits until its page is loaded.
func (s *Session) Navigate(url string) error {
	return s.do(navigate, map[string]string{"url": url}, nil)
}

// Back goes one step back in the history.
func (s *Session) Back() error { return s.do(back, struct{}{}, nil) }

// Script runs the body of an async function in the page, and decodes what it
// returns into out, unless out is nil.
func (s *Session) Script(body string, out any) error {
	script := "return (async () => {" + body + "\n})()"
	return s.do(executeScript, map[string]any{"script": script, "args": []any{}}, out)
}

// Resize sets the size of the window's content, in CSS pixels.
func (s *Session) Resize(width, height int) error {
	var is struct{ Width, Height, Across, Down int } // across and down is what the window has around its content
	for range 50 {                                   // a window takes its size when the display has a moment
		script := `await new Promise((done) => setTimeout(done, 50));
			return { Width: innerWidth, Height: innerHeight, Across: outerWidth - innerWidth, Down: outerHeight - innerHeight };`
		if err := s.Script(script, &is); err != nil {
			return err
		}
		if is.Width == width && is.Height == height {
			return nil
		}
		size := map[string]int{"x": 0, "y": 0, "width": width + is.Across, "height": height + is.Down}
		if err := s.do(setWindowRect, size, nil); err != nil {
			return err
		}
	}
	return fmt.Errorf("the window stays at %d × %d pixels", is.Width, is.Height)
}

// SetFiles chooses files, by their paths, in the file input that a CSS selector matches.
func (s *Session) SetFiles(selector string, paths ...string) error {
	id, err := s.element(selector)
	if err != nil {
		return err
	}
	c := sendKeys
	c.path = strings.Replace(c.path, "{id}", id, 1)
	return s.do(c, map[string]string{"id": id, "text": strings.Join(paths, "\n")}, nil)
}

// element returns the id of the first element that a CSS selector matches.
func (s *Session) element(selector string) (string, error) {
	var found map[string]string
	if err := s.do(findElement, map[string]string{"using": "css selector", "value": selector}, &found); err != nil {
		return "", err
	}
	for _, id := range found {
		return id, nil
	}
	return "", errors.New("the browser found an element without an id")
}

// Print returns the page as a PDF file on paper of a size in centimetres, with the
// margins of the page's style. WebKit always prints on A4.
func (s *Session) Print(width, height float64) ([]byte, error) {
	if s.print != nil {
		return s.print()
	}
	return s.bytes(printPage, map[string]any{
		"page":        map[string]float64{"width": width, "height": height},
		"margin":      map[string]float64{"top": 0.9, "bottom": 0.9, "left": 0.9, "right": 0.9},
		"background":  false,
		"shrinkToFit": false,
	})
}

// Screenshot returns the viewport as a PNG file.
func (s *Session) Screenshot() ([]byte, error) {
	return s.bytes(takePicture, map[string]any{"full": false, "hash": false})
}

func (s *Session) bytes(c command, parameters any) ([]byte, error) {
	var text string
	if err := s.do(c, parameters, &text); err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(text)
}
