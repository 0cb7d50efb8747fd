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

// A RunJSON is a run as the API writes it.
type RunJSON struct {
	ID           int64 `json:"id"`
	ExperimentID int64 `json:"experiment_id"`
	RunFields
	Task          tradeoff.Task        `json:"task"`
	N             int                  `json:"n" doc:"rows with a weight above 0"`
	Positives     *int                 `json:"positives,omitempty" doc:"those of them whose label is the positive class; absent if there are many classes"`
	Classes       []string             `json:"classes,omitempty" doc:"the names of three or more classes, in the order of the score columns; absent if there are two"`
	LabelGroup    *tradeoff.LabelGroup `json:"label_group,omitempty" doc:"what the runs of one upload of a file with several labels share; absent if it has one"`
	Images        int                  `json:"images,omitempty" doc:"how many images the rows are pixels of; absent if they are none"`
	Weighted      bool                 `json:"weighted"`
	ScoreKind     calc.Kind            `json:"score_kind"`
	TestSetDigest string               `json:"test_set_digest,omitempty" doc:"runs with equal ones have the same ids and labels and can be compared row by row; absent if ids repeat"`
	Roles         tradeoff.Roles       `json:"roles"`
	Findings      []tradeoff.Finding   `json:"findings"`
	Source        SourceJSON           `json:"source"`
	CreatedAt     time.Time            `json:"created_at"`
	Version       int64                `json:"version" doc:"raised by every change; If-Match names it in a change"`
	URL           string               `json:"url" doc:"path of its page"`
	Metrics       evaluate.Metrics     `json:"metrics"`
}

// The RunFields are those that a client may set.
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

func RunFieldsOf(r tradeoff.Run) RunFields {
	return RunFields{
		Name: r.Name, Notes: r.Notes, Tags: append([]string{}, r.Tags...), // rather than null
		ModelVersion: r.ModelVersion, Date: r.Date,
		Params: r.Params, Commit: r.Commit, Links: append([]string{}, r.Links...),
	}
}

func (f RunFields) Fill(r *tradeoff.Run) {
	r.Name, r.Notes, r.Tags, r.ModelVersion, r.Date = f.Name, f.Notes, f.Tags, f.ModelVersion, f.Date
	r.Params, r.Commit, r.Links = f.Params, f.Commit, f.Links
}

// A SourceJSON is the file that a run came from.
type SourceJSON struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes" doc:"its size as it came in"`
	SHA256 string `json:"sha256" doc:"of the bytes as they came in, in hex"`
}

// A RunDetailJSON is a run with its numbers: of two classes, those at one
// threshold; of many, those by class.
type RunDetailJSON struct {
	RunJSON
	Part              *PartJSON             `json:"part,omitempty" doc:"which part of the run this is; absent for all of it"`
	WeightedN         float64               `json:"weighted_n" doc:"what the rows weigh; n without weights"`
	WeightedPositives *float64              `json:"weighted_positives,omitempty" doc:"what the positives among them weigh; absent if there are many classes"`
	Prevalence        *calc.Value           `json:"prevalence,omitempty" doc:"the share of positives in the test set, by weight: weighted_positives of weighted_n"`
	At                *PointJSON            `json:"at,omitempty" doc:"the operating point at a threshold; absent if there are many classes"`
	Display           string                `json:"display,omitempty" doc:"path of the thinned sweep in binary form; absent if there are many classes"`
	ByClass           *evaluate.ClassReport `json:"by_class,omitempty" doc:"absent if there are two classes"`
	Missing           []missingJSON         `json:"missing,omitempty" doc:"what is not available; absent if there is nothing"`
	Pending           bool                  `json:"intervals_pending" doc:"whether intervals that need resampling are still being computed; ask again for them"`
}

func NewRunJSON(ctx context.Context, r tradeoff.Run, metrics []source.RunMetric) RunJSON {
	out := RunJSON{
		ID: r.ID, ExperimentID: r.ExperimentID, RunFields: RunFieldsOf(r), Task: r.Task, N: r.N, Classes: r.Classes, LabelGroup: r.LabelGroup, Images: len(r.Images),
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

// FindingsJSON returns findings as an answer has them: with addresses for clients,
// and an empty list rather than none, which JSON calls null.
func FindingsJSON(ctx context.Context, list []tradeoff.Finding) []tradeoff.Finding {
	out := append([]tradeoff.Finding{}, list...)
	for i := range out {
		out[i].URL = link.To(ctx, out[i].URL)
	}
	return out
}

// NewRunDetailJSON is a binary run with its numbers at an operating point.
func NewRunDetailJSON(
	ctx context.Context, of explore.Subject, metrics []source.RunMetric, point calc.OperatingPoint, index int,
) (RunDetailJSON, error) {
	at, err := NewPoint(ctx, of, point, index)
	return RunDetailJSON{
		RunJSON: NewRunJSON(ctx, of.Run, metrics), Part: NewPart(of),
		WeightedN: point.Total(), WeightedPositives: new(point.Positives()),
		Prevalence: new(point.Prevalence()), At: &at, Missing: NewMissing(of),
	}, err
}

// A missingJSON is something that is not available for a run.
type missingJSON struct {
	What    string `json:"what" doc:"single rows, slices, …"`
	Because string `json:"because"`
	Instead string `json:"instead,omitempty" doc:"what to use instead"`
	Said    string `json:"said" doc:"what and why, in words"`
}

func NewMissing(of explore.Subject) (list []missingJSON) {
	for _, m := range of.Missing() {
		list = append(list, missingJSON{string(m.What), m.Because, m.Instead, m.Error()})
	}
	return list
}

// A PartJSON says which part of a run an answer is about.
type PartJSON struct {
	Words string   `json:"words"`
	Class string   `json:"class,omitempty" doc:"this one against all others"`
	Slice []string `json:"slice,omitempty" doc:"the conditions, as in the query"`
	Of    int      `json:"of" doc:"rows of the whole run"`
}

func NewPart(of explore.Subject) *PartJSON {
	if of.View.Whole() {
		return nil
	}
	out := &PartJSON{Words: of.View.Words(func(s string) string { return s }, format.Number), Class: of.View.Class, Of: of.All}
	for _, c := range of.View.Where {
		out.Slice = append(out.Slice, c.String())
	}
	return out
}
