package limits

import (
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"
)

func TestEveryLimitHasOneFlagThatSetsIt(t *testing.T) {
	l := Default()
	flags := flag.NewFlagSet("test", flag.ContinueOnError)
	AddFlags(flags, &l)
	for _, limit := range All {
		before := l
		if err := flags.Set(limit.Flag, "7"); err != nil {
			t.Fatal(err)
		}
		if got := limit.field.get(&l); got != 7*limit.size {
			t.Errorf("--%s 7 gives %d", limit.Flag, got)
		}
		changed := 0
		for i := range reflect.TypeFor[Limits]().NumField() {
			if reflect.ValueOf(l).Field(i).Int() != reflect.ValueOf(before).Field(i).Int() {
				changed++
			}
		}
		if changed != 1 {
			t.Errorf("--%s changes %d limits", limit.Flag, changed)
		}
		for _, bad := range []string{"0", "-1", "many", "", "9999999999999999999"} {
			if err := flags.Set(limit.Flag, bad); err == nil {
				t.Errorf("--%s takes %q", limit.Flag, bad)
			}
		}
	}
	if fields := reflect.TypeFor[Limits]().NumField(); fields != len(All)+1 { // RatioFrom has none
		t.Errorf("%d limits, %d flags", fields, len(All))
	}
}

func TestZeroLimitsTakeTheirDefaults(t *testing.T) {
	got := Limits{Rows: 3}.OrDefault()
	want := Default()
	want.Rows = 3
	if got != want {
		t.Errorf("got %+v", got)
	}
	for i := range reflect.TypeFor[Limits]().NumField() {
		if reflect.ValueOf(want).Field(i).Int() <= 0 {
			t.Errorf("%s has no default", reflect.TypeFor[Limits]().Field(i).Name)
		}
	}
}

func TestARefusalNamesItsFlag(t *testing.T) {
	for _, limit := range All {
		e := limit.Refuse("Send less", "the file is too much")
		if e.Hint != "Send less, or raise --"+limit.Flag+"." {
			t.Errorf("got %q", e.Hint)
		}
	}
}

func TestTheDocumentationHasTheTable(t *testing.T) {
	text, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), Markdown()) {
		t.Errorf("docs/operations.md should contain this table:\n%s", Markdown())
	}
}
