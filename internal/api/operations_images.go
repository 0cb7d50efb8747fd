package api

import "tradeoff/internal/evaluate"

// imageOperations are those on the images of a segmentation run.
func (s *API) imageOperations() []Operation {
	return []Operation{
		{
			ID: "listImages", Group: ofImages, Method: "GET", Path: "/runs/{id}/images",
			Summary: "List the images of a segmentation run at a threshold, the worst first",
			about: "Dice, IoU, precision and recall of every image, over the pixels of all images together (pooled), " +
				"and as the mean in which every image counts the same. " +
				"An image without a value, such as the Dice of an empty mask with an empty prediction, " +
				"comes last and is not part of the mean.",
			Query: imageParameters(thresholdParameter, imageSortParameter,
				oneOf("intervals", "1: with 95% intervals of pooled and mean, from resampling complete images", "0", "1", "0"),
				limitParameter, cursorParameter),
			answers: content{of: imagesJSON{}},
			handle:  imageAPI{s}.getImages,
		},
		{
			ID: "getImageLosses", Group: ofImages, Method: "GET", Path: "/runs/{id}/images/losses",
			Summary: "Get the losses of a segmentation run in both reductions: the mean over images, and over all pixels",
			Query:   imageParameters(lossParameters()...),
			answers: content{of: imageLossesJSON{}},
			handle:  imageAPI{s}.getImageLosses,
		},
		{
			ID: "getClassOverlaps", Group: ofImages, Method: "GET", Path: "/runs/{id}/images/classes",
			Summary: "Get Dice and IoU of every class of a segmentation run with more than two, " +
				"pooled and as the mean over images",
			about: "The prediction for a pixel is the class with the highest score. " +
				"For one class at a threshold, list the images with the parameter class.",
			answers: content{of: evaluate.ClassOverlaps{}},
			handle:  imageAPI{s}.getClassOverlaps,
		},
		{
			ID: "getImageSweeps", Group: ofImages, Method: "GET", Path: "/runs/{id}/images/sweeps/{hash}.bin",
			Summary: "Get the sweep of every image in the binary form that the browser reads",
			about:   "The member “sweeps” of the list of images has its address. The content at an address never changes.",
			Query:   imageParameters(),
			answers: binaryContent,
			handle:  imageAPI{s}.getImageSweeps,
		},
		{
			ID: "getImage", Group: ofImages, Method: "GET", Path: "/runs/{id}/images/{image}",
			Summary: "Get one image at a threshold, with its losses",
			Query:   imageParameters(append(lossParameters(), thresholdParameter)...),
			answers: content{of: imageDetailJSON{}},
			handle:  imageAPI{s}.getImage,
		},
		{
			ID: "getImageMap", Group: ofImages, Method: "GET", Path: "/runs/{id}/images/{image}/map/{hash}.bin",
			Summary: "Get the labels and scores of the pixels of an image in the binary form that the browser draws",
			about:   "The member “map” of an image has its address. The content at an address never changes.",
			Query:   imageParameters(),
			answers: binaryContent,
			handle:  imageAPI{s}.getImageMap,
		},
	}
}
