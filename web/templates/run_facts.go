package templates

import (
	"net/url"
	"strings"

	"tradeoff/internal/format"
)

// shortCommit is how much of a commit is shown.
const shortCommit = 12

// commitText is a commit as a page shows it, with the mark of uncommitted changes.
func commitText(commit string) string {
	hash, dirty, _ := strings.Cut(commit, "-")
	text := hash[:min(len(hash), shortCommit)]
	if dirty != "" {
		text += "-" + dirty
	}
	return text
}

// roomOfLink is how many characters of an address a page shows.
const roomOfLink = 60

// linkText is an address as a page shows it: without its scheme, and not too long.
func linkText(address string) string {
	text := address
	if u, err := url.Parse(address); err == nil {
		text = strings.TrimSuffix(strings.TrimPrefix(address, u.Scheme+"://"), "/")
	}
	return format.Shorten(text, roomOfLink)
}

// fewParams are shown without a click.
const fewParams = 8
