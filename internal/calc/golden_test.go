package calc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestGolden computes every case of testdata/golden, or of the directory that
// GOLDEN_DIR names, and compares it with the value of the reference library.
// testdata/README.md describes the files. Unknown functions, parameters and
// fields fail, so that a case cannot pass by being ignored.
func TestGolden(t *testing.T) {
	dir := os.Getenv("GOLDEN_DIR")
	if dir == "" {
		dir = filepath.Join("testdata", "golden")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatalf("no golden files in %s", dir)
	}
	cases, missing := 0, 0
	for _, path := range files {
		f, err := readGolden(path)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(path), ".json"), func(t *testing.T) {
			for _, c := range f.Cases {
				cases++
				if slices.Contains(notBuilt, c.Fn) {
					missing++
					continue
				}
				t.Run(c.ID, func(t *testing.T) { f.check(t, c) })
			}
		})
	}
	fmt.Printf("golden: %d cases, %d not built\n", cases, missing)
}

type goldenFile struct {
	Format   int
	Family   string
	Spec     string
	Set      string
	Oracles  map[string]string
	Tol      tolerance `json:"default_tol"`
	Datasets map[string]goldenData
	Cases    []goldenCase
}

type goldenCase struct {
	ID      string
	Fn      string
	Data    string
	Input   json.RawMessage
	Params  json.RawMessage
	Want    map[string]any
	Oracle  string
	Checked json.RawMessage
	Tol     *tolerance
	Note    string
	Info    json.RawMessage
}

// A tolerance allows a distance of Abs, or of Rel times the wanted value if that is more.
type tolerance struct{ Rel, Abs float64 }

// goldenData is a data set of any of the shapes.
type goldenData struct {
	Kind    Kind
	Y       []int
	Score   json.RawMessage // numbers, or rows of numbers if Classes is set
	W       []Number
	Classes int
	Images  []goldenImage
	IoU     []*Number
	A, B    []float64
	Indices [][]int
}

type goldenImage struct {
	Height, Width int
	Y             []int
	Score         json.RawMessage
}

func readGolden(path string) (*goldenFile, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var f goldenFile
	if err := strictly(raw, &f); err != nil {
		return nil, err
	}
	if f.Format != 1 {
		return nil, fmt.Errorf("format %d, want 1", f.Format)
	}
	return &f, nil
}

// strictly decodes JSON and refuses fields that v does not have.
func strictly(raw []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

// goldenInput is what an evaluator computes from.
type goldenInput struct {
	data   *goldenData
	input  json.RawMessage
	params json.RawMessage
}

// A goldenFn computes the fields that a case wants; it may return more.
type goldenFn func(goldenInput) map[string]any

// A malformed case panics with this.
type goldenFault struct{ error }

// into decodes the parameters over v's defaults.
func (in goldenInput) into(v any) {
	if in.params == nil {
		return
	}
	if err := strictly(in.params, v); err != nil {
		panic(goldenFault{fmt.Errorf("params: %w", err)})
	}
}

// inputInto decodes inline arguments.
func (in goldenInput) inputInto(v any) {
	if err := strictly(in.input, v); err != nil {
		panic(goldenFault{fmt.Errorf("input: %w", err)})
	}
}

func (f *goldenFile) check(t *testing.T, c goldenCase) {
	compute, ok := goldenFns[c.Fn]
	if !ok {
		t.Fatalf("unknown function %q", c.Fn)
	}
	in := goldenInput{input: c.Input, params: c.Params}
	if c.Data != "" {
		d, ok := f.Datasets[c.Data]
		if !ok {
			t.Fatalf("unknown data set %q", c.Data)
		}
		in.data = &d
	}
	tol := f.Tol
	if c.Tol != nil {
		tol = *c.Tol
	}
	got, err := compute.try(in)
	if err != nil {
		t.Fatal(err)
	}
	for field, want := range c.Want {
		g, ok := got[field]
		if !ok {
			t.Errorf("unknown field %q", field)
			continue
		}
		if err := tol.compare(plain(reflect.ValueOf(g)), want); err != nil {
			t.Errorf("%s: %v", field, err)
		}
	}
}

// try calls f and returns a panic, of a malformed case or of calc, as an error.
func (f goldenFn) try(in goldenInput) (got map[string]any, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return f(in), nil
}

// plain turns what an evaluator returns into what JSON decodes to: nil for an
// undefined value or a nil slice, float64 for numbers, "inf" and "-inf".
func plain(v reflect.Value) any {
	if !v.IsValid() {
		return nil
	}
	if x, ok := v.Interface().(Value); ok {
		if !x.OK {
			return nil
		}
		return plain(reflect.ValueOf(x.V))
	}
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return plain(v.Elem())
	case reflect.Slice, reflect.Array:
		if v.Kind() == reflect.Slice && v.IsNil() {
			return nil
		}
		list := make([]any, v.Len())
		for i := range list {
			list[i] = plain(v.Index(i))
		}
		return list
	case reflect.Map:
		m := make(map[string]any, v.Len())
		for _, k := range v.MapKeys() {
			m[k.String()] = plain(v.MapIndex(k))
		}
		return m
	case reflect.Float64:
		switch x := v.Float(); {
		case math.IsInf(x, 1):
			return "inf"
		case math.IsInf(x, -1):
			return "-inf"
		default:
			return x
		}
	case reflect.Int, reflect.Int64:
		return float64(v.Int())
	case reflect.Uint32, reflect.Uint64, reflect.Uint8:
		return float64(v.Uint())
	case reflect.Bool:
		return v.Bool()
	case reflect.String:
		return v.String()
	}
	panic(fmt.Sprintf("an evaluator returned a %v", v.Type()))
}

// compare returns how got differs from want by more than the tolerance.
func (tol tolerance) compare(got, want any) error {
	switch w := want.(type) {
	case float64:
		g, ok := got.(float64)
		if !ok || !(math.Abs(g-w) <= math.Max(tol.Abs, tol.Rel*math.Abs(w))) {
			return fmt.Errorf("got %v, want %v", got, w)
		}
	case []any:
		g, ok := got.([]any)
		if !ok {
			return fmt.Errorf("got %v, want a list of %d", got, len(w))
		}
		if len(g) != len(w) {
			return fmt.Errorf("got %d elements, want %d", len(g), len(w))
		}
		for i := range w {
			if err := tol.compare(g[i], w[i]); err != nil {
				return fmt.Errorf("[%d]: %w", i, err)
			}
		}
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return fmt.Errorf("got %v, want an object", got)
		}
		for k := range w {
			if _, ok := g[k]; !ok {
				return fmt.Errorf("unknown field %q", k)
			}
			if err := tol.compare(g[k], w[k]); err != nil {
				return fmt.Errorf("%s: %w", k, err)
			}
		}
	default: // nil, a string, a bool
		if got != want {
			return fmt.Errorf("got %v, want %v", got, want)
		}
	}
	return nil
}
