package run

// The sections of a run's page, each of which shows a part of what is known of the run.
type (
	operatingSection  struct{ RunView } // the slider, its histogram and the policies
	chartSection      struct{ RunView }
	lossSection       struct{ RunView }
	boxSection        struct{ RunView } // of detection runs
	imageSection      struct{ RunView } // of segmentation runs
	deploymentSection struct{ RunView } // costs, prevalence and other runs
	workspaceSection  struct{ RunView } // tabs and pinned metrics
	answerSection     struct{ RunView } // which run, what is assumed, and what that means
)

// classMatrix is the section with the confusion matrix of many classes.
type classMatrix struct{ ClassView }
