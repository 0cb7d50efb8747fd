package tradeoff

// Task is the kind of problem that a run solves.
type Task string

// The tasks.
const (
	BinaryTask       Task = "binary"       // one of two classes, by a threshold
	MultiClassTask   Task = "multiclass"   // one of three or more classes
	SegmentationTask Task = "segmentation" // the class of every pixel of images
	DetectionTask    Task = "detection"    // candidate boxes, right or not
)

// Words returns the adjective for runs of the task: "multi-class".
func (t Task) Words() string {
	if t == MultiClassTask {
		return "multi-class"
	}
	return string(t)
}

// TaskFacts are the facts that only runs of some tasks have. They are stored as JSON,
// so that each task can have different ones.
type TaskFacts struct {
	// Classes are the names of the classes of a multi-class run. Labels are indices
	// into it, and the scores of class c are in the score column c of [Roles]. Such
	// a run has no sweep, because no single threshold separates its rows.
	Classes []string `json:"classes,omitempty"`

	// TrueBoxes is the number of true boxes in the images of a detection run,
	// including those without a candidate; 0 if it is not known.
	TrueBoxes int `json:"true_boxes,omitempty"`

	// Images are the images of a segmentation run, whose pixels are its rows.
	Images []Image `json:"images,omitempty"`
}

// ManyClasses reports whether the run is multi-class, and thus has no sweep.
func (f TaskFacts) ManyClasses() bool { return len(f.Classes) > 0 }

// ClassCode returns the index of the class of the given name, and whether there
// is one.
func (f TaskFacts) ClassCode(name string) (code int, ok bool) {
	for c, n := range f.Classes {
		if n == name {
			return c, true
		}
	}
	return 0, false
}
