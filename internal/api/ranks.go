package api

import (
	"net/http"

	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/web"
)

// A RanksJSON is several runs ranked by every metric.
type RanksJSON struct {
	Runs        []rankedRunJSON    `json:"runs"`
	Metrics     []rankedMetricJSON `json:"metrics"`
	SameTestSet bool               `json:"same_test_set"`
	X           string             `json:"x" doc:"the first metric of the Pareto front"`
	Y           string             `json:"y" doc:"the second one"`
	Front       []int64            `json:"front" doc:"ids of the runs on the Pareto front"`
}

type rankedRunJSON struct {
	ID        int64        `json:"id"`
	Name      string       `json:"name"`
	Threshold *calc.Number `json:"threshold,omitempty" doc:"absent if the policy picks none, or there are more classes"`
	First     int          `json:"first" doc:"number of metrics by which it is first, alone or with others"`
}

type rankedMetricJSON struct {
	ID     string     `json:"id"`
	Better string     `json:"better" enum:"higher,lower"`
	Ranks  []rankJSON `json:"ranks" doc:"in the order of the runs"`
}

type rankJSON struct {
	Rank  *int     `json:"rank" doc:"from 1; equal values share the better rank; null if undefined, or without rivals"`
	Value *float64 `json:"value"`
}

// getRanks answers with several runs ranked by every metric.
func (s severalAPI) getRanks(w http.ResponseWriter, r *http.Request) error {
	v, err := s.explorer.Ranks(r.Context(), r.URL.Query())
	if err != nil {
		return err
	}
	out := RanksJSON{SameTestSet: v.OneTest(), X: v.X, Y: v.Y, Metrics: []rankedMetricJSON{}, Front: []int64{}}
	for i, run := range v.Runs {
		one := rankedRunJSON{ID: run.Run.ID, Name: run.Run.Name, First: v.Firsts(i)}
		if !run.Whole() && run.Nowhere == "" {
			one.Threshold = new(calc.Number(run.Point.Threshold))
		}
		out.Runs = append(out.Runs, one)
		if front, _ := v.OnFront(i); front {
			out.Front = append(out.Front, run.Run.ID)
		}
	}
	for _, m := range v.Metrics {
		one := rankedMetricJSON{ID: m.ID, Better: m.Better.String()}
		for i, rank := range m.Ranks {
			r := rankJSON{Value: explore.NumberOrNil(v.Runs[i].Estimates[m.ID].Value)}
			if rank > 0 {
				r.Rank = &rank
			}
			one.Ranks = append(one.Ranks, r)
		}
		out.Metrics = append(out.Metrics, one)
	}
	return web.WriteJSON(w, http.StatusOK, out)
}
