package tradeoff

import (
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"testing"
)

func TestParamRoundTripsThroughTextAndJSON(t *testing.T) {
	number := func(x float64) ParamValue { return ParamValue{Type: NumberParam, Number: x} }
	text := func(s string) ParamValue { return ParamValue{Type: TextParam, Text: s} }
	on, off := ParamValue{Type: BoolParam, Bool: true}, ParamValue{Type: BoolParam}
	for in, want := range map[string]Param{
		"lr=0.01": {"lr", number(0.01)}, "lr=1e-3": {"lr", number(1e-3)}, "x=.5": {"x", number(0.5)},
		"x=5.": {"x", number(5)},
		"n=-3": {"n", number(-3)}, "n=+3": {"n", number(3)}, "n=-0": {"n", number(0)}, "n= 20 ": {"n", number(20)},
		"seed=9007199254740991": {"seed", number(1<<53 - 1)}, "seed=9007199254740993": {"seed", text("9007199254740993")},
		"big=1e400": {"big", text("1e400")}, "id=007": {"id", text("007")}, "x=0x10": {"x", text("0x10")},
		"x=nan":   {"x", text("nan")},
		"x=1_000": {"x", text("1_000")}, "amp=true": {"amp", on}, "amp=False": {"amp", off}, "amp=yes": {"amp", text("yes")},
		`n="20"`: {"n", text("20")}, `n='true'`: {"n", text("true")}, `n="a\"b"`: {"n", text(`a"b`)}, `n="`: {"n", text(`"`)},
		"opt.name=adam": {"opt.name", text("adam")}, "a/b:c-d_e=x=y": {"a/b:c-d_e", text("x=y")},
		"empty=":      {"empty", text("")},
		"größe=klein": {"größe", text("klein")}, " key = v ": {"key", text("v")},
	} {
		got, err := ParseParam(in)
		if err != nil || got != want {
			t.Errorf("%s: got %+v, %v, want %+v", in, got, err, want)
		}
		if again, err := ParseParam(got.String()); err != nil || again != want {
			t.Errorf("%s is written as %s, which is %+v, %v", in, got, again, err)
		}
		b, err := json.Marshal(Params{got})
		if err != nil {
			t.Fatal(err)
		}
		var back Params
		if err := json.Unmarshal(b, &back); err != nil || !reflect.DeepEqual(back, Params{want}) {
			t.Errorf("%s: %s gives %+v, %v", in, b, back, err)
		}
	}
}

func TestParamErrorsNameKeyAndPlace(t *testing.T) {
	for in, want := range map[string]string{
		"lr":                               "has no value. Write it as key=value",
		"=3":                               "has no key",
		"lr rate=1":                        `"lr rate" of a parameter has ' ' as its character 3. Use letters, digits and _ - . / :, a letter, a digit or _ first; for example lr_rate.`,
		".lr=1":                            "as its character 1",
		"a\x00b=1":                         `'\x00' as its character 2`,
		"a\xff=1":                          "as its character 2",
		"<b>=1":                            "for example b_.",
		strings.Repeat("k", MaxParamKey+1): "has no value",
		strings.Repeat("k", 101) + "=1":    "has 101 characters. Give it at most 100.",
		"k=" + strings.Repeat("v", 501):    "has 501 characters",
		"k=\xff":                           "not UTF-8",
		`{"a": {"b": 1}}`:                  `"a" can't be stored: a parameter is {"b": 1}. Give a number, a text, true or false; write nested`,
		`{"a": [1]}`:                       "a parameter is [1]",
		`{"a": null}`:                      "a parameter is null",
		`{"a": 12345678901234567890}`:      "in quotes",
		`{"a": 1e999}`:                     "in quotes",
		`{"a": 1, "a": 2}`:                 `"a" is given twice`,
		`{"a b": 1}`:                       "as its character 2",
		`{"a": 1`:                          "not a JSON object",
		`{"a": 1} x`:                       "not a JSON object",
		`{"a": x}`:                         "not a JSON object",
		"{" + many(`"k%d": 1`, MaxParams+1) + "}": "Give at most 100",
	} {
		_, err := ParseParam(in)
		if strings.HasPrefix(in, "{") {
			_, err = ParseParams(in)
		}
		if KindOf(err) != Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40s: got %v, want %q", in, err, want)
		}
	}
	for _, in := range []string{`[1]`, `"a"`, `3`, ``} {
		if _, err := ParseParams(in); KindOf(err) != Invalid {
			t.Errorf("%s: got %v", in, err)
		}
	}
	if p, err := ParseParams(`{"b": 1, "a": "x", "c": true}`); err != nil || fmt.Sprint(p) != "[a=x b=1 c=true]" {
		t.Errorf("got %v, %v", p, err)
	}
	if p, err := ParseParams(`{}`); err != nil || p != nil {
		t.Errorf("got %v, %v", p, err)
	}
}

func many(format string, n int) string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf(format, i))
	}
	return strings.Join(list, ", ")
}

func TestSetFactSetsFactsByName(t *testing.T) {
	var r Remarks
	for _, set := range [][2]string{
		{"param", "lr=0.1"}, {"params", `{"epochs": 3}`}, {"commit", " ABCDEF0123 "}, {"link", "https://example.org/a?b=c#d"},
		{"link", "https://example.org/a?b=c#d"}, {"link", "http://[::1]:8080/x"},
	} {
		if known, err := r.SetFact(set[0], set[1]); !known || err != nil {
			t.Errorf("%v: %v, %v", set, known, err)
		}
	}
	want := Remarks{
		Params: Params{{"epochs", ParamValue{Type: NumberParam, Number: 3}},
			{"lr", ParamValue{Type: NumberParam, Number: 0.1}}},
		Commit: "abcdef0123", Links: []string{"https://example.org/a?b=c#d", "http://[::1]:8080/x"},
	}
	if !reflect.DeepEqual(r, want) {
		t.Errorf("got %+v, want %+v", r, want)
	}
	for _, set := range [][2]string{
		{"param", "lr=0.2"}, {"params", `{"lr": 3}`}, {"commit", "abc"}, {"commit", "main"}, {"link", "javascript:alert(1)"},
		{"link", "/runs/3"}, {"link", "https://user:secret@example.org/"}, {"link", "https://example.org/a b"},
		{"link", "https:///x"},
		{"link", "https://example.org/" + strings.Repeat("x", MaxLink)},
	} {
		if known, err := r.SetFact(set[0], set[1]); !known || KindOf(err) != Invalid ||
			strings.Contains(err.Error(), "secret") {
			t.Errorf("%v: %v, %v", set, known, err)
		}
	}
	if !reflect.DeepEqual(r, want) {
		t.Errorf("rejected facts leave %+v", r)
	}
	if known, err := r.SetFact("notes", "x"); known || err != nil {
		t.Errorf("got %v, %v", known, err)
	}
	if _, err := CleanLinks(strings.Split(many("https://example.org/%d", MaxLinks+1), ", ")); KindOf(err) != Invalid {
		t.Errorf("got %v", err)
	}
}

func TestParamFiltersOfAQuery(t *testing.T) {
	got, err := ParamFilters(url.Values{"param.lr": {"0.10", " "}, "param.b": {"x"}, "search": {"y"}})
	if err != nil || !reflect.DeepEqual(got, []ParamFilter{{"b", "x"}, {"lr", "0.10"}}) {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := ParamFilters(url.Values{"param.a b": {"x"}}); KindOf(err) != Invalid {
		t.Errorf("got %v", err)
	}
}
