package report

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"tradeoff/internal/calc"
)

func TestFrameLoadsNothing(t *testing.T) {
	for _, kind := range []string{"run", "compare", "classes"} {
		f := NewFrame(kind)
		for what, text := range map[string]string{"style": f.Style, "library": f.Library, "script": f.Script} {
			lower := strings.ToLower(text)
			if text == "" || strings.Contains(lower, "</script") || strings.Contains(lower, "</style") ||
				strings.Contains(lower, "<!--") {
				t.Errorf("%s: the %s would end its element", kind, what)
			}
		}
		if strings.Contains(f.Style, "url(\"../") || strings.Contains(f.Style, "url(../") ||
			strings.Contains(f.Style, "@import") || !strings.Contains(f.Style, "data:font/woff2;base64,") {
			t.Errorf("%s: the style loads files", kind)
		}
		if strings.Contains(f.Script, "from\"") || strings.Contains(f.Script, "import(\"") {
			t.Errorf("%s: the script loads modules", kind)
		}
		if strings.Count(f.Policy, "'sha256-") != 3 || !strings.HasPrefix(f.Policy, "default-src 'none'") {
			t.Errorf("%s: the policy is %s", kind, f.Policy)
		}
	}
}

func TestScriptsStayInTheirElements(t *testing.T) {
	for text, want := range map[string]string{
		`a = "</script>"`: `a = "<\/script>"`, `"</SCRIPT "`: `"<\/SCRIPT "`, `"<!--"`: `"<\!--"`, "1 < 2": "1 < 2",
	} {
		if got := inScript(text); got != want {
			t.Errorf("%s becomes %s, want %s", text, got, want)
		}
	}
}

func TestWriteCSV(t *testing.T) {
	var b bytes.Buffer
	err := WriteCSV(&b, []Number{
		{Run: "=1+1", Where: "at threshold −1", ID: "recall", Name: "Recall",
			Estimate: calc.Estimate{Value: calc.Defined(0.1), Low: calc.Defined(1e-9), High: calc.Defined(-0.5)}},
		{Run: "b, \"c\"", ID: "precision", Name: "Precision",
			Estimate: calc.Estimate{Value: calc.Undefined(calc.ZeroDenominator)}, Reason: "undefined: no rows"},
	})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"run", "where", "metric", "name", "value", "low", "high", "note"},
		{"'=1+1", "at threshold −1", "recall", "Recall", "0.1", "1e-9", "-0.5", ""},
		{"b, \"c\"", "", "precision", "Precision", "", "", "", "undefined: no rows"},
	}
	for i := range want {
		if strings.Join(rows[i], "|") != strings.Join(want[i], "|") {
			t.Errorf("row %d is %q, want %q", i, rows[i], want[i])
		}
	}
}
