package tradeoff

import (
	"time"

	"tradeoff/internal/calc"
)

// An Experiment is one problem: what is looked for, in whom, and what the two
// errors cost. It holds the runs that try to solve it.
type Experiment struct {
	ID          int64
	Name        string
	Description string

	PositiveName string // what label 1 is called, "diabetic"
	NegativeName string // what label 0 is called, "healthy"
	UnitSingular string // what is examined, "student"; "case" by default
	UnitPlural   string

	CostFP     float64  // cost of one false positive, 1 by default
	CostFN     float64  // cost of one false negative, 1 by default
	Prevalence *float64 // share of positives where the model is used; nil: as in the test set

	CreatedAt time.Time
	Version   int64 // 1 when it is new, and raised by every change
}

// A Run is one model's predictions on one test set.
type Run struct {
	ID           int64
	ExperimentID int64
	Name         string
	Task         Task
	ScoreKind    calc.Kind
	Weighted     bool
	N            int // rows with a weight above zero
	Positives    int // those of them whose label is 1; 0 for a run with many classes

	// TestSetDigest is an order-free digest of the (id, label) pairs. Runs
	// with equal digests can be compared in pairs. It is empty when ids repeat.
	TestSetDigest string

	SourceName   string // the uploaded file's name
	SourceBytes  int64  // its size as it came in
	SourceSHA256 string // of the bytes as they came in, in hex
	Roles        Roles
	Findings     []Finding
	CreatedAt    time.Time
	Version      int64 // 1 when it is new, and raised by every change of its name or remarks, and by the trash

	LabelGroup *LabelGroup // of a file with several labels; nil otherwise

	TaskFacts
	Remarks
}

// A LabelGroup is what the runs of one file share where the file has several
// labels, each with a score of its own: it becomes a run for each label. Each
// upload has groups of its own.
type LabelGroup struct {
	ID   int64  `json:"id,omitempty" doc:"absent in a dry run"`
	Name string `json:"name"`
}

// Remarks are what people say of a run.
type Remarks struct {
	Notes        string
	Tags         []string // without commas, each once
	ModelVersion string
	Date         string // "2026-05-31"

	Params Params   // that the model was made with
	Commit string   // of Git, 7 to 64 hexadecimal digits; "" if it is not known
	Links  []string // addresses of http and https, each once
}

// Role says what a column of an uploaded file is for.
type Role string

// The roles of columns.
const (
	IDRole     Role = "id"
	LabelRole  Role = "label"
	ScoreRole  Role = "score"
	WeightRole Role = "weight"

	// The class whose probability the score is. It is read and not kept: the
	// score becomes the probability of the positive class.
	PredictedRole Role = "predicted"

	// One of several columns of 0 and 1 that are the label together, one for each
	// class. They are read and become one label.
	OneHotRole Role = "one_hot"

	IoURole    Role = "iou"   // overlap of a candidate box with the true box that it matches
	ImageRole  Role = "image" // the image that a pixel or a candidate box belongs to
	ModelRole  Role = "model" // the model that a row is of, where several stand below each other
	GroupRole  Role = "group"
	IgnoreRole Role = "ignore"
)

// Roles names the columns that play each role. Its JSON form has a name for
// the roles that only one column can play and a list for score and group. A run
// with many classes has a score column for each, in the order of the classes.
type Roles struct {
	ID     string   `json:"id,omitempty"`
	Label  string   `json:"label,omitempty"`
	Score  []string `json:"score,omitempty"`
	Weight string   `json:"weight,omitempty"`
	IoU    string   `json:"iou,omitempty"`
	Image  string   `json:"image,omitempty"`
	Group  []string `json:"group,omitempty"`
	Ignore []string `json:"ignore,omitempty"`
}
