// Package chart describes charts: the options of the chart library as JSON,
// which the browser fills with points, and the paths and ticks of the same
// charts as the server draws them for browsers without JavaScript.
//
// Options carry no data and no colours. A colour is the name of a CSS token,
// "--recall", which the browser resolves for the theme it shows.
package chart

import (
	"math"
	"unicode/utf8"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// A Curve is a series of a chart, without its points.
type Curve struct {
	ID    string // identifies the series to the browser: a metric's id, "roc" …
	Name  string
	Token string // CSS token of its colour
	Step  bool   // constant from a point down to the next lower one
	Dash  string // "dashed" or "dotted"; "" for a solid line
	Thin  bool
	Dots  bool // each point is marked
	Fill  bool // the area down to the axis is tinted
}

// An Axis is a value axis with fixed ends.
type Axis struct {
	Name      string
	Low, High float64
}

// interval returns the distance between the ticks of a rate's axis, which may
// go below 0, and 0 to leave it to the library on any other.
func (a Axis) interval() float64 {
	if a.High == 1 && math.Mod(a.Low, 0.25) == 0 {
		return 0.25
	}
	return 0
}

// fontSize is that of the labels of axes, in pixels.
const fontSize = 13

// tint is how strongly an area below a curve is coloured.
const tint = 0.16

// margin is the space around the plot in pixels; the stylesheet's server-drawn
// chart has the same, so that nothing jumps when the browser takes over.
const (
	marginTop    = "10"
	marginRight  = "14"
	marginBottom = "44"
	marginLeft   = "44"
)

// A NamesRoom is how much space the names of lines get to the right of the plot. The
// stylesheet and this package know what each is in pixels.
type NamesRoom string

// The rooms.
const (
	NoNames    NamesRoom = ""
	ShortNames NamesRoom = "short" // of at most shortName characters
	LongNames  NamesRoom = "long"
)

const shortName = 12

// RoomFor returns the space that names need.
func RoomFor(names []string) NamesRoom {
	room := NoNames
	for _, name := range names {
		if utf8.RuneCountInString(name) > shortName {
			return LongNames
		}
		room = ShortNames
	}
	return room
}

// margin returns the space to the right of a plot in pixels.
func (r NamesRoom) margin() string {
	switch r {
	case ShortNames:
		return "104"
	case LongNames:
		return "160"
	}
	return marginRight
}

// Lines returns the options of a chart of curves with some space for their names.
func Lines(x, y Axis, room NamesRoom, curves []Curve) map[string]any {
	line := charts.NewLine()
	line.SetGlobalOptions(
		charts.WithAnimation(false),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(false)}),
		charts.WithGridOpts(opts.Grid{Top: marginTop, Right: room.margin(), Bottom: marginBottom, Left: marginLeft}),
		charts.WithXAxisOpts(opts.XAxis{
			Type: "value", Name: x.Name, NameLocation: "middle", NameGap: 28, Min: x.Low, Max: x.High,
			MinInterval: x.interval(), MaxInterval: x.interval(),
			AxisLabel: x.label(), AxisLine: axisLine(), AxisTick: &opts.AxisTick{Show: opts.Bool(false)},
			SplitLine: &opts.SplitLine{Show: opts.Bool(false)},
		}),
		charts.WithYAxisOpts(opts.YAxis{
			Type: "value", Min: y.Low, Max: y.High, MinInterval: y.interval(), MaxInterval: y.interval(),
			AxisLabel: y.label(), AxisLine: &opts.AxisLine{Show: opts.Bool(false)},
			SplitLine: &opts.SplitLine{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: "--line"}},
		}),
	)
	for _, c := range curves {
		line.AddSeries(c.Name, nil, charts.WithSeriesOpts(func(s *charts.SingleSeries) {
			s.Id = c.ID
			s.ShowSymbol = opts.Bool(false)
			s.LineStyle = &opts.LineStyle{Color: c.Token, Width: 1.75}
			if c.Dots {
				s.ShowSymbol, s.Symbol, s.SymbolSize = opts.Bool(true), "circle", 7
				s.ItemStyle = &opts.ItemStyle{Color: c.Token}
			}
			if c.Thin {
				s.LineStyle.Width = 1
			}
			s.LineStyle.Type = c.Dash
			if c.Fill {
				s.AreaStyle = &opts.AreaStyle{Color: c.Token, Opacity: opts.Float(tint)}
			}
			if c.Step {
				s.Step = "end"
			}
		}))
	}
	line.Accept(silent{})
	line.Validate()
	return line.JSON()
}

// label returns how the axis is labelled: at its ends only if they are round.
func (a Axis) label() *opts.AxisLabel {
	l := &opts.AxisLabel{Color: "--muted", FontSize: fontSize, HideOverlap: opts.Bool(true)}
	if a.interval() == 0 {
		l.ShowMinLabel, l.ShowMaxLabel = opts.Bool(false), opts.Bool(false)
	}
	return l
}

func axisLine() *opts.AxisLine {
	return &opts.AxisLine{
		Show: opts.Bool(true), OnZero: opts.Bool(false), LineStyle: &opts.LineStyle{Color: "--line-strong"},
	}
}

// silent adds options that the library's types lack. Its series are excluded
// from hit testing, since the page handles the pointer.
type silent struct {
	charts.BaseConfigurationVisitor
}

type silentSeries struct {
	charts.SingleSeries
	Silent bool  `json:"silent"`
	Data   []any `json:"data"`
}

func (silent) VisitSeriesOpt(all charts.MultiSeries) any {
	out := make([]silentSeries, len(all))
	for i, s := range all {
		out[i] = silentSeries{SingleSeries: s, Silent: true, Data: []any{}}
	}
	return out
}

// withoutTicks is an axis with labels alone, for which the library has no option.
type withoutTicks struct {
	opts.YAxis
	AxisTick *opts.AxisTick `json:"axisTick"`
}

func (silent) VisitYAxis(axes []opts.YAxis) any {
	out := make([]withoutTicks, len(axes))
	for i, a := range axes {
		out[i] = withoutTicks{a, &opts.AxisTick{Show: opts.Bool(false)}}
	}
	return out
}

// namedAxis is an axis whose name has a colour, for which the library has no option.
type namedAxis struct {
	opts.XAxis
	NameTextStyle opts.TextStyle `json:"nameTextStyle"`
}

func (silent) VisitXAxis(axes []opts.XAxis) any {
	out := make([]namedAxis, len(axes))
	for i, a := range axes {
		out[i] = namedAxis{a, opts.TextStyle{Color: "--muted", FontSize: fontSize}}
	}
	return out
}

func (silent) Visit(option map[string]any) {
	for _, unused := range []string{"title", "toolbox", "color"} {
		delete(option, unused)
	}
}
