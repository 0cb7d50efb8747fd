package tradeoff

import (
	"net/url"
	"strconv"
	"strings"
)

// ImageState is what a person has set on the page of a segmentation run beside
// its threshold. The zero ImageState is the default.
type ImageState struct {
	Image *int       // the one that is shown large, counted from 0; nil: none
	Order ImageOrder // "" is the first of [ImageOrders]
	Layer ImageLayer // "" is the first of [ImageLayers]
	Page  int        // of the gallery, counted from 1; 0 is 1
}

// ImageOrder is an order in which images are shown.
type ImageOrder string

// The orders. Images for which Dice is undefined come last in its order.
const (
	LowestDice   ImageOrder = "dice"  // and IoU, which orders images alike
	MostMissed   ImageOrder = "-fn"   // the most false negatives first
	MostFalse    ImageOrder = "-fp"   // the most false positives first
	ByFile       ImageOrder = "index" // as in the file
	defaultOrder            = LowestDice
)

// ImageOrders are all orders, the default first.
func ImageOrders() []ImageOrder {
	return []ImageOrder{LowestDice, MostMissed, MostFalse, ByFile}
}

// ImageLayer is what is drawn of an image.
type ImageLayer string

// The layers.
const (
	OutcomeLayer ImageLayer = "overlay" // the outcome of every pixel
	ScoreLayer   ImageLayer = "scores"  // the scores as shades of grey
	MaskLayer    ImageLayer = "mask"    // the true mask
	defaultLayer            = OutcomeLayer
)

// ImageLayers are all layers, the default first.
func ImageLayers() []ImageLayer { return []ImageLayer{OutcomeLayer, ScoreLayer, MaskLayer} }

// parseImages reads image, images, layer and image_page.
func parseImages(q url.Values) (ImageState, error) {
	var s ImageState
	if v := strings.TrimSpace(q.Get("image")); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 0 {
			return s, Errorf(Invalid, "image is %.40q", v).WithMend("Give a whole number from 0 up.")
		}
		s.Image = &n
	}
	if v := strings.TrimSpace(q.Get("image_page")); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 {
			return s, Errorf(Invalid, "image_page is %.40q", v).WithMend("Give a whole number from 1 up.")
		}
		s.Page = n
	}
	var err error
	if s.Order, err = oneOf("images", q.Get("images"), ImageOrders()); err != nil {
		return s, err
	}
	if s.Layer, err = oneOf("layer", q.Get("layer"), ImageLayers()); err != nil {
		return s, err
	}
	return s.usual(), nil
}

// oneOf returns text if it is one of several, the first of which is the default.
func oneOf[T ~string](name, text string, all []T) (T, error) {
	if text == "" {
		return all[0], nil
	}
	var list []string
	for _, x := range all {
		if text == string(x) {
			return x, nil
		}
		list = append(list, string(x))
	}
	return all[0], Errorf(Invalid, "%s is %.40q", name, text).WithMend("Give one of %s.", strings.Join(list, ", "))
}

// usual returns s with the zero values of what is the default.
func (s ImageState) usual() ImageState {
	if s.Order == defaultOrder {
		s.Order = ""
	}
	if s.Layer == defaultLayer {
		s.Layer = ""
	}
	if s.Page == 1 {
		s.Page = 0
	}
	return s
}

// Sorted returns the order.
func (s ImageState) Sorted() ImageOrder {
	if s.Order == "" {
		return defaultOrder
	}
	return s.Order
}

// Drawn returns the layer.
func (s ImageState) Drawn() ImageLayer {
	if s.Layer == "" {
		return defaultLayer
	}
	return s.Layer
}

// addTo writes what [parseImages] reads.
func (s ImageState) addTo(q url.Values) {
	s = s.usual()
	if s.Image != nil {
		q.Set("image", strconv.Itoa(*s.Image))
	}
	if s.Order != "" {
		q.Set("images", string(s.Order))
	}
	if s.Layer != "" {
		q.Set("layer", string(s.Layer))
	}
	if s.Page > 0 {
		q.Set("image_page", strconv.Itoa(s.Page))
	}
}
