package ingest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// array returns values as numpy.save writes them.
func array(descr, shape string, values any) string {
	order := binary.ByteOrder(binary.LittleEndian)
	if descr[0] == '>' {
		order = binary.BigEndian
	}
	header := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': %s, }", descr, shape)
	header += strings.Repeat(" ", 117-len(header)) + "\n"
	var b bytes.Buffer
	b.WriteString("\x93NUMPY\x01\x00")
	binary.Write(&b, binary.LittleEndian, uint16(len(header)))
	b.WriteString(header)
	if err := binary.Write(&b, order, values); err != nil {
		panic(err)
	}
	return b.String()
}

// arrays returns an archive as numpy.savez writes it.
func savez(arrays ...string) string {
	for i := 0; i < len(arrays); i += 2 {
		arrays[i] += ".npy"
	}
	return string(archived(arrays...))
}

func TestArraysAreColumns(t *testing.T) {
	labels, scores := array("<i8", "(3,)", []int64{1, 0, 0}), array(">f8", "(3,)", []float64{0.75, 0.25, 0.5})
	for name, text := range map[string]string{
		"numbers":  savez("y_true", labels, "y_score", scores),
		"booleans": savez("y_true", array("|b1", "(3,)", []bool{true, false, false}), "y_score", scores),
		"unsigned": savez("y_true", array("|u1", "(3,)", []uint8{1, 0, 0}), "y_score",
			array("<f4", "(3,)", []float32{0.75, 0.25, 0.5})),
		"halves": savez("y_true", labels, "y_score", array("<f2", "(3,)", []uint16{0x3a00, 0x3400, 0x3800})),
		"floats": savez("y_true", array("<f8", "(3,)", []float64{1, 0, 0}), "y_score", scores),
		"strings": savez("y_true", array("<U3", "(3,)", []uint32{'y', 'e', 's', 'n', 'o', 0, 'n', 'o', 0}), "y_score",
			scores),
		"bytes": savez("y_true", array("|S3", "(3,)", []byte("yesno\x00no\x00")), "y_score", scores),
		"column vectors": savez("y_true", array("<i4", "(3, 1)", []int32{1, 0, 0}), "y_score",
			array("<f4", "(3, 1)", []float32{0.75, 0.25, 0.5})),
		"predict_proba": savez("y_true", labels, "y_proba",
			array("<f8", "(3, 2)", []float64{0.25, 0.75, 0.75, 0.25, 0.5, 0.5})),
		"by name of class": savez("y_true", array("<U1", "(3,)", []uint32{'y', 'n', 'n'}), "classes",
			array("<U1", "(2,)", []uint32{'n', 'y'}),
			"y_proba", array("<f8", "(3, 2)", []float64{0.25, 0.75, 0.75, 0.25, 0.5, 0.5})),
		"by order of class": savez("y_true", array("<U1", "(3,)", []uint32{'y', 'n', 'n'}),
			"y_proba", array("<f8", "(3, 2)", []float64{0.25, 0.75, 0.75, 0.25, 0.5, 0.5})),
		"without names": savez("arr_0", labels, "arr_1", scores),
		"with others": savez("y_true", labels, "y_score", scores, "thresholds", array("<f8", "(5,)", make([]float64, 5)),
			"seed", array("<i8", "()", int64(7))),
		"one array": array("<f8", "(3, 2)", []float64{1, 0.75, 0, 0.25, 0, 0.5}),
	} {
		t.Run(name, func(t *testing.T) {
			d := readOne(t, text, Options{})
			b := d.Binary()
			if d.Kind != calc.Probability || !slices.Equal(b.Label, []uint8{1, 0, 0}) ||
				!slices.Equal(b.Score, []float64{0.75, 0.25, 0.5}) {
				t.Errorf("got %s %v %v", d.Kind, b.Label, b.Score)
			}
			if finding := map[string]string{
				"by order of class": "classes_in_order", "with others": "parts_left_out", "predict_proba": "complement_ignored",
			}[name]; finding != "" && !hasFinding(d, finding) {
				t.Errorf("findings %+v", d.Findings)
			}
		})
	}
}

// The positive class need not be the last one in order.
func TestColumnsFollowTheClassesInOrder(t *testing.T) {
	text := savez("y_true", array("<U1", "(3,)", []uint32{'a', 'b', 'b'}), "y_proba",
		array("<f8", "(3, 2)", []float64{0.75, 0.25, 0.25, 0.75, 0.5, 0.5}))
	for positive, want := range map[string][]float64{"a": {0.75, 0.25, 0.5}, "b": {0.25, 0.75, 0.5}} {
		d := readOne(t, text, Options{Positive: positive})
		if got := d.Binary().Score; !slices.Equal(got, want) {
			t.Errorf("positive %s: scores %v, want %v", positive, got, want)
		}
	}
}

