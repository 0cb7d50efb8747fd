package tradeoff

// ImageState is the state of the page of a segmentation run besides its threshold. The
// zero ImageState is the default.
type ImageState struct {
	Image *int       // the enlarged image, counted from 0; nil: none
	Order ImageOrder // "" is the first of [ImageOrders]
	Layer ImageLayer // "" is the first of [ImageLayers]
	Page  int        // of the gallery, counted from 1; 0 is 1
}

// ImageOrder is an order in which images are shown.
type ImageOrder string

// The orders. Images for which Dice is undefined come last in its order.
const (
	LowestDice   ImageOrder = "dice"  // lowest first; IoU gives the same order
	MostMissed   ImageOrder = "-fn"   // the most false negatives first
	MostFalse    ImageOrder = "-fp"   // the most false positives first
	ByFile       ImageOrder = "index" // as in the file
	defaultOrder            = LowestDice
)

// ImageOrders are all orders, the default first.
func ImageOrders() []ImageOrder {
	return []ImageOrder{LowestDice, MostMissed, MostFalse, ByFile}
}

// ImageLayer is what is drawn over an image.
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

// imageFields are the parameters of an [ImageState].
var imageFields = []Field[ImageState]{
	whole(
		Parameter{Name: "image", About: "the enlarged image, counted from 0; none if absent", Range: wholeFrom(0)},
		"a whole number from 0 up",
		func(s *ImageState) *int { return s.Image },
		func(s *ImageState, n int) { s.Image = &n },
	),
	whole(
		Parameter{Name: "image_page", About: "the page of the gallery", Default: "1", Range: wholeFrom(1)},
		"a whole number from 1 up",
		func(s *ImageState) *int {
			if s.Page == 1 {
				return nil
			}
			return unlessZero(s.Page)
		},
		func(s *ImageState, n int) {
			if n > 1 {
				s.Page = n
			}
		},
	),
	choice("images", "the order of the images",
		func(s *ImageState) *ImageOrder { return &s.Order }, defaultOrder, ImageOrders()...),
	choice("layer", "what is drawn over an image",
		func(s *ImageState) *ImageLayer { return &s.Layer }, defaultLayer, ImageLayers()...),
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
