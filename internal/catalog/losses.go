package catalog

// The parameters of losses.
var (
	gamma = Param{Name: "gamma", Default: 2, High: anyPositive, Control: Control{Label: "γ", High: 5, Step: 0.1}}

	smooth = Param{Name: "smooth", Default: 1, High: anyPositive,
		Control: Control{Label: "smoothing", High: 10, Step: 0.1}}

	// The mean is over all classes, not only over those that occur.
	allClasses = Param{Name: "all_classes", High: 1, Switch: true,
		Control: Control{Label: "also classes that do not occur", On: 1}}

	// Class weights are (N / (C n_c))^balance.
	balance = Param{Name: "balance", High: 1,
		Control: Control{Label: "class weights", Says: "how far classes are weighted against their number",
			High: 1, Step: 0.05}}

	balanced = Param{Name: "balance", Default: 1, High: 1, Control: balance.Control}
)

// The weights of the two losses of a mix.
var mixture = []Param{
	{Name: "weight_bce", Default: 1, High: anyPositive,
		Control: Control{Label: "× cross-entropy", Says: "weight of the cross-entropy", High: 2, Step: 0.05}},
	{Name: "weight_dice", Default: 1, High: anyPositive,
		Control: Control{Label: "× Dice", Says: "weight of the Dice loss", High: 2, Step: 0.05}},
}

// MixParam is the parameter that takes the place of the two weights of a mix as
// long as they add up to 2: the share of the second loss.
var MixParam = Param{Name: "mix", Default: 0.5, High: 1,
	Control: Control{Label: "mix", Says: "share of the Dice loss in the mix", High: 1, Step: 0.01}}

