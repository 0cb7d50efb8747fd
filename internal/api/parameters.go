package api

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"tradeoff/internal/catalog"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/ingest"
	"tradeoff/internal/report"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// A parameter is one that an operation takes in the query, in a header, or as
// a field of a form.
type Parameter struct {
	Name, About string
	schema      huma.Schema
	required    bool
	Repeated    bool // it may be given several times
	prefix      bool // it stands for all parameters whose names begin with what its own has before KEY
}

// needed returns p as one that must be given.
func (p Parameter) needed() Parameter {
	p.required = true
	return p
}

// several returns p as one that may be given several times.
func (p Parameter) several() Parameter {
	p.Repeated = true
	return p
}

// saying returns p with another description.
func (p Parameter) saying(about string) Parameter {
	p.About = about
	return p
}

// stateParameter is the parameter that the state of a run has under a name in the
// URLs of pages too.
func stateParameter(name string) Parameter {
	list := tradeoff.StateParameters()
	i := slices.IndexFunc(list, func(p tradeoff.Parameter) bool { return p.Name == name })
	if i < 0 {
		panic("server: the state has no parameter " + name)
	}
	return tableParameter(list[i])
}

// stateList is the parameter that the state of a run has under a name, a list of
// words with commas between them.
func stateList(name string, usual, choices []string) Parameter {
	return listOf(name, stateParameter(name).About, usual, choices)
}

// tableParameter makes a parameter of one in a table of the package tradeoff.
func tableParameter(p tradeoff.Parameter) Parameter {
	out := oneOf(p.Name, p.About, p.Default, p.Choices...)
	out.Repeated = p.Many
	if p.Example != "" {
		out.schema.Examples = []any{p.Example}
	}
	if p.Range == nil {
		return out
	}
	numbers := rangeSchema(*p.Range)
	if len(p.Choices) > 0 { // words besides the numbers
		out.schema = huma.Schema{OneOf: []*huma.Schema{&numbers, {Type: huma.TypeString, Enum: out.schema.Enum}}}
		return out
	}
	out.schema = numbers
	if x, err := strconv.ParseFloat(p.Default, 64); err == nil {
		out.schema.Default = x
	}
	return out
}

// rangeSchema describes the numbers of a range.
func rangeSchema(r tradeoff.Range) huma.Schema {
	out := huma.Schema{Type: huma.TypeNumber}
	if r.Whole {
		out.Type = huma.TypeInteger
	}
	if r == (tradeoff.Range{Low: 0, High: 1, Whole: true}) {
		out.Enum = []any{0, 1}
		return out
	}
	if low := &r.Low; !math.IsInf(r.Low, 0) && r.OpenLow {
		out.ExclusiveMinimum = low
	} else if !math.IsInf(r.Low, 0) {
		out.Minimum = low
	}
	if high := &r.High; !math.IsInf(r.High, 0) && r.OpenHigh {
		out.ExclusiveMaximum = high
	} else if !math.IsInf(r.High, 0) {
		out.Maximum = high
	}
	return out
}

// text is a parameter that may be any text.
func text(name, about string) Parameter {
	return Parameter{Name: name, About: about, schema: huma.Schema{Type: huma.TypeString}}
}

// oneOf is a parameter that is one of some words. otherwise is the one that
// holds if it is not given, "" for none of them.
func oneOf(name, about, otherwise string, words ...string) Parameter {
	p := text(name, about)
	for _, w := range words {
		p.schema.Enum = append(p.schema.Enum, w)
	}
	if otherwise != "" {
		p.schema.Default = otherwise
	}
	return p
}

// integer is a parameter that is a whole number from least to most.
func integer(name, about string, otherwise, least, most int) Parameter {
	low, high := float64(least), float64(most)
	return Parameter{Name: name, About: about, schema: huma.Schema{
		Type: huma.TypeInteger, Default: otherwise, Minimum: &low, Maximum: &high,
	}}
}

// keyed is a parameter whose name ends with a key, as in param.optimizer: any text. name
// has KEY in its place.
func keyed(name, about string) Parameter {
	p := text(name, about)
	p.prefix = true
	return p
}

