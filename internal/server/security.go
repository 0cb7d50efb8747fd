package server

import (
	"net"
	"net/http"
	"net/netip"
	"strings"

	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// contentSecurityPolicy lets pages only run and load files of this server: nothing inline,
// nothing from other sites.
const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// securityHeaders sets the security headers of every response, including errors.
func securityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentSecurityPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-cache") // the default of handlers
		next.ServeHTTP(w, r)
	})
}

// A hostList is the allowed host names in lower case.
type hostList map[string]bool

func newHostList(names []string) hostList {
	l := hostList{"localhost": true}
	for _, name := range names {
		l[hostName(name)] = true
	}
	return l
}

// allows reports whether a Host header names this server: a loopback address, localhost,
// or a name of the list. In an attack by DNS rebinding the header has the name of the
// other site.
func (l hostList) allows(host string) bool {
	name := hostName(host)
	if addr, err := netip.ParseAddr(name); err == nil && addr.IsLoopback() {
		return true
	}
	return l[name]
}

// hostName returns the name in a Host header in lower case, without port, brackets and
// final dot.
func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

func (s *Server) checkHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.hosts.allows(r.Host) {
			web.Fail(w, r, tradeoff.Errorf(tradeoff.Misdirected, "%q is not a host name of this server", r.Host).
				WithHint("To allow it, start the server with --allow-host and that name."))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// checkOrigin rejects requests with side effects from pages of other sites.
func checkOrigin(next http.Handler) http.Handler {
	p := http.NewCrossOriginProtection()
	p.SetDenyHandler(web.Handle(func(http.ResponseWriter, *http.Request) error {
		return tradeoff.Errorf(tradeoff.Forbidden, "this request came from a page of another site").
			WithHint("Open this server's own page and try again.")
	}))
	return p.Handler(next)
}