// Losses are all losses, in the order in which they are shown.
var Losses = []Loss{
	{ID: "log_loss", Name: "Cross-entropy", Lab: true, Shape: PerRow, Hue: "cross-entropy",
		Two: &Form{
			Formula: "−ln p of the truth",
			Purpose: "Asks for honest probabilities: confident mistakes cost more.",
		},
		Many: &Form{
			Formula: "−ln p of the true class",
			Purpose: "Asks for honest probabilities: confident mistakes cost more.",
			Ask:     "How much probability do we give to the truth?",
		}},
	{ID: "weighted_log_loss", Name: "Weighted cross-entropy", Lab: true, Shape: PerRow, Hue: "weighted", Dash: Dashed,
		Two: &Form{
			Params: []Param{{Name: "pos_weight", Default: 1, High: anyPositive, Open: true,
				Control: Control{Label: "pos_weight", Says: "weight of the positives",
					Low: -2, High: 2, Step: 0.05, Log: true}}},
			Formula: "pos_weight × cross-entropy for {positive}, 1 × for {negative}",
			Purpose: "For uneven classes: each {positive} {unit} has as much weight as pos_weight of the others.",
			Means: []Mean{{ID: "weighted_mean", Label: "sum ÷ (pos_weight × {positive} + {negative})",
				Positives: "pos_weight", Negatives: 1}},
		},
		Many: &Form{
			Params:  []Param{balanced},
			Formula: "(N / (C · n of the class))^weights × cross-entropy, over the sum of the weights",
			Purpose: "For uneven classes: at 1 every class has the same weight, at 0 every {unit} has.",
			Over:    "sum over the class weights of all rows",
		}},
	{ID: "focal_loss", Name: "Focal loss", Lab: true, Shape: PerRow, Hue: "focal",
		Two: &Form{
			Params: []Param{gamma,
				{Name: "alpha", Default: 0.25, High: 1,
					Control: Control{Label: "α", High: 1, Step: 0.01, Needs: "use_alpha"}},
				// Without α both classes weigh 1.
				{Name: "use_alpha", Default: 1, High: 1, Switch: true, Control: Control{Label: "without α", On: 0}}},
			Formula: "α (1 − p of the truth)^γ × cross-entropy",
			Purpose: "Turns the easy {units} down, so that their number does not drown the few hard ones.",
			Means:   []Mean{{ID: "per_positive", Label: "sum per {positive} {unit}"}},
		},
		Many: &Form{
			Params:  []Param{{Name: "gamma", Default: 2, High: 10, Control: gamma.Control}, balance},
			Formula: "weight of the class × (1 − p of the true class)^γ × cross-entropy",
			Purpose: "Turns the easy {units} down, so that their number does not drown the few hard ones.",
		}},
	{ID: "dice_loss", Name: "Dice loss", Lab: true, Shape: Overlap, Images: PerImage,
		Two: &Form{
			Params: []Param{smooth,
				{Name: "squared", High: 1, Switch: true, Control: Control{Label: "squared, as V-Net", On: 1}}},
			Formula: "1 − twice the overlap over both sizes",
			Purpose: "Looks only at the overlap of probabilities and {positive} {units}, " +
				"so that any number of true negatives changes nothing.",
		},
		Many: &Form{
			Params:  []Param{smooth, allClasses},
			Formula: "1 − twice the overlap over both sizes, mean over the classes",
			Purpose: "Of each class the overlap of probabilities and {units}, whatever its size.",
		}},
	{ID: "bce_dice_loss", Name: "BCE-Dice loss", Lab: true, Shape: Mix, Images: PerImage,
		Two: &Form{
			Params:  append([]Param{smooth}, mixture...),
			Formula: "{bce} × cross-entropy + {dice} × Dice loss",
			Purpose: "A smooth pull on every single {unit} from the one, the overlap from the other.",
			Over:    "mean cross-entropy, and the Dice loss of all {units} at once",
		}},
	{ID: "jaccard_loss", Name: "Jaccard loss", Lab: true, Shape: Overlap, Images: PerImage,
		Two: &Form{
			Params:  []Param{smooth},
			Formula: "1 − overlap over union",
			Purpose: "As Dice, in terms of the intersection over the union: it is harder on poor overlap.",
		},
		Many: &Form{
			Params:  []Param{smooth, allClasses},
			Formula: "1 − overlap over union, mean over the classes",
			Purpose: "As Dice, in terms of the intersection over the union: it is harder on poor overlap.",
		}},
	{ID: "tversky_loss", Name: "Tversky loss", Lab: true, Shape: Overlap, Images: PerImage,
		Two: &Form{
			Params: []Param{
				{Name: "alpha", Default: 0.5, High: anyPositive, Control: Control{Label: "α", High: 1, Step: 0.01}},
				{Name: "beta", Default: 0.5, High: anyPositive, Control: Control{Label: "β", High: 1, Step: 0.01}},
				smooth,
				{Name: "focal_gamma", Default: 1, High: anyPositive, Control: Control{Label: "focal γ", High: 3, Step: 0.05}},
			},
			Formula: "1 − overlap over overlap + α·false alarms + β·misses",
			Purpose: "Dice with a price on each error: raise β to miss fewer, α to raise fewer false alarms.",
		}},
	{ID: "lovasz_softmax_loss", Name: "Lovász-Softmax loss", Short: "Lovász-Softmax", Lab: true,
		Shape: Sorted, Images: Pooled,
		Two: &Form{
			Params:  []Param{allClasses},
			Formula: "sorted errors, each times what it adds to 1 − IoU",
			Purpose: "A convex stand-in for the mean intersection over union of both classes, " +
				"which is what segmentation is judged by.",
			Over: "mean over the classes",
		},
		Many: &Form{
			Params:  []Param{allClasses},
			Formula: "sorted errors, each times what it adds to 1 − IoU, mean over the classes",
			Purpose: "A convex stand-in for the mean intersection over union, " +
				"which is what segmentation is judged by.",
			Ask: "How far are the predicted sets from the true ones, as a loss?",
		}},
	{ID: "lovasz_sigmoid_loss", Name: "Lovász sigmoid loss", Lab: true, Shape: Sorted, Images: Pooled,
		Two: &Form{
			Formula: "as Lovász-Softmax, one class",
			Purpose: "The same for the {positive} class alone.",
		}},
	{ID: "lovasz_hinge_loss", Name: "Lovász hinge loss", Lab: true, Shape: Sorted, Margins: true, Images: PerImage,
		Two: &Form{
			Formula: "as Lovász sigmoid, of hinge errors",
			Purpose: "The same on margins: what lies safely on the right side costs nothing.",
		}},
	{ID: "iou_balanced_loss", Name: "IoU-balanced loss", Lab: true, Shape: Boxes,
		Two: &Form{
			Formula: "IoU^η × factor × cross-entropy of each positive",
			Purpose: "For detection: boxes that fit well have more weight, and the total stays what it was.",
		}},
}