func TestTwoLogitsAreOneScore(t *testing.T) {
	text := savez("labels", array("<i8", "(2,)", []int64{1, 0}), "logits",
		array("<f4", "(2, 2)", []float32{-1, 1, 0.5, -0.5}))
	for kind, want := range map[calc.Kind][]float64{
		"":               {1 / (1 + math.Exp(-2)), 1 / (1 + math.Exp(1))},
		calc.Probability: {1 / (1 + math.Exp(-2)), 1 / (1 + math.Exp(1))}, calc.Logit: {2, -1}, calc.Score: {2, -1},
	} {
		d := readOne(t, text, Options{Kind: kind})
		if got := d.Binary().Score; !slices.Equal(got, want) || kind == "" && d.Kind != calc.Probability ||
			kind != "" && d.Kind != kind {
			t.Errorf("kind %q: %s %v, want %v", kind, d.Kind, got, want)
		}
		if len(d.Columns) != 2 || !hasFinding(d, "logits_in_two_columns") {
			t.Errorf("%d columns, findings %+v", len(d.Columns), d.Findings)
		}
	}
}

func TestNumbersOfArraysStayExact(t *testing.T) {
	d := readOne(t, savez("id", array("<i8", "(2,)", []int64{1<<62 + 1, 1<<62 + 3}), "label",
		array("|i1", "(2,)", []int8{-1, 1}),
		"score", array("<f8", "(2,)", []float64{0.1, 0.3}), "weight", array("<f4", "(2,)", []float32{0.5, 2}), "age",
		array("<f4", "(2,)", []float32{0.1, 33.3})), Options{})
	var got []string
	for _, c := range d.Columns {
		if c.Texts != nil {
			got = append(got, string(c.Texts.At(0)), string(c.Texts.At(1)))
		}
	}
	if want := []string{"4611686018427387905", "4611686018427387907", "0.1", "33.3"}; !slices.Equal(got, want) ||
		d.Roles.Weight != "weight" {
		t.Errorf("texts %q, want %q; roles %+v", got, want, d.Roles)
	}
}

func TestFaultsOfArraysHaveTheirPlace(t *testing.T) {
	labels, scores := array("<i8", "(3,)", []int64{1, 0, 0}), array("<f8", "(3,)", []float64{0.75, 0.25, 0.5})
	for says, c := range map[string]struct {
		text  string
		place tradeoff.Place
	}{
		"score is missing": {savez("label", labels, "score",
			array("<f8", "(3,)", []float64{0.5, 0.25, math.NaN()})), tradeoff.Place{Row: 3, Column: "score"}},
		"not finite": {savez("label", labels, "score",
			array("<f8", "(3,)", []float64{0.5, math.Inf(-1), 0})), tradeoff.Place{Row: 2, Column: "score"}},
		"as in row 1": {savez("label", array("<i8", "(3,)", []int64{1, 0, 1}), "score",
			array("<f8", "(3,)", []float64{0.75, 0.25, 0.75}), "id", array("<i8", "(3,)", []int64{7, 8, 7})),
			tradeoff.Place{Row: 3, Column: "id"}},
		"more than two values": {savez("label", array("<i8", "(3,)", []int64{1, 0, 2}), "score", scores),
			tradeoff.Place{Row: 3, Column: "label"}},
		"has 2 rows, and \"label\" has 3": {savez("label", labels, "score", array("<f8", "(2,)", []float64{1, 0})),
			tradeoff.Place{Column: "score"}},
		"is named mask: there is label [3]": {savez("label", labels, "prob", array("<f8", "(1, 2, 2)", make([]float64, 4))),
			tradeoff.Place{Column: "prob"}},
		"takes 24 bytes, but there are 16": {savez("label", labels, "score", scores[:len(scores)-8]),
			tradeoff.Place{Column: "score"}},
		"Python objects": {savez("label", array("|O", "(1,)", []byte{0x80}), "score", scores),
			tradeoff.Place{Column: "label"}},
		"no rows": {savez("label", array("<i8", "(0,)", []int64{}), "score",
			array("<f8", "(0,)", []float64{})), tradeoff.Place{}},
		"only one column":    {savez("score", scores), tradeoff.Place{Column: "score"}},
		"no array of labels": {savez("score", array("<f8", "()", 0.5)), tradeoff.Place{}},
		"the same name \"p[0]\"": {savez("y", labels, "p", array("<f8", "(3, 2)", make([]float64, 6)), "p[0]",
			scores), tradeoff.Place{Column: "p[0]"}},
		"more than 2000 columns": {savez("label", labels, "x", array("|u1", "(3, 3000)", make([]uint8, 9000))),
			tradeoff.Place{}},
		"beyond 64-bit integers with a sign": {savez("label", labels, "score", scores, "id",
			array("<u8", "(3,)", []uint64{1, 2, 1 << 63})), tradeoff.Place{Column: "id"}},
	} {
		c.place.File = "file.csv"
		if e := refused(t, c.text, Options{}); e.Place != c.place || !strings.Contains(e.Message, says) {
			t.Errorf("got %+v, want %q at %v", e, says, c.place)
		}
	}
}

