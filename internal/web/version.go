package web

import (
	"net/http"
	"strconv"
	"strings"

	"tradeoff/internal/tradeoff"
)

// SetVersion says which version of a thing an answer shows, in the header ETag.
func SetVersion(w http.ResponseWriter, version int64) {
	w.Header().Set("ETag", strconv.Quote(strconv.FormatInt(version, 10)))
}

// IfMatch returns the version that a request changes, as its header If-Match names it. An
// absent header and * let every change through. A weak tag counts as the
// same, since proxies that compress weaken tags. The error is PreconditionFailed for a tag
// that is no version.
func IfMatch(r *http.Request) (tradeoff.ChangeOption, error) {
	text := strings.TrimSpace(strings.Join(r.Header.Values("If-Match"), ", "))
	if text == "" || text == "*" {
		return tradeoff.IfVersion(0), nil
	}
	tag := strings.Trim(strings.TrimPrefix(text, "W/"), `"`)
	version, err := strconv.ParseInt(tag, 10, 64)
	if err != nil || version < 1 {
		return nil, tradeoff.Errorf(tradeoff.PreconditionFailed, "If-Match is %.80q, which is no version", text).
			WithHint(`Send the header ETag of the answer that was changed, such as "3".`)
	}
	return tradeoff.IfVersion(version), nil
}

// FormVersion returns the version that a form changes, from its field version. A form
// without the field, which is none of our pages, changes any version.
func FormVersion(r *http.Request) (tradeoff.ChangeOption, error) {
	text := r.PostForm.Get("version")
	if text == "" {
		return tradeoff.IfVersion(0), nil
	}
	version, err := ParseID(text)
	if err != nil {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "the version in the form is %.40q", text).
			WithHint("Reload the page and send it again.")
	}
	return tradeoff.IfVersion(version), nil
}
