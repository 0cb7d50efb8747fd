package intake

import (
	"context"
	"io"
	"os"

	"tradeoff/internal/evaluate"
	"tradeoff/internal/tradeoff"
)

// Answers are tried on small files only, and not on too many: a person waits for them.
const (
	maxTrials     = 12
	maxTrialBytes = 2 << 20
)

// An answer is a fix of a file.
type answer struct {
	file        int // among all files of a draft
	name, value string
}

// Outcome returns the runs that file i would have with a fix, and nothing else changed.
// It is nil if that is not known, or if the file would still have no runs.
func (c *Checks) Outcome(i int, fix tradeoff.Fix) []CheckedRun {
	return c.outcomes[answer{i, fix.Name, fix.Value}]
}

// tryAnswers finds out what the answers to the questions about files would give. Files
// with the same question share the outcome of the first.
func (m *Drafts) tryAnswers(ctx context.Context, d *Draft, said Settings, c *Checks) error {
	c.outcomes = make(map[answer][]CheckedRun)
	type question struct{ message, name, value string }
	seen, trials := make(map[question]bool), 0
	for k := range c.Files {
		f := &c.Files[k]
		if f.Labels != "" || len(f.Scores) > 0 || f.Bytes > maxTrialBytes {
			continue
		}
		for _, q := range f.questions() {
			for _, fix := range q.Fixes {
				id := question{q.Message, fix.Name, fix.Value}
				if seen[id] || trials == maxTrials {
					continue
				}
				seen[id] = true
				trials++
				runs, err := m.try(ctx, d, said, f.index, fix)
				if err != nil {
					return err
				}
				c.outcomes[answer{f.index, fix.Name, fix.Value}] = runs
			}
		}
	}
	return nil
}

// questions returns what a person should look at: the problem of the file, and its
// serious findings.
func (f *CheckedFile) questions() (list []tradeoff.Finding) {
	if p := f.Problem; p != nil {
		list = append(list, tradeoff.Finding{Message: p.Detail, Fixes: p.Fixes})
	}
	for _, r := range f.Runs {
		for _, finding := range r.Findings {
			if finding.Serious {
				list = append(list, finding)
			}
		}
	}
	return list
}

// try returns the runs of file i with a fix; nil if it has none then.
func (m *Drafts) try(ctx context.Context, d *Draft, said Settings, i int, fix tradeoff.Fix) ([]CheckedRun, error) {
	set := said.clone().Files[i]
	if err := set.hint(fix.Name, fix.Value); err != nil {
		return nil, nil // it is a fix of the whole upload
	}
	u := said.Upload
	u.batch = evaluate.Batch{FileJoin: evaluate.PairNo}
	defer u.batch.Close()
	in, err := os.Open(d.files[i].path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	f, err := m.intake.addFile(ctx, &u, d.files[i].Name, io.NewSectionReader(in, 0, d.files[i].Bytes), set.Options)
	if err != nil {
		return nil, err
	}
	checked, err := m.intake.checkFile(ctx, f)
	return checked.Runs, err
}
