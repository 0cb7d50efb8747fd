package ingest

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// blockOf returns the whole text as one block.
func blockOf(t testing.TB, text string) []byte {
	t.Helper()
	b := blocks{r: strings.NewReader(text), size: len(text) + 1, maxLine: len(text) + 1}
	block, err := b.next(nil)
	if err != nil && err != io.EOF {
		t.Fatal(err)
	}
	return block
}

// checkCells compares the cells of a text with those of encoding/csv.
func checkCells(t *testing.T, text string, delim byte) {
	t.Helper()
	oracle := csv.NewReader(strings.NewReader(text))
	oracle.Comma = rune(delim)
	oracle.FieldsPerRecord = -1
	var want [][]string
	var lines []int
	var wantErr error
	for {
		r, err := oracle.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			wantErr = err
			break
		}
		line, _ := oracle.FieldPos(0)
		want, lines = append(want, r), append(lines, line)
	}

	huge := Limits{Field: 1 << 30, Line: 1 << 30, Columns: 1 << 30}
	s := scanner{buf: blockOf(t, text), delim: delim}
	got, starts, _, err := s.sample(1<<30, huge, &commentRule{})
	if (err != nil) != (wantErr != nil) {
		t.Fatalf("%q: got error %v, want %v", text, err, wantErr)
	}
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Fatalf("%q: got %q, want %q", text, got, want)
	}
	for i, line := range lines {
		if starts[i].lines+1 != line {
			t.Fatalf("%q: record %d in line %d, want %d", text, i, starts[i].lines+1, line)
		}
	}
}

var cellTexts = []string{
	"a,b\nc,d\n", "a,b\r\nc,d\r\n", "a,b\nc,d", "a,b\r\nc,d\r", "\n\na\n\r\nb\n", "a,,b,\n,\n", `"a","b"` + "\n",
	`"a""b",c` + "\n",
	"\"a\nb\",c\nd,e\n", "\"a\r\nb\",c\r\n", `"a"b,c` + "\n", `a"b,c` + "\n", `"a`, `"`, `""`, `"",""` + "\n", "\"\n\"\n",
	"a\rb,c\n",
	" \"a\",b\n", "a, b ,c\n", "\r\r\n", "\r", ",\r\n", "\"a\"\r\n", "\"a\"\r", "'a','b'\n", "\xff,\"\xfe\"\n",
	`"",` + "\n" + `"""",""""""` + "\n",
}

func TestCellsAreThoseOfEncodingCSV(t *testing.T) {
	for _, text := range cellTexts {
		checkCells(t, text, ',')
		for _, delim := range []byte{';', '\t', '|'} {
			checkCells(t, strings.ReplaceAll(text, ",", string(rune(delim))), delim)
		}
	}
}

func FuzzCells(f *testing.F) {
	for _, text := range cellTexts {
		f.Add(text, byte(','))
	}
	f.Fuzz(func(t *testing.T, text string, delim byte) {
		if strings.IndexByte(",;\t|", delim) < 0 || strings.HasSuffix(text, "\r\r") {
			return // of two carriage returns at the very end encoding/csv keeps one
		}
		checkCells(t, text, delim)
	})
}

// outcome is what parsing a text in blocks of a given size comes to.
type outcome struct {
	columns []string
	lines   []int
	err     string
}

func parseInBlocks(t *testing.T, text string, size int) outcome {
	t.Helper()
	limits := DefaultLimits()
	whole := blockOf(t, text)
	d := &delimited{lineText: &lineText{limits: limits, first: whole, head: whole}}
	top, refusal := d.sniff()
	if refusal != nil {
		return outcome{err: refusal.Error()}
	}
	plan, refusal := makePlan(top, Options{}, new(Preview))
	if refusal != nil {
		return outcome{err: refusal.Error()}
	}
	d.text = &blocks{r: bytes.NewReader(whole[d.start:]), size: size, maxLine: limits.Line}
	d.start = 0
	var err error
	if d.first, err = d.text.next(nil); err != nil {
		t.Fatal(err)
	}
	parts, err := d.parseBlocks(context.Background(), plan, d.records)
	if err != nil {
		return outcome{err: err.Error()}
	}
	tab, err := assemble(plan, parts, top.lines)
	if err != nil {
		return outcome{err: err.Error()}
	}
	var o outcome
	for _, c := range tab.columns {
		o.columns = append(o.columns, c.Name+string(c.Role)+fmt.Sprint(cells(&c)))
	}
	for i := range tab.rows {
		o.lines = append(o.lines, tab.lines.line(i))
	}
	_, refused := tab.datasets(context.Background(), Options{}, "x")
	if refused != nil {
		o.err = refused.Error()
	}
	return o
}

func cells(c *column.Column) (all []string) {
	for i := range c.Len() {
		switch c.Type() {
		case column.Text:
			all = append(all, string(c.Texts.At(i)))
		case column.Float:
			all = append(all, fmt.Sprint(c.Floats[i]))
		default:
			all = append(all, fmt.Sprint(c.Labels[i]))
		}
	}
	return all
}

