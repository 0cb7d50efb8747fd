package intake

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
)

const few = "id,label,score\na,1,0.9\nb,1,0.8\nc,0,0.7\nd,1,0.6\ne,0,0.5\nf,0,0.4\ng,1,0.3\nh,0,0.2\n"

// open returns an intake of an empty store.
func open(t testing.TB, o Options) *Intake {
	t.Helper()
	st, err := store.Open(context.Background(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return New(st, o)
}

// drafts returns the drafts of an intake, which end before its store.
func drafts(t testing.TB, in *Intake) *Drafts {
	t.Helper()
	m := NewDrafts(in, filepath.Join(in.store.Dir(), "drafts"))
	t.Cleanup(m.Close)
	return m
}

// file is a body that is one file.
func file(name, text string) Body {
	return Body{Reader: strings.NewReader(text), Length: int64(len(text)), FileName: name}
}

// form is a body with fields and files, which alternate between names and values; the
// name "file:x.csv" makes a file of it.
func form(fields ...string) Body {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(fields); i += 2 {
		if name, isFile := strings.CutPrefix(fields[i], "file:"); isFile {
			part, _ := w.CreateFormFile("file", name)
			io.WriteString(part, fields[i+1])
		} else {
			w.WriteField(fields[i], fields[i+1])
		}
	}
	w.Close()
	return Body{Reader: &b, Length: int64(b.Len()), ContentType: w.FormDataContentType()}
}

// receive takes an upload with a query such as "name=x&dry_run=1".
func receive(t testing.TB, in *Intake, query string, b Body) (Uploaded, *Checks) {
	t.Helper()
	q, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	done, dry, err := in.Receive(t.Context(), Request{Path: "/runs", Query: q, Body: b})
	if err != nil {
		t.Fatal(err)
	}
	return done, dry
}

// contents counts what is stored, and names it.
func contents(t testing.TB, in *Intake) (experiments, runs int, names string) {
	t.Helper()
	list, _, err := in.store.Experiments(t.Context(), store.ExperimentFilter{})
	if err != nil {
		t.Fatal(err)
	}
	all, _, err := in.store.Runs(t.Context(), store.RunFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		names += e.Name + ";"
	}
	for _, r := range all {
		names += r.Name + ";"
	}
	return len(list), len(all), names
}

// duplicateKinds are the kinds of the findings that say that a run is known.
func duplicateKinds(list []tradeoff.Finding) (kinds []string) {
	for _, f := range list {
		if f.Kind == "same_file" || f.Kind == "same_predictions" {
			kinds = append(kinds, f.Kind)
		}
	}
	return kinds
}

// TestReceiveStoresChecksAndNotifies takes a form and a single file, and lets a dry run
// say what is known of them.
func TestReceiveStoresChecksAndNotifies(t *testing.T) {
	var told []int64
	in := open(t, Options{Stored: func(run int64) { told = append(told, run) }})
	done, dry := receive(t, in, "experiment_name=Both", form("name", "m", "file:dir/a.csv", few, "file:b.csv", few[:60]))
	if dry != nil || len(done.Runs) != 2 || done.Experiment.Name != "Both" || done.Runs[0].SourceName != "a.csv" {
		t.Fatalf("got %+v, %+v", done, dry)
	}
	e, r, names := contents(t, in)
	if e != 1 || r != 2 || !strings.Contains(names, "m: a") || !slices.Equal(told, []int64{1, 2}) {
		t.Errorf("stored are %s; runs %v were told", names, told)
	}
	_, dry = receive(t, in, "dry_run=1", file(`C:\again.csv`, few))
	if dry == nil || !dry.OK || dry.Clean || dry.Files[0].Name != "again.csv" {
		t.Fatalf("the dry run says %+v", dry)
	}
	if got := duplicateKinds(dry.File(0).Runs[0].Findings); !slices.Equal(got, []string{"same_file"}) {
		t.Errorf("findings are %v", got)
	}
	if _, r, _ := contents(t, in); r != 2 || len(told) != 2 {
		t.Errorf("after a dry run there are %d runs, and %v were told", r, told)
	}
	if in.Slots().Entered() != 0 {
		t.Error("an upload has kept its turn")
	}
}

// TestRefusedRunsUnlessTheBodyFailed looks at what is done about the rest of a body.
func TestRefusedRunsUnlessTheBodyFailed(t *testing.T) {
	in := open(t, Options{})
	in.limits.Bytes = 1000
	broken := errors.New("the client is gone")
	for what, c := range map[string]struct {
		query string
		body  Body
		kind  tradeoff.Kind
		want  bool
	}{
		"a field after the file": {"", form("file:a.csv", few, "label", "label"), tradeoff.Invalid, true},
		"a form without a boundary": {"", Body{
			Reader: strings.NewReader("x"), Length: 1, ContentType: "multipart/form-data",
		}, tradeoff.Invalid, true},
		"too large as announced": {"", Body{Reader: strings.NewReader(few), Length: 1001}, tradeoff.TooLarge, true},
		"too large as it comes": {"", Body{
			Reader: strings.NewReader(strings.Repeat(few, 20)), Length: -1,
		}, tradeoff.TooLarge, false},
		"an unknown parameter": {"lable=x", file("a.csv", few), tradeoff.Invalid, false},
		"a body that is cut short": {"", Body{
			Reader: io.MultiReader(strings.NewReader(few), failing{broken}), Length: -1,
		}, "", false},
	} {
		refused := false
		c.body.Refused = func() { refused = true }
		q, _ := url.ParseQuery(c.query)
		_, _, err := in.Receive(t.Context(), Request{Query: q, Body: c.body})
		if c.kind == "" && !errors.Is(err, broken) || c.kind != "" && tradeoff.KindOf(err) != c.kind {
			t.Errorf("%s: got %v, want the kind %q", what, err, c.kind)
		}
		if refused != c.want {
			t.Errorf("%s: Refused is called: %t, want %t", what, refused, c.want)
		}
	}
	if _, r, _ := contents(t, in); r != 0 {
		t.Errorf("%d runs are stored", r)
	}
}

// A failing reader fails.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// spooled returns what lies in the folder of drafts.
func spooled(t testing.TB, m *Drafts) (names []string) {
	t.Helper()
	list, err := os.ReadDir(m.dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}