// An array that unpacks to far more than it is, and one that says so.
func TestHostileArraysAreRefusedInBoundedMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	huge := array("<f8", "(4000000000,)", []float64{0.5})
	zeros := array("|u1", "(67108864,)", make([]byte, 64<<20))
	var many []string
	for i := range 200 {
		many = append(many, fmt.Sprintf("a%d", i), huge)
	}
	for name, text := range map[string]string{
		"npy":  huge,
		"npz":  savez("label", huge, "score", huge),
		"bomb": savez("label", zeros),
		"many": savez(many...),
	} {
		in := newInput(strings.NewReader(text), Options{Limits: DefaultLimits(), TempDir: t.TempDir()})
		heap := heapDuring(func() {
			err := in.file(t.Context(), in.packed, name, 0)
			if k := tradeoff.KindOf(err); k != tradeoff.Invalid && k != tradeoff.TooLarge {
				t.Errorf("%s: %v", name, err)
			}
			in.close()
		})
		if heap > 32<<20 || in.unpacked > 24<<20 {
			t.Errorf("%s: took %d MiB, unpacked %d MiB", name, heap>>20, in.unpacked>>20)
		}
	}
}

func TestLargeArraysGoThroughInParts(t *testing.T) {
	const n = 3*partRows + 7
	labels, scores := make([]uint8, n), make([]float64, n)
	for i := range n {
		labels[i], scores[i] = uint8(i%2), float64(i)/n
	}
	text := savez("label", array("|u1", fmt.Sprintf("(%d,)", n), labels), "score",
		array("<f8", fmt.Sprintf("(%d,)", n), scores))
	d := readOne(t, string(text), Options{})
	b := d.Binary()
	if !slices.Equal(b.Label, labels) || !slices.Equal(b.Score, scores) {
		t.Errorf("%d rows differ from the %d of the file", len(b.Score), n)
	}
	scores[n-2] = math.NaN()
	text = savez("label", array("|u1", fmt.Sprintf("(%d,)", n), labels), "score",
		array("<f8", fmt.Sprintf("(%d,)", n), scores))
	if _, err := readText(t, text, Options{}); !strings.Contains(fmt.Sprint(err), fmt.Sprintf("row %d", n-1)) {
		t.Error(err)
	}
	if _, err := readText(t, text, Options{Limits: Limits{Rows: n - 1}}); tradeoff.KindOf(err) != tradeoff.TooLarge {
		t.Error(err)
	}
}

// Hugging Face's Trainer returns logits as predictions, and label_ids.
func TestPredictionsOfTheTrainerAreLogits(t *testing.T) {
	labels := array("<i8", "(4,)", []int64{1, 0, 0, 1})
	logits := array("<f4", "(4, 2)", []float32{-1, 2, 1, 0.5, 3, -2, 0.25, 0.5})
	softmax := func(a, b float64) float64 { return 1 / (1 + math.Exp(a-b)) }
	d := readOne(t, savez("predictions", logits, "label_ids", labels), Options{})
	f := findingOf(t, d, "predictions_are_logits")
	if b := d.Binary(); !slices.Equal(b.Score, []float64{softmax(-1, 2), softmax(1, 0.5), softmax(3, -2),
		softmax(0.25, 0.5)}) ||
		!strings.Contains(f.Message, "logits[1]") {
		t.Errorf("scores %v, finding %q", b.Score, f.Message)
	}
	d = readOne(t, savez("predictions", logits, "label_ids", labels), Options{Score: []string{"predictions[1]"},
		Ignore: []string{"predictions[0]"}})
	if b := d.Binary(); !slices.Equal(b.Score, []float64{2, 0.5, -2, 0.5}) {
		t.Errorf("by name: scores %v", b.Score)
	}
	proba := array("<f8", "(4, 2)", []float64{0.25, 0.75, 0.5, 0.5, 0.75, 0.25, 0.125, 0.875})
	if d = readOne(t, savez("predictions", proba, "label_ids", labels), Options{}); hasFinding(d,
		"predictions_are_logits") {
		t.Error("probabilities are named logits")
	}
	// Two models of one label are no logits.
	models := array("<f8", "(4, 2)", []float64{0.5, 0.75, 0.5, 0.5, 0.75, 0.5, 0.125, 0.75})
	all, err := Read(t.Context(), strings.NewReader(savez("predictions", models, "y_true", labels)), "x", Options{})
	for _, d := range all {
		if hasFinding(d, "predictions_are_logits") {
			t.Errorf("two models are named logits: %v, %v", d.Findings, err)
		}
	}
}

func TestArraysOfOneColumnAreSqueezed(t *testing.T) {
	for _, shape := range []string{"(3, 1)", "(3, 1, 1)", "(3, 1, 1, 1)"} {
		d := readOne(t, savez("y_true", array("<i8", shape, []int64{1, 0, 0}), "y_score", array("<f8", shape,
			[]float64{0.75, 0.25, 0.5})), Options{})
		if b := d.Binary(); d.Images != nil || !slices.Equal(b.Score, []float64{0.75, 0.25, 0.5}) ||
			!slices.Equal(b.Label, []uint8{1, 0, 0}) {
			t.Errorf("%s: labels %v, scores %v", shape, b.Label, b.Score)
		}
	}
}
