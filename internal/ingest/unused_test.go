package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestUnusedColumnsSayWhy reads a file in which nothing is computed from most of
// the columns.
func TestUnusedColumnsSayWhy(t *testing.T) {
	var b strings.Builder
	b.WriteString("index,label,p_yes,p_no,pred,batch,note,amount,skip\n")
	for i := range 40 {
		yes := 0.2 + 0.6*float64(i%2) - float64(i)/1000
		fmt.Fprintf(&b, "%d,%s,%.4f,%.4f,%s,b7,n%d-%d,%d.5,x\n", i, []string{"no", "yes"}[i%2], yes, 1-yes,
			[]string{"no", "yes"}[(i/2)%2], i, i*i, 3*i*i)
	}
	all, err := Read(context.Background(), strings.NewReader(b.String()), "a.csv",
		Options{Label: "label", Score: []string{"p_yes"}, Ignore: []string{"skip"}})
	if err != nil {
		t.Fatal(err)
	}
	d := all[0]
	want := []string{
		"index: it only counts the rows", `p_no: it is 1 − "p_yes"`, "pred: predicted classes",
		"batch: the same value in every row",
		"note: no role", "amount: no role", "skip: ignored as asked",
	}
	var got []string
	for _, c := range d.Unused {
		got = append(got, c.Name+": "+c.Why)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	var said []string
	for _, f := range d.Findings {
		if f.Kind == "columns_unused" {
			said = append(said, f.Message)
		}
	}
	// What other findings are about is not told again.
	if len(said) != 1 || said[0] != `nothing is computed from "p_no" (it is 1 − "p_yes"), "batch" (the same value in every row), "note", "amount" (no role)` {
		t.Errorf("findings say %q", said)
	}
	for _, text := range []string{
		"id,label,score\na,1,0.5\nb,0,0.25\n", "label,score,site\n1,0.5,x\n0,0.25,y\n1,0.5,x\n0,0.75,y\n",
	} {
		all, err := Read(context.Background(), strings.NewReader(text), "a.csv", Options{})
		if err != nil || len(all[0].Unused) > 0 || hasFinding(all[0], "columns_unused") {
			t.Errorf("%q: every column is used: %+v, %v", text, all[0].Unused, err)
		}
	}
}

func TestUnusedColumnsOfTwoFiles(t *testing.T) {
	all, err := paired("id,label,age\na,1,30.5\nb,0,41.25\nc,1,17.5\n", "id,p,q\nc,0.9,0.1\na,0.75,0.25\nb,0.25,0.75\n",
		Options{Score: []string{"p"}}, Options{Score: []string{"p"}})
	if err != nil {
		t.Fatal(err)
	}
	if u := all[0].Unused; len(u) != 2 || u[0].Name != "q" || u[0].Why != `it is 1 − "p"` || u[1].Name != "age" ||
		u[1].Why != noRole {
		t.Errorf("got %+v", u)
	}
	all, err = paired(",y\n0,1\n1,0\n2,0\n", ",p\n0,0.9\n1,0.2\n2,0.4\n", Options{}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if u := all[0].Unused; len(u) != 2 || u[0].Why != "it only counts the rows" || u[1].Why != u[0].Why {
		t.Errorf("two indexes: %+v", u)
	}
}
