package ingest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/tradeoff"
)

func TestModelsInOneColumnAreSeparateRuns(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const n = 700 // more rows than are looked at first
	labels := make([]int, n)
	scores := map[string][]float64{"forest": make([]float64, n), "boost": make([]float64, n)}
	for i := range n {
		labels[i] = r.IntN(2)
		scores["forest"][i], scores["boost"][i] = r.Float64(), r.Float64()
	}
	row := func(model string, i int, id string) string {
		return fmt.Sprintf("%s,%s,%d,%v\n", model, id, labels[i], scores[model][i])
	}
	var blocks, mixed, unnamed strings.Builder
	for i := range n {
		blocks.WriteString(row("forest", i, fmt.Sprint("p", i)))
		unnamed.WriteString(row("forest", i, "x"))
	}
	for i := range n {
		blocks.WriteString(row("boost", n-1-i, fmt.Sprint("p", n-1-i))) // in another order
		unnamed.WriteString(row("boost", i, "x"))
		mixed.WriteString(row("forest", i, fmt.Sprint("p", i)) + row("boost", i, fmt.Sprint("p", i)))
	}
	for name, c := range map[string]struct {
		text string
		o    Options
	}{
		"blocks":          {"model,id,label,score\n" + blocks.String(), Options{}},
		"mixed":           {"model_name,id,label,score\n" + mixed.String(), Options{}},
		"id by its shape": {"Model,patient_no,label,score\n" + mixed.String(), Options{}},
		"without ids":     {"run,note,label,score\n" + unnamed.String(), Options{}},
		"named":           {"m,id,label,score\n" + mixed.String(), Options{Model: "m"}},
	} {
		all, err := readText(t, c.text, c.o)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(all) != 2 || all[0].Name != "forest" || all[1].Name != "boost" || !hasFinding(all[0], "models_split") {
			t.Errorf("%s: %d runs, the first is %q: %+v", name, len(all), all[0].Name, all[0].Findings)
			continue
		}
		if name != "without ids" && all[0].Roles.ID == "" {
			t.Errorf("%s: no id", name)
		}
		for _, d := range all {
			b := d.Binary()
			for i, x := range b.Score {
				k := i
				if name == "blocks" && d.Name == "boost" {
					k = n - 1 - i
				}
				if d.N != n || x != scores[d.Name][k] || int(b.Label[i]) != labels[k] {
					t.Fatalf("%s, %s: row %d of %d is %d, %v", name, d.Name, i, d.N, b.Label[i], x)
				}
			}
		}
	}
}

func TestColumnNamedModelMayBeAGroup(t *testing.T) {
	const text = "id,model,label,score\na,golf,1,0.5\nb,polo,0,0.25\nc,golf,0,0.5\nd,polo,1,0.75\n"
	for name, text := range map[string]string{
		"other ids":    text,
		"other labels": strings.ReplaceAll(text, "id,", "note,"),
		"one model":    strings.ReplaceAll(text, "polo", "golf"),
	} {
		d := readOne(t, text, Options{})
		if d.N != 4 || name != "one model" && !slices.Contains(d.Roles.Group, "model") {
			t.Errorf("%s: %d rows, roles %+v", name, d.N, d.Roles)
		}
	}
	d := readOne(t, "id,model,label,score\na,x,1,0.5\na,y,1,0.25\n",
		Options{Group: []string{"model"}, KeepDuplicates: true})
	if d.N != 2 {
		t.Errorf("%d rows", d.N)
	}
}

func TestFaultsWithinAModelHaveTheirLine(t *testing.T) {
	e := refused(t, "model,id,label,score\nx,a,1,0.5\ny,a,1,0.5\n\nx,b,0,0.25\ny,a,0,0.25\n", Options{})
	if e.Place != (tradeoff.Place{File: "file.csv", Line: 6, Column: "id"}) || !strings.Contains(e.Message, "in line 3") {
		t.Error(e)
	}
	e = refused(t, "model,id,label,score,weight\nx,a,1,0.5,1\ny,a,1,0.5,1\nx,b,0,0.25,1\ny,b,0,0.25,-1\n", Options{})
	if e.Place != (tradeoff.Place{File: "file.csv", Line: 5, Column: "weight"}) {
		t.Error(e)
	}
	all, err := readText(t, "model,id,label,score\nx,a,1,0.5\ny,a,1,\nx,b,0,0.25\ny,b,0,0.25\ny,c,0,0.75\n",
		Options{SkipMissing: true})
	if err != nil || len(all) != 2 || all[0].N != 2 || all[1].N != 2 || !hasFinding(all[1], "rows_skipped") {
		t.Errorf("%v", err)
	}
	var b strings.Builder
	b.WriteString("m,label,score\n")
	for i := range 1001 {
		fmt.Fprintf(&b, "m%d,1,0.5\nm%d,0,0.5\n", i, i)
	}
	if e := refused(t, b.String(), Options{Model: "m"}); !strings.Contains(e.Message, "more than 1000 models") {
		t.Error(e)
	}
}

// TestSubmissionsOfAClassAreSeparateRuns reads one file with the predictions of 100
// students, whose models are named by texts and by numbers, in both orders of its rows.
func TestSubmissionsOfAClassAreSeparateRuns(t *testing.T) {
	const models, cases = 100, 60
	r := rand.New(rand.NewPCG(5, 6))
	for name, format := range map[string]string{"texts": "student %d", "numbers": "%d"} {
		var blocks, mixed [models * cases]string
		for m := range models {
			for i := range cases {
				row := fmt.Sprintf(format+",c%d,%d,%.4f\n", m+1, i, i%3%2, r.Float64())
				blocks[m*cases+i], mixed[i*models+m] = row, row
			}
		}
		for order, rows := range map[string][]string{"blocks": blocks[:], "mixed": mixed[:]} {
			all, err := readText(t, "model,id,label,score\n"+strings.Join(rows, ""), Options{})
			if err != nil || len(all) != models || all[0].N != cases || all[models-1].Roles.ID != "id" {
				t.Errorf("%s, %s: %d runs, %v", name, order, len(all), err)
			}
		}
	}
	var b strings.Builder
	b.WriteString("model,id,label,score\n")
	for m := range 1001 {
		fmt.Fprintf(&b, "m%d,b,1,0.5\nm%d,a,0,0.5\n", m, m)
	}
	e := refused(t, b.String(), Options{})
	if !strings.Contains(e.Message, "more than 1000 models") || !strings.Contains(e.Hint, "Split the file") {
		t.Error(e)
	}
}

func TestModelsWithManyClasses(t *testing.T) {
	var b strings.Builder
	b.WriteString("model,label,prob_a,prob_b,prob_c\n")
	for _, model := range []string{"x", "y"} {
		for i := range 30 {
			fmt.Fprintf(&b, "%s,%c,%s\n", model, 'a'+i%3, []string{"0.5,0.25,0.25", "0.25,0.5,0.25", "0.25,0.25,0.5"}[i%3])
		}
	}
	all, err := readText(t, b.String(), Options{})
	if err != nil || len(all) != 2 || all[0].Name != "x" || all[1].N != 30 || all[1].Task != tradeoff.MultiClassTask {
		t.Errorf("%v, %+v", err, all)
	}
}
