package tradeoff

import (
	"math/rand/v2"
	"net/url"
	"reflect"
	"testing"
)

func TestViewRoundTripsThroughURL(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	piece := func() string {
		alphabet := []string{"a", ":", "<", ">", "=", `\`, "&", "+", " ", "40+", "é", "\n", "%", "#", "…"}
		s := ""
		for range r.IntN(6) {
			s += alphabet[r.IntN(len(alphabet))]
		}
		return s
	}
	for range 5000 {
		v := View{Class: piece()}
		for range r.IntN(4) {
			c := Condition{Column: "c" + piece(), Op: []Op{Is, AtLeast, Below}[r.IntN(3)]}
			if c.Op == Is {
				c.Text = piece()
			} else {
				c.Number = float64(r.IntN(2000)-1000) / 8
			}
			v = v.And(c)
		}
		q := make(url.Values)
		v.Add(q)
		sent, err := url.ParseQuery(q.Encode())
		if err != nil {
			t.Fatal(err)
		}
		got, err := ParseView(sent)
		if err != nil {
			t.Fatalf("%+v became %s: %v", v, q.Encode(), err)
		}
		if len(v.Where) == 0 {
			got.Where, v.Where = nil, nil
		}
		if !reflect.DeepEqual(got, v) || got.Key() != v.Key() {
			t.Fatalf("%+v became %s, which is %+v", v, q.Encode(), got)
		}
	}
}

func TestEqualViewsHaveOneKey(t *testing.T) {
	parse := func(query string) View {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		v, err := ParseView(q)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	a, b := parse("slice=sex:f&slice=age>=30&slice=age<40"), parse("slice=age<40.0&slice=age>=3e1&slice=sex:f&slice=sex:f&slice=")
	if a.Key() != b.Key() {
		t.Errorf("%s and %s", a.Key(), b.Key())
	}
	if a.Key() == parse("slice=sex:f&slice=age>=30").Key() {
		t.Error("another view has the same key")
	}
	if !parse("threshold=0.5").Whole() || a.Whole() || parse("class=cat").Whole() {
		t.Error("the whole run is the view that the URL does not name")
	}
	same := func(s string) string { return s }
	if got, want := a.Words(same, plain), "age is at least 30 and below 40, and sex is f"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := parse("class=cat&slice=site:&slice=age<7").Words(same, plain), "cat against the rest, and age is below 7, and site is empty"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestParseViewRejectsInvalidValues(t *testing.T) {
	for _, text := range []string{"age", ":x", "age>3", "age<=3", "age>=", "age<abc", "age>=inf", "age<nan", ">=3",
		`age\:3`} {
		if _, err := ParseView(url.Values{"slice": {text}}); KindOf(err) != Invalid {
			t.Errorf("%q gives %v", text, err)
		}
	}
	many := url.Values{}
	for i := range maxConditions + 1 {
		many.Add("slice", Condition{Column: string(rune('a' + i)), Op: Is}.String())
	}
	if _, err := ParseView(many); KindOf(err) != Invalid {
		t.Errorf("too many conditions give %v", err)
	}
}

func TestViewsAreDisjointIfNoValueSatisfiesBoth(t *testing.T) {
	view := func(slices ...string) View {
		v, err := ParseView(url.Values{"slice": slices})
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range []struct {
		a, b     View
		disjoint bool
	}{
		{view("split:test"), view("split:validation"), true},
		{view("split:test"), view("split:test"), false},
		{view("split:test"), view("site:a"), false},
		{view("split:test", "site:a"), view("site:a", "split:validation"), true},
		{view("age<40"), view("age>=40"), true},
		{view("age<41"), view("age>=40"), false},
		{view("age<40"), view("age<30"), false},
		{view("fold:1"), view("fold:1.0"), false},
		{view("fold:1"), view("fold:2"), true},
		{view("fold:1"), view("fold>=2"), true},
		{view("fold:1"), view("fold<2"), false},
		{view("fold:one"), view("fold<2"), true},
		{view(), view("fold:1"), false},
		{view(), view(), false},
	} {
		if c.a.Disjoint(c.b) != c.disjoint || c.b.Disjoint(c.a) != c.disjoint {
			t.Errorf("%s and %s: want %v", c.a.Key(), c.b.Key(), c.disjoint)
		}
	}
}
