package explore

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// RestoreRun takes a run out of the trash as [History] does, and asks for intervals that
// were not computed before it was deleted.
func (x *Explorer) RestoreRun(ctx context.Context, id int64) (tradeoff.Run, error) {
	run, err := x.Records.RestoreRun(ctx, id)
	if err == nil {
		x.Intervals.Ask(id, tradeoff.View{})
	}
	return run, err
}

// RestoreExperiment takes an experiment and the runs that were deleted with it out of the
// trash as [History] does, and asks for their intervals as RestoreRun does.
func (x *Explorer) RestoreExperiment(ctx context.Context, id int64) (tradeoff.Experiment, []int64, error) {
	e, runs, err := x.Records.RestoreExperiment(ctx, id)
	for _, run := range runs {
		x.Intervals.Ask(run, tradeoff.View{})
	}
	return e, runs, err
}

// ParseAuditFilter reads which changes to list from a query with the parameters object,
// object_id, action, who, from, to and cursor. A day in from is its beginning and in to
// its end, in UTC. Its errors are Invalid and name the parameter.
func ParseAuditFilter(q url.Values) (f source.AuditFilter, err error) {
	f.Object, f.Action = tradeoff.Object(q.Get("object")), tradeoff.Action(q.Get("action"))
	f.Who, f.Cursor = strings.TrimSpace(q.Get("who")), q.Get("cursor")
	if text := strings.TrimSpace(q.Get("object_id")); text != "" {
		if f.ObjectID, err = strconv.ParseInt(text, 10, 64); err != nil || f.ObjectID < 1 {
			return f, tradeoff.Errorf(tradeoff.Invalid, "object_id is %.40q", text).WithHint("Give a whole number from 1 up.")
		}
	}
	if f.From, err = parseTime("from", q.Get("from"), 0); err != nil {
		return f, err
	}
	f.To, err = parseTime("to", q.Get("to"), 1)
	return f, err
}

// parseTime reads a time, or a day, which is that many days later. "" is no time.
func parseTime(name, text string, days int) (time.Time, error) {
	if text = strings.TrimSpace(text); text == "" {
		return time.Time{}, nil
	}
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day.AddDate(0, 0, days), nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return at, tradeoff.Errorf(tradeoff.Invalid, "%s is %.40q", name, text).
			WithHint("Give a day, as 2026-05-31, or a time, as 2026-05-31T12:00:00Z.")
	}
	return at, nil
}
