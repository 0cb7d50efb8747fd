package ingest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/tradeoff"
)

// xml2xlsx writes a workbook from the XML of its sheets' rows, by name.
func xml2xlsx(more []string, sheets ...string) string {
	var list, relations strings.Builder
	files := append([]string{"[Content_Types].xml", "<Types/>"}, more...)
	for i := 0; i < len(sheets); i += 2 {
		n := i/2 + 1
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, sheets[i], n, n)
		fmt.Fprintf(&relations,
			`<Relationship Id="rId%d" Type="http://x/worksheet" Target="worksheets/sheet%d.xml"/>`, n, n)
		files = append(files, fmt.Sprintf("xl/worksheets/sheet%d.xml", n),
			`<?xml version="1.0" encoding="UTF-8"?><worksheet><sheetData>`+sheets[i+1]+`</sheetData></worksheet>`)
	}
	for i := 0; i < len(more); i += 2 {
		kind := strings.TrimSuffix(filepath.Base(more[i]), ".xml")
		fmt.Fprintf(&relations, `<Relationship Id="m%d" Type="http://x/%s" Target="/%s"/>`, i, kind, more[i])
	}
	files = append(files, "xl/workbook.xml", `<workbook><sheets>`+list.String()+`</sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships>`+relations.String()+`</Relationships>`)
	return string(archived(files...))
}

