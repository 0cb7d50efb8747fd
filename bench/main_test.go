package main

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
)

// TestMain makes the test binary a worker when the comparison starts it as one.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == workerArg {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestWithoutPeersTradeoffIsStillMeasured(t *testing.T) {
	var out bytes.Buffer
	err := run(t.Context(), []string{"--sizes", "1e3", "--file", "1e3", "--bootstrap", "1e3", "--runs", "1",
		"--only", "compute,csv,parquet,bootstrap", "--python", "no-such-python"}, &out, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"pip install scikit-learn", "numbers of 1k distinct", "numbers of 1k tied",
		"encoding/csv + strconv", "Tradeoff 0.", "1k Parquet", "2000 resamples of AUC at 1k"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing from\n%s", want, &out)
		}
	}
}

func TestSampleShowsMinMedianMax(t *testing.T) {
	for _, c := range []struct {
		values []float64
		unit   string
		want   string
	}{
		{[]float64{3, 1, 2}, "s", "1.00 – 2.00 – 3.00 s"},
		{[]float64{0.002, 0.001}, "s", "1.00 – 1.50 – 2.00 ms"},
		{[]float64{1234.5}, "MiB", "1234 – 1234 – 1234 MiB"},
		{nil, "s", "—"},
	} {
		if got := newSample(c.values).text(c.unit); got != c.want {
			t.Errorf("%v: got %q, want %q", c.values, got, c.want)
		}
	}
}

func TestLargestDifferenceComparesCommonValues(t *testing.T) {
	d, where, n := largestDifference(map[string]float64{"a": 1, "b": 3, "c": 0},
		map[string]float64{"a": 1, "b": 4, "d": 9})
	if d != 0.25 || where != "b" || n != 2 {
		t.Errorf("got %v of %q among %d, want 0.25 of b among 2", d, where, n)
	}
}
