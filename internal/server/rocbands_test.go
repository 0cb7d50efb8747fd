package server

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/jobs"
)

type bandAnswer struct {
	Pending            bool
	FPR, Low, High     []float64
	Level              float64
	Resamples, Defined int
	Reason, Said       string
}

func bandOf(t testing.TB, s *Server, run int64) bandAnswer {
	t.Helper()
	return answer[bandAnswer](t, ask(s, "GET", fmt.Sprintf("/api/v1/runs/%d/roc-band", run), ""), http.StatusOK)
}

func TestROCBandOfARun(t *testing.T) {
	s := filled(t, Options{})
	sweep, err := s.store.Sweep(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	got, want := bandOf(t, s, 1), sweep.ROCBand(calc.DefaultResampling()) // its display is the whole sweep
	if len(got.FPR) != 201 || fmt.Sprint(got.Low, got.High) != fmt.Sprint(want.Low, want.High) || got.Resamples != 2000 ||
		got.Defined != want.Defined || got.Level != 0.95 {
		t.Errorf("got %d places, %d of %d resamples; want %d of 2000", len(got.FPR), got.Defined, got.Resamples, want.Defined)
	}
	page := ask(s, "GET", "/runs/1", "").Body.String()
	if !strings.Contains(page, got.Said) || !strings.Contains(got.Said, "95% of 2,000 resamples") ||
		!strings.Contains(page, `data-band d="M0 `) {
		t.Errorf("the page does not show the band and %q", got.Said)
	}
	if page := ask(s, "GET", "/runs/1?band=0", "").Body.String(); strings.Contains(page, "data-band") {
		t.Error("the page with band=0 has a band")
	}
	rows := chartRows(t, s, "/api/v1/runs/1/charts/roc.csv")
	if first, last := rows[0], rows[len(rows)-1]; first["tpr_low"] == "" || last["tpr_low"] != "1" ||
		last["tpr_high"] != "1" {
		t.Errorf("the file begins with %v and ends with %v", first, last)
	}
	if rows := chartRows(t, s, "/api/v1/runs/1/charts/roc.csv?band=0"); len(rows[0]) != 7 {
		t.Errorf("without the band the file has %v", rows[0])
	}
}

func TestMissingROCBandHasAReason(t *testing.T) {
	s := filled(t, Options{})
	upload := func(file, query string) int64 {
		return answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?"+query, file), http.StatusCreated).Runs[0].ID
	}
	three := upload("label,score\n1,0.9\n0,0.5\n0,0.1\n", "name=three")
	if got := bandOf(t, s, three); len(got.FPR) > 0 || got.Reason != "too_few_samples" ||
		!strings.Contains(got.Said, "too few") {
		t.Errorf("three rows: %+v", got)
	}
	if page := ask(s, "GET", fmt.Sprintf("/runs/%d", three), "").
		Body.String(); !strings.Contains(page, "No band: there are too few") {
		t.Error("the page of three rows does not show why there is no band")
	}
	one := upload("label,score\n1,0.2\n1,0.9\n", "name=ones&positive=1&negative_name=no")
	if got := bandOf(t, s, one); len(got.FPR) > 0 || got.Reason != "no_negatives" {
		t.Errorf("one class: %+v", got)
	}
	var weighted strings.Builder
	weighted.WriteString("label,score,weight\n")
	for i, line := range strings.Split(strings.TrimSpace(table(200)), "\n")[1:] {
		fields := strings.Split(line, ",")
		fmt.Fprintf(&weighted, "%s,%s,%v\n", fields[1], fields[2], []float64{0.5, 1, 4, 0}[i%4])
	}
	if got := bandOf(t, s, upload(weighted.String(), "name=weighted")); len(got.FPR) != 201 || got.Defined != 2000 {
		t.Errorf("weighted: %d places, %d defined, %s", len(got.FPR), got.Defined, got.Reason)
	}
}

// TestROCBandIsDeferredWhenQueueIsFull fills the queue of bands: pages show no band until
// there is room.
func TestROCBandIsDeferredWhenQueueIsFull(t *testing.T) {
	s := filled(t, Options{})
	hold := make(chan struct{})
	work := func(context.Context, *jobs.Progress) (calc.ROCBand, error) {
		<-hold
		return calc.ROCBand{}, nil
	}
	var before []*jobs.Ticket[calc.ROCBand]
	for i := 0; i < 1+128; {
		// the first one has not started yet
		if ticket := s.explorer.Background.Bands.Ask(fmt.Sprint(i), 0, work); ticket.State().Err == nil {
			before = append(before, ticket)
			i++
		}
	}
	if page := ask(s, "GET", "/runs/1", "").Body.String(); !strings.Contains(page, "being computed: load the page again") {
		t.Error("a page without a band does not show that it is pending")
	}
	close(hold)
	for _, ticket := range before {
		<-ticket.Done()
	}
	if got := bandOf(t, s, 1); got.Pending || len(got.FPR) == 0 {
		t.Errorf("later: %+v", got)
	}
}
