package templates

// ImagesView is the part of the page that only a segmentation run has: its numbers
// image by image, and pictures of the images.
type ImagesView struct {
	Lead     string             // how a mask is made
	Measures []ImageMeasureView // of all images
	Strip    ImageStripView
	Course   ImageCourseView
	Large    ImageLargeView
	Cells    []CellView // the key of the colours, with the counts of all pixels
	Orders   []ChipView
	Layers   []ChipView
	Cards    []ImageView // those of this page of the gallery
	Previous string
	Next     string
	Page     string
	Pages    string
	Losses   ImageLossesView
	Data     ImagesData
}

// ImageMeasureView is a measure of masks in its two reductions.
type ImageMeasureView struct {
	ID, Name     string
	Pooled, Mean string
	Reason       string // why the pooled one is undefined; "" if it is not
	PooledRange  string // the interval of the pooled one, or why there is none
	MeanRange    string
	Over         string // "over 19 of 20 images; 1 undefined: an empty mask, called empty"
}

// ImageStripView is a measure of every image as a dot.
type ImageStripView struct {
	Title        string
	Dots         string // a path of points in a square of 1000
	Chosen       string // the same of the image that is shown large
	Mean, Pooled string // places of the two reductions, "" if undefined
	Ticks        []TickView
	Says         string // for a screen reader
	Note         string
}

// ImageCourseView is how a measure depends on the threshold.
type ImageCourseView struct {
	Title        string
	Mean, Pooled string // paths in a square of 1000
	Band         string
	At           string // place of the threshold
	XTicks       []TickView
	YTicks       []TickView
	Axis         string
}

// ImageLargeView is one image shown large. Without one, its places are empty.
type ImageLargeView struct {
	ImageView
	Shown    bool
	Facts    []FactView
	Previous string
	Next     string
	Close    string
}

// ImageView is one image at the threshold.
type ImageView struct {
	Number        int
	Name          string
	Size          string // "60 × 76 pixels"
	Height, Width int
	Counts        []CellView
	Dice, IoU     string
	Note          string // why these are undefined; "" if they are not
	Says          string // of the picture
	Href          string // of the image shown large
	PNG           string // address of the picture
}

// tall reports whether the image fills the height of its box.
func (m ImageView) tall() bool { return 4*m.Height > 3*m.Width }

// ImageLossesView is the table of losses in their two reductions.
type ImageLossesView struct {
	Rows []ImageLossView
	Note string
	Here string // the losses section, where the parameters are set
}

// ImageLossView is one loss in its two reductions.
type ImageLossView struct {
	ID, Name, Parameters string
	Mean, Pooled         string
	MeanNote, PooledNote string // over how many images, or why it is undefined
	PerImage             bool   // that is the usual reduction
}

// ImagesData is the data of the script of the images.
type ImagesData struct {
	Sweeps string            `json:"sweeps"` // URL of each image's sweep; "" if they are too large to send
	Counts string            `json:"counts"` // URL of the numbers of the images at a threshold
	Maps   string            `json:"maps"`   // URL of an image's labels and scores, with {image} for its number
	Images []ImageData       `json:"images"`
	Image  *int              `json:"image"` // the one that is shown large; null: none
	Order  string            `json:"order"`
	Layer  string            `json:"layer"`
	Page   int               `json:"page"`
	Greys  [2]float64        `json:"greys"` // scores that are black and white
	Slots  int               `json:"slots"` // images on a page
	Few    string            `json:"few"`   // why one image has no intervals
	Why    map[string]string `json:"why"`   // reasons why a measure of an image is undefined, by measure
	Note   string            `json:"note"`  // below the strip
}

// ImageData is an image as its script needs it.
type ImageData struct {
	Name   string `json:"name"`
	Size   string `json:"size"`
	Height int    `json:"height"`
	Width  int    `json:"width"`
}
