package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/ingest"
	"tradeoff/internal/tradeoff"
)

// Checks are the results of checking an upload before it is stored.
type Checks struct {
	OK      bool          `json:"ok" doc:"it can be stored"`
	Clean   bool          `json:"clean" doc:"it can be stored and no finding needs attention"`
	Problem *Fault        `json:"problem,omitempty" doc:"what is wrong with the upload as a whole"`
	Files   []CheckedFile `json:"files"`

	outcomes map[answer][]CheckedRun // of answers to questions, as far as they were tried
}

// A CheckedFile is one file of an upload.
type CheckedFile struct {
	index int // among all files of a draft

	Name    string         `json:"name"`
	Bytes   int64          `json:"bytes"`
	SHA256  string         `json:"sha256"`
	Tables  []CheckedTable `json:"tables" doc:"one, unless the file is an archive; as far as the file was understood"`
	Labels  string         `json:"labels,omitempty" doc:"the file that has its labels, if it is another"`
	Scores  []string       `json:"scores,omitempty" doc:"the files whose labels it has; then it has no separate runs"`
	Problem *Fault         `json:"problem,omitempty" doc:"why it gives no runs"`
	Runs    []CheckedRun   `json:"runs"`
}

// A CheckedTable is the first rows of a table.
type CheckedTable struct {
	Columns []CheckedColumn `json:"columns"`
	Labels  []string        `json:"labels" doc:"the first different labels"`
	N       int             `json:"n" doc:"rows, those that are skipped included; 0 if the table was not read to its end"`
}

// A CheckedColumn is a column with its assigned role.
type CheckedColumn struct {
	Name   string        `json:"name"`
	Role   tradeoff.Role `json:"role" doc:"empty for a column that is kept without one"`
	Values []string      `json:"values" doc:"its first cells as they are written"`
}

// A CheckedRun is a run as it would be stored.
type CheckedRun struct {
	Name              string                  `json:"name"`
	Task              tradeoff.Task           `json:"task"`
	N                 int                     `json:"n"`
	WeightedN         float64                 `json:"weighted_n" doc:"what the rows weigh; n without weights"`
	WeightedPositives float64                 `json:"weighted_positives" doc:"what the positives among them weigh"`
	Positives         int                     `json:"positives"`
	Classes           []string                `json:"classes,omitempty" doc:"where there are more than two"`
	LabelGroup        *tradeoff.LabelGroup    `json:"label_group,omitempty" doc:"of a file with several labels"`
	Images            []tradeoff.Image        `json:"images,omitempty" doc:"whose pixels are the rows"`
	Weighted          bool                    `json:"weighted"`
	ScoreKind         calc.Kind               `json:"score_kind"`
	PositiveName      string                  `json:"positive_name,omitempty" doc:"the positive class in the file"`
	NegativeName      string                  `json:"negative_name,omitempty"`
	Roles             tradeoff.Roles          `json:"roles"`
	Unused            []tradeoff.UnusedColumn `json:"unused_columns" doc:"columns that no number depends on"`
	Weightless        int                     `json:"weightless" doc:"ignored rows, of weight 0, not counted in n"`
	Clipped           int                     `json:"clipped" doc:"rows whose probability counts as 2^-52 in losses"`
	Findings          []tradeoff.Finding      `json:"findings"`
	Metrics           evaluate.Metrics        `json:"metrics"`
}

// A Fault is an error as part of an answer.
type Fault struct {
	Detail string         `json:"detail"`
	Kind   tradeoff.Kind  `json:"kind"`
	Hint   string         `json:"hint,omitempty"`
	Place  tradeoff.Place `json:"place,omitzero"`
	Fixes  []tradeoff.Fix `json:"fixes,omitempty" doc:"parameters that fix it, each by itself"`
}

func newFault(e *tradeoff.Error) *Fault {
	return &Fault{Detail: e.Message, Kind: e.Kind, Hint: e.Hint, Place: e.Place, Fixes: e.Fixes}
}

// check checks the files of an upload as they would be stored. Its error is
// not caused by the files.
func (in *Intake) check(ctx context.Context, u *Upload) (*Checks, error) {
	c := &Checks{OK: true, Clean: true, Files: []CheckedFile{}}
	for i, f := range u.batch.Files {
		file, err := in.checkFile(ctx, f)
		if err != nil {
			return nil, err
		}
		file.index = i
		c.Files = append(c.Files, file)
		if file.Problem != nil {
			c.OK = false
		}
	}
	c.noteSamePredictions(u.batch.Files)
	for _, file := range c.Files {
		for _, r := range file.Runs {
			c.Clean = c.Clean && !slices.ContainsFunc(r.Findings, func(f tradeoff.Finding) bool { return f.Serious })
		}
	}
	if c.OK {
		runs, err := u.batch.Runs()
		if err == nil {
			var stored, named tradeoff.Experiment
			if stored, named, err = in.destination(ctx, u, runs); err == nil && u.ClassNames != askClassNames {
				unasked := *u
				unasked.ClassNames = askClassNames
				if _, _, asked := in.destination(ctx, &unasked, runs); asked != nil {
					c.noteClassNaming(stored, named)
				}
			}
		}
		var ours *tradeoff.Error
		if errors.As(err, &ours) {
			c.OK, c.Problem = false, newFault(ours)
		} else if err != nil {
			return nil, err
		}
	}
	c.Clean = c.Clean && c.OK
	return c, nil
}

