// Command bench times the same work in Tradeoff and in its peers, pandas,
// scikit-learn, NumPy, DuckDB and encoding/csv, side by side in one run, and prints a
// table of the ratios. See README.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var err error
	if len(os.Args) == 2 && os.Args[1] == workerArg {
		err = work(os.Stdin, os.Stdout)
	} else {
		err = run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	}
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// workerArg starts this program as Tradeoff's worker.
const workerArg = "worker"

// The parts of the comparison, in their order.
var parts = []string{"file", "compute", "csv", "parquet", "bootstrap"}

// A comparison is one run of this program.
type comparison struct {
	ctx  context.Context
	log  io.Writer
	root string // of the module
	dir  string // of the data, removed at the end
	seed uint64
	runs int

	python string // "" if there are no peers
	script string
	duckdb bool // the peers have it

	datasets map[string]dataset // that have been written
	table    table
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	var (
		full = flags.Bool("full", false,
			"ten million rows for files and numbers, as the targets say; takes ten minutes and 3 GiB")
		sizes   = flags.String("sizes", "1e5,1e6", "`rows` of the numbers in process")
		file    = flags.String("file", "1e6", "`rows` of the files")
		boot    = flags.String("bootstrap", "1e4,1e5", "`rows` of the bootstrap")
		runs    = flags.Int("runs", 5, "`times` that everything is measured, at least")
		seed    = flags.Uint64("seed", 1, "`seed` of the data")
		python  = flags.String("python", "", "`program` that has the peers (python3, then the distribution's)")
		only    = flags.String("only", strings.Join(parts, ","), "`parts` to run")
		started = time.Now()
	)
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 || *runs < 1 {
		return errors.New("bench takes flags only, and --runs is at least 1")
	}
	if *full {
		*sizes, *file = "1e5,1e6,1e7", "1e7"
	}
	inProcess, err := parseSizes(*sizes)
	if err != nil {
		return err
	}
	resampled, err := parseSizes(*boot)
	if err != nil {
		return err
	}
	files, err := parseSizes(*file)
	if err != nil {
		return err
	}
	chosen := strings.Split(*only, ",")
	for _, part := range chosen {
		if !slices.Contains(parts, part) {
			return fmt.Errorf("there is no part %q: choose from %s", part, strings.Join(parts, ", "))
		}
	}

	out, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return fmt.Errorf("go env: %w", err)
	}
	dir, err := os.MkdirTemp("", "tradeoff-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	c := &comparison{ctx: ctx, log: stderr, root: filepath.Dir(strings.TrimSpace(string(out))), dir: dir,
		seed: *seed, runs: *runs, datasets: map[string]dataset{}}
	c.script = filepath.Join(c.root, "bench", "peers.py")

	fmt.Fprintf(stdout, "Tradeoff and its peers: %s\n", machine())
	var versions map[string]string
	c.python, versions, err = findPython(ctx, *python, c.script)
	if err != nil {
		fmt.Fprintf(stdout, "No peers (%v): apt-get install python3-sklearn python3-pandas, or pip install scikit-learn "+
			"pandas numpy and name its Python with --python.\n", err)
	} else {
		fmt.Fprintf(stdout, "Peers: Python %s, NumPy %s, pandas %s, scikit-learn %s\n",
			versions["python"], versions["numpy"], versions["pandas"], versions["scikit-learn"])
		if v := versions["duckdb"]; v != "" {
			c.duckdb = true
			fmt.Fprintf(stdout, "DuckDB %s\n", v)
		}
	}
	before := loadAverage()

	for _, part := range chosen {
		switch part {
		case "file":
			err = c.files(files)
		case "compute":
			err = c.compute(inProcess)
		case "csv":
			err = c.csv(files)
		case "parquet":
			err = c.parquet(files)
		case "bootstrap":
			err = c.bootstrap(resampled)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", part, err)
		}
	}

	c.table.note("Ratios are of medians: how many times as long the peer takes; of memory, " +
		"Tradeoff's share of the peer's.")
	c.table.note("Not measured here: pROC (7, and the peer that target 8 names), the " +
		"server's pages and the store (9 to 14).")
	c.table.note("Load average before %s, after %s; %.0f s.", before, loadAverage(), time.Since(started).Seconds())
	fmt.Fprintln(stdout)
	return c.table.print(stdout)
}

func parseSizes(s string) ([]int, error) {
	var out []int
	for _, field := range strings.Split(s, ",") {
		x, err := strconv.ParseFloat(field, 64)
		if err != nil || x < 1000 || x > 2e7 || x != float64(int(x)) {
			return nil, fmt.Errorf("%q is not a number of rows from 1e3 to 2e7", field)
		}
		out = append(out, int(x))
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// data returns the dataset of n rows, written on first use.
func (c *comparison) data(n int, tied bool) (dataset, error) {
	key := dataset{n: n, tied: tied}.String()
	if d, ok := c.datasets[key]; ok {
		return d, nil
	}
	d, err := write(c.dir, n, tied, c.seed)
	c.datasets[key] = d
	return d, err
}

// interleave calls the functions in turn, at least c.runs times each, and
// more often while the total is less than two seconds. A nil function has no
// results.
func interleave[T any](c *comparison, fs ...func() (T, error)) ([][]T, error) {
	const enough, most = 2 * time.Second, 20
	out := make([][]T, len(fs))
	start := time.Now()
	for round := 0; round < c.runs || round < most && time.Since(start) < enough; round++ {
		for i, f := range fs {
			if f == nil {
				continue
			}
			result, err := f()
			if err != nil {
				return nil, errors.Join(c.ctx.Err(), err)
			}
			out[i] = append(out[i], result)
		}
	}
	return out, nil
}

// seconds returns how long answers took, times a factor.
func seconds(answers []answer, times float64) sample {
	out := make([]float64, len(answers))
	for i, a := range answers {
		out[i] = times * a.Seconds
	}
	return newSample(out)
}

// workers starts a worker of either side; peer is nil without peers. stop ends them.
func (c *comparison) workers() (ours, peer *worker, stop func(), err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, nil, err
	}
	if ours, err = startWorker(c.ctx, self, workerArg); err != nil {
		return nil, nil, nil, err
	}
	if c.python == "" {
		return ours, nil, ours.stop, nil
	}
	if peer, err = startWorker(c.ctx, c.python, c.script); err != nil {
		ours.stop()
		return nil, nil, nil, err
	}
	return ours, peer, func() { ours.stop(); peer.stop() }, nil
}

// pair asks both sides once with the check, which warms them up, and then in
// turns. Without peers their answers are empty.
func (c *comparison) pair(ours, peer *worker, q, peerQ request) (times [2][]answer, checked [2]answer, err error) {
	checkOnce := func(w *worker, q request) (answer, error) {
		q.Check = true
		return w.run(q)()
	}
	if checked[0], err = checkOnce(ours, q); err != nil {
		return times, checked, err
	}
	fs := []func() (answer, error){ours.run(q), nil}
	if peer != nil {
		if checked[1], err = checkOnce(peer, peerQ); err != nil {
			return times, checked, err
		}
		fs[1] = peer.run(peerQ)
	}
	all, err := interleave(c, fs...)
	if err == nil {
		times = [2][]answer(all)
	}
	return times, checked, err
}