// takes reports whether a parameter in a query is p.
func (p Parameter) takes(name string) bool {
	if !p.prefix {
		return p.Name == name
	}
	before := strings.TrimSuffix(p.Name, "KEY")
	return strings.HasPrefix(name, before) && len(name) > len(before)
}

// listOf is a parameter with some of the words, and commas between them.
func listOf(name, about string, usual, words []string) Parameter {
	word := huma.Schema{Type: huma.TypeString}
	for _, w := range words {
		word.Enum = append(word.Enum, w)
	}
	return Parameter{Name: name, About: about, schema: huma.Schema{Type: huma.TypeArray, Items: &word, Default: usual}}
}

// metricIDs are those of the metrics of one confusion matrix that are wanted; nil
// wants all.
func metricIDs(wanted func(id string) bool) (ids []string) {
	for _, m := range catalog.Metrics {
		if wanted == nil || wanted(m.ID) {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

func chartIDs() (ids []string) {
	for _, k := range tradeoff.ChartKinds() {
		ids = append(ids, k.ID)
	}
	return ids
}

// Parameters that several operations take.
var (
	limitParameter  = integer("limit", "how many entries are given", 100, 1, 1000)
	cursorParameter = text("cursor", "where the list goes on: the member “next” of the answer before")

	runsParameters = []Parameter{
		text("search", "part of the name, a tag, the notes, the version of the model, the commit, "+
			"or a parameter as key=value"),
		text("tag", "only runs with this tag"),
		text("commit", "only runs of this Git commit, or whose commit begins like it"),
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
	tilesParameter         = stateList("metrics", tradeoff.DefaultTiles(), metricIDs(nil))

	// stateParameters say at which operating point a run is looked at, and which
	// part of it.
	stateParameters = ofPart(thresholdParameter, policyParameter, costFPParameter, costFNParameter, prevalenceParameter)
)

// tableParameters are those of a table of the package tradeoff, without the page,
// which the API has no use for, and others that only pages have.
func tableParameters(list []tradeoff.Parameter, without ...string) []Parameter {
	var out []Parameter
	for _, p := range list {
		if p.Name != "page" && !slices.Contains(without, p.Name) {
			out = append(out, tableParameter(p))
		}
	}
	return out
}

// ofSeveralRuns returns the parameters of a table of several runs, with those of
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

// compareParameters say which runs are compared, and where each of them stands.
func compareParameters() []Parameter { return ofSeveralRuns(tradeoff.CompareParameters(), "metric") }

// exampleParameters say which rows of a run are given, of two classes and of many.
func exampleParameters() []Parameter {
	list := tableParameters(tradeoff.ExampleParameters())
	for _, p := range tableParameters(tradeoff.ClassExampleParameters()) {
		i := slices.IndexFunc(list, func(known Parameter) bool { return known.Name == p.Name })
		if i < 0 {
			list = append(list, p)
		} else if p.Name == "sort" { // each has orders and a default of its own
			both := oneOf(p.Name, "which rows come first: of two classes "+wordsOf(list[i])+"; of many "+wordsOf(p), "")
			both.schema.Enum = slices.Clone(list[i].schema.Enum)
			for _, word := range p.schema.Enum {
				if !slices.Contains(both.schema.Enum, word) {
					both.schema.Enum = append(both.schema.Enum, word)
				}
			}
			list[i] = both
		}
	}
	return list
}

// wordsOf lists the words that a parameter may be, the default first.
func wordsOf(p Parameter) string {
	return strings.Join(strings.Fields(strings.Trim(fmt.Sprint(p.schema.Enum), "[]")), ", ")
}

// sortParameter says what a list is sorted by.
func sortParameter(names []string) Parameter {
	var words []string
	for _, name := range names {
		words = append(words, name, "-"+name)
	}
	return oneOf("sort", "what the list is sorted by; a minus turns the order round, and undefined values come last", "-created_at", words...)
}

// ofPart returns parameters with those that say which part of a run is looked at.
func ofPart(list ...Parameter) []Parameter {
	return append(list, stateParameter("slice"), stateParameter("class"))
}

// imageParameters returns parameters with the one that says which mask of a run
// with several classes is looked at.
func imageParameters(list ...Parameter) []Parameter {
	return append(list, stateParameter("class"))
}

// imageSortParameter says what images are sorted by.
var imageSortParameter = func() Parameter {
	var words []string
	for _, name := range evaluate.ImageSorts {
		words = append(words, name, "-"+name)
	}
	return oneOf("sort", "what the images are sorted by; a minus turns the order round, and undefined values come last", evaluate.ImageSorts[0], words...)
}()

// parametersOf returns options as parameters.
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
			list = append(list, tableParameter(p).saying(p.About+", of many classes"))
		}
	}
	return list
}

// checkWord refuses a value that is none of the words of a parameter that has
// only some.
func (p Parameter) CheckWord(value string) error {
	words := p.schema.Enum
	if value == "" || len(words) == 0 || slices.ContainsFunc(words, func(w any) bool { return fmt.Sprint(w) == value }) {
		return nil
	}
	if _, err := strconv.ParseBool(strings.ToLower(value)); err == nil && words[0] == "true" {
		return nil // 1 and 0 are other words for the same
	}
	return tradeoff.Errorf(tradeoff.Invalid, "%s is %.40q", p.Name, value).
		WithHint("Give one of %s.", wordsOf(p))
}

// checkQuery refuses parameters that the operation does not take, and those
// that are given twice, lest a slip of the pen be taken for silence.
func (o *Operation) CheckQuery(q url.Values) error {
	for name, values := range q {
		if i := slices.IndexFunc(o.Query, func(p Parameter) bool { return p.takes(name) }); i >= 0 {
			if len(values) > 1 && !o.Query[i].Repeated {
				return tradeoff.Errorf(tradeoff.Invalid, "the parameter %s is given %d times", name, len(values)).WithHint("Give it once.")
			}
			for _, v := range values {
				if err := o.Query[i].CheckWord(v); err != nil {
					return err
				}
			}
			continue
		}
		err := tradeoff.Errorf(tradeoff.Invalid, "there is no parameter %q here", name)
		if len(o.Query) == 0 {
			return err
		}
		return err.WithHint("There are %s.", strings.Join(names(o.Query), ", "))
	}
	return nil
}

func names(list []Parameter) []string {
	var out []string
	for _, p := range list {
		out = append(out, p.Name)
	}
	return out
}

// A query reads the parameters of the operation that was asked for, and
// remembers the first fault.
type query struct {
	operation *Operation
	values    url.Values
	err       error
}

func newQuery(r *http.Request) *query {
	return &query{operation: r.Context().Value(operationKey{}).(*Operation), values: r.URL.Query()}
}

// integer returns the parameter of the given name, one made by the function
// [integer], within its bounds.
func (q *query) integer(name string) int {
	i := slices.IndexFunc(q.operation.Query, func(p Parameter) bool { return p.Name == name })
	if i < 0 {
		panic("server: " + q.operation.ID + " has no parameter " + name)
	}
	schema := q.operation.Query[i].schema
	text := q.values.Get(name)
	if text == "" {
		return schema.Default.(int)
	}
	n, err := strconv.Atoi(text)
	if least, most := int(*schema.Minimum), int(*schema.Maximum); (err != nil || n < least || n > most) && q.err == nil {
		q.err = tradeoff.Errorf(tradeoff.Invalid, "%s is %q", name, text).
			WithHint("Give a whole number from %d to %d.", least, most)
	}
	return n
}

// boxParameters are those of a detection run.
var boxParameters = []Parameter{
	stateParameter("eta"), stateParameter("normalize"), stateParameter("base"), stateParameter("iou"),
	stateParameter("true_boxes"),
}

var reportFormatParameter = func() Parameter {
	var names []string
	for _, f := range report.Formats {
		names = append(names, f.Name)
	}
	return oneOf("format", "of the file", names[0], names...)
}()
