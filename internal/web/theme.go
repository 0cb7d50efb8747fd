package web

import (
	"net/http"
	"strings"

	"tradeoff/internal/link"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// themeCookie is the cookie of the chosen theme, "light" or "dark".
const themeCookie = "theme"

// NewPage returns the data of the frame of a page.
func NewPage(r *http.Request, title, section string) templates.Page {
	return templates.Page{Title: title, Section: section, Theme: Theme(r), Here: r.URL.RequestURI()}
}

// Theme returns the chosen theme, "light" or "dark"; "" follows the system.
func Theme(r *http.Request) string {
	if c, err := r.Cookie(themeCookie); err == nil && (c.Value == "light" || c.Value == "dark") {
		return c.Value
	}
	return ""
}

// ChooseTheme stores a theme in a cookie and redirects back to the page.
func ChooseTheme(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return Unreadable(err)
	}
	cookie := &http.Cookie{Name: themeCookie, Path: link.To(r.Context(), "/"), SameSite: http.SameSiteLaxMode, MaxAge: -1}
	if v := r.PostForm.Get("theme"); v == "light" || v == "dark" {
		cookie.Value, cookie.MaxAge = v, 365*24*60*60
	}
	http.SetCookie(w, cookie)
	return SeeOther(w, r, ownPath(link.From(r.Context(), r.PostForm.Get("here"))))
}

// ownPath returns path if it is on this site, and the first page otherwise. Browsers read
// \ as /, and drop tabs and line ends: for them "/\t/name" is another site.
func ownPath(path string) string {
	control := func(c rune) bool { return c < ' ' || c == 0x7f }
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.Contains(path, `\`) ||
		strings.ContainsFunc(path, control) {
		return "/"
	}
	return path
}

// Unreadable returns the error of a form whose fields can't be read.
func Unreadable(err error) error {
	e := tradeoff.Errorf(tradeoff.Invalid, "the form could not be read").WithHint("Send it again.")
	e.Err = err
	return e
}
