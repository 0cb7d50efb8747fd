package run

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/chart"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/page/show"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

const (
	imagesOnPage = 12
)

// maskMeasures are what a mask is judged by, and what an image is of which the
// measure is undefined.
var maskMeasures = []struct {
	id, name, why string
	at            func(evaluate.ImagePoint) evaluate.Quantity
	mean          func(evaluate.ImageMeans) evaluate.ImageMean
}{
	{"dice", "Dice", show.EmptyMask, func(p evaluate.ImagePoint) evaluate.Quantity { return p.Dice },
		func(m evaluate.ImageMeans) evaluate.ImageMean { return m.Dice }},
	{"iou", "IoU", show.EmptyMask, func(p evaluate.ImagePoint) evaluate.Quantity { return p.IoU },
		func(m evaluate.ImageMeans) evaluate.ImageMean { return m.IoU }},
	{"precision", "Pixel precision", "nothing called",
		func(p evaluate.ImagePoint) evaluate.Quantity { return p.Precision },
		func(m evaluate.ImageMeans) evaluate.ImageMean { return m.Precision }},
	{"recall", "Pixel recall", "an empty mask", func(p evaluate.ImagePoint) evaluate.Quantity { return p.Recall },
		func(m evaluate.ImageMeans) evaluate.ImageMean { return m.Recall }},
}

var (
	ImageOrderNames = map[tradeoff.ImageOrder]string{
		tradeoff.LowestDice: "lowest Dice and IoU", tradeoff.MostMissed: "most missed pixels",
		tradeoff.MostFalse: "most false pixels", tradeoff.ByFile: "as in the file",
	}
	imageLayerNames = map[tradeoff.ImageLayer]string{
		tradeoff.OutcomeLayer: "outcomes", tradeoff.ScoreLayer: "scores", tradeoff.MaskLayer: "true mask",
	}
)

func (v RunView) Images() *templates.ImagesView {
	f := v.ImageResults
	if f == nil {
		return nil
	}
	state, e := v.State.Images, v.Experiment
	out := &templates.ImagesView{
		Lead: fmt.Sprintf("From the threshold up, a pixel is called %s: that is the mask which is compared with the true "+
			"one, image by image.", e.PositiveName),
	}
	for _, m := range maskMeasures {
		pooled, mean := m.at(f.Report.Pooled), m.mean(f.Report.Mean)
		row := templates.ImageMeasureView{
			ID: m.id, Name: m.name,
			Over: overImages(mean.Defined, f.Report.Count, m.why),
		}
		if !pooled.Value.OK {
			row.Reason = "undefined: " + e.ReasonText(pooled.Reason)
		}
		row.Pooled, row.PooledRange = imageSection{v}.imageMeasure(pooled.Value, f.Intervals.Pooled[m.id])
		row.Mean, row.MeanRange = imageSection{v}.imageMeasure(mean.Value, f.Intervals.Mean[m.id])
		out.Measures = append(out.Measures, row)
	}
	imageSection{v}.imageStrip(&out.Strip)
	imageSection{v}.imageCourse(&out.Course)
	for _, id := range tradeoff.Cells {
		out.Cells = append(out.Cells, v.cell(id))
	}
	for _, o := range tradeoff.ImageOrders() {
		href := imageSection{v}.atImages(func(s *tradeoff.ImageState) { s.Order, s.Page = o, 0 }, "#images")
		out.Orders = append(out.Orders, templates.ChipView{ID: string(o), Label: ImageOrderNames[o],
			Pressed: o == state.Sorted(), Href: href})
	}
	for _, l := range tradeoff.ImageLayers() {
		href := imageSection{v}.atImages(func(s *tradeoff.ImageState) { s.Layer = l }, "#images")
		out.Layers = append(out.Layers, templates.ChipView{ID: string(l), Label: imageLayerNames[l],
			Pressed: l == state.Drawn(), Href: href})
	}
	imageSection{v}.gallery(out)
	out.Large = imageSection{v}.largeImage()
	out.Losses = imageSection{v}.imageLossTable()
	out.Data = imageSection{v}.imagesData(out)
	return out
}

