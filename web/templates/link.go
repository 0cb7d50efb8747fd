package templates

import (
	"context"
	"slices"

	"github.com/a-h/templ"

	"tradeoff/internal/link"
	"tradeoff/web/static"
)

// to returns the address of a path of ours below the base path. Every href and action
// that leaves the page goes through it.
func to(ctx context.Context, path string) templ.SafeURL { return templ.URL(link.To(ctx, path)) }

// asset is the address of an embedded file, such as "dist/every.css".
func asset(ctx context.Context, name string) templ.SafeURL { return to(ctx, static.Path(name)) }

// A withAddresses is data for a script, with addresses in them.
type withAddresses interface {
	// Linked returns the data with their addresses as scripts may use them.
	Linked(ctx context.Context) any
}

// island is the data of the script of a page. Addresses in them go through [link.To]
// here, so that scripts build none.
func island(ctx context.Context, id string, data any) templ.Component {
	return templ.JSONScript(id, addresses(ctx, data))
}

func addresses(ctx context.Context, data any) any {
	if l, ok := data.(withAddresses); ok {
		return l.Linked(ctx)
	}
	return data
}

// Linked implements withAddresses.
func (d RunData) Linked(ctx context.Context) any {
	for _, address := range []*string{&d.Display, &d.At, &d.InUse, &d.Points, &d.Choice, &d.Axis.Bars} {
		*address = link.To(ctx, *address)
	}
	return d
}

// Linked implements withAddresses.
func (d ImagesData) Linked(ctx context.Context) any {
	for _, address := range []*string{&d.Sweeps, &d.Counts, &d.Maps} {
		*address = link.To(ctx, *address)
	}
	return d
}

// Linked implements withAddresses.
func (d LossData) Linked(ctx context.Context) any {
	d.At = link.To(ctx, d.At)
	return d
}

// Linked implements withAddresses.
func (d CompareData) Linked(ctx context.Context) any {
	d.Runs = slices.Clone(d.Runs)
	for i := range d.Runs {
		d.Runs[i].Display = link.To(ctx, d.Runs[i].Display)
	}
	return d
}

// Linked implements withAddresses for the facts of a chart.
func (d ChartData) Linked(ctx context.Context) any {
	d.Facts = addresses(ctx, d.Facts)
	return d
}
