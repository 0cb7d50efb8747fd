package server

import (
	"net/http"
	"net/url"
	"testing"
)

func TestThemeOnlyRedirectsToOwnPages(t *testing.T) {
	s := filled(t, Options{})
	for here, want := range map[string]string{
		"/runs/1?threshold=0.3": "/runs/1?threshold=0.3", "/": "/", "": "/", "runs/1": "/", "https://evil.example/": "/",
		"//evil.example": "/", `/\evil.example`: "/", "/\t/evil.example": "/", "/\n/evil.example": "/",
		"/\r/evil.example": "/",
	} {
		body := url.Values{"theme": {"dark"}, "here": {here}}.Encode()
		w := ask(s, "POST", "/theme", body, "Content-Type", "application/x-www-form-urlencoded")
		if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != want {
			t.Errorf("from %q it leads to %q with status %d, want %q", here, got, w.Code, want)
		}
	}
}
