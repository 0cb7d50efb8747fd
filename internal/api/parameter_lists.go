package api

import (
	"math"
	"slices"
	"strings"

	"tradeoff/internal/catalog"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
	"tradeoff/internal/ingest"
	"tradeoff/internal/report"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// Parameters that several operations take.
var (
	limitParameter  = integer("limit", "the maximum number of entries", 100, 1, 1000)
	cursorParameter = text("cursor", "where the list continues: the member “next” of the previous answer")

	runsParameters = []Parameter{
		text("search", "part of the name, a tag, the notes, the version of the model, the commit, "+
			"or a parameter as key=value"),
		text("tag", "only runs with this tag"),
		text("commit", "only runs of this Git commit; its beginning is enough"),
		keyed("param.KEY", "only runs whose parameter KEY has this value, such as param.optimizer=adam"),
		sortParameter(source.RunSorts), limitParameter, cursorParameter,
	}

	thresholdParameter  = stateParameter("threshold")
	policyParameter     = stateParameter("policy")
	costFPParameter     = stateParameter("cost_fp")
	costFNParameter     = stateParameter("cost_fn")
	prevalenceParameter = stateParameter("prevalence")

	curvesParameter        = stateList("curves", tradeoff.DefaultCurves(), metricIDs(tradeoff.IsCurve))
	bandParameter          = stateParameter("band")
	binsParameter          = stateParameter("bins")
	histogramBinsParameter = stateParameter("histogram_bins")
	chartsParameter        = stateList("charts", tradeoff.DefaultCharts(), chartIDs())
	metricsParameter       = stateList("metrics", tradeoff.DefaultMetrics(), metricIDs(nil))

	// stateParameters select an operating point of a run, and a part of the run.
	stateParameters = ofPart(thresholdParameter, policyParameter, costFPParameter, costFNParameter, prevalenceParameter)

	// boxParameters are those of a detection run.
	boxParameters = []Parameter{
		stateParameter("eta"), stateParameter("normalize"), stateParameter("base"), stateParameter("iou"),
		stateParameter("true_boxes"),
	}

	// imageSortParameter selects the order of images.
	imageSortParameter = oneOf("sort", aboutSort, evaluate.ImageSorts[0], bothWays(evaluate.ImageSorts)...)

	// reportFormatParameter selects the file format of a report.
	reportFormatParameter = func() Parameter {
		var names []string
		for _, f := range report.Formats {
			names = append(names, f.Name)
		}
		return oneOf("format", "of the file", names[0], names...)
	}()
)

const aboutSort = "the order of the list; a minus reverses it, and undefined values come last"

// sortParameter selects the order of a list. The newest entries come first by
// default.
func sortParameter(names []string) Parameter {
	return oneOf("sort", aboutSort, "-created_at", bothWays(names)...)
}

// bothWays returns every name, followed by the same name with a minus.
func bothWays(names []string) []string {
	var words []string
	for _, name := range names {
		words = append(words, name, "-"+name)
	}
	return words
}

// windowParameters select a part of a list of things such as "rows".
func windowParameters(things string, usual int) []Parameter {
	return []Parameter{
		integer("offset", "the number of "+things+" to skip", 0, 0, math.MaxInt32),
		integer("limit", "the maximum number of "+things, usual, 1, 1000),
	}
}

// metricIDs returns the ids of the metrics of a confusion matrix for which
// wanted is true; nil wants all.
func metricIDs(wanted func(id string) bool) (ids []string) {
	for _, m := range catalog.Metrics {
		if wanted == nil || wanted(m.ID) {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// chartIDs returns the ids of all charts.
func chartIDs() (ids []string) {
	for _, k := range tradeoff.ChartKinds() {
		ids = append(ids, k.ID)
	}
	return ids
}

// tableParameters converts a table of the package tradeoff. It leaves out the
// parameter page, which the API does not use, and those named in without.
func tableParameters(list []tradeoff.Parameter, without ...string) []Parameter {
	var out []Parameter
	for _, p := range list {
		if p.Name != "page" && !slices.Contains(without, p.Name) {
			out = append(out, tableParameter(p))
		}
	}
	return out
}

// ofSeveralRuns converts a table for several runs, and adds the parameters of
// the state that the runs share.
func ofSeveralRuns(list []tradeoff.Parameter, without ...string) []Parameter {
	out := tableParameters(list, without...)
	for i, p := range out {
		if p.Name == "run" {
			out[i] = p.needed()
		}
	}
	return ofPart(append(out, costFPParameter, costFNParameter, prevalenceParameter)...)
}

// compareParameters select the runs of a comparison and their thresholds.
func compareParameters() []Parameter { return ofSeveralRuns(tradeoff.CompareParameters(), "metric") }

// ranksParameters select the runs of a ranking, their thresholds, and the two
// metrics of the Pareto front.
func ranksParameters() []Parameter { return ofSeveralRuns(tradeoff.RankParameters()) }

// disagreementParameters select two runs, their thresholds, and a part of the
// rows on which they disagree.
func disagreementParameters() []Parameter {
	return append(ofSeveralRuns(tradeoff.DisagreementParameters()), windowParameters("rows", explore.ExamplesPerPage)...)
}

// exampleParameters select rows of a run with two classes or more.
func exampleParameters() []Parameter {
	list := tableParameters(tradeoff.ExampleParameters())
	for _, p := range tableParameters(tradeoff.ClassExampleParameters()) {
		i := slices.IndexFunc(list, func(known Parameter) bool { return known.Name == p.Name })
		if i < 0 {
			list = append(list, p)
		} else if p.Name == "sort" { // the orders and defaults differ
			list[i] = eitherOrder(list[i], p)
		}
	}
	return list
}

// eitherOrder returns the parameter sort for runs with two classes and with more,
// which have different orders.
func eitherOrder(two, many Parameter) Parameter {
	out := oneOf(two.Name, "the rows that come first: with two classes "+wordsOf(two)+"; with more "+wordsOf(many), "")
	out.schema.Enum = slices.Clone(two.schema.Enum)
	for _, word := range many.schema.Enum {
		if !slices.Contains(out.schema.Enum, word) {
			out.schema.Enum = append(out.schema.Enum, word)
		}
	}
	return out
}

// ofPart returns parameters with those that select a part of a run.
func ofPart(list ...Parameter) []Parameter {
	return append(list, stateParameter("slice"), stateParameter("class"))
}

// imageParameters returns parameters with the one that selects a mask of a run
// with more than two classes.
func imageParameters(list ...Parameter) []Parameter {
	return append(list, stateParameter("class"))
}

// parametersOf converts options of an upload.
func parametersOf(options []ingest.Option) []Parameter {
	var list []Parameter
	for _, o := range options {
		p := oneOf(o.Name, strings.ReplaceAll(o.About, "`", ""), "", o.Words...)
		if o.Several {
			p = p.several()
		}
		list = append(list, p)
	}
	return list
}

// lossParameters are those of all losses.
func lossParameters() []Parameter {
	var list []Parameter
	for _, p := range tradeoff.LossParameters() {
		list = append(list, tableParameter(p))
	}
	for _, p := range tradeoff.ClassLossParameters() {
		if !slices.ContainsFunc(list, func(known Parameter) bool { return known.Name == p.Name }) {
			list = append(list, tableParameter(p).describedAs(p.About+", for more than two classes"))
		}
	}
	return list
}
