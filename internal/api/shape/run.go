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

	Task      tradeoff.Task `json:"task"`
	N         int           `json:"n" doc:"rows with a weight above 0"`
	Positives *int          `json:"positives,omitempty" doc:"those whose label is 1; absent if there are many classes"`
	Classes   []string      `json:"classes,omitempty" doc:"in the order of the score columns; absent for two"`
	Images    int           `json:"images,omitempty" doc:"how many images the rows are pixels of; absent for none"`
	Weighted  bool          `json:"weighted"`
	ScoreKind calc.Kind     `json:"score_kind"`

	LabelGroup *tradeoff.LabelGroup `json:"label_group,omitempty" doc:"what the runs of one file share"`

	TestSetDigest string `json:"test_set_digest,omitempty" doc:"equal: same ids and labels; absent if ids repeat"`

	Roles     tradeoff.Roles     `json:"roles"`
	Findings  []tradeoff.Finding `json:"findings"`
	Source    SourceJSON         `json:"source"`
	CreatedAt time.Time          `json:"created_at"`
	URL       string             `json:"url" doc:"path of its page"`
	Metrics   evaluate.Metrics   `json:"metrics"`
}

// RunFields are the fields of a run that a client may set.
type RunFields struct {
	Name         string   `json:"name" minLength:"1" maxLength:"200" pattern:"\\S"`
	Notes        string   `json:"notes" maxLength:"4000"`
	Tags         []string `json:"tags" maxItems:"20" doc:"words to find the run by, each once and without commas"`
	ModelVersion string   `json:"model_version" maxLength:"200"`
	Date         string   `json:"date" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" doc:"year, month and day, or empty"`
}

// RunFieldsOf returns the fields of a run.
func RunFieldsOf(r tradeoff.Run) RunFields {
	f := RunFields{r.Name, r.Notes, r.Tags, r.ModelVersion, r.Date}
	if f.Tags == nil {
		f.Tags = []string{} // rather than null
	}
	return f
}

// Fill sets the fields of a run.
func (f RunFields) Fill(r *tradeoff.Run) {
	r.Name, r.Notes, r.Tags, r.ModelVersion, r.Date = f.Name, f.Notes, f.Tags, f.ModelVersion, f.Date
}

// A SourceJSON is the file that a run came from.
type SourceJSON struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes" doc:"its size as it came in"`
	SHA256 string `json:"sha256" doc:"of the bytes as they came in, in hex"`
}

// A RunDetailJSON is a run with its numbers: at one threshold if it has two classes, and
// by class if it has many.
type RunDetailJSON struct {
	RunJSON

	Part *PartJSON  `json:"part,omitempty" doc:"which part of the run this is; absent for all of it"`
	At   *PointJSON `json:"at,omitempty" doc:"the operating point at a threshold; absent if there are many classes"`

	WeightedN         float64     `json:"weighted_n" doc:"the sum of the weights of the rows; n without weights"`
	WeightedPositives *float64    `json:"weighted_positives,omitempty" doc:"absent if there are many classes"`
	Prevalence        *calc.Value `json:"prevalence,omitempty" doc:"the share of positives, by weight, in the test set"`

	Display string        `json:"display,omitempty" doc:"path of the thinned sweep; absent if there are many classes"`
	Missing []missingJSON `json:"missing,omitempty" doc:"what is not available; absent if there is nothing"`
	Pending bool          `json:"intervals_pending" doc:"intervals that need resampling are being computed: ask again"`

	ByClass *evaluate.ClassReport `json:"by_class,omitempty" doc:"absent if there are two classes"`
}

// NewRunJSON returns a run with its metrics, and with addresses below the base path of
// ctx.
func NewRunJSON(ctx context.Context, r tradeoff.Run, metrics []source.RunMetric) RunJSON {
	out := RunJSON{
		ID: r.ID, ExperimentID: r.ExperimentID, RunFields: RunFieldsOf(r),
		Task: r.Task, N: r.N, Classes: r.Classes, LabelGroup: r.LabelGroup, Images: len(r.Images),
		Weighted: r.Weighted, ScoreKind: r.ScoreKind, TestSetDigest: r.TestSetDigest, Roles: r.Roles,
		Findings: FindingsJSON(ctx, r.Findings), Source: SourceJSON{r.SourceName, r.SourceBytes, r.SourceSHA256},
		CreatedAt: r.CreatedAt, URL: link.To(ctx, link.RunPath(r.ID)),
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

// NewRunDetailJSON returns a run of two classes with its numbers at an operating point,
// which is at index in the sweep.
func NewRunDetailJSON(
	ctx context.Context, of explore.Subject, metrics []source.RunMetric, point calc.OperatingPoint, index int,
) (RunDetailJSON, error) {
	at, err := NewPointJSON(ctx, of, point, index)
	return RunDetailJSON{
		RunJSON: NewRunJSON(ctx, of.Run, metrics), Part: newPartJSON(of),
		WeightedN: point.Total(), WeightedPositives: new(point.Positives()),
		Prevalence: new(point.Prevalence()), At: &at, Missing: NewMissingJSON(of),
	}, err
}

// A missingJSON is something that is not available for a run.
type missingJSON struct {
	What    string `json:"what" doc:"single rows, slices, …"`
	Because string `json:"because"`
	Instead string `json:"instead,omitempty" doc:"what to use instead"`
	Text    string `json:"said" doc:"what and why, in words"`
}

// NewMissingJSON returns what the source of a subject lacks; nil if it has everything.
func NewMissingJSON(of explore.Subject) (list []missingJSON) {
	for _, m := range of.Missing() {
		list = append(list, missingJSON{string(m.What), m.Because, m.Instead, m.Error()})
	}
	return list
}

// A PartJSON says which part of a run an answer is about.
type PartJSON struct {
	Text  string   `json:"words"`
	Class string   `json:"class,omitempty" doc:"this one against all others"`
	Slice []string `json:"slice,omitempty" doc:"the conditions, as in the query"`
	Of    int      `json:"of" doc:"rows of the whole run"`
}

// newPartJSON returns which part of its run a subject is; nil for a whole run.
func newPartJSON(of explore.Subject) *PartJSON {
	if of.View.Whole() {
		return nil
	}
	whole := func(s string) string { return s }
	out := &PartJSON{Text: of.View.Words(whole, format.Number), Class: of.View.Class, Of: of.TotalRows}
	for _, c := range of.View.Where {
		out.Slice = append(out.Slice, c.String())
	}
	return out
}
