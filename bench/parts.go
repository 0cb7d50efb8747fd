package main

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
)

// files measures whole processes: dashboard eval against a script that reads
// the file with pandas and makes scikit-learn's seven calls.
func (c *comparison) files(sizes []int) error {
	dashboard := filepath.Join(c.dir, "dashboard")
	build := exec.CommandContext(c.ctx, "go", "build", "-o", dashboard, "./cmd/dashboard")
	build.Dir = c.root
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w: %s", err, lastLine(string(out)))
	}
	for _, n := range sizes {
		for _, kind := range []struct {
			target, what   string
			tied, ids      bool
			goal, goalSize string
		}{
			{"1", "file → every number", false, true, "≥ 10×", "≤ 0.33, ≤ 650 MiB"},
			{"2", "file → every number, no ids", false, false, "≥ 12×", ""},
			{"3", "file → every number, tied", true, true, "≥ 35×", ""},
		} {
			d, err := c.data(n, kind.tied)
			if err != nil {
				return err
			}
			work := count(n) + " " + kind.what
			fmt.Fprintln(c.log, "file:", work)
			if err := c.file(d, work, kind.target, kind.ids, kind.goal, kind.goalSize); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *comparison) file(d dataset, work, target string, ids bool, goal, goalSize string) error {
	args := []string{"eval", "--format", "json", d.name + ".csv"}
	if !ids {
		args = slices.Insert(args, 1, "--ignore", "id")
	}
	fs := []func() (process, error){
		func() (process, error) { return runProcess(c.ctx, filepath.Join(c.dir, "dashboard"), args...) },
		nil,
	}
	if c.python != "" {
		q, err := json.Marshal(request{Op: "file", Rows: d.name, IDs: ids})
		if err != nil {
			return err
		}
		fs[1] = func() (process, error) { return runProcess(c.ctx, c.python, c.script, string(q)) }
	}
	runs, err := interleave(c, fs...)
	if err != nil {
		return err
	}
	var times, memory [2]sample
	for side, list := range runs {
		for _, p := range list {
			times[side] = append(times[side], p.seconds)
			memory[side] = append(memory[side], p.memory)
		}
		times[side], memory[side] = newSample(times[side]), newSample(memory[side])
	}
	if d.n != targetRows {
		goal += " at 10M"
		if goalSize != "" {
			goalSize += " at 10M"
		}
	}
	const peer = "pandas + scikit-learn"
	c.table.rows = append(c.table.rows,
		row{target, work, "s", times[0], times[1], peer, goal},
		row{"", "  peak memory", "MiB", memory[0], memory[1], "", goalSize})
	if c.python == "" {
		return nil
	}

	ours, err := evalValues(runs[0][0].out)
	if err != nil {
		return err
	}
	var theirs answer
	if err := json.Unmarshal(runs[1][0].out, &theirs); err != nil {
		return err
	}
	if theirs.Error != "" {
		return fmt.Errorf("%s", theirs.Error)
	}
	c.agree(work, ours, theirs.Values)
	if target == "1" {
		c.table.note("Whole processes: imports are %s s of the peer's %s s.", digits(theirs.Imports),
			digits(times[1].median()))
	}
	return nil
}

// targetRows is the number of rows in the targets for files.
const targetRows = 10_000_000

// evalValues returns the values in eval's JSON that the peer computes too.
func evalValues(out []byte) (map[string]float64, error) {
	type metrics map[string]struct{ Value any }
	var result struct {
		Runs []struct {
			Metrics metrics
			At      struct{ Metrics metrics }
		}
	}
	if err := json.Unmarshal(out, &result); err != nil {
		return nil, fmt.Errorf("dashboard eval: %w", err)
	}
	if len(result.Runs) != 1 {
		return nil, fmt.Errorf("dashboard eval: %d runs", len(result.Runs))
	}
	values := map[string]float64{}
	for _, list := range []metrics{result.Runs[0].Metrics, result.Runs[0].At.Metrics} {
		for id, m := range list {
			if v, ok := m.Value.(float64); ok {
				values[id] = v
			}
		}
	}
	return values, nil
}

func (c *comparison) agree(work string, ours, peer map[string]float64) {
	d, where, n := largestDifference(ours, peer)
	c.table.note("Agreement, %s: %d numbers, at most %.1e apart relatively (%s).", work, n, d, where)
}

// compute measures the computation alone, in processes with the rows in
// memory.
func (c *comparison) compute(sizes []int) error {
	ours, peer, stop, err := c.workers()
	if err != nil {
		return err
	}
	defer stop()
	type kind struct {
		n    int
		tied bool
		goal string
	}
	var kinds []kind
	for _, n := range sizes {
		kinds = append(kinds, kind{n, false, map[int]string{1e5: "≥ 10×", 1e6: "≥ 25×", 1e7: "≥ 40×"}[n]})
	}
	largest, goal := sizes[len(sizes)-1], "≥ 300×"
	if largest != targetRows {
		goal += " at 10M"
	}
	for _, k := range append(kinds, kind{largest, true, goal}) {
		d, err := c.data(k.n, k.tied)
		if err != nil {
			return err
		}
		work := "numbers of " + d.String()
		fmt.Fprintln(c.log, "compute:", work)
		q := request{Op: "compute", Rows: d.name}
		times, checked, err := c.pair(ours, peer, q, q)
		if err != nil {
			return err
		}
		c.table.rows = append(c.table.rows,
			row{"4", work, "s", seconds(times[0], 1), seconds(times[1], 1), "scikit-learn, 7 calls", k.goal})
		if peer != nil {
			c.agree(work, checked[0].Values, checked[1].Values)
		}
	}
	return nil
}

// csv measures reading a file alone. The file is in the page cache.
func (c *comparison) csv(sizes []int) error {
	ours, peer, stop, err := c.workers()
	if err != nil {
		return err
	}
	defer stop()
	for _, n := range sizes {
		d, err := c.data(n, false)
		if err != nil {
			return err
		}
		work := count(n) + " CSV with ids"
		fmt.Fprintln(c.log, "csv:", work)
		q := request{Op: "csv", Rows: d.name}
		check, standard, exact := q, q, q
		check.Check, standard.Standard, exact.Exact = true, true, true
		checked, err := ours.run(check)()
		if err != nil {
			return err
		}
		inexact := fmt.Sprintf("Scores of the %s that were read inexactly: Tradeoff %d", work, checked.Inexact)
		fs := []func() (answer, error){ours.run(q), ours.run(standard), nil, nil}
		if peer != nil {
			if checked, err = peer.run(check)(); err != nil {
				return err
			}
			inexact += fmt.Sprintf(", pandas %d (exact: float_precision=\"round_trip\")", checked.Inexact)
			fs[2], fs[3] = peer.run(q), peer.run(exact)
		}
		c.table.note("%s.", inexact)
		runs, err := interleave(c, fs...)
		if err != nil {
			return err
		}
		for i, p := range []struct{ name, goal string }{
			{"encoding/csv + strconv", "≥ 8×"}, {"pandas", "≥ 15×"}, {"pandas, exact", ""},
		} {
			for _, a := range runs[i+1] {
				if a.Rows != n {
					return fmt.Errorf("%s: %d rows of %d", p.name, a.Rows, n)
				}
			}
			c.table.rows = append(c.table.rows, row{"5", work, "s", seconds(runs[0], 1), seconds(runs[i+1], 1), p.name, p.goal})
		}
	}
	return nil
}

// Resamples of the bootstrap, and the rows that the peer's loop draws in all.
const (
	resamples = 2000
	peerDraws = 2_000_000
)

// bootstrap measures the percentile interval of the area under the ROC curve.
// The peer draws fewer resamples, and its time is scaled.
func (c *comparison) bootstrap(sizes []int) error {
	ours, peer, stop, err := c.workers()
	if err != nil {
		return err
	}
	defer stop()
	for _, n := range sizes {
		d, err := c.data(n, false)
		if err != nil {
			return err
		}
		work := fmt.Sprintf("%d resamples of AUC at %s", resamples, count(n))
		fmt.Fprintln(c.log, "bootstrap:", work)
		fewer := min(max(peerDraws/n, 20), resamples)
		times, checked, err := c.pair(ours, peer,
			request{Op: "bootstrap", Rows: d.name, Resamples: resamples},
			request{Op: "bootstrap", Rows: d.name, Resamples: fewer})
		if err != nil {
			return err
		}
		c.table.rows = append(c.table.rows, row{"8", work, "s", seconds(times[0], 1),
			seconds(times[1], float64(resamples)/float64(fewer)), "NumPy + scikit-learn loop", "≥ 60× pROC"})
		if peer != nil {
			a, b := checked[0].Values, checked[1].Values
			c.table.note("Bootstrap at %s: [%.4f, %.4f], standard error %.5f; the peer's loop [%.4f, %.4f], %.5f, "+
				"of %d resamples, its time scaled to %d.",
				count(n), a["low"], a["high"], a["se"], b["low"], b["high"], b["se"], fewer, resamples)
		}
	}
	return nil
}
