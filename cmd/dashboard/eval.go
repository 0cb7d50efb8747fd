package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/ingest"
	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

// eval prints all numbers of files. It prints complete results only: after an
// error standard output is empty.
func eval(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	var (
		o         ingest.Options
		threshold string
		format    string
		intervals bool
		pair      string
		facts     tradeoff.Remarks
	)
	flags := newFlags("eval FILE…", "Prints every number of files of labels and scores; FILE - is standard input.", stdout)
	fileFlags(flags, &o)
	factFlags(flags, &facts)
	flags.StringVar(&threshold, "threshold", "",
		"`number` at or above which a score is predicted positive (0.5 for probabilities, else 0)")
	flags.BoolVar(&intervals, "intervals", false,
		"resample for intervals even if it takes long: beyond 20,000 distinct scores")
	flags.StringVar(&pair, "pair", "",
		"`yes`: one of the files has the labels of all others; no: each file is separate (guessed)")
	flags.StringVar(&format, "format", "text", "`text` or json")
	o.Limits = limits.Default()
	limits.AddFlags(flags.FlagSet, &o.Limits)
	files, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return usagef("a file is wanted")
	}
	if pair != "" && !slices.Contains(evaluate.PairingWords, pair) {
		return usagef("--pair is yes or no, not %q", pair)
	}
	if format != "text" && format != "json" {
		return usagef("--format is text or json, not %q", format)
	}
	var at *float64
	if threshold != "" {
		t, err := tradeoff.ParseThreshold(threshold)
		if err != nil {
			return usageError{err}
		}
		at = &t
	}

	runs, err := evaluateFiles(ctx, files, pair, stdin, o)
	if err != nil {
		return err
	}
	for _, r := range runs {
		if err := ctx.Err(); err != nil {
			return err
		}
		if r.Classes != nil {
			if at != nil {
				return tradeoff.Errorf(tradeoff.Invalid, "%s has %d classes: it has no single threshold", r.SourceName,
					len(r.Dataset.Classes)).
					WithHint("Leave out --threshold.")
			}
			continue // what can be resampled is
		}
		if intervals || r.Sweep.Len() <= quick && (!r.Weighted || r.N <= quickRows) {
			if r.Metrics, err = r.WithIntervals(); err != nil {
				return err
			}
		}
	}
	var out bytes.Buffer
	if format == "json" {
		err = writeJSON(&out, runs, at, facts)
	} else {
		writeFacts(&out, facts)
		err = writeText(&out, runs, at)
	}
	if err != nil {
		return err
	}
	_, err = stdout.Write(out.Bytes())
	return err
}

// evaluateFiles returns the runs of all files.
func evaluateFiles(ctx context.Context, files []string, pair string, stdin io.Reader,
	o ingest.Options) ([]*evaluate.Run, error) {
	b := evaluate.Batch{FileJoin: evaluate.FileJoin(pair)}
	defer b.Close()
	if len(files) == 1 && pair == "" {
		b.FileJoin = evaluate.PairNo
	}
	for _, path := range files {
		name, in := "standard input", stdin
		if path != "-" {
			file, err := os.Open(path)
			if err != nil {
				return nil, err
			}
			defer file.Close()
			name, in = filepath.Base(path), file
			if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
				in = io.NewSectionReader(file, 0, info.Size())
			}
		}
		b.Read(ctx, in, name, o)
	}
	if err := b.Finish(ctx); err != nil {
		return nil, err
	}
	return b.Runs()
}

// Resampling takes no longer than about a second up to quick distinct scores, and
// of weighted rows, which are drawn one by one, up to quickRows of them.
const (
	quick     = 20_000
	quickRows = 100_000
)

// thresholdOf returns the requested threshold, or the run's default.
func thresholdOf(r *evaluate.Run, at *float64) float64 {
	if at != nil {
		return *at
	}
	return r.Dataset.Kind.DefaultThreshold()
}

// evaluated is a run as eval prints it in JSON.
type evaluated struct {
	Name       string                  `json:"name"`
	Task       tradeoff.Task           `json:"task"`
	N          int                     `json:"n"`                            // rows with a weight above 0
	WeightedN  float64                 `json:"weighted_n"`                   // their weight; n without weights
	Weightless int                     `json:"weightless"`                   // ignored rows, of weight 0
	Positives  *int                    `json:"positives,omitempty"`          // of n
	WeightedP  *float64                `json:"weighted_positives,omitempty"` // of weighted_n
	Prevalence *calc.Value             `json:"prevalence,omitempty"`         // weighted_positives/weighted_n
	ScoreKind  calc.Kind               `json:"score_kind"`
	Weighted   bool                    `json:"weighted"`
	Positive   string                  `json:"positive_name,omitempty"`
	Negative   string                  `json:"negative_name,omitempty"`
	Roles      tradeoff.Roles          `json:"roles"`
	Unused     []tradeoff.UnusedColumn `json:"unused_columns"`
	Clipped    *int                    `json:"clipped,omitempty"` // rows whose probability counts as 2^-52 in losses
	Findings   []tradeoff.Finding      `json:"findings"`
	Metrics    evaluate.Metrics        `json:"metrics"`

	Params tradeoff.Params `json:"params,omitempty"` // as the command says, like the next two
	Commit string          `json:"commit,omitempty"`
	Links  []string        `json:"links,omitempty"`

	LabelGroup *tradeoff.LabelGroup `json:"label_group,omitempty"` // of a file with several labels
	At         *evaluate.Point      `json:"at,omitempty"`

	Boxes   *evaluate.BoxReport   `json:"boxes,omitempty"`    // of a detection run
	Images  *imagesReport         `json:"images,omitempty"`   // of a segmentation run
	ByClass *evaluate.ClassReport `json:"by_class,omitempty"` // of a run with many classes, which has no threshold
}

func writeJSON(w io.Writer, runs []*evaluate.Run, at *float64, facts tradeoff.Remarks) error {
	var out struct {
		Runs   []evaluated      `json:"runs"`
		Groups []evaluatedGroup `json:"label_groups,omitempty"` // of files with several labels
	}
	out.Groups = evaluatedGroups(runs, at)
	for _, r := range runs {
		findings := r.Findings
		if findings == nil {
			findings = []tradeoff.Finding{}
		}
		e := evaluated{
			Name: r.Dataset.Name, Task: r.Dataset.Task, N: r.N, WeightedN: r.Weight(), Weightless: r.Weightless,
			ScoreKind: r.Dataset.Kind, Weighted: r.Weighted,
			Positive: r.Dataset.PositiveName, Negative: r.Dataset.NegativeName,
			Roles: r.Dataset.Roles, Unused: append([]tradeoff.UnusedColumn{}, r.Dataset.Unused...), Findings: findings,
			Metrics: r.Metrics, Boxes: r.Boxes,
			LabelGroup: r.LabelGroup, Params: facts.Params, Commit: facts.Commit, Links: facts.Links,
		}
		if r.Dataset.Kind == calc.Probability {
			e.Clipped = &r.Clipped
		}
		if r.Classes != nil {
			e.ByClass = r.Classes.Report(r.Dataset.Classes, r.Metrics)
		} else {
			e.WeightedP = new(r.Sweep.PositiveWeight())
			e.Positives, e.Prevalence, e.At = new(r.Sweep.Positives()), new(r.Prevalence()), new(r.At(thresholdOf(r, at)))
			var err error
			if e.Images, err = imagesOf(r, thresholdOf(r, at)); err != nil {
				return err
			}
		}
		out.Runs = append(out.Runs, e)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}
