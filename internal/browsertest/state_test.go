package browsertest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"

	"tradeoff/internal/lesson"
	"tradeoff/internal/tradeoff"
)

// TestScriptsWriteAddressesAsTheServerDoes lets the browser's writer put the values
// of old addresses, defaults and forms' helpers among them, into an address, and
// compares it with what the server writes.
func TestScriptsWriteAddressesAsTheServerDoes(t *testing.T) {
	file, err := os.ReadFile("../tradeoff/testdata/old_urls.txt")
	if err != nil {
		t.Fatal(err)
	}
	usual := make(map[string]string)
	for _, p := range tradeoff.StateParameters() {
		if !p.Many {
			usual[p.Name] = p.Default
		}
	}
	type row struct {
		Values map[string]string
		Want   string
	}
	var rows []row
	for _, line := range strings.Fields(string(file)) {
		q, err := url.ParseQuery(line)
		if err != nil {
			continue
		}
		s, err := tradeoff.ParseState(q)
		if err != nil {
			continue
		}
		want := s.Query()
		values := make(map[string]string)
		for name := range q {
			// What the server writes in other words is the business of its parser.
			d, ok := usual[name]
			if x := q.Get(name); ok && len(q[name]) == 1 && (x == d || want.Has(name) && want.Get(name) == x) {
				values[name] = x
			}
		}
		for name := range want {
			if values[name] == "" {
				want.Del(name)
			}
		}
		if len(values) > 0 && !(q.Get("prevalence") == "" && q.Has("prevalence")) { // which is the test set's in a form
			rows = append(rows, row{values, want.Encode()})
		}
	}
	for _, p := range tradeoff.StateParameters() {
		rows = append(rows, row{map[string]string{p.Name: p.Default}, ""})
		for _, c := range p.Choices {
			if c != p.Default {
				rows = append(rows, row{map[string]string{p.Name: c}, url.Values{p.Name: {c}}.Encode()})
			}
		}
	}
	if len(rows) < 150 {
		t.Fatalf("only %d addresses", len(rows))
	}
	sent, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	b := start(t).tab(t)
	b.open("/")
	for _, wrong := range js[[]string](b, fmt.Sprintf(`%s.then(({ put }) => %s.flatMap(({ Values, Want }) => {
		const url = new URL("http://localhost/runs/1?bound=1&shares=1&band=0");
		put(url, { policy: null, shares: null, band: null, ...Values });
		url.searchParams.sort();
		const got = url.search.slice(1), want = new URLSearchParams(Want).toString();
		return got === want ? [] : [JSON.stringify(Values) + " becomes " + got + ", want " + want];
	}).slice(0, 10))`, core(b, "state"), sent)) {
		t.Error(wrong)
	}
	for table, parameters := range map[string][]tradeoff.Parameter{
		"CLASS_FIELDS": tradeoff.ClassStateParameters(), "SEVERAL_FIELDS": tradeoff.DisagreementParameters(),
		"LESSON_FIELDS": lesson.StateParameters(), "LAB_FIELDS": lesson.LabParameters(),
	} {
		var rows []row
		for _, p := range parameters {
			rows = append(rows, row{map[string]string{p.Name: p.Default}, ""})
			for _, c := range append(p.Choices, "0.125") {
				if c != p.Default {
					rows = append(rows, row{map[string]string{p.Name: c}, url.Values{p.Name: {c}}.Encode()})
				}
			}
		}
		sent, err := json.Marshal(rows)
		if err != nil {
			t.Fatal(err)
		}
		const writes = `Promise.all([%s, %s]).then(([{ put }, fields]) => %s.flatMap(({ Values, Want }) => {
			const url = new URL("http://localhost/");
			for (const name of Object.keys(Values)) url.searchParams.set(name, "another");
			put(url, Values, fields.%s);
			const got = url.search.slice(1), want = new URLSearchParams(Want).toString();
			return got === want ? [] : [JSON.stringify(Values) + " becomes " + got + ", want " + want];
		}).slice(0, 10))`
		for _, wrong := range js[[]string](b, fmt.Sprintf(writes, core(b, "state"), core(b, "fields"), sent, table)) {
			t.Errorf("%s: %s", table, wrong)
		}
	}
	if !js[bool](b, core(b, "state")+`.then(({ put }) => {
		try {
			put(new URL(location), { treshold: 1 });
			return false;
		} catch {
			return true;
		}
	})`) {
		t.Error("a name that is in no table is written")
	}
}
