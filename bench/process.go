package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// A worker is a process that measures inside itself and answers over its
// standard input and output.
type worker struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	enc *json.Encoder
	dec *json.Decoder
	err bytes.Buffer
}

func startWorker(ctx context.Context, name string, args ...string) (*worker, error) {
	w := &worker{cmd: exec.CommandContext(ctx, name, args...)}
	w.cmd.Stderr = &w.err
	in, err := w.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	w.in, w.enc, w.dec = in, json.NewEncoder(in), json.NewDecoder(out)
	return w, w.cmd.Start()
}

// ask sends a request and decodes the answer into a.
func (w *worker) ask(q request, a any) error {
	err := w.enc.Encode(q)
	if err == nil {
		err = w.dec.Decode(a)
	}
	if err != nil {
		w.stop()
		if said := lastLine(w.err.String()); said != "" { // why it ended
			err = errors.New(said)
		}
		return fmt.Errorf("%s: %w", filepath.Base(w.cmd.Path), err)
	}
	return nil
}

// run returns a contestant that asks w.
func (w *worker) run(q request) func() (answer, error) {
	return func() (answer, error) {
		var a answer
		if err := w.ask(q, &a); err != nil {
			return a, err
		}
		if a.Error != "" {
			return a, errors.New(a.Error)
		}
		return a, nil
	}
}

// stop ends the worker, whose answer is no longer needed.
func (w *worker) stop() {
	w.in.Close()
	w.cmd.Wait() // its answers have been read, so its status does not matter
}

// A process is a run of a whole process.
type process struct {
	seconds float64
	memory  float64 // peak, in MiB
	out     []byte
}

// runProcess measures a process from its start to its end. Its peak memory is
// at least that of this process at its start, which therefore holds no data.
func runProcess(ctx context.Context, name string, args ...string) (process, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	start := time.Now()
	out, err := cmd.Output()
	p := process{seconds: time.Since(start).Seconds(), out: out}
	if err != nil {
		return p, fmt.Errorf("%s: %w: %s", filepath.Base(name), err, lastLine(stderr.String()))
	}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		p.memory = float64(usage.Maxrss) / 1024 // Linux counts KiB
		if runtime.GOOS == "darwin" {
			p.memory /= 1024
		}
	}
	return p, nil
}

// findPython returns the first Python that has the peers, with their versions,
// or why there is none.
func findPython(ctx context.Context, wanted, script string) (python string, versions map[string]string, err error) {
	candidates := []string{"python3", "/usr/bin/python3"} // the second has the distribution's packages
	if wanted != "" {
		candidates = []string{wanted}
	}
	for _, python = range candidates {
		var w *worker
		if w, err = startWorker(ctx, python, script); err != nil {
			continue
		}
		if err = w.ask(request{Op: "versions"}, &versions); err == nil {
			w.stop()
			return python, versions, nil
		}
	}
	return "", nil, err
}

// machine describes the machine of the comparison.
func machine() string {
	cpu, memory := runtime.GOARCH, ""
	for line := range strings.Lines(readText("/proc/cpuinfo")) {
		if name, ok := strings.CutPrefix(line, "model name"); ok {
			cpu = strings.TrimLeft(strings.TrimSpace(name), ": \t")
			break
		}
	}
	var kib int
	if _, err := fmt.Sscanf(readText("/proc/meminfo"), "MemTotal: %d kB", &kib); err == nil {
		memory = fmt.Sprintf(", %d GiB", (kib+1<<19)>>20)
	}
	return fmt.Sprintf("%s, %d cores%s, %s/%s, %s", cpu, runtime.NumCPU(), memory, runtime.GOOS, runtime.GOARCH,
		runtime.Version())
}

// loadAverage returns the load of the last 1, 5 and 15 minutes, or "unknown".
func loadAverage() string {
	fields := strings.Fields(readText("/proc/loadavg"))
	if len(fields) < 3 {
		return "unknown"
	}
	return strings.Join(fields[:3], " ")
}

func readText(path string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return string(b)
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}