// atImages returns the address of this page with other images.
func (v imageSection) atImages(change func(*tradeoff.ImageState), part string) string {
	return v.with(func(s *tradeoff.State) { change(&s.Images) }) + part
}

// overImages says over how many of n images a mean is; why says what the others are.
func overImages(defined, n int, why string) string {
	if defined == n {
		return fmt.Sprintf("over %s %s", format.Count(n), format.Plural(n, "image", "images"))
	}
	return fmt.Sprintf("over %s of %s images; %s undefined: %s", format.Count(defined), format.Count(n),
		format.Count(n-defined), why)
}

const fewImages = "it takes two images"

// imageMeasure returns the texts of a measure and of its interval, or why it has none; ""
// if the measure itself is undefined.
func (v imageSection) imageMeasure(of calc.Value, r evaluate.ImageInterval) (value, interval string) {
	switch {
	case !of.OK:
		return format.Undefined, ""
	case r.Low.OK && r.High.OK:
		return format.Shares.WithInterval(of.V, r.Low.V, r.High.V)
	case r.Reason == calc.TooFewSamples:
		return show.OverlapText(of), "no interval: " + fewImages
	default:
		return show.OverlapText(of), "no interval: " + v.Experiment.ReasonText(r.Reason)
	}
}

// imageName is the name of image i, fit for a caption.
func (v imageSection) imageName(i int) string {
	return format.Isolate(format.Shorten(v.Run.ImageName(i), explore.MaxNameInSentence))
}

// gallery shows one page of the images.
func (v imageSection) gallery(out *templates.ImagesView) {
	order := v.ImageResults.Order
	pages := max(1, (len(order)+imagesOnPage-1)/imagesOnPage)
	page := min(max(v.State.Images.Page, 1), pages)
	out.Page, out.Pages = strconv.Itoa(page), strconv.Itoa(pages)
	turn := func(to int) string {
		if to < 1 || to > pages {
			return ""
		}
		return v.atImages(func(s *tradeoff.ImageState) { s.Page = to }, "#images")
	}
	out.Previous, out.Next = turn(page-1), turn(page+1)
	for _, i := range order[(page-1)*imagesOnPage : min(page*imagesOnPage, len(order))] {
		out.Cards = append(out.Cards, v.imageView(i))
	}
}

// imageView shows image i.
func (v imageSection) imageView(i int) templates.ImageView {
	p, m := v.ImageResults.Report.Each[i], v.Run.Images[i]
	out := templates.ImageView{
		Number: i, Name: v.imageName(i), Size: imageSize(m), Height: m.Height, Width: m.Width,
		Dice: show.OverlapText(p.Dice.Value), IoU: show.OverlapText(p.IoU.Value),
		Href: v.atImages(func(s *tradeoff.ImageState) { s.Image = &i }, "#image"),
		PNG:  v.picturePath(i),
	}
	if !p.Dice.Value.OK {
		out.Note = "undefined: " + show.EmptyMask
	}
	var says []string
	for _, id := range tradeoff.Cells {
		n := format.Quantity(explore.CellCount(p.Confusion, id))
		out.Counts = append(out.Counts, templates.CellView{ID: id, Name: explore.CellNames[id], Count: n})
		says = append(says, n+" "+explore.CellNames[id])
	}
	out.Says = out.Name + ": " + strings.Join(says, ", ")
	return out
}

func imageSize(m tradeoff.Image) string {
	return fmt.Sprintf("%s × %s pixels", format.Count(m.Height), format.Count(m.Width))
}

// largeImage shows the image that the state names on its own.
func (v imageSection) largeImage() templates.ImageLargeView {
	f, i := v.ImageResults, 0
	out := templates.ImageLargeView{Shown: v.State.Images.Image != nil,
		Close: v.atImages(func(s *tradeoff.ImageState) { s.Image = nil }, "#images")}
	if out.Shown {
		i = *v.State.Images.Image
	}
	out.ImageView = v.imageView(i)
	beside := func(by int) string {
		at := (slices.Index(f.Order, i) + by + len(f.Order)) % len(f.Order)
		return v.atImages(func(s *tradeoff.ImageState) { s.Image = &f.Order[at] }, "#image")
	}
	out.Previous, out.Next = beside(-1), beside(1)
	for _, m := range maskMeasures {
		value := m.at(f.Report.Each[i]).Value
		fact := templates.FactView{ID: m.id, Name: m.name, Value: show.OverlapText(value)}
		if !value.OK {
			fact.Reason = "undefined: " + m.why
		}
		out.Facts = append(out.Facts, fact)
	}
	return out
}

