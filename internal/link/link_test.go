package link

import (
	"context"
	"testing"

	"tradeoff/internal/tradeoff"
)

func TestAddressesAreBelowTheBasePath(t *testing.T) {
	root, folder := context.Background(), WithBase(context.Background(), "/tools/tradeoff")
	for path, want := range map[string]string{
		"/": "/tools/tradeoff/", "/runs/1?threshold=0.5#charts": "/tools/tradeoff/runs/1?threshold=0.5#charts",
		"": "", "#main": "#main", "?sort=name": "?sort=name",
		"https://example.org/": "https://example.org/", "//example.org/": "//example.org/",
	} {
		if got := To(root, path); got != path {
			t.Errorf("%q is at %q on a server without base path", path, got)
		}
		got := To(folder, path)
		if got != want {
			t.Errorf("%q is at %q, want %q", path, got, want)
		}
		if back := From(folder, got); back != path {
			t.Errorf("%q comes back as %q", path, back)
		}
	}
	for address, want := range map[string]string{
		"/runs/1": "/runs/1", "/tools/tradeoffs": "/tools/tradeoffs", "/tools/tradeoff?x=1": "?x=1", "/tools/tradeoff": "",
	} {
		if got := From(folder, address); got != want {
			t.Errorf("%q comes back as %q, want %q", address, got, want)
		}
	}
}

func TestWithinTellsWhatIsBelowTheBasePath(t *testing.T) {
	for _, c := range []struct {
		base, path, rest string
		ok               bool
	}{
		{"", "/", "/", true}, {"", "/runs/1", "/runs/1", true}, {"/t", "/t", "", true}, {"/t", "/t/", "/", true},
		{"/t", "/t/runs/1", "/runs/1", true}, {"/t", "/tt/runs/1", "t/runs/1", false}, {"/t", "/runs/1", "/runs/1", false},
	} {
		if rest, ok := Within(c.base, c.path); rest != c.rest || ok != c.ok {
			t.Errorf("%s below %q: %q, %v, want %q, %v", c.path, c.base, rest, ok, c.rest, c.ok)
		}
	}
}

func TestBasePathsAreRead(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "/": "", "/tradeoff": "/tradeoff", "/tradeoff/": "/tradeoff", "/a.b/c-d_e~f/": "/a.b/c-d_e~f",
	} {
		if got, err := ParseBase(text); got != want || err != nil {
			t.Errorf("%q is read as %q (%v), want %q", text, got, err, want)
		}
	}
	for _, text := range []string{
		"tradeoff", "//", "//host", "/a//b", "/a b", "/ä", "/a?b", "/a#b", "/..", "/a/../b", "/./a", "https://host/a", `/a\b`,
		"/a%20b",
	} {
		if got, err := ParseBase(text); tradeoff.KindOf(err) != tradeoff.Invalid {
			t.Errorf("%q is read as %q", text, got)
		}
	}
}
