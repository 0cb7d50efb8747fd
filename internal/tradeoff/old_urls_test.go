package tradeoff

import (
	"flag"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what old addresses mean now, where a change is meant")

// oddValues are tried with every parameter, in addition to the old addresses.
var oddValues = []string{
	"", " ", "0", "1", "2", "-1", " 0.5 ", "0,5", "1e3", "1e400", "0x1p-2", "inf", "-inf", "∞", "nan", "no",
	"true", "test_set", "recall", "mcc,recall", "recall,precision,specificity,accuracy,f1",
	"recall,precision,specificity,f1", "roc,pr", "tradeoff,roc,pr", "log_loss", "max_f1", "max_f2", "recall>=0.9",
	"recall>=0,9", "recall>=", "alert_rate<=0.1", "min_cost", "uniform", "quantile", "share", "count", "log",
	"10", "30", "31", "focal", "cross_entropy", "dice", "-fn", "index", "overlay", "mask", "age:40", "age>=30",
	"age<x", "cat", "true", "pred", "confusion", "-f1", "recall:0.9", "threshold:inf", "fp", "nearest", "loss",
	"focal_loss", "new_misses", "change", "slice=age:40",
}

// readings are all parsers of addresses, with their printers.
var readings = []struct {
	name string
	read func(q url.Values) (url.Values, error)
}{
	{"state", func(q url.Values) (url.Values, error) {
		s, err := ParseState(q)
		return s.Query(), err
	}},
	{"view", func(q url.Values) (url.Values, error) {
		v, err := ParseView(q)
		return added(v.Add), err
	}},
	{"classes", func(q url.Values) (url.Values, error) {
		s, err := ParseClassState(q)
		return s.Query(), err
	}},
	{"stand", func(q url.Values) (url.Values, error) {
		s, shared, err := ParseStand(q)
		return added(s.Add, func(q url.Values) { shared.add(q) }), err
	}},
	{"compare", func(q url.Values) (url.Values, error) {
		c, shared, err := ParseCompare(q)
		return added(c.Add, func(q url.Values) { shared.add(q) }), err
	}},
	{"flips", func(q url.Values) (url.Values, error) {
		f, shared, err := ParseDisagreements(q)
		return added(f.Add, func(q url.Values) { shared.add(q) }), err
	}},
	{"examples", func(q url.Values) (url.Values, error) {
		e, err := ParseExamples(q)
		return added(e.Add), err
	}},
	{"class examples", func(q url.Values) (url.Values, error) {
		e, err := ParseClassExamples(q)
		return added(e.Add), err
	}},
	{"slices", func(q url.Values) (url.Values, error) {
		s, err := ParseSlices(q)
		return added(s.Add), err
	}},
}

func (s State) add(q url.Values) {
	for name, values := range s.Query() {
		q[name] = append(q[name], values...)
	}
}

func added(adders ...func(url.Values)) url.Values {
	q := make(url.Values)
	for _, add := range adders {
		add(q)
	}
	return q
}

// meaning formats how a query is parsed, one line for all readings that agree. Readings
// that give the default have no line.
func meaning(t *testing.T, query string) string {
	q, err := url.ParseQuery(query)
	if err != nil {
		return "\tno query\n"
	}
	var order []string
	names := make(map[string][]string) // of the readings, by what they give
	for _, r := range readings {
		nothing, err := r.read(url.Values{})
		if err != nil {
			t.Fatalf("%s cannot be left out: %v", r.name, err)
		}
		got, err := r.read(q)
		text := got.Encode()
		if err != nil {
			text = "refused"
		} else if text == nothing.Encode() {
			continue
		}
		if names[text] == nil {
			order = append(order, text)
		}
		names[text] = append(names[text], r.name)
		if again, err2 := r.read(got); err == nil && (err2 != nil || again.Encode() != text) {
			t.Errorf("%s: %s becomes %s, which becomes %s (%v)", r.name, query, text, again.Encode(), err2)
		}
	}
	var out strings.Builder
	for _, text := range order {
		fmt.Fprintf(&out, "\t%s: %s\n", strings.Join(names[text], ", "), text)
	}
	return out.String()
}

// oddly formats how all odd values of a parameter are parsed.
func oddly(t *testing.T, name string) string {
	values := make(map[string][]string) // by their meaning
	var order []string
	for _, value := range oddValues {
		as := meaning(t, url.Values{name: {value}}.Encode())
		if values[as] == nil {
			order = append(order, as)
		}
		values[as] = append(values[as], fmt.Sprintf("%q", value))
	}
	var out strings.Builder
	for _, as := range order {
		if as == "" {
			continue // they are the default, or there is no such parameter
		}
		fmt.Fprintf(&out, "%s=%s\n%s", name, strings.Join(values[as], " "), as)
	}
	return out.String()
}

// TestOldAddressesKeepTheirMeaning parses the addresses that tests, documentation and
// templates had before the parameters got one table, and odd values of each parameter.
// It compares the results, and how they are printed, with those of that time. Links that
// people have, stored decisions and reports depend on it.
func TestOldAddressesKeepTheirMeaning(t *testing.T) {
	file, err := os.ReadFile("testdata/old_urls.txt")
	if err != nil {
		t.Fatal(err)
	}
	queries := strings.Fields(string(file))
	names := make(map[string]bool)
	var order []string
	for _, query := range queries {
		q, _ := url.ParseQuery(query)
		for name := range q {
			if !names[name] {
				names[name] = true
				order = append(order, name)
			}
		}
	}
	for _, m := range Losses() {
		for _, p := range LossParams(m) {
			if name := LossField(m, p); !names[name] {
				names[name] = true
				order = append(order, name)
			}
		}
	}
	var got strings.Builder
	for _, query := range queries {
		got.WriteString(query + "\n" + meaning(t, query))
	}
	slices.Sort(order)
	for _, name := range order {
		got.WriteString(oddly(t, name))
	}
	const golden = "testdata/old_urls.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := strings.Split(got.String(), "\n"), strings.Split(string(want), "\n")
	query := ""
	for i, line := range gotLines {
		if !strings.HasPrefix(line, "\t") {
			query = line
		}
		if i >= len(wantLines) || line != wantLines[i] {
			t.Fatalf("%s: line %d is %q, want %q", query, i+1, line, wantLines[min(i, len(wantLines)-1)])
		}
	}
	if len(wantLines) > len(gotLines) {
		t.Errorf("%d lines are missing", len(wantLines)-len(gotLines))
	}
}
