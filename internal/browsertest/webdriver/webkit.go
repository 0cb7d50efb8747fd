package webdriver

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
)

// WebKit opens a window of WebKitGTK's MiniBrowser on its own display. home is its home
// folder; the programs write their output to log.
func WebKit(home string, log io.Writer) (*Session, error) {
	browser, err := miniBrowser()
	if err != nil {
		return nil, err
	}
	x, name, err := display(log)
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		x.end()
		return nil, err
	}
	cmd := exec.Command("WebKitWebDriver", "--port="+strconv.Itoa(port))
	cmd.Dir = home // where its print dialog puts files
	cmd.Env = append(os.Environ(), "DISPLAY="+name, "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_DATA_HOME="+home,
		"XDG_CACHE_HOME="+home, "GDK_BACKEND=x11", "LC_ALL=C.UTF-8",
		"WEBKIT_DISABLE_DMABUF_RENDERER=1", "NO_AT_BRIDGE=1")
	driver, err := begin(cmd, log)
	if err != nil {
		x.end()
		return nil, err
	}
	w := &w3c{base: fmt.Sprintf("http://127.0.0.1:%d/session", port)}
	s := &Session{wire: w, print: dialog{home, name}.print, close: func() error {
		_, err := w.send("DELETE", "", nil)
		driver.end()
		x.end()
		return err
	}}
	if err := driver.await(func() error { return w.begin(browser) }); err != nil {
		driver.end()
		x.end()
		return nil, err
	}
	if err := s.prepare(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// miniBrowser returns the path of the browser of the newest installed WebKitGTK.
func miniBrowser() (string, error) {
	found, _ := filepath.Glob("/usr/lib/*/webkit2gtk-4.*/MiniBrowser")
	others, _ := filepath.Glob("/usr/lib*/webkit2gtk-4.*/MiniBrowser")
	found = append(found, others...)
	if len(found) == 0 {
		return "", errors.New("WebKitGTK's MiniBrowser is missing: install webkit2gtk-driver")
	}
	slices.Sort(found)
	return found[len(found)-1], nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// w3c is W3C WebDriver over HTTP.
type w3c struct {
	base    string // the address of sessions
	session string
}

// begin creates the session.
func (w *w3c) begin(browser string) error {
	options := map[string]any{"binary": browser, "args": []string{"--automation"}}
	value, err := w.send("POST", "", map[string]any{
		"capabilities": map[string]any{"alwaysMatch": map[string]any{"webkitgtk:browserOptions": options}},
	})
	if err != nil {
		return err
	}
	var made struct {
		ID string `json:"sessionId"`
	}
	err = json.Unmarshal(value, &made)
	w.session = "/" + made.ID
	return err
}

func (w *w3c) call(c command, parameters any) (json.RawMessage, error) {
	return w.send(c.method, "/"+c.path, parameters)
}

func (w *w3c) send(method, path string, parameters any) (json.RawMessage, error) {
	var body io.Reader
	if method == http.MethodPost {
		b, err := json.Marshal(parameters)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequest(method, w.base+w.session+path, body)
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	var answer struct{ Value json.RawMessage }
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		failure := &Error{}
		if err := json.Unmarshal(answer.Value, failure); err != nil {
			return nil, err
		}
		return nil, failure
	}
	return answer.Value, nil
}
