// Package link makes the addresses that leave the program: in pages, in the API's
// answers and in headers. Inside it every address begins at the root of the site,
// such as "/runs/3", wherever the server is; [To] alone puts the base path before
// it, the folder below which a proxy serves the whole product.
//
// So every written address goes through To, as late as possible, and every
// address from a client goes through [From]. What is stored has no base path:
// the folder may change.
//
// What belongs here: the base path, and paths that several packages write. Queries
// belong to the types of package tradeoff that read them.
package link

import (
	"context"
	"net/url"
	"regexp"
	"strings"

	"tradeoff/internal/tradeoff"
)

type baseKey struct{}

// WithBase returns a context in which addresses are below base, which [ParseBase]
// has returned.
func WithBase(ctx context.Context, base string) context.Context {
	return context.WithValue(ctx, baseKey{}, base)
}

// Base returns the base path: "" or one such as "/tradeoff", without a slash at its
// end.
func Base(ctx context.Context) string {
	base, _ := ctx.Value(baseKey{}).(string)
	return base
}

// To returns the address of what is at path, which begins with a slash, as clients
// may use it. It returns anything else as it is: a part of the same page, another
// query of it, and "".
func To(ctx context.Context, path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") {
		return path
	}
	return Base(ctx) + path
}

// From returns an address without the base path, which [To] has put before it. It
// returns an address without the base path as it is.
func From(ctx context.Context, address string) string {
	rest, ok := strings.CutPrefix(address, Base(ctx))
	if ok && (rest == "" || strings.ContainsAny(rest[:1], "/?#")) {
		return rest
	}
	return address
}

// Within returns path without base, and whether it is below it. Of the base path
// itself "" is left.
func Within(base, path string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(path, base)
	return rest, ok && (rest == "" || rest[0] == '/')
}

var basePath = regexp.MustCompile(`^(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$`)

// ParseBase reads a base path: "/tradeoff" or "/tools/tradeoff", with a slash at its
// end or without; "" and "/" are the root. Its error is Invalid.
func ParseBase(text string) (string, error) {
	base := strings.TrimSuffix(text, "/")
	if base != "" && !basePath.MatchString(base) {
		return "", tradeoff.Errorf(tradeoff.Invalid, "the base path is %.80q", text).
			WithHint("Give a path such as /tradeoff: a slash before each folder, " +
				"and letters, digits, dots, - and _ in their names.")
	}
	return base, nil
}

// Address returns a path with a query, and without "?" if the query is empty.
func Address(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// Merge adds the parameters of more to q, each in place of q's own, and returns q.
func Merge(q, more url.Values) url.Values {
	for name, values := range more {
		q[name] = values
	}
	return q
}