// stripColumns is how many piles of dots the strip has.
const stripColumns = 50

// strip returns the places of values from 0 to 1 in a square of 1000, which pile
// up where they are close; x is -1 for undefined ones.
func strip(values []calc.Value) [][2]int {
	var height [stripColumns]int
	most := 1
	column := func(v calc.Value) int { return min(int(v.V*stripColumns), stripColumns-1) }
	for _, v := range values {
		if v.OK {
			c := column(v)
			height[c]++
			most = max(most, height[c])
		}
	}
	step := min(110, 940/float64(most))
	clear(height[:])
	out := make([][2]int, len(values))
	for i, v := range values {
		if out[i] = [2]int{-1, 0}; v.OK {
			c := column(v)
			out[i] = [2]int{(2*c + 1) * show.PathSide / (2 * stripColumns), int(math.Floor(960 - step*float64(height[c]) + 0.5))}
			height[c]++
		}
	}
	return out
}

func dotAt(at [2]int) string {
	if at[0] < 0 {
		return ""
	}
	return fmt.Sprintf("M%d %dh0", at[0], at[1])
}

// stripNote explains the strip where no dot is pointed at.
const stripNote = "A dot is an image. The line is the mean over images, the dashed one all pixels pooled. Choose a " +
	"dot to see its image."

func (v imageSection) imageStrip(out *templates.ImageStripView) {
	r := v.ImageResults.Report
	values := make([]calc.Value, r.Count)
	for i, p := range r.Each {
		values[i] = p.Dice.Value
	}
	places := strip(values)
	var dots strings.Builder
	for _, at := range places {
		dots.WriteString(dotAt(at))
	}
	out.Dots, out.Title = dots.String(), "Dice of each image"
	if i := v.State.Images.Image; i != nil {
		out.Chosen = dotAt(places[*i])
	}
	mean := r.Mean.Dice
	if mean.Value.OK {
		out.Mean = show.Percent(mean.Value.V)
	}
	if pooled := r.Pooled.Dice.Value; pooled.OK {
		out.Pooled = show.Percent(pooled.V)
	}
	out.Ticks = show.UnitPlot.XTicks(5)
	out.Note = stripNote
	out.Says = out.Title + ": mean " + show.OverlapText(mean.Value) + " " + overImages(mean.Defined, r.Count,
		show.EmptyMask)
}

// courseSteps is between how many thresholds the course of Dice is straight.
const courseSteps = 100

// imageCourse draws Dice against the threshold.
func (v imageSection) imageCourse(out *templates.ImageCourseView) {
	f := v.ImageResults
	whole := v.Axis.All() // the course does not zoom
	var mean, pooled, top, bottom []chart.Point
	for k := range courseSteps + 1 {
		share := float64(k) / courseSteps
		t := whole.Score(share)
		each := f.Images.Mean(func(s *calc.Sweep) calc.Value { return s.At(t).F1() })
		if each.Defined > 0 {
			lower, upper := middle(each.PerImage)
			mean = append(mean, chart.Point{X: share, Y: each.Mean.V})
			bottom, top = append(bottom, chart.Point{X: share, Y: lower}), append(top, chart.Point{X: share, Y: upper})
		}
		if p := f.Images.Pooled.At(t).F1(); p.OK {
			pooled = append(pooled, chart.Point{X: share, Y: p.V})
		}
	}
	slices.Reverse(bottom)
	out.Title = "Dice at each threshold"
	out.Mean, out.Pooled = chart.Path(mean, 0, 1, show.PathSide, show.PathSide), chart.Path(pooled, 0, 1, show.PathSide,
		show.PathSide)
	out.Band = show.OutlinePath(append(top, bottom...))
	out.At, out.Axis = show.Percent(whole.At(v.Point.Threshold)), "threshold"
	for _, t := range chart.ScoreTicks(whole, 5, v.InPercent()) {
		out.XTicks = append(out.XTicks, templates.TickView{At: show.Percent(t.Value), Text: t.Text})
	}
	out.YTicks = show.UnitPlot.YTicks(4)
}

