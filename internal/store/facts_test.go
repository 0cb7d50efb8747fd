package store

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"tradeoff/internal/tradeoff"
)

// factsOf returns the remarks of a run with the given parameters of an upload.
func factsOf(t testing.TB, set ...string) (r tradeoff.Remarks) {
	t.Helper()
	for _, one := range set {
		name, value, _ := strings.Cut(one, " ")
		if known, err := r.SetFact(name, value); err != nil || !known {
			t.Fatalf("%s: %v", one, err)
		}
	}
	return r
}

func TestFactsOfRunRoundTripAndChange(t *testing.T) {
	s := open(t, t.TempDir())
	e := createExperiment(t, s, "x")
	n := newRun(e.ID, "r", two)
	n.Run.Remarks = factsOf(t, "param lr=0.1", "param note=a \"<b>\" & ü", "param amp=true", "param id=\"7\"",
		"commit 0123456789abcdef0123456789abcdef01234567-dirty", "link https://example.org/?a=b&c=d")
	if err := s.CreateRuns(t.Context(), []NewRun{n}); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Run(t.Context(), n.Run.ID); err != nil || !reflect.DeepEqual(got, *n.Run) || len(got.Params) != 4 ||
		got.Commit == "" {
		t.Errorf("got %+v, %v, want %+v", got, err, *n.Run)
	}
	for _, now := range []tradeoff.Remarks{factsOf(t, "param lr=0.2", "link http://example.org"), {}} {
		got, err := s.UpdateRun(t.Context(), n.Run.ID, func(r *tradeoff.Run) error { r.Remarks = now; return nil })
		if err != nil {
			t.Fatal(err)
		}
		if read, err := s.Run(t.Context(), n.Run.ID); err != nil || !reflect.DeepEqual(read, got) ||
			!reflect.DeepEqual(got.Remarks, now) {
			t.Errorf("got %+v, %v, want %+v", read.Remarks, err, now)
		}
	}
	for what, r := range map[string]tradeoff.Remarks{
		"a key": {Params: tradeoff.Params{{Key: "a b"}}}, "a commit": {Commit: "main"},
		"a link": {Links: []string{"file:///etc/passwd"}},
	} {
		_, err := s.UpdateRun(t.Context(), n.Run.ID, func(run *tradeoff.Run) error { run.Remarks = r; return nil })
		if tradeoff.KindOf(err) != tradeoff.Invalid || err == nil {
			t.Errorf("%s: got %v", what, err)
		}
	}
	list := audited(t, s, AuditFilter{Action: tradeoff.UpdateAction})
	want := `update run 1 r: {"commit":"0123456789abcdef0123456789abcdef01234567-dirty","links":["https://example.org/?a=b\u0026c=d"],` +
		`"param.amp":true,"param.id":"7","param.lr":0.1,"param.note":"a \"\u003cb\u003e\" \u0026 ü"} → ` +
		`{"commit":"","links":["http://example.org"],"param.lr":0.2}`
	if len(list) != 2 || list[0] != want {
		t.Errorf("the audit has\n%s\nwant\n%s", list[0], want)
	}
}

func TestDamagedParametersAreDetected(t *testing.T) {
	for _, damage := range []string{`params = '{"a":1}'`, `"commit" = 'abcdef0'`, `links = '["http://example.org"]'`} {
		s := open(t, t.TempDir())
		n := store1(t, s, cases()["ties"])
		if _, err := s.writer.Exec(`UPDATE runs SET ` + damage); err != nil {
			t.Fatal(err)
		}
		_, err := s.Run(t.Context(), n.Run.ID)
		wantKind(t, err, tradeoff.Internal, "damaged")
	}
}

