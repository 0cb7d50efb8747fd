// Package show has what several pages show alike: plots drawn on the server, buttons of
// policies, links, tables and the parts of a run that a page is about. It knows no
// request.
package show
