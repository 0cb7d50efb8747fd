package ingest

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// cases are labels and scores of one test set, as a seeded generator draws them.
type cases struct {
	labels []uint8
	scores []float64
}

func drawCases(n int) (c cases) {
	r := rand.New(rand.NewPCG(5, 6))
	for range n {
		score := r.Float64()
		label := uint8(0)
		if r.Float64() < score {
			label = 1
		}
		c.labels, c.scores = append(c.labels, label), append(c.scores, score)
	}
	return c
}

func (c cases) id(i int) string       { return fmt.Sprintf("Fall-%05d-ü", i) }
func (c cases) score(i int) string    { return strconv.FormatFloat(c.scores[i], 'g', -1, 64) }
func (c cases) opposite(i int) string { return strconv.FormatFloat(1-c.scores[i], 'g', -1, 64) }
func (c cases) word(i int) string     { return []string{"no", "yes"}[c.labels[i]] }

// rows writes a text row by row.
func (c cases) rows(head, foot string, row func(i int) string) string {
	var b strings.Builder
	b.WriteString(head)
	for i := range c.labels {
		b.WriteString(row(i))
	}
	b.WriteString(foot)
	return b.String()
}

// join writes a list.
func (c cases) join(item func(i int) string) string {
	return strings.TrimSuffix(c.rows("", "", func(i int) string { return item(i) + "," }), ",")
}

// formats returns the cases in every format that there is a writer for here.
func (c cases) formats() map[string]string {
	csv := c.rows("id,label,score\n", "", func(i int) string {
		return fmt.Sprintf("%s,%d,%s\n", c.id(i), c.labels[i], c.score(i))
	})
	european := c.rows("id;label;score\r\n", "", func(i int) string {
		return fmt.Sprintf("\"%s\";%d;%s\r\n", c.id(i), c.labels[i], strings.Replace(c.score(i), ".", ",", 1))
	})
	object := func(i int) string {
		return fmt.Sprintf(`{"id":"%s","label":%d,"score":%s}`, c.id(i), c.labels[i], c.score(i))
	}
	id := func(i int) string { return strconv.Quote(c.id(i)) }
	label := func(i int) string { return strconv.Itoa(int(c.labels[i])) }
	n := fmt.Sprintf("(%d,)", len(c.labels))
	var proba []float64
	var ids []uint32
	for i, x := range c.scores {
		proba = append(proba, 1-x, x)
		id := []rune(c.id(i))
		for k := range 12 {
			ids = append(ids, uint32(id[k]))
		}
	}
	all := map[string]string{
		"csv":      csv,
		"european": european,
		"tsv":      "\ufeff" + strings.ReplaceAll(csv, ",", "\t"),
		"blanks":   c.rows("", "", func(i int) string { return fmt.Sprintf(" %d  %s\n", c.labels[i], c.score(i)) }),
		"utf16le":  utf16Text(csv, binary.LittleEndian, true),
		"utf16be":  utf16Text(european, binary.BigEndian, false),
		"latin1":   strings.ReplaceAll(csv, "ü", "\xfc"),
		"returns":  strings.ReplaceAll(csv, "\n", "\r"),
		"lines":    c.rows("", "", func(i int) string { return object(i) + "\n" }),
		"records":  "[" + c.join(object) + "]",
		"columns":  `{"id":[` + c.join(id) + `],"y_true":[` + c.join(label) + `],"y_score":[` + c.join(c.score) + `]}`,
		"pandas": `{"id":{` + c.join(func(i int) string { return fmt.Sprintf(`"%d":%s`, i, id(i)) }) + `},"label":{` +
			c.join(func(i int) string { return fmt.Sprintf(`"%d":%s`, i, label(i)) }) + `},"score":{` +
			c.join(func(i int) string { return fmt.Sprintf(`"%d":%s`, i, c.score(i)) }) + `}}`,
		"mlflow": `{"columns":["id","label","score"],"data":[` + c.join(func(i int) string {
			return "[" + id(i) + "," + label(i) + "," + c.score(i) + "]"
		}) + `]}`,
		"probabilities": c.rows("", "", func(i int) string {
			return fmt.Sprintf(`{"label":%s,"probabilities":[%s,%s]}`+"\n", label(i), c.opposite(i), c.score(i))
		}),
		"arff": c.rows("@relation x\n@attribute id string\n@attribute label {no,yes}\n@attribute score numeric\n@data\n", "",
			func(i int) string { return fmt.Sprintf("'%s',%s,%s\n", c.id(i), c.word(i), c.score(i)) }),
		"weka csv": c.rows("inst#,actual,predicted,error,distribution,\n", "", func(i int) string {
			return fmt.Sprintf("%d,%d:%s,2:yes,,%s,*%s\n", i+1, c.labels[i]+1, c.word(i), c.opposite(i), c.score(i))
		}),
		"weka text": c.rows("\n=== Predictions on test data ===\n\n inst#  actual  predicted error distribution\n", "\n",
			func(i int) string {
				return fmt.Sprintf(" %d %d:%s 2:yes + %s,*%s\n", i+1, c.labels[i]+1, c.word(i), c.opposite(i), c.score(i))
			}),
		"npz": savez("id", array("<U12", n, ids), "y_true", array("|u1", n, c.labels), "y_score",
			array(">f8", n, c.scores)),
		"predict_proba": savez("y_true", array("|u1", n, c.labels), "y_proba",
			array("<f8", fmt.Sprintf("(%d, 2)", len(c.labels)), proba)),
		"models together": c.rows("model,id,label,score\n", "", func(i int) string {
			return fmt.Sprintf("a,%s,%d,%s\nb,%[1]s,%d,%s\n", c.id(i), c.labels[i], c.score(i))
		}),
	}
	for _, name := range []string{"csv", "records", "npz"} {
		all[name+" in gzip"] = string(zipped(all[name]))
		all[name+" in zstd"] = string(zstandard(all[name]))
		if name != "npz" {
			all[name+" in zip"] = string(archived("x/"+name, all[name]))
		}
	}
	return all
}

// Every format gives the same labels, scores and ids, to the last digit.
func TestEveryFormatHoldsTheSame(t *testing.T) {
	c := drawCases(2500)
	formats := c.formats()
	for _, name := range slices.Sorted(maps.Keys(formats)) {
		t.Run(name, func(t *testing.T) {
			all, err := Read(t.Context(), strings.NewReader(formats[name]), "x", Options{TempDir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			if want := map[bool]int{false: 1, true: 2}[name == "models together"]; len(all) != want {
				t.Fatalf("%d runs, want %d", len(all), want)
			}
			for _, d := range all {
				b := d.Binary()
				if !slices.Equal(b.Label, c.labels) || !slices.Equal(b.Score, c.scores) {
					t.Errorf("labels or scores differ")
				}
				for _, column := range d.Columns {
					for i := range d.N {
						if column.Name == "id" && string(column.Texts.At(i)) != c.id(i) {
							t.Fatalf("id %d is %q, want %q", i, column.Texts.At(i), c.id(i))
						}
					}
				}
			}
		})
	}
}

// BenchmarkFormats reads the same cases in other formats than CSV.
func BenchmarkFormats(b *testing.B) {
	const rows = 200_000
	formats := drawCases(rows).formats()
	for _, name := range []string{"csv", "lines", "records", "columns", "arff", "npz", "predict_proba", "csv in zstd"} {
		b.Run(strings.ReplaceAll(name, " ", "_"), func(b *testing.B) {
			benchmarkRead(b, []byte(formats[name]), rows, Options{})
		})
	}
}
