package tradeoff

import (
	"time"

	"tradeoff/internal/calc"
)

// An Experiment is one classification problem: its classes, its unit, and the costs of
// the two errors. Its runs are attempts to solve it.
type Experiment struct {
	ID          int64
	Name        string
	Description string

	PositiveName string // name of label 1, "diabetic"
	NegativeName string // name of label 0, "healthy"
	UnitSingular string // name of a row, "student"; "case" by default
	UnitPlural   string

	CostFP     float64  // cost of one false positive, 1 by default
	CostFN     float64  // cost of one false negative, 1 by default
	Prevalence *float64 // share of positives in deployment; nil: as in the test set

	CreatedAt time.Time
	Version   int64 // 1 for a new experiment; every change adds 1
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
	Positives    int // those of them whose label is 1; 0 for a multi-class run

	// TestSetDigest is a digest of the (id, label) pairs in any order. Runs with
	// equal digests are paired. It is empty when ids repeat.
	TestSetDigest string

	SourceName   string // the uploaded file's name
	SourceBytes  int64  // size of the upload
	SourceSHA256 string // of the uploaded bytes, in hex
	Roles        Roles
	Findings     []Finding
	CreatedAt    time.Time
	Version      int64 // 1 for a new run; each change of name or remarks, deletion and restore adds 1

	LabelGroup *LabelGroup // of a file with several labels; nil otherwise

	TaskFacts
	Remarks
}

// A LabelGroup connects the runs of one file with several labels, each with its own
// score column: every label becomes a run. Each upload makes new groups.
type LabelGroup struct {
	ID   int64  `json:"id,omitempty" doc:"absent in a dry run"`
	Name string `json:"name"`
}

// Remarks are the notes and facts that people attach to a run.
type Remarks struct {
	Notes        string
	Tags         []string // without commas or duplicates
	ModelVersion string
	Date         string // "2026-05-31"

	Params Params   // of the training
	Commit string   // of Git, 7 to 64 hexadecimal digits; "" if it is not known
	Links  []string // http and https addresses without duplicates
}

// Role is the use of a column of an uploaded file.
type Role string

// The roles of columns.
const (
	IDRole     Role = "id"
	LabelRole  Role = "label"
	ScoreRole  Role = "score"
	WeightRole Role = "weight"

	// The class whose probability the score is. It is not stored: the score is
	// converted to the probability of the positive class.
	PredictedRole Role = "predicted"

	// One of several 0/1 columns, one for each class, that together give the label.
	// They are stored as one label column.
	OneHotRole Role = "one_hot"

	IoURole    Role = "iou"   // overlap of a candidate box with the true box that it matches
	ImageRole  Role = "image" // the image that a pixel or a candidate box belongs to
	ModelRole  Role = "model" // the model of a row, in a file with the rows of several
	GroupRole  Role = "group"
	IgnoreRole Role = "ignore"
)

// Roles names the columns of each role. In JSON, roles that only one column can have
// are a name; score and group are lists. A multi-class run has a score column for each
// class, in the order of the classes.
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
