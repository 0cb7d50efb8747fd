package source

// ImagePixels are the pixels of one image, row by row.
type ImagePixels struct {
	Height, Width int
	Label         []uint8 // 1 or 0, or [Ignored]
	Score         []float64
}

// Ignored is the label of a pixel that does not count: it has the weight 0.
const Ignored = 255
