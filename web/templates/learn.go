package templates

// LearnView is the entry to the teaching pages.
type LearnView struct {
	Page  Page
	Steps []StepLink
}

// SheetView is the questions of the lesson, to print.
type SheetView struct {
	Page      Page
	School    string
	Answers   bool
	Other     Choice // the sheet with or without the answers
	Back      string
	Questions []SheetQuestionView
}

// SheetQuestionView is one question, with the text of its step.
type SheetQuestionView struct {
	Title string
	Text  []string
	QuestionView
}

// GlossaryView is the list of the terms of the app.
type GlossaryView struct {
	Page    Page
	Groups  []GlossaryGroupView
	Reading []string
}

// GlossaryGroupView is a chapter of the glossary.
type GlossaryGroupView struct {
	ID, Title string
	Terms     []TermView
}

// TermView explains one term.
type TermView struct {
	ID, Name, Formula, Text string
	Lab                     string // address in the loss lab
}

// ChooseView helps to choose a metric.
type ChooseView struct {
	Page     Page
	Problems []ProblemView
	Problem  ProblemView
	Chooser  ChooserFormView
}

// ProblemView is one of the three problems of the lesson.
type ProblemView struct {
	ID, Title, Href string
	Current         bool

	Story       []string
	Students    StudentsView
	Threshold   string
	Index, Last int
	ValueText   string
	Hidden      []Choice
	Outcomes    []ConsequenceView
	Metrics     []ProblemMetricView
	Question    QuestionView
	Data        ProblemData
}

// ConsequenceView is the consequence of an outcome.
type ConsequenceView struct{ ID, Count, Text string }

// ProblemMetricView is a metric at the line.
type ProblemMetricView struct{ ID, Name, Value string }

// ProblemData is the data of the script of a problem.
type ProblemData struct {
	ScanData
	Consequences map[string][2]string `json:"consequences"` // of each outcome, for one and for several
}

// ChooserFormView is a form of questions about a problem, with the advice.
type ChooserFormView struct {
	Need, Worse, How, Whom, Even []RadioView
	Times, Prevalence            string
	Metric, MetricQuestion       string
	Policy                       string
	Reasons, Cautions            []string
	Runs                         []Choice
	Query                        []Choice // the state that the advice sets
	Problem                      string
}

// RadioView is one of several answers.
type RadioView struct {
	Value, Label string
	Checked      bool
}

// StepLink leads to one step of the lesson.
type StepLink struct {
	Number  int
	Title   string
	Href    string
	Current bool
}

// ScanView is one step of the lesson on the students of a school.
type ScanView struct {
	Page      Page
	Projector bool
	School    string // "240 students · 30 diabetic (12.5%)"
	Drawn     string // how the students were drawn from a run; "" if they were not

	Steps          []StepLink
	Number         int
	Title          string
	Text           []string
	Previous, Next string // addresses; "" at the ends
	NextTitle      string

	Students StudentsView
	Outcomes []OutcomeView
	Remarks  []RemarkView
	Metric   *LessonMetricView
	Widget   WidgetView
	Question QuestionView
	Teacher  TeacherView

	Threshold string // the field's text
	Index     int    // of the operating point, from the lowest threshold up
	Last      int
	ValueText string // for a screen reader
	Hidden    []Choice
	Toggle    Choice // to the classrooms, or back in line
	Data      ScanData
}

// StudentsView is the drawing of the school.
type StudentsView struct {
	Label  string // for a screen reader
	Box    string // the viewBox
	Seated bool
	Plain  bool   // without predictions yet
	Lit    string // the metric whose students are highlighted
	List   []FigureView
	Rooms  []RoomView
	Line   string // the points of the threshold's line
}

// FigureView is one student.
type FigureView struct {
	Outcome  string
	Positive bool
	Move     string // "translate(16 32)"
}

// RoomView is the outline of a classroom.
type RoomView struct{ X, Y, W, H int }

// OutcomeView is one of the four outcomes with its count.
type OutcomeView struct{ ID, Name, Count string }

// RemarkView explains an outcome.
type RemarkView struct{ Outcome, Name, Text string }

// LessonMetricView is the metric whose students are highlighted.
type LessonMetricView struct {
	ID, Name, Question, Value, Reason string
	Symbols                           string
	Terms                             []Term
}

// WidgetView is a part of the page to try out besides the threshold.
type WidgetView struct {
	ID     string
	Action string
	Hidden []Choice
	Asks   bool // it shows the answer to the question, which comes first
	Open   bool // the user has changed its values

	X, Y   string // names of the axes of the curve
	Curves []LessonCurveView
	Dots   []LessonDotView

	Pair              [2]PairView // the positive one first
	PairSays, AUC     string
	NextPair          string
	Everyone          string // address of the scan where all students are predicted negative
	EveryoneSays      string
	Precision, Recall string
	Harmonic, Plain   string
	Elsewhere         string        // share of positives of the other school
	Here, There       []OutcomeView // metrics in both schools
	Frequencies       string
}

// LessonCurveView is one curve of a small drawing.
type LessonCurveView struct{ Metric, Name, Path string }

// LessonDotView is where the threshold is on a curve, in percent.
type LessonDotView struct{ Metric, X, Y string }

// PairView is one of two randomly picked students.
type PairView struct {
	Positive bool
	Score    string
}

// QuestionView is a question that comes before the answer.
type QuestionView struct {
	ID, Text, Why, Answer string
	Options               []string
	Right                 int
}

// TeacherView is the form that sets the school.
type TeacherView struct {
	Action                   string
	Size, Prevalence, AUC    string
	Positive, Negative       string
	UnitSingular, UnitPlural string
	Run                      string // the id of the run that the students are drawn from
	Runs                     []Choice
	Projector                Choice // the other mode
	Sheet, Answers           string
	Step                     string
}

// ScanData is the data of the script.
type ScanData struct {
	Step         string            `json:"step"`
	Positive     []bool            `json:"positive"` // of each student
	Rank         []int             `json:"rank"`     // the lowest index at which the student is predicted negative
	Rooms        [][2]int          `json:"rooms"`    // seats in the classrooms
	Line         [][2]int          `json:"line"`     // and in line
	RoomsBox     string            `json:"roomsBox"`
	LineBox      string            `json:"lineBox"`
	Thresholds   []string          `json:"thresholds"` // of each index, as they are written
	Lines        []string          `json:"lines"`      // the line's points at each index
	Index        int               `json:"index"`
	Default      int               `json:"default"` // the index that the URL leaves out
	Enter        bool              `json:"enter"`   // the students walk from their classrooms to the line
	Cells        map[string]string `json:"cells"`
	Reasons      map[string]string `json:"reasons"`
	PositiveName string            `json:"positiveName"`
	NegativeName string            `json:"negativeName"`
	Units        string            `json:"units"`
	Scores       []float64         `json:"scores"`
}

// Term is a piece of a formula: a text, or the count of a cell.
type Term struct {
	Text string
	Cell string // "tp", "fp", "fn", "tn"; "" for a text
}
