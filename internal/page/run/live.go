package run

import (
	"context"
	"net/url"

	"tradeoff/internal/explore"
	"tradeoff/internal/link"
	"tradeoff/web/templates"
)

// Live renders the slider, the counts and the metrics of a run at its usual threshold,
// for a page of others.
func Live(ctx context.Context, x *explore.Explorer, id int64) (templates.LiveView, error) {
	at, err := x.RunAt(ctx, id, url.Values{})
	if err != nil {
		return templates.LiveView{}, err
	}
	v := RunView{RunAt: at}
	if err := x.Complete(ctx, &v.RunAt); err != nil {
		return templates.LiveView{}, err
	}
	return templates.LiveView{
		Href: link.RunPath(id), Name: v.Name(), Facts: explore.RowCountText(v.Experiment, v.Run),
		Operating: operatingSection{v}.operating(), Digits: v.matrix().Digits(),
		Pins: workspaceSection{v}.pins().Pins, Data: v.data(),
	}, nil
}
