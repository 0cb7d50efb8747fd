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

// Words returns what people call runs of the task: "multi-class".
func (t Task) Words() string {
	if t == MultiClassTask {
		return "multi-class"
	}
	return string(t)
}

// TaskFacts is what only runs of some tasks have. It is stored as JSON, so that
// a task may have facts of its own.
type TaskFacts struct {
	// Classes are the names of the classes where a run has more than the two
	// that its experiment names. Labels are indices into it, and the scores of
	// class c are in the column that [Roles] lists at c. Such a run has no
	// sweep: no single threshold parts its rows.
	Classes []string `json:"classes,omitempty"`

	// TrueBoxes is how many true boxes the images of a detection run have, those
	// without a candidate included; 0 if it is not known.
	TrueBoxes int `json:"true_boxes,omitempty"`

	// Images are those whose pixels are the rows of the run, in their order.
	Images []Image `json:"images,omitempty"`
}

// ManyClasses reports whether the run has classes of its own and thus no sweep.
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