// noteClassNaming notes what happens to the class names of an experiment if
// the uploader has chosen that.
func (c *Checks) noteClassNaming(stored, named tradeoff.Experiment) {
	ours := classPair(stored.PositiveName, stored.NegativeName)
	f := tradeoff.Finding{Kind: "class_names_kept", Message: "the classes go by the names of the experiment, " + ours}
	if stored.PositiveName != named.PositiveName || stored.NegativeName != named.NegativeName {
		f = tradeoff.Finding{
			Kind: "class_names_changed",
			Message: fmt.Sprintf("the classes of the experiment are renamed, for all of its runs: %s become %s",
				ours, classPair(named.PositiveName, named.NegativeName)),
		}
	}
	for i := range c.Files {
		for k := range c.Files[i].Runs {
			r := &c.Files[i].Runs[k]
			r.Findings = append(r.Findings, f)
		}
	}
}

func (in *Intake) checkFile(ctx context.Context, f *evaluate.File) (CheckedFile, error) {
	out := CheckedFile{
		Name: f.Name, Bytes: f.Bytes, SHA256: f.SHA256, Labels: f.Labels, Scores: f.Scores,
		Tables: []CheckedTable{}, Runs: []CheckedRun{},
	}
	for _, p := range f.Previews {
		out.Tables = append(out.Tables, newCheckedTable(p))
	}
	var ours *tradeoff.Error
	if errors.As(f.Err, &ours) {
		out.Problem = newFault(ours)
		return out, nil
	} else if f.Err != nil {
		return out, f.Err
	}
	for _, r := range f.Runs {
		known, err := in.stored.findings(ctx, r)
		if err != nil {
			return out, err
		}
		run := CheckedRun{
			Name: r.Name, Task: r.Dataset.Task, N: r.N, WeightedN: r.Weight(), Weightless: r.Weightless, Clipped: r.Clipped,
			Classes: r.Dataset.Classes, LabelGroup: r.LabelGroup, Images: r.Dataset.Images, Weighted: r.Weighted,
			ScoreKind: r.Dataset.Kind, PositiveName: r.Dataset.PositiveName, NegativeName: r.Dataset.NegativeName,
			Roles: r.Dataset.Roles, Unused: append([]tradeoff.UnusedColumn{}, r.Dataset.Unused...),
			Findings: append(append([]tradeoff.Finding{}, r.Findings...), known...), Metrics: r.Metrics,
		}
		if r.Sweep != nil {
			run.Positives, run.WeightedPositives = r.Sweep.Positives(), r.Sweep.PositiveWeight()
		}
		out.Runs = append(out.Runs, run)
	}
	return out, nil
}

func newCheckedTable(p ingest.Preview) CheckedTable {
	t := CheckedTable{Columns: []CheckedColumn{}, Labels: append([]string{}, p.Labels...), N: p.Count}
	for i, c := range p.Columns {
		column := CheckedColumn{Name: c.Name, Role: c.Role, Values: []string{}}
		for _, row := range p.Rows {
			column.Values = append(column.Values, row[i])
		}
		t.Columns = append(t.Columns, column)
	}
	return t
}

// noteSamePredictions adds findings to runs of an upload with the same
// predictions as an earlier run of another file.
func (c *Checks) noteSamePredictions(files []*evaluate.File) {
	type place struct{ file, run string }
	seen := make(map[string]place)
	for i, f := range files {
		for k, r := range f.Runs {
			first, ok := seen[r.PredictionsDigest]
			if !ok {
				seen[r.PredictionsDigest] = place{f.Name, r.Name}
				continue
			}
			if first.file == f.Name {
				continue
			}
			run := &c.Files[i].Runs[k]
			run.Findings = append(run.Findings, tradeoff.Finding{
				Kind: "same_predictions",
				Message: fmt.Sprintf("the predictions (ids, labels and scores) are those of %q in this upload, the run %q",
					first.file, first.run),
				Hint: "Leave one of the two files out.", Serious: true,
			})
		}
	}
}

// noNewWarnings reports whether every serious finding of c was shown before.
func (c *Checks) noNewWarnings(before *Checks) bool {
	known := make(map[string]bool)
	for _, m := range before.serious() {
		known[m] = true
	}
	return !slices.ContainsFunc(c.serious(), func(m string) bool { return !known[m] })
}

// File returns the result of file i of all, nil if it was not checked.
func (c *Checks) File(i int) *CheckedFile {
	if c == nil {
		return nil
	}
	for k := range c.Files {
		if c.Files[k].index == i {
			return &c.Files[k]
		}
	}
	return nil
}

// serious lists the serious findings, each with its file.
func (c *Checks) serious() (list []string) {
	if c == nil {
		return nil
	}
	for _, f := range c.Files {
		for _, r := range f.Runs {
			for _, finding := range r.Findings {
				if finding.Serious {
					list = append(list, f.Name+"\x00"+finding.Kind)
				}
			}
		}
	}
	return list
}