// middle returns between what values the middle 80% of those defined lie.
func middle(values []calc.Value) (low, high float64) {
	var sorted []float64
	for _, v := range values {
		if v.OK {
			sorted = append(sorted, v.V)
		}
	}
	slices.Sort(sorted)
	return calc.Quantile(sorted, 0.1), calc.Quantile(sorted, 0.9)
}

// imageLossTable is the table of losses in their two reductions.
func (v imageSection) imageLossTable() templates.ImageLossesView {
	out := templates.ImageLossesView{
		Here: "#losses",
		Note: "The mean over images takes the loss of each image and counts every image the same, so that a small object " +
			"is as dear as a large one. Pooled, all pixels make one mask, in which a small object hardly shows. Libraries " +
			"differ in what they use: the usual reduction of each loss is set in bold.",
	}
	for _, l := range v.ImageResults.Losses {
		m, _ := calc.MetricByID(l.ID)
		row := templates.ImageLossView{
			ID: l.ID, Name: m.Name, PerImage: l.Usual == evaluate.PerImage, Parameters: v.parameters(m),
			Mean: format.Undefined, Pooled: format.Undefined,
			MeanNote: overImages(l.PerImage.Defined, len(l.Each), v.lossReason(l.Each)),
		}
		if d, _ := catalog.LossByID(l.ID); d.Shape == catalog.Mix {
			row.MeanNote = "cross-entropy of all pixels, Dice loss " + row.MeanNote
		}
		if x := l.PerImage.Value; x.OK {
			row.Mean = format.Significant(x.V, show.LossDigits)
		} else {
			row.MeanNote = "undefined: " + v.Experiment.ReasonText(l.PerImage.Reason)
		}
		if x := l.Pooled.Value; x.OK {
			row.Pooled = format.Significant(x.V, show.LossDigits)
		} else {
			row.PooledNote = "undefined: " + v.Experiment.ReasonText(l.Pooled.Reason)
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// parameters lists those of a loss with their values.
func (v imageSection) parameters(m calc.Metric) string {
	var list []string
	for _, p := range v.State.Losses.Params(m) {
		c, x := p.Control, v.State.Losses.Value(m, p)
		if !p.Switch {
			list = append(list, c.Label+" "+format.Number(x))
		} else if x == c.On {
			list = append(list, c.Label)
		}
	}
	return strings.Join(list, ", ")
}

// lossReason says why a loss is undefined for some images.
func (v imageSection) lossReason(each []evaluate.Quantity) string {
	for _, x := range each {
		if !x.Value.OK {
			return v.Experiment.ReasonText(x.Reason)
		}
	}
	return ""
}

func (v imageSection) imagesData(out *templates.ImagesView) templates.ImagesData {
	state := v.State.Images
	page, _ := strconv.Atoi(out.Page)
	data := templates.ImagesData{
		Sweeps: v.ImageResults.Sweeps, Counts: v.Addresses().API("/images", nil), Maps: v.Addresses().ImageMaps(),
		Image: state.Image, Order: string(state.Sorted()), Layer: string(state.Drawn()), Page: page, Slots: imagesOnPage,
		Greys: v.greys(), Few: fewImages, Why: make(map[string]string), Note: stripNote,
	}
	for _, m := range maskMeasures {
		data.Why[m.id] = m.why
	}
	for i, m := range v.Run.Images {
		data.Images = append(data.Images, templates.ImageData{Name: v.imageName(i), Size: imageSize(m), Height: m.Height,
			Width: m.Width})
	}
	return data
}

// greys returns the scores that are drawn black and white.
func (v imageSection) greys() [2]float64 {
	if v.Run.ScoreKind == calc.Probability {
		return [2]float64{0, 1}
	}
	return [2]float64{v.Display.Histogram.Low, v.Display.Histogram.High}
}
