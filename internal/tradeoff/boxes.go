package tradeoff

import (
	"net/url"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
)

// Boxes is what a person has set on the page of a detection run. The zero Boxes
// is the default.
type Boxes struct {
	Eta       *float64 // of the IoU-balanced loss; nil: the usual one
	Plain     bool     // its weights are not normalised
	Focal     bool     // it shares out the focal loss, not the cross-entropy
	TrueBoxes int      // in all images; 0: as uploaded
	IoU       float64  // from which a box is found; 0: 0.5
}

// mostEta is the largest η that may be asked for.
const mostEta = 100

// parseBoxes reads eta, normalize=0, base=focal, true_boxes and iou.
func parseBoxes(q url.Values) (Boxes, error) {
	var b Boxes
	if v := strings.TrimSpace(q.Get("eta")); v != "" {
		x, err := ParseNumber(v)
		if err != nil || !(x >= 0 && x <= mostEta) {
			return b, Errorf(Invalid, "eta is %q", v).WithMend("Give a number from 0 to %d.", mostEta)
		}
		if x != calc.DefaultIoUBalanced().Eta {
			b.Eta = &x
		}
	}
	if v := strings.TrimSpace(q.Get("true_boxes")); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 {
			return b, Errorf(Invalid, "true_boxes is %q", v).WithMend("Give a whole number from 1 up.")
		}
		b.TrueBoxes = n
	}
	if v := strings.TrimSpace(q.Get("iou")); v != "" {
		x, err := ParseNumber(v)
		if err != nil || !(x > 0 && x <= 1) {
			return b, Errorf(Invalid, "iou is %q", v).WithMend("Give a number above 0, up to 1, such as 0.75.")
		}
		if x != 0.5 {
			b.IoU = x
		}
	}
	switch base := q.Get("base"); base {
	case "", "cross_entropy":
	case "focal":
		b.Focal = true
	default:
		return b, Errorf(Invalid, "base is %q", base).WithMend("Give cross_entropy or focal.")
	}
	b.Plain = q.Get("normalize") == "0"
	return b, nil
}

func (b Boxes) addTo(q url.Values) {
	if b.Eta != nil {
		q.Set("eta", strconv.FormatFloat(*b.Eta, 'g', -1, 64))
	}
	if b.Plain {
		q.Set("normalize", "0")
	}
	if b.Focal {
		q.Set("base", "focal")
	}
	if b.TrueBoxes > 0 {
		q.Set("true_boxes", strconv.Itoa(b.TrueBoxes))
	}
	if b.IoU > 0 {
		q.Set("iou", strconv.FormatFloat(b.IoU, 'g', -1, 64))
	}
}

// Loss returns the parameters of the IoU-balanced loss.
func (b Boxes) Loss() calc.IoUBalanced {
	o := calc.DefaultIoUBalanced()
	if b.Eta != nil {
		o.Eta = *b.Eta
	}
	o.Normalize = !b.Plain
	if b.Focal {
		f := calc.DefaultFocal()
		o.Focal = &f
	}
	return o
}

// Overlap returns the IoU from which a box is found.
func (b Boxes) Overlap() float64 {
	if b.IoU == 0 {
		return 0.5
	}
	return b.IoU
}
