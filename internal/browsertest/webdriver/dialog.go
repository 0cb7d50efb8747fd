package webdriver

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// A dialog is the print dialog of MiniBrowser. WebKitWebDriver has no print command, so a
// dialog presses keys on the display. The only printer writes to a file.
type dialog struct {
	folder  string // which the browser works in
	display string
}

// print opens the dialog, confirms it and returns the PDF file that it writes.
func (d dialog) print() ([]byte, error) {
	file := filepath.Join(d.folder, "output.pdf")
	if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	steps := []struct{ window, key string }{
		{`^\[Automation\]`, "ctrl+p"}, {"^Print$", "Down"}, {"^Print$", "Return"}, // down chooses the printer
	}
	for _, step := range steps {
		if err := d.press(step.window, step.key); err != nil {
			return nil, err
		}
	}
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		// The trailer is written last.
		if pdf, err := os.ReadFile(file); err == nil && bytes.HasSuffix(bytes.TrimSpace(pdf), []byte("%%EOF")) {
			return pdf, nil
		}
	}
	return nil, fmt.Errorf("the print dialog wrote no %s", file)
}

// press waits for a window by its name, focuses it and presses a key.
func (d dialog) press(window, key string) error {
	var last error
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		cmd := exec.Command("xdotool", "search", "--onlyvisible", "--name", window,
			"windowfocus", "--sync", "key", key, "sleep", "0.5")
		cmd.Env = append(os.Environ(), "DISPLAY="+d.display)
		out, err := cmd.CombinedOutput()
		if err == nil {
			return nil
		}
		last = fmt.Errorf("xdotool: %w: %s", err, out)
	}
	return last
}