func TestRunsFilterByFacts(t *testing.T) {
	s := open(t, t.TempDir())
	e := createExperiment(t, s, "x")
	for name, facts := range map[string][]string{
		"a": {"param lr=0.1", "param opt=Adam", "param amp=true", "commit abcdef0123456789"},
		"b": {"param lr=\"0.1\"", "param opt=sgd", "param opt.name=adam", "commit abcdef0"},
		"c": {"param lr=1e-7", "param amp=false", "param x=50%_", "commit 1234567"},
		"d": {"param lr=123456.789012345", "param note=say \"hi\" \\ <b>"},
		"e": nil,
	} {
		n := newRun(e.ID, name, two)
		n.Run.Remarks = factsOf(t, facts...)
		if name == "e" {
			n.Run.Tags = []string{"Baseline"}
		}
		if err := s.CreateRuns(t.Context(), []NewRun{n}); err != nil {
			t.Fatal(err)
		}
	}
	param := func(pairs ...string) RunFilter {
		var f RunFilter
		for _, p := range pairs {
			key, value, _ := strings.Cut(p, "=")
			f.Params = append(f.Params, tradeoff.ParamFilter{Key: key, Value: value})
		}
		return f
	}
	for _, c := range []struct {
		filter RunFilter
		want   string
	}{
		{param("lr=0.1"), "a b"}, {param("lr=0.10"), "a"}, {param(`lr="0.1"`), "b"}, {param("lr=0.0000001"), "c"},
		{param("lr=0.2"), ""},
		{param("lr=123456.789012345"), "d"}, {param("opt=adam"), "a"}, {param("opt.name=adam"), "b"},
		{param("amp=true"), "a"},
		{param("amp=True"), "a"}, {param("amp=false"), "c"}, {param("amp=0"), ""}, {param("lr=0.1", "opt=sgd"), "b"},
		{param("none=1"), ""},
		{param("x=50%_"), "c"}, {param("x=50"), ""}, {param(`note=say "hi" \ <b>`), "d"}, {param("note=' OR 1=1 --"), ""},
		{RunFilter{Commit: "abcdef0"}, "a b"}, {RunFilter{Commit: "ABCDEF0123456789aaaa"}, "a b"},
		{RunFilter{Commit: "abcdef01"}, "a b"},
		{RunFilter{Commit: "1234567"}, "c"}, {RunFilter{Commit: "7654321"}, ""}, {RunFilter{Commit: "%"}, ""},
		{RunFilter{Search: "adam"}, "a b"}, {RunFilter{Search: "OPT=sgd"}, "b"}, {RunFilter{Search: "amp=true"}, "a"},
		{RunFilter{Search: "abcdef0123"}, "a"}, {RunFilter{Search: "baseline"}, "e"}, {RunFilter{Search: "50%_"}, "c"},
		{RunFilter{Search: "lr=0.1"}, "a b"},
		{RunFilter{Search: "adam", Commit: "abcdef0123456789", ExperimentID: e.ID, Task: tradeoff.BinaryTask, But: 99},
			"a b"},
		{RunFilter{Tag: "BASELINE"}, "e"}, {RunFilter{}, "a b c d e"},
	} {
		if got := runNames(t, s, c.filter); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.filter, got, c.want)
		}
	}
}

// TestParamFilterFindsEveryNumber compares numbers as SQLite keeps them.
func TestParamFilterFindsEveryNumber(t *testing.T) {
	s := open(t, t.TempDir())
	e := createExperiment(t, s, "x")
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 60 {
		x := r.NormFloat64() * []float64{1e-300, 1e-9, 1, 1e9, 1e300}[i%5]
		n := newRun(e.ID, fmt.Sprint("r", i), two)
		n.Run.Params = tradeoff.Params{{Key: "x", Value: tradeoff.ParamValue{Type: tradeoff.NumberParam, Number: x}}}
		if err := s.CreateRuns(t.Context(), []NewRun{n}); err != nil {
			t.Fatal(err)
		}
		filter := RunFilter{Params: []tradeoff.ParamFilter{{Key: "x", Value: fmt.Sprint(x)}}}
		if got := runNames(t, s, filter); got != n.Run.Name {
			t.Errorf("%v: got %q", x, got)
		}
	}
}

func TestListsOfRunsUseTheirIndexes(t *testing.T) {
	s := open(t, t.TempDir())
	for what, c := range map[string]struct{ query, index string }{
		"runs of an experiment": {`SELECT id FROM runs r WHERE r.deleted_at IS NULL AND r.experiment_id = 1`, "INDEX runs_by_experiment (experiment_id=? AND deleted_at=?)"},
		"number of runs":        {`SELECT ` + numberOfRuns + ` FROM experiments r`, "COVERING INDEX runs_by_experiment"},
		"commit":                {`SELECT id FROM runs r WHERE r.deleted_at IS NULL AND r."commit" <> '' AND instr(r."commit", 'a') = 1`, "runs_by_commit"},
		"old trash":             {`SELECT id FROM runs WHERE deleted_at < 5 AND deleted_with_experiment = 0`, "runs_in_trash"},
		"trash":                 {trashedExperiments + ` UNION ALL ` + trashedRuns, "experiments_in_trash"},
		"audit of a run":        {`SELECT id FROM audit r WHERE r.object = 'run' AND r.object_id = 7 ORDER BY r.id DESC`, "audit_by_object"},
		"audit of a person":     {`SELECT id FROM audit r WHERE r.who <> '' AND r.who = 'Ada' ORDER BY r.id DESC`, "audit_by_who"},
	} {
		rows, err := s.reader.Query(`EXPLAIN QUERY PLAN ` + c.query)
		if err != nil {
			t.Fatal(err)
		}
		var plan []string
		for rows.Next() {
			var id, parent, unused int
			var line string
			if err := rows.Scan(&id, &parent, &unused, &line); err != nil {
				t.Fatal(err)
			}
			plan = append(plan, line)
		}
		rows.Close()
		if text := strings.Join(plan, "\n"); !strings.Contains(text, c.index) {
			t.Errorf("%s: the plan is\n%s", what, text)
		}
	}
}
