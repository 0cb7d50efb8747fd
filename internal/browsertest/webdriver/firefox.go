package webdriver

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// preferences turn off Firefox's start pages and background requests, and let its clock
// have a resolution below a millisecond.
const preferences = `user_pref("marionette.port", 0);
user_pref("app.update.disabledForTesting", true);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("browser.startup.page", 0);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("extensions.update.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("privacy.reduceTimerPrecision", false);
user_pref("services.settings.server", "data:,#remote-settings-dummy/v1");
user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
`

// Firefox opens a headless window of Firefox ESR. home is its profile and home folder; the
// browser writes its output to log.
func Firefox(home string, log io.Writer) (*Session, error) {
	if err := os.WriteFile(filepath.Join(home, "user.js"), []byte(preferences), 0o600); err != nil {
		return nil, err
	}
	cmd := exec.Command("firefox-esr", "--headless", "--marionette", "--no-remote", "--profile", home, "about:blank")
	cmd.Env = append(os.Environ(), "HOME="+home, "MOZ_CRASHREPORTER_DISABLE=1")
	p, err := begin(cmd, log)
	if err != nil {
		return nil, err
	}
	m := &marionette{}
	if err := p.await(func() error { return m.dial(filepath.Join(home, "MarionetteActivePort")) }); err != nil {
		p.end()
		return nil, err
	}
	s := &Session{wire: m, close: func() error {
		m.conn.Close()
		p.end()
		return nil
	}}
	_, err = m.send("WebDriver:NewSession", map[string]any{"strictFileInteractability": false})
	if err == nil {
		err = s.prepare()
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// marionette is Firefox's remote port: WebDriver's commands as JSON over TCP, each
// message after its length in bytes and a colon.
type marionette struct {
	mu   sync.Mutex
	conn net.Conn
	in   *bufio.Reader
	last int // the number of the last command
}

// dial connects to the port that Firefox has written into a file, and reads its greeting.
func (m *marionette) dial(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	conn, err := net.DialTimeout("tcp", "127.0.0.1:"+strings.TrimSpace(string(text)), time.Second)
	if err != nil {
		return err
	}
	m.conn, m.in = conn, bufio.NewReader(conn)
	_, err = m.read()
	return err
}

// read returns the next message.
func (m *marionette) read() ([]byte, error) {
	length, err := m.in.ReadString(':')
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(strings.TrimSuffix(length, ":"))
	if err != nil {
		return nil, err
	}
	message := make([]byte, n)
	_, err = io.ReadFull(m.in, message)
	return message, err
}

func (m *marionette) call(c command, parameters any) (json.RawMessage, error) {
	return m.send(c.marionette, parameters)
}

// send sends a command [0, number, name, parameters] and waits for its response
// [1, number, error, result].
func (m *marionette) send(name string, parameters any) (json.RawMessage, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last++
	message, err := json.Marshal([]any{0, m.last, name, parameters})
	if err != nil {
		return nil, err
	}
	if err := m.conn.SetDeadline(time.Now().Add(2 * patience)); err != nil {
		return nil, err
	}
	if _, err := fmt.Fprintf(m.conn, "%d:%s", len(message), message); err != nil {
		return nil, err
	}
	reply, err := m.read()
	if err != nil {
		return nil, err
	}
	var number, kind int
	var failure *Error
	var result json.RawMessage
	if err := json.Unmarshal(reply, &[]any{&kind, &number, &failure, &result}); err != nil {
		return nil, err
	}
	if number != m.last {
		return nil, fmt.Errorf("the answer to command %d came for command %d", number, m.last)
	}
	if failure != nil {
		return nil, failure
	}
	var wrapped struct{ Value json.RawMessage }
	if json.Unmarshal(result, &wrapped) == nil && wrapped.Value != nil {
		return wrapped.Value, nil
	}
	return result, nil
}
