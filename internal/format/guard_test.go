package format

import "testing"

func TestGuardedTextsAreSafeAndRoundTrip(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "=1+1": "'=1+1", "+x": "'+x", "-x": "'-x", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "-2": "-2",
		"+1e5": "+1e5",
		"-inf": "'-inf", "-nan": "'-nan", "x=1": "x=1", "'=1": "''=1", "''-2": "'''-2", "'": "'", "'x": "'x", " =1": " =1",
		"-": "'-", "12": "12", "-2,5": "'-2,5",
	} {
		got := Guard(in)
		if got != want {
			t.Errorf("%q is guarded as %q, want %q", in, got, want)
		}
		if back := string(Unguard([]byte(got))); back != in {
			t.Errorf("%q comes back as %q", in, back)
		}
	}
}

func FuzzGuard(f *testing.F) {
	for _, s := range []string{"=1", "'=1", "-2", "''", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := string(Unguard([]byte(Guard(s)))); got != s {
			t.Errorf("%q comes back as %q", s, got)
		}
	})
}
