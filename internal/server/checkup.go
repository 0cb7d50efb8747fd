package server

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/ingest"
	"tradeoff/internal/tradeoff"
)

// A checkup is what there is to say about an upload before it is stored.
type checkup struct {
	OK      bool          `json:"ok" doc:"it can be stored"`
	Clean   bool          `json:"clean" doc:"it can be stored and nothing in it is in doubt"`
	Problem *faultJSON    `json:"problem,omitempty" doc:"what is wrong with the upload as a whole"`
	Files   []checkedFile `json:"files"`
}

// A checkedFile is one file of an upload.
type checkedFile struct {
	index int // among all files of a draft

	Name    string         `json:"name"`
	Bytes   int64          `json:"bytes"`
	SHA256  string         `json:"sha256"`
	Tables  []checkedTable `json:"tables" doc:"one, unless the file is an archive; as far as the file was understood"`
	Labels  string         `json:"labels,omitempty" doc:"the file that has its labels, if it is another"`
	Scores  []string       `json:"scores,omitempty" doc:"the files whose labels it has; it gives no runs of its own then"`
	Problem *faultJSON     `json:"problem,omitempty" doc:"why it gives no runs"`
	Runs    []checkedRun   `json:"runs"`
}

// A checkedTable is the top of a table.
type checkedTable struct {
	Columns []checkedColumn `json:"columns"`
	Labels  []string        `json:"labels" doc:"the first different labels"`
	N       int             `json:"n" doc:"rows, those that are skipped included; 0 if the table was not read to its end"`
}

// A checkedColumn is a column with what it was taken for.
type checkedColumn struct {
	Name   string        `json:"name"`
	Role   tradeoff.Role `json:"role" doc:"empty for a column that is kept without one"`
	Values []string      `json:"values" doc:"its first cells as they are written"`
}

// A checkedRun is a run as it would be stored.
type checkedRun struct {
	Name              string                  `json:"name"`
	Task              tradeoff.Task           `json:"task"`
	N                 int                     `json:"n"`
	WeightedN         float64                 `json:"weighted_n" doc:"what the rows weigh; n without weights"`
	WeightedPositives float64                 `json:"weighted_positives" doc:"what the positives among them weigh"`
	Positives         int                     `json:"positives"`
	Classes           []string                `json:"classes,omitempty" doc:"where there are more than two"`
	LabelGroup        *tradeoff.LabelGroup    `json:"label_group,omitempty" doc:"that the runs of the labels of the file share; absent if it has one label"`
	Images            []tradeoff.Image        `json:"images,omitempty" doc:"whose pixels are the rows"`
	Weighted          bool                    `json:"weighted"`
	ScoreKind         calc.Kind               `json:"score_kind"`
	PositiveName      string                  `json:"positive_name,omitempty" doc:"the positive class as the file calls it"`
	NegativeName      string                  `json:"negative_name,omitempty"`
	Roles             tradeoff.Roles          `json:"roles"`
	Unused            []tradeoff.UnusedColumn `json:"unused_columns" doc:"columns of the file from which nothing is computed"`
	Weightless        int                     `json:"weightless" doc:"rows that have the weight 0 and are left out; n does not count them"`
	Clipped           int                     `json:"clipped" doc:"rows whose probability counts as 2^-52 in losses"`
	Findings          []tradeoff.Finding      `json:"findings"`
	Metrics           evaluate.Metrics        `json:"metrics"`
}

// A faultJSON is an error as part of an answer.
type faultJSON struct {
	Detail string         `json:"detail"`
	Kind   tradeoff.Kind  `json:"kind"`
	Mend   string         `json:"mend,omitempty"`
	Place  tradeoff.Place `json:"place,omitzero"`
	Fixes  []tradeoff.Fix `json:"fixes,omitempty" doc:"parameters that mend it, each by itself"`
}

func newFault(e *tradeoff.Error) *faultJSON {
	return &faultJSON{Detail: e.Message, Kind: e.Kind, Mend: e.Mend, Place: e.Place, Fixes: e.Fixes}
}

