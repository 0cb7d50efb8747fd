package shape

import (
	"context"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// A RunJSON is a run. Runs with equal test set digests have the same ids and labels,
// and can be compared row by row.
type RunJSON struct {
	ID           int64 `json:"id"`
	ExperimentID int64 `json:"experiment_id"`
	RunFields
	Task tradeoff.Task `json:"task"`
	N    int           `json:"n" doc:"rows with a weight above 0"`

	Positives *int     `json:"positives,omitempty" doc:"rows with the positive label; absent with more than two classes"`
	Classes   []string `json:"classes,omitempty" doc:"more than two classes, in the order of the score columns"`
	Images    int      `json:"images,omitempty" doc:"number of images; absent if the rows are not pixels"`

	LabelGroup *tradeoff.LabelGroup `json:"label_group,omitempty" doc:"shared by the runs of a file with several labels"`

	Weighted      bool               `json:"weighted"`
	ScoreKind     calc.Kind          `json:"score_kind"`
	TestSetDigest string             `json:"test_set_digest,omitempty" doc:"of ids and labels; absent if ids repeat"`
	Roles         tradeoff.Roles     `json:"roles"`
	Findings      []tradeoff.Finding `json:"findings"`
	Source        SourceJSON         `json:"source"`
	CreatedAt     time.Time          `json:"created_at"`
	Version       int64              `json:"version" doc:"raised by every change; for If-Match"`
	URL           string             `json:"url" doc:"path of its page"`
	Metrics       evaluate.Metrics   `json:"metrics"`
}

// RunFields are the members of a run that clients can set.
type RunFields struct {
	Name         string   `json:"name" minLength:"1" maxLength:"200" pattern:"\\S"`
	Notes        string   `json:"notes" maxLength:"4000"`
	Tags         []string `json:"tags" maxItems:"20" doc:"words to find the run by, each once and without commas"`
	ModelVersion string   `json:"model_version" maxLength:"200"`
	Date         string   `json:"date" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" doc:"year, month and day, or empty"`

	Params tradeoff.Params `json:"params" doc:"parameters of the model by their keys; a change replaces all of them"`
	Commit string          `json:"commit" pattern:"^([0-9A-Fa-f]{7,64}(-dirty)?)?$" doc:"of Git, or empty"`
	Links  []string        `json:"links" maxItems:"20" doc:"addresses of http or https, each once"`
}

// RunFieldsOf returns the fields of a run.
func RunFieldsOf(r tradeoff.Run) RunFields {
	return RunFields{
		Name: r.Name, Notes: r.Notes, Tags: append([]string{}, r.Tags...), // rather than null
		ModelVersion: r.ModelVersion, Date: r.Date,
		Params: r.Params, Commit: r.Commit, Links: append([]string{}, r.Links...),
	}
}

// Fill sets the fields of a run.
func (f RunFields) Fill(r *tradeoff.Run) {
	r.Name, r.Notes, r.Tags, r.ModelVersion, r.Date = f.Name, f.Notes, f.Tags, f.ModelVersion, f.Date
	r.Params, r.Commit, r.Links = f.Params, f.Commit, f.Links
}

// A SourceJSON describes the file of a run.
type SourceJSON struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes" doc:"its size as it was uploaded"`
	SHA256 string `json:"sha256" doc:"of the uploaded bytes, in hex"`
}

// A RunDetailJSON is a run with its numbers: with two classes, those at one
// threshold; with more, those by class.
type RunDetailJSON struct {
	RunJSON
	Part      *PartJSON `json:"part,omitempty" doc:"the part of the run that this is; absent for all rows"`
	WeightedN float64   `json:"weighted_n" doc:"the sum of the weights of the rows; n without weights"`

	// With two classes.
	WeightedPositives *float64    `json:"weighted_positives,omitempty" doc:"the sum of the weights of the positives"`
	Prevalence        *calc.Value `json:"prevalence,omitempty" doc:"of the test set: weighted_positives / weighted_n"`
	At                *PointJSON  `json:"at,omitempty" doc:"the operating point at a threshold"`
	Display           string      `json:"display,omitempty" doc:"path of the thinned sweep in binary form"`

	// With more.
	ByClass *evaluate.ClassReport `json:"by_class,omitempty" doc:"absent with two classes"`

	Missing []missingJSON `json:"missing,omitempty" doc:"what is not available; absent if nothing is missing"`
	Pending bool          `json:"intervals_pending" doc:"whether intervals are still being computed; if so, ask again"`
}