// rowsXML writes rows as inline texts and numbers.
func rowsXML(rows ...[]any) string {
	var b strings.Builder
	for i, row := range rows {
		fmt.Fprintf(&b, `<row r="%d">`, i+1)
		for k, v := range row {
			name := fmt.Sprintf("%c%d", 'A'+k, i+1)
			switch v := v.(type) {
			case nil:
			case string:
				fmt.Fprintf(&b, `<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, name, v)
			case bool:
				fmt.Fprintf(&b, `<c r="%s" t="b"><v>%d</v></c>`, name, map[bool]int{true: 1}[v])
			case error:
				fmt.Fprintf(&b, `<c r="%s" t="e"><f>1/0</f><v>%v</v></c>`, name, v)
			default:
				fmt.Fprintf(&b, `<c r="%s"><v>%v</v></c>`, name, v)
			}
		}
		b.WriteString("</row>")
	}
	return b.String()
}

type formula string

func (f formula) Error() string { return string(f) }

var tableRows = [][]any{{"id", "label", "score"}, {"a", 1, 0.75}, {"b", 0, 0.25}, {"c", 1, 0.5}}

func TestWorkbookIsATable(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "reports", "predictions.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	d := readOne(t, string(text), Options{})
	if d.N != 60 || d.Roles.Label != "label" || d.Roles.ID != "id" || len(d.Findings) > 1 {
		t.Errorf("%d rows, roles %+v, findings %+v", d.N, d.Roles, d.Findings)
	}
	for name, text := range map[string]string{
		"inline": xml2xlsx(nil, "Sheet1", rowsXML(tableRows...)),
		"empty sheets": xml2xlsx(nil, "Empty", "", "Data", rowsXML(tableRows...), "Styled",
			`<row r="1"><c r="A1" s="1"/></row>`),
		"booleans": xml2xlsx(nil, "S", rowsXML([]any{"id", "label", "score"}, []any{"a", true, 0.75},
			[]any{"b", false, 0.25}, []any{"c", true, 0.5})),
		"without names": xml2xlsx(nil, "S", strings.NewReplacer(` r="1"`, "", ` r="2"`,
			"").Replace(rowsXML(tableRows...))),
		"texts as numbers": xml2xlsx(nil, "S", rowsXML([]any{"id", "label", "score"}, []any{"a", "1", "0.75"},
			[]any{"b", "0", "0.25"}, []any{"c", "1", "0.5"})),
		"shared": xml2xlsx([]string{"xl/sharedStrings.xml",
			`<sst><si><t>id</t></si><si><r><t>lab</t></r><r><t>el</t></r><rPh><t>x</t></rPh></si><si><t>score</t></si></sst>`},
			"S",
			`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>`+
				strings.SplitAfterN(rowsXML(tableRows...), "</row>", 2)[1]),
		"in gzip": string(zipped(xml2xlsx(nil, "Sheet1", rowsXML(tableRows...)))),
		"titles": xml2xlsx(nil, "S", rowsXML([]any{"Results of May"}, []any{"model 3"}, tableRows[0], tableRows[1],
			tableRows[2], tableRows[3])),
	} {
		d := readOne(t, text, Options{TempDir: t.TempDir()})
		if b := d.Binary(); !slices.Equal(b.Label, []uint8{1, 0, 1}) || !slices.Equal(b.Score, []float64{0.75, 0.25,
			0.5}) || d.Roles.Label != "label" {
			t.Errorf("%s: labels %v, scores %v, roles %+v", name, b.Label, b.Score, d.Roles)
		}
		if hasFinding(d, "title_rows") != (name == "titles") {
			t.Errorf("%s: findings %+v", name, d.Findings)
		}
	}
	// A zip of a workbook and of a CSV is two tables.
	all, err := Read(t.Context(), bytes.NewReader(archived("a.xlsx", xml2xlsx(nil, "S", rowsXML(tableRows...)),
		"b.csv", "label,score\n1,0.5\n0,0.25\n")), "x", Options{})
	if err != nil || len(all) != 2 {
		t.Errorf("%d runs, %v", len(all), err)
	}
}

func TestSheetIsAsked(t *testing.T) {
	text := xml2xlsx(nil, "Train", rowsXML(tableRows...), "Test set", rowsXML([]any{"label", "score"}, []any{1, 0.5},
		[]any{0, 0.25}), "Empty", "")
	e := refused(t, text, Options{})
	if !strings.Contains(e.Message, `"Train", "Test set"`) || strings.Contains(e.Message, "Empty") ||
		len(e.Fixes) != 2 || !strings.Contains(e.Hint, "--sheet") {
		t.Errorf("message %q, hint %q, fixes %v", e.Message, e.Hint, e.Fixes)
	}
	for name, n := range map[string]int{"Train": 3, "Test set": 2, "test set ": 2} {
		if d := readOne(t, text, Options{Sheet: name}); d.N != n {
			t.Errorf("%q: %d rows", name, d.N)
		}
	}
	if d := readOne(t, text, with(t, Options{}, e.Fixes[1])); d.N != 2 {
		t.Errorf("the fix gives %d rows", d.N)
	}
	if e = refused(t, text, Options{Sheet: "Other"}); !strings.Contains(e.Message, `no sheet "Other"`) ||
		len(e.Fixes) != 3 {
		t.Errorf("message %q, fixes %v", e.Message, e.Fixes)
	}
}

func TestFaultsInASheetNameTheirCell(t *testing.T) {
	head := []any{"id", "label", "score", "note"}
	row := func(label, score any) []any { return []any{"a", label, score, "x"} }
	for name, c := range map[string]struct {
		rows  [][]any
		cell  string
		says  string
		start string // of a sheet's name
	}{
		"score": {[][]any{head, row(1, 0.5), row(0, formula("#DIV/0!"))}, "Sheet1!C3",
			"formula error #DIV/0!", "Sheet1"},
		"label": {[][]any{head, row(1, 0.5), row(0, 0.5), row(formula("#REF!"), 0.5)}, "Sheet1!B4",
			"formula error #REF!", "Sheet1"},
		"missing":  {[][]any{head, row(1, 0.5), row(0, formula("#N/A"))}, "Sheet1!C3", "missing", "Sheet1"},
		"text":     {[][]any{head, row(1, 0.5), row(0, "high")}, "Sheet1!C3", "not a number", "Sheet1"},
		"no label": {[][]any{head, row(1, 0.5), row(nil, 0.5)}, "Sheet1!B3", "label is missing", "Sheet1"},
		"behind a gap": {[][]any{head, row(1, 0.5), {}, {}, row(0, nil)}, "Sheet1!C5", "score is missing",
			"Sheet1"},
		"behind titles": {[][]any{{"Title"}, {}, head, row(1, 0.5), row(0, nil)}, "Sheet1!C5", "score is missing",
			"Sheet1"},
		"a sheet's name": {[][]any{head, row(1, 0.5), row(0, nil)}, "'May''s sheet'!C3", "score is missing",
			"May's sheet"},
		"repeated header":  {[][]any{head, row(1, 0.5), head, row(0, 0.5)}, "", "header is repeated", "Sheet1"},
		"probability of 2": {[][]any{head, row(1, 0.5), row(0, 0.25), row(0, 2)}, "", "", "Sheet1"},
	} {
		o := Options{Kind: "probability", KeepDuplicates: true}
		e := refused(t, xml2xlsx(nil, strings.ReplaceAll(c.start, "'", "&apos;"), rowsXML(c.rows...)), o)
		if e.Place.Cell != c.cell && c.cell != "" || !strings.Contains(e.Message, c.says) || c.cell != "" &&
			!strings.Contains(e.Error(), "cell "+c.cell) {
			t.Errorf("%s: place %+v, message %q", name, e.Place, e.Message)
		}
		if c.cell == "" && e.Place.Line == 0 {
			t.Errorf("%s: place %+v, message %q", name, e.Place, e.Message)
		}
	}
	// Far below, and an error that matters to nothing.
	var rows [][]any
	rows = append(rows, head)
	for i := range 3000 {
		rows = append(rows, []any{"a", i % 2, 0.5, formula("#NAME?")})
	}
	if d := readOne(t, xml2xlsx(nil, "S", rowsXML(rows...)), Options{KeepDuplicates: true}); d.N != 3000 {
		t.Errorf("%d rows", d.N)
	}
	rows = append(rows, []any{"a", 1, 0.5, "x", "y"})
	e := refused(t, xml2xlsx(nil, "S", rowsXML(rows...)), Options{KeepDuplicates: true})
	if e.Place.Cell != "S!E3002" || !strings.Contains(e.Message, "outside the table") {
		t.Errorf("place %+v, message %q", e.Place, e.Message)
	}
	rows[3001] = []any{"a", 1, "x"}
	if e = refused(t, xml2xlsx(nil, "S", rowsXML(rows...)), Options{KeepDuplicates: true}); e.Place.Cell != "S!C3002" {
		t.Errorf("place %+v, message %q", e.Place, e.Message)
	}
}

func TestValuesOfCells(t *testing.T) {
	styles := `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-407]d/\ mmmm\ yyyy;@"/><numFmt numFmtId="165" formatCode="0.0&quot;days&quot;"/>` +
		`<numFmt numFmtId="166" formatCode="[Red]0.00"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>` +
		`<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="10"/><xf numFmtId="165"/><xf numFmtId="166"/>` +
		`<xf numFmtId="46"/><xf numFmtId="20"/></cellXfs></styleSheet>`
	var row strings.Builder
	want := []string{"2024-05-01", "2024-05-01T13:45:00", "2024-05-01", "0.6602", "3.5", "1.5", "30:00:00",
		"13:45:00", "0.660235", "1900-02-28", "x\ry", "1e-300", "12345678901234"}
	cells := []string{`s="1"><v>45413`, `s="2"><v>45413.572916666664`, `s="3"><v>45413`, `s="4"><v>0.6602`,
		`s="5"><v>3.5`, `s="6"><v>1.5`, `s="7"><v>1.25`,
		`s="8"><v>0.57291666666666663`, `><v>0.66023500000000001`, `s="1"><v>59`, `t="str"><v>x_x000D_y`, `><v>1E-300`,
		`><v>12345678901234`}
	names := `<c r="A1" t="inlineStr"><is><t>label</t></is></c><c r="B1" t="inlineStr"><is><t>score</t></is></c>`
	for i, c := range cells {
		names += fmt.Sprintf(`<c r="%c1" t="inlineStr"><is><t>v%d</t></is></c>`, 'C'+i, i)
		fmt.Fprintf(&row, `<c r="%c2" %s</v></c>`, 'C'+i, c)
	}
	text := xml2xlsx([]string{"xl/styles.xml", styles}, "S",
		`<row r="1">`+names+`</row><row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>0.5</v></c>`+
			strings.ReplaceAll(row.String(), " >",
				">")+`</row><row r="3"><c r="A3"><v>0</v></c><c r="B3"><v>0.25</v></c></row>`)
	keep := Options{Label: "label", Score: []string{"score"}}
	for i := range cells {
		keep.Keep = append(keep.Keep, fmt.Sprintf("v%d", i))
	}
	d := readOne(t, text, keep)
	for i, w := range want {
		k := slices.Index(columnNames(d), fmt.Sprintf("v%d", i))
		if k < 0 {
			t.Fatalf("columns %q", columnNames(d))
		}
		if got := string(d.Columns[k].Texts.At(0)); got != w {
			t.Errorf("%s is %q, want %q", cells[i], got, w)
		}
	}
}

func TestIndexWithoutANameInASheet(t *testing.T) {
	d := readOne(t, xml2xlsx(nil, "S", rowsXML([]any{nil, "label", "score"}, []any{0, 1, 0.75}, []any{1, 0, 0.25})),
		Options{})
	if d.N != 2 || hasFinding(d, "title_rows") {
		t.Errorf("%d rows, findings %+v", d.N, d.Findings)
	}
	// The header is one cell, above an index and the score.
	e := refused(t, xml2xlsx(nil, "S", rowsXML([]any{nil, "score"}, []any{0, 0.75}, []any{1, 0.25}, []any{2, 0.5})),
		Options{})
	if strings.Contains(e.Message, "title") || !strings.Contains(e.Error(), "score") {
		t.Errorf("message %q", e.Error())
	}
}

func TestDamagedWorkbooksAreRefused(t *testing.T) {
	good := rowsXML(tableRows...)
	for name, text := range map[string]string{
		"cut off":            xml2xlsx(nil, "S", good[:len(good)-30]),
		"a wrong tag":        xml2xlsx(nil, "S", strings.Replace(good, "</c>", "<", 1)),
		"rows out of order":  xml2xlsx(nil, "S", strings.Replace(good, `<row r="3">`, `<row r="1">`, 1)),
		"cells out of order": xml2xlsx(nil, "S", strings.Replace(good, `r="C2"`, `r="A2"`, 1)),
		"cell of a row":      xml2xlsx(nil, "S", strings.Replace(good, `r="C2"`, `r="C3"`, 1)),
		"row beyond":         xml2xlsx(nil, "S", strings.Replace(good, `<row r="3">`, `<row r="3000000">`, 1)),
		"no shared texts":    xml2xlsx(nil, "S", strings.Replace(good, `<c r="C2"><v>0.75`, `<c r="C2" t="s"><v>7`, 1)),
		"no number":          xml2xlsx(nil, "S", strings.Replace(good, `0.75`, `0.75x`, 1)),
		"no sheet":           xml2xlsx(nil),
		"no part":            string(archived("[Content_Types].xml", "<x/>", "xl/workbook.xml", "<workbook/>")),
		"empty part": string(archived("[Content_Types].xml", "<x/>", "xl/workbook.xml", "",
			"xl/_rels/workbook.xml.rels", "")),
	} {
		e := refused(t, text, Options{})
		if e.Kind != tradeoff.Invalid || e.Hint == "" || !strings.Contains(e.Message, "workbook") {
			t.Errorf("%s: kind %s, message %q", name, e.Kind, e.Message)
		}
	}
	if e := refused(t, xml2xlsx(nil, "S", ""), Options{}); !strings.Contains(e.Message, "empty") {
		t.Errorf("message %q", e.Message)
	}
}

// A small file that unpacks to much is refused before it fills the memory.
func TestHostileWorkbooksStayWithinLimits(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine: the race detector has nothing to see, and takes its time over 60 MB")
	}
	big := strings.Repeat(" ", 60<<20)
	wide := `<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>`
	for name, c := range map[string]struct {
		text string
		o    Options
		says string
	}{
		"a long text": {xml2xlsx(nil, "S", `<row r="1"><c r="A1" t="inlineStr"><is><t>`+big+`</t></is></c></row>`),
			Options{Limits: Limits{Ratio: 1 << 40}}, "longer than"},
		"a long tag": {xml2xlsx(nil, "S", `<row r="1" x="`+big+`">`), Options{Limits: Limits{Ratio: 1 << 40}},
			"longer than"},
		"shared": {xml2xlsx([]string{"xl/sharedStrings.xml", "<sst><si><t>" + big + "</t></si></sst>"}, "S",
			""), Options{Limits: Limits{Ratio: 1 << 40}}, "longer than"},
		"a bomb": {xml2xlsx(nil, "S", strings.Repeat("<x/>", 15<<20)), Options{}, "times its size"},
		"unpacked": {xml2xlsx(nil, "S", rowsXML(tableRows...)), Options{Limits: Limits{Unpacked: 300}},
			"unpacked file is larger"},
		"columns": {xml2xlsx(nil, "S", wide), Options{}, "more than 2000 columns"},
		"rows": {xml2xlsx(nil, "S", rowsXML(tableRows...)), Options{Limits: Limits{Rows: 2}},
			"more than 2 rows"},
		"cells": {xml2xlsx(nil, "S", rowsXML(tableRows...)), Options{Limits: Limits{Field: 3}},
			"cell is longer"},
		"a row's length": {xml2xlsx(nil, "S", rowsXML(tableRows...)), Options{Limits: Limits{Line: 8}},
			"row is longer"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Read(context.Background(), strings.NewReader(c.text), "x", c.o)
		runtime.ReadMemStats(&after)
		if tradeoff.KindOf(err) != tradeoff.TooLarge || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
		if n := after.TotalAlloc - before.TotalAlloc; n > 100<<20 && name != "a bomb" { // whose tags are read and dropped
			t.Errorf("%s: %d MB were allocated", name, n>>20)
		}
	}
}

func FuzzWorkbook(f *testing.F) {
	f.Add(rowsXML(tableRows...), `<sst><si><t>id</t></si></sst>`,
		`<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>`)
	f.Add(`<row r="1"><c r="A1" t="s"><v>0</v></c><c t="e"><v>#N/A</v></c></row><row/>`,
		`<sst><si><r><t>a_x0041_</t></r></si></sst>`, ``)
	f.Fuzz(func(t *testing.T, rows, shared, styles string) {
		text := xml2xlsx([]string{"xl/sharedStrings.xml", shared, "xl/styles.xml", styles}, "S", rows)
		_, err := Read(context.Background(), strings.NewReader(text), "x", Options{Limits: Limits{Rows: 100,
			Columns: 50}})
		if err != nil && tradeoff.KindOf(err) == tradeoff.Internal {
			t.Error(err)
		}
	})
}
