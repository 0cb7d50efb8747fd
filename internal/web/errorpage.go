package web

import (
	"net/http"

	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// errorHeadings are the headings of error pages.
var errorHeadings = map[tradeoff.Kind]string{
	tradeoff.Invalid:      "That cannot be used",
	tradeoff.NotFound:     "Not found",
	tradeoff.Deleted:      "In the trash",
	tradeoff.TooLarge:     "Too large",
	tradeoff.Conflict:     "That does not fit",
	tradeoff.Busy:         "Too busy just now",
	tradeoff.Unauthorized: "Please log in",
	tradeoff.Forbidden:    "Not allowed",
	tradeoff.Misdirected:  "Not at this address",
	tradeoff.NotAllowed:   "Not possible here",
	tradeoff.Unavailable:  "Not available",
	tradeoff.NotAvailable: "Not available for this run",
	tradeoff.Internal:     "Something went wrong",

	tradeoff.PreconditionFailed: "Edit conflict",
}

// errorPage answers with the page of an error.
func errorPage(w http.ResponseWriter, r *http.Request, status int, e *tradeoff.Error) error {
	if t := e.Trashed; t != nil {
		row := templates.NewTrashRow(*t)
		return Page(w, r, status, templates.TrashedPage(NewPage(r, errorHeadings[e.Kind], "experiments"), row))
	}
	if m := e.Mismatch; m != nil {
		v := templates.NewConflict(*m)
		return Page(w, r, status, templates.ConflictPage(NewPage(r, errorHeadings[e.Kind], "experiments"), v))
	}
	v := templates.ErrorView{
		Page: NewPage(r, errorHeadings[e.Kind], ""), Status: status, Heading: errorHeadings[e.Kind],
		Message: e.Message, Place: e.Place.String(), Hint: e.Hint, Back: "/",
	}
	return Page(w, r, status, templates.ErrorPage(v))
}
