package tradeoff

// LossWords says in plain words what a loss is for.
type LossWords struct {
	Purpose string
	Formula string
}

var lossWords = map[string]LossWords{
	"log_loss":            {"Asks for honest probabilities: the surer a wrong answer is, the dearer it gets.", "−ln p of the truth"},
	"weighted_log_loss":   {"For uneven classes: each {positive} {unit} speaks as loudly as pos_weight of the others.", "pos_weight × cross-entropy for {positive}, 1 × for {negative}"},
	"focal_loss":          {"Turns the easy {units} down, so that their number does not drown the few hard ones.", "α (1 − p of the truth)^γ × cross-entropy"},
	"dice_loss":           {"Looks only at the overlap of probabilities and {positive} {units}, so that any number of true negatives changes nothing.", "1 − twice the overlap over both sizes"},
	"bce_dice_loss":       {"A smooth pull on every single {unit} from the one, the overlap from the other.", "{bce} × cross-entropy + {dice} × Dice loss"},
	"jaccard_loss":        {"As Dice, in terms of the intersection over the union: it is harder on poor overlap.", "1 − overlap over union"},
	"tversky_loss":        {"Dice with a price on each error: raise β to miss fewer, α to raise fewer false alarms.", "1 − overlap over overlap + α·false alarms + β·misses"},
	"lovasz_softmax_loss": {"A convex stand-in for the mean intersection over union of both classes, which is what segmentation is judged by.", "sorted errors, each times what it adds to 1 − IoU"},
	"lovasz_sigmoid_loss": {"The same for the {positive} class alone.", "as Lovász-Softmax, one class"},
	"lovasz_hinge_loss":   {"The same on margins: what lies safely on the right side costs nothing.", "as Lovász sigmoid, of hinge errors"},
}

// WordsForLoss returns the words of the loss id for e.
func WordsForLoss(id string, e Experiment) LossWords {
	w := lossWords[id]
	return LossWords{e.Fill(w.Purpose), e.Fill(w.Formula)}
}

// A LossControl is how a person sets a parameter of a loss. The slider covers
// what is of use; the field beside it takes whatever is possible.
type LossControl struct {
	Label     string  // beside the slider
	Says      string  // to a screen reader
	Low, High float64 // of the slider
	Step      float64
	Log       bool    // the slider's ends and steps are powers of ten
	On        float64 // value of a switch that is ticked
}

var lossControls = map[string]LossControl{
	"pos_weight":  {Label: "pos_weight", Says: "weight of the positives", Low: -2, High: 2, Step: 0.05, Log: true},
	"gamma":       {Label: "γ", Says: "γ", High: 5, Step: 0.1},
	"alpha":       {Label: "α", Says: "α", High: 1, Step: 0.01},
	"beta":        {Label: "β", Says: "β", High: 1, Step: 0.01},
	"smooth":      {Label: "smoothing", Says: "smoothing", High: 10, Step: 0.1},
	"mix":         {Label: "mix", Says: "share of the Dice loss in the mix", High: 1, Step: 0.01},
	"weight_bce":  {Label: "× cross-entropy", Says: "weight of the cross-entropy", High: 2, Step: 0.05},
	"weight_dice": {Label: "× Dice", Says: "weight of the Dice loss", High: 2, Step: 0.05},
	"balance":     {Label: "class weights", Says: "how far classes are weighted against their number", High: 1, Step: 0.05},
	"focal_gamma": {Label: "focal γ", Says: "focal γ", High: 3, Step: 0.05},
	"use_alpha":   {Label: "without α", On: 0},
	"squared":     {Label: "squared, as V-Net", On: 1},
	"all_classes": {Label: "also classes that do not occur", On: 1},
}

// ControlFor returns how a parameter is set. A switch has no slider and the
// value On when it is ticked.
func ControlFor(param string) LossControl { return lossControls[param] }
