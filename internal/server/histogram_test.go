package server

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

type histogramAnswer struct {
	Axis struct {
		Kind string `json:"kind"`
	} `json:"axis"`
	Usual string  `json:"usual"`
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	Bars  []struct {
		From, To             float64
		Left, Right          float64
		Positives, Negatives float64
	} `json:"bars"`
}

// rareRows are 2,000 probabilities, of which one in 200 is positive.
func rareRows() string {
	var b strings.Builder
	b.WriteString("label,score\n")
	for i := range 2000 {
		label := 0
		if i%200 == 199 {
			label = 1
		}
		fmt.Fprintf(&b, "%d,%g\n", label, float64(i*i%1997+1)/1e6*float64(1+199*label))
	}
	return b.String()
}

func TestHistogramIsCountedOnTheAxisOfTheAddress(t *testing.T) {
	s := open(t, Options{})
	path := newExperiment(t, s, `{"name":"rare"}`)
	up := answer[uploaded](t, ask(s, "POST", path+"/runs?file_name=rare.csv", rareRows()), http.StatusCreated)
	get := func(query string) histogramAnswer {
		t.Helper()
		return answer[histogramAnswer](t, ask(s, "GET", "/api/v1"+up.Runs[0].URL+"/histogram"+query, ""), http.StatusOK)
	}
	for query, kind := range map[string]string{"": "logit", "?axis=linear": "linear", "?axis=quantile": "quantile"} {
		h := get(query)
		positives, negatives := 0.0, 0.0
		for _, b := range h.Bars {
			positives, negatives = positives+b.Positives, negatives+b.Negatives
		}
		if h.Axis.Kind != kind || h.Usual != "logit" || positives != 10 || negatives != 1990 {
			t.Errorf("%s: %s axis with %v positives and %v negatives", query, h.Axis.Kind, positives, negatives)
		}
	}
	h := get("?zoom=0.001,0.01&bars=7")
	if len(h.Bars) != 7 || h.From <= 0 || h.To >= 1 || h.Bars[0].From < 0.00099 || h.Bars[6].To > 0.0101 {
		t.Errorf("from 0.001 to 0.01 the bars are %+v", h.Bars)
	}
	for _, query := range []string{"?axis=log", "?zoom=2", "?bars=0", "?bars=many", "?bars=100000", "?threshold=1"} {
		if w := ask(s, "GET", "/api/v1"+up.Runs[0].URL+"/histogram"+query, ""); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s is answered with %d", query, w.Code)
		}
	}
}

func TestRareClassHasAnAxisAndScalesOfItsOwn(t *testing.T) {
	s := open(t, Options{})
	path := newExperiment(t, s, `{"name":"rare","positive_name":"fraud","negative_name":"legitimate"}`)
	up := answer[uploaded](t, ask(s, "POST", path+"/runs?file_name=rare.csv", rareRows()), http.StatusCreated)
	page := ask(s, "GET", up.Runs[0].URL, "").Body.String()
	for _, want := range []string{"10 fraud, own scale", "1,990 legitimate, own scale", ">0.01%</text>", ">0.1%</text>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	page = ask(s, "GET", up.Runs[0].URL+"?axis=linear", "").Body.String()
	if strings.Contains(page, ">0.01%</text>") {
		t.Error("a linear axis has decades")
	}
	page = ask(s, "GET", up.Runs[0].URL+"?zoom=0.001,0.01&threshold=0.2", "").Body.String()
	if !strings.Contains(page, `data-beyond="high" display="inline">threshold 0.2 ▸`) {
		t.Error("a threshold out of view is not said at the edge")
	}
}
