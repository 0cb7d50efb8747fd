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

// print opens the dialog, confirms it and returns the PDF file that it writes. A dialog
// loses keys that come before its printers are listed, so it is confirmed, or opened again,
// until there is a file.
func (d dialog) print() ([]byte, error) {
	file := filepath.Join(d.folder, "output.pdf")
	if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	last := errors.New("its keys had no effect")
	for deadline := time.Now().Add(2 * patience); time.Now().Before(deadline); {
		if err := d.confirm(); err != nil {
			last = err
			time.Sleep(100 * time.Millisecond)
			continue
		}
		for begun := time.Now(); time.Since(begun) < 8*time.Second || exists(file); time.Sleep(100 * time.Millisecond) {
			// The trailer is written last.
			if pdf, err := os.ReadFile(file); err == nil && bytes.HasSuffix(bytes.TrimSpace(pdf), []byte("%%EOF")) {
				return pdf, nil
			}
			if time.Now().After(deadline) {
				break
			}
		}
	}
	return nil, fmt.Errorf("the print dialog wrote no %s: %w", file, last)
}

// confirm opens the dialog unless it is open, chooses the printer and prints.
func (d dialog) confirm() error {
	const open = "^Print$"
	if d.xdotool("search", "--onlyvisible", "--name", open) != nil {
		if err := d.press(`^\[Automation\]`, "ctrl+p"); err != nil {
			return err
		}
	}
	if err := d.press(open, "Down"); err != nil { // chooses the printer
		return err
	}
	return d.press(open, "Return")
}

// press focuses a window by its name, presses a key and lets it take effect.
func (d dialog) press(window, key string) error {
	return d.xdotool("search", "--onlyvisible", "--name", window, "windowfocus", "--sync", "key", key, "sleep", "0.5")
}

func (d dialog) xdotool(args ...string) error {
	cmd := exec.Command("xdotool", args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+d.display)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("xdotool: %w: %s", err, out)
	}
	return nil
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}
