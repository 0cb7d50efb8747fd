package server

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"tradeoff/web/static"
)

func TestAssetsAreCachedAndCompressed(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	s := open(t, Options{})
	for name, kind := range map[string]string{
		"dist/every.css":                             "text/css; charset=utf-8",
		"dist/run.js":                                "text/javascript; charset=utf-8",
		"vendor/echarts/echarts.min.js":              "text/javascript; charset=utf-8",
		"img/icon.svg":                               "image/svg+xml",
		"vendor/echarts/LICENSE":                     "text/plain; charset=utf-8",
		"vendor/inter/inter-latin-wght-normal.woff2": "font/woff2",
	} {
		f, ok := static.Files()[name]
		if !ok {
			t.Errorf("there is no %s", name)
			continue
		}
		w := ask(s, "GET", static.Path(name), "")
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != kind || !bytes.Equal(w.Body.Bytes(), f.Plain) {
			t.Errorf("%s: status %d, %s, %d bytes", name, w.Code, w.Header().Get("Content-Type"), w.Body.Len())
		}
		if got := w.Header().Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("%s: Cache-Control is %q", name, got)
		}
		checkHeaders(t, name, w.Header())
		if f.Gzipped == nil {
			continue
		}
		w = ask(s, "GET", static.Path(name), "", "Accept-Encoding", "br, gzip;q=0.8")
		z, err := gzip.NewReader(w.Body)
		if err != nil || w.Header().Get("Content-Encoding") != "gzip" || w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: %v, %v", name, err, w.Header())
			continue
		}
		if plain, err := io.ReadAll(z); err != nil || !bytes.Equal(plain, f.Plain) {
			t.Errorf("%s: unpacks to %d bytes, %v", name, len(plain), err)
		}
		if w := ask(s, "GET", static.Path(name), "", "Accept-Encoding", "gzip;q=0"); w.Header().
			Get("Content-Encoding") != "" {
			t.Errorf("%s: compressed for a client that does not accept it", name)
		}
	}
	for _, path := range []string{"../static.go", "..%2fstatic.go", "", "dist", "dist/", "nothing.css"} {
		if w := ask(s, "GET", static.Path(path), ""); w.Code != http.StatusNotFound {
			t.Errorf("%q: status %d, want 404", path, w.Code)
		}
	}
}

func TestAssetsAreNotLoadedFromOtherSites(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	for name, f := range static.Files() {
		if strings.HasPrefix(name, "vendor/") || strings.HasSuffix(name, ".svg") || strings.HasSuffix(name, ".woff2") {
			continue
		}
		text := bytes.ReplaceAll(f.Plain, []byte(`xmlns="http://www.w3.org/2000/svg"`), nil) // a name, not loaded
		for _, sign := range []string{"http://", "https://", "url(//", "from \"//"} {
			if bytes.Contains(text, []byte(sign)) {
				t.Errorf("%s contains %s", name, sign)
			}
		}
	}
}
