package tradeoff

import (
	"errors"
	"reflect"
	"testing"
)

func TestParamLinesAreReadAsTheyAreWritten(t *testing.T) {
	list, err := ParseParams(`{"lr":0.1,"amp":true,"optimizer":"adam","seed":"007","year":"2026","on":"true",` +
		`"prompt":"two\nlines","quoted":"\"x\"","empty":"","rule":"a = b","space":" x "}`)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseParamLines("\n" + list.Lines() + "\n  \n")
	if err != nil || !reflect.DeepEqual(again, list) {
		t.Errorf("%q is read as %+v, want %+v: %v", list.Lines(), again, list, err)
	}
	got, err := ParseParamLines("lr=1e-3\r\noptimizer = adam\r\n")
	if err != nil || got.Lines() != "lr = 0.001\noptimizer = adam\n" {
		t.Errorf("got %q: %v", got.Lines(), err)
	}
}

func TestParamLinesNameTheWrongLine(t *testing.T) {
	for text, line := range map[string]int{"a = 1\nb": 2, "a = 1\n\nb c = 2": 3, "= 1": 1, "a = 1\nb = 2\na = 3": 3} {
		var wrong *Error
		if _, err := ParseParamLines(text); !errors.As(err, &wrong) || wrong.Kind != Invalid || wrong.Place.Line != line {
			t.Errorf("%q: %v, want an error in line %d", text, err, line)
		}
	}
}