// check looks at the files of an upload as they would be stored. The error is
// not the files' fault.
func (s *Server) check(ctx context.Context, u *Upload) (*checkup, error) {
	c := &checkup{OK: true, Clean: true, Files: []checkedFile{}}
	for i, f := range u.batch.Files {
		file, err := s.checkFile(ctx, f)
		if err != nil {
			return nil, err
		}
		file.index = i
		c.Files = append(c.Files, file)
		if file.Problem != nil {
			c.OK = false
		}
	}
	c.sayTwins(u.batch.Files)
	for _, file := range c.Files {
		for _, r := range file.Runs {
			c.Clean = c.Clean && !slices.ContainsFunc(r.Findings, func(f tradeoff.Finding) bool { return f.Serious })
		}
	}
	if c.OK {
		runs, err := u.batch.Runs()
		if err == nil {
			var stored, named tradeoff.Experiment
			if stored, named, err = s.destination(ctx, u, runs); err == nil && u.ClassNames != askClassNames {
				unasked := *u
				unasked.ClassNames = askClassNames
				if _, _, asked := s.destination(ctx, &unasked, runs); asked != nil {
					c.naming(stored, named)
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

// naming says what becomes of the class names of an experiment where the uploader
// has said what is to become of them.
func (c *checkup) naming(stored, named tradeoff.Experiment) {
	ours := pair(stored.PositiveName, stored.NegativeName)
	f := tradeoff.Finding{Kind: "class_names_kept", Message: "the classes go by the names of the experiment, " + ours}
	if stored.PositiveName != named.PositiveName || stored.NegativeName != named.NegativeName {
		f = tradeoff.Finding{
			Kind: "class_names_changed",
			Message: fmt.Sprintf("the classes of the experiment are renamed, for all of its runs: %s become %s",
				ours, pair(named.PositiveName, named.NegativeName)),
		}
	}
	for i := range c.Files {
		for k := range c.Files[i].Runs {
			r := &c.Files[i].Runs[k]
			r.Findings = append(r.Findings, f)
		}
	}
}

func (s *Server) checkFile(ctx context.Context, f *evaluate.File) (checkedFile, error) {
	out := checkedFile{Name: f.Name, Bytes: f.Bytes, SHA256: f.SHA256, Labels: f.Labels, Scores: f.Scores, Tables: []checkedTable{}, Runs: []checkedRun{}}
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
		known, err := s.knownFindings(ctx, r)
		if err != nil {
			return out, err
		}
		run := checkedRun{
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

func newCheckedTable(p ingest.Preview) checkedTable {
	t := checkedTable{Columns: []checkedColumn{}, Labels: append([]string{}, p.Labels...), N: p.Count}
	for i, c := range p.Columns {
		column := checkedColumn{Name: c.Name, Role: c.Role, Values: []string{}}
		for _, row := range p.Rows {
			column.Values = append(column.Values, row[i])
		}
		t.Columns = append(t.Columns, column)
	}
	return t
}

// knownFindings says which stored runs come from the same file, predict the same,
// or have the same test set.
func (s *Server) knownFindings(ctx context.Context, r *evaluate.Run) ([]tradeoff.Finding, error) {
	findings, err := s.duplicates(ctx, r.SourceSHA256, r.PredictionsDigest, 0)
	if err != nil {
		return nil, err
	}
	const most = 2
	same, err := s.store.RunsOnTestSet(ctx, r.TestSetDigest, most+1)
	if err != nil || len(same) == 0 {
		return findings, err
	}
	names := strconv.Quote(same[0].Name)
	switch len(same) {
	case 1:
	case most:
		names += " and " + strconv.Quote(same[1].Name)
	default:
		names += ", " + strconv.Quote(same[1].Name) + " and others"
	}
	return append(findings, tradeoff.Finding{
		Kind: "same_test_set", Message: "the test set is that of " + names + ": they can be compared row by row", URL: runPath(same[0].ID),
	}), nil
}

// duplicates says which run of a lower id than before, if that is not 0, comes from
// a file of the given SHA-256, or else has the given digest of predictions.
func (s *Server) duplicates(ctx context.Context, sha256, predictions string, before int64) ([]tradeoff.Finding, error) {
	for _, kind := range []struct{ id, sha256, predictions, what string }{
		{"same_file", sha256, "", "this very file is"},
		{"same_predictions", "", predictions, "the same predictions (ids, labels and scores) are"},
	} {
		same, err := s.store.Duplicates(ctx, kind.sha256, kind.predictions, before, 1)
		if err != nil {
			return nil, err
		}
		for _, run := range same {
			return []tradeoff.Finding{{
				Kind: kind.id, Message: fmt.Sprintf("%s stored already, as the run %q", kind.what, run.Name),
				Mend: "Is it the right file?", URL: runPath(run.ID), Serious: true,
			}}, nil
		}
	}
	return nil, nil
}

// sayTwins says of the runs of an upload which predict the same as one before them,
// of another file.
func (c *checkup) sayTwins(files []*evaluate.File) {
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
				Mend: "Leave one of the two files out.", Serious: true,
			})
		}
	}
}

// nothingNew reports whether every serious finding of c stood in what was shown
// before.
func (c *checkup) nothingNew(before *checkup) bool {
	known := make(map[string]bool)
	for _, m := range before.serious() {
		known[m] = true
	}
	return !slices.ContainsFunc(c.serious(), func(m string) bool { return !known[m] })
}

// serious lists the serious findings, each with its file.
func (c *checkup) serious() (list []string) {
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

// address returns where an upload is to be seen: the run, or the experiment if
// there are several.
func (u Uploaded) address() string {
	if len(u.Runs) == 1 {
		return runPath(u.Runs[0].ID)
	}
	return fmt.Sprintf("/experiments/%d", u.Experiment.ID)
}