var tableTexts = []string{
	"id,label,score,note\na,1,0.5,x\nb,0,0.25,y\nc,1,0.125,\"z\nz\"\n\nd,0,0.75,\"q\"\"q\"\ne,1,1,last",
	"id,label,score\na,1,0.5\nb,0,0.25\nc,1,0.125\nd,0,0.75\na,1,1\n",
	"label,score\n1,0.5\n0,0.25\n1,0.125\n0,high\n1,1\n",
	"label,score\n1,0.5\n0,0.25\n1,\"0.125\n0,high\n1,1\n",
	"label,score\n1,0.5\n0,0.25\n1,0.1\"25\n0,\"0.5\"\n1,1\n",
	"label,score\nyes,50%\nno,25%\nYes,12.5 %\n no,7\n",
	"label,score\r\n1,2.5\r\n0,-0.25\r\n1,1e3\r\n0,0,0\r\n",
	"label score\n 1  0.5 \n0 0.25\n\n1 0.125\n",
	"label,score\n1,0.5\n0,0.25\n1,\n2,1\n",
}

func TestBlocksOfAnySizeGiveTheSame(t *testing.T) {
	for _, text := range tableTexts {
		want := parseInBlocks(t, text, 1<<20)
		for size := 1; size < len(text); size++ {
			if got := parseInBlocks(t, text, size); !reflect.DeepEqual(got, want) {
				t.Fatalf("%q in blocks of %d bytes:\ngot  %+v\nwant %+v", text, size, got, want)
			}
		}
	}
}

func FuzzBlocks(f *testing.F) {
	for _, text := range tableTexts {
		f.Add(text, 16)
	}
	f.Fuzz(func(t *testing.T, text string, size int) {
		if text == "" || size < 1 || size > 1<<16 {
			return
		}
		want := parseInBlocks(t, text, 1<<20)
		if got := parseInBlocks(t, text, size); !reflect.DeepEqual(got, want) {
			t.Fatalf("%q in blocks of %d bytes:\ngot  %+v\nwant %+v", text, size, got, want)
		}
	})
}

// FuzzRead holds what must be true of any bytes at all.
func FuzzRead(f *testing.F) {
	for _, text := range append(cellTexts, tableTexts...) {
		f.Add([]byte(text))
	}
	f.Add(zipped(tableTexts[0]))
	f.Add(zstandard(tableTexts[0]))
	f.Add([]byte(utf16Text(tableTexts[0], binary.BigEndian, true)))
	f.Add([]byte("label;score;note\r1;0,5;\xe9\r0;0,25;\x80\r"))
	f.Add(archived("a.csv", tableTexts[0], "b.csv", tableTexts[0]))
	f.Add([]byte(savez("y", array("|u1", "(2,)", []uint8{1, 0}), "p",
		array("<f4", "(2, 2)", []float32{0.5, 0.5, 0.25, 0.75}))))
	f.Add([]byte(array("<f8", "(2, 2)", []float64{1, 0.5, 0, 0.25})))
	f.Add([]byte("@relation x\n@attribute 'a b' {no,yes}\n@attribute s real\n@data\nyes,0.5\n% c\n'no',?\n"))
	f.Add([]byte("inst#,actual,predicted,error,distribution,,age\n1,2:yes,2:yes,,0.25,*0.75,50\n2,1:no,1:no,,*0.75,0.25,31\n"))
	f.Add([]byte(" inst# actual predicted error prediction (age)\n 1 2:yes 2:yes 0.75 (50)\n 2 1:no 2:yes + 0.5 ('a b')\n"))
	f.Add([]byte("{\"label\":1,\"logits\":[0.5,-0.5]}\n{\"label\":0,\"logits\":[-1,1]}\n"))
	f.Add([]byte(`[{"label":1,"score":0.5,"m":{"x":1}},{"label":0,"score":null}]`))
	f.Add([]byte(`{"columns":["y","p"],"index":[3,4],"data":[[1,0.5],[0,0.25]]}`))
	f.Add([]byte(`{"y":{"a":1,"b":0},"p":{"a":0.5,"b":0.25}}`))
	f.Add([]byte(`{"y":[1,0],"p":[[0.5,0.5],[0.25,0.75]],"classes":["a","b"]}`))
	f.Add([]byte("sep=;\n\xef\xbb\xbf1;0,5\n0;0,25\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := Read(context.Background(), bytes.NewReader(data), "f", Options{})
		var e *tradeoff.Error
		if err != nil {
			if !errors.As(err, &e) || e.Message == "" || e.Hint == "" || !strings.HasPrefix(e.Place.File, "f") ||
				e.Kind != tradeoff.Invalid && e.Kind != tradeoff.TooLarge {
				t.Fatalf("error %#v", err)
			}
			if e.Place.Line > bytes.Count(data, []byte("\n"))+bytes.Count(data, []byte("\r"))+1 && packingOf(data) == nil &&
				!bytes.HasPrefix(data, []byte(zipMagic)) {
				t.Fatalf("line %d of a text of %d: %v", e.Place.Line, bytes.Count(data, []byte("\n")), e)
			}
			return
		}
		for _, d := range all {
			b := d.Binary()
			if d.N == 0 || len(b.Label) != d.N || len(b.Score) != d.N || b.Weight != nil && len(b.Weight) != d.N {
				t.Fatalf("%d rows, %d labels, %d scores, %d weights", d.N, len(b.Label), len(b.Score), len(b.Weight))
			}
			for _, c := range d.Columns {
				if c.Len() != d.N {
					t.Fatalf("column %q has %d of %d rows", c.Name, c.Len(), d.N)
				}
			}
		}
	})
}
