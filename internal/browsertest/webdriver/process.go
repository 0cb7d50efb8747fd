package webdriver

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// patience is the time limit for starting and for ending a browser.
const patience = time.Minute

// Missing returns an error with the Debian packages that the walk needs and that are not
// installed, or nil.
func Missing() error {
	needed := []struct{ program, name string }{
		{"firefox-esr", "firefox-esr"}, {"WebKitWebDriver", "webkit2gtk-driver"},
		{"Xvfb", "xvfb"}, {"xdotool", "xdotool"}, {"pdftocairo", "poppler-utils"},
	}
	var missing []string
	for _, n := range needed {
		if _, err := exec.LookPath(n.program); err != nil {
			missing = append(missing, n.name)
		}
	}
	if missing == nil {
		return nil
	}
	return fmt.Errorf("the walk needs these Debian packages: %s", strings.Join(missing, ", "))
}

// A process is a program in its own process group, so that its child processes end with it.
type process struct {
	cmd  *exec.Cmd
	done chan struct{}
}

// begin starts a program that writes its output to log.
func begin(cmd *exec.Cmd, log io.Writer) (*process, error) {
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, done: make(chan struct{})}
	go func() {
		cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

// end asks the group to end, and kills it if it does not end in time.
func (p *process) end() {
	syscall.Kill(-p.cmd.Process.Pid, syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(10 * time.Second):
	}
	syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	<-p.done
}

// await calls try until it returns nil, the program ends, or patience is over.
func (p *process) await(try func() error) error {
	deadline := time.After(patience)
	for {
		err := try()
		if err == nil {
			return nil
		}
		select {
		case <-p.done:
			return fmt.Errorf("%s ended: %w", p.cmd.Path, err)
		case <-deadline:
			return fmt.Errorf("%s did not answer: %w", p.cmd.Path, err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// display starts an X server without a screen on a free display and returns the name of
// the display.
func display(log io.Writer) (*process, string, error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, "", err
	}
	defer read.Close()
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1920x1600x24", "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{write}
	p, err := begin(cmd, log)
	write.Close()
	if err != nil {
		return nil, "", err
	}
	read.SetReadDeadline(time.Now().Add(patience))
	var number int
	if _, err := fmt.Fscanln(read, &number); err != nil {
		p.end()
		return nil, "", errors.Join(errors.New("no display number from Xvfb"), err)
	}
	return p, fmt.Sprintf(":%d", number), nil
}