// NewRunJSON returns a run with its stored metrics.
func NewRunJSON(ctx context.Context, r tradeoff.Run, metrics []source.RunMetric) RunJSON {
	out := RunJSON{
		ID: r.ID, ExperimentID: r.ExperimentID, RunFields: RunFieldsOf(r), Task: r.Task,
		N: r.N, Classes: r.Classes, LabelGroup: r.LabelGroup, Images: len(r.Images),
		Weighted: r.Weighted, ScoreKind: r.ScoreKind, TestSetDigest: r.TestSetDigest, Roles: r.Roles,
		Findings: FindingsJSON(ctx, r.Findings), Source: SourceJSON{r.SourceName, r.SourceBytes, r.SourceSHA256},
		CreatedAt: r.CreatedAt, Version: r.Version, URL: link.To(ctx, link.RunPath(r.ID)),
	}
	if !r.ManyClasses() {
		out.Positives = &r.Positives
	}
	out.Metrics = explore.MetricsOf(metrics)
	return out
}

// FindingsJSON returns findings for an answer: with addresses for clients, and as
// an empty list instead of null if there are none.
func FindingsJSON(ctx context.Context, list []tradeoff.Finding) []tradeoff.Finding {
	out := append([]tradeoff.Finding{}, list...)
	for i := range out {
		out[i].URL = link.To(ctx, out[i].URL)
	}
	return out
}

// NewRunDetailJSON returns a run of two classes with its numbers at an operating
// point, which has the given index in the sweep.
func NewRunDetailJSON(
	ctx context.Context, of explore.Subject, metrics []source.RunMetric, point calc.OperatingPoint, index int,
) (RunDetailJSON, error) {
	at, err := NewPointJSON(ctx, of, point, index)
	return RunDetailJSON{
		RunJSON: NewRunJSON(ctx, of.Run, metrics), Part: newPart(of),
		WeightedN: point.Total(), WeightedPositives: new(point.Positives()),
		Prevalence: new(point.Prevalence()), At: &at, Missing: NewMissingJSON(of),
	}, err
}

// A missingJSON is something that is not available for a run.
type missingJSON struct {
	What    string `json:"what" doc:"such as single rows or slices"`
	Because string `json:"because"`
	Instead string `json:"instead,omitempty" doc:"what to use instead"`
	Text    string `json:"said" doc:"what and why, in words"`
}

// NewMissingJSON lists what is not available for a subject.
func NewMissingJSON(of explore.Subject) (list []missingJSON) {
	for _, m := range of.Missing() {
		list = append(list, missingJSON{string(m.What), m.Because, m.Instead, m.Error()})
	}
	return list
}

// A PartJSON describes a part of a run.
type PartJSON struct {
	Text  string   `json:"words"`
	Class string   `json:"class,omitempty" doc:"one-vs-rest: this class against all others"`
	Slice []string `json:"slice,omitempty" doc:"the conditions, as in the query"`
	Of    int      `json:"of" doc:"rows of the complete run"`
}

// newPart describes the part of a run that is a subject; nil for all rows.
func newPart(of explore.Subject) *PartJSON {
	if of.View.Whole() {
		return nil
	}
	plain := func(s string) string { return s }
	out := &PartJSON{Text: of.View.Words(plain, format.Number), Class: of.View.Class, Of: of.TotalRows}
	for _, c := range of.View.Where {
		out.Slice = append(out.Slice, c.String())
	}
	return out
}
