package templates

// FirstVisitView is the home page before there is anything but the sample.
type FirstVisitView struct {
	Page    Page
	Deleted *MessageView // the experiment that was just deleted

	Live       *LiveView // a run of the sample; nil if the sample was deleted
	Experiment Choice    // the sample
	About      string
	Meeting    string // address of the run in a meeting
	Compare    string // address of the comparison of its runs; "" if there are not two
}

// page is the frame, with the script that moves the threshold if there is a run.
func (v FirstVisitView) page() Page {
	if v.Live == nil {
		return v.Page
	}
	return v.Page.withScript("home")
}

// LiveView is a run whose threshold can be dragged on a page of others.
type LiveView struct {
	Href, Name, Facts string // Facts: "640 students, 82 diabetic"
	Operating         OperatingView
	Digits            int // of the longest count
	Pins              []MetricRowView
	Data              RunData
}
